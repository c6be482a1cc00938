// One latent of a drawing's z: its name and KL, and its slider over the drawings that it leads to.

import { context2d, el, fmt } from "../../ui/canvas/paint.js";
import { symbol } from "../../ui/latents/latent_space.js";
import { StripSlider } from "../../ui/latents/strip_slider.js";
import { paintPaper } from "./draw.js";

/**
 * @import { Card } from "../../ui/types.js"
 * @import { Point } from "./types.js"
 */

/** Drawings on a slider, as the server makes them. */
export const STRIP = 7;

const SIDE = 128; // pixels of a drawing
const WIDTH = 5; // of a line, in units of the paper: the drawings are small
const FINE = 60; // arrow keys take a range in this many steps, with shift in
const COARSE = 12;

/**
 * A small drawing at a place of a canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {Point[]} points
 * @param {number} [place]  from the left
 */
export const paintSmall = (canvas, points, place = 0) =>
  paintPaper(context2d(canvas), points, { side: SIDE, x: place * SIDE, width: WIDTH });

/** The canvas of one such drawing. */
export const smallCanvas = () => el("canvas", { width: SIDE, height: SIDE });

export class ZRow {
  #value = el("output", { class: "gx-num value" });

  /**
   * @param {Card} card
   * @param {number} index  of the latent
   * @param {object} on
   * @param {(value: number) => void} on.input  it moves under a hand or a key
   * @param {() => void} on.rest  a drag or a key press is over
   */
  constructor(card, index, on) {
    const [low, high] = card.range[index];
    const kl = card.kl ? `${fmt(card.kl[index])} nats` : "";
    this.index = index;
    this.slider = new StripSlider(
      {
        low,
        high,
        middle: 0,
        count: STRIP,
        shape: [1, SIDE, SIDE],
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
    const name = el(
      "div",
      { class: "latent-name" },
      el("b", {}, symbol(index)),
      el("span", { class: "gx-num", title: "KL from the posterior to the prior, averaged over the test set" }, kl),
    );
    this.root = el("div", { class: "latent", "data-index": String(index) }, name, this.slider.root, this.#value);
  }

  /** @param {number} value */
  show(value) {
    this.slider.show(value);
    this.#value.textContent = fmt(value);
  }

  /** @param {Point[][]} drawings  STRIP of them */
  paint(drawings) {
    drawings.forEach((points, place) => {
      paintSmall(this.slider.canvas, points, place);
    });
  }
}
