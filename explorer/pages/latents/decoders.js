// The connections of the Latents page, one a model, each opened when it is first needed.

import { rows } from "../../ui/latents/latent_space.js";
import { drawOf } from "../../ui/picture/mean_or_draw.js";
import { Decoder } from "../../ui/transport/decoder.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("../../ui/transport/decoder.js").Decoded} Decoded */
/** @typedef {import("./state.js").LatentsState} LatentsState */

export class Decoders {
  /** @type {Map<string, Decoder>} by name of the model */
  #open = new Map();

  /** @type {Set<string>} models that have answered and are connected */
  #ready = new Set();

  /**
   * @param {LatentsState} state
   * @param {object} on
   * @param {(status: "loading" | "ready" | "offline") => void} on.status  of any connection, when it changes
   * @param {(message: string) => void} on.error
   */
  constructor(state, on) {
    this.state = state;
    this.on = on;
  }

  /**
   * The connection to a model.
   * @param {string} name
   */
  connect(name) {
    let decoder = this.#open.get(name);
    if (!decoder) {
      decoder = new Decoder(name, {
        draw: this.#drawOf(name),
        onstatus: (status) => {
          if (status === "ready") this.#ready.add(name);
          else this.#ready.delete(name);
          this.on.status(status);
        },
        onerror: (message) => this.on.error(message),
      });
      this.#open.set(name, decoder);
    }
    return decoder;
  }

  /** A hand begins to draw: what decodes its picture is fetched while it does. */
  fetchSoon() {
    for (const { name } of this.state.onBench) this.connect(name).fetchSoon();
  }

  /** @param {string} name */
  #drawOf(name) {
    const card = this.state.named(name);
    return card ? drawOf(card, this.state.view.draw) : 0;
  }

  /**
   * Whether a model answers at once.
   * @param {string} name
   */
  isReady(name) {
    return this.#ready.has(name);
  }

  /**
   * Pictures of one of the page's models, of the class that is on the page.
   * @param {Card} card
   * @param {string} channel  what waits on it is replaced
   * @param {ArrayLike<number>} z  one or several, flat
   * @param {Decoded} callback  is not called for a model that has left the page
   */
  decode(card, channel, z, callback) {
    this.connect(card.name).request(channel, rows(card, z, this.state.weightsFor(card)), (pixels, sent) => {
      if (this.state.onBench.includes(card)) callback(pixels, sent);
    });
  }

  /** Close the connections to models that have left the page. */
  closeUnused() {
    const names = this.state.onBench.map((card) => card.name);
    for (const name of this.#open.keys()) if (!names.includes(name)) this.#close(name);
  }

  closeAll() {
    for (const name of this.#open.keys()) this.#close(name);
  }

  /** @param {string} name */
  #close(name) {
    this.#open.get(name)?.close();
    this.#open.delete(name);
    this.#ready.delete(name);
  }
}
