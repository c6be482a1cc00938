// How a model's masks were made: every stage's values, pass by pass, and the step at which each was given.

import { decodeBase64 } from "../../ui/canvas/paint.js";
import { topOf } from "./masks.js";
import { floats } from "./picture.js";

/** @typedef {import("./cells.js").CellLook} CellLook */
/** @typedef {import("./cells.js").Place} Place */
/** @typedef {import("./types.js").SentStage} SentStage */

/**
 * A stage as `/api/attend/steps` gives it: of every pass the values, float32 (h, w), and the step at which each was
 * given, uint16 (h, w), in base64.
 * @typedef {SentStage & {passes: {values: string, order: string, steps: number}[]}} SentMaking
 */

/**
 * @typedef {object} MadeStage
 * @property {number} h
 * @property {number} w
 * @property {number} cell  picture pixels a side that a value stands for
 * @property {Float32Array} mask  (h, w), what the passes are joined to
 * @property {number} steps  of the longest pass
 * @property {{values: Float32Array, order: Uint16Array}[]} passes
 */

/** What the passes are called; each goes from a corner. */
export const PASSES = [
  { name: "From top left", arrow: "↘" },
  { name: "From bottom right", arrow: "↖" },
];

/** The number of the map of what the passes are joined to, beside theirs. */
export const JOINED = PASSES.length;

/**
 * @param {SentMaking} stage
 * @returns {MadeStage}
 */
export function readStage({ h, w, cell, mask, passes }) {
  return {
    h,
    w,
    cell,
    mask: floats(mask),
    steps: Math.max(...passes.map(({ steps }) => steps)),
    passes: passes.map(({ values, order }) => ({
      values: floats(values),
      order: new Uint16Array(decodeBase64(order).buffer),
    })),
  };
}

/**
 * Whether there is a map: with one pass there is no second.
 * @param {MadeStage} stage
 * @param {number} which  the number of a pass, or JOINED
 */
export const hasMap = ({ passes }, which) => which === JOINED || which < passes.length;

/**
 * How many values of a pass are given after `step` steps.
 * @param {MadeStage} stage
 * @param {number} pass
 * @param {number} step
 */
export const countGiven = ({ passes }, pass, step) => passes[pass].order.filter((at) => at < step).length;

/**
 * The value of a cell after `step` steps; null: still to come.
 * @param {MadeStage} stage
 * @param {number} which  the number of a pass, or JOINED
 * @param {number} step
 * @param {Place} place
 */
export function valueAt({ mask, passes, steps, w }, which, step, { row, column }) {
  const at = row * w + column;
  if (which === JOINED) return step < steps ? null : mask[at];
  const { values, order } = passes[which];
  return order[at] < step ? values[at] : null;
}

/**
 * What a map shows after `step` steps.
 * @param {MadeStage} stage
 * @param {HTMLCanvasElement} picture
 * @param {number} which  the number of a pass, or JOINED
 * @param {number} step
 * @param {Place | null} [cursor]  the cell that is pointed at
 * @returns {CellLook}
 */
export function lookAfter(stage, picture, which, step, cursor = null) {
  const { h, w, cell, mask, passes, steps } = stage;
  const done = step >= steps;
  const size = { picture, h, w, cell, cursor };
  if (which === JOINED) return { ...size, values: mask, top: topOf(mask), there: () => done };
  const { values, order } = passes[which];
  return {
    ...size,
    values,
    top: 1,
    there: (at) => order[at] < step,
    fresh: (at) => !done && order[at] === step - 1,
  };
}
