// What a person does on the grid: one tool at a time, from the press over the drag to the release. It changes lists of
// codes and knows no canvas.

import { copied, filled } from "./layout.js";

/** @typedef {import("./layout.js").Box} Box */
/** @typedef {import("./layout.js").Cells} Cells */
/** @typedef {import("./layout.js").Flags} Flags */
/** @typedef {import("./layout.js").Layout} Layout */
/** @typedef {import("./layout.js").Place} Place */

/** @typedef {"brush" | "flood" | "swap" | "copy" | "keep" | "pick"} ToolName */

/**
 * What each is called and what it does, in a sentence.
 * @type {{[name in ToolName]: {title: string, about: string}}}
 */
export const TOOLS = {
  brush: { title: "Brush", about: "Paints the picked code. Drag over cells." },
  flood: { title: "Flood", about: "Fills all cells of the same code that hang together with the picked code." },
  swap: { title: "Swap", about: "Click a cell: its code and the picked one change places everywhere in the picture." },
  copy: {
    title: "Copy region",
    about: "Drag a rectangle: its cells take the codes that the second picture has there.",
  },
  keep: {
    title: "Keep",
    about: "Marks cells that stay as they are when the prior dreams. Drag over cells; again to let them go.",
  },
  pick: {
    title: "Pick",
    about: "Takes the code of a cell. The right mouse button, Alt with a click and the key P do so with every tool.",
  },
};

export const TOOL_NAMES = /** @type {ToolName[]} */ (Object.keys(TOOLS));

/**
 * From the press to the release.
 * @typedef {object} Stroke
 * @property {ToolName} tool
 * @property {Place} first
 * @property {Place} last
 * @property {Cells} cells  as they stood before it
 * @property {Flags} kept
 * @property {boolean} frees  of the tool Keep: cells no longer stay
 */

/**
 * What the tools work on, and what they make of it.
 * @typedef {object} EditCalls
 * @property {() => Cells} cells  that stand there
 * @property {() => Flags} kept
 * @property {() => Cells | null} second  codes of the second picture, where there is one
 * @property {() => number} code  that is picked
 * @property {(cells: Cells) => void} edit  while the hand moves
 * @property {(flags: Flags) => void} keep
 * @property {() => void} done  a stroke is over
 * @property {(place: Place) => void} pick
 * @property {(box: Box | null) => void} box  the rectangle that is dragged
 * @property {() => void} wantSecond  a second picture is missing
 */

export class EditTool {
  /** @type {ToolName} */
  name = "brush";

  /** @type {Stroke | null} */
  #stroke = null;

  /** @type {Layout | null} */
  #layout = null;

  /** @param {EditCalls} on */
  constructor(on) {
    this.on = on;
  }

  /** @param {Layout} layout  of another model */
  open(layout) {
    this.#stroke = null;
    this.#layout = layout;
  }

  /** Whether the tool takes a rectangle, which keys begin and end one after the other. */
  get spans() {
    return this.name === "copy";
  }

  get busy() {
    return this.#stroke !== null;
  }

  /**
   * @param {Place} place
   * @param {boolean} pick  the code of the cell is taken, whatever the tool
   */
  press(place, pick) {
    const { on, name } = this;
    const layout = this.#layout;
    if (!layout) return;
    if (pick || name === "pick") {
      on.pick(place);
      return;
    }
    if (name === "copy" && !on.second()) {
      on.wantSecond();
      return;
    }
    const cells = on.cells();
    const kept = on.kept();
    const index = layout.index(place);
    this.#stroke = { tool: name, first: place, last: place, cells, kept, frees: kept[index] > 0 };
    if (name === "flood") on.edit(filled(cells, layout.connected(cells, place), on.code()));
    else if (name === "swap") on.edit(layout.swap(cells, place.level, cells[index], on.code()));
    else this.drag(place);
  }

  /** @param {Place} place */
  drag(place) {
    const { on } = this;
    const layout = this.#layout;
    const stroke = this.#stroke;
    if (!layout || !stroke || place.level !== stroke.first.level) return;
    const line = layout.line(stroke.last, place);
    if (stroke.tool === "brush") on.edit(filled(on.cells(), line, on.code()));
    if (stroke.tool === "keep") on.keep(filled(on.kept(), line, stroke.frees ? 0 : 1));
    if (stroke.tool === "copy") this.#copyRegion(layout, stroke, place);
    stroke.last = place;
  }

  /**
   * @param {Layout} layout
   * @param {Stroke} stroke
   * @param {Place} place  where the rectangle ends
   */
  #copyRegion(layout, stroke, place) {
    const second = this.on.second();
    if (!second) return;
    const box = layout.rectangle(stroke.first, place);
    this.on.box(box);
    this.on.edit(copied(stroke.cells, layout.inside(place.level, box), second));
  }

  release() {
    if (!this.#stroke) return;
    this.#stroke = null;
    this.on.box(null);
    this.on.done();
  }

  /** As if it had not begun. */
  cancel() {
    const { on } = this;
    const stroke = this.#stroke;
    if (!stroke) return;
    this.#stroke = null;
    on.box(null);
    on.edit(stroke.cells);
    on.keep(stroke.kept);
  }
}
