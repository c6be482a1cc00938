// One measure against the digit's scale, a line a model.

import { el, fmt } from "../../ui/canvas/paint.js";
import { Chart } from "../../ui/charts/chart.js";

/** @typedef {import("./measured.js").Measure} Measure */

/**
 * A model's line: `values[i]` is of scales from `scales[i]` to `scales[i + 1]`; what is null was not measured.
 * @typedef {{name: string, colour: string, scales: number[], values: (number | null)[]}} Curve
 */

const HEIGHT = 160;
const STEPS = 10; // from 0 to 1, to which the range of values is widened
const AIR = 0.04; // of the range, above and below: points are not cut

/**
 * Plotly takes text for its own markup.
 * @param {string} text
 */
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/**
 * @param {(number | null)[]} values
 * @returns {number[]}
 */
const finite = (values) => values.filter((value) => value !== null && Number.isFinite(value)).map(Number);

/** @param {number[]} scales  edges */
const rangesOf = (scales) => scales.slice(0, -1).map((from, bin) => `${from} to ${scales[bin + 1]}`);

/**
 * The range of what is drawn, widened to whole steps.
 * @param {number[]} values
 * @returns {[low: number, high: number]}
 */
function rangeOf(values) {
  const high = Math.min(1, Math.ceil(STEPS * Math.max(...values)) / STEPS);
  const low = Math.max(0, Math.floor(STEPS * Math.min(...values)) / STEPS);
  return [Math.min(low, high - 1 / STEPS), high];
}

export class ScaleChart {
  /** @param {Measure} measure */
  constructor(measure) {
    this.measure = measure;
    this.percent = measure.key === "accuracy";
    this.chart = new Chart({ label: `${measure.name} by the digit's scale`, height: HEIGHT });
    const caption = this.percent ? `${measure.name}, %` : measure.name;
    this.root = el("figure", {}, el("figcaption", { title: measure.title }, caption), this.chart.root);
  }

  /** @param {Curve[]} curves  those without any value are left out; without any there is no chart */
  show(curves) {
    const drawn = curves.filter(({ values }) => finite(values).length > 0);
    this.root.classList.toggle("gx-hidden", !drawn.length);
    if (!drawn.length) return;
    const [{ scales }] = drawn;
    const range = rangeOf(drawn.flatMap(({ values }) => finite(values)));
    this.chart.show(
      drawn.map((curve) => this.#traceOf(curve)),
      { showlegend: false, hovermode: "closest", xaxis: this.#scaleAxis(scales), yaxis: this.#valueAxis(range) },
      this.#describe(drawn, scales),
    );
  }

  /** @param {number} value  as it is drawn, and named at the axis */
  #unit(value) {
    return this.percent ? 100 * value : value;
  }

  /** @param {Curve} curve */
  #traceOf({ name, colour, scales, values }) {
    const ranges = rangesOf(scales);
    return {
      type: "scatter",
      mode: "lines+markers",
      name: escaped(name),
      x: ranges.map((_, bin) => bin + 0.5),
      y: values.map((value) => (value === null ? null : this.#unit(value))),
      connectgaps: true,
      line: { color: colour, width: 2 },
      marker: { color: colour, size: 6 },
      hoverinfo: "text",
      hovertext: values.map((value, bin) => `${escaped(name)}: ${this.#valueText(value)}, scale ${ranges[bin]}`),
    };
  }

  /** @param {number | null} value */
  #valueText(value) {
    return this.percent && value !== null ? `${fmt(100 * value, 1)} %` : fmt(value, 3);
  }

  /**
   * Bins are equally wide; at their edges stand the scales.
   * @param {number[]} scales
   */
  #scaleAxis(scales) {
    return {
      range: [0, scales.length - 1],
      tickvals: scales.map((_, edge) => edge),
      ticktext: scales.map(String),
      showgrid: false,
      zeroline: false,
    };
  }

  /** @param {[low: number, high: number]} range */
  #valueAxis([low, high]) {
    const air = AIR * (high - low);
    const ticks = [low, (low + high) / 2, high];
    return {
      range: [this.#unit(low - air), this.#unit(high + air)],
      tickvals: ticks.map((value) => this.#unit(value)),
      ticktext: ticks.map((value) => (this.percent ? String(Math.round(100 * value)) : value.toFixed(2))),
      zeroline: false,
    };
  }

  /**
   * The chart in words, for who can't see it.
   * @param {Curve[]} curves
   * @param {number[]} scales
   */
  #describe(curves, scales) {
    const lines = curves.map(({ name, values }) => `${name}: ${values.map((value) => fmt(value, 2)).join(", ")}`);
    return `${this.measure.name} by the digit's scale, ${rangesOf(scales).join(", ")}. ${lines.join("; ")}`;
  }
}
