// The part of a picture that one cell of its codes sees: how large it is, and how it is shown.

import { context2d, el, paint } from "../../ui/canvas/paint.js";

/** @typedef {import("../../ui/types.js").Shape} Shape */

/**
 * A rectangle of pixels.
 * @typedef {{top: number, left: number, h: number, w: number}} Area
 */

/**
 * How strongly each pixel moves what is found in a cell, not negative, h * w.
 * @typedef {Float32Array<ArrayBuffer>} Seen
 */

const SIDE = 136; // px of what is shown
const FINE = 2; // canvas pixels to each
const DARK = "#0c1014";
const BRIGHT = "#4fc3c9"; // on pictures, whatever the theme

/**
 * The smallest rectangle around all that the cell is reached from; the whole picture where it is reached from nowhere.
 * @param {Seen} seen
 * @param {number} h  of the picture
 * @param {number} w
 * @returns {Area}
 */
export function reachedFrom(seen, h, w) {
  let top = h;
  let left = w;
  let bottom = -1;
  let right = -1;
  seen.forEach((value, i) => {
    if (!value) return;
    const y = Math.floor(i / w);
    const x = i % w;
    top = Math.min(top, y);
    left = Math.min(left, x);
    bottom = Math.max(bottom, y);
    right = Math.max(right, x);
  });
  if (bottom < 0) return { top: 0, left: 0, h, w };
  return { top, left, h: bottom - top + 1, w: right - left + 1 };
}

/**
 * The smallest square around a cell that holds half of all strength, as far as it lies in the picture.
 * @param {Seen} seen
 * @param {number} h  of the picture
 * @param {number} w
 * @param {Area} cell
 * @returns {Area}
 */
export function halfOfWeight(seen, h, w, cell) {
  const all = seen.reduce((sum, value) => sum + value, 0);
  const middleY = cell.top + cell.h / 2;
  const middleX = cell.left + cell.w / 2;
  for (let side = Math.max(cell.w, cell.h); ; side += 2) {
    const top = Math.max(0, Math.floor(middleY - side / 2));
    const left = Math.max(0, Math.floor(middleX - side / 2));
    const area = {
      top,
      left,
      h: Math.min(h, Math.ceil(middleY + side / 2)) - top,
      w: Math.min(w, Math.ceil(middleX + side / 2)) - left,
    };
    const within = cut(seen, [1, h, w], area).reduce((sum, value) => sum + value, 0);
    if (2 * within >= all || (area.h === h && area.w === w)) return area;
  }
}

/**
 * A part of a picture.
 * @template {Uint8Array<ArrayBuffer> | Float32Array<ArrayBuffer>} T
 * @param {T} pixels
 * @param {Shape} shape  of the whole
 * @param {Area} area
 * @returns {number[]}  channel by channel
 */
export function cut(pixels, [c, h, w], { top, left, h: tall, w: wide }) {
  const out = [];
  for (let plane = 0; plane < c; plane++) {
    for (let y = top; y < top + tall; y++) {
      const from = (plane * h + y) * w + left;
      out.push(...pixels.subarray(from, from + wide));
    }
  }
  return out;
}

/**
 * Paint a part of a picture into a square of fixed size, with a frame around the cell.
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} pixels  of the part
 * @param {Shape} shape  of the part
 * @param {Area} cell  in pixels of the part
 */
export function paintFramed(canvas, pixels, shape, cell) {
  const [, tall, wide] = shape;
  const size = SIDE * FINE;
  const scale = Math.min(size / wide, size / tall);
  const left = (size - wide * scale) / 2;
  const top = (size - tall * scale) / 2;
  const small = el("canvas");
  paint(small, pixels, shape);
  canvas.width = size;
  canvas.height = size;
  const context = context2d(canvas);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, left, top, wide * scale, tall * scale);
  context.strokeStyle = DARK;
  context.lineWidth = 5;
  context.strokeRect(left + cell.left * scale, top + cell.top * scale, cell.w * scale, cell.h * scale);
  context.strokeStyle = BRIGHT;
  context.lineWidth = 3;
  context.strokeRect(left + cell.left * scale, top + cell.top * scale, cell.w * scale, cell.h * scale);
}
