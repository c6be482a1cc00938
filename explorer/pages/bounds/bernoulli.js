// The log-likelihood of numbers in [0, 1] under Bernoulli pixels. Pure functions; all in nats.

/** What the lecture's decoder is shown. */
export const TARGETS = [0.1, 0.8, 0.7, 0.23, 0.5];

/** What it says. */
export const SAID = [0.08, 0.83, 0.58, 0.21, 0.42];

/**
 * x ln p + (1 - x) ln(1 - p), the negative cross-entropy.
 * @param {number} x
 * @param {number} p  inside (0, 1)
 */
export const logLikelihood = (x, p) => x * Math.log(p) + (1 - x) * Math.log(1 - p);

/**
 * Each pixel's part, their sum, the best that any p could give, and how far that is: the sum of KL(x, p).
 * @param {number[]} targets
 * @param {number[]} said
 * @returns {{parts: number[], sum: number, best: number, gap: number}}
 */
export function sumOf(targets, said) {
  const add = (/** @type {number[]} */ values) => values.reduce((total, value) => total + value, 0);
  const parts = targets.map((x, i) => logLikelihood(x, said[i]));
  const best = add(targets.map((x) => logLikelihood(x, x)));
  return { parts, sum: add(parts), best, gap: best - add(parts) };
}
