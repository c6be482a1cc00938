// From one picture's codes to another's: one cell after the other takes the second picture's code, and a player steps through them.

import { el, fmt } from "../../ui/canvas/paint.js";
import { Player } from "../../ui/player/player.js";
import { put } from "./layout.js";

const RATE = 10; // cells a second at first
const REST_MS = 500; // without a step, and the state counts as one that can be undone

export class Morph {
  /** @param {object} on  show(cells) as it moves, rest() after, wanted() where there is no second picture yet */
  constructor(on) {
    Object.assign(this, { on, from: null, to: null, path: [], timer: 0, at: 0 });
    this.player = new Player({
      total: () => this.path.length,
      available: () => this.path.length,
      show: (step) => this.show(step),
      label: "The morph",
      unit: "cells",
      rate: RATE,
      onplay: () => {
        if (!this.to) on.wanted();
        return false;
      },
    });
    this.said = el("p", { class: "gx-note", role: "status" });
    this.root = el("div", { class: "motion" }, this.player.root, this.said);
  }

  /** The share of the way that is gone, 0 to 1. */
  get share() {
    return this.path.length ? this.at / this.path.length : 0;
  }

  /** What the way begins from, and where it leads to (null: nowhere yet). */
  open(layout, from, to) {
    this.player.pause();
    clearTimeout(this.timer);
    Object.assign(this, { layout, from, to, path: to ? layout.path(from, to) : [], at: 0, timer: 0 });
    this.player.open();
    this.tell();
  }

  /** @param {number} share  of the way, 0 to 1 */
  go(share) {
    this.player.go(Math.round(share * this.path.length));
  }

  show(step) {
    if (step === this.at || !this.to) return;
    this.at = step;
    this.on.show(put(this.from, this.path.slice(0, step), this.to));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.rest(), REST_MS);
  }

  /** What was moved counts as a step, now. */
  rest() {
    clearTimeout(this.timer);
    if (!this.timer) return;
    this.timer = 0;
    this.on.rest();
  }

  pause() {
    this.player.pause();
  }

  tell() {
    const n = this.path.length;
    const cells = this.from?.length;
    this.said.textContent = !this.to
      ? "Play takes a test picture and goes over to its codes, cell by cell."
      : n
        ? `The two pictures differ in ${n} of ${cells} cells (${fmt((n / cells) * 100, 0)} %).`
        : "The two pictures have the same codes: there is nowhere to go.";
  }
}
