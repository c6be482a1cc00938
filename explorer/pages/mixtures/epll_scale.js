// EPLL on a line: where the photograph is now, and where it would be as it was, blurred, or as one grey.

import { fmt } from "../../ui/canvas/paint.js";
import { Plot } from "../../ui/plot/plot.js";

/** @typedef {import("./patch_types.js").Marks} Marks */
/** @typedef {import("../../ui/plot/pen.js").Pen} Pen */

const HEIGHT = 120;
/** @type {[number, number]} */
const AXIS = [-60, 340]; // nats a patch
const ROOM = 15;

export class EpllScale {
  /** @type {Marks | null} */
  #marks = null;
  #now = Number.NaN;

  constructor() {
    this.plot = new Plot({
      label: "The expected patch log likelihood, in nats a patch",
      x: AXIS,
      y: [0, 1],
      height: HEIGHT,
      yTicks: false,
      xTitle: "EPLL, nats a patch: likelier to the right",
      draw: (pen) => this.#draw(pen),
    });
    this.root = this.plot.root;
  }

  /** @param {Marks | null} marks */
  mark(marks) {
    this.#marks = marks;
    this.#fit();
  }

  /** @param {number} epll  as it is now */
  show(epll) {
    this.#now = epll;
    this.#fit();
  }

  #fit() {
    const all = [this.#now, ...Object.values(this.#marks ?? {})].filter(Number.isFinite);
    this.plot.x = [
      Math.min(AXIS[0], ...all.map((one) => one - ROOM)),
      Math.max(AXIS[1], ...all.map((one) => one + ROOM)),
    ];
    this.plot.redraw();
  }

  /** @param {Pen} pen */
  #draw(pen) {
    const mark = (/** @type {number} */ value, /** @type {number} */ height, /** @type {string} */ name) => {
      pen.line(
        [
          [value, 0],
          [value, height],
        ],
        { colour: "muted", width: 1.5 },
      );
      pen.text(value, height, `${name} ${fmt(value, 0)}`, { align: "right", dx: -4, dy: 10 });
    };
    if (this.#marks) {
      mark(this.#marks.flat, 1, "one grey:");
      mark(this.#marks.blurred, 0.74, "blurred by 2 px:");
      mark(this.#marks.clean, 0.48, "as it was:");
    }
    if (!Number.isFinite(this.#now)) return;
    pen.line(
      [
        [this.#now, 0],
        [this.#now, 1],
      ],
      { colour: "accent", width: 3 },
    );
    pen.dot(this.#now, 0.12, { colour: "accent", radius: 6 });
  }
}
