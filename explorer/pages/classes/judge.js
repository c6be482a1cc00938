// An independent classifier looks at everything on the page once it stands still; while it moves nothing is asked.

import { postBytes, query } from "../../ui/transport/api.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./cells.js").Cell} Cell */

const REST_MS = 250;

/**
 * The place of the largest.
 * @param {number[]} values
 */
export const indexOfMost = (values) => values.indexOf(Math.max(...values));

/**
 * Whether a model can judge another's pictures.
 * @param {Card} one
 * @param {Card} other
 */
const judges = (one, other) =>
  one.usable &&
  one.can.includes("classify") &&
  one.dataset === other.dataset &&
  one.shape.join() === other.shape.join();

export class Judge {
  /** @type {number[][] | null} of each picture the probability of each class */
  readings = null;

  #turn = 0;
  #timer = 0;
  #dataset = "";
  #classes = 0;

  /**
   * @param {object} on
   * @param {() => void} on.read  there are readings, or none any more
   */
  constructor(on) {
    this.on = on;
  }

  /**
   * The classifier for a model's pictures, where there is one.
   * @param {Card} card
   * @param {Card[]} cards  all models
   */
  open(card, cards) {
    this.#dataset = cards.some((one) => judges(one, card)) ? card.dataset : "";
    this.#classes = card.conditions;
    this.#forget();
  }

  #forget() {
    clearTimeout(this.#timer);
    this.#turn++;
    if (!this.readings) return;
    this.readings = null;
    this.on.read();
  }

  /**
   * New pictures are on the page.
   * @param {() => Uint8Array<ArrayBuffer> | null} all  uint8, one picture after the other; null where some are to come
   */
  look(all) {
    this.#forget();
    if (this.#dataset) this.#timer = setTimeout(() => this.#ask(all()), REST_MS);
  }

  /** @param {Uint8Array<ArrayBuffer> | null} pixels */
  async #ask(pixels) {
    if (!pixels) return;
    const turn = this.#turn;
    /** @type {{probabilities: number[][]}} */
    let found;
    try {
      found = await postBytes(query("/api/classify", { dataset: this.#dataset }), pixels);
    } catch {
      return; // passed over: the page has said what else is wrong
    }
    const { probabilities } = found;
    if (turn !== this.#turn || probabilities[0].length !== this.#classes) return;
    this.readings = probabilities;
    this.on.read();
  }

  /**
   * Of the first pictures, those of `cells`, how many are read as the class that was asked for.
   * @param {Cell[]} cells
   */
  countRight(cells) {
    const { readings } = this;
    return readings ? cells.filter(({ asked }, i) => indexOfMost(readings[i]) === asked).length : 0;
  }
}
