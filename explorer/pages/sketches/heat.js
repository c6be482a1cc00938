// Where the next point is expected: the mixture's density as a heat map, and its components as ellipses.

import { heatColour } from "../../ui/canvas/heat_scale.js";
import { context2d, el } from "../../ui/canvas/paint.js";
import { MARGIN, SHOWN } from "./draw.js";

/**
 * @import { Expectation } from "./expectation.js"
 * @import { Place } from "./simplify.js"
 */

const CELLS = 96; // a side
const GAMMA = 0.5; // so that what is unlikely is seen beside what is likely
const LIGHTEST = 0.02; // weight of a component that is still drawn

export class Heat {
  #canvas = el("canvas", { width: CELLS, height: CELLS });

  /** The density where the scale ends, in 1 / square unit. */
  top = 0;

  /**
   * @param {CanvasRenderingContext2D} context  in units of the paper
   * @param {Expectation} expected  at the temperature of the draw
   * @param {Place} pen
   */
  draw(context, expected, pen) {
    this.#render(expected, pen);
    context.imageSmoothingEnabled = true;
    context.drawImage(this.#canvas, -MARGIN, -MARGIN, SHOWN, SHOWN);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Expectation} expected
   * @param {Place} pen
   */
  drawEllipses(context, expected, [px, py]) {
    context.lineWidth = 1;
    for (const { weight, x, y, long, short, angle } of expected.ellipses()) {
      if (weight < LIGHTEST) break;
      context.strokeStyle = `rgb(255 255 255 / ${0.2 + 0.7 * weight})`;
      context.beginPath();
      context.ellipse(px + x, py + y, long, short, angle, 0, 2 * Math.PI);
      context.stroke();
    }
  }

  /**
   * @param {Expectation} expected
   * @param {Place} pen
   */
  #render(expected, [px, py]) {
    const values = new Float32Array(CELLS * CELLS);
    const cell = SHOWN / CELLS;
    let top = 0;
    for (let row = 0; row < CELLS; row++) {
      for (let column = 0; column < CELLS; column++) {
        const value = expected.density((column + 0.5) * cell - MARGIN - px, (row + 0.5) * cell - MARGIN - py);
        values[row * CELLS + column] = value;
        if (value > top) top = value;
      }
    }
    this.top = top;
    const image = new ImageData(CELLS, CELLS);
    values.forEach((value, i) => {
      const share = top ? (value / top) ** GAMMA : 0;
      const [red, green, blue] = heatColour(share, 1);
      image.data.set([red, green, blue, 255 * Math.min(1, 4 * share)], 4 * i);
    });
    context2d(this.#canvas).putImageData(image, 0, 0);
  }
}
