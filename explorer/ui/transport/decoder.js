// Latents, or codes, to pictures. The server decodes over one WebSocket a model, as many requests in flight as the line
// bears, until this browser has the decoder itself and its first picture is the server's; if that fails, the server
// goes on. Only the newest request of each channel waits.

import { Flight } from "./flight.js";
import { localModel } from "./local/models.js";
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

/** @typedef {{channel: string, z: Numbers, callback: Decoded, sent: number}} Request  sent: when, in milliseconds */

const HAND = "hand"; // the channel that goes first of all
const QUIET_MS = 400; // after the first picture, before a model is fetched
const LOCAL_ROOM = 3; // requests that the worker is given
const ALIKE = 1; // of 255: two ways of rounding

/** @type {{[path: string]: "decode" | "codes"}} */
const PARTS = { "/api/decode": "decode", "/api/codes/decode": "codes" };

export class Decoder {
  /** @type {NewestOnly<Request>} */
  #requests = new NewestOnly(HAND);

  #flight = new Flight();

  /** @type {import("./local/models.js").LocalModel | null} once this browser decodes */
  #local = null;

  /** What the server decoded last, to compare with. @type {{z: Numbers, pixels: Uint8Array<ArrayBuffer>} | null} */
  #served = null;

  /** Of the invitation of this browser's own decoder: sent, at most once. */
  #invited = false;
  #closed = false;

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
    this.part = draw ? null : (PARTS[path] ?? null); // draws need the server's noise
    this.onstatus = onstatus;
    this.onerror = onerror;
    const drawn = draw ? `&draw=${draw}` : "";
    this.socket = new ReconnectingSocket(`${path}?model=${encodeURIComponent(model)}${drawn}`, {
      open: () => this.#pump(),
      message: (data) => this.#receive(data),
      lost: () => {
        this.#requests.recall();
        this.#flight.reset();
        this.#requests.room = this.#flight.room;
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
   * @param {string} channel  what waits on it is replaced; "hand" goes first of all
   * @param {Numbers} z
   * @param {Decoded} callback
   */
  request(channel, z, callback) {
    this.#requests.put({ channel, z, callback, sent: 0 });
    this.#pump();
  }

  /**
   * Forget what waits on a channel.
   * @param {string} channel
   */
  cancel(channel) {
    this.#requests.cancel(channel);
  }

  /** A hand begins what will need pictures: this browser's own decoder is fetched already. */
  fetchSoon() {
    if (this.part) localModel(this.model, this.part);
  }

  /** True when nothing is asked for or in flight. */
  get idle() {
    return this.#requests.idle;
  }

  #pump() {
    if (this.#local) {
      this.#decode(this.#local);
      return;
    }
    if (!this.socket.connected) return;
    for (let next = this.#requests.take(); next; next = this.#requests.take()) {
      next.sent = performance.now();
      this.socket.send(next.z);
    }
  }

  /** What was sent first is answered, and there is room for another, or for more. */
  #land() {
    const { pressed } = this.#requests;
    const flown = this.#requests.land();
    if (flown) this.#flight.landed(performance.now() - flown.sent, pressed);
    this.#requests.room = this.#flight.room;
    return flown;
  }

  /** @param {string | ArrayBuffer} data  pixels, or JSON of a status or an error */
  #receive(data) {
    if (typeof data === "string") {
      this.#receiveWord(JSON.parse(data));
      return;
    }
    const flown = this.#land();
    if (!flown) return;
    this.#tell("ready");
    this.#pump(); // the next one computes while this one is painted
    const pixels = new Uint8Array(data);
    flown.callback(pixels, flown.z);
    if (!this.part) return;
    this.#served = { z: flown.z, pixels };
    if (!this.#invited) this.#invite(this.part);
  }

  /**
   * Have the decoder come to this browser. Nobody waits for it.
   * @param {"decode" | "codes"} part
   */
  async #invite(part) {
    this.#invited = true;
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    if (this.#closed) return;
    const found = await localModel(this.model, part);
    const alike = found && this.#served && !this.#closed && (await agrees(found, this.#served));
    this.#served = null;
    this.part = null; // it is not asked for again
    if (!alike || this.#closed) return;
    this.#requests.recall(); // what the server still owes is quicker here
    this.#requests.room = LOCAL_ROOM;
    this.#local = found;
    this.socket.close();
    this.#tell("ready");
    tellSource(this.model, "browser");
    this.#pump();
  }

  /** @param {import("./local/models.js").LocalModel} local */
  #decode(local) {
    for (let next = this.#requests.take(); next; next = this.#requests.take()) {
      const request = next;
      local.decode(request.z.slice(), this.#requests.isFirst(request.channel)).then(
        (pixels) => {
          if (this.#local === local) this.#landLocal(request, pixels);
        },
        () => this.#giveUpLocal(local),
      );
    }
  }

  /**
   * @param {Request} request
   * @param {Uint8Array<ArrayBuffer>} pixels
   */
  #landLocal(request, pixels) {
    if (!this.#requests.land(request)) return;
    this.#pump();
    request.callback(pixels, request.z);
  }

  /**
   * The worker failed: the server goes on.
   * @param {import("./local/models.js").LocalModel} local
   */
  #giveUpLocal(local) {
    if (this.#local !== local || this.#closed) return;
    this.#local = null;
    this.#requests.recall();
    this.#requests.room = this.#flight.room;
    tellSource(this.model, "server");
    this.socket.open();
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
    this.#land();
    if (message.final) this.close();
    this.onerror(message.error);
    this.#pump();
  }

  /** For good: no request is answered any more. */
  close() {
    if (this.#local) tellSource(this.model, "server");
    this.#local = null;
    this.#closed = true;
    this.#requests.clear();
    this.socket.close();
  }
}

/**
 * Whether this browser decodes what the server decoded to the same picture.
 * @param {import("./local/models.js").LocalModel} local
 * @param {{z: Numbers, pixels: Uint8Array<ArrayBuffer>}} served
 */
async function agrees(local, { z, pixels }) {
  try {
    const own = await local.decode(z.slice(), false);
    return own.length === pixels.length && own.every((value, i) => Math.abs(value - pixels[i]) <= ALIKE);
  } catch {
    return false;
  }
}

/**
 * Tell the page's heading where pictures come from.
 * @param {string} model
 * @param {"browser" | "server"} place
 */
function tellSource(model, place) {
  document.dispatchEvent(new CustomEvent("gx-source", { detail: { model, place } }));
}
