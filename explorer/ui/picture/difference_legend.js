// What the colours of a difference between two pictures say.

import { el } from "../canvas/paint.js";

const CHANNELS = ", of each of red, green and blue by itself: grey is no difference";

/** The scale of differences between its ends. */
export class DifferenceLegend {
  #low = el("span", {});
  #high = el("span", {});
  #words = el("span", {});
  root = el(
    "div",
    { class: "legend difference-legend gx-num", "aria-hidden": "true" },
    this.#low,
    el("i", {}),
    this.#high,
    this.#words,
  );

  /** @param {string} text  of what it is the difference */
  constructor(text) {
    this.text = text;
    this.show("1", 1);
  }

  /**
   * @param {string} full  where the scale ends
   * @param {number} channels  of the pictures
   */
  show(full, channels) {
    this.#low.textContent = `−${full}`;
    this.#high.textContent = `+${full}`;
    this.#words.textContent = channels === 3 ? this.text + CHANNELS : this.text;
    this.root.classList.toggle("of-channels", channels === 3);
  }
}
