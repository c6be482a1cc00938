// How many pixels changed in each pass, and where the player stands.

import { Chart } from "../../ui/charts/chart.js";

const HEIGHT = 140;

/** A line over the passes, `root`, with a dot at the pass that is shown. */
export class PassesChart {
  constructor() {
    this.chart = new Chart({ label: "Changed pixels of each pass; nothing has run yet", height: HEIGHT });
    this.root = this.chart.root;
  }

  /**
   * @param {number[]} changed  pixels, by pass
   * @param {number} step  the pass that is shown, from 1; 0 for none
   * @param {number} end  the last pass that there is room for
   */
  show(changed, step, end) {
    const accent = this.chart.colour("accent");
    const label = changed.length
      ? `Changed pixels of each pass: ${changed.join(", ")}`
      : "Changed pixels of each pass; nothing has run yet";
    const line = {
      type: "scatter",
      mode: "lines",
      name: "changed pixels",
      x: changed.map((_, i) => i + 1),
      y: changed,
      line: { color: accent, width: 2 },
      hovertemplate: "pass %{x}: %{y} changed<extra></extra>",
    };
    const here = step > 0 && step <= changed.length;
    const dot = {
      type: "scatter",
      mode: "markers",
      name: "the pass that is shown",
      x: here ? [step] : [],
      y: here ? [changed[step - 1]] : [],
      marker: { color: accent, size: 8 },
      hoverinfo: "skip",
    };
    const layout = {
      showlegend: false,
      xaxis: { title: { text: "pass" }, range: [1, Math.max(2, end)], showgrid: false },
      yaxis: { title: { text: "changed pixels" }, rangemode: "tozero", nticks: 4 },
    };
    this.chart.show([line, dot], layout, label);
  }
}
