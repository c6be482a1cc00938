// Kullback-Leibler divergences of densities on a line. Pure functions; all in nats.

import { normals } from "../../ui/maths/random.js";

/** @typedef {{mean: number, std: number}} Bell */
/** @typedef {(x: number) => number} LogDensity */

const LOG_2PI = Math.log(2 * Math.PI);
const [LOW, HIGH] = [-14, 14]; // that integrals go over
const PANELS = 2400; // of Simpson's rule
const SMALL = 1e-4; // of a difference, for a slope

/** @param {Bell} bell  @returns {LogDensity} */
export const logBell =
  ({ mean, std }) =>
  (x) =>
    -0.5 * ((x - mean) / std) ** 2 - Math.log(std) - 0.5 * LOG_2PI;

/**
 * Two bells of the same height and width.
 * @param {Bell} bell  the right one; the left one is its mirror image
 * @returns {LogDensity}
 */
export function logHumps({ mean, std }) {
  const [one, other] = [logBell({ mean, std }), logBell({ mean: -mean, std })];
  return (x) => {
    const [a, b] = [one(x), other(x)];
    const most = Math.max(a, b);
    return most + Math.log(Math.exp(a - most) + Math.exp(b - most)) - Math.LN2;
  };
}

/**
 * KL(p, q) of two bells in closed form.
 * @param {Bell} p
 * @param {Bell} q
 */
export const klOfBells = (p, q) =>
  Math.log(q.std / p.std) + (p.std ** 2 + (p.mean - q.mean) ** 2) / (2 * q.std ** 2) - 0.5;

/**
 * What KL(p, q) is the integral of: p(x) ln(p(x) / q(x)).
 * @param {LogDensity} p
 * @param {LogDensity} q
 * @returns {(x: number) => number}
 */
export const integrand = (p, q) => (x) => Math.exp(p(x)) * (p(x) - q(x));

/**
 * KL(p, q) by Simpson's rule.
 * @param {LogDensity} p
 * @param {LogDensity} q
 * @param {number} [panels]  an even number
 */
export function klByIntegral(p, q, panels = PANELS) {
  const g = integrand(p, q);
  const width = (HIGH - LOW) / panels;
  let sum = g(LOW) + g(HIGH);
  for (let i = 1; i < panels; i++) sum += (i % 2 ? 4 : 2) * g(LOW + i * width);
  return (sum * width) / 3;
}

/**
 * Draws from a bell, or from the two humps.
 * @param {Bell} bell
 * @param {boolean} humps
 * @param {number} n
 * @param {number} seed
 * @returns {number[]}
 */
export function draws({ mean, std }, humps, n, seed) {
  const normal = normals(seed);
  const side = normals(seed + 1); // its sign is a fair coin
  return Array.from({ length: n }, () => (humps && side() < 0 ? -mean : mean) + std * normal());
}

/**
 * KL(p, q) estimated from draws of p: the mean of ln p - ln q, and its standard error.
 * @param {LogDensity} p
 * @param {LogDensity} q
 * @param {number[]} drawn
 * @returns {{value: number, error: number}}
 */
export function klByDraws(p, q, drawn) {
  const values = drawn.map((x) => p(x) - q(x));
  const value = values.reduce((sum, one) => sum + one, 0) / values.length;
  const variance = values.reduce((sum, one) => sum + (one - value) ** 2, 0) / Math.max(1, values.length - 1);
  return { value, error: Math.sqrt(variance / values.length) };
}

/**
 * One step of gradient descent on a divergence between the target and a bell, over its mean and the log of its
 * deviation.
 * @param {LogDensity} target
 * @param {Bell} bell
 * @param {boolean} forward  KL(target, bell), which covers; else KL(bell, target), which picks
 * @param {number} [rate]
 * @returns {Bell}
 */
export function descend(target, bell, forward, rate = 0.15) {
  const loss = (/** @type {number} */ mean, /** @type {number} */ log) => {
    const q = logBell({ mean, std: Math.exp(log) });
    return forward ? klByIntegral(target, q, 600) : klByIntegral(q, target, 600);
  };
  const [mean, log] = [bell.mean, Math.log(bell.std)];
  const slopes = [
    (loss(mean + SMALL, log) - loss(mean - SMALL, log)) / (2 * SMALL),
    (loss(mean, log + SMALL) - loss(mean, log - SMALL)) / (2 * SMALL),
  ];
  const step = (/** @type {number} */ slope) => Math.max(-0.2, Math.min(0.2, rate * slope));
  // the slope along the mean is steep where the bell is narrow: scaled by its variance, as a natural gradient
  return { mean: mean - step(slopes[0] * bell.std ** 2), std: Math.exp(log - step(slopes[1])) };
}
