// The tools under the three squares: what a hand on the grid does, the picked code, undo and redo, and the way back to the picture's own codes.

import { el, paint } from "../../ui/canvas/paint.js";
import { TOOLS } from "./hand.js";

export class CodesTools {
  /** @param {object} on  tool(name), undo(), redo(), reset(), numbers(on) */
  constructor(on) {
    this.on = on;
    const button = (text, title, onclick) => el("button", { class: "gx-btn", type: "button", title, onclick }, text);
    this.tools = new Map(
      Object.entries(TOOLS).map(([name, { title, about }]) => [name, button(title, about, () => on.tool(name))]),
    );
    this.tile = el("canvas", { class: "gx-canvas tile", "aria-hidden": "true" });
    this.name = el("span", { class: "gx-num" });
    this.picked = el(
      "div",
      {
        class: "picked",
        role: "status",
        "aria-label": "Picked code",
        title: "The code that the brush paints with. Pick another in the grid or in the codebook",
      },
      this.tile,
      this.name,
    );
    this.undo = button("Undo", "Back by one step (Ctrl+Z)", on.undo);
    this.redo = button("Redo", "Forward again (Ctrl+Shift+Z)", on.redo);
    this.reset = button("Its own codes", "Back to the codes that the encoder gave the picture", on.reset);
    this.numbers = el("input", { type: "checkbox", onchange: () => on.numbers(this.numbers.checked) });
    this.about = el("p", { class: "gx-note about" });
    this.root = el(
      "section",
      { class: "codes-tools", "aria-label": "Tools" },
      el(
        "div",
        { class: "tool-rows" },
        el("div", { class: "tool-row", role: "group", "aria-label": "What the hand does" }, ...this.tools.values()),
        this.picked,
        el("div", { class: "gx-row back-row" }, this.undo, this.redo, this.reset),
      ),
      el(
        "div",
        { class: "about-row" },
        this.about,
        el("label", { class: "check", title: "Write each code's number on its cell" }, this.numbers, "Numbers"),
      ),
    );
  }

  /** @param {{tool: string, code: number, tile: {pixels: Uint8Array, shape: number[], index: number}, undo: boolean, redo: boolean, own: boolean, numbers: boolean}} state  own: the codes are the picture's own */
  show({ tool, code, tile, undo, redo, own, numbers }) {
    for (const [name, button] of this.tools) button.setAttribute("aria-pressed", String(name === tool));
    this.about.textContent = TOOLS[tool].about;
    this.name.textContent = `code ${code}`;
    paint(this.tile, tile.pixels, tile.shape, tile.index);
    this.undo.disabled = !undo;
    this.redo.disabled = !redo;
    this.reset.disabled = own;
    this.numbers.checked = numbers;
  }
}
