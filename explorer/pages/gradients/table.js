// The lecture's printed table beside what is drawn here.

import { el } from "../../ui/canvas/paint.js";

/** @typedef {{n: number, score: number, path: number, scoreVariance: number, pathVariance: number}} Row */
/** @typedef {{source: string, rows: Row[]}} Slide */

/** @param {number} value */
const short = (value) => (Math.abs(value) >= 0.01 ? value.toPrecision(3) : value.toExponential(1));

export class Table {
  #body = el("tbody", {});
  #note = el("p", { class: "gx-note" });

  constructor() {
    const head = el(
      "tr",
      {},
      ...["N", "REINFORCE: mean", "variance", "theory", "path: mean", "variance", "theory"].map((text) =>
        el("th", { scope: "col" }, text),
      ),
    );
    this.root = el(
      "div",
      { class: "table-box", tabindex: "0", role: "group", "aria-label": "Means and variances by the number of draws" },
      el("table", { class: "gx-num" }, el("thead", {}, head), this.#body),
      this.#note,
    );
  }

  /**
   * @param {Row[]} ours
   * @param {{score: number, path: number}} theory  variances of one draw
   * @param {Slide | null} slide  where the view is that of the printed table
   */
  show(ours, theory, slide) {
    const printed = new Map(slide?.rows.map((row) => [row.n, row]));
    this.#body.replaceChildren(
      ...ours.flatMap((row) => {
        const lines = [this.#line(String(row.n.toLocaleString("en")), row, theory)];
        const theirs = printed.get(row.n);
        if (theirs) lines.push(this.#line("the slide", theirs, null));
        return lines;
      }),
    );
    this.#note.textContent = slide
      ? `${slide.source}; its variances are of estimates, over repetitions that it does not number.`
      : "Set f = z² and θ = 2 to see the lecture's printed numbers beside these.";
  }

  /**
   * @param {string} name
   * @param {Row} row
   * @param {{score: number, path: number} | null} theory
   */
  #line(name, row, theory) {
    const { n, score, path, scoreVariance, pathVariance } = row;
    const told = (/** @type {number | undefined} */ one) => (one === undefined ? "" : short(one / n));
    const cells = [short(score), short(scoreVariance), told(theory?.score)];
    cells.push(short(path), short(pathVariance), told(theory?.path));
    return el(
      "tr",
      theory ? {} : { class: "slide" },
      el("th", { scope: "row" }, name),
      ...cells.map((text) => el("td", {}, text)),
    );
  }
}
