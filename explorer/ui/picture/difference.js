// How a picture differs from another, as a picture: of grey ones in the colours of the diverging scale; of those in
// colour each channel around the middle grey, so that a red that is missing is not made up for by a green too many.

import { diverging } from "../canvas/paint.js";

/** @typedef {import("../types.js").Shape} Shape */

const MIDDLE = 127.5;

/**
 * @param {ArrayLike<number>} picture  uint8 (c, h, w)
 * @param {ArrayLike<number>} from  the same
 * @param {Shape} shape
 * @param {number} [gain]  how many times a difference is magnified
 * @returns {Uint8Array}  (3, h, w)
 */
export function differenceOf(picture, from, [c, h, w], gain = 1) {
  const plane = h * w;
  const out = new Uint8ClampedArray(3 * plane);
  if (c === 3) {
    for (let i = 0; i < out.length; i++) out[i] = MIDDLE + ((picture[i] - from[i]) * gain) / 2;
    return new Uint8Array(out.buffer);
  }
  for (let at = 0; at < plane; at++) {
    const found = diverging(((picture[at] - from[at]) / 255) * gain);
    for (let channel = 0; channel < 3; channel++) out[channel * plane + at] = found[channel];
  }
  return new Uint8Array(out.buffer);
}

/**
 * A pixel's values in words, one a channel: "0.20 0.41 1.00".
 * @param {ArrayLike<number>} pixels  uint8 (c, h, w)
 * @param {number} at  its place in a plane
 * @param {Shape} shape
 * @param {(value: number) => string} write
 */
export const valuesAt = (pixels, at, [c, h, w], write) =>
  Array.from({ length: c }, (_, channel) => write(pixels[channel * h * w + at] / 255)).join(" ");
