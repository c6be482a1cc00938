// One latent of a drawing's z: its name and KL, and its slider over the drawings that it leads to.

import { context2d, el } from "../../ui/canvas/paint.js";
import { LatentSlider } from "../../ui/latents/latent_slider.js";
import { paintPaper } from "./draw.js";

/**
 * @import { Card } from "../../ui/types.js"
 * @import { Point } from "./types.js"
 */

/** Drawings on a slider, as the server makes them. */
export const STRIP = 7;

const SIDE = 128; // pixels of a drawing
const WIDTH = 5; // of a line, in units of the paper: the drawings are small

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

export class ZRow extends LatentSlider {
  /**
   * @param {Card} card
   * @param {number} index  of the latent
   * @param {object} on
   * @param {(value: number) => void} on.input  it moves under a hand or a key
   * @param {() => void} on.rest  a drag or a key press is over
   */
  constructor(card, index, on) {
    super(card, index, { middle: 0, count: STRIP, shape: [1, SIDE, SIDE] }, on);
    const data = { class: "latent", "data-index": String(index) };
    this.root = el("div", data, this.name, this.slider.root, this.value);
  }

  /** @param {Point[][]} drawings  STRIP of them */
  paint(drawings) {
    drawings.forEach((points, place) => {
      paintSmall(this.slider.canvas, points, place);
    });
  }
}
