// One large picture: of fixed size, crisp or smooth, with the value of the pixel under the pointer.

import { context2d, el, fmt, paint, setSmooth } from "../../ui/canvas/paint.js";
import { Awaited } from "../../ui/picture/awaited.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("../../ui/types.js").Shape} Shape */

/**
 * Which of `count` equal cells a place from 0 to 1 lies in.
 * @param {number} place
 * @param {number} count
 */
const cellOf = (place, count) => Math.min(count - 1, Math.max(0, Math.floor(place * count)));

/**
 * Row and column of the picture's pixel under the pointer, from 0.
 * @param {MouseEvent} event
 * @param {HTMLCanvasElement} canvas  that shows the picture
 * @param {Shape} shape
 * @returns {{x: number, y: number}}
 */
export function pixelUnder(event, canvas, [, h, w]) {
  const area = canvas.getBoundingClientRect();
  return {
    x: cellOf((event.clientX - area.left) / area.width, w),
    y: cellOf((event.clientY - area.top) / area.height, h),
  };
}

export class StagePicture {
  /** @type {Shape} */
  #shape = [1, 1, 1];

  /** @type {Uint8Array | null} of the picture that is shown, (c, h, w) */
  #pixels = null;

  /** @type {{x: number, y: number} | null} the pixel under the pointer */
  #under = null;

  #title = el("figcaption", {});
  #readout = el("p", { class: "gx-note gx-num readout" });

  /** The picture, in the model's own pixels. */
  canvas = el("canvas", { class: "gx-canvas big", role: "img" });

  constructor() {
    const frame = el("div", { class: "frame" }, this.canvas);
    /** Whether what is seen is of the model that is named below it. */
    this.awaited = new Awaited(frame);
    this.root = el("figure", { class: "stage-picture" }, frame, this.#title, this.#readout);
    this.canvas.addEventListener("pointermove", (event) => {
      this.#under = pixelUnder(event, this.canvas, this.#shape);
      this.#readOut();
    });
    this.canvas.addEventListener("pointerleave", () => {
      this.#under = null;
      this.#readout.textContent = "";
    });
  }

  /**
   * Another model. The old picture stays until the new one is there, unless it is of another size.
   * @param {Card} card
   */
  open(card) {
    const [, h, w] = card.shape;
    this.#shape = card.shape;
    this.#pixels = null;
    this.#title.textContent = card.title;
    this.awaited.begin(card.title);
    this.canvas.setAttribute("aria-label", `Picture decoded by ${card.title}`);
    if (this.canvas.width !== w || this.canvas.height !== h) Object.assign(this.canvas, { width: w, height: h });
    this.canvas.style.setProperty("--ratio", String(w / h));
    this.canvas.style.setProperty("--tall", String(Math.min(1, h / w)));
  }

  /** @param {Uint8Array} pixels  (c, h, w) */
  paint(pixels) {
    this.#pixels = pixels;
    this.awaited.end();
    paint(this.canvas, pixels, this.#shape);
    this.#readOut();
  }

  /**
   * A picture from a file made at training time.
   * @param {HTMLImageElement} image
   */
  paintImage(image) {
    const [c, h, w] = this.#shape;
    const plane = h * w;
    this.awaited.end();
    Object.assign(this.canvas, { width: w, height: h });
    const context = context2d(this.canvas);
    context.drawImage(image, 0, 0, w, h);
    const rgba = context.getImageData(0, 0, w, h).data;
    this.#pixels = Uint8Array.from({ length: c * plane }, (_, i) => rgba[(i % plane) * 4 + Math.floor(i / plane)]);
  }

  /** @param {boolean} smooth */
  setSmooth(smooth) {
    setSmooth(this.canvas, smooth);
  }

  #readOut() {
    const pixels = this.#pixels;
    if (!pixels || !this.#under) return;
    const [c, h, w] = this.#shape;
    const { x, y } = this.#under;
    const values = Array.from({ length: c }, (_, channel) => fmt(pixels[(channel * h + y) * w + x] / 255));
    this.#readout.textContent = `row ${y + 1}, column ${x + 1}: ${values.join(" ")}`;
  }
}
