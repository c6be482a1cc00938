// One checkpoint's plane: the canvas with its sheet and overlays, its axes, its cursor, and the hand's picture beside
// it.

import { context2d, el, loadImage } from "../../ui/canvas/paint.js";
import { Awaited } from "../../ui/picture/awaited.js";
import { drawOf } from "../../ui/picture/mean_or_draw.js";
import { PlaneInput } from "../../ui/plane/plane_input.js";
import { getBuffer, messageOf, query } from "../../ui/transport/api.js";
import { Decoder } from "../../ui/transport/decoder.js";
import { Axes } from "./axes.js";
import { readCodes } from "./codes.js";
import { Hand } from "./hand.js";
import { drawDensity, drawPath, drawPosterior } from "./overlay.js";
import { PointsLayer } from "./points_layer.js";
import { SheetLayer } from "./sheet.js";
import { middle, previewRect } from "./view.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("../../ui/transport/decoder.js").Decoded} Decoded */
/** @typedef {import("./hand.js").Painted} Painted */
/** @typedef {import("../../ui/plane/plane_input.js").PlaneEvents} PlaneEvents */
/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./state.js").ManifoldState} ManifoldState */
/** @typedef {import("./view.js").Grid} Grid */
/** @typedef {import("./view.js").PlaneView} PlaneView */

/**
 * What a pane tells.
 * @typedef {object} PaneEvents
 * @property {PlaneEvents} input  what hands do on it
 * @property {() => void} keep  the picture under the cursor is to be kept
 * @property {(painted: Painted) => void} painted  the hand's picture
 * @property {() => void} sheet  another sheet has come
 * @property {(status: "loading" | "ready" | "offline") => void} status  of its connection
 * @property {(message: string) => void} error
 * @property {() => number[][]} path  drawn over the plane, in its z; empty for none
 */

const REST_MS = 60;
const PREVIEW_GRID = 20;
const SHEET_WIDTH = 1600; // px, about, of a saved plane
const KEYS =
  "Arrow keys move the cursor, shift and arrows the window, plus and minus zoom, 0 shows the whole plane, " +
  "Enter keeps the picture.";

export class PlanePane {
  /** @type {{mean: number[], std: number[]} | null} posterior of an own picture */
  #posterior = null;

  /** @type {PointsLayer | null} the test set's codes, once they are there */
  #points = null;

  /** @type {Decoder | null} */
  #decoder = null;

  /** @type {"" | "asked" | "failed"} how it went with the codes */
  #codesState = "";

  #moving = false; // a hand drags the window
  #ready = false; // the picture made at training time is there, or known to be absent
  #timer = 0;
  #frame = 0;
  #sentAt = 0; // when the newest sheet was asked for, in ms

  /** Of the canvas, in px. Kept, as asking for it on every move would make the browser lay out the page each time. */
  #size = { width: 0, height: 0 };

  #axes = new Axes();
  #cursor = el("div", { class: "cursor gx-hidden" });

  #plane = el("div", { class: "plane-wrap" });
  #awaited = new Awaited(this.#plane);

  closed = false;

  /**
   * @param {Card} card
   * @param {ManifoldState} state  what is drawn, and how
   * @param {PlaneView} view  the window, for a start
   * @param {PaneEvents} on
   */
  constructor(card, state, view, on) {
    this.card = card;
    this.state = state;
    this.view = view;
    this.on = on;
    this.sheet = new SheetLayer(
      card.shape,
      () => this.draw(),
      () => this.#awaited.end(),
    );
    this.hand = new Hand(
      card,
      {
        decode: (z, callback) => this.decode("hand", z, callback),
        blend: (z) => this.sheet.blend(this.view.planeOf(z), this.view.mode),
        codes: () => this.#points?.codes ?? null,
      },
      { painted: on.painted, keep: on.keep },
    );
    this.canvas = el("canvas", {
      class: "plane",
      tabindex: "0",
      role: "application",
      "aria-label": `Latent plane of ${card.title}. ${KEYS}`,
    });
    this.root = this.#build();
    this.#awaited.begin(card.title);
    this.input = new PlaneInput(this.canvas, on.input);
    this.observer = new ResizeObserver(([{ contentRect }]) => {
      this.#size = { width: contentRect.width, height: contentRect.height };
      this.draw();
    });
    this.observer.observe(this.canvas);
    this.#loadPreview();
  }

  #build() {
    const [, h, w] = this.card.shape;
    this.#plane.prepend(this.canvas, this.#cursor);
    const box = el("div", { class: "plane-box" }, this.#axes.up, this.#plane, this.#axes.across);
    const head = el("header", { class: "pane-head" }, el("h3", {}, this.card.title), this.#axes.words);
    const root = el("section", { class: "pane" }, head, el("div", { class: "pane-body" }, box, this.hand.root));
    root.style.setProperty("--ratio", String(w / h));
    return root;
  }

  async #loadPreview() {
    const { rect, mode } = previewRect(this.card);
    const folder = `/previews/${encodeURIComponent(this.card.name)}`;
    // A checkpoint of one's own may come without previews; then the first decoded sheet is the first picture.
    const files = [loadImage(`${folder}/plane.png`), loadImage(`${folder}/centre.png`)];
    const [plane, centre] = await Promise.allSettled(files);
    const drawn = this.#drawn > 0; // the files show means
    if (plane.status === "fulfilled" && !this.sheet.current && !drawn)
      this.sheet.setImage(plane.value, PREVIEW_GRID, rect, mode);
    if (centre.status === "fulfilled" && !drawn) this.hand.setImage(centre.value);
    else if (!this.hand.z) this.point(middle(this.card));
    this.draw();
    this.#ready = true;
    // What the file shows needs no decoder; whatever else was asked for by a link does.
    const preview = this.view.isWhole && this.view.mode === mode && this.#grid === PREVIEW_GRID;
    if (!preview || !this.sheet.current) this.askSheet(0);
  }

  /** Seed of the noise that its pictures are drawn with; 0: their means are shown. */
  get #drawn() {
    return drawOf(this.card, this.state.view.draw);
  }

  /** The pictures are drawn otherwise now: those that are there stay until the others have come. */
  renew() {
    this.sleep();
    this.#sendSheet(this.view.grid(this.#grid), true);
    if (this.hand.z) this.hand.move(this.hand.z);
  }

  /** Pictures across. */
  get #grid() {
    return this.state.view.grid;
  }

  /** A hand has come: open the decoder, fetch the codes, and replace a sheet that is not quite this window's. */
  begin() {
    this.#connect();
    this.loadCodes();
    if (!this.sheet.fits(this.view, this.#grid)) this.askSheet(0);
  }

  /** A hand begins to draw: what decodes its picture is fetched while it does. */
  fetchSoon() {
    this.#connect()?.fetchSoon();
  }

  /** The decoder, opened when a hand first needs it; null once the pane is closed. */
  #connect() {
    if (this.closed) return null;
    this.#decoder ??= new Decoder(this.card.name, {
      draw: this.#drawn,
      onstatus: (status) => {
        this.#awaited.say(status);
        this.on.status(status);
      },
      onerror: this.on.error,
    });
    return this.#decoder;
  }

  /**
   * Pictures of the pane's model.
   * @param {string} channel  what waits on it is replaced
   * @param {Float32Array<ArrayBuffer>} z  one or several
   * @param {Decoded} callback
   */
  decode(channel, z, callback) {
    this.#connect()?.request(channel, z, callback);
  }

  /**
   * The test set's codes, fetched once.
   * @param {boolean} [again]  a person asks for them: where that failed it is tried anew, and what is wrong is told
   */
  async loadCodes(again = false) {
    if (!this.card.codes && !again) return; // saved without them
    if (this.#codesState === "asked" || (this.#codesState === "failed" && !again)) return;
    this.#codesState = "asked";
    try {
      this.#points = new PointsLayer(readCodes(await getBuffer(query("/api/latents", { model: this.card.name }))));
      this.hand.showNumbers();
      this.draw();
    } catch (error) {
      this.#codesState = "failed";
      if (this.state.view.points) this.on.error(messageOf(error));
    }
  }

  /**
   * The posterior of an own picture, drawn over the plane.
   * @param {{mean: number[], std: number[]} | null} posterior
   */
  showPosterior(posterior) {
    this.#posterior = posterior;
    this.draw();
  }

  /**
   * Show another window. While a hand drags, the sheet is asked for with a margin, on the cells it lies on.
   * @param {PlaneView} view
   * @param {boolean} [moving]
   */
  show(view, moving = false) {
    this.view = view;
    this.#moving = moving;
    this.draw();
    if (!moving) this.askSheet(REST_MS);
    else if (performance.now() - this.#sentAt > REST_MS) this.#sendDragged();
  }

  /**
   * The sheet of this window, unless it is there.
   * @param {number} [delay]  ms
   */
  askSheet(delay = REST_MS) {
    clearTimeout(this.#timer);
    if (!this.#ready) return;
    this.#timer = setTimeout(() => {
      this.#moving = false;
      this.draw();
      if (!this.sheet.fits(this.view, this.#grid)) this.#sendSheet(this.view.grid(this.#grid), true);
    }, delay);
  }

  #sendDragged() {
    const { view } = this;
    const sheet = this.sheet.current;
    if (!sheet || sheet.mode !== view.mode) return;
    const snapped = view.copy();
    const cell = view.span / this.#grid;
    /**
     * @param {number} value
     * @param {number} line  of the sheet's own cells
     */
    const onto = (value, line) => line + Math.round((value - line) / cell) * cell;
    const [left, , bottom] = view.rect;
    snapped.x += onto(left, sheet.rect[0]) - left;
    snapped.y += onto(bottom, sheet.rect[2]) - bottom;
    this.#sendSheet(snapped.grid(this.#grid, 1), false);
  }

  /**
   * @param {Grid} grid
   * @param {boolean} fade
   */
  #sendSheet(grid, fade) {
    const { mode } = this.view;
    this.#sentAt = performance.now();
    this.decode("sheet", grid.z, (pixels) => {
      this.sheet.setPixels(pixels, grid, mode, fade);
      this.on.sheet();
    });
  }

  /**
   * Put the cursor on z: its picture, its numbers, its mark.
   * @param {number[]} z
   */
  point(z) {
    this.hand.move(z);
    this.#mark();
  }

  #mark() {
    const [fx, fy] = this.hand.z ? this.view.fractionOf(this.hand.z) : [-1, -1];
    const inside = fx >= 0 && fx <= 1 && fy >= 0 && fy <= 1;
    this.#cursor.classList.toggle("gx-hidden", !inside);
    this.#cursor.style.transform = `translate(${fx * this.#size.width}px, ${fy * this.#size.height}px)`;
  }

  /** With the next frame. */
  draw() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #paint() {
    const { canvas, view } = this;
    const unit = Math.min(devicePixelRatio || 1, 2);
    const width = Math.round(this.#size.width * unit);
    const height = Math.round(this.#size.height * unit);
    if (!width) return;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const context = context2d(canvas);
    context.clearRect(0, 0, width, height);
    this.#drawLayers({ context, view, width, height, unit }, this.#moving);
    this.#mark();
    this.#axes.show(view, this.#size.width);
  }

  /**
   * @param {Scene} scene
   * @param {boolean} moving
   */
  #drawLayers(scene, moving) {
    const { view, pictures } = this.state;
    this.sheet.draw(scene, { alpha: view.points ? pictures : 1, smooth: Boolean(view.smooth) });
    if (view.points) this.#points?.draw(scene, view.off, moving);
    if (view.density) drawDensity(scene, !this.card.kl);
    if (this.#posterior) drawPosterior(scene, this.#posterior);
    drawPath(scene, this.on.path());
  }

  /** The plane as seen, in whole multiples of the pictures' own pixels, on a canvas of its own. */
  still() {
    const { view } = this;
    const [, h, w] = this.card.shape;
    const times = Math.max(1, Math.round(SHEET_WIDTH / (this.#grid * w)));
    const width = this.#grid * w * times;
    const height = this.#grid * h * times;
    const canvas = el("canvas");
    canvas.width = width;
    canvas.height = height;
    const context = context2d(canvas);
    context.fillStyle = getComputedStyle(this.canvas).backgroundColor;
    context.fillRect(0, 0, width, height);
    this.#drawLayers({ context, view, width, height, unit: width / this.#size.width }, false);
    return canvas;
  }

  /** Let go of the socket; the next hand opens a new one. */
  sleep() {
    this.#decoder?.close();
    this.#decoder = null;
  }

  close() {
    this.closed = true;
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
    this.observer.disconnect();
    this.hand.close();
    this.sleep();
    this.root.remove();
  }
}
