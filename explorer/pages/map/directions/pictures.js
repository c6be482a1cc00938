// Pictures that the bench of directions decodes, over its own connection; each is a code with what its model is told.

import { paint, paintSheet } from "../../../ui/canvas/paint.js";
import { oneHot } from "../../../ui/controls/class_chooser.js";
import { Decoder } from "../../../ui/transport/decoder.js";

/** @typedef {import("../../../ui/types.js").Card} Card */

/**
 * A picture as its code.
 * @typedef {object} Coded
 * @property {number[]} z
 * @property {number[]} weights  of the classes; empty where the model is told none
 * @property {number} index  of the test picture; -1 where it is none
 */

/**
 * A test picture, told its own class where the model takes one.
 * @param {Card} card
 * @param {{index: number, label: number, z: number[]}} picture
 * @returns {Coded}
 */
export const codedOf = ({ conditions }, { index, label, z }) => ({ index, z, weights: oneHot(conditions, label) });

/**
 * Give a canvas the proportions of a model's pictures.
 * @param {HTMLCanvasElement} canvas
 * @param {Card} card
 * @param {number} [columns]  of pictures
 * @param {number} [rows]
 */
export function sized(canvas, { shape: [, h, w] }, columns = 1, rows = 1) {
  Object.assign(canvas, { width: w * columns, height: h * rows });
  canvas.style.setProperty("--ratio", String((w * columns) / (h * rows)));
}

export class Pictures {
  /** @type {Decoder | null} */
  #decoder = null;

  /** @type {Card | null} */
  #card = null;

  /** @param {(message: string) => void} error */
  constructor(error) {
    this.error = error;
  }

  /** @param {Card} card  of the model from now on */
  open(card) {
    if (this.#card === card) return;
    this.close();
    this.#card = card;
  }

  /** It is opened again when it is needed. */
  close() {
    this.#decoder?.close();
    this.#decoder = null;
  }

  /**
   * Pixels of pictures.
   * @param {string} channel  what waits on it is replaced
   * @param {readonly Pick<Coded, "z" | "weights">[]} pictures
   * @param {(pixels: Uint8Array<ArrayBuffer>) => void} callback  is not called once another model is there
   */
  decode(channel, pictures, callback) {
    const card = this.#card;
    if (!card || !pictures.length) return;
    this.#decoder ??= new Decoder(card.name, { onerror: this.error });
    const rows = Float32Array.from(pictures.flatMap(({ z, weights }) => [...z, ...weights]));
    this.#decoder.request(channel, rows, (pixels) => {
      if (card === this.#card) callback(pixels);
    });
  }

  /**
   * One picture onto a canvas of its own.
   * @param {string} channel
   * @param {Pick<Coded, "z" | "weights">} picture
   * @param {HTMLCanvasElement} canvas
   */
  paint(channel, picture, canvas) {
    const card = this.#card;
    if (card) this.decode(channel, [picture], (pixels) => paint(canvas, pixels, card.shape));
  }

  /**
   * Pictures in rows onto one canvas.
   * @param {string} channel
   * @param {readonly Pick<Coded, "z" | "weights">[]} pictures
   * @param {HTMLCanvasElement} canvas
   * @param {number} columns
   */
  paintSheet(channel, pictures, canvas, columns) {
    const card = this.#card;
    if (!card) return;
    this.decode(channel, pictures, (pixels) => {
      paintSheet(canvas, pixels, card.shape, pictures.length, columns);
    });
  }
}
