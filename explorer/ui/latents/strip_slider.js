// A slider that lies on the pictures it passes through. The middle of the first picture is its lower end, that of the
// last its upper, so the picture in the handle's frame is the one at its value.

import { el, paintSheet } from "../canvas/paint.js";

const TAP_SLACK = 6; // px a finger may wander before a touch is a drag

export class StripSlider {
  /**
   * @param {object} options  low, high, middle, count (pictures), digits, step, leap (keys, with shift), shape, label,
   *   describe(value) -> text read aloud
   * @param {object} on  input(value) while it moves, rest() when a drag or a key press is over
   */
  constructor(options, on) {
    Object.assign(this, { digits: 2, step: 0.1, leap: 0.5, describe: String }, options, { on });
    this.value = this.middle;
    this.locked = false;
    this.build();
    this.listen();
    this.show(this.value);
  }

  build() {
    this.canvas = el("canvas", { class: "gx-canvas strip", "aria-hidden": "true" });
    this.band = el("div", { class: "band gx-hidden" });
    this.handle = el("div", { class: "handle" });
    this.root = el(
      "div",
      {
        class: "strip-slider",
        tabindex: "0",
        role: "slider",
        "aria-label": this.label,
        "aria-orientation": "horizontal",
        "aria-valuemin": String(this.low),
        "aria-valuemax": String(this.high),
      },
      this.canvas,
      this.band,
      this.handle,
    );
    this.setShape(this.shape);
  }

  setShape([c, h, w]) {
    this.shape = [c, h, w];
    Object.assign(this.canvas, { width: w * this.count, height: h });
    this.root.style.setProperty("--cell", `${100 / this.count}%`);
    this.root.style.setProperty("--strip", (w * this.count) / h);
  }

  /** Pictures for the strip: uint8, count of them. */
  paint(pixels) {
    paintSheet(this.canvas, pixels, this.shape, this.count, this.count);
  }

  /** Pictures for the strip from row `row` of a sheet made at training time. */
  paintRow(image, row) {
    const { width, height } = this.canvas;
    this.canvas.getContext("2d").drawImage(image, 0, row * height, width, height, 0, 0, width, height);
  }

  /** The picture at `value`, blended from its two neighbours on the strip, onto a canvas of the picture's size. */
  blendInto(canvas, value) {
    const [, h, w] = this.shape;
    const at = Math.min(Math.max(this.part(value), 0), 1) * (this.count - 1);
    const left = Math.min(Math.floor(at), this.count - 2);
    const context = canvas.getContext("2d");
    context.globalAlpha = 1;
    context.drawImage(this.canvas, left * w, 0, w, h, 0, 0, w, h);
    context.globalAlpha = at - left;
    context.drawImage(this.canvas, (left + 1) * w, 0, w, h, 0, 0, w, h);
    context.globalAlpha = 1;
  }

  part(value) {
    return (value - this.low) / (this.high - this.low);
  }

  /** Percent from the left for a value; the ends where it lies beyond them. */
  place(value) {
    return ((Math.min(Math.max(this.part(value), 0), 1) * (this.count - 1) + 0.5) / this.count) * 100;
  }

  show(value) {
    this.value = value;
    this.handle.style.left = `${this.place(value)}%`;
    this.handle.classList.toggle("under", value < this.low);
    this.handle.classList.toggle("over", value > this.high);
    this.root.setAttribute("aria-valuenow", String(value));
    this.root.setAttribute("aria-valuetext", this.describe(value));
  }

  /** A posterior on the slider: a tick at its mean, a band one standard deviation to both sides. Null takes it away. */
  setBand(mean, std) {
    this.band.classList.toggle("gx-hidden", mean === null);
    if (mean === null) return;
    const left = this.place(mean - std);
    const right = this.place(mean + std);
    const width = right - left;
    Object.assign(this.band.style, { left: `${left}%`, width: `${width}%` });
    this.band.style.setProperty("--mean", width > 0 ? `${((this.place(mean) - left) / width) * 100}%` : "50%");
  }

  setLocked(locked) {
    this.locked = locked;
    this.root.classList.toggle("locked", locked);
    this.root.setAttribute("aria-disabled", String(locked));
  }

  valueAt(clientX) {
    const { left, width } = this.root.getBoundingClientRect();
    const part = (((clientX - left) / width) * this.count - 0.5) / (this.count - 1);
    return this.low + Math.min(Math.max(part, 0), 1) * (this.high - this.low);
  }

  move(value) {
    const rounded = Number(Math.min(Math.max(value, this.low), this.high).toFixed(this.digits));
    if (this.locked || rounded === this.value) return;
    this.show(rounded);
    this.on.input(rounded);
  }

  listen() {
    const { root } = this;
    let pointer = null;
    let touchedAt = null;
    root.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || pointer !== null) return;
      pointer = event.pointerId;
      root.setPointerCapture(pointer);
      root.classList.toggle("dragging", !this.locked);
      // A finger that came down may want to scroll: it moves the slider once it goes sideways, or on leaving.
      touchedAt = event.pointerType === "touch" ? event.clientX : null;
      if (touchedAt === null) this.move(this.valueAt(event.clientX));
    });
    root.addEventListener("pointermove", (event) => {
      if (event.pointerId !== pointer || (touchedAt !== null && Math.abs(event.clientX - touchedAt) < TAP_SLACK))
        return;
      touchedAt = null;
      this.move(this.valueAt(event.clientX));
    });
    const end = (event) => {
      if (event.pointerId !== pointer) return;
      pointer = null;
      root.classList.remove("dragging");
      if (touchedAt !== null && event.type === "pointerup") this.move(this.valueAt(event.clientX));
      this.on.rest();
    };
    root.addEventListener("pointerup", end);
    root.addEventListener("pointercancel", end);
    root.addEventListener("dblclick", () => {
      this.move(this.middle);
      this.on.rest();
    });
    root.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const by = event.shiftKey ? this.leap : this.step;
      const target = {
        ArrowRight: this.value + by,
        ArrowUp: this.value + by,
        ArrowLeft: this.value - by,
        ArrowDown: this.value - by,
        PageUp: this.value + this.leap,
        PageDown: this.value - this.leap,
        Home: this.low,
        End: this.high,
        0: this.middle,
      }[event.key];
      if (target === undefined) return;
      event.preventDefault();
      this.move(target);
    });
    root.addEventListener("keyup", () => this.on.rest());
  }
}
