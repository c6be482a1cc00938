// A style from a picture: where the picture comes from, and what the model makes of it.

import { el } from "../../ui/canvas/paint.js";
import { why } from "../../ui/lessons/why.js";
import { PictureSource } from "../../ui/picture/picture_source.js";
import { Guess } from "./guess.js";

/** @typedef {import("../../ui/types.js").Card} Card */

export class FromPicture {
  /**
   * @param {Card} card
   * @param {import("./guess.js").GuessEvents} on
   */
  constructor(card, on) {
    const sourceRoot = el("div", {});
    this.guess = new Guess(on);
    this.source = new PictureSource(sourceRoot, {
      card,
      onpicture: (pixels, about) => {
        on.error("");
        return this.guess.take(pixels, about);
      },
      oncleared: () => this.guess.clear(),
    });
    const title = el("h3", {}, "Style from a picture", why("your-own-style"));
    this.root = el("section", { class: "gx-panel from" }, title, sourceRoot, this.guess.root);
  }

  /** The picture that is on the page; null where there is none. */
  get pixels() {
    return this.guess.pixels;
  }

  /**
   * Another model.
   * @param {Card} card
   * @param {boolean} same  its pictures are as those of the model before: the picture stays
   */
  change(card, same) {
    this.source.setCard(card);
    if (same) this.guess.again();
    else this.guess.clear();
  }
}
