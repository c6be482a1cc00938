// Distributions of one number over sets of pictures, and one picture's value among them.

import { el, fmt } from "../canvas/paint.js";
import { Chart } from "./chart.js";

/**
 * A set of pictures by their numbers.
 * @typedef {object} HistogramSet
 * @property {string} title
 * @property {ArrayLike<number>} values  from the least to the greatest
 * @property {boolean} own  whether the model was trained on such pictures
 */

const HEIGHT = 220;
const BINS = 56;
const STRANGE = "#ee8866"; // pictures that the model never saw
const MARGIN = 0.03; // of the range, at either end
const LOWEST = 0.01; // the share of a set that may lie left of the chart
const OPACITY = 0.6;

/**
 * The share of sorted `values` that lie below `value`.
 * @param {ArrayLike<number>} values
 * @param {number} value
 */
export function shareBelow(values, value) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low / values.length;
}

/**
 * The range that shows all sets and the value: its start and the width of a bin.
 * @param {HistogramSet[]} sets
 * @param {number} value
 */
function binned(sets, value) {
  const low = Math.min(value, ...sets.map(({ values }) => values[Math.floor(values.length * LOWEST)]));
  const high = Math.max(value, ...sets.map(({ values }) => values[values.length - 1]));
  const margin = MARGIN * (high - low) || 1;
  const start = low - margin;
  return { start, size: (high + margin - start) / BINS };
}

/**
 * How many values lie in each bin; those outside of all bins are left out.
 * @param {ArrayLike<number>} values
 * @param {{start: number, size: number}} bins
 */
function countBins(values, { start, size }) {
  const counts = new Array(BINS).fill(0);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.floor((values[i] - start) / size);
    if (bin >= 0 && bin < BINS) counts[bin]++;
  }
  return counts;
}

/**
 * A chart of sets of pictures, `root`, each set as tall as the others, with a line at one picture's value. The
 * likelier a picture, the further right.
 */
export class Histogram {
  /** @param {{falling?: boolean}} [options]  falling: the smaller the number, the likelier, as with −log p */
  constructor({ falling = false } = {}) {
    this.falling = falling;
    this.chart = new Chart({ label: "Histogram", height: HEIGHT });
    this.legend = el("div", { class: "gx-row gx-note histogram-legend" });
    this.root = el("div", { class: "histogram-box" }, this.chart.root, this.legend);
  }

  /**
   * @param {HistogramSet[]} sets
   * @param {number} value  of the picture that is looked at
   * @param {string} unit  what the numbers are, in words
   */
  show(sets, value, unit) {
    const names = sets.map(({ title }) => title).join(" and ");
    const label = `Histogram of ${unit} for ${names}; this picture stands at ${fmt(value, 1)}`;
    const bins = binned(sets, value);
    const traces = sets.map((set) => this.#bars(set, bins));
    this.chart.show([...traces, this.#mark(value)], this.#layout(value, unit, bins), label);
    this.legend.replaceChildren(...sets.map((set) => this.#entry(set)));
  }

  /**
   * Bars in percent of the fullest bin, so that a small set is as tall as a large one; pointed at, they tell the
   * pictures.
   * @param {HistogramSet} set
   * @param {{start: number, size: number}} bins
   */
  #bars(set, bins) {
    const counts = countBins(set.values, bins);
    const most = Math.max(1, ...counts);
    const from = (/** @type {number} */ bin) => bins.start + bin * bins.size;
    return {
      type: "bar",
      name: set.title,
      x: counts.map((_, bin) => from(bin + 0.5)),
      y: counts.map((count) => count / most),
      width: bins.size,
      customdata: counts.map((count, bin) => [count, fmt(from(bin), 1), fmt(from(bin + 1), 1)]),
      marker: { color: set.own ? this.chart.colour("accent") : STRANGE, line: { width: 0 } },
      opacity: OPACITY,
      hovertemplate: "%{customdata[0]} pictures from %{customdata[1]} to %{customdata[2]}",
    };
  }

  /** @param {number} value */
  #mark(value) {
    return {
      type: "scatter",
      mode: "lines",
      name: "this picture",
      x: [value, value],
      y: [0, 1.05],
      line: { color: this.chart.colour("ink"), width: 2 },
      hovertemplate: `this picture: ${fmt(value, 1)}<extra></extra>`,
    };
  }

  /**
   * @param {number} value
   * @param {string} unit
   * @param {{start: number, size: number}} bins
   */
  #layout(value, unit, { start, size }) {
    const end = start + BINS * size;
    const share = (value - start) / (end - start);
    const right = (this.falling ? 1 - share : share) > 2 / 3;
    return {
      barmode: "overlay",
      bargap: 0,
      showlegend: false,
      hovermode: "closest",
      xaxis: {
        title: { text: `${unit} (right: likelier)` },
        range: this.falling ? [end, start] : [start, end],
        showgrid: false,
      },
      yaxis: { visible: false, range: [0, 1.2] },
      annotations: [
        {
          text: "this picture",
          x: value,
          y: 1.05,
          xanchor: right ? "right" : "left",
          yanchor: "bottom",
          showarrow: false,
        },
      ],
    };
  }

  /** @param {HistogramSet} set */
  #entry({ title, own }) {
    const colour = own ? "var(--gx-accent)" : STRANGE;
    const trained = own ? "which it was trained on" : "which it never saw";
    return el("span", {}, el("i", { style: `background: ${colour}` }), `${title}, ${trained}`);
  }
}
