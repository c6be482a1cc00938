// The picture under the cursor, large, with its numbers. It is decoded for every move; only when no answer came
// within a blink does a blend of the sheet stand in for it.

import { el, fmt, paint, setSmooth } from "../../ui/canvas/paint.js";
import { logDensity } from "./normal.js";
import { nearest } from "./overlay.js";

const PATIENCE_MS = 40;

export class Hand {
  /**
   * @param {object} card
   * @param {object} from  decoder() -> Decoder, blend(z) -> pixels or null, codes() -> test codes or null
   * @param {object} on    painted({z, exact}), keep()
   */
  constructor(card, from, on) {
    Object.assign(this, { card, from, on });
    this.z = null;
    this.painted = false;
    this.waiting = 0; // since when an answer is due; 0 when none is
    this.frame = 0;
    this.asked = true; // nothing to ask for yet
    this.stale = false; // whether the picture is of an older z
    this.build();
  }

  build() {
    const { card } = this;
    const value = (name) => (this[name] = el("dd", { class: "gx-num" }, "–"));
    this.canvas = el("canvas", {
      class: "gx-canvas hand-picture",
      role: "img",
      "aria-label": `The picture of ${card.title} under the cursor`,
    });
    this.canvas.style.setProperty("--ratio", card.shape[2] / card.shape[1]);
    this.link = el(
      "a",
      { class: "gx-btn", href: "#", title: "Go on with this picture under the latent sliders" },
      "Open in Latents",
    );
    const prior = card.kl ? "Log density of the prior N(0, I) at z" : "This model has no prior";
    this.numbers = el(
      "dl",
      { class: "numbers" },
      el("dt", { title: "The latents of this picture" }, "z"),
      value("where"),
      el("dt", { title: prior }, "log p(z)"),
      value("density"),
      el("dt", { title: "Distance in z to the nearest code of the test set, and its class" }, "nearest"),
      value("near"),
    );
    this.keepButton = el(
      "button",
      {
        class: "gx-btn primary",
        type: "button",
        title: "Keep this picture in the tray (Enter, or click on the plane)",
        onclick: () => this.on.keep(),
      },
      "Keep picture",
    );
    this.root = el(
      "div",
      { class: "hand" },
      this.canvas,
      el("div", { class: "hand-side" }, this.numbers, el("div", { class: "gx-row" }, this.keepButton, this.link)),
    );
    const [, h, w] = card.shape;
    Object.assign(this.canvas, { width: w, height: h });
  }

  setSmooth(smooth) {
    setSmooth(this.canvas, smooth);
  }

  /** The picture of the middle of the plane, from a file, until another is painted. */
  setImage(image) {
    if (this.painted) return;
    this.canvas.getContext("2d").drawImage(image, 0, 0);
    if (this.z) return;
    this.place(middle(this.card));
    this.write();
  }

  place(z) {
    this.z = z;
    this.link.href = latentsLink(this.card.name, z);
  }

  move(z) {
    this.place(z);
    this.asked = false;
    this.schedule();
  }

  schedule() {
    this.frame ||= requestAnimationFrame((now) => this.step(now));
  }

  step(now) {
    this.frame = 0;
    if (!this.z) return;
    if (!this.asked) {
      this.asked = this.stale = true;
      this.waiting ||= now;
      this.from.decoder()?.request("hand", Float32Array.from(this.z), (pixels, z) => this.receive(pixels, z));
      this.write();
    }
    if (this.waiting && now - this.waiting <= PATIENCE_MS) this.schedule();
    else if (this.waiting && this.stale) {
      const blend = this.from.blend(this.z);
      if (blend) this.paint(blend, this.z, false);
      this.stale = false;
    }
  }

  receive(pixels, z) {
    const newest = this.z && z[0] === Math.fround(this.z[0]) && z[1] === Math.fround(this.z[1]);
    this.waiting = newest ? 0 : performance.now();
    if (!newest) this.schedule();
    this.paint(pixels, [z[0], z[1]], true);
  }

  paint(pixels, z, exact) {
    paint(this.canvas, pixels, this.card.shape);
    this.painted = true;
    this.canvas.dataset.z = z.join(",");
    this.canvas.dataset.exact = exact;
    this.on.painted({ z, exact, model: this.card.name });
  }

  /** The numbers beside the picture. */
  write() {
    const { z } = this;
    if (!z) return;
    this.where.textContent = `(${fmt(z[0], 3)}, ${fmt(z[1], 3)})`;
    this.density.textContent = this.card.kl ? `${fmt(logDensity(z), 2)} nats` : "no prior";
    const codes = this.from.codes();
    const found = codes && nearest(codes, z);
    const name = found && this.card.classes.length > 1 ? (this.card.classes[found.label] ?? found.label) : null;
    this.near.textContent = found ? `${fmt(found.distance, 3)}${name === null ? "" : ` (${name})`}` : "–";
  }

  close() {
    cancelAnimationFrame(this.frame);
  }
}

/** The z of centre.png. */
export const middle = (card) => card.range.map(([low, high]) => (low + high) / 2);

const list = (values) => values.map((value) => +value.toFixed(4)).join(",");
export const latentsLink = (model, z, weights = []) =>
  `/latents?${new URLSearchParams({ model })}&z=${list(z)}${weights.length ? `&weights=${list(weights)}` : ""}`;
