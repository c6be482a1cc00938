// Mixtures of Gaussians on a line: densities, responsibilities, draws in two steps, the steps of EM. Pure functions.

import { normals, uniforms } from "../../ui/maths/random.js";

/**
 * @typedef {{weights: number[], means: number[], deviations: number[]}} Mixture  an entry of each for every bell; the
 *   weights sum to 1
 */

/** What each step of EM adds to every variance, as scikit-learn's `reg_covar`: no bell can become a point. */
export const FLOOR = 1e-3;

const HALF_LOG_2PI = 0.9189385332046727;
const TINY = 10 * Number.EPSILON; // added to each bell's share of points, as scikit-learn does: one may have none
const OTHER_STREAM = 0x9e3779b9; // draws of the normal follow from another seed than those of the bell

/**
 * ln(weight · density) of each bell.
 * @param {Mixture} mixture
 * @param {number} x
 * @returns {number[]}  in nats
 */
export const joint = ({ weights, means, deviations }, x) =>
  weights.map((weight, k) => {
    const away = (x - means[k]) / deviations[k];
    return Math.log(weight) - Math.log(deviations[k]) - HALF_LOG_2PI - (away * away) / 2;
  });

/** @param {number[]} logs  @returns {number}  the logarithm of the sum of what they are logarithms of */
function logSum(logs) {
  const top = Math.max(...logs);
  if (top === -Infinity) return top;
  return top + Math.log(logs.reduce((sum, one) => sum + Math.exp(one - top), 0));
}

/**
 * ln p(x), in nats.
 * @param {Mixture} mixture
 * @param {number} x
 */
export const logDensity = (mixture, x) => logSum(joint(mixture, x));

/**
 * p(k | x) of each bell.
 * @param {Mixture} mixture
 * @param {number} x
 * @returns {number[]}  they sum to 1
 */
export function responsibilities(mixture, x) {
  const logs = joint(mixture, x);
  const whole = logSum(logs);
  return logs.map((one) => Math.exp(one - whole));
}

/**
 * The mean of ln p over points, in nats a point.
 * @param {Mixture} mixture
 * @param {number[]} points  at least one
 */
export const likelihood = (mixture, points) =>
  points.reduce((sum, x) => sum + logDensity(mixture, x), 0) / points.length;

/**
 * One step of EM: responsibilities of the points, and the mixture that fits best with these held.
 * @param {Mixture} mixture
 * @param {number[]} points  at least one
 * @returns {Mixture}
 */
export function emStep(mixture, points) {
  const shares = points.map((x) => responsibilities(mixture, x));
  const bells = mixture.weights.map((_, k) => {
    const taken = shares.reduce((sum, share) => sum + share[k], 0) + TINY;
    const mean = points.reduce((sum, x, i) => sum + shares[i][k] * x, 0) / taken;
    const variance = points.reduce((sum, x, i) => sum + shares[i][k] * (x - mean) ** 2, 0) / taken + FLOOR;
    return { taken, mean, deviation: Math.sqrt(variance) };
  });
  const all = bells.reduce((sum, { taken }) => sum + taken, 0);
  return {
    weights: bells.map(({ taken }) => taken / all),
    means: bells.map(({ mean }) => mean),
    deviations: bells.map(({ deviation }) => deviation),
  };
}

/**
 * Draws in two steps: first which bell, by its weight, then where under it. The same seed keeps the chance of either.
 * @param {Mixture} mixture
 * @param {number} count
 * @param {number} seed
 * @returns {{bell: number, x: number}[]}
 */
export function draws(mixture, count, seed) {
  const uniform = uniforms(seed);
  const normal = normals(seed ^ OTHER_STREAM);
  return Array.from({ length: count }, () => {
    let left = uniform();
    let bell = 0;
    while (bell < mixture.weights.length - 1 && left >= mixture.weights[bell]) left -= mixture.weights[bell++];
    return { bell, x: mixture.means[bell] + mixture.deviations[bell] * normal() };
  });
}

/**
 * One bell has another weight; the others share the rest as they did.
 * @param {number[]} weights
 * @param {number} k
 * @param {number} weight
 * @returns {number[]}
 */
export function reweighted(weights, k, weight) {
  const rest = weights.reduce((sum, one, i) => (i === k ? sum : sum + one), 0);
  const others = weights.length - 1;
  return weights.map((one, i) => {
    if (i === k) return others ? weight : 1;
    return rest > 0 ? (one / rest) * (1 - weight) : (1 - weight) / others;
  });
}
