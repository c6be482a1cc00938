// How a result is painted: as it is, with lost pixels hatched, as its difference from the clean picture, or by the
// components of a mixture that its patches took.

import { paint } from "../../ui/canvas/paint.js";
import { differenceOf } from "../../ui/picture/difference.js";

/** @typedef {import("./types.js").Result} Result */
/** @typedef {import("./types.js").Shape} Shape */
/** @typedef {"pictures" | "differences" | "components"} Show  what the cards show */

/** The two tones of a lost pixel, as unknown ones have on the page Pixels. */
const LOST = [
  [45, 54, 65],
  [62, 73, 87],
];
const STRIPE = 4; // pixels of a hatch on large pictures
const LARGE = 64; // pixels a side from which on a picture is large
const GOLDEN = 137.508; // degrees: colours of neighbouring numbers lie far apart

/**
 * `pixels` of one channel in three, each as `colour` has it.
 * @param {number} count
 * @param {(place: number) => ArrayLike<number>} colour  red, green and blue of a place
 * @returns {Uint8Array}  (3, h, w)
 */
function coloured(count, colour) {
  const out = new Uint8Array(3 * count);
  for (let place = 0; place < count; place++) {
    const found = colour(place);
    for (let channel = 0; channel < 3; channel++) out[channel * count + place] = found[channel];
  }
  return out;
}

/**
 * Red, green and blue of a component: a hue of its own, as bright as the picture is there.
 * @param {number} component
 * @param {number} grey  0 to 255
 */
function tinted(component, grey) {
  const hue = (component * GOLDEN) % 360;
  const light = 0.25 + (0.6 * grey) / 255;
  const chroma = 0.75 * Math.min(light, 1 - light);
  return [0, 8, 4].map((n) => {
    const k = (n + hue / 30) % 12;
    return 255 * (light - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  });
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Result} result
 * @param {Shape} shape
 * @param {object} [options]
 * @param {Show} [options.show]
 * @param {Uint8Array} [options.clean]  for differences
 * @param {number} [options.gain]  how many times a difference is magnified
 */
export function paintResult(canvas, result, shape, { show = "pictures", clean, gain = 1 } = {}) {
  const [c, h, w] = shape;
  const { pixels, lost, components } = result;
  /** @param {(place: number) => ArrayLike<number>} colour */
  const inColour = (colour) => paint(canvas, coloured(h * w, colour), [3, h, w]);
  if (show === "differences" && clean) paint(canvas, differenceOf(pixels, clean, shape, gain), [3, h, w]);
  else if (show === "components" && components) inColour((at) => tinted(components[at], pixels[at]));
  else if (lost) {
    const stripe = Math.min(h, w) < LARGE ? 1 : STRIPE;
    inColour((at) => {
      if (!lost[at]) return [0, 1, 2].map((channel) => pixels[c === 3 ? channel * h * w + at : at]);
      return LOST[Math.floor(((at % w) + Math.floor(at / w)) / stripe) % 2];
    });
  } else paint(canvas, pixels, shape);
}
