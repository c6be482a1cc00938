// Buttons as all pages have them.

import { el } from "../canvas/paint.js";

/**
 * @param {string} text
 * @param {string} title  what it does, in words, as its tooltip
 * @param {(event: MouseEvent) => unknown} onclick
 * @param {string} [kind]  further CSS classes: "primary", "quiet", ...
 */
export const button = (text, title, onclick, kind = "") =>
  el("button", { class: `gx-btn ${kind}`.trim(), type: "button", title, onclick }, text);

/**
 * A button that is pressed or not; see `press`.
 * @param {string} text
 * @param {string} title
 * @param {(event: MouseEvent) => unknown} onclick
 * @param {string} [kind]
 */
export function toggleButton(text, title, onclick, kind = "") {
  const made = button(text, title, onclick, kind);
  press(made, false);
  return made;
}

/**
 * A button whose text is a sign or a drawing: its title is also what is read out.
 * @param {string | Node} sign
 * @param {string} title
 * @param {(event: MouseEvent) => unknown} onclick
 * @param {string} [kind]
 */
export const signButton = (sign, title, onclick, kind = "") =>
  el("button", { class: `gx-btn ${kind}`.trim(), type: "button", title, "aria-label": title, onclick }, sign);

/**
 * Show that a button is pressed, or not.
 * @param {HTMLElement} node
 * @param {boolean} pressed
 */
export const press = (node, pressed) => node.setAttribute("aria-pressed", String(pressed));
