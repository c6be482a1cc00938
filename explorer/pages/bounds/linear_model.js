// The evidence of a linear latent variable model, x = w z + b + sigma * noise, and both sides of its bound. Pure
// functions; all in nats.

import { klOfBells } from "./divergence.js";

/** @typedef {import("./divergence.js").Bell} Bell */
/** @typedef {{w: number, b: number, sigma: number}} Line  one latent, one number */

/**
 * What stands on both sides: evidence = reconstruction - prior + posterior.
 * @typedef {object} Terms
 * @property {number} evidence  ln p(x)
 * @property {number} reconstruction  E_q[ln p(x|z)]
 * @property {number} prior  KL(q, p(z))
 * @property {number} posterior  KL(q, p(z|x)), the gap
 * @property {number} elbo  reconstruction - prior
 */

/**
 * What the closed forms of a model with many latents are made of, of one picture; as `/api/bounds/linear` gives it.
 * @typedef {object} Projected
 * @property {number} pixels
 * @property {number} variance  of the noise, sigma^2
 * @property {number} distance  |x - b|^2
 * @property {number[]} lengths  |w|^2 of each latent
 * @property {number[]} along  w (x - b) of each latent
 * @property {number} evidence  ln p(x)
 */

const LOG_2PI = Math.log(2 * Math.PI);
const PRIOR = { mean: 0, std: 1 };

/**
 * p(z|x) of one latent.
 * @param {Line} line
 * @param {number} x
 * @returns {Bell}
 */
export function posteriorOf({ w, b, sigma }, x) {
  const precision = 1 + (w / sigma) ** 2;
  return { mean: (w * (x - b)) / sigma ** 2 / precision, std: precision ** -0.5 };
}

/**
 * @param {Line} line
 * @param {number} x
 * @param {Bell} q
 * @returns {Terms}
 */
export function terms(line, x, q) {
  const { w, b, sigma } = line;
  const variance = w ** 2 + sigma ** 2;
  const evidence = -0.5 * (LOG_2PI + Math.log(variance) + (x - b) ** 2 / variance);
  const spread = (x - b - w * q.mean) ** 2 + (w * q.std) ** 2;
  const reconstruction = -0.5 * (LOG_2PI + 2 * Math.log(sigma) + spread / sigma ** 2);
  const prior = klOfBells(q, PRIOR);
  const posterior = klOfBells(q, posteriorOf(line, x));
  return { evidence, reconstruction, prior, posterior, elbo: reconstruction - prior };
}

/**
 * p(z|x) of many latents.
 * @param {Projected} projected
 * @returns {Bell[]}
 */
export const posteriors = ({ variance, lengths, along }) =>
  lengths.map((length, i) => {
    const precision = 1 + length / variance;
    return { mean: along[i] / variance / precision, std: precision ** -0.5 };
  });

/**
 * A q on the way from the prior to the posterior.
 * @param {Bell[]} found  the posterior
 * @param {number} way  0 to 1
 * @returns {Bell[]}
 */
export const between = (found, way) => found.map(({ mean, std }) => ({ mean: way * mean, std: std ** way }));

/**
 * @param {Projected} projected
 * @param {Bell[]} q  of each latent
 * @returns {Terms}
 */
export function termsOfMany(projected, q) {
  const { pixels, variance, distance, lengths, along, evidence } = projected;
  const total = (/** @type {(bell: Bell, i: number) => number} */ part) =>
    q.reduce((sum, bell, i) => sum + part(bell, i), 0);
  const spread =
    distance -
    2 * total(({ mean }, i) => mean * along[i]) +
    total(({ mean, std }, i) => lengths[i] * (mean ** 2 + std ** 2));
  const reconstruction = -0.5 * (pixels * (LOG_2PI + Math.log(variance)) + spread / variance);
  const exact = posteriors(projected);
  const prior = total((bell) => klOfBells(bell, PRIOR));
  const posterior = total((bell, i) => klOfBells(bell, exact[i]));
  return { evidence, reconstruction, prior, posterior, elbo: reconstruction - prior };
}
