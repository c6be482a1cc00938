// The sheet of pictures under the plane: the newest one, the one before it while they cross-fade, and the blend of
// four neighbouring pictures that stands in for a decoded one.

import { context2d, el, paintSheet } from "../../ui/canvas/paint.js";

/** @typedef {import("../../ui/types.js").Shape} Shape */
/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./view.js").Mode} Mode */
/** @typedef {import("./view.js").PlaneView} PlaneView */
/** @typedef {import("./view.js").Rect} Rect */

/**
 * Pictures decoded over a part of the plane.
 * @typedef {object} Sheet
 * @property {HTMLCanvasElement} canvas  all of them, in the model's own pixels
 * @property {Uint8Array} pixels  n * n * c * h * w, row by row from the top
 * @property {number} n  pictures across, and up
 * @property {Rect} rect  that they cover
 * @property {Mode} mode  of the rectangle's coordinates
 */

const FADE_MS = 120;
const CRISP_FROM = 2; // enlarged less than this, crisp pixels come out uneven; from there on they are the truth
const still = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
const within = (value, low, high) => Math.min(Math.max(value, low), high);

export class SheetLayer {
  /** @type {Sheet | null} the newest */
  current = null;

  /** @type {Sheet | null} the one before, as long as it fades out */
  #before = null;

  #since = 0; // when the newest came, in ms

  /**
   * @param {Shape} shape  of one picture
   * @param {() => void} redraw  asks for another frame
   * @param {() => void} come  there are pictures
   */
  constructor(shape, redraw, come) {
    this.shape = shape;
    this.come = come;
    this.redraw = redraw;
  }

  /**
   * A picture file of n by n pictures; one of another size is left aside.
   * @param {HTMLImageElement} image
   * @param {number} n
   * @param {Rect} rect
   * @param {Mode} mode
   */
  setImage(image, n, rect, mode) {
    const [, h, w] = this.shape;
    const width = n * w;
    const height = n * h;
    if (image.naturalWidth !== width || image.naturalHeight !== height) return;
    const canvas = el("canvas");
    canvas.width = width;
    canvas.height = height;
    const context = context2d(canvas, { willReadFrequently: true });
    context.drawImage(image, 0, 0);
    const pixels = unpack(context.getImageData(0, 0, width, height).data, n, this.shape);
    this.#show({ canvas, pixels, n, rect, mode }, true);
  }

  /**
   * Pictures as a decoder gives them.
   * @param {Uint8Array} pixels
   * @param {{n: number, rect: Rect}} grid  that they were asked for
   * @param {Mode} mode
   * @param {boolean} fade  it in: its pictures do not lie where the ones before it lie
   */
  setPixels(pixels, { n, rect }, mode, fade) {
    const canvas = el("canvas");
    paintSheet(canvas, pixels, this.shape, n * n, n);
    this.#show({ canvas, pixels, n, rect, mode }, fade);
  }

  /**
   * @param {Sheet} sheet
   * @param {boolean} fade
   */
  #show(sheet, fade) {
    this.#before = still.matches || !fade ? null : this.current;
    this.current = sheet;
    this.#since = performance.now();
    this.come();
    this.redraw();
  }

  /**
   * Whether the newest sheet is exactly the grid that a window asks for.
   * @param {PlaneView} view
   * @param {number} n  pictures across
   */
  fits(view, n) {
    const sheet = this.current;
    return sheet !== null && sheet.n === n && sheet.mode === view.mode && view.isNear(sheet.rect, view.rect);
  }

  /**
   * @param {Scene} scene
   * @param {{alpha: number, smooth: boolean}} how  alpha: how strongly, 0 to 1; smooth: pixels are blended
   */
  draw(scene, { alpha, smooth }) {
    if (!this.current) return;
    const part = Math.min(1, (performance.now() - this.#since) / FADE_MS);
    if (!this.#before || part >= 1) {
      this.#before = null;
      this.#drawOne(scene, this.current, alpha, smooth);
      return;
    }
    this.#drawOne(scene, this.#before, alpha < 1 ? alpha * (1 - part) : 1, smooth);
    this.#drawOne(scene, this.current, alpha * part, smooth);
    this.redraw();
  }

  /**
   * @param {Scene} scene
   * @param {Sheet} sheet
   * @param {number} alpha
   * @param {boolean} smooth
   */
  #drawOne({ context, view, width, height }, sheet, alpha, smooth) {
    // A sheet of the other mode has no place in this plane; it stays as it was until its successor is there.
    const [fx, fy, fw, fh] = sheet.mode === view.mode ? view.place(sheet.rect) : [0, 0, 1, 1];
    const scale = (fw * width) / sheet.canvas.width;
    context.globalAlpha = alpha;
    context.imageSmoothingEnabled = smooth || scale < CRISP_FROM;
    context.imageSmoothingQuality = scale < 1 ? "high" : "medium";
    context.drawImage(sheet.canvas, fx * width, fy * height, fw * width, fh * height);
    context.globalAlpha = 1;
  }

  /**
   * The four pictures around a point of the plane, blended bilinearly.
   * @param {number[]} place  in plane coordinates
   * @param {Mode} mode  of theirs
   * @returns {Uint8Array | null}  (c, h, w); null outside the sheet
   */
  blend([a, b], mode) {
    const sheet = this.current;
    if (!sheet || sheet.mode !== mode) return null;
    const [left, right, bottom, top] = sheet.rect;
    const { n, pixels } = sheet;
    const size = pixels.length / (n * n);
    const column = ((a - left) / (right - left)) * n - 0.5;
    const row = ((top - b) / (top - bottom)) * n - 0.5;
    if (column < -0.51 || row < -0.51 || column > n - 0.49 || row > n - 0.49) return null;
    const x = within(column, 0, n - 1);
    const y = within(row, 0, n - 1);
    const x0 = Math.min(Math.floor(x), n - 2);
    const y0 = Math.min(Math.floor(y), n - 2);
    const px = x - x0;
    const py = y - y0;
    const start = (y0 * n + x0) * size;
    const below = start + n * size;
    const out = new Uint8Array(size);
    for (let i = 0; i < size; i++) {
      const upper = pixels[start + i] * (1 - px) + pixels[start + size + i] * px;
      const lower = pixels[below + i] * (1 - px) + pixels[below + size + i] * px;
      out[i] = Math.round(upper * (1 - py) + lower * py);
    }
    return out;
  }
}

/**
 * A sheet of n by n pictures as pictures one after another.
 * @param {Uint8ClampedArray} rgba  of the sheet
 * @param {number} n
 * @param {Shape} shape  of one picture
 * @returns {Uint8Array}  n * n * c * h * w
 */
function unpack(rgba, n, [c, h, w]) {
  const pixels = new Uint8Array(n * n * c * h * w);
  let to = 0;
  for (let cell = 0; cell < n * n; cell++) {
    const x = (cell % n) * w;
    const y = Math.floor(cell / n) * h;
    for (let channel = 0; channel < c; channel++) {
      for (let row = 0; row < h; row++) {
        const start = (y + row) * n * w + x;
        for (let column = 0; column < w; column++) pixels[to++] = rgba[(start + column) * 4 + channel];
      }
    }
  }
  return pixels;
}
