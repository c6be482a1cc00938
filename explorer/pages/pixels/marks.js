// What is drawn over the pictures of a board: the newest pixel, the cursor, a receptive field, outlines under a heat
// map, hatching.

/**
 * @import { Record } from "../../ui/painting/record.js"
 * @import { Cursor, Spot } from "./board.js"
 */

/**
 * How the pictures lie on the layer that is drawn on, in the screen's own pixels.
 * @typedef {object} MarkGrid
 * @property {number} cell  of a pixel
 * @property {number} columns  pictures side by side
 * @property {number} thin  a line's width
 */

export const MARKS = {
  sees: "#35d0d6",
  blind: "#ffa03c",
  newest: "#4fdbe0",
  forced: "#ffd84d",
  hatch: "#f08a24",
  veil: "#11161c",
};
export const BLIND = 1; // never seen, though amid what is seen
export const FAR = 2; // beyond all that is seen

const DARK = "rgb(10 14 18 / 85%)";
const WHITE = "#ffffff";
const DECADES = 4; // a field's strength is shown over four powers of ten
const FAINTEST = 0.04; // of what reaches at all
const ROOMY = 8; // pixels of the screen

/**
 * A field's strength as a share: logarithmic, 0 for what does not reach at all.
 * @param {number} value
 * @param {number} most
 */
const strength = (value, most) => (value > 0 ? Math.max(FAINTEST, 1 + Math.log10(value / most) / DECADES) : 0);

/**
 * The rows and columns of all that a field holds.
 * @param {Float32Array} field
 * @param {number} w
 */
function boundsOf(field, w) {
  const bounds = { top: Infinity, left: Infinity, bottom: -1, right: -1 };
  field.forEach((value, at) => {
    if (!value) return;
    const row = Math.floor(at / w);
    const column = at % w;
    bounds.top = Math.min(bounds.top, row);
    bounds.bottom = Math.max(bounds.bottom, row);
    bounds.left = Math.min(bounds.left, column);
    bounds.right = Math.max(bounds.right, column);
  });
  return bounds;
}

/**
 * Earlier pixels that a distribution cannot depend on. Those amid what it sees are its blind spot; those beyond are
 * out of reach, which more layers would change.
 * @param {Record} record
 * @param {Float32Array} field  (h*w)
 * @param {number} y  of the pixel whose field it is
 * @param {number} x
 * @returns {Uint8Array} (h*w): 0, BLIND or FAR
 */
export function unseen(record, field, y, x) {
  const w = record.shape[2];
  const last = record.stepOf(y, x);
  const bounds = boundsOf(field, w);
  return Uint8Array.from(field, (value, at) => {
    const row = Math.floor(at / w);
    const column = at % w;
    const rank = record.stepOf(row, column);
    if (value || rank < 0 || (last >= 0 && rank >= last)) return 0;
    const amid = row >= bounds.top && row <= bounds.bottom && column >= bounds.left && column <= bounds.right;
    return amid ? BLIND : FAR;
  });
}

/** Marks of one record on one layer. Every method draws one kind, of the pictures that it names or of all. */
export class Marks {
  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Record} record
   * @param {MarkGrid} grid
   */
  constructor(context, record, { cell, columns, thin }) {
    this.context = context;
    this.record = record;
    this.cell = cell;
    this.columns = columns;
    this.thin = thin;
  }

  /**
   * Upper left corner of a pixel.
   * @param {number} i
   * @param {number} y
   * @param {number} x
   * @returns {[number, number]}
   */
  #corner(i, y, x) {
    const [, h, w] = this.record.shape;
    const across = (i % this.columns) * (w + 1) + x;
    const down = Math.floor(i / this.columns) * (h + 1) + y;
    return [across * this.cell, down * this.cell];
  }

  /**
   * A frame around a pixel, with a dark edge so that it shows on white and on black.
   * @param {Spot} spot
   * @param {string} colour
   * @param {number} width
   */
  #outline({ which, y, x }, colour, width) {
    const { context, cell } = this;
    const [left, top] = this.#corner(which, y, x);
    const edge = Math.max(1, this.thin);
    const frame = (/** @type {string} */ style, /** @type {number} */ line) => {
      context.strokeStyle = style;
      context.lineWidth = line;
      context.strokeRect(left - width / 2, top - width / 2, cell + width, cell + width);
    };
    frame(DARK, width + 2 * edge);
    frame(colour, width);
  }

  /**
   * The pixel that came last.
   * @param {number} step
   */
  newest(step) {
    const { record } = this;
    if (step < 1 || step >= record.total || step > record.count) return;
    const [y, x] = record.place(step - 1);
    if (record.isGiven(y, x)) return;
    for (let which = 0; which < record.n; which++) this.#outline({ which, y, x }, MARKS.newest, this.thin);
  }

  /** @param {Cursor} cursor */
  cursor(cursor) {
    const width = (cursor.pinned ? 2 : 1.5) * this.thin;
    this.#outline(cursor, cursor.pinned ? MARKS.sees : WHITE, width);
  }

  /** The pixel that was forced by hand, where one was. */
  forced() {
    const { forced, n } = this.record;
    if (!forced) return;
    const [y, x] = forced;
    for (let which = 0; which < n; which++) this.#outline({ which, y, x }, MARKS.forced, 1.5 * this.thin);
  }

  /**
   * Lines along the edges between pixels for which `inside(y, x)` is true and those for which it is not.
   * @param {number} i
   * @param {(y: number, x: number) => boolean} inside
   * @param {string} colour
   * @param {number} width
   */
  #edges(i, inside, colour, width) {
    const { context, cell } = this;
    const [, h, w] = this.record.shape;
    const [left, top] = this.#corner(i, 0, 0);
    const half = width / 2;
    // One more row and column all around, which are outside.
    const wide = w + 2;
    const within = new Uint8Array((h + 2) * wide);
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < w; x++) within[(y + 1) * wide + x + 1] = Number(inside(y, x));
    }
    context.fillStyle = colour;
    context.beginPath();
    for (let y = 0; y <= h; y++) {
      for (let x = 0; x <= w; x++) {
        const at = (y + 1) * wide + x + 1;
        const across = left + x * cell - half;
        const down = top + y * cell - half;
        if (within[at] !== within[at - wide]) context.rect(across, down, cell + width, width);
        if (within[at] !== within[at - 1]) context.rect(across, down, width, cell + width);
      }
    }
    context.fill();
  }

  /**
   * Where the picture is lighter than half, over a heat map that hides it.
   * @param {number} step
   */
  outlines(step) {
    const { record } = this;
    const half = (record.levels - 1) / 2;
    const line = Math.max(1, 0.8 * this.thin);
    const roomy = this.cell >= ROOMY;
    for (let i = 0; i < record.n; i++) {
      const light = (/** @type {number} */ y, /** @type {number} */ x) =>
        record.isThere(y, x, step) && record.level(i, y, x) > half;
      if (roomy) this.#edges(i, light, DARK, 2.4 * line); // in small pixels it would hide the colours
      this.#edges(i, light, roomy ? WHITE : "rgb(255 255 255 / 60%)", line);
    }
  }

  /**
   * What the distribution at a pixel depends on, veiled where it depends on nothing.
   * @param {Float32Array} field  (h*w)
   * @param {Spot} spot  whose field it is
   */
  field(field, { which, y: row, x: column }) {
    const { context, cell, record } = this;
    const [, h, w] = record.shape;
    const most = field.reduce((a, b) => Math.max(a, b), 0);
    const kinds = unseen(record, field, row, column);
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < w; x++) {
        if (y === row && x === column) continue;
        const at = y * w + x;
        const { colour, opacity } = fieldInk(field[at], most, kinds[at] === BLIND);
        context.fillStyle = colour;
        context.globalAlpha = opacity;
        context.fillRect(...this.#corner(which, y, x), cell, cell);
      }
    }
    context.globalAlpha = 1;
    this.#edges(which, (y, x) => kinds[y * w + x] === BLIND, MARKS.blind, Math.max(1, 1.5 * this.thin));
  }

  /**
   * Diagonal lines over every pixel of the mask.
   * @param {Uint8Array} mask  (h*w)
   */
  hatched(mask) {
    const { context, cell } = this;
    const { n, shape } = this.record;
    const [, h, w] = shape;
    const pattern = this.#hatching();
    if (!pattern) return;
    context.fillStyle = pattern;
    for (let i = 0; i < n; i++) {
      for (let at = 0; at < h * w; at++) {
        if (mask[at]) context.fillRect(...this.#corner(i, Math.floor(at / w), at % w), cell, cell);
      }
    }
  }

  /** Diagonal lines, to fill with. */
  #hatching() {
    const gap = Math.max(4, Math.round(7 * this.thin));
    const tile = new OffscreenCanvas(gap, gap);
    const lines = tile.getContext("2d");
    if (!lines) return null;
    lines.fillStyle = MARKS.hatch;
    for (let at = 0; at < gap; at++) {
      for (const turn of [0, gap]) lines.fillRect(at - turn, gap - 1 - at, 1.25 * this.thin, 1);
    }
    return this.context.createPattern(tile, "repeat");
  }
}

/**
 * What is laid over a pixel of a receptive field.
 * @param {number} value  how much the distribution depends on it
 * @param {number} most
 * @param {boolean} blind
 */
function fieldInk(value, most, blind) {
  if (value > 0) return { colour: MARKS.sees, opacity: 0.12 + 0.7 * strength(value, most) };
  return blind ? { colour: MARKS.blind, opacity: 0.42 } : { colour: MARKS.veil, opacity: 0.55 };
}
