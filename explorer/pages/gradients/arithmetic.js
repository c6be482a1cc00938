// Estimates of d/dtheta E[f(z)] for z ~ N(theta, 1), and what theory says of them. Pure functions.

import { density } from "../../ui/maths/normal.js";

/** @typedef {import("./functions.js").Integrand} Integrand */
/** @typedef {{mean: number, variance: number}} Summary */

const REACH = 9; // deviations from theta that integrals go over: what lies beyond is below 1e-17
const PANELS = 2000; // of Simpson's rule between two jumps

/**
 * One estimate of each kind from `n` draws.
 * @param {Integrand} f
 * @param {number} theta
 * @param {number} n
 * @param {number} baseline  taken off f before it is weighted
 * @param {() => number} normal
 * @returns {{score: number, path: number}}  score: REINFORCE
 */
export function estimate(f, theta, n, baseline, normal) {
  let score = 0;
  let path = 0;
  for (let i = 0; i < n; i++) {
    const noise = normal();
    const z = theta + noise;
    score += (f.value(z) - baseline) * noise;
    path += f.slope(z);
  }
  return { score: score / n, path: path / n };
}

/**
 * @param {ArrayLike<number>} values
 * @returns {Summary}  the variance divided by their number
 */
export function summary(values) {
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += values[i] / values.length;
  let variance = 0;
  for (let i = 0; i < values.length; i++) variance += (values[i] - mean) ** 2 / values.length;
  return { mean, variance };
}

/**
 * The integral of `g(noise)` under N(0, 1) by Simpson's rule, piece by piece between the jumps.
 * @param {(noise: number, z: number) => number} g
 * @param {number} theta
 * @param {number[]} jumps  in z
 */
function expectation(g, theta, jumps) {
  const inside = jumps.map((z) => z - theta).filter((noise) => Math.abs(noise) < REACH);
  const ends = [-REACH, ...inside, REACH];
  let total = 0;
  for (let piece = 0; piece + 1 < ends.length; piece++) {
    const low = ends[piece];
    const width = (ends[piece + 1] - low) / PANELS;
    const edge = 1e-12; // which side of a jump the ends of a piece are on
    for (let i = 0; i <= PANELS; i++) {
      const shift = i === 0 ? edge : i === PANELS ? -edge : 0;
      const noise = low + i * width + shift;
      const weight = i === 0 || i === PANELS ? 1 : i % 2 ? 4 : 2;
      total += ((weight * width) / 3) * density(noise) * g(noise, theta + noise);
    }
  }
  return total;
}

/**
 * What holds for infinitely many draws: the slope itself, and of one draw the mean and variance of either estimate. The
 * mean of the path derivative is the slope only where f has no jumps.
 * @param {Integrand} f
 * @param {number} theta
 * @param {number} baseline
 * @returns {{value: number, slope: number, score: number, path: number, pathMean: number, best: number}}  score, path:
 *   variances of one draw; best: the baseline with the least variance
 */
export function theory(f, theta, baseline) {
  const mean = (/** @type {(noise: number, z: number) => number} */ g) => expectation(g, theta, f.jumps);
  const slope = mean((noise, z) => f.value(z) * noise);
  const pathMean = mean((_, z) => f.slope(z));
  return {
    value: mean((_, z) => f.value(z)),
    slope,
    score: mean((noise, z) => ((f.value(z) - baseline) * noise) ** 2) - slope ** 2,
    path: Math.max(0, mean((_, z) => f.slope(z) ** 2) - pathMean ** 2),
    pathMean,
    best: mean((noise, z) => f.value(z) * noise * noise), // as E[noise^2] = 1
  };
}
