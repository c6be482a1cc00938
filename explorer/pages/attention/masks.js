// Masks as numbers: spread over the picture, multiplied, and where their scale ends. Values are float32, row by row.

import { SIDE } from "./picture.js";

/** One stage's mask. @typedef {{h: number, w: number, cell: number, values: Float32Array}} Stage */

const SUMS_TO_ONE = 1e-3; // how near the sum of a softmax comes to 1

/**
 * One stage's mask at the picture's size, (SIDE, SIDE): every value fills its cell, whose side may be no whole number;
 * what reaches over the edge is cut.
 * @param {Stage} stage
 */
export function spread({ h, w, cell, values }) {
  const out = new Float32Array(SIDE * SIDE);
  /**
   * @param {number} at
   * @param {number} count
   */
  const cellAt = (at, count) => Math.min(count - 1, Math.floor((at + 0.5) / cell));
  for (let y = 0, at = 0; y < SIDE; y++) {
    const row = cellAt(y, h) * w;
    for (let x = 0; x < SIDE; x++, at++) out[at] = values[row + cellAt(x, w)];
  }
  return out;
}

/**
 * All stages as one, (SIDE, SIDE): their product, as a feature counts only if every stage lets it through.
 * @param {Stage[]} stages
 */
export function productOf(stages) {
  const out = new Float32Array(SIDE * SIDE).fill(1);
  for (const stage of stages) {
    spread(stage).forEach((value, at) => {
      out[at] *= value;
    });
  }
  return out;
}

/**
 * The value that has the scale's last colour: 1 for shares that each may be up to 1, the mask's largest where its
 * values sum up to 1 or are products of several.
 * @param {Float32Array} values
 * @param {boolean} [product]
 */
export function topOf(values, product = false) {
  let most = 0;
  let sum = 0;
  for (const value of values) {
    sum += value;
    most = Math.max(most, value);
  }
  return product || Math.abs(sum - 1) < SUMS_TO_ONE ? most || 1 : Math.max(1, most);
}
