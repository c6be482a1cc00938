// The cell that was looked at last, large and always in the same place, with what is known of it.

import { el, fmt, paint, setSmooth } from "../../ui/canvas/paint.js";
import { latentsLink } from "./cells.js";

export class Enlarged {
  /** @param {object} on  take(cell) its style goes under the sliders, keep(cell) into the tray, leave() its link is about to be followed */
  constructor(on) {
    this.canvas = el("canvas", { class: "gx-canvas big", role: "img" });
    this.words = el("p", { class: "words", "aria-live": "polite" });
    this.length = el("p", {
      class: "gx-note gx-num",
      title:
        "How far this style lies from the average one. Draws from the prior have a length near the square root of the number of latents",
    });
    this.reading = el("p", { class: "gx-note gx-num reading" });
    this.link = el(
      "a",
      { class: "gx-btn", title: "This very picture under the sliders of the Latents page", onclick: () => on.leave() },
      "Open on Latents",
    );
    const button = (text, title, act) =>
      el("button", { class: "gx-btn", type: "button", title, onclick: () => this.cell && act(this.cell) }, text);
    this.root = el(
      "figure",
      { class: "enlarged" },
      el("div", { class: "frame" }, this.canvas),
      el(
        "figcaption",
        {},
        this.words,
        this.length,
        this.reading,
        el(
          "div",
          { class: "gx-row" },
          this.link,
          button("Take as my style", "Put this style under the sliders, as the first row", on.take),
          button("Keep", "Keep this picture in the tray below", on.keep),
        ),
      ),
    );
  }

  open(card) {
    this.card = card;
    const [, h, w] = card.shape;
    if (this.canvas.width !== w || this.canvas.height !== h) Object.assign(this.canvas, { width: w, height: h });
    this.canvas.style.setProperty("--ratio", w / h);
  }

  setSmooth(smooth) {
    setSmooth(this.canvas, smooth);
  }

  show(cell, pixels) {
    this.cell = cell;
    paint(this.canvas, pixels, this.card.shape);
    this.canvas.setAttribute("aria-label", cell.words);
    if (this.words.textContent !== cell.words) this.words.textContent = cell.words;
    this.length.textContent = `|z| = ${fmt(Math.hypot(...cell.z))}, typical √${this.card.latents} = ${fmt(Math.sqrt(this.card.latents))}`;
    this.link.href = latentsLink(this.card.name, cell);
  }

  /** What an independent classifier sees: the probabilities of all classes, or null while it is not known. */
  setReading(probabilities) {
    if (!probabilities) {
      this.reading.textContent = "";
      return;
    }
    const best = probabilities.indexOf(Math.max(...probabilities));
    const other = this.cell.asked >= 0 && this.cell.asked !== best;
    this.reading.textContent = `Classifier says ${this.card.classes[best]} (${fmt(probabilities[best] * 100, 0)} %)`;
    this.reading.classList.toggle("other", other);
  }
}
