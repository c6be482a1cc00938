// A picture as a model redraws it, and where that is wrong, pixel by pixel.

import { el, fmt, paint } from "../../ui/canvas/paint.js";
import { valuesAt } from "../../ui/picture/difference.js";

/** @typedef {import("./types.js").Shape} Shape */

/** @param {string} text  under the picture */
function figure(text) {
  const canvas = el("canvas", { class: "gx-canvas", role: "img", "aria-label": text });
  return { canvas, root: el("figure", {}, canvas, el("figcaption", { class: "gx-note" }, text)) };
}

/**
 * Which of `count` equal parts a share of the whole is in.
 * @param {number} share
 * @param {number} count
 */
const partAt = (share, count) => Math.min(count - 1, Math.max(0, Math.floor(share * count)));

export class PixelErrors {
  /** @type {Uint8Array} of each pixel, 255 for an error of 1 */
  #errors = new Uint8Array(0);

  /** @type {Shape} */
  #shape = [1, 0, 0];

  #redrawn = figure("as the model redraws it");
  #missed = figure("error of each pixel, white: 1");
  #readout = el("p", { class: "gx-note gx-num readout" });
  root = el("div", { class: "typical-pictures" }, this.#redrawn.root, this.#missed.root, this.#readout);

  constructor() {
    this.#missed.canvas.addEventListener("pointermove", (event) => this.#read(event));
    this.#missed.canvas.addEventListener("pointerleave", () => {
      this.#readout.textContent = "";
    });
  }

  /**
   * @param {Uint8Array} redrawn  uint8 (c, h, w)
   * @param {Uint8Array} errors  the same
   * @param {Shape} shape
   */
  show(redrawn, errors, shape) {
    this.#errors = errors;
    this.#shape = shape;
    paint(this.#redrawn.canvas, redrawn, shape);
    paint(this.#missed.canvas, errors, shape);
  }

  /** @param {PointerEvent} event */
  #read(event) {
    const shape = this.#shape;
    const [, h, w] = shape;
    if (!this.#errors.length) return;
    const area = this.#missed.canvas.getBoundingClientRect();
    const x = partAt((event.clientX - area.left) / area.width, w);
    const y = partAt((event.clientY - area.top) / area.height, h);
    const error = valuesAt(this.#errors, y * w + x, shape, fmt);
    this.#readout.textContent = `row ${y + 1}, column ${x + 1}: error ${error}`;
  }
}
