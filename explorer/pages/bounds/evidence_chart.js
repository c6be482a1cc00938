// The estimates of ln p(x) against the number of draws, and the lines that they are measured by.

import { Chart } from "../../ui/charts/chart.js";

/** @typedef {import("./estimates.js").Point} Point */

/** @type {[import("./estimates.js").Way, string, string][]} */
const WAYS = [
  ["prior", "z from the prior", "--gx-muted"],
  ["weighted", "z from q, weighted p(z)/q(z)", "--gx-accent"],
  ["unweighted", "z from q, not weighted", "--gx-warn"],
];
const LEAST_SPAN = 10; // nats that the axis shows at least
const FEW = 8; // draws whose estimates may leave the axis

export class EvidenceChart {
  #chart = new Chart({ label: "Estimates of ln p(x) against draws", height: 320 });
  root = this.#chart.root;

  /**
   * @param {Point[]} points
   * @param {{elbo: number, exact: number | null}} lines  in nats
   * @param {number} most  draws at the axis' end
   */
  show(points, { elbo, exact }, most) {
    const x = points.map(({ count }) => count);
    const line = (/** @type {number} */ value, /** @type {string} */ name, /** @type {string} */ dash) => ({
      type: "scatter",
      mode: "lines",
      x: [1, most],
      y: [value, value],
      name,
      line: { color: "--gx-ink", width: 1.5, dash },
    });
    const values = points.filter(({ count }) => count >= FEW).flatMap((one) => WAYS.map(([way]) => one[way]));
    const all = [elbo, ...(exact === null ? [] : [exact]), ...values].filter(Number.isFinite);
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const room = Math.max(LEAST_SPAN, high - low) * 0.08;
    this.#chart.show(
      [
        line(elbo, "ELBO", "dot"),
        ...(exact === null ? [] : [line(exact, "ln p(x), exact", "solid")]),
        ...WAYS.map(([way, name, color]) => ({
          type: "scatter",
          mode: "lines",
          x,
          y: points.map((point) => (Number.isFinite(point[way]) ? point[way] : null)),
          name,
          line: { color, width: 2.5 },
        })),
      ],
      {
        xaxis: { type: "log", title: { text: "draws, k" }, range: [0, Math.log10(most)], dtick: 1 },
        yaxis: { title: { text: "nats" }, range: [low - room, high + room] },
        showlegend: true,
      },
    );
  }
}
