// The code numbers of a picture, all levels one after the other in one list: where a cell lies, and what a brush, a
// flood, a swap and a morph make of them. Pure functions of plain arrays.

/** @typedef {import("./book.js").Book} Book */

/**
 * Code numbers of a picture, one for each cell, those of the coarsest level first.
 * @typedef {Uint16Array<ArrayBuffer>} Cells
 */

/**
 * For each cell 1 where something holds of it, else 0.
 * @typedef {Uint8Array<ArrayBuffer>} Flags
 */

/**
 * A cell.
 * @typedef {{level: number, y: number, x: number}} Place
 */

/**
 * A rectangle of cells of one level.
 * @typedef {{top: number, left: number, h: number, w: number}} Box
 */

/**
 * Where the cells of a level stand in the list.
 * @typedef {object} GridLevel
 * @property {number} h
 * @property {number} w
 * @property {number} codes  in its codebook
 * @property {number} start  of its cells in the list
 * @property {number} end  the first that is no longer its own
 * @property {number} common  its most used code
 */

const GOLDEN = 0.618;

/** Cells that lie side by side. */
const NEIGHBOURS = [
  [0, 1],
  [1, 0],
  [0, -1],
  [-1, 0],
];

/**
 * The greatest common divisor.
 * @param {number} a
 * @param {number} b
 * @returns {number}
 */
const divisor = (a, b) => (b ? divisor(b, a % b) : a);

/**
 * The most used code; where nobody counted, the first.
 * @param {import("./book.js").BookLevel} level
 */
const mostUsed = ({ usage, order }) => (usage ? usage.indexOf(Math.max(...usage)) : (order?.use[0] ?? 0));

export class Layout {
  /** @type {GridLevel[]} */
  levels = [];

  /** Cells of a picture, over all levels. */
  count = 0;

  /** @param {Pick<Book, "levels" | "shape">} book */
  constructor({ levels, shape }) {
    this.shape = shape;
    for (const level of levels) {
      const [h, w] = level.grid;
      const start = this.count;
      this.count += h * w;
      this.levels.push({ h, w, codes: level.codes, start, end: this.count, common: mostUsed(level) });
    }
  }

  /** @param {Place} place */
  index({ level, y, x }) {
    const { start, w } = this.levels[level];
    return start + y * w + x;
  }

  /**
   * @param {number} index
   * @returns {Place}
   */
  place(index) {
    const level = this.levels.findIndex(({ end }) => index < end);
    const { start, w } = this.levels[level];
    return { level, y: Math.floor((index - start) / w), x: (index - start) % w };
  }

  /**
   * The nearest cell that there is.
   * @param {Place} place
   * @returns {Place}
   */
  clamp({ level, y, x }) {
    const { h, w } = this.levels[level];
    return { level, y: Math.min(h - 1, Math.max(0, y)), x: Math.min(w - 1, Math.max(0, x)) };
  }

  /**
   * The cell of a level that stands for a pixel.
   * @param {number} level
   * @param {number} row  of the pixel
   * @param {number} column
   */
  cellAt(level, row, column) {
    const { h, w } = this.levels[level];
    const [, height, width] = this.shape;
    return this.clamp({ level, y: Math.floor((row * h) / height), x: Math.floor((column * w) / width) });
  }

  /**
   * @param {number} level
   * @returns {Place}
   */
  middle(level) {
    const { h, w } = this.levels[level];
    return { level, y: h >> 1, x: w >> 1 };
  }

  /**
   * Every cell on the most used code of its level.
   * @returns {Cells}
   */
  mostUsedCodes() {
    const cells = new Uint16Array(this.count);
    for (const { start, end, common } of this.levels) cells.fill(common, start, end);
    return cells;
  }

  /**
   * Whether these are numbers of codes, one for each cell.
   * @param {readonly number[]} cells
   */
  fits(cells) {
    /** @param {number} code @param {number} index */
    const isCode = (code, index) =>
      Number.isInteger(code) && code >= 0 && code < this.levels[this.place(index).level].codes;
    return cells.length === this.count && cells.every(isCode);
  }

  /**
   * The cells of a straight line.
   * @param {Place} from
   * @param {Place} to  of the same level
   * @returns {number[]}  their indices
   */
  line(from, to) {
    const down = to.y - from.y;
    const across = to.x - from.x;
    const steps = Math.max(Math.abs(down), Math.abs(across), 1);
    return Array.from({ length: steps + 1 }, (_, i) => {
      const y = Math.round(from.y + (down * i) / steps);
      const x = Math.round(from.x + (across * i) / steps);
      return this.index({ level: from.level, y, x });
    });
  }

  /**
   * The rectangle between two cells of a level.
   * @param {Place} a
   * @param {Place} b
   * @returns {Box}
   */
  rectangle(a, b) {
    return {
      top: Math.min(a.y, b.y),
      left: Math.min(a.x, b.x),
      h: Math.abs(a.y - b.y) + 1,
      w: Math.abs(a.x - b.x) + 1,
    };
  }

  /**
   * The cells of a rectangle.
   * @param {number} level
   * @param {Box} box
   * @returns {number[]}  their indices
   */
  inside(level, { top, left, h, w }) {
    return Array.from({ length: h * w }, (_, i) =>
      this.index({ level, y: top + Math.floor(i / w), x: left + (i % w) }),
    );
  }

  /**
   * The cells that hang together with one, side by side, and have its code.
   * @param {Cells} cells
   * @param {Place} from
   * @returns {number[]}  their indices
   */
  connected(cells, from) {
    const { h, w } = this.levels[from.level];
    const first = this.index(from);
    const code = cells[first];
    const found = new Set([first]);
    const edge = [from];
    for (let place = edge.pop(); place; place = edge.pop()) {
      for (const [down, across] of NEIGHBOURS) {
        const next = { level: from.level, y: place.y + down, x: place.x + across };
        if (next.y < 0 || next.x < 0 || next.y >= h || next.x >= w) continue;
        const index = this.index(next);
        if (found.has(index) || cells[index] !== code) continue;
        found.add(index);
        edge.push(next);
      }
    }
    return [...found];
  }

  /**
   * Two codes of a level change places everywhere.
   * @param {Cells} cells
   * @param {number} level
   * @param {number} a
   * @param {number} b
   * @returns {Cells}
   */
  swap(cells, level, a, b) {
    const { start, end } = this.levels[level];
    return cells.map((code, index) => {
      if (index < start || index >= end) return code;
      if (code === a) return b;
      return code === b ? a : code;
    });
  }

  /**
   * Where two pictures have other codes, in the order in which a morph changes them: coarse levels first, and spread
   * over the picture.
   * @param {Cells} a
   * @param {Cells} b
   * @returns {number[]}  indices
   */
  morphOrder(a, b) {
    return this.levels.flatMap(({ start, end }) => {
      const other = Array.from({ length: end - start }, (_, i) => start + i).filter((index) => a[index] !== b[index]);
      const n = other.length;
      // A step without a common divisor with n comes to every one of them.
      let step = Math.max(1, Math.round(n * GOLDEN));
      while (divisor(n, step) > 1) step--;
      return other.map((_, i) => other[(i * step) % n]);
    });
  }
}

/**
 * A copy that has one value at some of its places.
 * @template {Cells | Flags} T
 * @param {T} values
 * @param {number[]} indices
 * @param {number} value
 * @returns {T}
 */
export function filled(values, indices, value) {
  const out = /** @type {T} */ (values.slice());
  for (const index of indices) out[index] = value;
  return out;
}

/**
 * A copy that has the codes of other cells at some of its places.
 * @param {Cells} cells
 * @param {number[]} indices
 * @param {Cells} others
 */
export function copied(cells, indices, others) {
  const out = cells.slice();
  for (const index of indices) out[index] = others[index];
  return out;
}

/**
 * @param {Cells | null} a
 * @param {Cells | null} b
 * @returns {boolean}  whether both are there and the same
 */
export const alike = (a, b) =>
  a !== null && b !== null && a.length === b.length && a.every((value, i) => value === b[i]);
