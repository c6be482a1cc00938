// The grid of a picture's code numbers: every cell as its code's tile with the number on it. A pointer and the keys
// look, paint and pick.

import { context2d, el, paintSheet } from "../../ui/canvas/paint.js";
import { passedThrough } from "../../ui/canvas/strokes.js";
import { UNKNOWN } from "../../ui/painting/record.js";

/** @typedef {import("./book.js").Book} Book */
/** @typedef {import("./layout.js").Box} Box */
/** @typedef {import("./layout.js").Cells} Cells */
/** @typedef {import("./layout.js").Flags} Flags */
/** @typedef {import("./layout.js").Layout} Layout */
/** @typedef {import("./layout.js").Place} Place */

/**
 * What is done on the grid.
 * @typedef {object} GridCalls
 * @property {(place: Place) => void} look  a cell is pointed at
 * @property {(place: Place, how: {pick: boolean}) => void} press  pick: its code is taken, whatever the tool
 * @property {(place: Place) => void} drag
 * @property {() => void} release
 * @property {() => void} cancel
 * @property {() => boolean} spans  true where the keys hold what they began until Enter is struck again
 */

/**
 * What is said of the cells.
 * @typedef {object} CellMarks
 * @property {Flags | null} unknown  not drawn yet
 * @property {Flags} kept
 * @property {Cells | null} original  what differs from it is marked
 * @property {number} code  that is picked
 */

/**
 * A cell as it is painted.
 * @typedef {{code: number, kept: boolean, changed: boolean, picked: boolean}} CellState  code: -1 where it is not known
 */

const SIDE = 672; // canvas pixels: a whole number a cell for 7, 8, 14, 16 and more
const COLUMNS = 16; // of the sheet of tiles
const CROWDED = 10; // cells a side from which on numbers would cover their tiles
const UNITS = 24; // a cell's side in the unit of its marks
const ACCENT = "#4fd0d6";
const CHANGED = "#ff9d3c";
const EDGE = "rgb(128 140 155 / 45%)";

/** @type {{[key: string]: [number, number]}} down and across */
const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** @param {readonly number[]} colour */
const rgb = (colour) => `rgb(${colour.join()})`;

/**
 * A filled shape.
 * @param {CanvasRenderingContext2D} context
 * @param {string} colour
 * @param {[number, number][]} points
 */
function fillShape(context, colour, points) {
  context.fillStyle = colour;
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x, y);
  context.fill();
}

export class CodeGrid {
  /** @type {Place | null} the cell that is pointed at */
  cursor = null;

  canvas = el("canvas", {
    class: "gx-canvas codes-canvas",
    tabindex: "0",
    role: "application",
    "aria-roledescription": "grid of codes",
  });

  #mark = el("i", { class: "cell-mark gx-hidden", "aria-hidden": "true" });

  #frame = el("i", { class: "cell-box gx-hidden", "aria-hidden": "true" });

  root = el("div", { class: "codes-grid" }, this.canvas, this.#frame, this.#mark);

  #level = 0;

  /** Pixels of the canvas to a cell. */
  #cell = 0;

  /** Numbers stand on the cells. */
  #numbers = true;

  /** @type {Layout | null} */
  #layout = null;

  /** @type {{cells: Cells, marks: CellMarks} | null} */
  #shown = null;

  /** @type {{sheet: HTMLCanvasElement, side: number}[]} the tiles of each level */
  #sheets = [];

  /** @type {string[]} how each cell was painted last */
  #painted = [];

  /** @type {number | null} that is down */
  #pointer = null;

  /** The keys hold a stroke. */
  #held = false;

  /** @param {GridCalls} on */
  constructor(on) {
    this.on = on;
    this.#listen();
  }

  /**
   * Another model: its tiles, and which of its levels is shown.
   * @param {Book} book
   * @param {Layout} layout
   * @param {number} level
   */
  open(book, layout, level) {
    this.#pointer = null;
    this.drop();
    this.#layout = layout;
    this.#shown = null;
    this.#sheets = book.levels.map(({ tiles, codes, side }) => {
      const sheet = el("canvas");
      paintSheet(sheet, tiles, [book.shape[0], side, side], codes, COLUMNS);
      return { sheet, side };
    });
    this.setLevel(level);
  }

  get #size() {
    return this.#layout?.levels[this.#level] ?? { h: 1, w: 1, start: 0, end: 0 };
  }

  /** @param {number} level */
  setLevel(level) {
    this.drop();
    this.#level = level;
    const { h, w } = this.#size;
    this.#cell = Math.floor(SIDE / Math.max(h, w));
    this.cursor = null;
    this.canvas.width = this.#cell * w;
    this.canvas.height = this.#cell * h;
    this.root.style.setProperty("--ratio", String(w / h));
    this.canvas.setAttribute(
      "aria-label",
      `${h} by ${w} codes. Arrow keys move, Enter uses the tool, P picks the code, shift with arrows drags, ` +
        "Escape lets go",
    );
    this.#mark.classList.add("gx-hidden");
    this.#repaint();
  }

  /** @param {boolean} on  numbers stand on the cells */
  setNumbers(on) {
    this.#numbers = on;
    this.#repaint();
  }

  /** Whether the cells are so small that numbers would cover their tiles. */
  get crowded() {
    const { h, w } = this.#size;
    return Math.max(h, w) > CROWDED;
  }

  #repaint() {
    this.#painted = [];
    if (this.#shown) this.show(this.#shown.cells, this.#shown.marks);
  }

  /**
   * Only what is other than before is painted.
   * @param {Cells} cells
   * @param {CellMarks} marks
   */
  show(cells, marks) {
    this.#shown = { cells, marks };
    const { start, end, w } = this.#size;
    for (let index = start; index < end; index++) {
      const state = this.#stateOf(index, cells, marks);
      const key = `${state.code} ${state.kept} ${state.changed} ${state.picked}`;
      const at = index - start;
      if (this.#painted[at] === key) continue;
      this.#painted[at] = key;
      this.#paintCell(Math.floor(at / w), at % w, state);
    }
  }

  /**
   * @param {number} index
   * @param {Cells} cells
   * @param {CellMarks} marks
   * @returns {CellState}
   */
  #stateOf(index, cells, { unknown, kept, original, code }) {
    const known = !unknown?.[index];
    return {
      code: known ? cells[index] : -1,
      kept: kept[index] > 0,
      changed: known && original !== null && cells[index] !== original[index],
      picked: known && cells[index] === code,
    };
  }

  /**
   * @param {number} y
   * @param {number} x
   * @param {CellState} state
   */
  #paintCell(y, x, { code, kept, changed, picked }) {
    const context = context2d(this.canvas);
    const cell = this.#cell;
    const left = x * cell;
    const top = y * cell;
    const unit = cell / UNITS;
    context.imageSmoothingEnabled = false;
    if (code < 0) this.#paintUnknown(context, left, top);
    else this.#paintTile(context, code, left, top);
    context.strokeStyle = EDGE;
    context.lineWidth = 1;
    context.strokeRect(left + 0.5, top + 0.5, cell - 1, cell - 1);
    if (picked) {
      context.strokeStyle = ACCENT;
      context.lineWidth = 2 * unit;
      context.strokeRect(left + 1.5 * unit, top + 1.5 * unit, cell - 3 * unit, cell - 3 * unit);
    }
    const right = left + cell;
    const bottom = top + cell;
    const corner = 7 * unit;
    if (changed) {
      fillShape(context, CHANGED, [
        [right - corner, top],
        [right, top],
        [right, top + corner],
      ]);
    }
    if (kept) {
      fillShape(context, ACCENT, [
        [left, bottom - corner],
        [left + corner, bottom],
        [left, bottom],
      ]);
    }
  }

  /**
   * A checker of two by two.
   * @param {CanvasRenderingContext2D} context
   * @param {number} left
   * @param {number} top
   */
  #paintUnknown(context, left, top) {
    const half = this.#cell / 2;
    for (const [down, across] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]) {
      context.fillStyle = rgb(UNKNOWN[(down + across) % 2]);
      context.fillRect(left + across * half, top + down * half, half, half);
    }
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} code
   * @param {number} left
   * @param {number} top
   */
  #paintTile(context, code, left, top) {
    const cell = this.#cell;
    const { sheet, side } = this.#sheets[this.#level];
    const x = (code % COLUMNS) * side;
    const y = Math.floor(code / COLUMNS) * side;
    context.drawImage(sheet, x, y, side, side, left, top, cell, cell);
    if (this.#numbers) this.#paintNumber(context, code, left + cell / 2, top + cell / 2);
  }

  /**
   * White with a dark edge, to be read on every tile.
   * @param {CanvasRenderingContext2D} context
   * @param {number} code
   * @param {number} x
   * @param {number} y
   */
  #paintNumber(context, code, x, y) {
    const size = Math.round(this.#cell * (this.crowded ? 0.4 : 0.27));
    context.font = `600 ${size}px system-ui, sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = size / 3.5;
    context.strokeStyle = "rgb(0 0 0 / 75%)";
    context.fillStyle = "#fff";
    context.strokeText(String(code), x, y);
    context.fillText(String(code), x, y);
  }

  /** @param {Place} place  of the level that is shown: the cursor stands there from now on */
  setCursor(place) {
    this.cursor = place;
    this.#lay(this.#mark, { top: place.y, left: place.x, h: 1, w: 1 });
  }

  /** @param {Box | null} box  of cells that are framed */
  setBox(box) {
    this.#lay(this.#frame, box);
  }

  /**
   * @param {HTMLElement} node
   * @param {Box | null} box  where it lies; null: nowhere
   */
  #lay(node, box) {
    node.classList.toggle("gx-hidden", !box);
    if (!box) return;
    const { h, w } = this.#size;
    node.style.left = `${(box.left / w) * 100}%`;
    node.style.top = `${(box.top / h) * 100}%`;
    node.style.width = `${(box.w / w) * 100}%`;
    node.style.height = `${(box.h / h) * 100}%`;
  }

  /**
   * @param {Place} place
   * @returns {Place}  the nearest cell of the level that is shown
   */
  #clamp(place) {
    return this.#layout?.clamp(place) ?? place;
  }

  /** @param {PointerEvent} event */
  #placeOf(event) {
    const area = this.canvas.getBoundingClientRect();
    const { h, w } = this.#size;
    return this.#clamp({
      level: this.#level,
      y: Math.floor(((event.clientY - area.top) / area.height) * h),
      x: Math.floor(((event.clientX - area.left) / area.width) * w),
    });
  }

  #listen() {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => this.#pointerDown(event));
    canvas.addEventListener("pointermove", (event) => this.#pointerMove(event));
    canvas.addEventListener("pointerup", (event) => this.#pointerEnd(event));
    canvas.addEventListener("pointercancel", (event) => this.#pointerEnd(event));
    canvas.addEventListener("contextmenu", (event) => event.preventDefault()); // the right button picks
    canvas.addEventListener("blur", () => this.drop());
    canvas.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {PointerEvent} event */
  #pointerDown(event) {
    if (!this.#shown || this.#pointer !== null || event.button > 2) return;
    const place = this.#placeOf(event);
    const pick = event.altKey || event.button > 0;
    if (!pick) {
      this.#pointer = event.pointerId;
      this.canvas.setPointerCapture(event.pointerId);
    }
    this.drop();
    this.on.look(place);
    this.on.press(place, { pick });
  }

  /** @param {PointerEvent} event */
  #pointerMove(event) {
    if (!this.#shown) return;
    const place = this.#placeOf(event);
    if (this.#pointer === event.pointerId) {
      for (const part of passedThrough(event)) this.on.drag(this.#placeOf(part));
    }
    if (!this.#pointsAt(place)) this.on.look(place);
  }

  /** @param {PointerEvent} event */
  #pointerEnd(event) {
    if (event.pointerId !== this.#pointer) return;
    this.#pointer = null;
    this.on.release();
  }

  /** @param {Place} place */
  #pointsAt(place) {
    return this.cursor !== null && place.y === this.cursor.y && place.x === this.cursor.x;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!this.#shown || event.ctrlKey || event.metaKey || event.altKey || this.#pointer !== null) return;
    const here = this.cursor ?? this.#layout?.middle(this.#level);
    if (here && this.#use(event, here)) event.preventDefault();
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Place} here
   * @returns {boolean}  whether the key does something
   */
  #use(event, here) {
    const arrow = ARROWS[event.key];
    if (arrow) this.#step(here, arrow, event.shiftKey);
    else if (event.key === "Enter" && this.#held) this.drop(true);
    else if (event.key === "Enter") {
      this.on.press(here, { pick: false });
      this.#held = this.on.spans();
      if (!this.#held) this.on.release();
    } else if (event.key.toLowerCase() === "p") this.on.press(here, { pick: true });
    else if (event.key === "Escape" && this.#held) this.drop();
    else return false;
    return true;
  }

  /**
   * To the next cell; with shift, or where the keys hold a stroke, it is dragged there.
   * @param {Place} here
   * @param {[number, number]} arrow
   * @param {boolean} shift
   */
  #step(here, [down, across], shift) {
    const place = this.#clamp({ ...here, y: here.y + down, x: here.x + across });
    const begins = shift && !this.#held;
    if (begins) this.on.press(here, { pick: false });
    if (shift || this.#held) this.on.drag(place);
    if (begins) {
      if (this.on.spans()) this.#held = true;
      else this.on.release();
    }
    this.on.look(place);
  }

  /**
   * What the keys hold comes to its end.
   * @param {boolean} [done]  as it is; else as if it had not begun
   */
  drop(done = false) {
    if (!this.#held) return;
    this.#held = false;
    if (done) this.on.release();
    else this.on.cancel();
  }
}
