// The picture after a pass: what just changed in it, and what may still change.

import { context2d, el, paint } from "../../ui/canvas/paint.js";
import { UNKNOWN } from "../../ui/painting/record.js";

/** @import { Shape } from "../../ui/types.js" */

/**
 * The picture after a pass, channel by channel (c, h, w).
 * @typedef {object} Pass
 * @property {Uint8Array} levels  level numbers
 * @property {Uint8Array} settled  1 where no later pass can change it
 * @property {Uint8Array} changed  1 where this pass did
 */

const CELL = 14; // px of a pixel on this canvas
const DOT = 4; // px of the mark on what just changed
const UNSURE = "rgb(79 195 201 / 34%)"; // over what may still change
const CHANGED = "#ee8866";

/** A canvas of CELL px a pixel. */
export class PassesPicture {
  constructor() {
    this.canvas = el("canvas", { class: "gx-canvas passes-picture", role: "img" });
  }

  /**
   * @param {Pass | null} pass  null: nothing is known yet
   * @param {Shape} shape
   * @param {number} levels  how many
   */
  show(pass, shape, levels) {
    const [, h, w] = shape;
    const { canvas } = this;
    if (canvas.width !== w * CELL || canvas.height !== h * CELL) {
      canvas.width = w * CELL;
      canvas.height = h * CELL;
    }
    canvas.style.setProperty("--ratio", String(w / h));
    const context = context2d(canvas);
    if (pass) this.#draw(context, pass, shape, levels);
    else this.#drawUnknown(context, shape);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Shape} shape
   */
  #drawUnknown(context, [, h, w]) {
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < w; x++) {
        context.fillStyle = `rgb(${UNKNOWN[(x + y) % 2]})`;
        context.fillRect(x * CELL, y * CELL, CELL, CELL);
      }
    }
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Pass} pass
   * @param {Shape} shape
   * @param {number} levels
   */
  #draw(context, pass, shape, levels) {
    const [c, h, w] = shape;
    const plane = h * w;
    const channels = [...Array(c).keys()];
    const small = el("canvas");
    const greys = pass.levels.map((level) => Math.round((255 * level) / (levels - 1)));
    paint(small, greys, shape);
    context.imageSmoothingEnabled = false;
    context.drawImage(small, 0, 0, w * CELL, h * CELL);
    const inset = (CELL - DOT) / 2;
    for (let at = 0; at < plane; at++) {
      const left = (at % w) * CELL;
      const top = Math.floor(at / w) * CELL;
      const sure = channels.every((channel) => pass.settled[channel * plane + at]);
      const changed = channels.some((channel) => pass.changed[channel * plane + at]);
      if (!sure) {
        context.fillStyle = UNSURE;
        context.fillRect(left, top, CELL, CELL);
      }
      if (changed) {
        context.fillStyle = CHANGED;
        context.fillRect(left + inset, top + inset, DOT, DOT);
      }
    }
  }
}
