// What a model with an encoder makes of a picture. The server answers, with bounds on the likelihood by many draws;
// once this browser has the encoder, too, the posterior and the reconstruction are here before.

import { decodeBase64, encodeBase64 } from "../canvas/paint.js";
import { messageOf, postBytes, query, SILENT } from "../transport/api.js";
import { localModel } from "../transport/local/models.js";

/** @typedef {import("../types.js").Card} Card */

/**
 * The answer of `/api/encode`: a posterior, its reconstruction and its scores. Numbers in nats are null where the model
 * has none, NaN where they are on their way.
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

/** @typedef {import("../transport/local/models.js").LocalModel} LocalModel */

const IWAE_SAMPLES = 64; // of the server's bound
const NEAR = 1e-3; // of a mean: two ways of rounding
const ALIKE = 1; // of 255

/**
 * By the model's name: null while its encoder is on its way, or where there is none.
 * @type {Map<string, LocalModel | null>}
 */
const encoders = new Map();

/**
 * Ask a model for the posterior of a picture.
 * @param {Card} card
 * @param {Uint8Array<ArrayBuffer>} pixels  (c, h, w)
 * @param {number | null} [label]  the class to take it for, of a conditional model; null: its likeliest
 * @param {(found: Encoded) => void} [soon]  gets what this browser found, where it is there before the server's answer
 * @returns {Promise<Encoded>}  the server's answer; this browser's where the server does not answer
 * @throws {Error} where the server refuses or does not answer
 */
export async function encode(card, pixels, label = null, soon = undefined) {
  /** @type {{model: string, label?: number}} */
  const fields = { model: card.name };
  if (label !== null && card.conditions) fields.label = label;
  const served = postBytes(query("/api/encode", fields), pixels);
  if (!soon) return served;
  const encoder = encoders.get(card.name);
  if (!encoder) {
    const found = await served;
    if (encoder === undefined) invite(card, pixels, found);
    return found;
  }
  let late = false;
  const here = encoder.encode(pixels).then((own) => toldOf(card, pixels, own));
  here.then(
    (own) => late || soon(own),
    () => encoders.set(card.name, null), // the worker failed: the server goes on
  );
  try {
    return await served;
  } catch (error) {
    if (messageOf(error) !== SILENT) throw error;
    return await here.catch(() => Promise.reject(error));
  } finally {
    late = true;
  }
}

/**
 * What several models make of a picture: first as this browser finds it, where it can for all of them, then as the
 * server tells it.
 * @param {Card[]} cards
 * @param {Uint8Array<ArrayBuffer>} pixels  (c, h, w)
 * @param {number | null} label  as of `encode`
 * @param {(found: Encoded[], again: boolean) => void} show  called once or twice; `again` with the same codes
 * @throws {Error} where the server refuses or does not answer
 */
export async function encodeWith(cards, pixels, label, show) {
  /** @type {Encoded[]} */
  const here = [];
  let told = false;
  const soon = (/** @type {number} */ i) => (/** @type {Encoded} */ own) => {
    here[i] = own;
    if (told || Object.keys(here).length < cards.length) return;
    told = true;
    show(here, false);
  };
  show(await Promise.all(cards.map((card, i) => encode(card, pixels, label, soon(i)))), told);
}

/**
 * Have the encoder come to this browser. Nobody waits for it.
 * @param {Card} card
 * @param {Uint8Array<ArrayBuffer>} pixels
 * @param {Encoded} served  what the server made of them
 */
async function invite(card, pixels, served) {
  encoders.set(card.name, null);
  const encoder = await localModel(card.name, "encode");
  const own = await encoder?.encode(pixels).catch(() => null);
  if (!encoder || !own) return;
  const near = own.mean.every((value, i) => Math.abs(value - served.mean[i]) <= NEAR * (1 + Math.abs(value)));
  const picture = decodeBase64(served.reconstruction);
  const alike = own.reconstruction.every((value, i) => Math.abs(value - picture[i]) <= ALIKE);
  if (near && alike) encoders.set(card.name, encoder);
}

/**
 * What this browser found as the server tells it, but for the bounds, which are on their way.
 * @param {Card} card
 * @param {Uint8Array} pixels
 * @param {{reconstruction: Uint8Array<ArrayBuffer>, mean: number[], std: number[]}} own
 * @returns {Encoded}
 */
function toldOf(card, pixels, { reconstruction, mean, std }) {
  const scored = card.can.includes("elbo");
  const kl = mean.map((value, i) => 0.5 * (value ** 2 + std[i] ** 2 - 1) - Math.log(std[i]));
  const errors = reconstruction.reduce((sum, value, i) => sum + ((value - pixels[i]) / 255) ** 2, 0);
  return {
    mean,
    std,
    mse: errors / pixels.length,
    reconstruction: encodeBase64(reconstruction),
    kl: scored ? kl : null,
    kl_total: scored ? kl.reduce((sum, value) => sum + value, 0) : null,
    elbo: scored ? Number.NaN : null,
    iwae: scored ? Number.NaN : null,
    iwae_samples: IWAE_SAMPLES,
  };
}
