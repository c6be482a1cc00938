// Jensen's inequality for points with weights. Pure functions.

/**
 * @typedef {object} Curve
 * @property {string} text  its name
 * @property {(x: number) => number} f
 * @property {boolean} convex  concave where it is not
 */

/** The points lie in between: where all four curves are defined. */
export const [LEAST, MOST] = [0.1, 10];

/** @type {{[name: string]: Curve}} */
export const CURVES = {
  log: { text: "ln x", f: Math.log, convex: false },
  exp: { text: "exp x", f: Math.exp, convex: true },
  square: { text: "x²", f: (x) => x * x, convex: true },
  "minus-log": { text: "−ln x", f: (x) => -Math.log(x), convex: true },
};

/**
 * Weights that sum to 1; equal ones where all are nought.
 * @param {number[]} weights  none negative
 */
export function normalised(weights) {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (sum > 0 ? weight / sum : 1 / weights.length));
}

/**
 * Both sides of the inequality.
 * @param {Curve} curve
 * @param {number[]} xs
 * @param {number[]} weights  as many, that sum to 1
 * @returns {{mean: number, ofMean: number, meanOf: number, gap: number}}  mean: E[x]; ofMean: f(E[x]); meanOf:
 *   E[f(x)]; gap: how far apart these are, never negative
 */
export function sides({ f, convex }, xs, weights) {
  const mean = xs.reduce((sum, x, i) => sum + weights[i] * x, 0);
  const meanOf = xs.reduce((sum, x, i) => sum + weights[i] * f(x), 0);
  const ofMean = f(mean);
  return { mean, ofMean, meanOf, gap: convex ? meanOf - ofMean : ofMean - meanOf };
}
