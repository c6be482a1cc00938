// What every pad has that is drawn or painted on: strokes by a pointer or by keys, a cursor for the keys, and undo.

import { el } from "../canvas/paint.js";
import { followStrokes } from "../canvas/strokes.js";

/** @typedef {import("../types.js").Shape} Shape */
/** @typedef {import("../canvas/strokes.js").Point} Point */

/** @type {{[key: string]: Point | undefined}} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * A coordinate that stays on the middles of a picture's pixels.
 * @param {number} value
 * @param {number} size
 */
const within = (value, size) => Math.min(size - 0.5, Math.max(0.5, value));

/**
 * Visit the pixels of a picture whose middles lie near a straight piece.
 * @param {Shape} shape
 * @param {Point} from
 * @param {Point} to
 * @param {number} reach  in pixels; what is farther away is not visited
 * @param {(index: number, distance: number) => void} visit  with the pixel's place in its plane
 */
export function visitNear([, h, w], [x0, y0], [x1, y1], reach, visit) {
  const dx = x1 - x0;
  const dy = y1 - y0;
  const length = dx * dx + dy * dy;
  const top = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
  const bottom = Math.min(h - 1, Math.ceil(Math.max(y0, y1) + reach));
  const left = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
  const right = Math.min(w - 1, Math.ceil(Math.max(x0, x1) + reach));
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const px = x + 0.5 - x0;
      const py = y + 0.5 - y0;
      const along = length ? Math.min(1, Math.max(0, (px * dx + py * dy) / length)) : 0;
      const distance = Math.hypot(px - along * dx, py - along * dy);
      if (distance <= reach) visit(y * w + x, distance);
    }
  }
}

/**
 * A pad; what it draws and how it looks its own class says in `stroke`, `show` and `tell`.
 * @template {Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>} L  what is drawn, a value a pixel
 */
export class StrokePad {
  /** @type {Shape} */
  shape = [1, 0, 0];

  /** @type {L[]} what was there before each stroke, newest last */
  #past = [];

  /** @type {Point} where the keyboard's cursor is */
  at = [0, 0];

  /** The keyboard's cursor, hidden while a pointer draws. */
  cursor = el("div", { class: "pad-cursor gx-hidden", "aria-hidden": "true" });

  /**
   * @param {L} layer  an empty one
   * @param {object} words
   * @param {string} words.role  what it is: "drawing pad"
   * @param {string} words.label  what is done on it, by which keys
   * @param {number} mostUndo  strokes that can be taken back
   */
  constructor(layer, { role, label }, mostUndo) {
    this.layer = layer;
    this.mostUndo = mostUndo;
    this.canvas = el("canvas", {
      class: "gx-canvas",
      tabindex: "0",
      role: "application",
      "aria-roledescription": role,
      "aria-label": label,
    });
    followStrokes(this);
    this.canvas.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Pixels that an arrow key moves the cursor. */
  get step() {
    return 1;
  }

  /** Whether a stroke can be taken back. */
  get canUndo() {
    return this.#past.length > 0;
  }

  /**
   * Another size, with nothing on it.
   * @param {Shape} shape
   * @param {L} layer
   */
  resize(shape, layer) {
    const [, h, w] = shape;
    this.shape = shape;
    this.layer = layer;
    this.at = [w / 2, h / 2];
    this.#past = [];
  }

  /**
   * Draw a straight piece.
   * @param {Point} _from
   * @param {Point} _to
   */
  stroke(_from, _to) {}

  /** Show what is drawn. */
  show() {}

  /**
   * Something was drawn, and is shown.
   * @param {boolean} _done  a stroke is over
   */
  tell(_done) {}

  /**
   * The keyboard's cursor moved.
   * @param {Point} _at
   */
  moved(_at) {}

  /** A stroke begins: what is there now can be had back. */
  begin() {
    this.#past.push(/** @type {L} */ (this.layer.slice()));
    if (this.#past.length > this.mostUndo) this.#past.shift();
  }

  /** @param {boolean} done  the stroke is over */
  changed(done) {
    this.show();
    this.tell(done);
  }

  undo() {
    const before = this.#past.pop();
    if (!before) return;
    this.layer = before;
    this.changed(true);
  }

  /** Nothing is drawn any more; this can be undone. */
  clear() {
    this.begin();
    this.layer.fill(0);
    this.changed(true);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.shiftKey) {
      event.preventDefault();
      event.stopPropagation(); // the pad's own undo, not the page's
      this.undo();
      return;
    }
    const by = ARROWS[event.key];
    const paints = event.key === " ";
    if (!by && !paints) return;
    event.preventDefault();
    const before = this.at;
    if (by) this.#moveBy(by);
    this.#placeCursor();
    if (!paints && !event.shiftKey) return;
    this.begin();
    this.stroke(before, this.at);
    this.changed(true);
  }

  /** @param {Point} by  in steps */
  #moveBy([dx, dy]) {
    const [, h, w] = this.shape;
    const [x, y] = this.at;
    this.at = [within(x + dx * this.step, w), within(y + dy * this.step, h)];
  }

  #placeCursor() {
    const [, h, w] = this.shape;
    const [x, y] = this.at;
    this.cursor.classList.remove("gx-hidden");
    this.cursor.style.left = `${(x / w) * 100}%`;
    this.cursor.style.top = `${(y / h) * 100}%`;
    this.moved(this.at);
  }
}
