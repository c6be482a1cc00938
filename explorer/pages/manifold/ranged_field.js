// A range under its name, with its value beside it.

import { el } from "../../ui/canvas/paint.js";
import { range } from "../../ui/controls/fields.js";

/**
 * @param {string} text  its name
 * @param {string} title  what it is, in words, as its tooltip
 * @param {{min: number, max: number, step: number}} ends
 * @param {(value: number) => void} oninput
 * @returns {{root: HTMLLabelElement, show: (value: number, text: string) => void}}  show: its value, and that in words
 */
export function rangedField(text, title, ends, oninput) {
  const box = range({ label: text, ...ends, oninput });
  const shown = el("span", { class: "gx-num" });
  const head = el("span", { class: "between" }, el("span", {}, text), shown);
  return {
    root: el("label", { class: "gx-field", title }, head, box),
    show: (value, words) => {
      box.value = String(value);
      shown.textContent = words;
    },
  };
}
