// Several small drawings beside each other, each of which can be taken.

import { el } from "../../ui/canvas/paint.js";
import { sharpen } from "../../ui/canvas/sharpen.js";
import { press } from "../../ui/controls/buttons.js";
import { drawPoints, onPaper } from "./draw.js";

/** @typedef {import("./types.js").Point} Point */

const WIDTH = 4; // of a line, in units of the paper: the cells are small

export class Sheet {
  /** @type {{root: HTMLButtonElement, canvas: HTMLCanvasElement, points: Point[]}[]} */
  #cells = [];
  #frame = 0;

  /**
   * @param {string} label
   * @param {(which: number) => void} take
   */
  constructor(label, take) {
    this.label = label;
    this.take = take;
    this.root = el("div", { class: "sketch-sheet", role: "group", "aria-label": label });
    new ResizeObserver(() => this.#wake()).observe(this.root);
  }

  /**
   * @param {Point[][]} drawings
   * @param {number} [chosen]  -1: none
   * @param {(which: number) => string} [title]
   */
  show(drawings, chosen = -1, title = (which) => `Take ending ${which + 1}`) {
    if (drawings.length !== this.#cells.length) {
      this.#cells = drawings.map((points, which) => {
        const canvas = el("canvas", { "aria-hidden": "true" });
        const words = title(which);
        const root = el(
          "button",
          { class: "cell", type: "button", title: words, "aria-label": words, onclick: () => this.take(which) },
          canvas,
        );
        return { root, canvas, points };
      });
      this.root.replaceChildren(...this.#cells.map(({ root }) => root));
    }
    this.#cells.forEach((cell, which) => {
      cell.points = drawings[which];
      press(cell.root, which === chosen);
    });
    this.#wake();
  }

  /** What it shows. */
  get drawings() {
    return this.#cells.map(({ points }) => points);
  }

  /** @param {number} which */
  pointsOf(which) {
    return this.#cells[which]?.points ?? [];
  }

  #wake() {
    this.#frame ||= requestAnimationFrame(() => this.#paint());
  }

  #paint() {
    this.#frame = 0;
    for (const { canvas, points } of this.#cells) {
      const side = canvas.clientWidth;
      if (!side) continue;
      const { context } = sharpen(canvas, side);
      onPaper(context, side);
      drawPoints(context, points, { width: WIDTH });
    }
  }
}
