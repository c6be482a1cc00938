// The row of swatches in which a colour is chosen.

import { el } from "../../ui/canvas/paint.js";
import { press } from "../../ui/controls/buttons.js";
import { COLOURS, colourStyle } from "./colours.js";

export class ColourRow {
  /** @type {HTMLButtonElement[]} */
  #buttons;

  /**
   * @param {string} label  of the group
   * @param {(colour: number) => void} onchoose
   * @param {(name: string) => string} title  of a button
   * @param {boolean} [named]  the colours' names stand beside them
   */
  constructor(label, onchoose, title, named = false) {
    this.#buttons = COLOURS.map(([name], colour) => {
      const look = { class: "gx-btn swatch", style: `--colour: ${colourStyle(colour)}` };
      const words = { title: title(name), "aria-label": name, "aria-pressed": "false" };
      const dot = el("i", { "aria-hidden": "true" });
      const onclick = () => onchoose(colour);
      return el("button", { type: "button", ...look, ...words, onclick }, dot, named ? el("span", {}, name) : null);
    });
    const kind = `swatches${named ? " named" : ""}`;
    this.root = el("div", { class: kind, role: "group", "aria-label": label }, ...this.#buttons);
  }

  /**
   * @param {number} chosen
   * @param {Set<number> | null} [there]  colours that the scene has; null: all look alike
   */
  show(chosen, there = null) {
    this.#buttons.forEach((button, colour) => {
      press(button, colour === chosen);
      button.classList.toggle("absent", there !== null && !there.has(colour));
    });
  }
}
