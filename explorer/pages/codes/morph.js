// From one picture's codes to another's: one cell after the other takes the second picture's code, and a player steps
// through them.

import { el, fmt } from "../../ui/canvas/paint.js";
import { Player } from "../../ui/player/player.js";
import { copied } from "./layout.js";

/** @typedef {import("./layout.js").Cells} Cells */
/** @typedef {import("./layout.js").Layout} Layout */

const RATE = 10; // cells a second at first
const REST_MS = 500; // without a step, and the state counts as one that can be undone

/**
 * @typedef {object} MorphCalls
 * @property {(cells: Cells) => void} show  the codes as they move
 * @property {() => void} rest  they have come to rest
 * @property {() => void} wantSecond  there is no second picture yet
 */

export class Morph {
  /** @type {Cells | null} that the way begins with */
  from = null;

  /** @type {Cells | null} that it leads to; null: nowhere yet */
  #to = null;

  /** @type {number[]} indices of the cells that differ, in the order in which they change */
  #path = [];

  /** Cells of the path that have changed. */
  #step = 0;

  /** @type {ReturnType<typeof setTimeout> | null} until the codes count as at rest */
  #timer = null;

  #said = el("p", { class: "gx-note", role: "status" });

  /** @param {MorphCalls} on */
  constructor(on) {
    this.on = on;
    this.player = new Player({
      total: () => this.#path.length,
      available: () => this.#path.length,
      show: (step) => this.#show(step),
      label: "The morph",
      unit: "cells",
      rate: RATE,
      onplay: () => {
        if (!this.#to) on.wantSecond();
        return false;
      },
    });
    this.root = el("div", { class: "motion" }, this.player.root, this.#said);
  }

  /** The share of the way that is gone, 0 to 1. */
  get share() {
    return this.#path.length ? this.#step / this.#path.length : 0;
  }

  /**
   * Another way.
   * @param {Layout} layout
   * @param {Cells} from
   * @param {Cells | null} to
   */
  open(layout, from, to) {
    this.player.pause();
    this.#stopTimer();
    this.from = from;
    this.#to = to;
    this.#path = to ? layout.morphOrder(from, to) : [];
    this.#step = 0;
    this.player.open();
    this.#said.textContent = this.#words();
  }

  /** @param {number} share  of the way, 0 to 1 */
  go(share) {
    this.player.go(Math.round(share * this.#path.length));
  }

  play() {
    this.player.play();
  }

  pause() {
    this.player.pause();
  }

  /** @param {number} step */
  #show(step) {
    if (step === this.#step || !this.from || !this.#to) return;
    this.#step = step;
    this.on.show(copied(this.from, this.#path.slice(0, step), this.#to));
    this.#stopTimer();
    this.#timer = setTimeout(() => this.rest(), REST_MS);
  }

  /** What was moved counts as a step, now. */
  rest() {
    if (this.#timer === null) return;
    this.#stopTimer();
    this.on.rest();
  }

  #stopTimer() {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Where the way leads, in words. */
  #words() {
    if (!this.from || !this.#to) return "Play takes a test picture and goes over to its codes, cell by cell.";
    const apart = this.#path.length;
    const cells = this.from.length;
    if (!apart) return "The two pictures have the same codes: there is nowhere to go.";
    return `The two pictures differ in ${apart} of ${cells} cells (${fmt((apart / cells) * 100, 0)} %).`;
  }
}
