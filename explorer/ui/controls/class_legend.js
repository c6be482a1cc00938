// The classes by colour: each can be shown or hidden.

import { CLASS_COLOURS, el } from "../canvas/paint.js";
import { same } from "../latents/latent_space.js";
import { button, press, toggleButton } from "./buttons.js";

export class ClassLegend {
  /** @type {string[]} */
  #classes = [];

  /** @type {HTMLButtonElement[]} one a class */
  #chips = [];

  #chipRow = el("div", { class: "legend", role: "group", "aria-label": "Classes" });

  /**
   * @param {object} on
   * @param {(index: number) => void} on.toggle  a class is to be shown or hidden
   * @param {(classes: number[]) => void} on.hide  these, and no others
   */
  constructor(on) {
    this.on = on;
    const all = button("All", "Show the codes of every class", () => on.hide([]), "quiet");
    const none = button("None", "Hide the codes of every class", () => on.hide([...this.#classes.keys()]), "quiet");
    this.root = el("div", { class: "legend-box" }, this.#chipRow, el("div", { class: "gx-row" }, all, none));
  }

  /**
   * @param {string[]} classes  what they are called; without two there is nothing to tell apart
   * @param {number[]} off  that are hidden
   */
  show(classes, off) {
    this.root.classList.toggle("gx-hidden", classes.length < 2);
    this.#open(classes);
    this.#chips.forEach((chip, index) => press(chip, !off.includes(index)));
  }

  /** @param {string[]} classes */
  #open(classes) {
    if (same(classes, this.#classes)) return;
    this.#classes = classes;
    this.#chips = classes.map((name, index) => {
      const chip = toggleButton(name, `Show or hide the codes of ${name}`, () => this.on.toggle(index), "chip");
      chip.style.setProperty("--colour", CLASS_COLOURS[index % CLASS_COLOURS.length]);
      return chip;
    });
    this.#chipRow.replaceChildren(...this.#chips);
  }
}
