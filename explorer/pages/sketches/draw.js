// Drawings on a canvas: lines of the hand and of the model, each in its colour.

import { PAPER } from "./own.js";

/** @typedef {import("./types.js").Point} Point */

export const HAND = "#ffffff";
export const MODEL = "#4fc3c9";
export const GROUND = "#0c1014";
/** Units of the paper that are shown beyond each of its sides, as a pen may leave it. */
export const MARGIN = 16;
/** Units that a canvas shows. */
export const SHOWN = PAPER + 2 * MARGIN;
const WIDTH = 2.4; // of a line, in units

/**
 * How points are drawn.
 * @typedef {object} Style
 * @property {(point: Point) => string} [colour]
 * @property {number} [width]  of a line, in units of the paper
 * @property {number} [grown]  share of the last line that is drawn
 */

/** @param {Point} point */
const byHand = ({ model }) => (model ? MODEL : HAND);

/**
 * A context in which units of the paper are drawn, on a canvas of so many px a side.
 * @param {CanvasRenderingContext2D} context
 * @param {number} side
 */
export function onPaper(context, side) {
  const scale = side / SHOWN;
  context.translate(MARGIN * scale, MARGIN * scale);
  context.scale(scale, scale);
  context.lineCap = "round";
  context.lineJoin = "round";
}

/**
 * @param {CanvasRenderingContext2D} context  in units of the paper
 * @param {Point[]} points
 * @param {Style} [style]
 */
export function drawPoints(context, points, { colour = byHand, width = WIDTH, grown = 1 } = {}) {
  context.lineWidth = width;
  points.forEach((point, i) => {
    const before = points[i - 1];
    const joined = before && !before.lifted;
    const share = i === points.length - 1 ? grown : 1;
    context.strokeStyle = colour(point);
    context.beginPath();
    if (joined) {
      context.moveTo(before.x, before.y);
      context.lineTo(before.x + share * (point.x - before.x), before.y + share * (point.y - before.y));
    } else {
      context.moveTo(point.x, point.y);
      context.lineTo(point.x, point.y);
    }
    context.stroke();
  });
}

/**
 * A drawing as SVG text: the hand's lines and the model's in two groups of paths, on no ground.
 * @param {Point[]} points
 * @param {{hand: string, model: string}} colours
 */
export function svgOf(points, colours) {
  /** @type {Point[][]} */
  const runs = [];
  points.forEach((point, i) => {
    const before = points[i - 1];
    const joined = before && !before.lifted;
    if (joined && before.model === point.model) runs.at(-1)?.push(point);
    else runs.push(joined ? [before, point] : [point]);
  });
  const paths = runs.map((run) => {
    const [first, ...rest] = run.map(({ x, y }) => `${Number(x.toFixed(2))},${Number(y.toFixed(2))}`);
    const colour = run.at(-1)?.model ? colours.model : colours.hand;
    return `  <path stroke="${colour}" d="M${first}${rest.length ? ` L${rest.join(" ")}` : " Z"}"/>`;
  });
  const style = `fill="none" stroke-width="${WIDTH}" stroke-linecap="round" stroke-linejoin="round"`;
  const box = `${-MARGIN} ${-MARGIN} ${SHOWN} ${SHOWN}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}">`,
    `<g ${style}>`,
    ...paths,
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}
