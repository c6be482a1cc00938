// What the living pictures share: files made at training time, and where the pointer is on them.

import { el, loadImage } from "../../ui/canvas/paint.js";

/** @typedef {import("../../ui/types.js").Card} Card */

/** Whether nothing shall move by itself. */
export const still = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * The box of a living picture.
 * @param {string} kind  its CSS class
 * @param {...Node} parts
 */
export const livingBox = (kind, ...parts) => el("div", { class: `living ${kind}` }, ...parts);

/**
 * Fill a living picture from a file of the model's; where there is none, as for a model of one's own, the picture is
 * not shown.
 * @param {HTMLElement} root
 * @param {Card} card
 * @param {string} name  of the file
 * @param {(image: HTMLImageElement) => void} fill
 */
export async function fillFrom(root, card, name, fill) {
  try {
    fill(await loadImage(`/previews/${encodeURIComponent(card.name)}/${name}`));
  } catch {
    root.classList.add("gx-hidden");
  }
}

/**
 * The cell of a grid at a place.
 * @param {number} part  of the grid's side, 0 to 1
 * @param {number} count  cells on the side
 */
export const cellAt = (part, count) => Math.min(count - 1, Math.max(0, Math.floor(part * count)));

/**
 * Where the pointer is in a box, 0 to 1 each where it is over it.
 * @param {PointerEvent} event
 * @param {Element} box
 * @returns {[number, number]}
 */
export function placeIn(event, box) {
  const area = box.getBoundingClientRect();
  return [(event.clientX - area.left) / area.width, (event.clientY - area.top) / area.height];
}
