// What is drawn over the points of a map: the cursor and what it was found from, a picture of one's own, the lasso.

import { context2d } from "../../ui/canvas/paint.js";

/** @typedef {import("../../ui/map/scene.js").Scene} Scene */
/** @typedef {[number, number]} Pair */

/**
 * The cursor: where it is, the points that its code was found from with their shares, and the nearest real code's.
 * @typedef {{place: Pair, from: Pair[], shares: number[], near: Pair | null, held: boolean}} Cursor
 */

/**
 * A picture of one's own: where it lies, and the test codes nearest to its own.
 * @typedef {{place: Pair, near: Pair[]}} OwnMark
 */

const ACCENT = "#4fc3c9"; // as --gx-bright: the ground is dark in both themes
const INK = "#ffffff";
const SHADE = "rgb(0 0 0 / 75%)";

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} width
 * @param {string} colour
 */
function stroke(context, width, colour) {
  context.lineWidth = width + 2;
  context.strokeStyle = SHADE;
  context.stroke();
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.stroke();
}

/**
 * @param {Scene} scene
 * @param {Pair} place
 * @returns {Pair}  in the canvas' pixels
 */
function pixel({ window, side }, place) {
  const [fx, fy] = window.fractionOf(place);
  return [fx * side, fy * side];
}

/**
 * @param {Scene} scene
 * @param {Cursor} cursor
 */
export function drawCursor(scene, { place, from, shares, near, held }) {
  const { context, unit } = scene;
  const [x, y] = pixel(scene, place);
  from.forEach((point, i) => {
    const [px, py] = pixel(scene, point);
    context.globalAlpha = 0.25 + 0.75 * shares[i];
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(px, py);
    context.lineWidth = (0.75 + 2 * shares[i]) * unit;
    context.strokeStyle = INK;
    context.stroke();
  });
  context.globalAlpha = 1;
  if (near) {
    const [nx, ny] = pixel(scene, near);
    const half = 6 * unit;
    context.beginPath();
    context.rect(nx - half, ny - half, 2 * half, 2 * half);
    stroke(context, 1.5 * unit, INK);
  }
  context.beginPath();
  context.arc(x, y, (held ? 11 : 9) * unit, 0, 2 * Math.PI);
  stroke(context, (held ? 3 : 2) * unit, held ? ACCENT : INK);
}

/**
 * @param {Scene} scene
 * @param {OwnMark} own
 */
export function drawOwn(scene, { place, near }) {
  const { context, unit } = scene;
  const [x, y] = pixel(scene, place);
  for (const point of near) {
    const [px, py] = pixel(scene, point);
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(px, py);
    context.lineWidth = unit;
    context.strokeStyle = ACCENT;
    context.stroke();
    context.beginPath();
    context.arc(px, py, 4 * unit, 0, 2 * Math.PI);
    stroke(context, 1.5 * unit, ACCENT);
  }
  context.beginPath();
  for (let corner = 0; corner < 10; corner++) {
    const radius = (corner % 2 ? 5 : 12) * unit;
    const angle = (corner * Math.PI) / 5 - Math.PI / 2;
    context.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  context.closePath();
  stroke(context, unit, SHADE);
  context.fillStyle = ACCENT;
  context.fill();
}

/**
 * @param {Scene} scene
 * @param {number[]} corners  x and y in turn
 */
export function drawLasso(scene, corners) {
  if (corners.length < 4) return;
  const { context, unit } = scene;
  context.beginPath();
  for (let i = 0; i < corners.length; i += 2) context.lineTo(...pixel(scene, [corners[i], corners[i + 1]]));
  context.closePath();
  context.fillStyle = "rgb(79 195 201 / 10%)";
  context.fill();
  context.setLineDash([6 * unit, 4 * unit]);
  stroke(context, 1.5 * unit, ACCENT);
  context.setLineDash([]);
}

/**
 * Wipe a canvas that is as many pixels a side.
 * @param {HTMLCanvasElement} canvas
 * @param {number} side
 */
export function wiped(canvas, side) {
  if (canvas.width !== side || canvas.height !== side) Object.assign(canvas, { width: side, height: side });
  const context = context2d(canvas);
  context.clearRect(0, 0, side, side);
  return context;
}
