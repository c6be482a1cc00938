// The Latents page's picture on Home: one picture that changes as the pointer runs along its strips.

import { context2d, el } from "../../ui/canvas/paint.js";
import { order, STEPS } from "../../ui/latents/latent_space.js";
import { cellAt, fillFrom, livingBox, placeIn, still } from "./living.js";

const MOST_STRIPS = 4;
const FRAME_MS = 110;
const MIDDLE = STEPS >> 1;

/** Walks by itself along one strip and back, then along the next, until the pointer takes it. */
export class LivingStrips {
  #step = MIDDLE;
  #timer = 0;
  #mark = el("div", { class: "mark" });

  /** @param {import("../../ui/types.js").Card} card  a model with latents and a "strips.png" */
  constructor(card) {
    const [, h, w] = card.shape;
    this.width = w;
    this.height = h;
    this.rows = order(card).slice(0, MOST_STRIPS); // of the file
    this.big = el("canvas", {
      class: "gx-canvas big",
      width: w,
      height: h,
      role: "img",
      "aria-label": `A picture of ${card.title} that changes with one latent`,
    });
    this.strips = el("canvas", {
      class: "gx-canvas strips",
      width: w * STEPS,
      height: h * this.rows.length,
      role: "img",
      "aria-label": "The pictures that four latents pass through",
    });
    this.big.style.setProperty("--ratio", String(w / h));
    this.strips.style.setProperty("--ratio", String((w * STEPS) / (h * this.rows.length)));
    this.box = el("div", { class: "strip-box" }, this.strips, this.#mark);
    this.root = livingBox("latents", this.big, this.box);
    fillFrom(this.root, card, "strips.png", (image) => this.#open(image));
  }

  /** @param {HTMLImageElement} image */
  #open(image) {
    const { width, height, rows, box } = this;
    const strip = width * STEPS;
    const tall = (height * image.width) / strip; // the file's pictures may be smaller than the model's
    const context = context2d(this.strips);
    rows.forEach((row, i) => {
      context.drawImage(image, 0, row * tall, image.width, tall, 0, i * height, strip, height);
    });
    const start = () => {
      if (!still.matches) this.#timer ||= setInterval(() => this.#walk(image), FRAME_MS);
    };
    const stop = () => {
      clearInterval(this.#timer);
      this.#timer = 0;
    };
    this.#place(image, MIDDLE, 0);
    box.addEventListener("pointermove", (event) => {
      const [x, y] = placeIn(event, box);
      stop();
      this.#place(image, cellAt(x, STEPS), cellAt(y, rows.length));
    });
    box.addEventListener("pointerleave", start);
    document.addEventListener("visibilitychange", () => (document.hidden ? stop() : start()));
    start();
  }

  /** @param {HTMLImageElement} image */
  #walk(image) {
    const round = 2 * (STEPS - 1);
    this.#step += 1;
    const at = this.#step % round;
    this.#place(image, at < STEPS ? at : round - at, Math.floor(this.#step / round) % this.rows.length);
  }

  /**
   * @param {HTMLImageElement} image
   * @param {number} column  of the picture that is shown large
   * @param {number} row
   */
  #place(image, column, row) {
    const { width: w, height: h, rows } = this;
    const wide = image.width / STEPS;
    const tall = (h * wide) / w;
    context2d(this.big).drawImage(image, column * wide, rows[row] * tall, wide, tall, 0, 0, w, h);
    Object.assign(this.#mark.style, {
      left: `${(column / STEPS) * 100}%`,
      top: `${(row / rows.length) * 100}%`,
      width: `${100 / STEPS}%`,
      height: `${100 / rows.length}%`,
    });
  }
}
