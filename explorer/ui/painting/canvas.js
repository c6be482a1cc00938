// The canvas that a painting begins with: level numbers, -1 where a pixel is unknown.

import { decodeBase64 } from "../canvas/paint.js";

/** Level numbers as the route takes them: int16, little-endian, in base64; "" where all is unknown. */
export function pack(canvas) {
  if (!canvas) return "";
  const bytes = new Uint8Array(canvas.buffer);
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}

/**
 * What the start panel says, as level numbers.
 * @param {object} start  @param {object} card  @param {(greys: Uint8Array) => Promise} score  gives the levels and the record of a whole picture
 * @returns {Promise<{given, canvas, unknown, found}>}  given: 1 where a pixel is known, null for an empty canvas; unknown: how many are not
 */
export async function begin(start, { shape: [c, h, w] }, score) {
  if (start.kind === "empty") return { given: null, canvas: null, unknown: h * w };
  const found = await score(start.pixels);
  const canvas = new Int16Array(decodeBase64(found.canvas).buffer);
  const given = Uint8Array.from(start.hole, (lost) => 1 - lost);
  for (let i = 0; i < c * h * w; i++) if (!given[i % (h * w)]) canvas[i] = -1;
  return { given, canvas, unknown: start.hole.reduce((sum, lost) => sum + lost, 0), found };
}

/** A picture of a record up to a pixel, which takes another level; what follows is unknown but where it was given. */
export function branch(record, which, y, x, level) {
  const [c, h, w] = record.shape;
  const canvas = new Int16Array(c * h * w).fill(-1);
  const given = new Uint8Array(h * w);
  const forced = record.stepOf(y, x);
  for (let step = 0; step < record.count; step++) {
    const [row, column] = record.place(step);
    const at = row * w + column;
    if (step >= forced && !record.given?.[at]) continue;
    given[at] = 1;
    for (let channel = 0; channel < c; channel++)
      canvas[channel * h * w + at] = record.level(which, row, column, channel);
  }
  given[y * w + x] = 1;
  for (let channel = 0; channel < c; channel++) canvas[channel * h * w + y * w + x] = level;
  return { canvas, given };
}
