// What a hand does on the grid: one tool at a time, from the press over the drag to the release. It changes lists of codes and knows no canvas.

import { put } from "./layout.js";

/** name, title, key, and what it does, in a sentence. */
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

export class Hand {
  /**
   * @param {object} on  cells(), kept(), second() -> what stands there; code() the picked one; edit(cells), keep(flags) while the hand moves, done() when it
   *   is over; pick(place), box(rectangle or null), wanted() where a second picture is missing
   */
  constructor(on) {
    Object.assign(this, { on, tool: "brush", stroke: null });
  }

  open(layout) {
    this.stroke = null;
    this.layout = layout;
  }

  /** Whether the tool takes a rectangle, which keys begin and end one after the other. */
  get spans() {
    return this.tool === "copy";
  }
  get busy() {
    return this.stroke !== null;
  }

  press(place, pick) {
    const { on, layout, tool } = this;
    if (pick || tool === "pick") {
      on.pick(place);
      return;
    }
    if (tool === "copy" && !on.second()) {
      on.wanted();
      return;
    }
    const cells = on.cells();
    const index = layout.index(place);
    this.stroke = { tool, first: place, last: place, cells, kept: on.kept(), lets: on.kept()[index] };
    if (tool === "flood") on.edit(put(cells, layout.patch(cells, place), on.code()));
    else if (tool === "swap") on.edit(layout.swap(cells, place.level, cells[index], on.code()));
    else this.drag(place);
  }

  drag(place) {
    const { on, layout, stroke } = this;
    if (!stroke || place.level !== stroke.first.level) return;
    if (stroke.tool === "brush") on.edit(put(on.cells(), layout.line(stroke.last, place), on.code()));
    if (stroke.tool === "keep") on.keep(put(on.kept(), layout.line(stroke.last, place), Number(!stroke.lets)));
    if (stroke.tool === "copy") {
      const box = layout.box(stroke.first, place);
      on.box(box);
      on.edit(put(stroke.cells, box.cells, on.second()));
    }
    stroke.last = place;
  }

  release() {
    if (!this.stroke) return;
    this.stroke = null;
    this.on.box(null);
    this.on.done();
  }

  /** As if it had not begun. */
  cancel() {
    const { on, stroke } = this;
    if (!stroke) return;
    this.stroke = null;
    on.box(null);
    on.edit(stroke.cells);
    on.keep(stroke.kept);
  }
}
