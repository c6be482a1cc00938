// What is laid over the pictures of a board: which heat map, what its colours mean, and the receptive field.

import { HEAT_GRADIENT, heatTop } from "../../ui/canvas/heat_scale.js";
import { el, fmt } from "../../ui/canvas/paint.js";
import { press, toggleButton } from "../../ui/controls/buttons.js";

/**
 * @import { Record } from "../../ui/painting/record.js"
 * @import { Heat } from "./board.js"
 */

/** @type {[heat: Heat, text: string, title: string][]} */
const HEATS = [
  ["", "none", "The pictures as they are"],
  ["entropy", "entropy", "How undecided the model was before each pixel"],
  ["surprise", "surprise", "How unlikely each pixel was that came: −ln p"],
];
const FIELD_TITLE = "Which pixels the distribution at the cursor depends on, measured by gradient";

/** Buttons for the heat maps over a legend, and a box for the receptive field. */
export class Overlays {
  /** @type {Heat} */
  #heat = "";
  /** @type {Record | null} */
  #record = null;

  /**
   * @param {object} on
   * @param {(heat: Heat) => void} on.heat  another heat map was chosen
   * @param {(shown: boolean) => void} on.field  whether the receptive field is to be shown
   */
  constructor(on) {
    this.heats = HEATS.map(([heat, text, title]) => {
      const button = toggleButton(text, title, () => {
        this.setHeat(heat);
        on.heat(heat);
      });
      button.dataset.heat = heat;
      return { heat, button };
    });
    this.end = el("span", {});
    this.legend = el(
      "div",
      { class: "heat-legend gx-num" },
      el("span", {}, "0"),
      el("i", { style: `background: ${HEAT_GRADIENT}` }),
      this.end,
    );
    this.field = el("input", { type: "checkbox" });
    this.field.addEventListener("change", () => on.field(this.field.checked));
    this.root = el(
      "div",
      { class: "overlays" },
      this.#heatRow(),
      this.legend,
      el("label", { class: "check", title: FIELD_TITLE }, this.field, "Receptive field of this pixel"),
    );
    this.setHeat("");
  }

  #heatRow() {
    return el(
      "div",
      { class: "gx-row heats", role: "group", "aria-label": "Heat map over the picture" },
      el("span", { class: "gx-note" }, "Heat map"),
      el("span", { class: "segments" }, ...this.heats.map(({ button }) => button)),
    );
  }

  /** @param {Heat} chosen */
  setHeat(chosen) {
    this.#heat = chosen;
    for (const { heat, button } of this.heats) press(button, heat === chosen);
    this.#writeLegend();
  }

  /** @param {boolean} shown */
  setField(shown) {
    this.field.checked = shown;
  }

  /**
   * The record that the heat map is of: it says where the scale ends.
   * @param {Record | null} record
   */
  setRecord(record) {
    this.#record = record;
    this.#writeLegend();
  }

  #writeLegend() {
    const heat = this.#heat;
    const record = this.#record;
    this.legend.classList.toggle("off", !heat);
    if (!heat || !record) {
      this.end.textContent = "nats";
      return;
    }
    const top = heatTop(heat, record.levels, record.shape[0]);
    this.end.textContent = `${fmt(top)} nats${heat === "surprise" ? " or more" : ""}`;
  }
}
