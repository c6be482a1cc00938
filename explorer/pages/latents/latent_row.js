// One latent: its name and KL, its slider over the pictures it passes through, its value and its lock.

import { el } from "../../ui/canvas/paint.js";
import { press, toggleButton } from "../../ui/controls/buttons.js";
import { LatentSlider } from "../../ui/latents/latent_slider.js";
import { centre, STEPS } from "../../ui/latents/latent_space.js";

/** @typedef {import("../../ui/types.js").Card} Card */

export class LatentRow extends LatentSlider {
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
    super(card, index, { middle: centre(card)[index], count: STEPS, shape: card.shape }, on);
    this.lock = toggleButton(
      "lock",
      "Hold this latent: Sample, Centre and the hand leave it as it is",
      () => on.lock(!this.slider.locked),
      "quiet lock",
    );
    this.lock.setAttribute("aria-label", `Lock latent ${index + 1}`);
    const end = el("div", { class: "latent-end" }, this.value, this.lock);
    this.root = el("div", { class: "latent", "data-index": String(index) }, this.name, this.slider.root, end);
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
