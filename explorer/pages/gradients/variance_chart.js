// How the variance of an estimate falls with the number of draws: theory's lines, and what was measured.

import { Chart } from "../../ui/charts/chart.js";

/** @typedef {{n: number, score: number, path: number}} Measured  variances of estimates from n draws */

const ENDS = [1, 100_000];

export class VarianceChart {
  #chart = new Chart({ label: "Variance of the estimates against the number of draws", height: 260 });
  root = this.#chart.root;

  /**
   * @param {{score: number, path: number}} theory  variances of one draw
   * @param {Measured[]} measured
   */
  show(theory, measured) {
    const line = (/** @type {number} */ one, /** @type {string} */ name, /** @type {string} */ color) => ({
      type: "scatter",
      mode: "lines",
      x: ENDS,
      y: ENDS.map((n) => one / n),
      name: `${name}, theory`,
      line: { color, dash: "dot" },
    });
    const dots = (/** @type {"score" | "path"} */ key, /** @type {string} */ name, /** @type {string} */ color) => ({
      type: "scatter",
      mode: "markers",
      x: measured.map(({ n }) => n),
      y: measured.map((one) => one[key] || null), // nothing scatters: no place on a logarithmic axis
      name: `${name}, measured`,
      marker: { color, size: 9 },
    });
    this.#chart.show(
      [
        ...(theory.score > 0 ? [line(theory.score, "REINFORCE", "--gx-warn")] : []),
        ...(theory.path > 1e-12 ? [line(theory.path, "path", "--gx-accent")] : []),
        dots("score", "REINFORCE", "--gx-warn"),
        dots("path", "path", "--gx-accent"),
      ],
      {
        xaxis: { type: "log", title: { text: "draws in an estimate, N" } },
        yaxis: { type: "log", title: { text: "variance" }, exponentformat: "power" },
        showlegend: true,
      },
    );
  }
}
