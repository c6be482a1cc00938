// A map of cells as a canvas that can be pointed at, by a pointer or with the arrow keys.

import { el } from "../../ui/canvas/paint.js";
import { arrowOf } from "./arrows.js";
import { MAP_SIDE, paintCells } from "./cells.js";
import { SIDE } from "./picture.js";

/** @typedef {import("./cells.js").CellLook} CellLook */
/** @typedef {import("./cells.js").Place} Place */

/**
 * @param {number} value
 * @param {number} count
 */
const within = (value, count) => Math.min(count - 1, Math.max(0, value));

export class CellMap {
  /** @type {Place | null} the cell that was pointed at last */
  at = null;

  /** @type {CellLook | null} */
  #look = null;

  /**
   * @param {string} title  what the map shows
   * @param {(place: Place) => void} [onpoint]  another cell is looked at; a map without it can't be pointed at
   */
  constructor(title, onpoint) {
    this.title = title;
    this.onpoint = onpoint;
    this.canvas = el("canvas", {
      class: "gx-canvas cells",
      role: "img",
      tabindex: onpoint ? "0" : null,
      width: MAP_SIDE,
      height: MAP_SIDE,
    });
    if (onpoint) this.#listen();
    this.describe("");
  }

  #listen() {
    const { canvas } = this;
    canvas.addEventListener("pointermove", (event) => this.#pointAtPointer(event));
    canvas.addEventListener("pointerdown", (event) => this.#pointAtPointer(event));
    canvas.addEventListener("focus", () => this.#pointAtFocus());
    canvas.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {PointerEvent} event */
  #pointAtPointer({ clientX, clientY }) {
    if (!this.#look) return;
    const { h, w, cell } = this.#look;
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const row = Math.floor((((clientY - top) / height) * SIDE) / cell);
    const column = Math.floor((((clientX - left) / width) * SIDE) / cell);
    this.#point({ row: within(row, h), column: within(column, w) });
  }

  /** The keyboard came here: it goes on where it was, or begins in the middle. */
  #pointAtFocus() {
    if (!this.#look || !this.canvas.matches(":focus-visible")) return;
    const { h, w } = this.#look;
    this.#point(this.at ?? { row: Math.floor(h / 2), column: Math.floor(w / 2) });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const arrow = arrowOf(event);
    if (!arrow || !this.#look) return;
    const { h, w } = this.#look;
    const [right, down] = arrow;
    const { row, column } = this.at ?? { row: 0, column: 0 };
    this.#point({ row: within(row + down, h), column: within(column + right, w) });
    event.preventDefault();
  }

  /** @param {Place} place */
  #point(place) {
    if (this.at && place.row === this.at.row && place.column === this.at.column) return;
    this.at = place;
    this.onpoint?.(place);
  }

  /** @param {CellLook} look */
  show(look) {
    if (this.at && (this.at.row >= look.h || this.at.column >= look.w)) this.at = null;
    this.#look = look;
    paintCells(this.canvas, look);
  }

  /** @param {string} words  what the map shows now */
  describe(words) {
    const shown = words ? `: ${words}` : "";
    const keys = this.onpoint ? ". Arrow keys go from value to value" : "";
    this.canvas.setAttribute("aria-label", `${this.title}${shown}${keys}`);
  }
}
