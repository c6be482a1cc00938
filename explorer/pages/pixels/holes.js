// The holes that can be rubbed out of a picture, and what the order of drawing makes of one.

import { beyond, unusable } from "../../ui/painting/order.js";

/**
 * @import { DrawingOrder } from "../../ui/painting/order.js"
 * @import { Shape } from "../../ui/types.js"
 */

/**
 * A hole by name; "" for none.
 * @typedef {"bottom" | "right" | "middle" | "top" | ""} HoleName
 */

/**
 * Which pixels of h rows and w columns a hole takes.
 * @typedef {(y: number, x: number, h: number, w: number) => boolean} Covers
 */

/** @type {Covers} */
const coversMiddle = (y, x, h, w) => {
  const top = Math.floor(h / 4);
  const left = Math.floor(w / 4);
  return y >= top && y < h - top && x >= left && x < w - left;
};

/** @type {{name: HoleName, title: string, covers: Covers}[]} */
export const HOLES = [
  { name: "bottom", title: "Bottom half", covers: (y, _x, h) => y >= Math.floor(h / 2) },
  { name: "right", title: "Right half", covers: (_y, x, _h, w) => x >= Math.floor(w / 2) },
  { name: "middle", title: "Middle", covers: coversMiddle },
  { name: "top", title: "Top half", covers: (y, _x, h) => y < Math.floor(h / 2) },
  { name: "", title: "Nothing", covers: () => false },
];

/**
 * A hole in a picture: (h*w), 1 where it is rubbed out.
 * @param {HoleName} name
 * @param {Shape} shape
 */
export function holeOf(name, [, h, w]) {
  const hole = HOLES.find((one) => one.name === name);
  return Uint8Array.from({ length: h * w }, (_, at) => Number(hole?.covers(Math.floor(at / w), at % w, h, w) ?? false));
}

/**
 * The name of a hole, null where it has none.
 * @param {Uint8Array} mask  (h*w)
 * @param {Shape} shape
 * @returns {HoleName | null}
 */
export function nameOf(mask, shape) {
  for (const { name } of HOLES) {
    if (holeOf(name, shape).every((out, at) => out === mask[at])) return name;
  }
  return null;
}

/** @param {Uint8Array} flags */
const sum = (flags) => flags.reduce((total, flag) => total + flag, 0);

/**
 * What the order of drawing makes of a hole, in words.
 * @param {Uint8Array} hole  (h*w), 1 where it is rubbed out
 * @param {DrawingOrder} order  null: row by row
 */
export function explainHole(hole, order) {
  const rubbed = sum(hole);
  const known = hole.length - rubbed;
  if (!rubbed) return "Nothing is rubbed out, so nothing is drawn: the picture is scored as it is.";
  if (!known) return "Everything is rubbed out: that is an empty canvas.";
  const late = sum(unusable(hole, order));
  const never = sum(beyond(hole, order));
  const which = order ? "The order of this model" : "Raster order";
  if (!late) return `${which}: all ${known} known pixels come before the hole, so none of them is lost to it.`;
  const of = late === known ? `all ${known} known pixels` : `${late} of the ${known} known pixels`;
  const advice =
    "So draw several: the one with the highest total log-probability is to the model the likeliest, given all that " +
    "is known, that rest too.";
  return `${which}: ${of} ${lost(late, never)} ${advice}`;
}

/**
 * @param {number} late  known pixels after the hole has begun
 * @param {number} never  those after all of it
 */
function lost(late, never) {
  if (never === late) return "come after the hole. They are there, but no pixel of the hole can look at them.";
  const rest = never ? `; ${never} come after all of the hole` : "";
  return `come after the hole has begun. They are there, but what is drawn before them can't look at them${rest}.`;
}
