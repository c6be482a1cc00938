// A sheet of pictures made at training time, with the cell under the pointer enlarged.

import { context2d, el } from "../../ui/canvas/paint.js";
import { cellAt, fillFrom, livingBox, placeIn } from "./living.js";

/**
 * @typedef {object} SheetOptions
 * @property {string} file  of the model's previews
 * @property {number} columns
 * @property {number} rows
 * @property {string} label  what is on it, in words
 * @property {[number, number]} opening  where the lens is at first: parts of the width and of the height
 * @property {(image: HTMLImageElement) => [number, number]} [cut]  columns and rows, where only the picture itself can
 *   tell
 */

export class LivingSheet {
  /** @type {[column: number, row: number] | null} the cell that is enlarged */
  cell = null;

  #sheet;
  #lens = el("canvas", { class: "gx-canvas lens", "aria-hidden": "true" });

  /**
   * @param {import("../../ui/types.js").Card} card
   * @param {SheetOptions} options
   */
  constructor(card, { file, columns, rows, label, opening, cut = () => [columns, rows] }) {
    const [, h = 1, w = 1] = card.shape; // drawings in strokes have none: their pictures are square
    this.#sheet = el("canvas", { class: "gx-canvas sheet", role: "img", "aria-label": label });
    this.box = el("div", { class: "sheet-box" }, this.#sheet, this.#lens);
    this.box.style.setProperty("--ratio", String((w * columns) / (h * rows)));
    this.root = livingBox("plane", this.box);
    fillFrom(this.root, card, file, (image) => this.#open(image, cut(image), opening));
  }

  /**
   * @param {HTMLImageElement} image
   * @param {[number, number]} grid  columns and rows
   * @param {[number, number]} opening
   */
  #open(image, grid, opening) {
    const { width, height } = image;
    const [columns, rows] = grid;
    this.#sheet.width = width;
    this.#sheet.height = height;
    this.#lens.width = width / columns;
    this.#lens.height = height / rows;
    this.box.style.setProperty("--ratio", String(width / height));
    this.#lens.style.setProperty("--ratio", String(width / columns / (height / rows)));
    context2d(this.#sheet).drawImage(image, 0, 0);
    this.#place(image, grid, opening);
    this.box.addEventListener("pointermove", (event) => this.#place(image, grid, placeIn(event, this.box)));
  }

  /**
   * @param {HTMLImageElement} image
   * @param {[number, number]} grid
   * @param {[number, number]} place  parts of the width and of the height
   */
  #place(image, [columns, rows], [x, y]) {
    const wide = image.width / columns;
    const tall = image.height / rows;
    const column = cellAt(x, columns);
    const row = cellAt(y, rows);
    this.cell = [column, row];
    context2d(this.#lens).drawImage(image, column * wide, row * tall, wide, tall, 0, 0, wide, tall);
    this.#lens.style.left = `${((column + 0.5) / columns) * 100}%`;
    this.#lens.style.top = `${((row + 0.5) / rows) * 100}%`;
  }
}
