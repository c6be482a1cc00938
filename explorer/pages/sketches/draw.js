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
/** Of a line, in units. */
export const WIDTH = 2.4;

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
 * A paper of its own at a place of a canvas.
 * @param {CanvasRenderingContext2D} context  in pixels
 * @param {Point[]} points
 * @param {{side: number, x?: number, y?: number, width: number}} paper  in pixels; width: of a line, in units of the
 *   paper
 */
export function paintPaper(context, points, { side, x = 0, y = 0, width }) {
  context.save();
  context.translate(x, y);
  context.beginPath();
  context.rect(0, 0, side, side);
  context.clip();
  context.fillStyle = GROUND;
  context.fillRect(0, 0, side, side);
  onPaper(context, side);
  drawPoints(context, points, { width });
  context.restore();
}
