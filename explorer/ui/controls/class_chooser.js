// Which class a conditional model is asked for: one button a class, and the truth about a label that mixes several.

import { el, fmt } from "../canvas/paint.js";
import { press, toggleButton } from "./buttons.js";

/**
 * The label of one class: a 1 among noughts.
 * @param {number} count  of the classes
 * @param {number} index
 */
export const oneHot = (count, index) => Array.from({ length: count }, (_, i) => Number(i === index));

/**
 * The class of a pure label, or -1.
 * @param {number[]} weights  by class
 */
export const pureClass = (weights) => (weights.filter(Boolean).length === 1 ? weights.indexOf(1) : -1);

/**
 * Weights in words: "3", or "3 (60 %), 8 (40 %)".
 * @param {number[]} weights
 * @param {string[]} names  of the classes
 */
export function spellOut(weights, names) {
  const pure = pureClass(weights);
  if (pure >= 0) return names[pure];
  return weights
    .map((weight, i) => (weight ? `${names[i]} (${fmt(weight * 100, 0)} %)` : ""))
    .filter(Boolean)
    .join(", ");
}

export class ClassChooser {
  /** @type {string[]} */
  #names = [];

  /** @type {HTMLButtonElement[]} */
  #buttons = [];

  /** One button a class. */
  row = el("div", { class: "class-row", role: "group", "aria-label": "Class" });

  #between = el("p", { class: "gx-note" });

  /**
   * @param {(index: number) => void} onchoose
   * @param {object} [words]
   * @param {(name: string) => string} [words.title]  what a class's button does
   * @param {string} [words.hint]  what the class is
   */
  constructor(onchoose, words = {}) {
    const { title = (name) => `The same style as ${name}` } = words;
    const { hint = "The class that the decoder is told, beside the latents" } = words;
    this.onchoose = onchoose;
    this.title = title;
    this.root = el("div", { class: "gx-field class-chooser gx-hidden", title: hint }, "Class", this.row, this.#between);
  }

  /**
   * Another model: its classes, or none.
   * @param {Pick<import("../types.js").Card, "conditions" | "classes">} card
   */
  open(card) {
    this.root.classList.toggle("gx-hidden", !card.conditions);
    if (this.#names.join() === card.classes.join()) return;
    this.#names = card.classes;
    this.#buttons = card.classes.map((name, index) => toggleButton(name, this.title(name), () => this.onchoose(index)));
    this.row.replaceChildren(...this.#buttons);
  }

  /** @param {number[]} weights  by class; empty where the model is told none */
  show(weights) {
    const pure = pureClass(weights);
    this.#buttons.forEach((button, index) => press(button, index === pure));
    const mixed = pure < 0 && weights.length > 0;
    this.#between.textContent = mixed
      ? `A mixed label, which no picture was trained with: ${spellOut(weights, this.#names)}.`
      : "";
  }
}
