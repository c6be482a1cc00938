// One digit cut out of the picture, so that it follows a hand at once: the picture with it minus the picture without
// it.

import { context2d, el } from "../../ui/canvas/paint.js";
import { SIDE } from "./picture.js";

/** @typedef {import("./types.js").Box} Box */

/** Where a digit stands. @typedef {{x: number, y: number, scale: number}} Stand */

/** @param {HTMLCanvasElement} canvas */
const pixelsOf = (canvas) => context2d(canvas, { willReadFrequently: true }).getImageData(0, 0, SIDE, SIDE).data;

/**
 * How far two colours are apart, summed over the channels.
 * @param {ArrayLike<number>} a
 * @param {number} fromA
 * @param {ArrayLike<number>} b
 * @param {number} fromB
 */
const apart = (a, fromA, b, fromB) =>
  Math.abs(a[fromA] - b[fromB]) + Math.abs(a[fromA + 1] - b[fromB + 1]) + Math.abs(a[fromA + 2] - b[fromB + 2]);

/**
 * Where two pictures differ most; -1: nowhere.
 * @param {ArrayLike<number>} a  rgba
 * @param {ArrayLike<number>} b
 */
function mostDifferent(a, b) {
  let place = -1;
  let most = 0;
  for (let at = 0; at < a.length; at += 4) {
    const away = apart(a, at, b, at);
    if (away > most) {
      most = away;
      place = at;
    }
  }
  return place;
}

/**
 * The digit that a scene has and another has not: a canvas in the digit's own colour whose alpha is its ink. Over
 * black, sprite and base together are the scene again, pixel by pixel; over a photograph it is so but for the edges.
 * @param {HTMLCanvasElement} picture  the scene
 * @param {HTMLCanvasElement} base  without the digit
 */
export function cutOut(picture, base) {
  const sprite = el("canvas", { width: SIDE, height: SIDE });
  const image = new ImageData(SIDE, SIDE);
  const whole = pixelsOf(picture);
  const without = pixelsOf(base);
  const full = mostDifferent(whole, without);
  if (full >= 0) {
    const colour = whole.slice(full, full + 3);
    for (let at = 0; at < whole.length; at += 4) {
      const reach = Math.max(1, apart(colour, 0, without, at));
      const ink = Math.round((255 * apart(whole, at, without, at)) / reach);
      image.data.set([...colour, Math.min(255, ink)], at);
    }
  }
  context2d(sprite).putImageData(image, 0, 0);
  return sprite;
}

/**
 * Where a digit's box is after it moved and grew.
 * @param {Box} box
 * @param {Stand} from
 * @param {Stand} to
 * @returns {Box}
 */
export function movedBox([left, top, right, bottom], from, to) {
  const grown = to.scale / from.scale;
  /** @param {number} value */
  const x = (value) => (value - from.x) * grown + to.x;
  /** @param {number} value */
  const y = (value) => (value - from.y) * grown + to.y;
  return [x(left), y(top), x(right), y(bottom)];
}

/**
 * The digit that stood at `from`, drawn where `to` has it.
 * @param {CanvasRenderingContext2D} context  in picture pixels
 * @param {HTMLCanvasElement} sprite
 * @param {Stand} from
 * @param {Stand} to
 */
export function drawSprite(context, sprite, from, to) {
  const [left, top, right, bottom] = movedBox([0, 0, SIDE, SIDE], from, to);
  context.drawImage(sprite, left, top, right - left, bottom - top);
}
