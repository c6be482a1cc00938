// What stands on the paper as text, a few characters a point; own.py says how it is written.

import { decodeBase64, encodeBase64 } from "../../ui/canvas/paint.js";

/** @typedef {import("./types.js").Point} Point */

/** Points that a paper holds. */
export const MOST = 400;

/** Units that the paper is wide and high. */
export const PAPER = 256;

const FARTHEST = 2 * PAPER; // of a place from the paper's middle

/** @param {number} number */
const zigzag = (number) => (number >= 0 ? 2 * number : -2 * number - 1);

/** @param {number} number */
const straight = (number) => (number % 2 ? -(number + 1) / 2 : number / 2);

/**
 * Points on whole units of the paper, as they are written and as a model is shown them.
 * @param {Point[]} points
 * @returns {Point[]}
 */
export const settled = (points) => points.map((point) => ({ ...point, x: nearest(point.x), y: nearest(point.y) }));

/**
 * The whole unit that may be written for a place.
 * @param {number} value
 */
const nearest = (value) => Math.round(Math.min(PAPER / 2 + FARTHEST, Math.max(PAPER / 2 - FARTHEST, value)));

/** @param {Point[]} points  on whole units */
export function write(points) {
  /** @type {number[]} */
  const bytes = [];
  const put = (/** @type {number} */ number) => {
    let rest = number;
    while (rest > 127) {
      bytes.push((rest & 127) | 128);
      rest >>= 7;
    }
    bytes.push(rest);
  };
  let [x, y] = [PAPER / 2, PAPER / 2];
  for (const point of points) {
    put(4 * zigzag(point.x - x) + 2 * Number(point.model) + Number(point.lifted));
    put(zigzag(point.y - y));
    [x, y] = [point.x, point.y];
  }
  return encodeBase64(Uint8Array.from(bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * @param {string} text  as the server gives it
 * @returns {Point[]}
 */
export function read(text) {
  const bytes = decodeBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
  let at = 0;
  const take = () => {
    let number = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      number |= (byte & 127) << shift;
      if (byte < 128) return number;
    }
  };
  /** @type {Point[]} */
  const points = [];
  let [x, y] = [PAPER / 2, PAPER / 2];
  while (at < bytes.length) {
    const head = take();
    x += straight(head >> 2);
    y += straight(take());
    points.push({ x, y, lifted: (head & 1) > 0, model: (head & 2) > 0 });
  }
  return points;
}
