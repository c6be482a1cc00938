// A picture of one's own under the model: what class it is taken for, and its style. A person may say the class
// instead.

import { decodeBase64, el, fmt, paint, setSmooth } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { natsText } from "../../ui/metrics.js";
import { messageOf, postBytes, query } from "../../ui/transport/api.js";
import { indexOfMost } from "./judge.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("../../ui/picture/picture_source.js").About} About */

/**
 * A picture's posterior, as `/api/encode` gives it for a conditional model.
 * @typedef {object} Found
 * @property {number[]} mean  by latent
 * @property {number[]} std  by latent
 * @property {number[]} labels  the probability of each class
 * @property {number} label  the class that it was read as
 * @property {string} reconstruction  base64 of uint8 (c, h, w)
 * @property {number} mse
 * @property {number | null} elbo  nats; null where the model has none
 */

/**
 * @typedef {object} GuessEvents
 * @property {() => Card} card
 * @property {(found: Found, done: boolean) => void} style  of a picture; done: no stroke is going on
 * @property {() => void} gone  there is no picture any more
 * @property {(mean: number[]) => void} back  the style of the picture is wished for again
 * @property {(message: string) => void} error
 */

/**
 * @param {number} probability
 * @param {number} [digits]
 */
const percent = (probability, digits = 0) => `${fmt(probability * 100, digits)} %`;

/** @param {string} name */
const picture = (name) => el("canvas", { class: "gx-canvas", role: "img", "aria-label": name });

/** @param {HTMLCanvasElement} canvas */
const figure = (canvas) => el("figure", {}, canvas, el("figcaption", {}, canvas.getAttribute("aria-label")));

export class Guess {
  /** @type {Uint8Array<ArrayBuffer> | null} the picture */
  pixels = null;

  /** @type {Found | null} */
  #found = null;

  /** @type {number | null} the class that the person says */
  #told = null;

  #turn = 0;
  #own = picture("Your picture");
  #redrawn = picture("As the model redraws it");
  #says = el("p", { class: "says", role: "status" });
  #bars = el("div", {
    class: "bars",
    role: "group",
    "aria-label": "What the model takes the picture for; press the class that is right",
  });
  #scores = el("p", { class: "gx-note gx-num" });

  /** @param {GuessEvents} on */
  constructor(on) {
    this.on = on;
    this.root = el(
      "div",
      { class: "guess gx-hidden" },
      el("div", { class: "pair" }, figure(this.#own), figure(this.#redrawn)),
      this.#says,
      this.#bars,
      this.#scores,
      button("Back to the picture", "Put the sliders on the style of this picture again", () => this.#back()),
    );
  }

  #back() {
    if (this.#found) this.on.back(this.#found.mean);
  }

  /**
   * A picture came in. What a person said of the class holds while they go on drawing.
   * @param {Uint8Array<ArrayBuffer>} pixels
   * @param {About} about
   */
  async take(pixels, { from, done }) {
    if (from !== "draw") this.#told = null;
    await this.#encode(pixels, done);
  }

  /** @param {number} label  the class that the person says */
  async #tell(label) {
    this.#told = label;
    if (this.pixels) await this.#encode(this.pixels, true);
  }

  /**
   * @param {Uint8Array<ArrayBuffer>} pixels
   * @param {boolean} done
   */
  async #encode(pixels, done) {
    const turn = ++this.#turn;
    const card = this.on.card();
    /** @type {{[name: string]: string | number}} */
    const fields = { model: card.name };
    if (this.#told !== null) fields.label = this.#told;
    this.pixels = pixels;
    try {
      /** @type {Found} */
      const found = await postBytes(query("/api/encode", fields), pixels);
      if (turn !== this.#turn || card !== this.on.card()) return;
      this.#found = found;
      this.#show(card, found, pixels);
      this.on.style(found, done);
    } catch (error) {
      if (turn === this.#turn) this.on.error(messageOf(error));
    }
  }

  /** The same picture under another model. */
  async again() {
    this.#told = null;
    if (this.pixels) await this.#encode(this.pixels, false);
  }

  /** No picture any more. */
  clear() {
    this.#turn++;
    this.pixels = null;
    this.#found = null;
    this.#told = null;
    this.root.classList.add("gx-hidden");
    this.on.gone();
  }

  /** @param {boolean} smooth */
  setSmooth(smooth) {
    for (const canvas of [this.#own, this.#redrawn]) setSmooth(canvas, smooth);
  }

  /**
   * @param {Card} card
   * @param {Found} found
   * @param {Uint8Array<ArrayBuffer>} pixels
   */
  #show(card, found, pixels) {
    const [, h, w] = card.shape;
    for (const canvas of [this.#own, this.#redrawn]) canvas.style.setProperty("--ratio", String(w / h));
    paint(this.#own, pixels, card.shape);
    paint(this.#redrawn, decodeBase64(found.reconstruction), card.shape);
    this.#says.textContent = this.#verdict(card, found);
    this.#bars.replaceChildren(...card.classes.map((name, k) => this.#bar(name, k, found)));
    const error = `squared error ${fmt(found.mse, 4)}`;
    const elbo = found.elbo === null ? [] : [`ELBO as ${card.classes[found.label]} ${natsText(found.elbo, 1)} nats`];
    this.#scores.textContent = [error, ...elbo].join(", ");
    this.root.classList.remove("gx-hidden");
  }

  /**
   * @param {Card} card
   * @param {Found} found
   */
  #verdict({ classes }, { labels, label }) {
    const best = indexOfMost(labels);
    const taken = `The model takes it for ${classes[best]} (${percent(labels[best])})`;
    if (this.#told === null) return `${taken}. Not so? Press the right one:`;
    return `${taken}; you say ${classes[label]}, and its style is read as that.`;
  }

  /**
   * The bar of a class, to be pressed where the model is wrong.
   * @param {string} name
   * @param {number} k
   * @param {Found} found
   */
  #bar(name, k, { labels, label }) {
    const bar = el("i", {});
    bar.style.height = `${Math.max(2, labels[k] * 100)}%`;
    return el(
      "button",
      {
        class: "bar",
        type: "button",
        "aria-pressed": String(k === label),
        title: `${name}: ${percent(labels[k], 1)}. Press to say that it is this`,
        onclick: () => this.#tell(k),
      },
      el("span", { class: "tower" }, bar),
      el("span", { class: name.length > 2 ? "name long" : "name" }, name),
    );
  }
}
