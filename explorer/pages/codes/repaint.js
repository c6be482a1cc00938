// Repainting: the tools, the hand that uses them on the grid, and the code that it holds.

import { EditTool } from "./edit_tool.js";
import { CodesTools } from "./tools.js";

/** @typedef {import("./edit_tool.js").ToolName} ToolName */
/** @typedef {import("./grid.js").CodeGrid} CodeGrid */
/** @typedef {import("./layout.js").Cells} Cells */
/** @typedef {import("./layout.js").Flags} Flags */
/** @typedef {import("./layout.js").Place} Place */
/** @typedef {import("./model_state.js").ModelState} ModelState */

/**
 * What repainting asks of the page and tells it.
 * @typedef {object} RepaintCalls
 * @property {() => ModelState} state  of the model that is shown
 * @property {(cells: Cells) => void} edit  other codes stand there
 * @property {() => void} rest  a step is over
 * @property {() => void} kept  other cells stay
 * @property {() => void} picked  another code is picked, perhaps on another level
 * @property {(level: number) => void} level  another level is shown
 * @property {(name: ToolName) => void} tool  another tool is taken
 * @property {() => void} numbers  the numbers on the cells come or go
 * @property {() => void} hold  what moves by itself is to stop
 * @property {() => void} wantSecond  a second picture is missing
 * @property {() => void} undo
 * @property {() => void} redo
 */

export class Repaint {
  /** Numbers stand on the cells. */
  #numbers = true;

  /**
   * @param {CodeGrid} grid
   * @param {RepaintCalls} on
   */
  constructor(grid, on) {
    this.grid = grid;
    this.on = on;
    this.hand = new EditTool({
      cells: () => on.state().cells,
      kept: () => on.state().kept,
      second: () => on.state().second?.cells ?? null,
      code: () => on.state().code,
      edit: on.edit,
      keep: (flags) => this.keep(flags),
      done: on.rest,
      pick: (place) => this.#pickFrom(place),
      box: (box) => grid.setBox(box),
      wantSecond: on.wantSecond,
    });
    this.tools = new CodesTools({
      tool: (name) => this.#setTool(name),
      undo: on.undo,
      redo: on.redo,
      reset: () => this.#reset(),
      numbers: (shown) => this.setNumbers(shown),
    });
  }

  /** The tools as they stand. */
  show() {
    const state = this.on.state();
    this.tools.show({
      tool: this.hand.name,
      code: state.code,
      tile: state.tile,
      canUndo: state.canUndo,
      canRedo: state.canRedo,
      untouched: state.untouched,
      numbers: this.#numbers,
    });
  }

  /** What moves is taken hold of: a dream that is not whole is codes like others from now on. */
  takeHold() {
    const { on } = this;
    const state = on.state();
    on.hold();
    if (state.settle()) on.edit(state.cells);
  }

  /**
   * A cell is pressed with the tool.
   * @param {Place} place
   * @param {boolean} pick  whatever the tool: its code is picked
   */
  press(place, pick) {
    if (!pick && this.hand.name !== "pick") this.takeHold();
    this.hand.press(place, pick);
  }

  /** @param {Flags} flags  the cells that stay from now on */
  keep(flags) {
    this.on.state().kept = flags;
    this.on.kept();
  }

  /** @param {Place} place */
  #pickFrom(place) {
    const { layout, shownCells } = this.on.state();
    this.pick(place.level, shownCells[layout.index(place)]);
  }

  /**
   * @param {number} level
   * @param {number} code  to paint with from now on
   */
  pick(level, code) {
    const state = this.on.state();
    if (level !== state.level) this.setLevel(level);
    state.picked[level] = code;
    if (this.hand.name === "pick") this.hand.name = "brush"; // what was picked is to be painted with
    this.on.picked();
  }

  /** @param {ToolName} name */
  #setTool(name) {
    this.hand.name = name;
    this.grid.drop();
    this.on.tool(name);
  }

  /** @param {number} level  that is shown and painted on from now on */
  setLevel(level) {
    this.on.state().level = level;
    this.on.level(level);
    this.setNumbers(!this.grid.crowded);
    this.on.picked();
  }

  /** @param {boolean} shown */
  setNumbers(shown) {
    this.#numbers = shown;
    this.grid.setNumbers(shown);
    this.on.numbers();
  }

  #reset() {
    const { original } = this.on.state();
    if (!original) return;
    this.on.edit(original);
    this.on.rest();
  }
}
