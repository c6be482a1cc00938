// One latent: its name and KL, its slider over the pictures it passes through, its value and its lock.

import { el, fmt } from "../../ui/canvas/paint.js";
import { press, toggleButton } from "../../ui/controls/buttons.js";
import { centre, STEPS, symbol } from "../../ui/latents/latent_space.js";
import { StripSlider } from "../../ui/latents/strip_slider.js";

/** @typedef {import("../../ui/types.js").Card} Card */

const FINE = 60; // arrow keys take a range in this many steps, with shift in
const COARSE = 12;

export class LatentRow {
  #value = el("output", { class: "gx-num value" });
  #painted = false;

  /**
   * @param {Card} card
   * @param {number} index  of the latent
   * @param {object} on
   * @param {(value: number) => void} on.input  it moves under a hand or a key
   * @param {() => void} on.rest  a drag or a key press is over
   * @param {(locked: boolean) => void} on.lock  it is to be held, or let go
   */
  constructor(card, index, on) {
    const [low, high] = card.range[index];
    const kl = card.kl ? `${fmt(card.kl[index])} nats` : "";
    this.index = index;
    this.slider = new StripSlider(
      {
        low,
        high,
        middle: centre(card)[index],
        count: STEPS,
        shape: card.shape,
        label: `Latent ${index + 1}${kl && `, ${kl}`}`,
        step: (high - low) / FINE,
        leap: (high - low) / COARSE,
        describe: (value) => fmt(value),
      },
      {
        input: (value) => {
          this.#value.textContent = fmt(value);
          on.input(value);
        },
        rest: () => on.rest(),
      },
    );
    this.lock = toggleButton(
      "lock",
      "Hold this latent: Sample, Centre and the hand leave it as it is",
      () => on.lock(!this.slider.locked),
      "quiet lock",
    );
    this.lock.setAttribute("aria-label", `Lock latent ${index + 1}`);
    const name = el(
      "div",
      { class: "latent-name" },
      el("b", {}, symbol(index)),
      el("span", { class: "gx-num", title: "KL from the posterior to the prior, averaged over the test set" }, kl),
    );
    const end = el("div", { class: "latent-end" }, this.#value, this.lock);
    this.root = el("div", { class: "latent", "data-index": String(index) }, name, this.slider.root, end);
  }

  /** @param {number} value */
  show(value) {
    this.slider.show(value);
    this.#value.textContent = fmt(value);
  }

  /** @param {boolean} locked */
  setLocked(locked) {
    this.slider.setLocked(locked);
    press(this.lock, locked);
    this.lock.textContent = locked ? "locked" : "lock";
  }

  /**
   * Where a posterior lies on this latent.
   * @param {{mean: number[], std: number[]} | null} posterior
   */
  setBand(posterior) {
    if (posterior) this.slider.setBand(posterior.mean[this.index], posterior.std[this.index]);
    else this.slider.setBand(null);
  }

  /**
   * Pictures from the model for the strip.
   * @param {Uint8Array} pixels
   */
  paint(pixels) {
    this.#painted = true;
    this.slider.paint(pixels);
  }

  /**
   * The strip of a sheet made at training time, unless the model has painted a newer one.
   * @param {HTMLImageElement} sheet  with a row for each latent
   */
  paintFrom(sheet) {
    if (!this.#painted) this.slider.paintRow(sheet, this.index);
  }
}
