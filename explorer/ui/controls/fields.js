// Fields that several pages have: a select under its name, a range, and the line that says what to do first.

import { el } from "../canvas/paint.js";

/**
 * A select in a label; its options are the caller's.
 * @param {string} text  its name
 * @param {string} title  what it is, in words, as its tooltip
 * @param {(value: string) => unknown} onchange
 * @param {string} [kind]  further CSS classes of the label: "inline", ...
 * @returns {{box: HTMLSelectElement, root: HTMLLabelElement}}
 */
export function select(text, title, onchange, kind = "") {
  const box = el("select", {
    class: "gx-select",
    onchange: () => {
      onchange(box.value);
    },
  });
  return { box, root: el("label", { class: `gx-field ${kind}`.trim(), title }, text, box) };
}

/**
 * Other options into a select.
 * @param {HTMLSelectElement} box
 * @param {{name: string, title: string}[]} choices
 * @param {string} chosen  name of one
 */
export function fillSelect(box, choices, chosen) {
  box.replaceChildren(...choices.map(({ name, title }) => el("option", { value: name }, title)));
  box.value = chosen;
}

/**
 * A range input.
 * @param {object} options
 * @param {string} options.label  its name, for who can't see it
 * @param {number} [options.min]
 * @param {number} [options.max]
 * @param {number} [options.step]
 * @param {(value: number) => unknown} [options.oninput]  while it is dragged
 * @param {(value: number) => unknown} [options.onchange]  when the hand rests
 */
export function range({ label, min = 0, max = 1, step = 0.01, oninput, onchange }) {
  const box = el("input", {
    type: "range",
    min,
    max,
    step,
    "aria-label": label,
    oninput: () => {
      oninput?.(box.valueAsNumber);
    },
    onchange: () => {
      onchange?.(box.valueAsNumber);
    },
  });
  return box;
}

/**
 * A range under its name, with its value beside it.
 * @param {string} text  its name
 * @param {string} title  what it is, in words, as its tooltip; empty for none
 * @param {{min?: number, max?: number, step?: number, label?: string}} ends  label: its name for who can't see it,
 *   where that is another one
 * @param {(value: number) => void} oninput
 * @returns {{root: HTMLLabelElement, box: HTMLInputElement, show: (value: number, words: string) => void}}  show: its
 *   value, and that in words
 */
export function rangedField(text, title, ends, oninput) {
  const box = range({ label: text, ...ends, oninput });
  const shown = el("span", { class: "gx-num" });
  const head = el("span", { class: "between" }, el("span", {}, text), shown);
  return {
    root: el("label", { class: "gx-field", title: title || null }, head, box),
    box,
    show: (value, words) => {
      box.value = String(value);
      box.setAttribute("aria-valuetext", words);
      shown.textContent = words;
    },
  };
}

/**
 * A box to tick, before its name.
 * @param {string} text  its name
 * @param {string} title  what it is, in words, as its tooltip
 * @param {(checked: boolean) => unknown} onchange
 * @returns {{box: HTMLInputElement, root: HTMLLabelElement}}
 */
export function checkbox(text, title, onchange) {
  /** @type {HTMLInputElement} */
  const box = el("input", { type: "checkbox", onchange: () => onchange(box.checked) });
  return { box, root: el("label", { class: "check", title }, box, text) };
}

/**
 * The line that says what to do, where there is nothing to show yet.
 * @param {string} [text]
 */
export const hint = (text = "") => el("p", { class: "gx-note hint" }, text);
