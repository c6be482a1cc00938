// A canvas over a picture, or over a group's map, on which a brush goes from cell to cell.

import { context2d, el } from "../../ui/canvas/paint.js";
import { StrokePad, visitNear } from "../../ui/picture/stroke_pad.js";

/** @typedef {import("../../ui/canvas/strokes.js").Point} Point */

const KEYS = "Arrow keys move a cursor, space paints a cell, shift with arrows paints along.";
const SIDE = 400; // px of its drawing, along the longer side
const LINE = "rgba(79, 195, 201, 0.9)";
const UNDER = "rgba(12, 16, 20, 0.85)";
const FAINT = "rgba(255, 255, 255, 0.2)";

/**
 * Whom a pad tells.
 * @typedef {object} CellCalls
 * @property {() => void} begin  a stroke begins
 * @property {(cells: number[]) => void} paint  the brush went over these, row by row
 * @property {() => void} rest  the stroke is over
 * @property {() => void} undo
 * @property {(cell: number | null) => void} point  the pointer, or the keys' cursor, is over this one; or over none
 * @property {() => number} reach  of the brush, in cells from its middle
 */

/** @extends {StrokePad<Uint8Array<ArrayBuffer>>} */
export class CellPad extends StrokePad {
  /** @type {number | null} the cell under the pointer */
  #pointed = null;

  /** @type {Set<number>} cells that a brush has moved */
  #painted = new Set();

  #frame = 0;

  /**
   * @param {string} label  what is painted on
   * @param {CellCalls} on
   */
  constructor(label, on) {
    super(new Uint8Array(0), { role: "painting pad", label: `${label}. ${KEYS}` }, 1);
    this.on = on;
    this.root = el("div", { class: "cell-pad" }, this.canvas, this.cursor);
    this.canvas.addEventListener("pointermove", (event) => this.#hover(event));
    this.canvas.addEventListener("pointerleave", () => this.#pointAt(null));
    this.canvas.addEventListener("blur", () => this.#pointAt(null));
  }

  /**
   * Another grid of cells.
   * @param {number} h
   * @param {number} w
   */
  open(h, w) {
    const [, rows, columns] = this.shape;
    if (rows === h && columns === w) return;
    this.resize([1, h, w], new Uint8Array(h * w));
    const unit = Math.max(1, Math.round(SIDE / Math.max(h, w)));
    this.canvas.width = w * unit;
    this.canvas.height = h * unit;
    this.#pointed = null;
    this.draw();
  }

  /** @param {Set<number>} cells  that a brush has moved */
  setPainted(cells) {
    this.#painted = cells;
    this.draw();
  }

  /** @override */
  begin() {
    this.on.begin();
  }

  /**
   * @override
   * @param {Point} from
   * @param {Point} to
   */
  stroke(from, to) {
    /** @type {number[]} */
    const cells = [];
    visitNear(this.shape, this.#middle(from), this.#middle(to), this.on.reach(), (cell) => cells.push(cell));
    if (cells.length) this.on.paint(cells);
  }

  /**
   * @override
   * @param {boolean} done
   */
  tell(done) {
    if (done) this.on.rest();
  }

  /** @override */
  undo() {
    this.on.undo();
  }

  /**
   * @override
   * @param {Point} at
   */
  moved(at) {
    this.#pointAt(this.#cellAt(at));
  }

  /**
   * The middle of the cell that a place lies in.
   * @param {Point} at
   * @returns {Point}
   */
  #middle([x, y]) {
    const [, h, w] = this.shape;
    return [Math.min(w - 1, Math.max(0, Math.floor(x))) + 0.5, Math.min(h - 1, Math.max(0, Math.floor(y))) + 0.5];
  }

  /** @param {Point} at */
  #cellAt(at) {
    const [x, y] = this.#middle(at);
    return Math.floor(y) * this.shape[2] + Math.floor(x);
  }

  /** @param {PointerEvent} event */
  #hover(event) {
    const [, h, w] = this.shape;
    const area = this.canvas.getBoundingClientRect();
    const at = /** @type {Point} */ ([
      ((event.clientX - area.left) / area.width) * w,
      ((event.clientY - area.top) / area.height) * h,
    ]);
    this.#pointAt(this.#cellAt(at));
  }

  /** @param {number | null} cell */
  #pointAt(cell) {
    if (cell === this.#pointed) return;
    this.#pointed = cell;
    this.on.point(cell);
    this.draw();
  }

  /** Draw anew, once a frame at most. */
  draw() {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  /** The cells that were moved, and while something points at one its outline and the grid. */
  #draw() {
    const [, h, w] = this.shape;
    const context = context2d(this.canvas);
    const { width, height } = this.canvas;
    context.clearRect(0, 0, width, height);
    const across = width / w;
    const down = height / h;
    if (this.#pointed !== null) {
      context.fillStyle = FAINT;
      for (let x = 1; x < w; x++) context.fillRect(Math.round(x * across), 0, 1, height);
      for (let y = 1; y < h; y++) context.fillRect(0, Math.round(y * down), width, 1);
    }
    this.#outline(context, across, down);
    if (this.#pointed === null) return;
    const left = (this.#pointed % w) * across;
    const top = Math.floor(this.#pointed / w) * down;
    for (const [colour, line] of /** @type {[string, number][]} */ ([
      [UNDER, 4],
      ["#fff", 2],
    ])) {
      context.strokeStyle = colour;
      context.lineWidth = line;
      context.strokeRect(left + 2, top + 2, across - 4, down - 4);
    }
  }

  /**
   * The border of what was painted.
   * @param {CanvasRenderingContext2D} context
   * @param {number} across  px of a cell
   * @param {number} down
   */
  #outline(context, across, down) {
    const [, h, w] = this.shape;
    const inside = (/** @type {number} */ x, /** @type {number} */ y) =>
      x >= 0 && y >= 0 && x < w && y < h && this.#painted.has(y * w + x);
    context.beginPath();
    for (const cell of this.#painted) {
      const x = cell % w;
      const y = Math.floor(cell / w);
      const sides = /** @type {[boolean, number, number, number, number][]} */ ([
        [inside(x, y - 1), x, y, x + 1, y],
        [inside(x, y + 1), x, y + 1, x + 1, y + 1],
        [inside(x - 1, y), x, y, x, y + 1],
        [inside(x + 1, y), x + 1, y, x + 1, y + 1],
      ]);
      for (const [hidden, x0, y0, x1, y1] of sides) {
        if (hidden) continue;
        context.moveTo(x0 * across, y0 * down);
        context.lineTo(x1 * across, y1 * down);
      }
    }
    for (const [colour, line] of /** @type {[string, number][]} */ ([
      [UNDER, 4],
      [LINE, 2],
    ])) {
      context.strokeStyle = colour;
      context.lineWidth = line;
      context.stroke();
    }
  }
}
