// One latent: its name, the KL that it costs, its slider over what it leads to, and its value.

import { el, fmt } from "../canvas/paint.js";
import { symbol } from "./latent_space.js";
import { StripSlider } from "./strip_slider.js";

/** @typedef {import("../types.js").Card} Card */
/** @typedef {import("../types.js").Shape} Shape */

const FINE = 60; // arrow keys take a range in this many steps, with shift in
const COARSE = 12;

/** `name`, `slider` and `value` are to be laid out by whoever has it. */
export class LatentSlider {
  value = el("output", { class: "gx-num value" });

  /**
   * @param {Card} card
   * @param {number} index  of the latent
   * @param {{middle: number, count: number, shape: Shape}} strip  the value in its middle, and its pictures
   * @param {object} on
   * @param {(value: number) => void} on.input  it moves under a hand or a key
   * @param {() => void} on.rest  a drag or a key press is over
   */
  constructor(card, index, strip, on) {
    const [low, high] = card.range[index];
    const kl = card.kl ? `${fmt(card.kl[index])} nats` : "";
    this.index = index;
    this.slider = new StripSlider(
      {
        ...strip,
        low,
        high,
        label: `Latent ${index + 1}${kl && `, ${kl}`}`,
        step: (high - low) / FINE,
        leap: (high - low) / COARSE,
        describe: (value) => fmt(value),
      },
      {
        input: (value) => {
          this.value.textContent = fmt(value);
          on.input(value);
        },
        rest: () => on.rest(),
      },
    );
    this.name = el(
      "div",
      { class: "latent-name" },
      el("b", {}, symbol(index)),
      el("span", { class: "gx-num", title: "KL from the posterior to the prior, averaged over the test set" }, kl),
    );
  }

  /** @param {number} value */
  show(value) {
    this.slider.show(value);
    this.value.textContent = fmt(value);
  }
}
