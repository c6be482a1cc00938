// A square of decoded pictures, of which a hand or the keys take one: it becomes the current picture.

import { el, savePNG } from "../../../ui/canvas/paint.js";
import { button } from "../../../ui/controls/buttons.js";

/** @typedef {import("../../../ui/types.js").Card} Card */
/** @typedef {import("./pictures.js").Coded} Coded */

const PNG_SCALE = 2;

export class Sheet {
  /** @type {Pick<Coded, "z" | "weights">[]} */
  #codes = [];

  #side = 1;
  #at = 0; // the picture that the keys are at
  #cursor = el("i", { class: "cursor" });
  #frames = el("div", { class: "sheet-frames", "aria-hidden": "true" });

  /**
   * @param {object} options
   * @param {string} options.label
   * @param {string} options.file  its name when it is saved
   * @param {import("./pictures.js").Pictures} options.pictures
   * @param {(picture: Coded) => void} options.pick
   */
  constructor({ label, file, pictures, pick }) {
    this.pictures = pictures;
    this.file = file;
    this.pick = pick;
    this.canvas = el("canvas", {
      class: "gx-canvas",
      role: "img",
      "aria-label": label,
      title: "Press a picture to make it the current one; arrow keys and Enter do it, too",
      tabindex: "0",
      onclick: (event) => {
        const { left, top, width, height } = this.canvas.getBoundingClientRect();
        const column = Math.floor(((event.clientX - left) / width) * this.#side);
        const row = Math.floor(((event.clientY - top) / height) * this.#side);
        this.#go(row, column);
        this.#pick();
      },
      onkeydown: (event) => this.#followKey(event),
    });
    this.root = el("div", { class: "sheet gx-hidden" }, this.canvas, this.#frames);
    this.save = button("Save PNG", "Save this sheet as a picture", () =>
      savePNG(this.canvas, `${this.file}.png`, PNG_SCALE),
    );
    this.save.disabled = true;
  }

  /**
   * @param {Card} card
   * @param {Pick<Coded, "z" | "weights">[]} codes  side * side, row by row
   * @param {{side: number, framed: number[]}} how  framed: the places of those that are framed
   */
  show(card, codes, { side, framed }) {
    const [, h, w] = card.shape;
    this.#codes = codes;
    this.#side = side;
    this.canvas.style.setProperty("--ratio", String(w / h));
    this.save.disabled = false;
    this.root.classList.remove("gx-hidden");
    this.#frames.style.setProperty("--side", String(side));
    this.#frames.replaceChildren(
      ...framed.map((place) => {
        const frame = el("i");
        frame.style.gridArea = this.#areaOf(place);
        return frame;
      }),
      this.#cursor,
    );
    this.#go(Math.floor(this.#at / side), this.#at % side);
    this.pictures.paintSheet(this.file, codes, this.canvas, side);
  }

  /** @param {number} place */
  #areaOf(place) {
    return `${Math.floor(place / this.#side) + 1} / ${(place % this.#side) + 1}`;
  }

  /**
   * @param {number} row
   * @param {number} column
   */
  #go(row, column) {
    const last = this.#side - 1;
    this.#at = Math.min(Math.max(row, 0), last) * this.#side + Math.min(Math.max(column, 0), last);
    this.#cursor.style.gridArea = this.#areaOf(this.#at);
  }

  #pick() {
    const code = this.#codes[this.#at];
    if (code) this.pick({ ...code, index: -1 });
  }

  /** @param {KeyboardEvent} event */
  #followKey(event) {
    const row = Math.floor(this.#at / this.#side);
    const column = this.#at % this.#side;
    /** @type {{[key: string]: () => void}} */
    const keys = {
      ArrowUp: () => this.#go(row - 1, column),
      ArrowDown: () => this.#go(row + 1, column),
      ArrowLeft: () => this.#go(row, column - 1),
      ArrowRight: () => this.#go(row, column + 1),
      Enter: () => this.#pick(),
    };
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  }
}
