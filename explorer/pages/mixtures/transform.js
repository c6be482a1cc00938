// What x = f(z) makes of the density of z, for functions f that rise: p(x) = p(z) / f'(z). Pure functions.

import { density, inversePhi, phi } from "../../ui/maths/normal.js";
import { normals, uniforms } from "../../ui/maths/random.js";

/**
 * @typedef {"uniform" | "normal"} Base  what z is: uniform over (0, 1), or N(0, 1)
 * @typedef {"quantile" | "log" | "logistic" | "humps" | "hand"} Name
 * @typedef {object} Rising
 * @property {(z: number) => number} value
 * @property {(z: number) => number} slope  the derivative, above 0
 * @property {string} words  the function as it is written
 * @property {[number, number]} x  the part of the axis that is shown
 */

/**
 * The functions by name, as buttons have them, and what z may be under each.
 * @type {{[name in Name]: {title: string, bases: Base[]}}}
 */
export const FUNCTIONS = {
  quantile: { title: "Φ⁻¹(z)", bases: ["uniform"] },
  log: { title: "ln z", bases: ["uniform"] },
  logistic: { title: "logistic", bases: ["normal", "uniform"] },
  humps: { title: "two humps", bases: ["normal", "uniform"] },
  hand: { title: "by hand", bases: ["normal", "uniform"] },
};

/**
 * Of each kind of z the part of the axis that is shown.
 * @type {{[base in Base]: [number, number]}}
 */
export const SHOWN = { uniform: [0, 1], normal: [-4, 4] };

export const KNOTS = 7;
/** How far the heights of the knots go, up and down. */
export const REACH = 4;
/** The least that a knot lies above the one before it: f rises everywhere. */
export const GAP = 0.05;

const FAR = 8; // deviations that integrals go over
const PANELS = 4000; // of Simpson's rule
const NOUGHT = 1e-9; // a mean that only rounding has made

/** @param {Base} base  @returns {number[]}  where the knots stand */
export const knotPlaces = (base) =>
  Array.from({ length: KNOTS }, (_, i) => (base === "uniform" ? i / (KNOTS - 1) : i - (KNOTS - 1) / 2));

/**
 * A smooth curve through points that rises where they do: cubic pieces, with slopes at the points that are harmonic
 * means of the lines on both sides (Fritsch and Butland 1984), at the ends that of the line; straight beyond them.
 * @param {number[]} places  rising, equally far apart
 * @param {number[]} heights  rising
 * @returns {Pick<Rising, "value" | "slope">}
 */
export function risingCurve(places, heights) {
  const last = places.length - 1;
  const step = places[1] - places[0];
  const lines = heights.slice(1).map((height, i) => (height - heights[i]) / step);
  const slopes = places.map((_, i) => {
    if (i === 0) return lines[0];
    if (i === last) return lines[last - 1];
    return (2 * lines[i - 1] * lines[i]) / (lines[i - 1] + lines[i]);
  });
  const piece = (/** @type {number} */ z) => {
    const i = Math.min(last - 1, Math.max(0, Math.floor((z - places[0]) / step)));
    return { i, t: (z - places[i]) / step };
  };
  return {
    value: (z) => {
      if (z < places[0]) return heights[0] + slopes[0] * (z - places[0]);
      if (z > places[last]) return heights[last] + slopes[last] * (z - places[last]);
      const { i, t } = piece(z);
      const s = 1 - t;
      return (
        s * s * ((1 + 2 * t) * heights[i] + t * step * slopes[i]) +
        t * t * ((3 - 2 * t) * heights[i + 1] - s * step * slopes[i + 1])
      );
    },
    slope: (z) => {
      if (z < places[0]) return slopes[0];
      if (z > places[last]) return slopes[last];
      const { i, t } = piece(z);
      return 6 * t * (1 - t) * lines[i] + (1 - t) * (1 - 3 * t) * slopes[i] + t * (3 * t - 2) * slopes[i + 1];
    },
  };
}

/**
 * @param {Name} name
 * @param {Base} base
 * @param {number[]} heights  of the knots, where it is bent by hand
 * @returns {Rising}
 */
export function rising(name, base, heights) {
  const [scale, middle] = base === "uniform" ? [6, 0.5] : [1, 0];
  switch (name) {
    case "quantile":
      return {
        value: inversePhi,
        slope: (z) => 1 / density(inversePhi(z)),
        words: "x = Φ⁻¹(z), the inverse of the normal’s distribution function",
        x: [-REACH, REACH],
      };
    case "log":
      return { value: Math.log, slope: (z) => 1 / z, words: "x = ln z", x: [-6, 0.5] };
    case "logistic": {
      const rate = base === "uniform" ? 8 : 2;
      const value = (/** @type {number} */ z) => 1 / (1 + Math.exp(-rate * (z - middle)));
      return {
        value,
        slope: (z) => rate * value(z) * value(middle - (z - middle)),
        words: base === "uniform" ? "x = 1 / (1 + e^(−8 (z − ½)))" : "x = 1 / (1 + e^(−2 z))",
        x: [-0.1, 1.1],
      };
    }
    case "humps":
      return {
        value: (z) => scale * (z - middle) + 2 * Math.tanh(2 * scale * (z - middle)),
        slope: (z) => scale * (1 + 4 / Math.cosh(2 * scale * (z - middle)) ** 2),
        words:
          base === "uniform"
            ? "x = t + 2 tanh 2t with t = 6 (z − ½): steep in the middle"
            : "x = z + 2 tanh 2z: steep in the middle",
        x: [-6, 6],
      };
    default:
      return {
        ...risingCurve(knotPlaces(base), heights),
        words: "x = f(z), as you bend it",
        x: [-REACH, REACH],
      };
  }
}

/** @param {Base} base  @returns {(z: number) => number}  the density of z */
export const baseDensity = (base) => (base === "normal" ? density : (z) => (z >= 0 && z <= 1 ? 1 : 0));

/**
 * Where z is `t` deviations out, of a normal z, and the place with the same share below it of a uniform one.
 * @param {Base} base
 * @param {number} t
 */
export const placeOf = (base, t) => (base === "normal" ? t : phi(t));

/**
 * The mean and variance of x = f(z), by Simpson's rule.
 * @param {Pick<Rising, "value">} f
 * @param {Base} base
 * @returns {{mean: number, variance: number}}
 */
export function moments(f, base) {
  const width = (2 * FAR) / PANELS;
  let [whole, mean, square] = [0, 0, 0];
  for (let i = 0; i <= PANELS; i++) {
    const t = -FAR + i * width;
    const weight = (i === 0 || i === PANELS ? 1 : i % 2 ? 4 : 2) * density(t);
    const x = f.value(placeOf(base, t));
    whole += weight;
    mean += weight * x;
    square += weight * x * x;
  }
  mean /= whole;
  const variance = square / whole - mean * mean;
  return { mean: Math.abs(mean) < NOUGHT ? 0 : mean, variance };
}

/**
 * @param {Base} base
 * @param {number} count
 * @param {number} seed
 * @returns {number[]}  draws of z
 */
export function baseDraws(base, count, seed) {
  const draw = base === "normal" ? normals(seed) : uniforms(seed);
  return Array.from({ length: count }, draw);
}

/**
 * Heights of knots that rise by GAP at least, within ±REACH, as near to `heights` as going up from the lowest allows.
 * @param {number[]} heights
 * @returns {number[]}
 */
export function settled(heights) {
  let least = -REACH;
  return heights.map((height, i) => {
    const most = REACH - GAP * (heights.length - 1 - i);
    const held = Math.round(Math.min(most, Math.max(least, height)) * 1e4) / 1e4;
    least = held + GAP;
    return held;
  });
}
