// The window of a latent plane that is on screen: where a z stands in it, how it is panned, zoomed and kept in range.
//
// Plane coordinates are quantiles u = Phi(z) in "cdf" mode, so that equal areas hold equal mass of the prior, and z
// itself in "linear" mode. Fractions of the window run from 0 to 1, left to right and top to bottom.

import { inversePhi, phi } from "../../ui/maths/normal.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {"cdf" | "linear"} Mode  of the plane's coordinates */
/** @typedef {[number, number]} Pair */
/** @typedef {[left: number, right: number, bottom: number, top: number]} Rect  in plane coordinates */
/** @typedef {{x: number, y: number, span: number}} Window  centre and width, in plane coordinates */

/**
 * Latents at the centres of a grid's cells, row by row from the top.
 * @typedef {object} Grid
 * @property {Float32Array<ArrayBuffer>} z  n * n * 2
 * @property {number} n  cells across
 * @property {Rect} rect  that the cells cover
 */

const FINEST = 1e-4; // of the whole plane's width
const WIDEST = 4;
const WANDER = 2; // in widths of the whole plane
const NEAR = 1e-9; // what is nearer than this part of the whole plane's width is the same
const ENOUGH = 5; // labels on an axis
const MOST = 200; // candidates for labels
const MARGIN = 0.02; // of an axis, at both ends, without a label

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
const within = (value, low, high) => Math.min(Math.max(value, low), high);

/**
 * The whole plane of a checkpoint.
 * @param {Card} card
 * @param {Mode} mode
 * @returns {Window}
 */
export function wholePlane(card, mode) {
  if (mode === "cdf") return { x: 0.5, y: 0.5, span: 1 };
  const [[left, right], [bottom, top]] = card.range;
  return { x: (left + right) / 2, y: (bottom + top) / 2, span: Math.max(right - left, top - bottom) };
}

/**
 * Where the picture made at training time (plane.png, 20 by 20) lies.
 * @param {Card} card
 * @returns {{mode: Mode, rect: Rect}}
 */
export function previewRect(card) {
  if (card.kl) return { mode: "cdf", rect: [0, 1, 0, 1] };
  return { mode: "linear", rect: [...card.range[0], ...card.range[1]] };
}

/**
 * The z of centre.png.
 * @param {Card} card
 */
export const middle = (card) => card.range.map(([low, high]) => (low + high) / 2);

export class PlaneView {
  /**
   * @param {Card} card
   * @param {Mode} mode
   * @param {Window} [window]  the whole plane if none is given; what lies too far out is brought back
   */
  constructor(card, mode, window = wholePlane(card, mode)) {
    this.card = card;
    this.mode = mode;
    this.whole = wholePlane(card, mode);
    this.x = window.x;
    this.y = window.y;
    this.span = window.span;
    this.#clamp();
  }

  /**
   * Its ends.
   * @returns {Rect}
   */
  get rect() {
    const half = this.span / 2;
    return [this.x - half, this.x + half, this.y - half, this.y + half];
  }

  /** Whether it shows the whole plane. */
  get isWhole() {
    const { whole } = this;
    return this.isNear([this.x, this.y, this.span], [whole.x, whole.y, whole.span]);
  }

  /**
   * Whether plane coordinates are the same, but for rounding.
   * @param {number[]} a
   * @param {number[]} b
   */
  isNear(a, b) {
    return a.every((value, i) => Math.abs(value - b[i]) < NEAR * this.whole.span);
  }

  /**
   * z as plane coordinates.
   * @param {number[]} z
   * @returns {Pair}
   */
  planeOf([a, b]) {
    return this.mode === "cdf" ? [phi(a), phi(b)] : [a, b];
  }

  /**
   * Plane coordinates as z.
   * @param {number[]} place
   * @returns {Pair}
   */
  #latentOf([a, b]) {
    return this.mode === "cdf" ? [inversePhi(a), inversePhi(b)] : [a, b];
  }

  /**
   * Plane coordinates as fractions of the window.
   * @param {number[]} place
   * @returns {Pair}
   */
  #fractionAt([a, b]) {
    return [(a - this.x) / this.span + 0.5, 0.5 - (b - this.y) / this.span];
  }

  /**
   * Fractions of the window as plane coordinates.
   * @param {number} fx
   * @param {number} fy
   * @returns {Pair}
   */
  #planeAt(fx, fy) {
    return [this.x + (fx - 0.5) * this.span, this.y + (0.5 - fy) * this.span];
  }

  /**
   * The z at fractions of the window.
   * @param {number} fx
   * @param {number} fy
   */
  zAt(fx, fy) {
    return this.#latentOf(this.#planeAt(fx, fy));
  }

  /**
   * Where a z lies, in fractions of the window.
   * @param {number[]} z
   */
  fractionOf(z) {
    return this.#fractionAt(this.planeOf(z));
  }

  /**
   * Where a rectangle of the plane lies, in fractions of the window.
   * @param {Rect} rect
   * @returns {[left: number, top: number, width: number, height: number]}
   */
  place([left, right, bottom, top]) {
    const [fx, fy] = this.#fractionAt([left, top]);
    return [fx, fy, (right - left) / this.span, (top - bottom) / this.span];
  }

  /**
   * Move the pictures by a fraction of the window, as a hand that drags them does.
   * @param {number} dx
   * @param {number} dy
   */
  pan(dx, dy) {
    this.x -= dx * this.span;
    this.y += dy * this.span;
    this.#clamp();
  }

  /**
   * Make the window `factor` times as wide; the point at (fx, fy) stays where it is.
   * @param {number} factor
   * @param {number} [fx]
   * @param {number} [fy]
   */
  zoom(factor, fx = 0.5, fy = 0.5) {
    const [a, b] = this.#planeAt(fx, fy);
    const widest = this.mode === "cdf" ? 1 : WIDEST * this.whole.span;
    this.span = within(this.span * factor, FINEST * this.whole.span, widest);
    this.x = a - (fx - 0.5) * this.span;
    this.y = b - (0.5 - fy) * this.span;
    this.#clamp();
  }

  /** Back to the whole plane. */
  reset() {
    this.#set(this.whole);
  }

  /** @param {Window} window */
  #set({ x, y, span }) {
    this.x = x;
    this.y = y;
    this.span = span;
  }

  #clamp() {
    const { whole } = this;
    // Outside of (0, 1) there are no quantiles; the linear plane ends nowhere, but one should find home again.
    const slack = this.mode === "cdf" ? 0.5 - this.span / 2 : WANDER * whole.span;
    this.x = within(this.x, whole.x - slack, whole.x + slack);
    this.y = within(this.y, whole.y - slack, whole.y + slack);
  }

  copy() {
    return new PlaneView(this.card, this.mode, this);
  }

  /**
   * The same window over another checkpoint.
   * @param {Card} card
   * @param {boolean} fit  the same part of that checkpoint's own whole plane instead
   */
  over(card, fit) {
    if (!fit) {
      const same = new PlaneView(card, this.mode);
      same.#set(this);
      return same;
    }
    const mode = card.kl ? this.mode : "linear";
    const own = wholePlane(card, mode);
    const scale = own.span / this.whole.span;
    return new PlaneView(card, mode, {
      x: own.x + (this.x - this.whole.x) * scale,
      y: own.y + (this.y - this.whole.y) * scale,
      span: this.span * scale,
    });
  }

  /**
   * The window as an n by n grid, with `margin` more cells on every side.
   * @param {number} n
   * @param {number} [margin]
   * @returns {Grid}
   */
  grid(n, margin = 0) {
    const size = n + 2 * margin;
    const cell = this.span / n;
    const z = new Float32Array(size * size * 2);
    const [left, right, bottom, top] = this.rect;
    const first = 0.5 - margin;
    let at = 0;
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const pair = this.#latentOf([left + (first + column) * cell, top - (first + row) * cell]);
        z[at++] = pair[0];
        z[at++] = pair[1];
      }
    }
    const extra = margin * cell;
    return { z, n: size, rect: [left - extra, right + extra, bottom - extra, top + extra] };
  }
}

/**
 * A label of an axis.
 * @typedef {object} Tick
 * @property {number} z
 * @property {number} at  its distance from the window's lower end, as a fraction
 * @property {number} step  of the values it belongs to
 */

/** Steps of 5, 2 and 1 times powers of ten, from the coarsest that fits into `length` down. */
function roundSteps(/** @type {number} */ length) {
  const power = Math.ceil(Math.log10(length));
  return [0, 1, 2, 3, 4].flatMap((down) => [5, 2, 1].map((lead) => lead * 10 ** (power - down)));
}

/**
 * Round values of z to label an axis with: equal steps on a linear axis; on one of quantiles the coarse values first,
 * then finer ones where there is room.
 * @param {PlaneView} view
 * @param {number} axis  0 across, 1 up
 * @param {number} gap  between two labels at least, a fraction of the window
 * @returns {Tick[]}
 */
export function ticks(view, axis, gap) {
  const [left, right, bottom, top] = view.rect;
  const [low, high] = axis === 0 ? [left, right] : [bottom, top];
  const cdf = view.mode === "cdf";
  const [first, last] = cdf ? [inversePhi(low), inversePhi(high)] : [low, high];
  const steps = roundSteps(last - first);
  /**
   * @param {Tick[]} found
   * @param {number} step
   */
  const add = (found, step) => {
    for (let k = Math.ceil(first / step); k * step <= last; k++) {
      const z = k * step;
      const at = ((cdf ? phi(z) : z) - low) / (high - low);
      const inside = at > MARGIN && at < 1 - MARGIN;
      if (inside && found.every((other) => Math.abs(other.at - at) >= gap)) found.push({ z, at, step });
    }
    return found;
  };
  if (!cdf) return add([], steps.findLast((step) => step >= gap * (last - first)) ?? steps[0]);
  /** @type {Tick[]} */
  const found = [];
  for (const step of steps) if (found.length < ENOUGH && (last - first) / step <= MOST) add(found, step);
  return found;
}
