// What can be done with the digit that is selected, for who would rather press than drag.

import { el } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { range } from "../../ui/controls/fields.js";
import { SCALES } from "./arrangement.js";
import { ColourRow } from "./colour_row.js";
import { labelSelect } from "./label_select.js";
import { digitName } from "./names.js";

/** @typedef {import("./types.js").Digit} Digit */

const [SMALLEST, LARGEST] = SCALES;
const SIZE = "1 is the size in which it was written, 28 pixels. The wheel, and the keys + and −, size it, too";
const HOW =
  "Drag a digit, and every mask follows. The dot at its corner sizes it, the tab key goes to the next, arrows " +
  "move it, and the keys 0 to 9 add one.";

export class DigitTools {
  #title = el("h4", {});

  #number = el("span", { class: "gx-num" });

  /**
   * @param {object} on  of the selected digit
   * @param {(changes: Partial<import("./types.js").PlacedDigit>) => void} on.change  at one stroke
   * @param {(scale: number) => void} on.scale
   * @param {() => void} on.finish  the size rests
   * @param {() => void} on.remove
   * @param {() => void} on.duplicate
   * @param {() => void} on.ask
   * @param {() => void} on.undo
   * @param {() => void} on.redo
   */
  constructor(on) {
    this.colours = new ColourRow(
      "Its colour",
      (colour) => on.change({ colour }),
      (name) => `Paint it ${name}`,
    );
    this.size = range({
      label: "Size",
      min: Math.log(SMALLEST),
      max: Math.log(LARGEST),
      oninput: (size) => on.scale(Math.exp(size)),
      onchange: () => on.finish(),
    });
    this.label = labelSelect((label) => on.change({ label }), "told");
    const sizeHead = el("span", { class: "between" }, "Size", this.#number);
    this.body = el(
      "div",
      { class: "digit-body" },
      this.colours.root,
      el("label", { class: "gx-field", title: SIZE }, sizeHead, this.size),
      this.label.root,
      el(
        "div",
        { class: "gx-row" },
        button("Ask for it", "Ask which digit has its colour (Enter, or a double click on it)", () => on.ask()),
        button("Duplicate", "Another one like it, in a colour that is free (D)", () => on.duplicate()),
        button("Remove", "Take it out of the scene (Delete)", () => on.remove()),
      ),
    );
    this.undo = button("Undo", "Back by one step (Ctrl+Z)", () => on.undo());
    this.redo = button("Redo", "Forward again (Ctrl+Shift+Z)", () => on.redo());
    const travel = el("div", { class: "gx-row" }, this.undo, this.redo);
    this.root = el(
      "div",
      { class: "digit-tools" },
      el("div", { class: "between" }, this.#title, travel),
      this.body,
      el("p", { class: "gx-note" }, HOW),
    );
  }

  /**
   * @param {Digit | null} digit  the selected one
   * @param {{canUndo: boolean, canRedo: boolean}} history
   */
  show(digit, { canUndo, canRedo }) {
    this.undo.disabled = !canUndo;
    this.redo.disabled = !canRedo;
    this.body.classList.toggle("idle", !digit);
    this.#title.textContent = digit ? `The ${digitName(digit)}` : "No digit selected";
    this.#enable(digit !== null);
    if (!digit) return;
    this.colours.show(digit.colour);
    this.size.value = String(Math.log(digit.scale));
    this.#number.textContent = digit.scale.toFixed(2);
    this.label.box.value = String(digit.label);
    this.label.root.classList.toggle("gx-hidden", !digit.glyph.startsWith("own:"));
  }

  /** @param {boolean} enabled */
  #enable(enabled) {
    for (const control of this.body.querySelectorAll("button")) control.disabled = !enabled;
    this.size.disabled = !enabled;
    this.label.box.disabled = !enabled;
  }
}
