// The button below latent sliders that brings the next ones, which tell less of a picture.

import { button } from "../controls/buttons.js";

export class MoreSliders {
  /**
   * @param {number} step  sliders at a press
   * @param {() => void} onclick
   */
  constructor(step, onclick) {
    this.step = step;
    this.root = button("", "The sliders of less informative latents", onclick, "more");
  }

  /** @param {number} left  sliders that are not shown yet */
  show(left) {
    this.root.classList.toggle("gx-hidden", left <= 0);
    this.root.textContent = words(left, this.step);
  }
}

/**
 * @param {number} left
 * @param {number} step
 */
function words(left, step) {
  if (left > step) return `Show ${step} more sliders (${left} are not shown)`;
  return left === 1 ? "Show the last slider" : `Show the other ${left} sliders`;
}
