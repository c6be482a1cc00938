// Where the codes of two groups lie along a direction, under the slider that moves along it.

import { CLASS_COLOURS, context2d, el } from "../canvas/paint.js";

const WIDTH = 480;
const HEIGHT = 40;
const [FROM, TO] = CLASS_COLOURS;
const OPACITY = 0.6;

/**
 * @param {number} pictures  on the strip above: the middle of the first is the lower end
 */
export function spreadChart(pictures) {
  const canvas = el("canvas", { class: "spread-chart", width: WIDTH, height: HEIGHT, role: "img" });
  const margin = WIDTH / pictures / 2;
  return {
    canvas,
    /**
     * @param {readonly number[][]} along  counts of where it leads, and of where it comes from
     * @param {readonly string[]} ends  what the groups are called, from and to
     */
    show(along, ends) {
      const context = context2d(canvas);
      const step = (WIDTH - 2 * margin) / along[0].length;
      context.clearRect(0, 0, WIDTH, HEIGHT);
      context.globalAlpha = OPACITY;
      [along[1], along[0]].forEach((counts, side) => {
        const most = Math.max(1, ...counts);
        context.fillStyle = side ? TO : FROM;
        counts.forEach((count, bin) => {
          const tall = (HEIGHT * count) / most;
          context.fillRect(margin + bin * step, HEIGHT - tall, step - 1, tall);
        });
      });
      context.globalAlpha = 1;
      canvas.setAttribute(
        "aria-label",
        `Where held-out pictures lie along it: ${ends[0]} at the left, ${ends[1]} right`,
      );
    },
  };
}

/**
 * What the colours mean.
 * @param {readonly string[]} ends
 */
export const spreadLegend = (ends) =>
  el(
    "div",
    { class: "spread-legend gx-note" },
    ...ends.map((end, side) =>
      el("span", {}, el("i", { class: "swatch", style: `background: ${side ? TO : FROM}` }), end),
    ),
  );
