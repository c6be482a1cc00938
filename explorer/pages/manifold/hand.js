// The picture under the cursor, large, with its numbers. It is decoded for every move; only when no answer came
// within a blink does a blend of the sheet stand in for it.

import { context2d, el, fmt, paint, setSmooth } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { latentsLink } from "../../ui/latents/latents_link.js";
import { logDensity } from "../../ui/maths/normal.js";
import { nearest } from "./codes.js";
import { middle } from "./view.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("../../ui/transport/decoder.js").Decoded} Decoded */
/** @typedef {import("./codes.js").Codes} Codes */

/**
 * Where the hand's pictures and numbers come from.
 * @typedef {object} HandSource
 * @property {(z: Float32Array<ArrayBuffer>, callback: Decoded) => void} decode
 * @property {(z: number[]) => Uint8Array | null} blend  of the pictures around z; null where there are none
 * @property {() => Codes | null} codes  of the test set, once they are there
 */

/**
 * What was painted: of which z and model; exact: decoded, not blended.
 * @typedef {{z: number[], exact: boolean, model: string}} Painted
 */

const PATIENCE_MS = 40;

export class Hand {
  /** @type {number[] | null} under the cursor; null before a hand came */
  z = null;

  #painted = false;
  #waiting = 0; // since when an answer is due; 0 when none is
  #frame = 0;
  #asked = true; // nothing to ask for yet
  #stale = false; // whether the picture is of an older z

  #where = el("dd", { class: "gx-num" }, "–");
  #density = el("dd", { class: "gx-num" }, "–");
  #nearest = el("dd", { class: "gx-num" }, "–");
  #link = el(
    "a",
    { class: "gx-btn", href: "#", title: "Go on with this picture under the latent sliders" },
    "Open in Latents",
  );

  /**
   * @param {Card} card
   * @param {HandSource} source
   * @param {object} on
   * @param {(painted: Painted) => void} on.painted
   * @param {() => void} on.keep  the picture is to be kept
   */
  constructor(card, source, on) {
    this.card = card;
    this.source = source;
    this.on = on;
    this.canvas = this.#buildCanvas();
    const keep = button(
      "Keep picture",
      "Keep this picture in the tray (Enter, or click on the plane)",
      on.keep,
      "primary",
    );
    const tools = el("div", { class: "gx-row" }, keep, this.#link);
    const side = el("div", { class: "hand-side" }, this.#buildNumbers(), tools);
    this.root = el("div", { class: "hand" }, this.canvas, side);
  }

  #buildCanvas() {
    const [, h, w] = this.card.shape;
    const label = `The picture of ${this.card.title} under the cursor`;
    const canvas = el("canvas", { class: "gx-canvas hand-picture", role: "img", "aria-label": label });
    canvas.style.setProperty("--ratio", String(w / h));
    canvas.width = w;
    canvas.height = h;
    return canvas;
  }

  #buildNumbers() {
    const prior = this.card.kl ? "Log density of the prior N(0, I) at z" : "This model has no prior";
    return el(
      "dl",
      { class: "numbers" },
      el("dt", { title: "The latents of this picture" }, "z"),
      this.#where,
      el("dt", { title: prior }, "log p(z)"),
      this.#density,
      el("dt", { title: "Distance in z to the nearest code of the test set, and its class" }, "nearest"),
      this.#nearest,
    );
  }

  /** @param {boolean} smooth */
  setSmooth(smooth) {
    setSmooth(this.canvas, smooth);
  }

  /**
   * The picture of the middle of the plane, from a file, until another is painted.
   * @param {HTMLImageElement} image
   */
  setImage(image) {
    if (this.#painted) return;
    context2d(this.canvas).drawImage(image, 0, 0);
    if (this.z) return;
    this.#place(middle(this.card));
    this.showNumbers();
  }

  /** @param {number[]} z */
  #place(z) {
    this.z = z;
    this.#link.href = latentsLink(this.card.name, z);
  }

  /**
   * The cursor is on z now: its picture is asked for with the next frame.
   * @param {number[]} z
   */
  move(z) {
    this.#place(z);
    this.#asked = false;
    this.#schedule();
  }

  #schedule() {
    this.#frame ||= requestAnimationFrame((now) => this.#step(now));
  }

  /** @param {number} now  ms */
  #step(now) {
    this.#frame = 0;
    if (!this.z) return;
    if (!this.#asked) {
      this.#asked = true;
      this.#stale = true;
      this.#waiting ||= now;
      this.source.decode(Float32Array.from(this.z), (pixels, z) => this.#receive(pixels, [z[0], z[1]]));
      this.showNumbers();
    }
    if (!this.#waiting) return;
    if (now - this.#waiting <= PATIENCE_MS) this.#schedule();
    else if (this.#stale) this.#blend(this.z);
  }

  /** @param {number[]} z */
  #blend(z) {
    const blend = this.source.blend(z);
    if (blend) this.#paint(blend, z, false);
    this.#stale = false;
  }

  /**
   * @param {Uint8Array} pixels
   * @param {number[]} z  that they were asked for with, rounded to float32
   */
  #receive(pixels, z) {
    const newest = this.z?.every((value, i) => z[i] === Math.fround(value)) ?? false;
    this.#waiting = newest ? 0 : performance.now();
    if (!newest) this.#schedule();
    this.#paint(pixels, z, true);
  }

  /**
   * @param {Uint8Array} pixels
   * @param {number[]} z
   * @param {boolean} exact
   */
  #paint(pixels, z, exact) {
    paint(this.canvas, pixels, this.card.shape);
    this.#painted = true;
    this.canvas.dataset.z = z.join(",");
    this.canvas.dataset.exact = String(exact);
    this.on.painted({ z, exact, model: this.card.name });
  }

  /** The numbers beside the picture. */
  showNumbers() {
    const { z, card } = this;
    if (!z) return;
    this.#where.textContent = `(${fmt(z[0], 3)}, ${fmt(z[1], 3)})`;
    this.#density.textContent = card.kl ? `${fmt(logDensity(z), 2)} nats` : "no prior";
    this.#nearest.textContent = this.#nearestCode(z);
  }

  /**
   * Distance to the nearest test code, and its class.
   * @param {number[]} z
   */
  #nearestCode(z) {
    const { classes } = this.card;
    const codes = this.source.codes();
    const found = codes && nearest(codes, z);
    if (!found) return "–";
    const name = classes.length > 1 ? ` (${classes[found.label] ?? found.label})` : "";
    return `${fmt(found.distance, 3)}${name}`;
  }

  close() {
    cancelAnimationFrame(this.#frame);
  }
}
