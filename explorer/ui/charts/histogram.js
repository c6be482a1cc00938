// Two distributions and one value among them, on a canvas.

import { el, fmt } from "../canvas/paint.js";

const WIDTH = 560;
const HEIGHT = 180;
const BINS = 56;
const BOTTOM = 34;
const TOP = 22;
const STRANGE = "#ee8866";

/** The share of sorted `values` that lie below `value`. */
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

export class Histogram {
  constructor() {
    this.canvas = el("canvas", { class: "histogram", role: "img", width: WIDTH * 2, height: HEIGHT * 2 });
    this.legend = el("div", { class: "gx-row gx-note histogram-legend" });
    this.root = el("div", { class: "histogram-box" }, this.canvas, this.legend);
  }

  /** @param {{title: string, values: number[], own: boolean}[]} sets, values sorted  @param {number} value  @param {string} unit */
  show(sets, value, unit) {
    const colour = (name) => getComputedStyle(this.root).getPropertyValue(name).trim();
    const ink = colour("--gx-ink");
    const muted = colour("--gx-muted");
    const line = colour("--gx-line");
    const own = colour("--gx-accent");
    const context = this.canvas.getContext("2d");
    const low = Math.min(...sets.map(({ values }) => values[Math.floor(values.length * 0.01)]));
    const high = Math.max(...sets.map(({ values }) => values.at(-1)));
    const from = Math.min(low, value);
    const to = Math.max(high, value);
    const edge = 0.03 * (to - from) || 1;
    const start = from - edge;
    const width = to - from + 2 * edge;
    const x = (at) => ((at - start) / width) * WIDTH;
    const floor = HEIGHT - BOTTOM;
    context.setTransform(2, 0, 0, 2, 0, 0);
    context.clearRect(0, 0, WIDTH, HEIGHT);
    context.font = "12px system-ui, sans-serif";
    for (const set of sets) {
      const counts = new Array(BINS).fill(0);
      set.values.forEach((one) => {
        const bin = Math.floor(((one - start) / width) * BINS);
        if (bin >= 0 && bin < BINS) counts[bin]++;
      });
      const most = Math.max(...counts);
      context.fillStyle = set.own ? own : STRANGE;
      context.globalAlpha = 0.6;
      counts.forEach((count, bin) => {
        const tall = (count / most) * (floor - TOP);
        context.fillRect((bin / BINS) * WIDTH, floor - tall, WIDTH / BINS - 1, tall);
      });
    }
    context.globalAlpha = 1;
    context.fillStyle = line;
    context.fillRect(0, floor, WIDTH, 1);
    context.fillStyle = muted;
    for (let i = 0; i < 5; i++) {
      const at = start + (width * (i + 0.5)) / 5;
      context.textAlign = "center";
      context.fillText(fmt(at, 0), x(at), floor + 14);
    }
    context.fillText(unit, WIDTH / 2, HEIGHT - 3);
    context.fillStyle = ink;
    context.fillRect(x(value) - 1, 4, 2, floor - 4);
    context.textAlign = x(value) > WIDTH - 90 ? "right" : "left";
    context.fillText("this picture", x(value) + (context.textAlign === "right" ? -6 : 6), 14);
    this.canvas.setAttribute(
      "aria-label",
      `Histogram of ${unit} for ${sets.map(({ title }) => title).join(" and ")}; this picture stands at ${fmt(value, 1)}`,
    );
    this.legend.replaceChildren(
      ...sets.map((set) =>
        el(
          "span",
          {},
          el("i", { style: `background: ${set.own ? own : STRANGE}` }),
          `${set.title}, ${set.own ? "which it was trained on" : "which it never saw"}`,
        ),
      ),
    );
  }
}
