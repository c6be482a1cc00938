// One checkpoint's plane: the canvas with its sheet and overlays, its axes, its cursor, and the hand's picture beside it.

import { el, fmt, loadImage } from "../../ui/canvas/paint.js";
import { getBuffer, query } from "../../ui/transport/api.js";
import { Decoder } from "../../ui/transport/decoder.js";
import { Hand } from "./hand.js";
import { listen } from "./input.js";
import { drawDensity, drawPosterior, PointsLayer, readCodes } from "./overlay.js";
import { SheetLayer } from "./sheet.js";
import { previewRect, ticks } from "./view.js";

const REST_MS = 60;
const PREVIEW_GRID = 20;
const SHEET_WIDTH = 1600;

export class PlanePane {
  /**
   * @param {object} card
   * @param {object} look  shared by all panes: grid, smooth, points, pictures (opacity), off (Set), density
   * @param {object} on    what plane_input.js sends, and keep(pane), painted(detail), sheet(), status(text), error(message)
   */
  constructor(card, look, on) {
    Object.assign(this, { card, look, on });
    this.view = null;
    this.own = null; // posterior of an own picture
    this.points = null;
    this.decoder = null;
    this.codesState = ""; // "asked" or "failed"
    this.moving = this.ready = false; // ready: the picture made at training time is there, or known to be absent
    this.timer = this.frame = this.sentAt = 0;
    this.sheet = new SheetLayer(card.shape, () => this.draw());
    this.hand = new Hand(
      card,
      {
        decoder: () => this.wake(),
        blend: (z) => this.sheet.blend(this.view.plane(z), this.view.mode),
        codes: () => this.points?.codes ?? null,
      },
      { painted: (detail) => on.painted(detail), keep: () => on.keep(this) },
    );
    this.build();
  }

  build() {
    const { card } = this;
    const ratio = card.shape[2] / card.shape[1];
    this.canvas = el("canvas", {
      class: "plane",
      tabindex: "0",
      role: "application",
      "aria-label": `Latent plane of ${card.title}. Arrow keys move the cursor, shift and arrows the window, plus and minus zoom, 0 shows the whole plane, Enter keeps the picture.`,
    });
    this.cursor = el("div", { class: "cursor gx-hidden" });
    this.axes = [
      el("div", { class: "axis across gx-num", "aria-hidden": "true" }),
      el("div", { class: "axis up gx-num", "aria-hidden": "true" }),
    ];
    this.window = el("span", { class: "gx-note gx-num window" });
    const box = el(
      "div",
      { class: "plane-box" },
      this.axes[1],
      el("div", { class: "plane-wrap" }, this.canvas, this.cursor),
      this.axes[0],
    );
    this.root = el(
      "section",
      { class: "pane" },
      el("header", { class: "pane-head" }, el("h3", {}, card.title), this.window),
      el("div", { class: "pane-body" }, box, this.hand.root),
    );
    this.root.style.setProperty("--ratio", ratio);
    listen(this.canvas, { ...this.on.input, keep: () => this.on.keep(this) });
    // Kept, as asking for it on every move would make the browser lay out the page on every move.
    this.size = [0, 0];
    this.observer = new ResizeObserver(([{ contentRect }]) => {
      this.size = [contentRect.width, contentRect.height];
      this.draw();
    });
    this.observer.observe(this.canvas);
    this.loadPreview();
  }

  async loadPreview() {
    const { rect, mode } = previewRect(this.card);
    const from = (name) => loadImage(`/previews/${encodeURIComponent(this.card.name)}/${name}`);
    // A checkpoint of one's own may come without previews; then the first decoded sheet is the first picture.
    const [plane, centre] = await Promise.allSettled([from("plane.png"), from("centre.png")]);
    if (plane.value && !this.sheet.current) this.sheet.setImage(plane.value, PREVIEW_GRID, rect, mode);
    if (centre.value) this.hand.setImage(centre.value);
    this.draw();
    this.ready = true;
    // What the file shows needs no decoder; whatever else was asked for by a link does.
    const shown =
      this.sheet.current !== null && this.view?.isWhole && this.view.mode === mode && this.look.grid === PREVIEW_GRID;
    if (!shown) this.askSheet(0);
  }

  /** A hand has come: open the decoder, fetch the codes, and replace a sheet that is not quite this window's. */
  begin() {
    this.wake();
    this.loadCodes();
    if (!this.sheet.fits(this.view, this.look.grid)) this.askSheet(0);
  }

  /** The decoder, opened when a hand first needs it. */
  wake() {
    if (this.closed) return null;
    this.decoder ??= new Decoder(this.card.name, {
      onstatus: (text) => this.on.status(text, this),
      onerror: (message) => this.on.error(message),
    });
    return this.decoder;
  }

  /** The test set's codes, fetched once; where that failed, `again` tries anew. */
  async loadCodes(again = false) {
    if (!this.card.codes && !again) return; // saved without them: only who asks for them is told so
    if (this.codesState === "asked" || (this.codesState === "failed" && !again)) return;
    this.codesState = "asked";
    try {
      this.points = new PointsLayer(readCodes(await getBuffer(query("/api/latents", { model: this.card.name }))));
      this.hand.write();
      this.draw();
    } catch (error) {
      this.codesState = "failed";
      if (this.look.points) this.on.error(error.message);
    }
  }

  /** Show another window. While the hand is dragging the sheet is asked for with a margin, on the cells it lies on. */
  show(view, moving = false) {
    this.view = view;
    this.moving = moving;
    this.draw();
    if (!moving) this.askSheet(REST_MS);
    else if (performance.now() - this.sentAt > REST_MS) this.sendDragged();
  }

  askSheet(delay) {
    clearTimeout(this.timer);
    if (!this.ready) return;
    this.timer = setTimeout(() => {
      this.moving = false;
      this.draw();
      if (!this.sheet.fits(this.view, this.look.grid)) this.sendSheet(this.view.grid(this.look.grid), this.view.mode);
    }, delay);
  }

  sendDragged() {
    const sheet = this.sheet.current;
    const snapped = this.view.copy();
    const cell = this.view.span / this.look.grid;
    if (!sheet || sheet.mode !== this.view.mode) return;
    const onto = (value, line) => line + Math.round((value - line) / cell) * cell;
    const [left, , bottom] = this.view.rect;
    snapped.x += onto(left, sheet.rect[0]) - left;
    snapped.y += onto(bottom, sheet.rect[2]) - bottom;
    this.sendSheet(snapped.grid(this.look.grid, 1), this.view.mode, false);
  }

  sendSheet({ z, n, rect }, mode, fade = true) {
    this.sentAt = performance.now();
    this.wake()?.request("sheet", z, (pixels) => {
      this.sheet.setPixels(pixels, n, rect, mode, fade);
      this.on.sheet();
    });
  }

  /** Put the cursor on z: its picture, its numbers, its mark. */
  point(z) {
    this.hand.move(z);
    this.mark();
  }

  mark() {
    const [fx, fy] = this.hand.z ? this.view.fractionOf(this.hand.z) : [-1, -1];
    this.cursor.classList.toggle("gx-hidden", !(fx >= 0 && fx <= 1 && fy >= 0 && fy <= 1));
    this.cursor.style.transform = `translate(${fx * this.size[0]}px, ${fy * this.size[1]}px)`;
  }

  draw() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.paint();
    });
  }

  paint() {
    const { canvas, view } = this;
    const unit = Math.min(devicePixelRatio || 1, 2);
    const [width, height] = this.size.map((size) => Math.round(size * unit));
    if (!view || !width) return;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, width, height);
    this.scene(context, width, height, unit, this.moving);
    this.mark();
    this.label();
  }

  scene(context, width, height, unit, moving = false) {
    const { view, look } = this;
    this.sheet.draw(context, view, width, height, { alpha: look.points ? look.pictures : 1, smooth: look.smooth });
    if (look.points && this.points) this.points.draw(context, view, width, height, { off: look.off, unit, moving });
    if (look.density) drawDensity(context, view, width, height, unit, !this.card.kl);
    if (this.own) drawPosterior(context, view, width, height, unit, this.own);
  }

  /** Axis labels in z, and the window in words; written anew only when the window has changed. */
  label() {
    const { view } = this;
    const key = [view.mode, ...view.rect, this.size[0]].join();
    if (key === this.labelled) return;
    this.labelled = key;
    const digits = Math.max(1, Math.ceil(1 - Math.log10(view.span)));
    this.axes.forEach((axis, index) => {
      const found = ticks(view, index, 44 / this.size[0]);
      axis.replaceChildren(
        el("em", {}, index ? "z₂" : "z₁"),
        ...found.map(({ z, at, step }) => {
          const tick = el("span", {}, fmt(z, Math.max(0, -Math.floor(Math.log10(step)))));
          tick.style.setProperty("--at", at);
          return tick;
        }),
      );
    });
    const [[left, top], [right, bottom]] = [view.zAt(0, 0), view.zAt(1, 1)];
    const side = (low, high) => `${fmt(low, digits)} to ${fmt(high, digits)}`;
    this.window.textContent =
      view.mode === "cdf" && view.isWhole
        ? "the whole prior, in cells of equal mass"
        : `z₁ ${side(left, right)}, z₂ ${side(bottom, top)}`;
  }

  /** The plane as seen, in whole multiples of the pictures' own pixels, on a canvas of its own. */
  still() {
    const [, h, w] = this.card.shape;
    const n = this.look.grid;
    const times = Math.max(1, Math.round(SHEET_WIDTH / (n * w)));
    const canvas = el("canvas");
    const context = canvas.getContext("2d");
    Object.assign(canvas, { width: n * w * times, height: n * h * times });
    context.fillStyle = getComputedStyle(this.canvas).backgroundColor;
    context.fillRect(0, 0, canvas.width, canvas.height);
    this.scene(context, canvas.width, canvas.height, canvas.width / this.size[0]);
    return canvas;
  }

  /** Let go of the socket; the next hand opens a new one. */
  sleep() {
    this.decoder?.close();
    this.decoder = null;
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    cancelAnimationFrame(this.frame);
    this.observer.disconnect();
    this.hand.close();
    this.sleep();
    this.root.remove();
  }
}
