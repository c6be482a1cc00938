// All codes in rows, in a given order.

import { el } from "../../ui/canvas/paint.js";
import { inks, sharpen } from "../../ui/canvas/sharpen.js";
import { chooseCodes } from "./choose_codes.js";
import { drawCode } from "./tiles.js";

/** @typedef {import("./choose_codes.js").CodeCalls} CodeCalls */
/** @typedef {import("./tiles.js").CodeLook} CodeLook */

const GAP = 4; // px between tiles
const EDGE = 2; // px around all of them, for frames
const LEAST = 20; // px of a tile
const MOST = 48;
const TALL = 320; // px: how tall a shelf is to be, about
const MANY = 1024; // more codes than this have smaller tiles
const TINY = 10;

export class Shelf {
  /** @type {CodeLook | null} */
  look = null;

  canvas = el("canvas", { class: "shelf", tabindex: "0", role: "application" });

  root = el("div", {}, this.canvas);

  /** @type {number[]} */
  #order = [];

  #columns = 1;

  /** px from tile to tile. */
  #pitch = MOST;

  /** @param {CodeCalls} on */
  constructor(on) {
    this.on = on;
    chooseCodes(this);
    new ResizeObserver(() => this.#draw()).observe(this.root);
  }

  /**
   * @param {CodeLook} look
   * @param {number[]} order  of the codes
   */
  show(look, order) {
    this.look = look;
    this.#order = order;
    this.#draw();
  }

  #draw() {
    const wide = this.root.clientWidth;
    const { look, canvas } = this;
    if (!wide || !look) return;
    const order = this.#order;
    const even = Math.floor(Math.sqrt((wide * TALL) / order.length)) - GAP;
    const least = Math.min(MOST, Math.max(order.length > MANY ? TINY : LEAST, even));
    this.#columns = Math.max(1, Math.floor((wide + GAP) / (least + GAP)));
    this.#pitch = Math.floor((wide + GAP - EDGE) / this.#columns);
    const height = Math.ceil(order.length / this.#columns) * this.#pitch;
    canvas.style.height = `${height}px`;
    const { context } = sharpen(canvas, height);
    const colours = inks(canvas);
    canvas.setAttribute(
      "aria-label",
      `The codebook, ${order.length} codes. Arrow keys go from code to code, Enter picks one.`,
    );
    order.forEach((code, i) => {
      const x = EDGE + (i % this.#columns) * this.#pitch;
      const y = EDGE + Math.floor(i / this.#columns) * this.#pitch;
      drawCode(context, look, code, x, y, this.#pitch - GAP, colours);
    });
  }

  /**
   * @param {number} x  px
   * @param {number} y
   * @returns {number}  the code that lies there, or -1
   */
  at(x, y) {
    const column = Math.floor(x / this.#pitch);
    const row = Math.floor(y / this.#pitch);
    if (column < 0 || row < 0 || column >= this.#columns) return -1;
    return this.#order[row * this.#columns + column] ?? -1;
  }

  /**
   * @param {number} code
   * @param {string} key
   * @returns {number}  the code that the key goes to, or -1
   */
  go(code, key) {
    const here = this.#order.indexOf(code);
    switch (key) {
      case "ArrowLeft":
        return this.#order[here - 1] ?? code;
      case "ArrowRight":
        return this.#order[here + 1] ?? code;
      case "ArrowUp":
        return this.#order[here - this.#columns] ?? code;
      case "ArrowDown":
        return this.#order[here + this.#columns] ?? code;
      case "Home":
        return this.#order[0];
      case "End":
        return this.#order[this.#order.length - 1];
      default:
        return -1;
    }
  }
}
