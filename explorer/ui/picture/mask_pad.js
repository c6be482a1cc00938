// A picture on which is painted what is lost, or rubbed out: a round brush, undo, clear, and the keys.

import { el, paint } from "../canvas/paint.js";
import { button } from "../controls/buttons.js";
import { range } from "../controls/fields.js";
import { StrokePad, visitNear } from "./stroke_pad.js";

/** @typedef {import("../types.js").Shape} Shape */
/** @typedef {import("../canvas/strokes.js").Point} Point */
/** @typedef {readonly number[]} Colour  red, green and blue, 0 to 255 */

const MOST_UNDO = 30;
const KEYS = "Arrow keys move a cursor, space paints, shift with arrows paints a line.";
const BRUSH = 8; // percent of the picture's shorter side
/** @type {Colour} of what is painted, over the picture */
const COLOUR = [255, 150, 60];
// The stroke to begin with, in parts of the width and the height.
const FIRST_STROKE = { from: [0.3, 0.36], to: [0.7, 0.64] };

/**
 * A mask over a picture: 1 where a pixel is lost, else 0.
 * @extends {StrokePad<Uint8Array<ArrayBuffer>>}
 */
export class MaskPad extends StrokePad {
  /** @type {import("../canvas/paint.js").Pixels} */
  #pixels = [];

  #frame = el("div", { class: "mask-frame" }, this.canvas, this.cursor);
  #brush = range({ label: "Brush size", min: 1, max: 20, step: 0.5 });
  #readout = el("p", { class: "gx-note gx-num", role: "status" });
  #undoButton = button("Undo", "Take the last stroke back (Ctrl+Z on the picture)", () => this.undo());

  /** @type {HTMLButtonElement} */
  #clearButton;

  /**
   * @param {(done: boolean) => void} onchange  done: a stroke is over
   * @param {object} [words]
   * @param {string} [words.lost]  what a painted pixel is called
   * @param {(x: number, y: number) => Colour} [words.cover]  the colour over it
   * @param {boolean} [words.begun]  a stroke is there from the start
   */
  constructor(onchange, { lost = "lost", cover = () => COLOUR, begun = true } = {}) {
    super(new Uint8Array(0), { role: "painting pad", label: `Paint here what is ${lost}. ${KEYS}` }, MOST_UNDO);
    this.onchange = onchange;
    this.lost = lost;
    this.cover = cover;
    this.begun = begun;
    this.#clearButton = button("Clear", `Nothing is ${lost}`, () => this.clear());
    this.#brush.value = String(BRUSH);
    this.root = el(
      "div",
      { class: "mask" },
      this.#frame,
      el("label", { class: "gx-field" }, "Brush size", this.#brush),
      el("div", { class: "gx-row" }, this.#undoButton, this.#clearButton, this.#readout),
    );
  }

  /** Uint8 (h * w): 1 where a pixel is lost. */
  get mask() {
    return this.layer;
  }

  /**
   * Another picture under the brush; what was painted stays where the size stays.
   * @param {import("../canvas/paint.js").Pixels} pixels
   * @param {Shape} shape
   */
  setPicture(pixels, shape) {
    const [, h, w] = shape;
    const same = shape.join() === this.shape.join();
    this.#pixels = pixels;
    this.#frame.style.setProperty("--ratio", String(w / h));
    if (!same) {
      this.resize(shape, new Uint8Array(h * w));
      // So that there is something to restore.
      if (this.begun) this.#strokeAcross(w, h);
    }
    this.show();
  }

  /**
   * @param {number} w
   * @param {number} h
   */
  #strokeAcross(w, h) {
    const { from, to } = FIRST_STROKE;
    this.stroke([from[0] * w, from[1] * h], [to[0] * w, to[1] * h]);
  }

  /** The part of the picture that is lost, 0 to 1. */
  get share() {
    const lost = this.layer.reduce((sum, value) => sum + value, 0);
    return this.layer.length ? lost / this.layer.length : 0;
  }

  get radius() {
    const [, h, w] = this.shape;
    return Math.max(0.5, (this.#brush.valueAsNumber / 200) * Math.min(h, w));
  }

  /** @override */
  get step() {
    return Math.max(1, this.radius);
  }

  /**
   * @override
   * @param {Point} from
   * @param {Point} to
   */
  stroke(from, to) {
    visitNear(this.shape, from, to, this.radius, (i) => {
      this.layer[i] = 1;
    });
  }

  /** @override */
  show() {
    const [c, h, w] = this.shape;
    const plane = h * w;
    const out = new Uint8Array(3 * plane);
    for (let i = 0; i < plane; i++) {
      const cover = this.layer[i] ? this.cover(i % w, Math.floor(i / w)) : null;
      for (let part = 0; part < 3; part++) {
        out[part * plane + i] = cover ? cover[part] : this.#pixels[c === 3 ? part * plane + i : i];
      }
    }
    paint(this.canvas, out, [3, h, w]);
    this.#undoButton.disabled = !this.canUndo;
    this.#clearButton.disabled = !this.layer.includes(1);
    this.#readout.textContent = `${Math.round(this.share * 100)} % ${this.lost}`;
  }

  /**
   * @override
   * @param {boolean} done
   */
  tell(done) {
    this.onchange(done);
  }

  /**
   * A whole mask at once, as a stroke of its own; nobody is told.
   * @param {Uint8Array} mask  h * w
   */
  set(mask) {
    this.begin();
    this.layer.set(mask);
    this.show();
  }
}
