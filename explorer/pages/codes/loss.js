// The three terms of the loss, of the picture and the codes on the screen.

import { el, fmt } from "../../ui/canvas/paint.js";
import { why } from "../../ui/lessons/why.js";

/** @typedef {import("./rate.js").LossTerms} LossTerms */

const NO_KL =
  "There is no KL among them: the posterior of a cell is all on one code, the prior of training is uniform, so that " +
  "their KL is ln K whatever the picture, a constant.";

/** A list of the terms; `show` fills it. */
export class Loss {
  #terms = el("dl", { class: "numbers" });

  root = el(
    "section",
    { class: "codes-loss gx-num", "aria-label": "The loss of this picture" },
    el("h4", {}, "What training would make smaller", why("the-loss")),
    this.#terms,
    el("p", { class: "gx-note" }, NO_KL),
  );

  /** @param {LossTerms | null | undefined} terms  null: there is no picture, and the list hides */
  show(terms) {
    this.root.classList.toggle("gx-hidden", !terms);
    if (!terms) return;
    const { reconstruction, distance, beta } = terms;
    const weighted = beta === null ? "–" : `${fmt(beta)} × ${fmt(distance, 3)}`;
    this.#terms.replaceChildren(
      ...term(
        "reconstruction",
        "½‖x − D(e)‖², over all pixels of what is shown: its gradient goes to decoder and encoder",
        fmt(reconstruction, 3),
      ),
      ...term("codes", "‖sg[z] − e‖², over all cells: draws the codes to what the encoder finds", fmt(distance, 3)),
      ...term("commitment", "β ‖z − sg[e]‖², the same distance: draws the encoder to its codes", weighted),
    );
  }
}

/**
 * @param {string} name
 * @param {string} title
 * @param {string} text
 */
const term = (name, title, text) => [el("dt", { title }, name), el("dd", {}, text)];
