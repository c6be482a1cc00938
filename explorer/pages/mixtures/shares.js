// p(k | x): over the whole line as areas, and at one x as a bar with its numbers.

import { el, fmt } from "../../ui/canvas/paint.js";
import { Plot } from "../../ui/plot/plot.js";
import { logDensity, responsibilities } from "./mixture.js";
import { colourOf, LINE, percent, rounded } from "./state.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("../../ui/plot/pen.js").Pen} Pen */

const HEIGHT = 150;

export class Shares {
  bar = el("div", { class: "share-bar", role: "img" });
  says = el("p", { class: "gx-num shares-said" });

  /**
   * @param {State} state
   * @param {(x: number) => void} onpoint  the pointer is there, or the handle was moved there
   */
  constructor(state, onpoint) {
    this.state = state;
    this.plot = new Plot({
      label: "The probability of each bell, given x",
      x: LINE,
      y: [0, 1],
      height: HEIGHT,
      draw: (pen) => this.#draw(pen),
      press: (x) => onpoint(x),
      hover: (at) => {
        if (at) onpoint(at[0]);
      },
    });
    this.plot.addHandle({
      label: "x",
      along: "x",
      colour: "ink",
      step: 0.1,
      at: () => [state.cursor, 0.5],
      move: (x) => onpoint(rounded(x)),
      says: () => this.says.textContent ?? "",
    });
    this.root = this.plot.root;
  }

  show() {
    const { mixture, cursor } = this.state;
    const shares = responsibilities(mixture, cursor);
    const told = shares.map((share, k) => `bell ${k + 1} ${percent(share)}`).join(", ");
    const density = fmt(Math.exp(logDensity(mixture, cursor)), 4);
    this.says.textContent = `At x = ${fmt(cursor, 2)}: p(x) = ${density}; ${told}`;
    this.bar.setAttribute("aria-label", this.says.textContent);
    this.bar.replaceChildren(...shares.map((share, k) => this.#part(share, k)));
    this.plot.redraw();
  }

  /**
   * @param {number} share
   * @param {number} k
   */
  #part(share, k) {
    const part = el("span", { title: `bell ${k + 1}: ${percent(share)}` });
    part.style.width = `${100 * share}%`;
    part.style.background = colourOf(k);
    return part;
  }

  /** @param {Pen} pen */
  #draw(pen) {
    const { mixture, cursor } = this.state;
    /** @type {Map<number, number[]>} of each x how much the bells up to each have together */
    const known = new Map();
    const sums = (/** @type {number} */ x) => {
      let found = known.get(x);
      if (!found) {
        let sum = 0;
        found = [0, ...responsibilities(mixture, x).map((share) => (sum += share))];
        known.set(x, found);
      }
      return found;
    };
    for (const k of mixture.weights.keys())
      pen.area((x) => sums(x)[k + 1], { base: (x) => sums(x)[k], colour: colourOf(k), alpha: 0.75 });
    pen.line(
      [
        [cursor, 0],
        [cursor, 1],
      ],
      { colour: "ink", dash: [4, 4], width: 1 },
    );
  }
}
