// A picture under the linear model of digits: what its closed forms are made of, and means decoded while q is dragged.

import { decodeBase64 } from "../../ui/canvas/paint.js";
import { postBytes, query } from "../../ui/transport/api.js";
import { Decoder } from "../../ui/transport/decoder.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./linear_model.js").Projected} Projected */
/** @typedef {Uint8Array<ArrayBuffer>} Pixels  (c, h, w) */
/** @typedef {{projected: Projected, pixels: Pixels}} Found */

export class Digit {
  /** @type {Promise<Found> | null} */
  #found = null;

  /** @type {Decoder | null} */
  #decoder = null;

  /**
   * @param {Card} card  of a model that has its evidence in closed form
   * @param {(card: Card) => Promise<Pixels>} pixels  the picture that is looked at
   * @param {(message: string) => void} onerror
   */
  constructor(card, pixels, onerror) {
    this.card = card;
    this.pixels = pixels;
    this.onerror = onerror;
  }

  get shape() {
    return this.card.shape;
  }

  /** Another picture is looked at. */
  forget() {
    this.#found = null;
  }

  /**
   * @returns {Promise<Found>}
   * @throws {Error} where the server refuses or does not answer
   */
  get() {
    this.#found ??= this.#ask();
    this.#found.catch(() => this.forget()); // asked again the next time
    return this.#found;
  }

  async #ask() {
    const pixels = await this.pixels(this.card);
    return { pixels, projected: await postBytes(query("/api/bounds/linear", { model: this.card.name }), pixels) };
  }

  /**
   * Decode a mean; only the newest one is waited for.
   * @param {number[]} z
   * @param {(pixels: Uint8Array) => void} ondecoded
   */
  decode(z, ondecoded) {
    this.#decoder ??= new Decoder(this.card.name, { onerror: this.onerror });
    this.#decoder.request("hand", Float32Array.from(z), ondecoded);
  }

  close() {
    this.#decoder?.close();
    this.#decoder = null;
  }
}

/**
 * A picture that a model draws from its prior, for where there is no other.
 * @param {Card} card
 * @returns {Promise<Pixels>}
 */
export async function dreamOf(card) {
  /** @type {{picture: string}} */
  const { picture } = await postBytes(query("/api/bounds/posterior", { model: card.name }), new Uint8Array(0));
  return decodeBase64(picture);
}
