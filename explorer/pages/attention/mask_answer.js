// A model's answer, written at its mask: at the upper right of where the mask has at least half of its largest value.

import { el } from "../../ui/canvas/paint.js";
import { SIDE } from "./picture.js";

/** @typedef {import("./panel.js").Pixel} Pixel */

const MARGIN = 7; // picture pixels that the answer keeps from the edge
const LEAST = 0.5; // of the mask's largest value

/**
 * @param {Float32Array} values  of a mask at the picture's size
 * @returns {Pixel}
 */
export function cornerOf(values) {
  const most = values.reduce((top, value) => Math.max(top, value), 0);
  let right = 0;
  let top = SIDE;
  values.forEach((value, at) => {
    if (value < LEAST * most) return;
    right = Math.max(right, at % SIDE);
    top = Math.min(top, Math.floor(at / SIDE));
  });
  /** @param {number} place */
  const within = (place) => Math.min(SIDE - MARGIN, Math.max(MARGIN, place));
  return { x: within(right + 1), y: within(top) };
}

/** The answer over a panel's picture, `root`. */
export class MaskAnswer {
  /** @type {{text: string, at: Pixel} | null} what stands there */
  shown = null;

  root = el("b", { class: "mask-answer gx-num gx-hidden", "aria-hidden": "true" });

  /**
   * @param {string} text  the answer
   * @param {boolean | null} right  null: nobody knows
   * @param {Float32Array | null} mask  at the picture's size; null where there is none
   */
  show(text, right, mask) {
    this.root.classList.toggle("gx-hidden", !mask);
    this.shown = mask && { text, at: cornerOf(mask) };
    if (!this.shown) return;
    const { style, classList } = this.root;
    this.root.textContent = text;
    classList.toggle("right", right === true);
    classList.toggle("wrong", right === false);
    style.left = `${(100 * this.shown.at.x) / SIDE}%`;
    style.top = `${(100 * this.shown.at.y) / SIDE}%`;
  }

  hide() {
    this.shown = null;
    this.root.classList.add("gx-hidden");
  }
}
