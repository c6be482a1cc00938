// A drawing pad of a model's own size: a soft round brush of light on dark, as MNIST's strokes are.

import { el, paint } from "../canvas/paint.js";
import { followStrokes } from "../canvas/strokes.js";

const BRUSH = 0.75;
const SOFT = 1.35; // radius of the full stroke and width of its edge, in pixels of a 28 x 28 picture
const RUBBER = 1.8; // times the brush
const MOST_UNDO = 60;

export class Pad {
  /**
   * @param {HTMLElement} root
   * @param {{shape: number[], binary?: boolean, onchange: (pixels: Uint8Array, done: boolean) => void}} options
   *   binary: strokes without greys. done: a stroke is over.
   */
  constructor(root, { shape, binary = false, onchange }) {
    this.onchange = onchange;
    this.erasing = false;
    this.build(root);
    this.setShape(shape, binary);
  }

  build(root) {
    const button = (text, title, onclick) => el("button", { class: "gx-btn", type: "button", title, onclick }, text);
    this.canvas = el("canvas", {
      class: "gx-canvas",
      tabindex: "0",
      role: "application",
      "aria-roledescription": "drawing pad",
      "aria-label": "Draw here. Arrow keys move a cursor, space paints, shift with arrows draws a line.",
    });
    this.cursor = el("div", { class: "pad-cursor gx-hidden", "aria-hidden": "true" });
    this.frame = el("div", { class: "pad-frame" }, this.canvas, this.cursor);
    this.rubber = button("Eraser", "Rub out instead of drawing", () => this.setErasing(!this.erasing));
    this.undoButton = button("Undo", "Take the last stroke back (Ctrl+Z on the pad)", () => this.undo());
    this.clearButton = button("Clear", "An empty pad", () => this.clear());
    this.middleButton = button(
      "To the middle",
      "Move the drawing so that its centre of mass is in the middle, where MNIST's digits have theirs",
      () => this.toMiddle(),
    );
    this.readout = el("p", { class: "gx-note gx-num", "aria-live": "polite" });
    root.classList.add("gx-pad");
    root.replaceChildren(
      this.frame,
      el("div", { class: "gx-row" }, this.rubber, this.undoButton, this.clearButton, this.middleButton),
      this.readout,
    );
    followStrokes(this);
    this.canvas.addEventListener("keydown", (event) => this.key(event));
  }

  setShape(shape, binary = false) {
    const [, h, w] = shape;
    if (this.shape?.join() === shape.join() && this.binary === binary) return;
    Object.assign(this, { shape, binary, ink: new Float32Array(h * w), past: [], at: [w / 2, h / 2] });
    this.radius = (BRUSH * Math.min(h, w)) / 28;
    this.soft = binary ? 0.01 : (SOFT * Math.min(h, w)) / 28;
    this.canvas.style.setProperty("--ratio", w / h);
    this.frame.style.setProperty("--ratio", w / h);
    this.show();
  }

  /** The picture as uint8 (c, h, w). */
  get pixels() {
    const [c, h, w] = this.shape;
    const out = new Uint8Array(c * h * w);
    for (let i = 0; i < out.length; i++) out[i] = Math.round(this.ink[i % (h * w)] * 255);
    return out;
  }

  get empty() {
    return this.ink.every((value) => value === 0);
  }

  /** Lay ink, or take it, along a straight piece between two points in pixels. */
  stroke([x0, y0], [x1, y1]) {
    const [, h, w] = this.shape;
    const radius = this.radius * (this.erasing ? RUBBER : 1);
    const reach = radius + this.soft;
    const dx = x1 - x0;
    const dy = y1 - y0;
    const length = dx * dx + dy * dy;
    for (
      let y = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
      y <= Math.min(h - 1, Math.ceil(Math.max(y0, y1) + reach));
      y++
    ) {
      for (
        let x = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
        x <= Math.min(w - 1, Math.ceil(Math.max(x0, x1) + reach));
        x++
      ) {
        const px = x + 0.5 - x0;
        const py = y + 0.5 - y0;
        const along = length ? Math.min(1, Math.max(0, (px * dx + py * dy) / length)) : 0;
        const distance = Math.hypot(px - along * dx, py - along * dy);
        const cover = Math.min(1, Math.max(0, (reach - distance) / this.soft));
        const i = y * w + x;
        this.ink[i] = this.erasing ? Math.min(this.ink[i], 1 - cover) : Math.max(this.ink[i], cover);
      }
    }
  }

  begin() {
    this.past.push(this.ink.slice());
    if (this.past.length > MOST_UNDO) this.past.shift();
  }

  show() {
    paint(this.canvas, this.pixels, this.shape);
    this.undoButton.disabled = !this.past.length;
    this.clearButton.disabled = this.middleButton.disabled = this.empty;
    this.frame.classList.toggle("empty", this.empty);
  }

  changed(done) {
    this.show();
    this.onchange(this.pixels, done);
  }

  undo() {
    if (!this.past.length) return;
    this.ink = this.past.pop();
    this.changed(true);
  }

  clear() {
    if (this.empty) return;
    this.begin();
    this.ink = new Float32Array(this.ink.length);
    this.changed(true);
  }

  /** Shift the ink by whole pixels so that its centre of mass is in the middle. */
  toMiddle() {
    const [, h, w] = this.shape;
    let mass = 0;
    let x = 0;
    let y = 0;
    this.ink.forEach((ink, i) => {
      mass += ink;
      x += ink * (i % w);
      y += ink * Math.floor(i / w);
    });
    const dx = Math.round((w - 1) / 2 - x / mass);
    const dy = Math.round((h - 1) / 2 - y / mass);
    if (!mass || (!dx && !dy)) return;
    this.begin();
    const before = this.ink;
    this.ink = before.map((_, i) => {
      const column = (i % w) - dx;
      const row = Math.floor(i / w) - dy;
      return column >= 0 && column < w && row >= 0 && row < h ? before[row * w + column] : 0;
    });
    this.changed(true);
  }

  setErasing(on) {
    this.erasing = on;
    this.rubber.setAttribute("aria-pressed", String(on));
  }

  key(event) {
    const [, h, w] = this.shape;
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.shiftKey) {
      event.preventDefault();
      event.stopPropagation(); // the pad's own undo, not the page's
      this.undo();
      return;
    }
    if (!by && event.key !== " ") return;
    event.preventDefault();
    const before = this.at;
    if (by)
      this.at = [
        Math.min(w - 0.5, Math.max(0.5, before[0] + by[0])),
        Math.min(h - 0.5, Math.max(0.5, before[1] + by[1])),
      ];
    this.cursor.classList.remove("gx-hidden");
    Object.assign(this.cursor.style, { left: `${(this.at[0] / w) * 100}%`, top: `${(this.at[1] / h) * 100}%` });
    this.readout.textContent = `row ${Math.ceil(this.at[1])}, column ${Math.ceil(this.at[0])}`;
    if (event.key !== " " && !event.shiftKey) return;
    this.begin();
    this.stroke(before, this.at);
    this.changed(true);
  }
}
