// Seeds: of a draw's noise, whole numbers that the server takes.

import { el } from "../canvas/paint.js";

export const MAX_SEED = 2 ** 31 - 1;

/** A short seed, by chance. */
export const anySeed = () => Math.floor(Math.random() * 100_000);

/**
 * The seed after this one; after the last comes the first.
 * @param {number} seed
 */
export const nextSeed = (seed) => (seed >= MAX_SEED ? 0 : seed + 1);

export class SeedField {
  /**
   * @param {string} title  what the seed decides, in words, as the field's tooltip
   * @param {(seed: number) => unknown} onchange  another seed was typed; what is no seed becomes the nearest that is
   *   one
   * @param {object} [look]
   * @param {string} [look.field]  further CSS classes of the label: "inline", ...
   * @param {string} [look.input]  of the input: "gx-num", ...
   * @param {string} [look.label]  what the field is called
   */
  constructor(title, onchange, { field = "", input = "", label = "Seed" } = {}) {
    this.input = el("input", {
      class: `gx-input ${input}`.trim(),
      type: "number",
      min: 0,
      max: MAX_SEED,
      step: 1,
      inputmode: "numeric",
      onchange: () => onchange(this.#settle()),
    });
    this.root = el("label", { class: `gx-field ${field}`.trim(), title }, label, this.input);
  }

  /** The seed as it stands in the field, always one that the server takes. */
  get value() {
    const typed = Math.round(Number(this.input.value));
    return Number.isFinite(typed) ? Math.min(Math.max(typed, 0), MAX_SEED) : 0;
  }

  set value(seed) {
    this.input.value = String(seed);
  }

  #settle() {
    const seed = this.value;
    this.value = seed;
    return seed;
  }
}
