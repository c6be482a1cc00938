// What can be done with the digit that is selected, for who would rather press than drag.

import { el } from "../../ui/canvas/paint.js";
import { SCALES } from "./arrangement.js";
import { ColourRow } from "./colours.js";
import { nameOf } from "./editor.js";

const CLASSES = Array.from({ length: 10 }, (_, label) => label);

export class DigitTools {
  /** @param {object} on  change(changes), scale(scale), rest(), remove(), duplicate(), ask(), undo(), redo() */
  constructor(on) {
    const button = (text, title, onclick) => el("button", { class: "gx-btn", type: "button", title, onclick }, text);
    this.title = el("h4", {});
    this.colours = new ColourRow(
      "Its colour",
      (colour) => on.change({ colour }),
      (name) => `Paint it ${name}`,
    );
    this.size = el("input", {
      type: "range",
      min: Math.log(SCALES[0]),
      max: Math.log(SCALES[1]),
      step: 0.01,
      "aria-label": "Size",
      oninput: () => on.scale(Math.exp(Number(this.size.value))),
      onchange: on.rest,
    });
    this.number = el("span", { class: "gx-num" });
    this.label = el(
      "select",
      { class: "gx-select", onchange: () => on.change({ label: Number(this.label.value) }) },
      el("option", { value: "-1" }, "nobody knows"),
      ...CLASSES.map((label) => el("option", { value: label }, String(label))),
    );
    this.labelField = el(
      "label",
      { class: "gx-field told", title: "What your drawing is. Without it no answer can be called right or wrong" },
      "What it is",
      this.label,
    );
    this.body = el(
      "div",
      { class: "digit-body" },
      this.colours.root,
      el(
        "label",
        {
          class: "gx-field",
          title: "1 is the size in which it was written, 28 pixels. The wheel, and the keys + and −, size it, too",
        },
        el("span", { class: "between" }, "Size", this.number),
        this.size,
      ),
      this.labelField,
      el(
        "div",
        { class: "gx-row" },
        button("Ask for it", "Ask which digit has its colour (Enter, or a double click on it)", on.ask),
        button("Duplicate", "Another one like it, in a colour that is free (D)", on.duplicate),
        button("Remove", "Take it out of the scene (Delete)", on.remove),
      ),
    );
    this.undo = button("Undo", "Back by one step (Ctrl+Z)", on.undo);
    this.redo = button("Redo", "Forward again (Ctrl+Shift+Z)", on.redo);
    this.root = el(
      "div",
      { class: "digit-tools" },
      el("div", { class: "between" }, this.title, el("div", { class: "gx-row" }, this.undo, this.redo)),
      this.body,
      el(
        "p",
        { class: "gx-note" },
        "Drag a digit, and every mask follows. The dot at its corner sizes it, the tab key goes to the next, arrows move it, and the keys 0 to 9 add one.",
      ),
    );
  }

  /** @param {object | null} digit  the selected one  @param {{canUndo: boolean, canRedo: boolean}} history */
  show(digit, { canUndo, canRedo }) {
    this.undo.disabled = !canUndo;
    this.redo.disabled = !canRedo;
    this.body.classList.toggle("idle", !digit);
    this.title.textContent = digit ? `The ${nameOf(digit)}` : "No digit selected";
    for (const control of this.body.querySelectorAll("button, input, select")) control.disabled = !digit;
    if (!digit) return;
    this.colours.show(digit.colour);
    this.size.value = String(Math.log(digit.scale));
    this.number.textContent = digit.scale.toFixed(2);
    this.label.value = String(digit.label);
    this.labelField.classList.toggle("gx-hidden", !digit.glyph.startsWith("own:"));
  }
}
