// Latents, or codes, to pictures over one WebSocket a model. Only the newest request of each channel is kept and one is
// in flight.

import { NewestOnly } from "./newest_only.js";
import { ReconnectingSocket } from "./reconnecting_socket.js";

/**
 * @typedef {Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>} Numbers  float32: count * latents; uint16: count *
 *   cells, of codes
 */

/**
 * Gets uint8 pictures, count * c * h * w, and the numbers that they were asked for with.
 * @typedef {(pixels: Uint8Array<ArrayBuffer>, z: Numbers) => void} Decoded
 */

export class Decoder {
  /** @type {NewestOnly<{channel: string, z: Numbers, callback: Decoded}>} */
  #requests = new NewestOnly("first used");

  #status = "";

  /**
   * Connects at once.
   * @param {string} model  name of a checkpoint
   * @param {object} [options]
   * @param {string} [options.path]  the route that decodes
   * @param {number} [options.draw]  seed of the noise that pictures are drawn with; 0: their means
   * @param {(status: "loading" | "ready" | "offline") => void} [options.onstatus]  is told when it changes
   * @param {(message: string) => void} [options.onerror]
   */
  constructor(model, { path = "/api/decode", draw = 0, onstatus = () => {}, onerror = () => {} } = {}) {
    this.model = model;
    this.onstatus = onstatus;
    this.onerror = onerror;
    const drawn = draw ? `&draw=${draw}` : "";
    this.socket = new ReconnectingSocket(`${path}?model=${encodeURIComponent(model)}${drawn}`, {
      open: () => this.#pump(),
      message: (data) => this.#receive(data),
      lost: () => {
        this.#requests.recall();
        this.#tell("offline");
      },
    });
    this.socket.open();
  }

  /** @param {"loading" | "ready" | "offline"} status */
  #tell(status) {
    if (status === this.#status) return;
    this.#status = status;
    this.onstatus(status);
  }

  /**
   * Ask for pictures.
   * @param {string} channel  what waits on it is replaced; the channel that was used first of all goes first
   * @param {Numbers} z
   * @param {Decoded} callback
   */
  request(channel, z, callback) {
    this.#requests.put({ channel, z, callback });
    this.#pump();
  }

  /**
   * Forget what waits on a channel.
   * @param {string} channel
   */
  cancel(channel) {
    this.#requests.cancel(channel);
  }

  /** True when nothing is asked for or in flight. */
  get idle() {
    return this.#requests.idle;
  }

  #pump() {
    if (!this.socket.connected) return;
    const next = this.#requests.take();
    if (next) this.socket.send(next.z);
  }

  /** @param {string | ArrayBuffer} data  pixels, or JSON of a status or an error */
  #receive(data) {
    if (typeof data === "string") {
      this.#receiveWord(JSON.parse(data));
      return;
    }
    const flown = this.#requests.land();
    if (!flown) return;
    this.#tell("ready");
    this.#pump(); // the next one computes while this one is painted
    flown.callback(new Uint8Array(data), flown.z);
  }

  /**
   * @param {{status: "loading"} | {status?: undefined, error: string, final?: boolean}} message  final: the model can't
   *   be used at all
   */
  #receiveWord(message) {
    if (message.status) {
      this.#tell(message.status);
      return;
    }
    this.#requests.land();
    if (message.final) this.close();
    this.onerror(message.error);
    this.#pump();
  }

  /** For good: no request is answered any more. */
  close() {
    this.#requests.clear();
    this.socket.close();
  }
}
