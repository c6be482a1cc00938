// A picture on which is painted what is lost, or rubbed out: a round brush, undo, clear, and the keys.

import { el, paint } from "../canvas/paint.js";
import { followStrokes } from "../canvas/strokes.js";

const MOST_UNDO = 30;
const COLOUR = [255, 150, 60]; // of what is painted, over the picture

export class RestoreMask {
  /**
   * @param {(done: boolean) => void} onchange  done: a stroke is over
   * @param {object} words  lost: what a painted pixel is called; cover(x, y) -> [r, g, b] over it; begun: a stroke is there from the start
   */
  constructor(onchange, { lost = "lost", cover = () => COLOUR, begun = true } = {}) {
    Object.assign(this, {
      onchange,
      lost,
      cover,
      begun,
      past: [],
      mask: new Uint8Array(0),
      shape: [1, 0, 0],
      at: [0, 0],
    });
    const button = (text, title, onclick) => el("button", { class: "gx-btn", type: "button", title, onclick }, text);
    this.canvas = el("canvas", {
      class: "gx-canvas",
      tabindex: "0",
      role: "application",
      "aria-roledescription": "painting pad",
      "aria-label": `Paint here what is ${lost}. Arrow keys move a cursor, space paints, shift with arrows paints a line.`,
    });
    this.cursor = el("div", { class: "pad-cursor gx-hidden", "aria-hidden": "true" });
    this.size = el("input", {
      type: "range",
      min: "1",
      max: "20",
      step: "0.5",
      value: "8",
      "aria-label": "Brush size",
    });
    this.undoButton = button("Undo", "Take the last stroke back (Ctrl+Z on the picture)", () => this.undo());
    this.clearButton = button("Clear", `Nothing is ${lost}`, () => this.clear());
    this.readout = el("p", { class: "gx-note gx-num", role: "status" });
    this.root = el(
      "div",
      { class: "mask" },
      el("div", { class: "mask-frame" }, this.canvas, this.cursor),
      el("label", { class: "gx-field" }, "Brush size", this.size),
      el("div", { class: "gx-row" }, this.undoButton, this.clearButton, this.readout),
    );
    followStrokes(this);
    this.canvas.addEventListener("keydown", (event) => this.key(event));
  }

  /** Another picture under the brush; what was painted stays where the size stays. */
  setPicture(pixels, shape) {
    const same = shape.join() === this.shape.join();
    Object.assign(this, { pixels, shape });
    const [, h, w] = shape;
    this.canvas.parentElement.style.setProperty("--ratio", w / h);
    if (!same) {
      Object.assign(this, { mask: new Uint8Array(h * w), past: [], at: [w / 2, h / 2] });
      // A stroke to begin with, so that there is something to restore.
      if (this.begun) this.stroke([0.3 * w, 0.36 * h], [0.7 * w, 0.64 * h]);
    }
    this.show();
  }

  get share() {
    return this.mask.length ? this.mask.reduce((sum, value) => sum + value, 0) / this.mask.length : 0;
  }
  get radius() {
    return Math.max(0.5, (Number(this.size.value) / 200) * Math.min(this.shape[1], this.shape[2]));
  }

  stroke([x0, y0], [x1, y1]) {
    const [, h, w] = this.shape;
    const { radius } = this;
    const dx = x1 - x0;
    const dy = y1 - y0;
    const length = dx * dx + dy * dy;
    for (
      let y = Math.max(0, Math.floor(Math.min(y0, y1) - radius));
      y <= Math.min(h - 1, Math.ceil(Math.max(y0, y1) + radius));
      y++
    ) {
      for (
        let x = Math.max(0, Math.floor(Math.min(x0, x1) - radius));
        x <= Math.min(w - 1, Math.ceil(Math.max(x0, x1) + radius));
        x++
      ) {
        const px = x + 0.5 - x0;
        const py = y + 0.5 - y0;
        const along = length ? Math.min(1, Math.max(0, (px * dx + py * dy) / length)) : 0;
        if (Math.hypot(px - along * dx, py - along * dy) <= radius) this.mask[y * w + x] = 1;
      }
    }
  }

  show() {
    const [c, h, w] = this.shape;
    const out = new Uint8Array(3 * h * w);
    for (let i = 0; i < h * w; i++) {
      const cover = this.mask[i] ? this.cover(i % w, Math.floor(i / w)) : null;
      for (let part = 0; part < 3; part++)
        out[part * h * w + i] = cover ? cover[part] : this.pixels[c === 3 ? part * h * w + i : i];
    }
    paint(this.canvas, out, [3, h, w]);
    this.undoButton.disabled = !this.past.length;
    this.clearButton.disabled = !this.mask.includes(1);
    this.readout.textContent = `${Math.round(this.share * 100)} % ${this.lost}`;
  }

  begin() {
    this.past.push(this.mask.slice());
    if (this.past.length > MOST_UNDO) this.past.shift();
  }

  changed(done) {
    this.show();
    this.onchange(done);
  }

  /** A whole mask at once, as a stroke of its own; nobody is told. */
  set(mask) {
    this.begin();
    this.mask = mask;
    this.show();
  }

  undo() {
    if (!this.past.length) return;
    this.mask = this.past.pop();
    this.changed(true);
  }

  clear() {
    this.begin();
    this.mask = new Uint8Array(this.mask.length);
    this.changed(true);
  }

  key(event) {
    const [, h, w] = this.shape;
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.shiftKey) {
      event.preventDefault();
      this.undo();
      return;
    }
    if (!by && event.key !== " ") return;
    event.preventDefault();
    const before = this.at;
    const step = Math.max(1, this.radius);
    if (by)
      this.at = [
        Math.min(w - 0.5, Math.max(0.5, before[0] + by[0] * step)),
        Math.min(h - 0.5, Math.max(0.5, before[1] + by[1] * step)),
      ];
    this.cursor.classList.remove("gx-hidden");
    Object.assign(this.cursor.style, { left: `${(this.at[0] / w) * 100}%`, top: `${(this.at[1] / h) * 100}%` });
    if (event.key !== " " && !event.shiftKey) return;
    this.begin();
    this.stroke(before, this.at);
    this.changed(true);
  }
}
