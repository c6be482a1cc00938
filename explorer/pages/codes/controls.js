// Which codes: the model, and where the picture comes from.

import { el } from "../../ui/canvas/paint.js";
import { select } from "../../ui/controls/fields.js";
import { modelOptions } from "../../ui/controls/model_options.js";
import { PictureSource } from "../../ui/picture/picture_source.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./book.js").Pixels} Pixels */

/**
 * A quantiser takes pictures as an encoder does: the server brings them to its size.
 * @param {Card} card
 * @returns {Card}
 */
const asEncoder = (card) => ({ ...card, can: [...card.can, "encode"] });

export class CodesControls {
  /** @type {Card | null} */
  #card = null;

  /** @type {PictureSource | null} */
  #source = null;

  /** @type {{pixels: Pixels, name: string} | null} the last picture that was not drawn */
  #before = null;

  #about = el("p", { class: "gx-note about" });

  #sourceRoot = el("div", {});

  /** Where the picture comes from. */
  picture = el("section", { class: "gx-panel from" }, el("h3", {}, "The picture"), this.#sourceRoot);

  /**
   * @param {Card[]} cards  of all quantisers
   * @param {object} on
   * @param {(name: string) => void} on.model
   * @param {(pixels: Pixels, about: {name: string, done: boolean}) => Promise<void>} on.picture  name: "test:17", or ""
   *   where it can't be named; done: no stroke goes on that draws it
   */
  constructor(cards, on) {
    this.on = on;
    this.model = select("Model", "The checkpoint whose codebook this is", on.model);
    this.model.box.append(...modelOptions(cards));
    this.root = el("section", { class: "gx-panel codes-controls" }, this.model.root, this.#about);
  }

  /** @param {Card} card  that is chosen */
  show(card) {
    this.model.box.value = card.name;
    this.#about.textContent = card.about;
  }

  /**
   * Take another test picture.
   * @param {number} by  so many further on; 0: any
   */
  step(by) {
    if (!this.#card) return;
    const count = this.#card.test_count;
    const index = this.#source?.index ?? 0;
    this.open(this.#card, by ? (index + by + count) % count : Math.floor(Math.random() * count));
  }

  /**
   * Pictures come at this card's size from now on.
   * @param {Card} card
   * @param {number | null} [index]  of a test picture that is taken
   * @returns {boolean}  whether it is on its way; false where there is none
   */
  open(card, index = null) {
    this.#card = card;
    const source = this.#sourceFor(card);
    if (index === null || !card.test) return false;
    source.index = index;
    source.open("test");
    source.take(index);
    return true;
  }

  /** @param {Card} card */
  #sourceFor(card) {
    if (this.#source) {
      this.#source.setCard(asEncoder(card));
      return this.#source;
    }
    const source = new PictureSource(this.#sourceRoot, {
      card: asEncoder(card),
      onpicture: (pixels, { from, done }) => {
        const name = from === "test" ? `test:${source.index}` : "";
        if (from !== "draw") this.#before = { pixels, name };
        return this.on.picture(pixels, { name, done });
      },
      // An empty pad is no picture: back to what stood there before it was drawn on.
      oncleared: () => {
        if (this.#before) this.on.picture(this.#before.pixels, { name: this.#before.name, done: true });
      },
    });
    this.#source = source;
    return source;
  }
}
