// A drawing pad of a model's own size: a soft round brush of light on dark, as MNIST's strokes are.

import { el, paint } from "../canvas/paint.js";
import { button, press } from "../controls/buttons.js";
import { StrokePad, visitNear } from "./stroke_pad.js";

/** @typedef {import("../types.js").Shape} Shape */
/** @typedef {import("../canvas/strokes.js").Point} Point */

const BRUSH = 0.75; // radius of the full stroke, in pixels of a 28 x 28 picture
const SOFT = 1.35; // width of its edge
const HARD = 0.01; // of an edge without greys
const RUBBER = 1.8; // times the brush
const MOST_UNDO = 60;

const WORDS = {
  role: "drawing pad",
  label: "Draw here. Arrow keys move a cursor, space paints, shift with arrows draws a line.",
};

/**
 * Ink between 0 and 1 a pixel.
 * @extends {StrokePad<Float32Array<ArrayBuffer>>}
 */
export class Pad extends StrokePad {
  #binary = false;
  #erasing = false;
  #radius = 0;
  #soft = 0;

  #frame = el("div", { class: "pad-frame" }, this.canvas, this.cursor);
  #rubber = button("Eraser", "Rub out instead of drawing", () => this.#setErasing(!this.#erasing));
  #undoButton = button("Undo", "Take the last stroke back (Ctrl+Z on the pad)", () => this.undo());
  #clearButton = button("Clear", "An empty pad", () => this.clear());
  #middleButton = button(
    "To the middle",
    "Move the drawing so that its centre of mass is in the middle, where MNIST's digits have theirs",
    () => this.toMiddle(),
  );
  #readout = el("p", { class: "gx-note gx-num", "aria-live": "polite" });

  /**
   * @param {HTMLElement} root
   * @param {object} options
   * @param {Shape} options.shape
   * @param {boolean} [options.binary]  strokes without greys
   * @param {(pixels: Uint8Array<ArrayBuffer>, done: boolean) => void} options.onchange  gets uint8 (c, h, w); done: a
   *   stroke is over
   */
  constructor(root, { shape, binary = false, onchange }) {
    super(new Float32Array(0), WORDS, MOST_UNDO);
    this.onchange = onchange;
    root.classList.add("gx-pad");
    root.replaceChildren(
      this.#frame,
      el("div", { class: "gx-row" }, this.#rubber, this.#undoButton, this.#clearButton, this.#middleButton),
      this.#readout,
    );
    this.setShape(shape, binary);
  }

  /**
   * Another size or another kind of ink: the pad is empty then. Nothing happens where both are what they were.
   * @param {Shape} shape
   * @param {boolean} [binary]
   */
  setShape(shape, binary = false) {
    const [, h, w] = shape;
    if (this.shape.join() === shape.join() && this.#binary === binary) return;
    const scale = Math.min(h, w) / 28;
    this.resize(shape, new Float32Array(h * w));
    this.#binary = binary;
    this.#radius = BRUSH * scale;
    this.#soft = binary ? HARD : SOFT * scale;
    for (const node of [this.canvas, this.#frame]) node.style.setProperty("--ratio", String(w / h));
    this.show();
  }

  /** The picture as uint8 (c, h, w). */
  get pixels() {
    const [c, h, w] = this.shape;
    const out = new Uint8Array(c * h * w);
    for (let i = 0; i < out.length; i++) out[i] = Math.round(this.layer[i % (h * w)] * 255);
    return out;
  }

  get empty() {
    return this.layer.every((ink) => ink === 0);
  }

  /**
   * Lay ink, or take it.
   * @override
   * @param {Point} from
   * @param {Point} to
   */
  stroke(from, to) {
    const ink = this.layer;
    const erasing = this.#erasing;
    const reach = this.#radius * (erasing ? RUBBER : 1) + this.#soft;
    visitNear(this.shape, from, to, reach, (i, distance) => {
      const cover = Math.min(1, (reach - distance) / this.#soft);
      ink[i] = erasing ? Math.min(ink[i], 1 - cover) : Math.max(ink[i], cover);
    });
  }

  /** @override */
  show() {
    paint(this.canvas, this.pixels, this.shape);
    this.#undoButton.disabled = !this.canUndo;
    this.#clearButton.disabled = this.empty;
    this.#middleButton.disabled = this.empty;
    this.#frame.classList.toggle("empty", this.empty);
  }

  /**
   * @override
   * @param {boolean} done
   */
  tell(done) {
    this.onchange(this.pixels, done);
  }

  /**
   * @override
   * @param {Point} at
   */
  moved([x, y]) {
    this.#readout.textContent = `row ${Math.ceil(y)}, column ${Math.ceil(x)}`;
  }

  /** @override */
  clear() {
    if (!this.empty) super.clear();
  }

  /** Shift the ink by whole pixels so that its centre of mass is in the middle. */
  toMiddle() {
    const [, h, w] = this.shape;
    const before = this.layer.slice();
    let mass = 0;
    let x = 0;
    let y = 0;
    before.forEach((ink, i) => {
      mass += ink;
      x += ink * (i % w);
      y += ink * Math.floor(i / w);
    });
    const dx = Math.round((w - 1) / 2 - x / mass);
    const dy = Math.round((h - 1) / 2 - y / mass);
    if (!mass || (!dx && !dy)) return;
    this.begin();
    before.forEach((_, i) => {
      const column = (i % w) - dx;
      const row = Math.floor(i / w) - dy;
      const inside = column >= 0 && column < w && row >= 0 && row < h;
      this.layer[i] = inside ? before[row * w + column] : 0;
    });
    this.changed(true);
  }

  /** @param {boolean} on */
  #setErasing(on) {
    this.#erasing = on;
    press(this.#rubber, on);
  }
}
