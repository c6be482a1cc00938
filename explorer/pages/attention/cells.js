// A stage's values over the picture, cell by cell.

import { heatColour } from "../../ui/canvas/heat_scale.js";
import { context2d } from "../../ui/canvas/paint.js";
import { SIDE } from "./picture.js";

/** A cell of a map. @typedef {{row: number, column: number}} Place */

/**
 * What a map of cells shows.
 * @typedef {object} CellLook
 * @property {HTMLCanvasElement} picture  under the values, SIDE pixels a side
 * @property {number} h  rows of the map
 * @property {number} w  columns
 * @property {number} cell  picture pixels a side that a value stands for; may be no whole number
 * @property {Float32Array | null} values  (h, w); null: the picture alone
 * @property {number} top  the value that has the brightest colour
 * @property {(at: number) => boolean} [there]  whether value `at` is known yet; all are, where it is left out
 * @property {(at: number) => boolean} [fresh]  whether it was given just now; none was, where it is left out
 * @property {Place | null} [cursor]  the cell that is pointed at
 */

const ZOOM = 4; // canvas pixels for each of the picture's
const VEIL = 0.74;
const WAITING = "rgb(52 62 75 / 82%)";
const FRESH = "#5fe0e6";
const CURSOR = "#fff";
const RIM = "rgb(8 12 16 / 85%)";

/** Canvas pixels a side of a painted map. */
export const MAP_SIDE = SIDE * ZOOM;

/** @param {number} pixels  of the picture */
const edgeOf = (pixels) => Math.min(MAP_SIDE, Math.round(pixels * ZOOM));

/**
 * Where a cell is on the canvas: x, y, width, height.
 * @param {CellLook} look
 * @param {number} at  number of the cell, row by row
 * @returns {[number, number, number, number]}
 */
function rectangleOf({ w, cell }, at) {
  const row = Math.floor(at / w);
  const column = at % w;
  const x = edgeOf(column * cell);
  const y = edgeOf(row * cell);
  return [x, y, edgeOf((column + 1) * cell) - x, edgeOf((row + 1) * cell) - y];
}

/**
 * A line around a cell, with a dark rim.
 * @param {CanvasRenderingContext2D} context
 * @param {[number, number, number, number]} rectangle
 * @param {string} colour
 */
function frame(context, [x, y, width, height], colour) {
  for (const stroke of [
    { colour: RIM, width: 5 },
    { colour, width: 2.5 },
  ]) {
    context.strokeStyle = stroke.colour;
    context.lineWidth = stroke.width;
    context.strokeRect(x + 1, y + 1, width - 2, height - 2);
  }
}

/**
 * @param {HTMLCanvasElement} canvas  becomes MAP_SIDE pixels a side
 * @param {CellLook} look
 */
export function paintCells(canvas, look) {
  const { picture, h, w, values, top, there = () => true, fresh = () => false, cursor = null } = look;
  const context = context2d(canvas);
  if (canvas.width !== MAP_SIDE || canvas.height !== MAP_SIDE) {
    canvas.width = MAP_SIDE;
    canvas.height = MAP_SIDE;
  }
  context.imageSmoothingEnabled = false;
  context.fillStyle = "#000";
  context.fillRect(0, 0, MAP_SIDE, MAP_SIDE);
  context.drawImage(picture, 0, 0, MAP_SIDE, MAP_SIDE);
  if (!values) return;
  for (let at = 0; at < h * w; at++) {
    context.fillStyle = there(at) ? `rgb(${heatColour(values[at], top || 1).join(" ")} / ${VEIL})` : WAITING;
    context.fillRect(...rectangleOf(look, at));
  }
  for (let at = 0; at < h * w; at++) {
    if (fresh(at)) frame(context, rectangleOf(look, at), FRESH);
  }
  if (cursor) frame(context, rectangleOf(look, cursor.row * w + cursor.column), CURSOR);
}
