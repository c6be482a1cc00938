// How often each code is used over the test set, as bars in the order of the atlas.

import { el } from "../../ui/canvas/paint.js";
import { Chart } from "../../ui/charts/chart.js";
import { totalUse } from "./book.js";

/** @typedef {import("./choose_codes.js").CodeCalls} CodeCalls */
/** @typedef {import("./tiles.js").CodeLook} CodeLook */

const HEIGHT = 132; // px
const SETTLE_MS = 80; // bars take longer to draw than a hand takes from code to code: they follow when it rests
const FAINT = 0.38; // opacity of codes that the picture does not have
const HEADROOM = 1.06; // of the axis over the highest bar
const MARKS = -0.07; // where the marks under the bars lie, as a share of the highest
const BELOW = -0.14; // where the axis ends there

export class Usage {
  #chart = new Chart({ label: "How often each code is used", height: HEIGHT });

  root = el("div", { class: "usage-box" }, this.#chart.root);

  /** @type {{look: CodeLook, order: number[], usage: number[]} | null} */
  #shown = null;

  /** The code whose bar is pointed at: plotly marks it. */
  #hovered = -1;

  /** What the bars that stand there were drawn from, in words that can be compared. */
  #drawn = "";

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {CodeCalls} on */
  constructor(on) {
    this.on = on;
    this.#chart.onclick = ({ points: [bar] }) => {
      const code = this.#shown?.order[bar.pointNumber];
      if (code !== undefined) on.pick(code);
    };
    this.#chart.onhover = (news) => {
      this.#hovered = news ? (this.#shown?.order[news.points[0].pointNumber] ?? -1) : -1;
      on.point(this.#hovered);
    };
  }

  /**
   * @param {CodeLook} look
   * @param {number[]} order  of the codes
   * @param {number[] | null} usage  by code: cells of the test set that have it; null where nobody counted
   */
  show(look, order, usage) {
    this.root.classList.toggle("gx-hidden", !usage);
    this.#shown = usage && { look, order, usage };
    if (!usage) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#draw(), SETTLE_MS);
  }

  /** Nothing is drawn again where it would be the same. */
  #draw() {
    if (!this.#shown) return;
    const { look, order, usage } = this.#shown;
    const pointed = look.pointed === this.#hovered ? -1 : look.pointed;
    const present = order.map((code) => Number(look.counts[code] > 0));
    const key = JSON.stringify([order, usage, present, pointed, look.picked]);
    if (key === this.#drawn) return;
    this.#drawn = key;
    const most = Math.max(...usage);
    const all = totalUse(usage);
    const bars = {
      type: "bar",
      y: order.map((code) => usage[code]),
      customdata: order,
      text: order.map((code) => ((100 * usage[code]) / all).toFixed(2)),
      textposition: "none",
      hovertemplate: "code %{customdata}: %{y:,} cells, %{text} %<extra></extra>",
      marker: {
        color: order.map((code) => this.#chart.colour(code === pointed ? "ink" : "accent")),
        opacity: order.map((code, i) => (present[i] || code === pointed || code === look.picked ? 1 : FAINT)),
      },
    };
    this.#chart.show([bars, this.#marks(pointed)], this.#layout(order.length, most, all), this.#words(most, all));
  }

  /**
   * Under their bars: the codes that are dead, the one that is picked, and the one that is pointed at elsewhere.
   * @param {number} pointed
   */
  #marks(pointed) {
    if (!this.#shown) return {};
    const { look, order, usage } = this.#shown;
    const marked = [...order.keys()].filter((i) => {
      const code = order[i];
      return look.dead.has(code) || code === pointed || code === look.picked;
    });
    /** @param {number} code */
    const colour = (code) => {
      if (look.dead.has(code)) return "warn";
      return code === pointed ? "ink" : "accent";
    };
    return {
      type: "scatter",
      mode: "markers",
      x: marked,
      y: marked.map(() => MARKS * Math.max(...usage)),
      hoverinfo: "skip",
      marker: { symbol: "square", size: 5, color: marked.map((i) => this.#chart.colour(colour(order[i]))) },
    };
  }

  /**
   * @param {number} codes
   * @param {number} most  cells of the most used one
   * @param {number} all  cells
   */
  #layout(codes, most, all) {
    const even = all / codes; // as often as each code would be used if all were used alike
    return {
      showlegend: false,
      hovermode: "x",
      xaxis: { visible: false, range: [-0.5, codes - 0.5] },
      yaxis: { range: [BELOW * most, HEADROOM * most], nticks: 4, title: { text: "cells" } },
      shapes: [
        {
          type: "line",
          xref: "paper",
          x0: 0,
          x1: 1,
          y0: even,
          y1: even,
          line: { color: this.#chart.colour("muted"), width: 1, dash: "dash" },
        },
      ],
    };
  }

  /**
   * The same for who doesn't see it.
   * @param {number} most
   * @param {number} all
   */
  #words(most, all) {
    if (!this.#shown) return "";
    const { look, order } = this.#shown;
    const share = ((100 * most) / all).toFixed(1);
    return (
      `How often each of ${order.length} codes is used in the test set: ` +
      `the most used ${share} % of all cells, ${look.dead.size} never`
    );
  }
}
