// A slider that lies on the pictures it passes through. The middle of the first picture is its lower end, that of the
// last its upper; the handle's frame holds the picture at its value.

import { context2d, el, paintSheet } from "../canvas/paint.js";
import { followDrag, keyTarget } from "../controls/drag.js";

/** @typedef {import("../types.js").Shape} Shape */

/**
 * What the slider runs over.
 * @typedef {object} StripOptions
 * @property {number} low
 * @property {number} high
 * @property {number} middle  where a double click puts it
 * @property {number} count  pictures on the strip
 * @property {number} [digits]  decimals of its value
 * @property {number} [step]  of an arrow key
 * @property {number} [leap]  of an arrow key with shift, and of page up and down
 * @property {Shape} shape  of one picture
 * @property {string} label
 * @property {(value: number) => string} [describe]  a value as it is read aloud
 */

/**
 * @typedef {object} StripEvents
 * @property {(value: number) => void} input  it moves under a hand or a key
 * @property {() => void} rest  a drag or a key press is over
 */

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
const within = (value, low, high) => Math.min(Math.max(value, low), high);

export class StripSlider {
  #pictures = el("canvas", { class: "gx-canvas strip", "aria-hidden": "true" });
  #band = el("div", { class: "band gx-hidden" });
  #current = el("canvas", { class: "gx-canvas current", "aria-hidden": "true" });
  #handle = el("div", { class: "handle" }, this.#current);

  /** @type {Shape} */
  #shape = [1, 1, 1];

  #painted = false; // there are pictures on the strip

  locked = false;

  /**
   * @param {StripOptions} options
   * @param {StripEvents} on
   */
  constructor({ low, high, middle, count, digits = 2, step = 0.1, leap = 0.5, shape, label, describe = String }, on) {
    this.low = low;
    this.high = high;
    this.middle = middle;
    this.count = count;
    this.digits = digits;
    this.step = step;
    this.leap = leap;
    this.describe = describe;
    this.on = on;
    this.value = middle;
    const attributes = {
      class: "strip-slider",
      tabindex: "0",
      role: "slider",
      "aria-label": label,
      "aria-orientation": "horizontal",
      "aria-valuemin": String(low),
      "aria-valuemax": String(high),
    };
    this.root = el("div", attributes, this.#pictures, this.#band, this.#handle);
    this.setShape(shape);
    this.#listen();
    this.show(middle);
  }

  /** The pictures side by side, each of the model's own pixels. */
  get canvas() {
    return this.#pictures;
  }

  /**
   * Pictures of another size; the strip is empty until it is painted.
   * @param {Shape} shape
   */
  setShape(shape) {
    const [, h, w] = shape;
    this.#shape = shape;
    this.#painted = false;
    Object.assign(this.#pictures, { width: w * this.count, height: h });
    Object.assign(this.#current, { width: w, height: h });
    this.#current.style.setProperty("--ratio", String(w / h));
    this.#handle.classList.remove("shows");
    this.root.style.setProperty("--cell", `${100 / this.count}%`);
    this.root.style.setProperty("--strip", String((w * this.count) / h));
  }

  /**
   * Pictures for the strip.
   * @param {ArrayLike<number>} pixels  uint8, count of them one after the other
   */
  paint(pixels) {
    this.#painted = true;
    paintSheet(this.#pictures, pixels, this.#shape, this.count, this.count);
  }

  /**
   * Pictures for the strip from row `row` of a sheet made at training time, where they may be smaller than the model's.
   * @param {HTMLImageElement} image
   * @param {number} row
   */
  paintRow(image, row) {
    this.#painted = true;
    const { width, height } = this.#pictures;
    const tall = (height * image.width) / width;
    context2d(this.#pictures).drawImage(image, 0, row * tall, image.width, tall, 0, 0, width, height);
  }

  /**
   * The picture at the slider's value into the handle's frame, where it is larger than on the strip.
   * @param {CanvasImageSource} picture
   */
  showCurrent(picture) {
    const { width, height } = this.#current;
    context2d(this.#current).drawImage(picture, 0, 0, width, height);
    this.#handle.classList.add("shows");
  }

  /**
   * The picture at `value`, blended from its two neighbours on the strip.
   * @param {HTMLCanvasElement} canvas  of the picture's size
   * @param {number} [value]
   * @returns {boolean}  whether there are any
   */
  blendInto(canvas, value = this.value) {
    if (!this.#painted) return false;
    const [, h, w] = this.#shape;
    const at = within(this.#part(value), 0, 1) * (this.count - 1);
    const left = Math.min(Math.floor(at), this.count - 2);
    const context = context2d(canvas);
    context.globalAlpha = 1;
    context.drawImage(this.#pictures, left * w, 0, w, h, 0, 0, w, h);
    context.globalAlpha = at - left;
    context.drawImage(this.#pictures, (left + 1) * w, 0, w, h, 0, 0, w, h);
    context.globalAlpha = 1;
    return true;
  }

  /**
   * Where a value lies between the ends, 0 to 1; beyond them where it does.
   * @param {number} value
   */
  #part(value) {
    return (value - this.low) / (this.high - this.low);
  }

  /**
   * Percent from the left for a value; the ends where it lies beyond them.
   * @param {number} value
   */
  #place(value) {
    return ((within(this.#part(value), 0, 1) * (this.count - 1) + 0.5) / this.count) * 100;
  }

  /**
   * Put the handle on a value, which may lie beyond the ends; nobody is told.
   * @param {number} value
   */
  show(value) {
    this.value = value;
    this.#handle.style.left = `${this.#place(value)}%`;
    this.#handle.classList.toggle("under", value < this.low);
    this.#handle.classList.toggle("over", value > this.high);
    this.root.setAttribute("aria-valuenow", String(value));
    this.root.setAttribute("aria-valuetext", this.describe(value));
  }

  /**
   * A posterior on the slider: a tick at its mean, a band one standard deviation to both sides.
   * @param {number | null} mean  null takes it away
   * @param {number} [std]
   */
  setBand(mean, std = 0) {
    this.#band.classList.toggle("gx-hidden", mean === null);
    if (mean === null) return;
    const left = this.#place(mean - std);
    const right = this.#place(mean + std);
    const width = right - left;
    Object.assign(this.#band.style, { left: `${left}%`, width: `${width}%` });
    this.#band.style.setProperty("--mean", width > 0 ? `${((this.#place(mean) - left) / width) * 100}%` : "50%");
  }

  /** @param {boolean} locked  no hand and no key moves it */
  setLocked(locked) {
    this.locked = locked;
    this.root.classList.toggle("locked", locked);
    this.root.setAttribute("aria-disabled", String(locked));
  }

  /** @param {number} clientX */
  #valueAt(clientX) {
    const { left, width } = this.root.getBoundingClientRect();
    const part = (((clientX - left) / width) * this.count - 0.5) / (this.count - 1);
    return this.low + within(part, 0, 1) * (this.high - this.low);
  }

  /** @param {number} value */
  #move(value) {
    const rounded = Number(within(value, this.low, this.high).toFixed(this.digits));
    if (this.locked || rounded === this.value) return;
    this.show(rounded);
    this.on.input(rounded);
  }

  #listen() {
    const { root } = this;
    followDrag(root, {
      move: (event) => this.#move(this.#valueAt(event.clientX)),
      rest: () => this.on.rest(),
      locked: () => this.locked,
    });
    root.addEventListener("dblclick", () => {
      this.#move(this.middle);
      this.on.rest();
    });
    root.addEventListener("keydown", (event) => {
      const target = keyTarget(event, this);
      if (target === null) return;
      event.preventDefault();
      this.#move(target);
    });
    root.addEventListener("keyup", () => this.on.rest());
  }
}
