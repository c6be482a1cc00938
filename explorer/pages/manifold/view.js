// The window of a latent plane that is on screen: where a z stands in it, how it is panned, zoomed and kept in range.
//
// Plane coordinates are quantiles u = Phi(z) in "cdf" mode, so that equal areas hold equal mass of the prior, and z
// itself in "linear" mode. Fractions of the window run from 0 to 1, left to right and top to bottom.

import { inversePhi, phi } from "./normal.js";

const FINEST = 1e-4;
const WIDEST = 4;
const WANDER = 2; // in widths of the whole plane
const ENOUGH = 5; // labels on an axis

/** The whole plane of a checkpoint, as plain numbers: centre x, y and width span, in plane coordinates. */
export function wholePlane(card, mode) {
  if (mode === "cdf") return { x: 0.5, y: 0.5, span: 1 };
  const [[left, right], [bottom, top]] = card.range;
  return { x: (left + right) / 2, y: (bottom + top) / 2, span: Math.max(right - left, top - bottom) };
}

/** Where the picture made at training time (plane.png, 20 by 20) lies: [left, right, bottom, top] and its mode. */
export function previewRect(card) {
  if (card.kl) return { mode: "cdf", rect: [0, 1, 0, 1] };
  return { mode: "linear", rect: [...card.range[0], ...card.range[1]] };
}

export class PlaneView {
  constructor(card, mode, window = wholePlane(card, mode)) {
    this.card = card;
    this.mode = mode;
    this.whole = wholePlane(card, mode);
    Object.assign(this, { x: window.x, y: window.y, span: window.span });
    this.clamp();
  }

  /** Ends in plane coordinates: [left, right, bottom, top]. */
  get rect() {
    const half = this.span / 2;
    return [this.x - half, this.x + half, this.y - half, this.y + half];
  }

  get isWhole() {
    const near = (a, b) => Math.abs(a - b) < this.whole.span * 1e-9;
    return near(this.x, this.whole.x) && near(this.y, this.whole.y) && near(this.span, this.whole.span);
  }

  /** z as plane coordinates and back. */
  plane([a, b]) {
    return this.mode === "cdf" ? [phi(a), phi(b)] : [a, b];
  }
  latent([a, b]) {
    return this.mode === "cdf" ? [inversePhi(a), inversePhi(b)] : [a, b];
  }

  /** Plane coordinates as fractions of the window. */
  fraction([a, b]) {
    return [(a - this.x) / this.span + 0.5, 0.5 - (b - this.y) / this.span];
  }
  planeAt(fx, fy) {
    return [this.x + (fx - 0.5) * this.span, this.y + (0.5 - fy) * this.span];
  }

  zAt(fx, fy) {
    return this.latent(this.planeAt(fx, fy));
  }
  fractionOf(z) {
    return this.fraction(this.plane(z));
  }

  /** Where a rectangle of the plane lies in the window: fractions [left, top, width, height]. */
  place([left, right, bottom, top]) {
    const [fx, fy] = this.fraction([left, top]);
    return [fx, fy, (right - left) / this.span, (top - bottom) / this.span];
  }

  /** Move the pictures by a fraction of the window, as a hand that drags them does. */
  pan(dx, dy) {
    this.x -= dx * this.span;
    this.y += dy * this.span;
    this.clamp();
  }

  /** Make the window `factor` times as wide; the point at (fx, fy) stays where it is. */
  zoom(factor, fx = 0.5, fy = 0.5) {
    const [a, b] = this.planeAt(fx, fy);
    const widest = this.mode === "cdf" ? 1 : WIDEST * this.whole.span;
    this.span = Math.min(Math.max(this.span * factor, FINEST * this.whole.span), widest);
    this.x = a - (fx - 0.5) * this.span;
    this.y = b - (0.5 - fy) * this.span;
    this.clamp();
  }

  reset() {
    Object.assign(this, this.whole);
  }

  clamp() {
    const keep = (value, low, high) => Math.min(Math.max(value, low), high);
    const { whole } = this;
    // Outside of (0, 1) there are no quantiles; the linear plane ends nowhere, but one should find home again.
    const slack = this.mode === "cdf" ? 0.5 - this.span / 2 : WANDER * whole.span;
    this.x = keep(this.x, whole.x - slack, whole.x + slack);
    this.y = keep(this.y, whole.y - slack, whole.y + slack);
  }

  copy() {
    return new PlaneView(this.card, this.mode, this);
  }

  /** The same window over another checkpoint; with `fit`, the same part of that checkpoint's own whole plane. */
  over(card, fit) {
    if (!fit) {
      const same = new PlaneView(card, this.mode);
      return Object.assign(same, { x: this.x, y: this.y, span: this.span });
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
   * Latents at the centres of an n by n grid, row by row from the top, with `margin` more cells on every side.
   * @returns {{z: Float32Array, n: number, rect: number[]}}
   */
  grid(n, margin = 0) {
    const size = n + 2 * margin;
    const cell = this.span / n;
    const z = new Float32Array(size * size * 2);
    const [left, , , top] = this.rect;
    const first = 0.5 - margin;
    for (let row = 0, at = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const pair = this.latent([left + (first + column) * cell, top - (first + row) * cell]);
        z[at++] = pair[0];
        z[at++] = pair[1];
      }
    }
    const [l, r, b, t] = this.rect;
    const extra = margin * cell;
    return { z, n: size, rect: [l - extra, r + extra, b - extra, t + extra] };
  }
}

/**
 * Round values of z to label an axis with, at least `gap` (a fraction of the window) apart: equal steps on a linear axis;
 * on one of quantiles the coarse values first, then finer ones where there is room.
 * @returns {{z: number, at: number, step: number}[]}  `at` is the distance from the window's lower end as a fraction.
 */
export function ticks(view, axis, gap) {
  const [left, right, bottom, top] = view.rect;
  const [low, high] = axis === 0 ? [left, right] : [bottom, top];
  const cdf = view.mode === "cdf";
  const [first, last] = cdf ? [inversePhi(low), inversePhi(high)] : [low, high];
  const add = (found, step) => {
    for (let k = Math.ceil(first / step); k * step <= last; k++) {
      const z = k * step;
      const at = ((cdf ? phi(z) : z) - low) / (high - low);
      if (at > 0.02 && at < 0.98 && found.every((other) => Math.abs(other.at - at) >= gap)) found.push({ z, at, step });
    }
    return found;
  };
  const power = Math.ceil(Math.log10(last - first));
  const steps = [];
  for (let down = 0; down < 5; down++) steps.push(...[5, 2, 1].map((lead) => lead * 10 ** (power - down)));
  if (!cdf) return add([], steps.filter((step) => step >= gap * (last - first)).at(-1));
  return steps.reduce(
    (found, step) => (found.length >= ENOUGH || (last - first) / step > 200 ? found : add(found, step)),
    [],
  );
}
