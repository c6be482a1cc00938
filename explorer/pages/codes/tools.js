// The tools under the three squares: what a hand on the grid does, the picked code, undo and redo, and the way back to
// the picture's own codes.

import { el, paint } from "../../ui/canvas/paint.js";
import { button, press, toggleButton } from "../../ui/controls/buttons.js";
import { TOOL_NAMES, TOOLS } from "./edit_tool.js";

/** @typedef {import("../../ui/types.js").Shape} Shape */
/** @typedef {import("./edit_tool.js").ToolName} ToolName */

/**
 * How the tools stand.
 * @typedef {object} ToolsShown
 * @property {ToolName} tool
 * @property {number} code  that is picked
 * @property {{pixels: Uint8Array, shape: Shape, index: number}} tile  the picked code as the decoder shows it
 * @property {boolean} canUndo
 * @property {boolean} canRedo
 * @property {boolean} untouched  the codes are the picture's own
 * @property {boolean} numbers  stand on the cells
 */

export class CodesTools {
  #tile = el("canvas", { class: "gx-canvas tile", "aria-hidden": "true" });

  #code = el("span", { class: "gx-num" });

  #about = el("p", { class: "gx-note about" });

  /**
   * @param {object} on
   * @param {(name: ToolName) => void} on.tool
   * @param {() => void} on.undo
   * @param {() => void} on.redo
   * @param {() => void} on.reset
   * @param {(on: boolean) => void} on.numbers
   */
  constructor(on) {
    this.buttons = new Map(
      TOOL_NAMES.map((name) => [name, toggleButton(TOOLS[name].title, TOOLS[name].about, () => on.tool(name))]),
    );
    this.undo = button("Undo", "Back by one step (Ctrl+Z)", on.undo);
    this.redo = button("Redo", "Forward again (Ctrl+Shift+Z)", on.redo);
    this.reset = button("Its own codes", "Back to the codes that the encoder gave the picture", on.reset);
    this.numbers = el("input", {
      type: "checkbox",
      onchange: () => {
        on.numbers(this.numbers.checked);
      },
    });
    this.root = this.#build();
  }

  #build() {
    const tools = el(
      "div",
      { class: "tool-row segments", role: "group", "aria-label": "What the hand does" },
      ...this.buttons.values(),
    );
    const picked = el(
      "div",
      {
        class: "picked",
        role: "status",
        "aria-label": "Picked code",
        title: "The code that the brush paints with. Pick another in the grid or in the codebook",
      },
      this.#tile,
      this.#code,
    );
    const back = el("div", { class: "gx-row back-row" }, this.undo, this.redo, this.reset);
    const numbers = el(
      "label",
      { class: "check", title: "Write each code's number on its cell" },
      this.numbers,
      "Numbers",
    );
    return el(
      "section",
      { class: "codes-tools", "aria-label": "Tools" },
      el("div", { class: "tool-rows" }, tools, picked, back),
      el("div", { class: "about-row" }, this.#about, numbers),
    );
  }

  /** @param {ToolsShown} state */
  show({ tool, code, tile, canUndo, canRedo, untouched, numbers }) {
    this.buttons.forEach((node, name) => press(node, name === tool));
    this.#about.textContent = TOOLS[tool].about;
    this.#code.textContent = `code ${code}`;
    paint(this.#tile, tile.pixels, tile.shape, tile.index);
    this.undo.disabled = !canUndo;
    this.redo.disabled = !canRedo;
    this.reset.disabled = untouched;
    this.numbers.checked = numbers;
  }
}
