// Which level a pixel is forced to: one of two by name, or one of many by its number.

import { el } from "../../ui/canvas/paint.js";
import { button, press, toggleButton } from "../../ui/controls/buttons.js";

/**
 * Whom a level chooser tells.
 * @typedef {object} LevelListener
 * @property {(level: number | null) => void} choose  a level was chosen; null: what was typed is none
 * @property {(channel: number) => void} channel  another colour is to be looked at
 * @property {() => void} force  the chosen level is to be put there
 */

/**
 * @typedef {object} LevelChoice
 * @property {number} levels  how many
 * @property {number} channels  1 or 3
 * @property {number | null} chosen
 * @property {boolean} open  a level may be chosen: the pixel's distribution is known
 * @property {boolean} ready  the chosen level may be forced
 */

const FORCE_TITLE = "Put this level there and go on from it, as a branch beside the first painting";

/** The row under a distribution. What it shows is told to it; it keeps no choice of its own. */
export class LevelChooser {
  #levels = 2;

  /** @param {LevelListener} listener */
  constructor(listener) {
    this.listener = listener;
    this.pair = ["black", "white"].map((name, level) => toggleButton(name, "", () => listener.choose(level)));
    this.names = el("span", { class: "two segments" }, ...this.pair);
    this.number = el("input", {
      type: "number",
      class: "gx-input",
      min: "0",
      step: "1",
      "aria-label": "Level to force",
      oninput: () => this.#typed(),
    });
    this.plane = el(
      "select",
      { class: "gx-select gx-hidden", "aria-label": "Colour" },
      ...["red", "green", "blue"].map((name, channel) => el("option", { value: String(channel) }, name)),
    );
    this.plane.addEventListener("change", () => listener.channel(Number(this.plane.value)));
    this.forceButton = button("Force it", FORCE_TITLE, () => listener.force());
    this.root = el(
      "div",
      { class: "gx-row forcing" },
      el("span", { class: "gx-note" }, "Another value here, as a branch"),
      this.plane,
      this.names,
      this.number,
      this.forceButton,
    );
  }

  #typed() {
    const { value } = this.number;
    const level = Number(value);
    const fits = value !== "" && Number.isInteger(level) && level >= 0 && level < this.#levels;
    this.listener.choose(fits ? level : null);
  }

  /** @param {number} channel  that is looked at */
  setChannel(channel) {
    this.plane.value = String(channel);
  }

  /** @param {LevelChoice} choice */
  show({ levels, channels, chosen, open, ready }) {
    this.#levels = levels;
    const pair = levels === 2;
    this.plane.classList.toggle("gx-hidden", channels !== 3);
    this.names.classList.toggle("gx-hidden", !pair);
    this.pair.forEach((one, level) => {
      press(one, open && chosen === level);
      one.disabled = !open;
    });
    this.number.classList.toggle("gx-hidden", pair);
    this.number.max = String(levels - 1);
    this.number.disabled = !open;
    if (this.number !== document.activeElement) this.number.value = chosen === null ? "" : String(chosen);
    this.forceButton.disabled = !ready;
  }
}
