// One direction: its name, how well it separates, its slider over the pictures that it leads through, and its keeping.

import { el, fmt } from "../canvas/paint.js";
import { press, signButton, toggleButton } from "../controls/buttons.js";
import { STEPS } from "../latents/latent_space.js";
import { StripSlider } from "../latents/strip_slider.js";
import { moved, placeOf } from "./direction.js";
import { spreadChart, spreadLegend } from "./spread_chart.js";

/** @typedef {import("../types.js").Card} Card */
/** @typedef {import("./direction.js").Direction} Direction */

const FINE = 60; // arrow keys take the whole way in this many steps, with shift in
const COARSE = 12;
const DIGITS = 2;

export class DirectionRow {
  #value = el("output", { class: "gx-num value", title: "In differences of the two means: −0.5 and 0.5 lie at them" });

  /** @type {{z: readonly number[], place: number} | null} where it was when the hand took the slider */
  #from = null;

  /** @type {number[] | null} what the slider adds for 1; null: it can't move */
  #step = null;

  /**
   * @param {Card} card
   * @param {Direction} direction
   * @param {object} on
   * @param {(row: DirectionRow, z: number[]) => void} on.move  z moves along it, under a hand or a key
   * @param {() => void} on.rest
   * @param {() => void} on.keep  is to be kept in the browser, or not any more
   * @param {() => void} on.remove  is to leave the page
   */
  constructor(card, direction, on) {
    const { name, reach, auc, ends, along } = direction;
    this.card = card;
    this.direction = direction;
    this.on = on;
    this.slider = new StripSlider(
      {
        low: -reach,
        high: reach,
        middle: 0,
        count: STEPS,
        digits: DIGITS,
        shape: card.shape,
        label: `Along ${name}`,
        step: (2 * reach) / FINE,
        leap: (2 * reach) / COARSE,
        describe: (value) => fmt(value),
      },
      {
        input: (value) => this.#move(value),
        rest: () => {
          this.#from = null;
          on.rest();
        },
      },
    );
    this.keep = toggleButton("keep", "", () => on.keep(), "quiet small");
    const remove = signButton("×", `Take ${name} off the page`, () => on.remove(), "quiet small");
    this.#value.textContent = fmt(0, DIGITS);
    const judged = auc < 0 ? "" : `AUC ${fmt(auc, 3)}`;
    const title = "How well it tells held-out pictures apart: 0.5 is chance, 1 without error";
    const head = el(
      "div",
      { class: "direction-head" },
      el("b", { title: ends ? `${name}: from ${ends[0]} to ${ends[1]}` : name }, name),
      el("span", { class: "gx-num gx-note", title }, judged),
      this.#value,
      this.keep,
      remove,
    );
    this.root = el("div", { class: "direction", "data-name": name }, head, this.slider.root);
    if (along && ends) {
      const chart = spreadChart(STEPS);
      chart.show(along, ends);
      this.root.append(chart.canvas, spreadLegend(ends));
    }
  }

  /** @param {boolean} kept  in this browser */
  showKept(kept) {
    press(this.keep, kept);
    this.keep.textContent = kept ? "kept" : "keep";
    this.keep.title = kept ? "It stays in this browser; press to forget it" : "Keep it in this browser, for every page";
    this.keep.setAttribute("aria-label", `Keep ${this.direction.name}`);
  }

  /**
   * The slider to where z lies.
   * @param {readonly number[]} z
   * @param {number[] | null} step  of the slider, see stepOf
   */
  show(z, step) {
    this.#step = step;
    this.slider.setLocked(!step);
    this.z = z;
    const place = Number(placeOf(this.direction, z).toFixed(DIGITS));
    if (this.#from || place === this.slider.value) return;
    this.slider.show(place);
    this.#value.textContent = fmt(place, DIGITS);
  }

  /** @param {number} value */
  #move(value) {
    if (!this.#step || !this.z) return;
    this.#from ??= { z: this.z, place: placeOf(this.direction, this.z) };
    this.#value.textContent = fmt(value, DIGITS);
    this.on.move(this, moved(this.#from.z, this.#step, value - this.#from.place));
  }

  /**
   * The codes of the strip's pictures, flat; empty where the slider can't move.
   * @returns {number[]}
   */
  get codes() {
    const { z } = this;
    const step = this.#step;
    if (!z || !step) return [];
    const { reach } = this.direction;
    const place = placeOf(this.direction, z);
    return Array.from({ length: STEPS }, (_, i) => ((2 * i) / (STEPS - 1) - 1) * reach - place).flatMap((amount) =>
      moved(z, step, amount),
    );
  }
}
