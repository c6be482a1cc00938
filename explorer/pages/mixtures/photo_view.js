// A photograph to point at: the patch under a frame, moved by a click, a drag or the arrow keys.

import { el, paint } from "../../ui/canvas/paint.js";
import { PATCH, SIDE } from "./patch_types.js";

/** @type {{[key: string]: [number, number]}} */
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const LEAP = 8; // pixels of an arrow key with shift

export class PhotoView {
  canvas = el("canvas", {
    class: "gx-canvas photo",
    width: SIDE,
    height: SIDE,
    tabindex: "0",
    role: "img",
    "aria-label": "The photograph: click a patch, or move the frame with the arrow keys",
  });

  #frame = el("span", { class: "patch-frame" });
  root = el("div", { class: "photo-box" }, this.canvas, this.#frame);
  #place = { row: 0, column: 0 };

  /** @param {(row: number, column: number) => void} onmove  the frame is to lie there: its first row and column */
  constructor(onmove) {
    this.onmove = onmove;
    this.canvas.addEventListener("pointerdown", (event) => {
      this.canvas.setPointerCapture(event.pointerId);
      this.#point(event);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (this.canvas.hasPointerCapture(event.pointerId)) this.#point(event);
    });
    this.canvas.addEventListener("keydown", (event) => this.#press(event));
  }

  /** @param {Uint8Array} pixels */
  paint(pixels) {
    paint(this.canvas, pixels, [1, SIDE, SIDE]);
  }

  /**
   * @param {number} row
   * @param {number} column
   */
  frame(row, column) {
    this.#place = { row, column };
    this.#frame.style.top = `${(100 * row) / SIDE}%`;
    this.#frame.style.left = `${(100 * column) / SIDE}%`;
  }

  /** @param {PointerEvent} event */
  #point(event) {
    const { left, top, width } = this.canvas.getBoundingClientRect();
    const place = (/** @type {number} */ px) => Math.round((px / width) * SIDE - PATCH / 2);
    this.#move(place(event.clientY - top), place(event.clientX - left));
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const way = ARROWS[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const by = event.shiftKey ? LEAP : 1;
    this.#move(this.#place.row + by * way[0], this.#place.column + by * way[1]);
  }

  /**
   * @param {number} row
   * @param {number} column
   */
  #move(row, column) {
    const within = (/** @type {number} */ at) => Math.min(SIDE - PATCH, Math.max(0, at));
    this.onmove(within(row), within(column));
  }
}
