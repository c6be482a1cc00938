// What the decoder would make of the nearest eight codes in one cell, each a button that picks it.

import { el, fmt, paint } from "../../ui/canvas/paint.js";
import { press } from "../../ui/controls/buttons.js";

const EIGHT = 8;

/**
 * @typedef {{code: number, canvas: HTMLCanvasElement, name: HTMLElement, far: HTMLElement, root: HTMLButtonElement}}
 *   Variant
 */

export class Variants {
  /** @type {Variant[]} */
  #variants = [];

  root = el("div", { class: "variants" });

  /**
   * @param {object} on
   * @param {(code: number) => void} on.pick
   */
  constructor(on) {
    this.on = on;
    this.#variants = Array.from({ length: EIGHT }, () => this.#make());
    this.root.append(...this.#variants.map(({ root }) => root));
  }

  /** @returns {Variant} */
  #make() {
    const canvas = el("canvas", { class: "gx-canvas" });
    const name = el("b", {});
    const far = el("span", {});
    const root = el("button", { class: "variant gx-num", type: "button" }, canvas, name, far);
    const variant = { code: -1, canvas, name, far, root };
    root.addEventListener("click", () => this.on.pick(variant.code));
    return variant;
  }

  /**
   * @param {object} found
   * @param {number[]} found.order  of the codes, the nearest first
   * @param {Float32Array} found.distances  by code
   * @param {Uint8Array} found.variants  pictures of the nearest, one after the other
   * @param {import("../../ui/types.js").Shape} shape  of each picture
   * @param {number} code  that stands in the cell
   */
  show({ order, distances, variants }, shape, code) {
    this.#variants.forEach((one, i) => {
      const isCode = i < order.length;
      one.root.classList.toggle("gx-hidden", !isCode);
      if (!isCode) return;
      const distance = distances[order[i]];
      one.code = order[i];
      paint(one.canvas, variants, shape, i);
      one.name.textContent = String(one.code);
      one.far.textContent = fmt(distance, distance < 10 ? 2 : 1);
      press(one.root, one.code === code);
      one.root.title = `Code ${one.code}, at a distance of ${fmt(distance, 3)}. Click to paint with it`;
    });
  }
}
