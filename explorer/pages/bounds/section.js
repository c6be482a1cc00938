// What all benches of the page are built of: a panel with a plot and, beside it, what sets it.

import { el } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { why } from "../../ui/lessons/why.js";

/** @typedef {import("./types.js").BoundsView} BoundsView */
/** @typedef {(part: Partial<BoundsView>) => void} OnChange  a part of the view is another one */

/**
 * @param {object} parts
 * @param {string} parts.name  the section's class
 * @param {string} parts.title
 * @param {string} parts.anchor  of its explanation
 * @param {Node[]} parts.shown
 * @param {Node[]} parts.controls
 */
export const section = ({ name, title, anchor, shown, controls }) =>
  el(
    "section",
    { class: `gx-panel part ${name}` },
    el("h3", {}, title, why(anchor)),
    el(
      "div",
      { class: "halves" },
      el("div", { class: "shown" }, ...shown),
      el("div", { class: "controls" }, ...controls),
    ),
  );

/** @param {() => void} onclick  everything of a bench back to where the lecture has it */
export const reset = (onclick) => button("Reset", "Back to the lecture's numbers", onclick);

/** @param {number} value  @returns {number}  with the four decimals that a link keeps */
export const kept = (value) => Math.round(value * 1e4) / 1e4;
