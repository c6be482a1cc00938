// A person's own points: a click puts one down, a click on one takes it away. Their colour is that of the bells that
// answer for them.

import { Plot } from "../../ui/plot/plot.js";
import { responsibilities } from "./mixture.js";
import { blend, LINE } from "./state.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("../../ui/plot/pen.js").Pen} Pen */

const HEIGHT = 130;
const SIZE = 5; // px, the radius of a point
const REACH = 11; // px that a click may lie beside it
const GOLDEN = 0.618034; // spreads the points over the height, the same for the same place in the list

/** @param {number} i  @returns {number} */
const heightOf = (i) => 0.12 + 0.76 * ((0.5 + i * GOLDEN) % 1);

export class PointsPlot {
  /**
   * @param {State} state
   * @param {object} on
   * @param {(x: number) => void} on.add
   * @param {(index: number) => void} on.remove
   */
  constructor(state, on) {
    this.state = state;
    this.on = on;
    this.plot = new Plot({
      label: "Your points: click to put one down, click on one to take it away",
      x: LINE,
      y: [0, 1],
      height: HEIGHT,
      yTicks: false,
      yRoom: true,
      xTitle: "x",
      draw: (pen) => this.#draw(pen),
      press: (x, y) => this.#press(x, y),
    });
    this.root = this.plot.root;
  }

  show() {
    this.plot.redraw();
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  #press(x, y) {
    const pen = this.plot.pen();
    const away = this.state.points.map((point, i) =>
      Math.hypot(pen.across(point) - pen.across(x), pen.down(heightOf(i)) - pen.down(y)),
    );
    const nearest = away.indexOf(Math.min(...away));
    if (nearest >= 0 && away[nearest] < REACH) this.on.remove(nearest);
    else if (x >= LINE[0] && x <= LINE[1]) this.on.add(x);
  }

  /** @param {Pen} pen */
  #draw(pen) {
    const { mixture, points } = this.state;
    for (const [i, x] of points.entries())
      pen.dot(x, heightOf(i), { colour: blend(responsibilities(mixture, x)), radius: SIZE, alpha: 0.85 });
    if (!points.length) pen.text(0, 0.5, "Click here to put points down", { align: "center", dy: 4 });
  }
}
