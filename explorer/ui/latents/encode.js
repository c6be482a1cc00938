// What a model with an encoder makes of a picture.

import { postBytes, query } from "../transport/api.js";

/** @typedef {import("../types.js").Card} Card */

/**
 * The answer of `/api/encode`: a posterior, its reconstruction and its scores. Numbers in nats are null where the model
 * has none.
 * @typedef {object} Encoded
 * @property {number[]} mean  of the posterior, by latent
 * @property {number[]} std  0 for an autoencoder, which gives a point
 * @property {number} mse  squared error per pixel, on the scale 0 to 1
 * @property {string} reconstruction  base64 of uint8 (c, h, w), decoded from the mean
 * @property {number[] | null} kl  nats by latent
 * @property {number | null} kl_total  nats
 * @property {number | null} elbo  nats
 * @property {number | null} iwae  nats
 * @property {number} iwae_samples  of the importance-weighted bound
 * @property {number} [label]  of a conditional model: the class that the picture was taken for
 * @property {number[]} [labels]  of a conditional model: the probability of each class
 */

/**
 * Ask a model for the posterior of a picture.
 * @param {Card} card
 * @param {Uint8Array<ArrayBuffer>} pixels  (c, h, w)
 * @param {number | null} [label]  the class to take it for, of a conditional model; null: its likeliest
 * @returns {Promise<Encoded>}
 * @throws {Error} where the server refuses or does not answer
 */
export function encode(card, pixels, label = null) {
  /** @type {{model: string, label?: number}} */
  const fields = { model: card.name };
  if (label !== null && card.conditions) fields.label = label;
  return postBytes(query("/api/encode", fields), pixels);
}
