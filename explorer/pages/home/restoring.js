// The Restore page's picture on Home: one of a model's own, noisy on one side of a divider and mended on the other.

import { context2d, decodeBase64, el, paint } from "../../ui/canvas/paint.js";
import { CompareSlider } from "../../ui/picture/compare_slider.js";
import { JobSocket } from "../../ui/transport/jobs.js";
import { fillFrom, livingBox, placeIn } from "./living.js";

/** @typedef {import("../../ui/types.js").Card} Card */

/** @typedef {{event: string, pixels: string}} Restored  pixels: uint8 in base64, of "damaged" and "result" */

const EXAMPLE = [2, 1]; // column and row of the preview
const DAMAGE = { kind: "gaussian", strength: 0.6, seed: 1 };

/**
 * Grey pixels of a cell of a sheet.
 * @param {HTMLImageElement} image
 * @param {import("../../ui/types.js").Shape} shape
 */
function greysOf(image, [, h, w]) {
  const context = context2d(el("canvas", { width: w, height: h }));
  context.drawImage(image, EXAMPLE[0] * w, EXAMPLE[1] * h, w, h, 0, 0, w, h);
  const rgba = context.getImageData(0, 0, w, h).data;
  return Uint8Array.from({ length: w * h }, (_, i) => rgba[4 * i]);
}

/** One small job for the restorer, when the page opens; the divider follows the pointer. */
export class LivingRestoring {
  #divider = new CompareSlider({ pixel() {} });

  /**
   * @param {Card} denoiser
   * @param {Card} painter  of grey pictures of the same data
   */
  constructor(denoiser, painter) {
    const [, h, w] = painter.shape;
    this.#divider.setRatio(w, h);
    this.#divider.setNames("with noise", "mended");
    this.root = livingBox("restore", this.#divider.root);
    fillFrom(this.root, painter, "preview.png", (image) => {
      this.#restore(denoiser, painter, greysOf(image, painter.shape));
      this.#followPointer();
    });
  }

  /**
   * @param {Card} denoiser
   * @param {Card} painter
   * @param {Uint8Array} pixels
   */
  #restore(denoiser, painter, pixels) {
    /** @type {JobSocket<object, Restored>} */
    const restorer = new JobSocket("/api/restore", {
      status() {},
      event: ({ event, pixels: found }) => {
        if (event === "damaged") paint(this.#divider.left, decodeBase64(found), painter.shape);
        if (event === "result") paint(this.#divider.right, decodeBase64(found), painter.shape);
        if (event === "end" || event === "error") restorer.close();
      },
    });
    restorer.request({
      subject: painter.dataset,
      shape: painter.shape,
      pixels: btoa(String.fromCharCode(...pixels)),
      damage: DAMAGE,
      methods: [denoiser.name],
    });
    addEventListener("pagehide", () => restorer.close(), { once: true });
  }

  #followPointer() {
    const { root } = this.#divider;
    root.addEventListener("pointermove", (event) => this.#divider.move(placeIn(event, root)[0] * 100));
  }
}
