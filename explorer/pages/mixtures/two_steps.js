// Draws from the mixture in two rows: above which bell was drawn, below the x that was drawn from it.

import { Plot } from "../../ui/plot/plot.js";
import { draws } from "./mixture.js";
import { colourOf, LINE } from "./state.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("../../ui/plot/pen.js").Pen} Pen */

const HEIGHT = 170;
const COUNT = 40;
const PILE = 8; // draws of a bell above each other
const STEP = 0.075;
const UPPER = 1.15; // where a pile begins
const LOWER = 0.3;

export class TwoSteps {
  /** @param {State} state */
  constructor(state) {
    this.state = state;
    this.plot = new Plot({
      label: `${COUNT} draws: above the bell, below the x from it`,
      x: LINE,
      y: [0, 2],
      height: HEIGHT,
      yTicks: false,
      yRoom: true,
      draw: (pen) => this.#draw(pen),
    });
    this.root = this.plot.root;
  }

  show() {
    this.plot.redraw();
  }

  /** @param {Pen} pen */
  #draw(pen) {
    const { mixture, seed } = this.state;
    const taken = mixture.weights.map(() => 0);
    const found = draws(mixture, COUNT, seed).map(({ bell, x }, i) => {
      const place = taken[bell]++;
      const column = Math.floor(place / PILE);
      return {
        bell,
        x,
        above: [mixture.means[bell] + 0.13 * column, UPPER + STEP * (place % PILE)],
        below: LOWER + 0.05 * ((i * 7) % 5) - 0.1,
      };
    });
    for (const { bell, x, above, below } of found)
      pen.line([above, [x, below]], { colour: colourOf(bell), alpha: 0.3, width: 1 });
    for (const { bell, x, above, below } of found) {
      pen.dot(above[0], above[1], { colour: colourOf(bell), radius: 3.5 });
      pen.dot(x, below, { colour: colourOf(bell), radius: 4 });
    }
    pen.text(LINE[0], 1.85, "1. a bell, by its weight", { dx: 6 });
    pen.text(LINE[0], 0.06, "2. x, from that bell", { dx: 6 });
  }
}
