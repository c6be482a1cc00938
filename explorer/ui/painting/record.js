// The record of a painting: every pixel as it arrived, what it was drawn from, and the picture after any number of pixels.

import { decodeBase64 } from "../canvas/paint.js";

/** Colours of a pixel that is not known yet, so that black is not unknown: a faint checker, the same in both themes. */
export const UNKNOWN = [
  [59, 70, 84],
  [52, 62, 75],
];

const floats = (text) => new Float32Array(decodeBase64(text).buffer);

export class Record {
  /**
   * @param {object} painting  shape [c, h, w], levels, n, labels, given (Uint8Array h*w, 1 = known from the start; none by default),
   *   canvas (Int16Array c*h*w of level numbers, -1 unknown: what is known then stands from the start, and given follows from it),
   *   forced ([y, x] of the pixel that was forced by hand, where one was)
   */
  constructor({ shape, levels, n, labels = [], given = null, canvas = null, forced = null }) {
    const [c, h, w] = shape;
    const plane = h * w;
    Object.assign(this, { shape, levels, n, labels, forced, total: plane, count: 0 });
    this.given = given ?? Uint8Array.from({ length: plane }, (_, at) => Number(canvas !== null && canvas[at] >= 0));
    this.toDraw = this.given.reduce((sum, known) => sum - known, plane);
    this.order = new Uint16Array(plane); // step -> y * w + x
    this.rank = new Int32Array(plane).fill(-1); // y * w + x -> step
    this.stands = new Int16Array(n * c * plane).fill(-1); // level numbers
    this.sums = { entropy: new Float32Array(n * plane).fill(NaN), surprise: new Float32Array(n * plane).fill(NaN) };
    this.messages = []; // step -> [message, column in it]: probabilities are unpacked when asked for
    if (canvas) for (let i = 0; i < n; i++) this.stands.set(canvas, i * c * plane);
  }

  /** A "row" event: k pixels of row y, in the order of drawing. */
  add(message) {
    const {
      shape: [c, h, w],
      n,
      order,
      rank,
      sums,
      stands,
    } = this;
    const { y, columns } = message;
    const k = columns.length;
    const levels = decodeBase64(message.levels);
    const values = { entropy: floats(message.entropy), surprise: floats(message.surprise) };
    columns.forEach((x, column) => {
      const at = y * w + x;
      if (rank[at] >= 0) return;
      rank[at] = this.count;
      order[this.count] = at;
      this.messages[this.count++] = [message, column];
      for (let i = 0; i < n; i++) {
        for (const kind of ["entropy", "surprise"]) sums[kind][i * h * w + at] = 0;
        for (let channel = 0; channel < c; channel++) {
          const from = (i * c + channel) * k + column;
          stands[(i * c + channel) * h * w + at] = levels[from];
          for (const kind of ["entropy", "surprise"]) sums[kind][i * h * w + at] += values[kind][from];
        }
      }
    });
  }

  place(step) {
    const w = this.shape[2];
    return [Math.floor(this.order[step] / w), this.order[step] % w];
  }

  /** The step that draws a pixel, -1 before it arrived. */
  stepOf(y, x) {
    return this.rank[y * this.shape[2] + x];
  }

  isGiven(y, x) {
    return this.given[y * this.shape[2] + x] === 1;
  }
  isForced(y, x) {
    return this.forced !== null && this.forced[0] === y && this.forced[1] === x;
  }

  /** Whether a pixel stands in the picture after `step` steps. */
  isThere(y, x, step) {
    const at = y * this.shape[2] + x;
    const rank = this.rank[at];
    return (rank >= 0 && rank < step) || (this.given[at] === 1 && this.stands[at] >= 0);
  }

  level(i, y, x, channel = 0) {
    const [c, h, w] = this.shape;
    return this.stands[((i * c + channel) * h + y) * w + x];
  }

  entropy(i, y, x) {
    return this.value("entropy", i, y, x);
  }
  surprise(i, y, x) {
    return this.value("surprise", i, y, x);
  }

  /** "entropy" or "surprise" of a pixel in nats, summed over its channels. */
  value(kind, i, y, x) {
    const [, h, w] = this.shape;
    return this.sums[kind][(i * h + y) * w + x];
  }

  /** The model's distribution over the levels of a pixel, at temperature 1; null before it arrived. */
  probabilities(i, y, x, channel = 0) {
    const step = this.stepOf(y, x);
    if (step < 0) return null;
    const {
      shape: [c],
      levels,
    } = this;
    const [message, column] = this.messages[step];
    const k = message.columns.length;
    message.unpacked ??= new Uint16Array(decodeBase64(message.p).buffer);
    return Float32Array.from(
      { length: levels },
      (_, level) => message.unpacked[((i * levels + level) * c + channel) * k + column] / 65535,
    );
  }

  grey(level) {
    return Math.round((255 * level) / (this.levels - 1));
  }

  /** [r, g, b] of a pixel that is there, or of an unknown one. */
  colour(i, y, x, there = true) {
    if (!there) return UNKNOWN[(y + x) % 2];
    const c = this.shape[0];
    return [0, 1, 2].map((part) => this.grey(this.level(i, y, x, c === 3 ? part : 0)));
  }

  /** Picture i after `step` steps: uint8, 3 * h * w. */
  pixels(i, step) {
    const [, h, w] = this.shape;
    const out = new Uint8Array(3 * h * w);
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < w; x++)
        this.colour(i, y, x, this.isThere(y, x, step)).forEach((value, part) => {
          out[(part * h + y) * w + x] = value;
        });
    }
    return out;
  }

  /** -log p in nats of all pixels of picture i that have arrived, or of those only that were drawn. */
  nats(i, { drawn = false } = {}) {
    let sum = 0;
    for (let step = 0; step < this.count; step++)
      if (!drawn || !this.given[this.order[step]]) sum += this.sums.surprise[i * this.total + this.order[step]];
    return sum;
  }

  /** The step after `step` that shows a pixel which was not there before; where all were given, the next one. */
  next(step) {
    let next = step + 1;
    while (this.toDraw && next < this.count && this.given[this.order[next - 1]]) next++;
    return next;
  }

  /** The step before `step` at which one drawn pixel less stands there. */
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
