// One model under the shake: the picture decoded from its code moved by noise, again and again, with what a classifier
// reads on each.

import { decodeBase64, el, fmt, paint } from "../../ui/canvas/paint.js";
import { oneHot } from "../../ui/controls/class_chooser.js";
import { encode } from "../../ui/latents/encode.js";
import { rows } from "../../ui/latents/latent_space.js";
import { normals } from "../../ui/maths/random.js";
import { postBytes, query } from "../../ui/transport/api.js";
import { Decoder } from "../../ui/transport/decoder.js";

/** @typedef {import("../../ui/types.js").Card} Card */

/**
 * What `/api/classify` gives: probabilities by picture and class.
 * @typedef {{model: string, classes: string[], probabilities: number[][]}} Read
 */

export const DRAWS = 12;
const REST_MS = 200; // after the last picture, before a classifier is asked

export class ShakeRow {
  #title = el("h4", {});
  #share = el("span", { class: "gx-note gx-num share", role: "status" });
  #unshaken = cell("Decoded from its code, not shaken");
  #cells = Array.from({ length: DRAWS }, (_, i) => cell(`Shaken, draw ${i + 1}`));
  root = el(
    "div",
    { class: "shake-row" },
    el("div", { class: "between" }, this.#title, this.#share),
    el("div", { class: "shake-cells" }, this.#unshaken.root, ...this.#cells.map(({ root }) => root)),
  );

  /** @type {{mean: number[], weights: number[]} | null} of the picture */
  #code = null;
  /** The picture as it comes back when its code is not shaken, uint8 (c, h, w). */
  #decoded = new Uint8Array(0);
  /** @type {Decoder | null} */
  #decoder = null;
  #turn = 0;
  #resting = 0;
  #strength = 0;
  #seed = 0;

  /**
   * @param {Card} card
   * @param {string} colour  of its curve
   * @param {(message: string) => void} onerror  empty when it is over
   */
  constructor(card, colour, onerror) {
    this.card = card;
    this.onerror = onerror;
    this.root.dataset.model = card.name;
    this.colour(colour);
  }

  /** @param {string} colour  of its curve */
  colour(colour) {
    const mark = el("i", { class: "mark", style: `background: ${colour}` });
    const { title, latents } = this.card;
    this.#title.replaceChildren(mark, title.includes("latents") ? title : `${title}, ${latents} latents`);
  }

  /**
   * Another picture: uint8 (c, h, w).
   * @param {Uint8Array<ArrayBuffer>} pixels
   */
  async take(pixels) {
    const turn = ++this.#turn;
    const found = await encode(this.card, pixels);
    if (turn !== this.#turn) return;
    const { mean, label = 0 } = found;
    this.#code = { mean, weights: this.card.conditions ? oneHot(this.card.conditions, label) : [] };
    this.#decoded = decodeBase64(found.reconstruction);
    paint(this.#unshaken.canvas, this.#decoded, this.card.shape);
    this.#ask();
  }

  /**
   * @param {number} strength  deviation of the noise, of the codes' own
   * @param {number} seed
   */
  shake(strength, seed) {
    this.#strength = strength;
    this.#seed = seed;
    this.#ask();
  }

  #ask() {
    if (!this.#code) return;
    this.#decoder ??= new Decoder(this.card.name, { onerror: this.onerror });
    const { mean, weights } = this.#code;
    const z = shaken(mean, this.card.spread ?? [], this.#strength, this.#seed, DRAWS);
    this.#decoder.request("hand", rows(this.card, z, weights), (pixels) => this.#show(pixels));
  }

  /** @param {Uint8Array<ArrayBuffer>} pixels */
  #show(pixels) {
    this.#cells.forEach(({ canvas }, i) => {
      paint(canvas, pixels, this.card.shape, i);
    });
    clearTimeout(this.#resting);
    this.#resting = window.setTimeout(() => this.#read(pixels), REST_MS);
  }

  /** @param {Uint8Array<ArrayBuffer>} pixels  of the shaken ones */
  async #read(pixels) {
    const turn = this.#turn;
    const size = pixels.length / DRAWS;
    const all = new Uint8Array(pixels.length + size);
    all.set(pixels);
    all.set(this.#decoded, pixels.length);
    try {
      /** @type {Read} */
      const found = await postBytes(query("/api/classify", { dataset: this.card.dataset }), all);
      if (turn === this.#turn) this.#tell(found);
    } catch (error) {
      this.onerror(error instanceof Error ? error.message : String(error));
    }
  }

  /** @param {Read} found  the unshaken one last */
  #tell({ classes, probabilities }) {
    const read = probabilities.map((shares) => shares.indexOf(Math.max(...shares)));
    const own = read[DRAWS];
    this.#unshaken.said.textContent = classes[own];
    this.#cells.forEach(({ root, said }, i) => {
      said.textContent = classes[read[i]];
      said.title = `read with a confidence of ${fmt(100 * Math.max(...probabilities[i]), 0)} %`;
      root.classList.toggle("other", read[i] !== own);
    });
    const kept = read.slice(0, DRAWS).filter((label) => label === own).length;
    this.#share.textContent = `${kept} of ${DRAWS} still read as ${classes[own]}`;
  }

  /** It is shown no more, or the page is left. */
  close() {
    clearTimeout(this.#resting);
    this.#turn++;
    this.#decoder?.close();
    this.#decoder = null;
  }

  /** The browser brings the page back. */
  resume() {
    this.#ask();
  }
}

/**
 * Codes moved by Gaussian noise. The noise follows from the seed alone, so that a code moves on a straight line as the
 * strength grows.
 * @param {number[]} mean  the code
 * @param {number[]} spread  deviation of the codes, by latent
 * @param {number} strength
 * @param {number} seed
 * @param {number} count
 * @returns {Float32Array<ArrayBuffer>}  count * latents
 */
export function shaken(mean, spread, strength, seed, count) {
  const normal = normals(seed);
  return Float32Array.from({ length: count * mean.length }, (_, at) => {
    const latent = at % mean.length;
    return mean[latent] + strength * (spread[latent] ?? 0) * normal();
  });
}

/** @param {string} label */
function cell(label) {
  const canvas = el("canvas", { class: "gx-canvas", role: "img", "aria-label": label });
  const said = el("figcaption", { class: "gx-num" }, "–");
  return { canvas, said, root: el("figure", { title: label }, canvas, said) };
}
