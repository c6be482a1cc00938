// Cells in rows and columns on one canvas, with a cursor on the one that is looked at. A click holds it there.

import { context2d, el, paintSheet, setSmooth } from "../../ui/canvas/paint.js";
import { Awaited } from "../../ui/picture/awaited.js";

/** @typedef {import("../../ui/types.js").Shape} Shape */

const HINT = "A click holds a picture, another one on it lets it go";

/** @type {{[key: string]: [number, number] | undefined}} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * Which of `count` equal parts a share of the whole is in.
 * @param {number} share  0 to 1; beyond it the parts at the ends
 * @param {number} count
 */
const partAt = (share, count) => Math.min(count - 1, Math.max(0, Math.floor(share * count)));

/**
 * @param {number} value
 * @param {number} count
 */
const within = (value, count) => Math.min(Math.max(value, 0), count - 1);

export class Sheet {
  /** Of the cell under the cursor, row by row. */
  at = 0;

  rows = 1;
  columns = 1;

  /** @type {Uint8Array | null} one cell after the other; null before there are any */
  pixels = null;

  /** @type {Shape} of a cell */
  #shape = [1, 1, 1];

  /** The cursor is held: the pointer does not move it. */
  #held = false;

  canvas = el("canvas", { class: "gx-canvas", "aria-hidden": "true" });

  /**
   * @param {string} label  read aloud for the whole sheet
   * @param {object} on
   * @param {(index: number) => void} on.look  a cell is under the pointer or the arrows
   * @param {(held: boolean) => void} on.hold  the cell that is looked at is to be held, or let go
   * @param {() => boolean} on.holds  whether a cell of any sheet is held
   */
  constructor(label, on) {
    this.on = on;
    this.cursor = el("div", { class: "cell gx-hidden", "aria-hidden": "true" });
    this.root = el(
      "div",
      {
        class: "cells",
        tabindex: "0",
        role: "application",
        "aria-label": `${label}. Arrow keys go from picture to picture, Enter holds one, Escape lets it go.`,
        title: HINT,
      },
      this.canvas,
      this.cursor,
    );
    /** Whether what is seen is of the model on the page. */
    this.awaited = new Awaited(this.root);
    this.#listen();
  }

  /**
   * Other rows and columns. The old pictures stay until the new ones are there, unless they are of another size.
   * @param {Shape} shape  of a cell
   * @param {number} rows
   * @param {number} columns
   */
  open(shape, rows, columns) {
    const [, h, w] = shape;
    const width = w * columns;
    const height = h * rows;
    this.#shape = shape;
    this.rows = rows;
    this.columns = columns;
    this.at = Math.min(this.at, rows * columns - 1);
    if (this.canvas.width !== width || this.canvas.height !== height) {
      Object.assign(this.canvas, { width, height });
      this.pixels = null;
    }
    this.root.style.setProperty("--ratio", String(width / height));
    this.#placeCursor();
  }

  /** @param {Uint8Array} pixels  uint8, one cell after the other */
  paint(pixels) {
    this.pixels = pixels;
    this.awaited.end();
    paintSheet(this.canvas, pixels, this.#shape, this.rows * this.columns, this.columns);
  }

  /**
   * Pictures from a file made at training time.
   * @param {HTMLImageElement} image
   */
  paintImage(image) {
    this.awaited.end();
    context2d(this.canvas).drawImage(image, 0, 0, this.canvas.width, this.canvas.height);
  }

  /**
   * The pixels of one cell, or null before there are any.
   * @param {number} index
   */
  picture(index) {
    const [c, h, w] = this.#shape;
    const size = c * h * w;
    return this.pixels?.subarray(index * size, (index + 1) * size) ?? null;
  }

  /** @param {boolean} smooth */
  setSmooth(smooth) {
    setSmooth(this.canvas, smooth);
  }

  /**
   * The cursor shows on the sheet that was looked at last.
   * @param {boolean} active
   * @param {boolean} held  its cell is held
   */
  setActive(active, held) {
    this.#held = active && held;
    this.cursor.classList.toggle("gx-hidden", !active);
    this.cursor.classList.toggle("held", this.#held);
  }

  #placeCursor() {
    const { rows, columns, at } = this;
    Object.assign(this.cursor.style, {
      left: `${((at % columns) / columns) * 100}%`,
      top: `${(Math.floor(at / columns) / rows) * 100}%`,
      width: `${100 / columns}%`,
      height: `${100 / rows}%`,
    });
  }

  /** @param {number} index */
  #look(index) {
    this.at = index;
    this.#placeCursor();
    this.on.look(index);
  }

  /** @param {MouseEvent} event */
  #cellAt(event) {
    const area = this.canvas.getBoundingClientRect();
    const row = partAt((event.clientY - area.top) / area.height, this.rows);
    const column = partAt((event.clientX - area.left) / area.width, this.columns);
    return row * this.columns + column;
  }

  #listen() {
    const { root } = this;
    root.addEventListener("pointermove", (event) => this.#hover(event));
    root.addEventListener("click", (event) => this.#click(this.#cellAt(event)));
    root.addEventListener("focus", () => {
      if (root.matches(":focus-visible") && !this.on.holds()) this.#look(this.at);
    });
    root.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {PointerEvent} event */
  #hover(event) {
    if (event.pointerType === "touch" || event.buttons || this.on.holds()) return;
    const index = this.#cellAt(event);
    if (index !== this.at || this.cursor.classList.contains("gx-hidden")) this.#look(index);
  }

  /** @param {number} index  of a cell: it is held, or let go where it is the one that was */
  #click(index) {
    const again = this.#held && index === this.at;
    this.#look(index);
    this.on.hold(!again);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = Math.floor(this.at / this.columns);
    const step = ARROWS[event.key];
    if (event.key === "Enter") this.#click(this.at);
    else if (event.key === "Escape") this.on.hold(false);
    else if (step) this.#lookBy(step);
    else if (event.key === "Home") this.#look(row * this.columns);
    else if (event.key === "End") this.#look((row + 1) * this.columns - 1);
    else return;
    event.preventDefault();
  }

  /** @param {[number, number]} step  to the right, and down */
  #lookBy([right, down]) {
    const row = Math.floor(this.at / this.columns);
    const column = this.at % this.columns;
    this.#look(within(row + down, this.rows) * this.columns + within(column + right, this.columns));
  }
}
