// A picture of a model's test set, by its number.

import { decodeBase64, el, paint } from "../canvas/paint.js";
import { button } from "../controls/buttons.js";
import { getJSON, messageOf, query } from "../transport/api.js";

/** @typedef {import("../types.js").Card} Card */

/**
 * What `/api/test-picture` gives: base64 of uint8 (c, h, w), and the name of its class, empty where it has none.
 * @typedef {{pixels: string, class: string, index: number, count: number}} TestPicture
 */

export class TestPane {
  /** @type {number | null} of the picture that is shown, counted from 0 */
  index = null;

  #turn = 0;

  /** The picture. */
  canvas = el("canvas", { class: "gx-canvas", role: "img", "aria-label": "Picture of the test set" });

  #label = el("p", { class: "gx-note gx-num", role: "status" });

  /**
   * @param {object} on
   * @param {() => Card} on.card  the model whose test set it is
   * @param {(index: number) => void} on.wish  one is wished for; it is taken by `take`
   * @param {(pixels: Uint8Array<ArrayBuffer>) => void} on.picture  gets uint8 (c, h, w)
   * @param {(message: string) => void} on.error
   */
  constructor(on) {
    this.on = on;
    const number = el("input", {
      class: "gx-input gx-num",
      type: "number",
      min: "0",
      step: "1",
      "aria-label": "Number of the test picture",
      onchange: () => {
        on.wish(Math.round(Number(number.value)) || 0);
      },
    });
    this.number = number;
    const turns = el(
      "div",
      { class: "gx-row" },
      button("Previous", "The test picture before", () => on.wish((this.index ?? 0) - 1)),
      number,
      button("Next", "The test picture after", () => on.wish((this.index ?? -1) + 1)),
      button("Random", "Any picture of the test set", () => on.wish(Math.floor(Math.random() * on.card().test_count))),
    );
    this.root = el("div", { class: "source-test" }, this.canvas, this.#label, turns);
  }

  /** Another test set: nothing of the old one is shown. */
  forget() {
    const { shape, test, test_count: count } = this.on.card();
    this.index = null;
    this.number.value = "";
    this.number.max = String(Math.max(0, count - 1));
    this.canvas.width = shape[2];
    this.canvas.height = shape[1];
    this.canvas.classList.add("gx-hidden");
    const last = (count - 1).toLocaleString("en");
    this.#label.textContent = test ? `Pictures that it was not trained on, 0 to ${last}: choose one` : "";
  }

  /** No answer is waited for any more. */
  stop() {
    this.#turn++;
  }

  /**
   * Show a picture, and hand it on.
   * @param {number} index  beyond the ends it goes round
   */
  async take(index) {
    const turn = ++this.#turn;
    const card = this.on.card();
    const count = card.test_count;
    try {
      const place = ((index % count) + count) % count;
      /** @type {TestPicture} */
      const found = await getJSON(query("/api/test-picture", { model: card.name, index: place }));
      if (turn === this.#turn && card === this.on.card()) this.#show(found);
    } catch (error) {
      if (turn === this.#turn) this.on.error(messageOf(error));
    }
  }

  /** @param {TestPicture} found */
  #show(found) {
    const pixels = decodeBase64(found.pixels);
    const place = `Number ${found.index.toLocaleString("en")} of 0 to ${(found.count - 1).toLocaleString("en")}`;
    this.index = found.index;
    this.number.value = String(found.index);
    this.#label.textContent = found.class ? `${place}: ${found.class}` : place;
    paint(this.canvas, pixels, this.on.card().shape);
    this.canvas.classList.remove("gx-hidden");
    this.on.picture(pixels);
  }
}
