// The points of a map: a place in the unit square for each code of the test set, and its class.

/** @typedef {[number, number]} Pair */

const BYTES = 9; // of a point: its place as two float32, its label
const CELLS = 64; // a side, of the grid in which points are looked for

/**
 * Whether a place is in a loop (the even-odd rule).
 * @param {number} x
 * @param {number} y
 * @param {number[]} corners  x and y in turn
 */
export function isInside(x, y, corners) {
  let within = false;
  for (let i = 0, j = corners.length - 2; i < corners.length; j = i, i += 2) {
    const [x1, y1, x2, y2] = [corners[i], corners[i + 1], corners[j], corners[j + 1]];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) within = !within;
  }
  return within;
}

export class Points {
  /** @type {number[][] | null} the points of each cell, row by row; made when it is first asked for */
  #grid = null;

  /** @param {ArrayBuffer} buffer  as `/api/map/points` sends it: all places, then all labels */
  constructor(buffer) {
    this.count = Math.floor(buffer.byteLength / BYTES);
    this.places = new Float32Array(buffer, 0, 2 * this.count);
    this.labels = new Uint8Array(buffer, 8 * this.count, this.count);
  }

  /**
   * @param {number} index
   * @returns {Pair}
   */
  at(index) {
    return [this.places[2 * index], this.places[2 * index + 1]];
  }

  /**
   * The shown point nearest to a place.
   * @param {Pair} place
   * @param {number} reach  how far it may be, at most a cell's side
   * @param {Set<number>} off  labels that are hidden
   * @returns {number}  -1 where there is none
   */
  nearest([x, y], reach, off) {
    this.#grid ??= this.#sorted();
    let best = Math.min(reach, 1 / CELLS) ** 2;
    let found = -1;
    const row = Math.floor(y * CELLS);
    const column = Math.floor(x * CELLS);
    for (let r = row - 1; r <= row + 1; r++) {
      for (let c = column - 1; c <= column + 1; c++) {
        if (r < 0 || c < 0 || r >= CELLS || c >= CELLS) continue;
        for (const index of this.#grid[r * CELLS + c]) {
          const far = (this.places[2 * index] - x) ** 2 + (this.places[2 * index + 1] - y) ** 2;
          if (far > best || off.has(this.labels[index])) continue;
          best = far;
          found = index;
        }
      }
    }
    return found;
  }

  #sorted() {
    /** @type {number[][]} */
    const grid = Array.from({ length: CELLS * CELLS }, () => []);
    /** @param {number} value */
    const cell = (value) => Math.min(CELLS - 1, Math.max(0, Math.floor(value * CELLS)));
    for (let i = 0; i < this.count; i++) {
      grid[cell(this.places[2 * i + 1]) * CELLS + cell(this.places[2 * i])].push(i);
    }
    return grid;
  }

  /**
   * The points in a loop whose class is shown.
   * @param {number[]} corners  x and y in turn
   * @param {Set<number>} off  labels that are hidden
   */
  inside(corners, off) {
    const found = [];
    for (let i = 0; i < this.count; i++) {
      if (!off.has(this.labels[i]) && isInside(this.places[2 * i], this.places[2 * i + 1], corners)) found.push(i);
    }
    return found;
  }
}
