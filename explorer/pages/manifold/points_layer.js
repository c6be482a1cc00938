// Thousands of dots, the codes of the test set by class: drawn once for a window, and moved as one picture while the
// hand drags.

import { CLASS_COLOURS, context2d, el } from "../../ui/canvas/paint.js";
import { phi } from "../../ui/maths/normal.js";

/** @typedef {import("./codes.js").Codes} Codes */
/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./view.js").Mode} Mode */
/** @typedef {import("./view.js").Rect} Rect */

// Radius of a dot in px: of the whole plane, what each doubling of the zoom adds, and at most.
const RADIUS = 1.8;
const GROWTH = 0.5;
const MOST_RADIUS = 5;

/**
 * A dot, to be copied wherever a code lies.
 * @param {string} colour
 * @param {number} radius
 */
function dot(colour, radius) {
  const canvas = el("canvas");
  const side = Math.ceil(radius * 2 + 4);
  canvas.width = side;
  canvas.height = side;
  const context = context2d(canvas);
  context.beginPath();
  context.arc(side / 2, side / 2, radius, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
  context.lineWidth = Math.max(0.5, radius / 5);
  context.strokeStyle = "rgb(0 0 0 / 30%)";
  context.stroke();
  return canvas;
}

export class PointsLayer {
  /** @type {Map<Mode, Float32Array>} the codes in plane coordinates */
  #planes = new Map();

  /** @type {{key: string, canvas: HTMLCanvasElement, rect: Rect, mode: Mode} | null} what was drawn last */
  #drawn = null;

  /** @param {Codes} codes */
  constructor(codes) {
    this.codes = codes;
  }

  /** @param {Mode} mode */
  #inPlane(mode) {
    let plane = this.#planes.get(mode);
    if (!plane) {
      plane = mode === "cdf" ? Float32Array.from(this.codes.mean, phi) : this.codes.mean;
      this.#planes.set(mode, plane);
    }
    return plane;
  }

  /**
   * Draw the dots; while the hand moves the window, the last ones drawn are moved instead.
   * @param {Scene} scene
   * @param {number[]} off  classes that are hidden
   * @param {boolean} moving
   */
  draw(scene, off, moving) {
    const { context, view, width, height } = scene;
    const key = [view.mode, ...view.rect, width, height, off.join()].join("|");
    let drawn = this.#drawn;
    const good = drawn?.key === key || (moving && drawn?.mode === view.mode);
    if (!drawn || !good) drawn = this.#render(scene, off, key);
    const [fx, fy, fw, fh] = view.place(drawn.rect);
    context.imageSmoothingEnabled = true;
    context.drawImage(drawn.canvas, fx * width, fy * height, fw * width, fh * height);
  }

  /**
   * @param {Scene} scene
   * @param {number[]} off
   * @param {string} key
   */
  #render({ view, width, height, unit }, off, key) {
    const canvas = this.#drawn?.canvas ?? el("canvas");
    const at = this.#inPlane(view.mode);
    const { n, label } = this.codes;
    const hidden = new Set(off);
    canvas.width = width;
    canvas.height = height;
    const context = context2d(canvas);
    const zoomed = Math.log2(Math.max(1, view.whole.span / view.span));
    const radius = unit * Math.min(MOST_RADIUS, RADIUS + GROWTH * zoomed);
    const dots = CLASS_COLOURS.map((colour) => dot(colour, radius));
    const side = dots[0].width;
    const [left, , , top] = view.rect;
    const sx = width / view.span;
    const sy = height / view.span;
    for (let i = 0; i < n; i++) {
      if (hidden.has(label[i])) continue;
      const x = (at[2 * i] - left) * sx;
      const y = (top - at[2 * i + 1]) * sy;
      if (x <= -side || y <= -side || x >= width + side || y >= height + side) continue;
      context.drawImage(dots[label[i] % dots.length], Math.round(x - side / 2), Math.round(y - side / 2));
    }
    this.#drawn = { key, canvas, rect: view.rect, mode: view.mode };
    return this.#drawn;
  }
}
