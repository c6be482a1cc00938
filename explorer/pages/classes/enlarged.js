// The cell that was looked at last, large and always in the same place, with what is known of it.

import { el, fmt, paint, setSmooth } from "../../ui/canvas/paint.js";
import { button, press, toggleButton } from "../../ui/controls/buttons.js";
import { latentsLink } from "../../ui/latents/latents_link.js";
import { Awaited } from "../../ui/picture/awaited.js";
import { indexOfMost } from "./judge.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./cells.js").Cell} Cell */

const LENGTH =
  "How far this style lies from the average one. " +
  "Draws from the prior have a length near the square root of the number of latents";

export class Enlarged {
  /** @type {Cell | null} */
  #cell = null;

  #canvas = el("canvas", { class: "gx-canvas big", role: "img" });
  #words = el("p", { class: "words", "aria-live": "polite" });
  #length = el("p", { class: "gx-note gx-num standing", title: LENGTH });
  #reading = el("p", { class: "gx-note gx-num reading standing" });

  /**
   * @param {Card} card
   * @param {object} on
   * @param {(cell: Cell) => void} on.take  its style goes under the sliders
   * @param {(cell: Cell) => void} on.keep  it goes into the tray
   * @param {() => void} on.hold  it is to be held, or let go
   */
  constructor(card, on) {
    this.card = card;
    this.link = el(
      "a",
      { class: "gx-btn", title: "This very picture under the sliders of the Latents page" },
      "Open on Latents",
    );
    this.hold = toggleButton("Hold", "Hold this picture while the pointer goes elsewhere (a click on it)", on.hold);
    const row = el(
      "div",
      { class: "gx-row" },
      this.link,
      button("Take as my style", "Put this style under the sliders, as the first row", () => this.#give(on.take)),
      button("Keep", "Keep this picture in the tray below", () => this.#give(on.keep)),
      this.hold,
    );
    const frame = el("div", { class: "frame" }, this.#canvas);
    /** Whether what is seen is of the model on the page. */
    this.awaited = new Awaited(frame);
    this.root = el(
      "figure",
      { class: "enlarged" },
      frame,
      el("figcaption", {}, this.#words, this.#length, this.#reading, row),
    );
  }

  /** @param {(cell: Cell) => void} taker */
  #give(taker) {
    if (this.#cell) taker(this.#cell);
  }

  /** @param {Card} card  of another model */
  open(card) {
    this.card = card;
    const [, h, w] = card.shape;
    if (this.#canvas.width !== w || this.#canvas.height !== h) Object.assign(this.#canvas, { width: w, height: h });
    this.#canvas.style.setProperty("--ratio", String(w / h));
  }

  /** @param {boolean} smooth */
  setSmooth(smooth) {
    setSmooth(this.#canvas, smooth);
  }

  /**
   * @param {Cell} cell
   * @param {Uint8Array} pixels  its picture
   */
  show(cell, pixels) {
    const { latents, name, shape } = this.card;
    this.#cell = cell;
    this.awaited.end();
    paint(this.#canvas, pixels, shape);
    this.#canvas.setAttribute("aria-label", cell.words);
    if (this.#words.textContent !== cell.words) this.#words.textContent = cell.words;
    this.#length.textContent = `|z| = ${fmt(Math.hypot(...cell.z))}, typical √${latents} = ${fmt(Math.sqrt(latents))}`;
    this.link.href = latentsLink(name, cell.z, cell.weights);
  }

  /** @param {boolean} held */
  setHeld(held) {
    press(this.hold, held);
  }

  /**
   * What an independent classifier sees.
   * @param {number[] | undefined} probabilities  of all classes; undefined while they are not known
   */
  setReading(probabilities) {
    if (!probabilities) {
      this.#reading.textContent = "";
      return;
    }
    const best = indexOfMost(probabilities);
    const asked = this.#cell?.asked ?? -1;
    this.#reading.textContent = `Classifier says ${this.card.classes[best]} (${fmt(probabilities[best] * 100, 0)} %)`;
    this.#reading.classList.toggle("other", asked >= 0 && asked !== best);
  }
}
