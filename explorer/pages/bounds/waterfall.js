// ln p(x) as a bar of one length, and beneath it the three terms that always add up to it.

import { fmt } from "../../ui/canvas/paint.js";
import { Plot } from "../../ui/plot/plot.js";

/** @typedef {import("./linear_model.js").Terms} Terms */
/** @typedef {"reconstruction" | "prior" | "posterior"} Term */
/** @typedef {import("../../ui/plot/pen.js").Pen} Pen */

const HALF = 0.17; // of a bar's height
const ROOM = 0.06; // of the axis, at either end

/** @type {{[term in Term]: {text: string, colour: string, row: number}}} */
const ROWS = {
  reconstruction: { text: "reconstruction, E_q[ln p(x|z)]", colour: "ink", row: 3 },
  prior: { text: "− KL(q, prior)", colour: "muted", row: 2 },
  posterior: { text: "+ KL(q, posterior), the gap", colour: "warn", row: 1 },
};

/** @param {number} row  @returns {Term | null} */
const termOf = (row) => /** @type {Term[]} */ (Object.keys(ROWS)).find((term) => ROWS[term].row === row) ?? null;

export class Waterfall {
  /** @type {Terms | null} */
  #terms = null;

  /** @type {Term | null} */
  #marked = null;

  #plot;

  /** @param {(term: Term | null) => void} onmark  a term is pointed at, or none any more */
  constructor(onmark) {
    this.#plot = new Plot({
      label: "ln p(x), and the three terms that add up to it",
      x: [-8, 0],
      y: [0.4, 4.75],
      height: 270,
      xTitle: "nats",
      yTicks: false,
      draw: (pen) => this.#draw(pen),
      hover: (at) => onmark(at ? termOf(Math.round(at[1])) : null),
    });
    this.root = this.#plot.root;
  }

  get picture() {
    return this.#plot.picture;
  }

  /**
   * @param {Terms} terms
   * @param {[number, number]} range  of the axis, that holds still while q is dragged
   */
  show(terms, range) {
    this.#terms = terms;
    const room = ROOM * (range[1] - range[0]);
    this.#plot.x = [range[0] - room, range[1] + room];
    this.#plot.redraw();
  }

  /** @param {Term | null} term */
  mark(term) {
    if (term === this.#marked) return;
    this.#marked = term;
    this.#plot.redraw();
  }

  /** @param {Pen} pen */
  #draw(pen) {
    if (!this.#terms) return;
    const { evidence, reconstruction, prior, posterior, elbo } = this.#terms;
    const start = Math.min(pen.x[1], Math.max(pen.x[0], 0));
    for (const [x, dash] of /** @type {[number, number[]][]} */ ([
      [evidence, []],
      [elbo, [3, 4]],
    ])) {
      pen.line(
        [
          [x, 0.4],
          [x, 4.3],
        ],
        { colour: "accent", dash },
      );
    }
    this.#bar(pen, 4, start, evidence, "accent", `ln p(x) = ${fmt(evidence, 3)}`);
    const said = { reconstruction: fmt(reconstruction, 3), prior: fmt(prior, 3), posterior: fmt(posterior, 3) };
    const ends = {
      reconstruction: [start, reconstruction],
      prior: [reconstruction, elbo],
      posterior: [elbo, evidence],
    };
    for (const term of /** @type {Term[]} */ (Object.keys(ROWS))) {
      const { text, colour, row } = ROWS[term];
      this.#bar(pen, row, ends[term][0], ends[term][1], colour, `${text} = ${said[term]}`, term === this.#marked);
    }
    pen.text(elbo, 0.4, `ELBO ${fmt(elbo, 3)}`, { dx: 4, dy: -4, colour: "accent", align: this.#side(pen, elbo) });
  }

  /**
   * On which side of a place there is room for words.
   * @param {Pen} pen
   * @param {number} x
   * @returns {"left" | "right"}
   */
  #side(pen, x) {
    return x > (pen.x[0] + pen.x[1]) / 2 ? "right" : "left";
  }

  /**
   * @param {Pen} pen
   * @param {number} row
   * @param {number} from
   * @param {number} to
   * @param {string} colour
   * @param {string} text
   * @param {boolean} [marked]
   */
  #bar(pen, row, from, to, colour, text, marked = false) {
    const ends = /** @type {[number, number]} */ ([Math.min(from, to), Math.max(from, to)]);
    pen.bar(ends, [row - HALF, row + HALF], { colour, alpha: marked ? 1 : 0.6 });
    pen.text(pen.x[0], row + HALF, text, { dx: 4, dy: -5, colour: marked ? colour : "ink", bold: marked });
  }
}
