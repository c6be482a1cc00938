// A picture file chosen, dropped, pasted or taken with a phone's camera, and what the model sees of it.

import { el, paint } from "../canvas/paint.js";
import { ModelSees } from "./model_sees.js";
import { ANY_SIZE, fileInput } from "./upload.js";

const FORMATS = `or drop one here, or paste it (Ctrl+V). PNG, JPEG, WebP, GIF, TIFF, AVIF, HEIC … ${ANY_SIZE}`;

export class UploadPane {
  /** The picture as the model gets it. */
  canvas = el("canvas", {
    class: "gx-canvas gx-hidden",
    role: "img",
    "aria-label": "The uploaded picture as the model gets it",
  });

  #notes = el("p", { class: "gx-note", role: "status" });

  /**
   * @param {object} on
   * @param {() => import("../types.js").Card} on.card  the model that the picture is for
   * @param {(file: File) => void} on.file  one was chosen; it is taken by `take`
   * @param {(pixels: Uint8Array<ArrayBuffer>, part: boolean) => void} on.picture  gets uint8 (c, h, w), for each file
   *   and each switch; part: most of what stands out on the picture is not in them
   * @param {(message: string) => void} on.error  a sentence; empty when all is well
   */
  constructor(on) {
    this.on = on;
    this.sees = new ModelSees({
      card: on.card,
      onerror: on.error,
      onpixels: (pixels, notes, part) => this.#show(pixels, notes, part),
    });
    const drop = el(
      "label",
      { class: "drop" },
      fileInput(on.file, { class: "source-file" }),
      el("b", {}, "Choose a picture"),
      el("span", { class: "gx-note" }, FORMATS),
    );
    const camera = el(
      "label",
      { class: "gx-btn camera" },
      fileInput(on.file, { class: "source-camera", capture: "environment" }),
      "Take a photograph",
    );
    const { root: chain, square } = this.sees;
    this.root = el("div", { class: "source-upload" }, drop, camera, square.root, this.canvas, this.#notes, chain);
  }

  /**
   * @param {Uint8Array<ArrayBuffer>} pixels
   * @param {string[]} notes
   * @param {boolean} part
   */
  #show(pixels, notes, part) {
    paint(this.canvas, pixels, this.on.card().shape);
    this.canvas.classList.remove("gx-hidden");
    this.#notes.textContent = notes.join(" ");
    this.on.picture(pixels, part);
  }

  /** @param {File} file */
  take(file) {
    this.sees.take(file);
  }

  /** No answer is waited for any more; what is shown stays. */
  stop() {
    this.sees.stop();
  }

  /** No file any more. */
  forget() {
    this.canvas.classList.add("gx-hidden");
    this.sees.forget();
    this.#notes.textContent = "";
  }
}
