// The mean of what a decoder says, or a draw from it: one switch on every page whose pictures are decoded.

import { el } from "../canvas/paint.js";
import { press, toggleButton } from "../controls/buttons.js";
import { nextSeed } from "../controls/seed.js";

/** @typedef {import("../types.js").Card} Card */

const WHY =
  "The decoder gives a distribution p(x | z) over pictures; what looks clean is its mean. In a draw every pixel is " +
  "drawn by itself, with the same noise under every picture, so that only z moves them.";

/**
 * The seed of the noise that a model's pictures are drawn with; 0 where their means are shown, or where the model has
 * no likelihood.
 * @param {Card} card
 * @param {number} draw  of the page's view
 */
export const drawOf = (card, draw) => (card.can.includes("draw") ? draw : 0);

/** Hidden where the model has no likelihood. */
export class MeanOrDraw {
  #draw = 0;

  #why = el("p", { class: "gx-note gx-hidden why" }, WHY);

  #mean = toggleButton("Mean", "Each pixel's mean under p(x | z), which the decoder gives", () => this.on.draw(0));

  #drawn = toggleButton("A draw", "A draw x ~ p(x | z); press again for another one", () =>
    this.on.draw(Math.max(1, nextSeed(this.#draw))),
  );

  /**
   * @param {object} on
   * @param {(draw: number) => void} on.draw  the seed of the noise that pictures are to be drawn with; 0: their means
   */
  constructor(on) {
    this.on = on;
    const pair = { class: "segments", role: "group", "aria-label": "What is seen of p(x | z)" };
    this.root = el("div", { class: "mean-or-draw" }, el("div", pair, this.#mean, this.#drawn), this.#why);
  }

  /**
   * @param {Card} card  of the model
   * @param {number} draw  0: means are shown
   */
  show(card, draw) {
    this.#draw = draw;
    press(this.#mean, !draw);
    press(this.#drawn, Boolean(draw));
    this.#drawn.textContent = draw ? "Another draw" : "A draw";
    this.#why.classList.toggle("gx-hidden", !draw);
    this.root.classList.toggle("gx-hidden", !card.can.includes("draw"));
  }
}
