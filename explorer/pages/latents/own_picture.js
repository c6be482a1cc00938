// A picture of one's own under the models on the page: one row a model, and the way back to it.

import { el, setSmooth } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { encodeWith } from "../../ui/latents/encode.js";
import { why } from "../../ui/lessons/why.js";
import { DifferenceLegend } from "../../ui/picture/difference_legend.js";
import { messageOf, news, SILENT } from "../../ui/transport/api.js";
import { reconstructionRow } from "./reconstruction.js";

/** @typedef {import("../../ui/latents/encode.js").Encoded} Encoded */
/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./state.js").LatentsState} LatentsState */
/** @typedef {Uint8Array<ArrayBuffer>} Picture  (c, h, w) */

/**
 * @param {Picture} a
 * @param {Picture} b
 */
const samePixels = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);

export class OwnPicture {
  /** @type {Picture | null} */
  pixels = null;

  /** @type {Encoded | null} what the sliders' own model makes of it */
  posterior = null;

  /** @type {number | null} the class that a person said it is */
  #label = null;

  /** @type {Map<Card, Encoded>} by model */
  #found = new Map();

  #turn = 0;

  /** The server did not answer, or not with the bounds. */
  #unanswered = false;
  #rows = el("div", { class: "own-rows" });
  #legend = new DifferenceLegend("reconstruction minus picture");

  /**
   * @param {LatentsState} state  whose models are asked
   * @param {object} on
   * @param {(posterior: Encoded) => void} on.posterior  of the sliders' model
   * @param {(label: number) => void} on.relabel  a person says which class it is
   * @param {() => void} on.back  the sliders are to go to the picture
   * @param {(message: string) => void} on.error
   */
  constructor(state, on) {
    this.state = state;
    this.on = on;
    this.back = button("Back to the picture", "Put the sliders on the mean of this picture's posterior", () =>
      on.back(),
    );
    const head = el(
      "div",
      { class: "between" },
      el("h3", {}, "Your picture under the model", why("a-picture-of-your-own")),
      this.back,
    );
    this.root = el("section", { class: "gx-panel own gx-hidden" }, head, this.#rows, this.#legend.root);
    addEventListener("online", () => this.#again());
    news.addEventListener("answered", () => this.#again());
  }

  /**
   * Encode a picture with every model on the page that can.
   * @param {Picture | null} [pixels]  the one that is there, if none is given
   * @param {number | null} [label]  the class that it is
   * @param {() => void} [arrived]  the code is known, if not yet all bounds
   * @returns {Promise<boolean>}  when all have answered: whether it is still wanted
   */
  async show(pixels = this.pixels, label = null, arrived = () => {}) {
    const turn = ++this.#turn;
    const shown = this.state.onBench;
    const cards = shown.filter((card) => card.can.includes("encode"));
    // A stroke's last piece may be told after a person corrected the class: the same picture keeps what was said of it.
    const kept = pixels && this.pixels && samePixels(pixels, this.pixels) ? this.#label : null;
    this.#label = label ?? kept;
    this.pixels = pixels;
    this.#unanswered = false;
    if (!pixels) return false;
    if (cards.some((card) => !this.#found.has(card))) this.#forget();
    try {
      await encodeWith(cards, pixels, this.#label, (found, again) => {
        if (turn !== this.#turn) return;
        this.#show(cards, found);
        this.#unanswered = found.some(({ elbo }) => Number.isNaN(elbo));
        if (again) return; // a hand may have moved on from it
        if (this.posterior) this.on.posterior(this.posterior);
        arrived();
      });
      return turn === this.#turn;
    } catch (error) {
      if (turn !== this.#turn) return false;
      this.#unanswered = messageOf(error) === SILENT;
      this.on.error(messageOf(error));
      return false;
    }
  }

  /** The server answers again: what it has not told is asked for once more. */
  #again() {
    if (this.#unanswered) this.show();
  }

  /** What other models made of a picture says nothing of those that are here now. */
  #forget() {
    this.posterior = null;
    this.#found.clear();
    this.#rows.replaceChildren();
    this.back.classList.add("gx-hidden");
  }

  /**
   * @param {Card[]} cards
   * @param {Encoded[]} found  what each of them makes of the picture
   */
  #show(cards, found) {
    const { pixels } = this;
    if (!pixels) return;
    this.posterior = cards[0] === this.state.onBench[0] ? found[0] : null;
    this.#found = new Map(cards.map((card, i) => [card, found[i]]));
    const rows = cards.map((card, i) =>
      reconstructionRow({
        card,
        pixels,
        found: found[i],
        second: i > 0,
        smooth: Boolean(this.state.view.smooth),
        relabel: this.on.relabel,
      }),
    );
    this.#rows.replaceChildren(...rows);
    this.#legend.show("1", cards[0]?.shape[0] ?? 1);
    this.root.classList.remove("gx-hidden");
    this.back.classList.toggle("gx-hidden", !this.posterior);
  }

  /**
   * What a model makes of the picture; null where there is none, or where it can't encode.
   * @param {Card} card
   */
  codeOf(card) {
    return this.#found.get(card)?.mean ?? null;
  }

  /** The picture does not fit the models any more. */
  clear() {
    this.#turn++;
    this.pixels = null;
    this.#unanswered = false;
    this.#forget();
    this.root.classList.add("gx-hidden");
  }

  /** @param {boolean} smooth */
  setSmooth(smooth) {
    for (const canvas of this.#rows.querySelectorAll("canvas")) setSmooth(canvas, smooth);
  }
}
