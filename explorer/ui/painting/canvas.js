// The canvas that a draw begins with: level numbers, -1 where a pixel is unknown.

import { decodeBase64 } from "../canvas/paint.js";

/**
 * @import { Shape } from "../types.js"
 * @import { Record, RowMessage } from "./record.js"
 */

/**
 * An empty canvas, or a picture of which a part is rubbed out.
 * @typedef {{kind: "empty"} | PictureStart} CanvasStart
 */

/**
 * @typedef {object} PictureStart
 * @property {"picture"} kind
 * @property {Uint8Array<ArrayBuffer>} pixels  greys (c*h*w)
 * @property {Uint8Array} hole  (h*w), 1 where it is rubbed out
 */

/**
 * A whole picture in the model's levels, and what the model makes of each of its pixels.
 * @typedef {object} Scored
 * @property {Shape} shape
 * @property {number} levels  how many
 * @property {number | [number, number, number] | null} label
 * @property {string} canvas  int16 level numbers (c, h, w), little-endian, in base64
 * @property {RowMessage[]} rows
 */

/**
 * What a draw begins with.
 * @typedef {object} BegunCanvas
 * @property {Uint8Array | null} given  (h*w), 1 where a pixel is known; null for an empty canvas
 * @property {Int16Array | null} canvas  (c*h*w) level numbers, -1 unknown; null for an empty canvas
 * @property {number} unknown  how many pixels are not known
 * @property {Scored} [scored]  what the whole picture is to the model
 */

const CHUNK = 8192; // arguments that a call may have

/**
 * An array's bytes (level numbers as the route takes them: int16, little-endian) in base64; "" where there is none.
 * @param {Uint8Array | Int16Array | Uint16Array | null | undefined} numbers
 */
export function pack(numbers) {
  if (!numbers) return "";
  const bytes = new Uint8Array(numbers.buffer);
  let text = "";
  for (let i = 0; i < bytes.length; i += CHUNK) text += String.fromCharCode(...bytes.subarray(i, i + CHUNK));
  return btoa(text);
}

/**
 * What the start panel says, as level numbers.
 * @param {CanvasStart} start
 * @param {{shape: Shape}} card
 * @param {(greys: Uint8Array<ArrayBuffer>) => Promise<Scored>} score  gives the levels and the record of a whole
 *   picture
 * @returns {Promise<BegunCanvas>}
 */
export async function beginCanvas(start, { shape: [c, h, w] }, score) {
  if (start.kind === "empty") return { given: null, canvas: null, unknown: h * w };
  const scored = await score(start.pixels);
  const canvas = new Int16Array(decodeBase64(scored.canvas).buffer);
  const given = Uint8Array.from(start.hole, (lost) => 1 - lost);
  for (let i = 0; i < c * h * w; i++) if (!given[i % (h * w)]) canvas[i] = -1;
  return { given, canvas, unknown: start.hole.reduce((sum, lost) => sum + lost, 0), scored };
}

/**
 * A picture of a record up to a pixel, which takes another level; what follows is unknown but where it was given.
 * @param {Record} record
 * @param {number} which  of its pictures
 * @param {number} y
 * @param {number} x
 * @param {number} level
 * @returns {{canvas: Int16Array, given: Uint8Array}}
 */
export function branchCanvas(record, which, y, x, level) {
  const [c, h, w] = record.shape;
  const plane = h * w;
  const canvas = new Int16Array(c * plane).fill(-1);
  const given = new Uint8Array(plane);
  const forced = record.stepOf(y, x);
  for (let step = 0; step < record.count; step++) {
    const [row, column] = record.place(step);
    const at = row * w + column;
    if (step >= forced && !record.given[at]) continue;
    given[at] = 1;
    for (let channel = 0; channel < c; channel++) {
      canvas[channel * plane + at] = record.level(which, row, column, channel);
    }
  }
  given[y * w + x] = 1;
  for (let channel = 0; channel < c; channel++) canvas[channel * plane + y * w + x] = level;
  return { canvas, given };
}
