// Which class a conditional model is asked for: one button a class, and the truth about a label that mixes several.

import { el, fmt } from "../canvas/paint.js";

export const oneHot = (count, index) => Array.from({ length: count }, (_, i) => Number(i === index));

/** The class of a pure label, or -1. */
export const pureClass = (weights) => (weights.filter(Boolean).length === 1 ? weights.indexOf(1) : -1);

/** Weights in words: "3", or "3 (60 %), 8 (40 %)". */
export function spellOut(weights, names) {
  const pure = pureClass(weights);
  if (pure >= 0) return names[pure];
  return weights
    .map((weight, i) => (weight ? `${names[i]} (${fmt(weight * 100, 0)} %)` : ""))
    .filter(Boolean)
    .join(", ");
}

export class ClassChooser {
  /** @param {(index: number) => void} onchoose  @param {{title: (name: string) => string, hint: string}} words */
  constructor(
    onchoose,
    {
      title = (name) => `The same style as ${name}`,
      hint = "The class that the decoder is told, beside the latents",
    } = {},
  ) {
    Object.assign(this, { onchoose, title });
    this.row = el("div", { class: "class-row", role: "group", "aria-label": "Class" });
    this.between = el("p", { class: "gx-note" });
    this.root = el("div", { class: "gx-field class-chooser gx-hidden", title: hint }, "Class", this.row, this.between);
    this.names = [];
  }

  /** Another model: its classes, or none. */
  open(card) {
    this.root.classList.toggle("gx-hidden", !card.conditions);
    if (this.names.join() === card.classes.join()) return;
    this.names = card.classes;
    this.buttons = this.names.map((name, index) =>
      el(
        "button",
        {
          class: "gx-btn",
          type: "button",
          "aria-pressed": "false",
          title: this.title(name),
          onclick: () => this.onchoose(index),
        },
        name,
      ),
    );
    this.row.replaceChildren(...this.buttons);
  }

  show(weights) {
    const pure = pureClass(weights);
    this.buttons?.forEach((button, index) => button.setAttribute("aria-pressed", String(index === pure)));
    this.between.textContent =
      pure >= 0 || !weights.length
        ? ""
        : `A mixed label, which no picture was trained with: ${spellOut(weights, this.names)}.`;
  }
}
