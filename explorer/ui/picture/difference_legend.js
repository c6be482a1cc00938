// What the colours of a difference between two pictures say.

import { el } from "../canvas/paint.js";

/**
 * The diverging scale between its ends.
 * @param {string | Node} low  where it begins
 * @param {string | Node} high  where it ends
 * @param {string} text  of what it is
 */
export const differenceLegend = (low, high, text) =>
  el(
    "div",
    { class: "legend difference-legend gx-num", "aria-hidden": "true" },
    el("span", {}, low),
    el("i", {}),
    el("span", {}, high),
    el("span", {}, text),
  );
