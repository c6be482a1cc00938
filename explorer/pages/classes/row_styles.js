// The styles that a view names, beside those that its seed drew, and what was done with the models that were left.

import { tidy } from "../../ui/latents/latent_space.js";
import { moveLatent, styleAt, toggleKept } from "./styles.js";
import { untouched } from "./view.js";

/** @typedef {import("./view.js").ClassesView} ClassesView */
/** @typedef {import("./view.js").Styles} Styles */

export class RowStyles {
  /** @type {Float32Array | null} styles that the seed drew, end to end; null until they are there */
  drawn = null;

  /** @type {Map<string, Styles>} what was done with the models that were left, by their names */
  #left = new Map();

  /** @param {ClassesView} view  is written to */
  constructor(view) {
    this.view = view;
  }

  /** z of the first row, the style under the hand; null until the seed's are there. */
  get first() {
    return this.drawn && styleAt(this.view, this.drawn, 0);
  }

  /** @param {import("./draws.js").Drawn} drawn  styles came from the prior */
  takeDrawn({ z, settings, fresh }) {
    Object.assign(this.view, settings, fresh ? { shift: [] } : {});
    this.drawn = z;
  }

  /**
   * A latent of the style under the hand moved, and of the others what moves with it.
   * @param {number} index
   * @param {number} value
   * @returns {boolean}  false until the seed's styles are there
   */
  move(index, value) {
    if (!this.drawn) return false;
    Object.assign(this.view, moveLatent(this.view, this.drawn, index, value));
    return true;
  }

  /** @param {number[]} z  of the style under the hand, all at once */
  put(z) {
    this.view.z = z.map(tidy);
  }

  /**
   * @param {number} row  whose style is kept, or no more
   * @returns {Partial<ClassesView> | null}  what of the view that makes; null until the seed's styles are there
   */
  toggled(row) {
    return this.drawn && toggleKept(this.view, this.drawn, row);
  }

  /** The style as the seed drew it, and nothing moved or kept. */
  reset() {
    Object.assign(this.view, untouched());
  }

  /**
   * Another model; what was done with this one is kept for its return.
   * @param {string} name
   */
  goTo(name) {
    const { model, z, shift, locked, styles } = this.view;
    this.#left.set(model, { z, shift, locked, styles });
    Object.assign(this.view, this.#left.get(name) ?? untouched());
    this.view.model = name;
  }
}
