// What the bells' bench shows, and the looks that its plots share.

import { CLASS_COLOURS } from "../../ui/canvas/paint.js";

/**
 * @typedef {object} State
 * @property {import("./mixture.js").Mixture} mixture
 * @property {number[]} points  a person's own
 * @property {number} cursor  the x whose responsibilities are told
 * @property {number} seed  of the draws
 */

/**
 * The part of the line that is shown.
 * @type {[number, number]}
 */
export const LINE = [-6, 6];

export const MOST_BELLS = 5;

/** Standard deviations that a hand may give a bell. */
export const WIDTHS = { least: 0.05, most: 4 };

/** Weights that a hand may give a bell that is not alone. */
export const SHARES = { least: 0.01, most: 0.99 };

/** @param {number} k  @returns {string}  the bell's colour */
export const colourOf = (k) => CLASS_COLOURS[k];

const RGB = CLASS_COLOURS.slice(0, MOST_BELLS).map((colour) =>
  [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)),
);

/**
 * The bells' colours, mixed.
 * @param {number[]} shares  of each bell, that sum to 1
 */
export function blend(shares) {
  const mixed = [0, 1, 2].map((c) => Math.round(shares.reduce((sum, share, k) => sum + share * RGB[k][c], 0)));
  return `rgb(${mixed.join(" ")})`;
}

/** @param {number} share  @returns {string}  in per cent */
export const percent = (share) => `${(100 * share).toFixed(share > 0 && share < 0.01 ? 1 : 0)} %`;

/** @param {number} value  to the four digits that a link has */
export const rounded = (value) => Math.round(value * 1e4) / 1e4;
