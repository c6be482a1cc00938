// The Pixels page's picture on Home: samples that were painted at training time, shown again pixel by pixel.

import { context2d, el } from "../../ui/canvas/paint.js";
import { cellAt, fillFrom, livingBox, placeIn, still } from "./living.js";

const COLUMNS = 8; // of preview.png
const ROWS = 4;
const RATE = 260; // pixels a second
const REST_MS = 1400; // how long a finished picture stays
const UNKNOWN = ["#3b4654", "#343e4b"]; // a chequer

/** Paints by itself, one picture after the other; under the pointer the hand paints. */
export class LivingPainting {
  #canvas;
  #number = 0; // of the picture that is painted
  #began = performance.now();
  #frame = 0;
  #shown = -1; // pixels that are on the canvas

  /** @type {number | null} pixels up to the pointer */
  #hand = null;

  /** @param {import("../../ui/types.js").Card} card  an autoregressive model with a preview */
  constructor(card) {
    const [, h, w] = card.shape;
    this.width = w;
    this.height = h;
    this.#canvas = el("canvas", {
      class: "gx-canvas sheet",
      width: w,
      height: h,
      role: "img",
      "aria-label": `A picture that ${card.title} paints pixel by pixel`,
    });
    this.box = el("div", { class: "sheet-box" }, this.#canvas);
    this.box.style.setProperty("--ratio", String(w / h));
    this.root = livingBox("plane", this.box);
    fillFrom(this.root, card, "preview.png", (image) => this.#open(image));
  }

  get total() {
    return this.width * this.height;
  }

  /** @param {HTMLImageElement} image */
  #open(image) {
    const { box, width, height } = this;
    box.addEventListener("pointermove", (event) => {
      const [x, y] = placeIn(event, box);
      this.#hand = cellAt(y, height) * width + cellAt(x, width) + 1;
      this.#wake(image);
    });
    box.addEventListener("pointerleave", () => {
      this.#began = performance.now() - ((this.#hand ?? 0) / RATE) * 1000;
      this.#hand = null;
      this.#wake(image);
    });
    document.addEventListener("visibilitychange", () => this.#wake(image));
    this.#began = performance.now();
    this.#show(image, still.matches ? this.total : 0);
    this.#wake(image);
  }

  /** @param {HTMLImageElement} image */
  #wake(image) {
    if (document.hidden || !this.#canvas.isConnected || (still.matches && this.#hand === null)) return;
    this.#frame ||= requestAnimationFrame((now) => this.#paint(image, now));
  }

  /**
   * @param {HTMLImageElement} image
   * @param {number} now
   */
  #paint(image, now) {
    this.#frame = 0;
    const count = this.#hand ?? Math.floor(((now - this.#began) / 1000) * RATE);
    if (this.#hand === null && count > this.total + (REST_MS / 1000) * RATE) {
      this.#number = (this.#number + 1) % (COLUMNS * ROWS);
      this.#began = now;
    }
    this.#show(image, Math.min(Math.max(count, 0), this.total));
    this.#wake(image);
  }

  /**
   * @param {HTMLImageElement} image
   * @param {number} count  pixels that are painted
   */
  #show(image, count) {
    if (count === this.#shown) return;
    this.#shown = count;
    const { width: w, height: h, total } = this;
    const context = context2d(this.#canvas);
    const column = this.#number % COLUMNS;
    const row = Math.floor(this.#number / COLUMNS);
    context.drawImage(image, column * w, row * h, w, h, 0, 0, w, h);
    for (let at = count; at < total; at++) {
      const x = at % w;
      const y = Math.floor(at / w);
      context.fillStyle = UNKNOWN[(x + y) % 2];
      context.fillRect(x, y, 1, 1);
    }
  }
}
