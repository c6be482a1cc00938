// The bells and their sum, each with a handle at its top and one at its side, over a histogram of one's own points.

import { fmt } from "../../ui/canvas/paint.js";
import { density } from "../../ui/maths/normal.js";
import { Plot } from "../../ui/plot/plot.js";
import { logDensity, reweighted } from "./mixture.js";
import { colourOf, LINE, MOST_BELLS, percent, rounded, SHARES, WIDTHS } from "./state.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("../../ui/plot/pen.js").Pen} Pen */

const HEIGHT = 280;
const TOPS = [0.25, 0.5, 1, 2, 4, 8, 16]; // where the axis of densities may end
const ROOM = 1.08; // over the highest curve
const GRID = 300; // places that a curve is drawn at, and closer ones around each bell
const CLOSE = [-4, -3, -2.5, -2, -1.5, -1, -0.7, -0.4, -0.2, 0, 0.2, 0.4, 0.7, 1, 1.5, 2, 2.5, 3, 4]; // deviations
const BIN = 0.25;
const FEWEST = 12; // points that make a histogram

export class BellsPlot {
  /**
   * @param {State} state
   * @param {object} on
   * @param {(mixture: import("./mixture.js").Mixture) => void} on.move  a handle moved
   * @param {(x: number) => void} on.point  the pointer is there
   */
  constructor(state, on) {
    this.state = state;
    this.on = on;
    this.plot = new Plot({
      label: "The bells, each times its weight, and their sum",
      x: LINE,
      y: [0, TOPS[1]],
      height: HEIGHT,
      draw: (pen) => this.#draw(pen),
      hover: (at) => {
        if (at) on.point(at[0]);
      },
    });
    this.root = this.plot.root;
    for (let k = 0; k < MOST_BELLS; k++) this.#addHandles(k);
    for (const end of ["pointerup", "pointercancel"]) this.root.addEventListener(end, () => this.show());
  }

  show() {
    this.#fitAxis();
    this.plot.redraw();
  }

  /** @param {number} k */
  #addHandles(k) {
    const hidden = () => k >= this.state.mixture.weights.length;
    this.plot.addHandle({
      label: `Bell ${k + 1}, its deviation`,
      along: "x",
      colour: colourOf(k),
      hidden,
      at: () => [this.#side(k), this.#height(k) * Math.exp(-0.5)],
      move: (x) => this.#widen(k, x),
      says: () => `deviation ${fmt(this.state.mixture.deviations[k])}`,
    });
    this.plot.addHandle({
      label: `Bell ${k + 1}, its mean and weight`,
      along: "xy",
      colour: colourOf(k),
      hidden,
      at: () => [hidden() ? 0 : this.state.mixture.means[k], this.#height(k)],
      move: (x, y) => this.#shift(k, x, y),
      says: () => {
        const { means, weights } = this.state.mixture;
        return hidden() ? "" : `mean ${fmt(means[k])}, weight ${percent(weights[k])}`;
      },
    });
  }

  /** @param {number} k  @returns {number}  of the bell's top */
  #height(k) {
    const { weights, deviations } = this.state.mixture;
    return k < weights.length ? (weights[k] * density(0)) / deviations[k] : 0;
  }

  /** @param {number} k  @returns {number}  one deviation beside the mean, inside the axis where there is one */
  #side(k) {
    const { means, deviations } = this.state.mixture;
    if (k >= means.length) return 0;
    const right = means[k] + deviations[k];
    return right > LINE[1] ? means[k] - deviations[k] : right;
  }

  /**
   * @param {number} k
   * @param {number} x  where its side is to be
   */
  #widen(k, x) {
    const { mixture } = this.state;
    const deviation = rounded(Math.min(WIDTHS.most, Math.max(WIDTHS.least, Math.abs(x - mixture.means[k]))));
    this.on.move({ ...mixture, deviations: mixture.deviations.with(k, deviation) });
  }

  /**
   * @param {number} k
   * @param {number} x  where its top is to be
   * @param {number} y
   */
  #shift(k, x, y) {
    const { mixture } = this.state;
    const weight = (y * mixture.deviations[k]) / density(0);
    const held = rounded(Math.min(SHARES.most, Math.max(SHARES.least, weight)));
    this.on.move({
      ...mixture,
      means: mixture.means.with(k, rounded(x)),
      weights: reweighted(mixture.weights, k, held),
    });
  }

  /** The axis stays as it is while a handle is dragged. */
  #fitAxis() {
    if (this.root.querySelector(".dragging")) return;
    const { mixture, points } = this.state;
    const places = [...mixture.means, ...mixture.means.map((mean, k) => mean + mixture.deviations[k])];
    const curves = places.map((x) => Math.exp(logDensity(mixture, x)));
    const highest = Math.max(...curves, ...(points.length < FEWEST ? [] : this.#histogram().values()));
    this.plot.y = [0, TOPS.find((top) => top >= ROOM * highest) ?? TOPS[TOPS.length - 1]];
  }

  /** @returns {Map<number, number>}  the density of the points in each bin, by its lower end */
  #histogram() {
    const { points } = this.state;
    const bins = new Map();
    for (const x of points) {
      const low = Math.floor(x / BIN) * BIN;
      bins.set(low, (bins.get(low) ?? 0) + 1 / (points.length * BIN));
    }
    return bins;
  }

  /** @param {Pen} pen */
  #draw(pen) {
    const { mixture, points, cursor } = this.state;
    const { weights, means, deviations } = mixture;
    if (points.length >= FEWEST)
      for (const [low, height] of this.#histogram())
        pen.bar([low, low + BIN], [0, height], { colour: "muted", alpha: 0.25 });
    const even = Array.from({ length: GRID + 1 }, (_, i) => LINE[0] + ((LINE[1] - LINE[0]) * i) / GRID);
    const near = means.flatMap((mean, k) => CLOSE.map((away) => mean + away * deviations[k]));
    const places = [...even, ...near].filter((x) => x >= LINE[0] && x <= LINE[1]).sort((a, b) => a - b);
    for (const [k, weight] of weights.entries()) {
      const bell = (/** @type {number} */ x) => (weight * density((x - means[k]) / deviations[k])) / deviations[k];
      pen.area(bell, { colour: colourOf(k), alpha: 0.16 });
      pen.line(
        places.map((x) => [x, bell(x)]),
        { colour: colourOf(k), width: 2 },
      );
    }
    pen.line(
      places.map((x) => [x, Math.exp(logDensity(mixture, x))]),
      { colour: "ink", width: 2.5 },
    );
    pen.line(
      [
        [cursor, 0],
        [cursor, this.plot.y[1]],
      ],
      { colour: "muted", dash: [4, 4], width: 1 },
    );
  }
}
