// The second picture, from which regions are copied and to which the first is morphed: of the test set, or the one that
// stands on the left.

import { decodeBase64, el, paint } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { getJSON, messageOf, query } from "../../ui/transport/api.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./book.js").Pixels} Pixels */

/**
 * A picture, with its name where it can be named: "test:17", else "".
 * @typedef {{pixels: Pixels, name: string}} NamedPicture
 */

/**
 * A test picture as the server gives it.
 * @typedef {{index: number, count: number, class: string, pixels: string}} TestPicture
 */

export class SecondPicture {
  /** @type {NamedPicture | null} */
  picture = null;

  /** @type {Card | null} */
  #card = null;

  /** @type {number | null} the test picture that it is, or was last */
  #index = null;

  /** Of what is asked for: an answer to anything older is let go. */
  #turn = 0;

  #canvas = el("canvas", { class: "gx-canvas", role: "img", "aria-label": "The second picture" });

  #label = el("p", { class: "gx-note gx-num", role: "status" });

  #number = el("input", {
    class: "gx-input gx-num",
    type: "number",
    min: "0",
    step: "1",
    "aria-label": "Number of the second picture in the test set",
    onchange: () => {
      this.fetch(Math.round(Number(this.#number.value)) || 0);
    },
  });

  #test = el(
    "div",
    { class: "gx-row test-row" },
    button("Previous", "The test picture before", () => this.fetch((this.#index ?? 0) - 1)),
    this.#number,
    button("Next", "The test picture after", () => this.fetch((this.#index ?? -1) + 1)),
    button("Random", "Any picture of the test set", () => this.fetchAny()),
  );

  /**
   * @param {object} on
   * @param {() => NamedPicture | null} on.here  the picture on the left, where there is one
   * @param {(picture: NamedPicture) => Promise<void>} on.take  another second picture
   * @param {(message: string) => void} on.error
   */
  constructor(on) {
    this.on = on;
    const takeLeft = button(
      "Take the left one",
      "The picture on the left becomes the second one; then choose another for the left",
      () => this.#takeLeft(),
    );
    const side = el("div", { class: "second-side" }, this.#label, this.#test, el("div", { class: "gx-row" }, takeLeft));
    this.root = el(
      "div",
      { class: "codes-second", role: "group", "aria-label": "A second picture" },
      this.#canvas,
      side,
    );
  }

  /**
   * Another model. The picture stays where it fits.
   * @param {Card} card
   */
  open(card) {
    const [, h, w] = card.shape;
    const same = this.#card?.shape.join() === card.shape.join() && this.#card?.dataset === card.dataset;
    this.#turn++;
    this.#card = card;
    this.#test.classList.toggle("gx-hidden", !card.test);
    this.#number.max = String(Math.max(0, card.test_count - 1));
    this.#canvas.style.setProperty("--ratio", String(w / h));
    if (same) return;
    this.picture = null;
    this.#index = null;
    this.#number.value = "";
    this.#canvas.width = w;
    this.#canvas.height = h;
    this.#label.textContent = "No second picture yet.";
  }

  #takeLeft() {
    const here = this.on.here();
    if (!here) return;
    const { pixels, name } = here;
    this.#show({ pixels, name }, name ? `Test picture ${Number(name.split(":")[1]) + 1}` : "Your picture");
  }

  /** As `fetch`, with any picture of the test set. */
  fetchAny() {
    return this.fetch(Math.floor(Math.random() * (this.#card?.test_count ?? 0)));
  }

  /**
   * A test picture becomes the second one.
   * @param {number} index  beyond the last comes the first
   * @returns {Promise<void>}  resolves when the picture is handed over, or could not be had
   */
  async fetch(index) {
    const turn = ++this.#turn;
    const card = this.#card;
    if (!card?.test) {
      this.on.error(
        "The test set is not on this disk: press “Take the left one”, then choose another picture for the left.",
      );
      return;
    }
    const count = card.test_count;
    try {
      /** @type {TestPicture} */
      const found = await getJSON(
        query("/api/test-picture", { model: card.name, index: ((index % count) + count) % count }),
      );
      if (turn !== this.#turn) return;
      this.#index = found.index;
      this.#number.value = String(found.index);
      const title = `Test picture ${(found.index + 1).toLocaleString("en")}`;
      await this.#show(
        { pixels: decodeBase64(found.pixels), name: `test:${found.index}` },
        found.class ? `${title}: ${found.class}` : title,
      );
    } catch (error) {
      if (turn === this.#turn) this.on.error(messageOf(error));
    }
  }

  /**
   * @param {NamedPicture} picture
   * @param {string} words  what it is
   */
  #show(picture, words) {
    this.picture = picture;
    if (this.#card) paint(this.#canvas, picture.pixels, this.#card.shape);
    this.#label.textContent = words;
    return this.on.take(picture);
  }
}
