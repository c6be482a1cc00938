// The estimates of both ways, one histogram above the other on one axis, with the true slope marked.

import { fmt } from "../../ui/canvas/paint.js";
import { Chart } from "../../ui/charts/chart.js";

/** @typedef {import("./worker.js").Estimates} Estimates */
/** @typedef {ReturnType<typeof import("./arithmetic.js").theory>} Theory */

const BINS = 40;
const HEIGHT = 320;
const REACH = 3.5; // standard deviations on either side of the truth
const LEAST = 0.05; // half of the axis, where nothing scatters

export class Histograms {
  #chart = new Chart({ label: "Estimates of the slope", height: HEIGHT });
  root = this.#chart.root;

  /**
   * @param {Pick<Estimates, "score" | "path">} found
   * @param {Theory} theory
   * @param {number} n  draws in an estimate
   */
  show({ score, path }, theory, n) {
    const wide = REACH * Math.sqrt(Math.max(theory.score, theory.path) / n);
    const half = Math.max(wide, 1.3 * Math.abs(theory.pathMean - theory.slope), LEAST);
    const [start, end] = [theory.slope - half, theory.slope + half];
    const xbins = { start, end, size: (end - start) / BINS };
    const common = { type: "histogram", xbins, autobinx: false };
    const line = (/** @type {string} */ y) => ({
      type: "line",
      x0: theory.slope,
      x1: theory.slope,
      yref: `${y} domain`,
      y0: 0,
      y1: 1,
      line: { color: "--gx-ink", width: 2, dash: "dot" },
    });
    this.#chart.show(
      [
        { ...common, x: Array.from(score), name: "REINFORCE", marker: { color: "--gx-warn" } },
        { ...common, x: Array.from(path), name: "path derivative", marker: { color: "--gx-accent" }, yaxis: "y2" },
      ],
      {
        xaxis: {
          range: [start, end],
          title: { text: "estimate of the slope; dotted: the slope itself" },
          anchor: "y2",
        },
        yaxis: { domain: [0.54, 1], title: { text: "REINFORCE" }, rangemode: "tozero" },
        yaxis2: {
          domain: [0, 0.46],
          title: { text: "path", font: { size: 13, color: "--gx-ink" } },
          rangemode: "tozero",
          color: "--gx-muted",
          gridcolor: "--gx-line",
          fixedrange: true,
          automargin: true,
        },
        shapes: [line("y"), line("y2")],
        showlegend: false,
      },
      `${score.length} estimates each way; the slope is ${fmt(theory.slope, 3)}`,
    );
  }
}
