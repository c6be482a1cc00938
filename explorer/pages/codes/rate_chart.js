// How near a picture comes for how many bits: these codes, and JPEG's curve.

import { fmt } from "../../ui/canvas/paint.js";
import { Chart } from "../../ui/charts/chart.js";
import { bitsText } from "./rate.js";

/** @typedef {import("./rate.js").JpegPoint} JpegPoint */
/** @typedef {import("./rate.js").Way} Way */

/**
 * @typedef {object} RateShown
 * @property {Way[]} ways  in which the codes can be written
 * @property {number} psnr  of what they decode to, in dB
 * @property {JpegPoint[]} curve  the smallest first
 * @property {number | null} png  bits of the file
 * @property {number} raw  bits of the pixels as they are
 */

const HEIGHT = 220; // px
const TICKS = [20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000]; // bits
const WAY_NAMES = { uniform: "codes, equally long", entropy: "frequent codes shorter", prior: "by the prior" };

/** @param {number} bits */
const tickText = (bits) => (bits >= 1000 ? `${bits / 1000}k` : String(bits));

export class RateChart {
  #chart = new Chart({ label: "PSNR over bits", height: HEIGHT });

  root = this.#chart.root;

  constructor() {
    this.root.classList.add("cost-chart");
  }

  /** @param {RateShown} shown */
  show(shown) {
    const { ways, psnr, curve, png, raw } = shown;
    const levels = [psnr, ...curve.map((point) => point.psnr)];
    const low = Math.floor(Math.min(...levels) / 5 - 0.2) * 5;
    const high = Math.ceil(Math.max(...levels) / 5) * 5;
    const traces = [
      this.#jpegTrace(curve, "bits_without_header", "solid", "JPEG"),
      this.#jpegTrace(curve, "bits", "dash", "JPEG as a file"),
      ...(png ? [this.#edge(png, "solid", "PNG, exact", low, high)] : []),
      this.#edge(raw, "dash", "its pixels, as they are", low, high),
      ...ways.map((way) => this.#point(way, psnr)),
    ];
    this.#chart.show(traces, this.#layout(shown, low, high), this.#words(shown));
  }

  /**
   * @param {JpegPoint[]} curve
   * @param {"bits" | "bits_without_header"} bits
   * @param {"solid" | "dash"} dash
   * @param {string} name
   */
  #jpegTrace(curve, bits, dash, name) {
    return {
      type: "scatter",
      mode: "lines",
      name,
      x: curve.map((point) => point[bits]),
      y: curve.map((point) => point.psnr),
      customdata: curve.map((point) => point.quality),
      hovertemplate: `${name}, quality %{customdata}: %{y:.1f} dB, %{x:,.0f} bits<extra></extra>`,
      line: { color: this.#chart.colour("ink"), width: 1.5, dash },
    };
  }

  /**
   * What is exact, however many dB: an upright line.
   * @param {number} bits
   * @param {"solid" | "dash"} dash
   * @param {string} name
   * @param {number} low  in dB
   * @param {number} high
   */
  #edge(bits, dash, name, low, high) {
    return {
      type: "scatter",
      mode: "lines",
      name,
      x: [bits, bits],
      y: [low, high],
      hovertemplate: `${name}: %{x:,.0f} bits<extra></extra>`,
      line: { color: this.#chart.colour("muted"), width: 1.5, dash },
    };
  }

  /**
   * @param {Way} way
   * @param {number} psnr  in dB
   */
  #point({ name, colour, bits }, psnr) {
    return {
      type: "scatter",
      mode: "markers",
      name: WAY_NAMES[name],
      x: [bits],
      y: [psnr],
      hovertemplate: `${WAY_NAMES[name]}: %{y:.1f} dB, %{x:,.0f} bits<extra></extra>`,
      marker: { color: colour, size: 11, line: { color: this.#chart.colour("panel"), width: 1.5 } },
    };
  }

  /**
   * @param {RateShown} shown
   * @param {number} low  in dB
   * @param {number} high
   */
  #layout({ ways, curve, png, raw }, low, high) {
    const bits = [
      ...ways.map((way) => way.bits),
      ...curve.flatMap((point) => [point.bits, point.bits_without_header]),
      ...(png ? [png] : []),
      raw,
    ];
    return {
      showlegend: false,
      hovermode: "closest",
      xaxis: {
        type: "log",
        range: [Math.log10(Math.min(...bits) * 0.85), Math.log10(Math.max(...bits) * 1.1)],
        tickvals: TICKS,
        ticktext: TICKS.map(tickText),
        tickangle: 0,
        showgrid: false,
        title: { text: "bits" },
      },
      yaxis: { range: [low, high], dtick: high - low > 25 ? 10 : 5, title: { text: "dB" } },
    };
  }

  /**
   * The same for who doesn't see it.
   * @param {RateShown} shown
   */
  #words({ ways, psnr, curve }) {
    const first = curve[0];
    const last = curve[curve.length - 1];
    const bits = ways.map((way) => bitsText(way.bits)).join(", ");
    return (
      `PSNR over bits, on a logarithmic scale. These codes: ${fmt(psnr, 1)} dB at ${bits} bits. ` +
      `JPEG runs from ${fmt(first.psnr, 1)} dB at ${bitsText(first.bits_without_header)} bits ` +
      `to ${fmt(last.psnr, 1)} dB at ${bitsText(last.bits_without_header)}.`
    );
  }
}
