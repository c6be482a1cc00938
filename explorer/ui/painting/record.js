// The record of a draw: every pixel as it arrived, what it was drawn from, and the picture after any number of pixels.

import { decodeBase64 } from "../canvas/paint.js";

/** @import { Shape } from "../types.js" */

/**
 * A "row" event of the server: k pixels of row y, in the order of drawing. Arrays are in base64, little-endian.
 * @typedef {object} RowMessage
 * @property {number} y
 * @property {number[]} columns  k of them
 * @property {string} levels  uint8 (n, c, k)
 * @property {string} entropy  float32 (n, c, k), in nats
 * @property {string} surprise  float32 (n, c, k), in nats
 * @property {string} p  uint16 (n, levels, c, k): probabilities times 65535, at temperature 1
 */

/**
 * What a record begins with.
 * @typedef {object} RecordStart
 * @property {Shape} shape
 * @property {number} levels  how many
 * @property {number} n  pictures
 * @property {(number | [number, number, number] | null)[]} [labels]  the class of each, or a blend of two with the
 *   second's share; null where it is told none
 * @property {Uint8Array | null} [given]  (h*w), 1 = known from the start; follows from `canvas` by default
 * @property {Int16Array | null} [canvas]  (c*h*w) level numbers, -1 unknown: what is known stands from the start
 * @property {[number, number] | null} [forced]  [y, x] of the pixel that was forced by hand, where one was
 */

/**
 * What is known of a pixel beside its level, in nats.
 * @typedef {"entropy" | "surprise"} Measure
 */

/**
 * Probabilities of a row's pixels; they are unpacked when one of them is first asked for.
 * @typedef {{packed: string, count: number, unpacked: Uint16Array | null}} RowProbabilities
 */

/** Colours of a pixel that is not known yet, so that black is not unknown: a faint checker, the same in both themes. */
export const UNKNOWN = [
  [59, 70, 84],
  [52, 62, 75],
];

const MOST_P = 65535;

/** @type {Measure[]} */
const MEASURES = ["entropy", "surprise"];

/** @param {string} text */
const floats = (text) => new Float32Array(decodeBase64(text).buffer);

/**
 * Pictures of one draw, each pixel of which arrives at a step. `add` takes what the server sends; all else only
 * reads. Pictures are counted from 0, as rows, columns, channels and steps are.
 */
export class Record {
  /** Pixels that have arrived. */
  count = 0;
  /** @type {{row: RowProbabilities, column: number}[]} by step: where its distribution lies */
  #arrivals = [];

  /** @param {RecordStart} start */
  constructor({ shape, levels, n, labels = [], given = null, canvas = null, forced = null }) {
    const [c, h, w] = shape;
    const plane = h * w;
    this.shape = shape;
    this.levels = levels;
    this.n = n;
    this.labels = labels;
    this.forced = forced;
    /** Pixels of a picture. */
    this.total = plane;
    this.given = given ?? Uint8Array.from({ length: plane }, (_, at) => Number(canvas !== null && canvas[at] >= 0));
    /** Pixels of a picture that are not given. */
    this.toDraw = this.given.reduce((sum, known) => sum - known, plane);
    /** By step: y * w + x. */
    this.order = new Uint16Array(plane);
    /** By y * w + x: the step that draws it, -1 before it has arrived. */
    this.rank = new Int32Array(plane).fill(-1);
    /** Level numbers (n, c, h, w), -1 where none is known. */
    this.stands = new Int16Array(n * c * plane).fill(-1);
    /** By measure: (n, h, w) in nats, summed over channels; NaN where nothing has arrived. */
    this.sums = { entropy: new Float32Array(n * plane).fill(NaN), surprise: new Float32Array(n * plane).fill(NaN) };
    if (canvas) for (let i = 0; i < n; i++) this.stands.set(canvas, i * c * plane);
  }

  /**
   * Take the next pixels; those that are there already are left out.
   * @param {RowMessage} message
   */
  add(message) {
    const w = this.shape[2];
    const count = message.columns.length;
    const values = {
      levels: decodeBase64(message.levels),
      entropy: floats(message.entropy),
      surprise: floats(message.surprise),
    };
    /** @type {RowProbabilities} */
    const row = { packed: message.p, count, unpacked: null };
    message.columns.forEach((x, column) => {
      const at = message.y * w + x;
      if (this.rank[at] >= 0) return;
      this.rank[at] = this.count;
      this.order[this.count] = at;
      this.#arrivals[this.count] = { row, column };
      this.count++;
      this.#put(at, values, column, count);
    });
  }

  /**
   * The pixel `at` of every picture, which is number `column` of the `count` in a message.
   * @param {number} at
   * @param {{levels: Uint8Array, entropy: Float32Array, surprise: Float32Array}} values
   * @param {number} column
   * @param {number} count
   */
  #put(at, values, column, count) {
    const c = this.shape[0];
    for (let i = 0; i < this.n; i++) {
      for (const measure of MEASURES) this.sums[measure][i * this.total + at] = 0;
      for (let channel = 0; channel < c; channel++) {
        const plane = i * c + channel;
        const from = plane * count + column;
        this.stands[plane * this.total + at] = values.levels[from];
        for (const measure of MEASURES) this.sums[measure][i * this.total + at] += values[measure][from];
      }
    }
  }

  /**
   * Row and column of the pixel that a step draws.
   * @param {number} step
   * @returns {[number, number]}
   */
  place(step) {
    const w = this.shape[2];
    return [Math.floor(this.order[step] / w), this.order[step] % w];
  }

  /**
   * The step that draws a pixel, -1 before it arrived.
   * @param {number} y
   * @param {number} x
   */
  stepOf(y, x) {
    return this.rank[y * this.shape[2] + x];
  }

  /**
   * @param {number} y
   * @param {number} x
   */
  isGiven(y, x) {
    return this.given[y * this.shape[2] + x] === 1;
  }

  /**
   * @param {number} y
   * @param {number} x
   */
  isForced(y, x) {
    return this.forced !== null && this.forced[0] === y && this.forced[1] === x;
  }

  /**
   * Whether a pixel stands in the picture after `step` steps.
   * @param {number} y
   * @param {number} x
   * @param {number} step
   */
  isThere(y, x, step) {
    const at = y * this.shape[2] + x;
    const rank = this.rank[at];
    return (rank >= 0 && rank < step) || (this.given[at] === 1 && this.stands[at] >= 0);
  }

  /**
   * The level number of a pixel, -1 where none is known.
   * @param {number} i
   * @param {number} y
   * @param {number} x
   */
  level(i, y, x, channel = 0) {
    const [c, h, w] = this.shape;
    return this.stands[((i * c + channel) * h + y) * w + x];
  }

  /**
   * In nats, summed over channels.
   * @param {number} i
   * @param {number} y
   * @param {number} x
   */
  entropy(i, y, x) {
    return this.value("entropy", i, y, x);
  }

  /**
   * In nats, summed over channels.
   * @param {number} i
   * @param {number} y
   * @param {number} x
   */
  surprise(i, y, x) {
    return this.value("surprise", i, y, x);
  }

  /**
   * A measure of a pixel in nats, summed over its channels.
   * @param {Measure} measure
   * @param {number} i
   * @param {number} y
   * @param {number} x
   */
  value(measure, i, y, x) {
    const [, h, w] = this.shape;
    return this.sums[measure][(i * h + y) * w + x];
  }

  /**
   * The model's distribution over the levels of a pixel, at temperature 1; null before it arrived.
   * @param {number} i
   * @param {number} y
   * @param {number} x
   */
  probabilities(i, y, x, channel = 0) {
    const step = this.stepOf(y, x);
    if (step < 0) return null;
    const { row, column } = this.#arrivals[step];
    row.unpacked ??= new Uint16Array(decodeBase64(row.packed).buffer);
    const { unpacked, count } = row;
    const { levels, shape } = this;
    return Float32Array.from({ length: levels }, (_, level) => {
      const plane = (i * levels + level) * shape[0] + channel;
      return unpacked[plane * count + column] / MOST_P;
    });
  }

  /**
   * The grey of a level, 0 to 255.
   * @param {number} level
   */
  grey(level) {
    return Math.round((255 * level) / (this.levels - 1));
  }

  /**
   * [r, g, b] of a pixel that is there, or of an unknown one.
   * @param {number} i
   * @param {number} y
   * @param {number} x
   */
  colour(i, y, x, there = true) {
    if (!there) return UNKNOWN[(y + x) % 2];
    const colour = this.shape[0] === 3;
    return [0, 1, 2].map((channel) => this.grey(this.level(i, y, x, colour ? channel : 0)));
  }

  /**
   * Picture i after `step` steps: uint8 (3, h, w).
   * @param {number} i
   * @param {number} step
   */
  pixels(i, step) {
    const [, h, w] = this.shape;
    const out = new Uint8Array(3 * h * w);
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < w; x++) {
        const colour = this.colour(i, y, x, this.isThere(y, x, step));
        colour.forEach((value, channel) => {
          out[(channel * h + y) * w + x] = value;
        });
      }
    }
    return out;
  }

  /**
   * -log p in nats of all pixels of picture i that have arrived, or of those only that were drawn.
   * @param {number} i
   * @param {{drawn?: boolean}} [which]
   */
  nats(i, { drawn = false } = {}) {
    let sum = 0;
    for (let step = 0; step < this.count; step++) {
      const at = this.order[step];
      if (!drawn || !this.given[at]) sum += this.sums.surprise[i * this.total + at];
    }
    return sum;
  }

  /**
   * The step after `step` that shows a pixel which was not there before; where all were given, the next one.
   * @param {number} step
   */
  next(step) {
    let next = step + 1;
    while (this.toDraw && next < this.count && this.given[this.order[next - 1]]) next++;
    return next;
  }

  /**
   * The step before `step` at which one drawn pixel less stands there.
   * @param {number} step
   */
  back(step) {
    let drawn = step - 1;
    while (this.toDraw && drawn > 0 && this.given[this.order[drawn]]) drawn--;
    return drawn;
  }

  /** Level numbers of what has arrived, uint8 (n, c, h, w); 0 where nothing is known. */
  canvasBytes() {
    return Uint8Array.from(this.stands, (level) => Math.max(0, level));
  }

  /** y * w + x of every pixel that was drawn, in order, uint16; given ones are not in it. */
  orderWords() {
    return this.order.slice(0, this.count).filter((at) => !this.given[at]);
  }
}
