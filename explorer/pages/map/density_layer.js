// How dense the codes lie on a map: counted in cells, spread a little, and coloured on the one scale of heat maps.

import { heatColour } from "../../ui/canvas/heat_scale.js";
import { context2d, el } from "../../ui/canvas/paint.js";

/** @typedef {import("../../ui/map/points.js").Points} Points */
/** @typedef {import("../../ui/map/scene.js").Scene} Scene */

const CELLS = 128; // a side
const SPREAD = 2; // cells, of the blur's three boxes
const GAMMA = 0.5; // so that thin places are seen beside dense ones

/**
 * The mean of each value with `SPREAD` to both sides, along rows or columns.
 * @param {Float32Array} values  CELLS * CELLS
 * @param {number} step  from a value to the next along the way
 * @param {number} stride  from one way to the next
 */
function boxBlur(values, step, stride) {
  const out = new Float32Array(values.length);
  for (let line = 0; line < CELLS; line++) {
    for (let i = 0; i < CELLS; i++) {
      let sum = 0;
      for (let near = Math.max(0, i - SPREAD); near <= Math.min(CELLS - 1, i + SPREAD); near++) {
        sum += values[line * stride + near * step];
      }
      out[line * stride + i * step] = sum;
    }
  }
  return out;
}

export class DensityLayer {
  #canvas = el("canvas", { width: CELLS, height: CELLS });
  #key = "";

  /** @param {Points} points */
  constructor(points) {
    this.points = points;
  }

  /**
   * @param {Scene} scene
   * @param {Set<number>} off  labels that are hidden
   */
  draw({ context, window, side }, off) {
    const key = [...off].join();
    if (this.#key !== `k${key}`) this.#render(off);
    this.#key = `k${key}`;
    const [fx, fy] = window.fractionOf([0, 1]);
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = "high";
    context.drawImage(this.#canvas, fx * side, fy * side, side / window.span, side / window.span);
  }

  /** @param {Set<number>} off */
  #render(off) {
    const { count, places, labels } = this.points;
    let cells = new Float32Array(CELLS * CELLS);
    for (let i = 0; i < count; i++) {
      if (off.has(labels[i])) continue;
      const column = Math.min(CELLS - 1, Math.floor(places[2 * i] * CELLS));
      const row = Math.min(CELLS - 1, Math.floor((1 - places[2 * i + 1]) * CELLS));
      cells[row * CELLS + column] += 1;
    }
    for (let turn = 0; turn < 3; turn++) cells = boxBlur(boxBlur(cells, 1, CELLS), CELLS, 1);
    const top = cells.reduce((most, value) => Math.max(most, value), 0);
    const context = context2d(this.#canvas);
    const image = context.createImageData(CELLS, CELLS);
    cells.forEach((value, i) => {
      const share = (value / (top || 1)) ** GAMMA;
      const [red, green, blue] = heatColour(share, 1);
      image.data.set([red, green, blue, 255 * Math.min(1, 4 * share)], 4 * i);
    });
    context.putImageData(image, 0, 0);
  }
}
