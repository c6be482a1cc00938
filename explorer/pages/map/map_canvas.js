// A map as it is painted: its points, density and small pictures on one canvas, the marks over them on another.

import { el } from "../../ui/canvas/paint.js";
import { PointsLayer } from "../../ui/map/points_layer.js";
import { DensityLayer } from "./density_layer.js";
import { drawCursor, drawLasso, drawOwn, wiped } from "./marks.js";
import { Thumbnails } from "./thumbnails.js";

/** @typedef {import("../../ui/map/map_window.js").MapWindow} MapWindow */
/** @typedef {import("../../ui/map/points.js").Points} Points */
/** @typedef {import("../../ui/map/scene.js").Scene} Scene */
/** @typedef {import("../../ui/types.js").Shape} Shape */
/** @typedef {import("./marks.js").Cursor} Cursor */
/** @typedef {import("./marks.js").OwnMark} OwnMark */
/** @typedef {import("./state.js").MapState} MapState */

const STILL = 1600; // px a side, of a saved map

/**
 * What lies over the points.
 * @typedef {object} Marks
 * @property {number[]} lasso  corners, x and y in turn
 * @property {OwnMark | null} own
 * @property {Cursor | null} cursor
 */

export class MapCanvas {
  /** @type {PointsLayer | null} */
  #dots = null;

  /** @type {DensityLayer | null} */
  #density = null;

  /** @type {Thumbnails | null} */
  #thumbnails = null;

  /** @type {Uint8Array | null} by point: 1 where it stands out */
  #lit = null;

  #litTurn = 0;
  #frame = 0;
  #markFrame = 0;

  #over = el("canvas", { class: "over", "aria-hidden": "true" });
  #loading = el("p", { class: "gx-note loading" }, "The map is on its way…");
  #empty = el("p", { class: "gx-note gx-hidden" }, "Every class is hidden.");

  /** px, of the canvas on the page */
  side = 0;

  /** The window is under a hand: what takes long waits until it rests. */
  moving = false;

  /**
   * @param {string} label
   * @param {MapState} state
   * @param {MapWindow} window
   * @param {object} on
   * @param {() => Marks} on.marks
   * @param {() => void} on.painted
   */
  constructor(label, state, window, on) {
    this.state = state;
    this.window = window;
    this.on = on;
    this.canvas = el("canvas", { class: "map", tabindex: "0", role: "application", "aria-label": label });
    this.root = el("div", { class: "map-wrap" }, this.canvas, this.#over, this.#loading, this.#empty);
    this.observer = new ResizeObserver(([{ contentRect }]) => {
      this.side = contentRect.width;
      this.draw();
    });
    this.observer.observe(this.canvas);
  }

  /**
   * The points have come.
   * @param {Points} points
   * @param {object} pictures
   * @param {string} pictures.model  that decodes them
   * @param {Shape} pictures.shape  of the small pictures
   * @param {(message: string) => void} pictures.error
   */
  open(points, { model, shape, error }) {
    this.#dots = new PointsLayer(points);
    this.#density = new DensityLayer(points);
    this.#thumbnails = new Thumbnails({ model, shape, points, changed: () => this.draw(), error });
    this.arrived();
    this.draw();
  }

  /** Nothing is on its way any more. */
  arrived() {
    this.#loading.remove();
  }

  /**
   * These points stand out; null: none does more than others.
   * @param {Uint8Array | null} lit  by point
   */
  light(lit) {
    this.#lit = lit;
    this.#litTurn++;
    this.draw();
  }

  /** With the next frame: all of it. */
  draw() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
    this.mark();
  }

  /** With the next frame: what lies over the points. */
  mark() {
    this.#markFrame ||= requestAnimationFrame(() => {
      this.#markFrame = 0;
      const scene = this.#scene(this.#over);
      if (scene) this.#drawMarks(scene);
    });
  }

  /**
   * A canvas, wiped; null while it has no size.
   * @param {HTMLCanvasElement} canvas
   * @returns {Scene | null}
   */
  #scene(canvas) {
    const unit = Math.min(devicePixelRatio || 1, 2);
    const side = Math.round(this.side * unit);
    return side ? { context: wiped(canvas, side), window: this.window, side, unit } : null;
  }

  #paint() {
    const scene = this.#scene(this.canvas);
    if (!scene) return;
    this.#drawPoints(scene, this.moving);
    this.#empty.classList.toggle("gx-hidden", !this.state.isEmpty);
    this.on.painted();
  }

  /**
   * @param {Scene} scene
   * @param {boolean} moving
   */
  #drawPoints(scene, moving) {
    const { density, pictures, off } = this.state.view;
    const hidden = new Set(off);
    if (density) this.#density?.draw(scene, hidden);
    const key = [off.join(), this.#litTurn, density].join("|");
    this.#dots?.draw(scene, { off: hidden, lit: this.#lit, faint: Boolean(density) }, key, moving);
    if (pictures) this.#thumbnails?.draw(scene, hidden, this.#lit);
  }

  /** @param {Scene} scene */
  #drawMarks(scene) {
    const { lasso, own, cursor } = this.on.marks();
    drawLasso(scene, lasso);
    if (own) drawOwn(scene, own);
    if (cursor) drawCursor(scene, cursor);
  }

  /** The map as seen, on a canvas of its own. */
  still() {
    const canvas = el("canvas");
    const context = wiped(canvas, STILL);
    context.fillStyle = getComputedStyle(this.canvas).backgroundColor;
    context.fillRect(0, 0, STILL, STILL);
    const scene = { context, window: this.window, side: STILL, unit: STILL / (this.side || STILL) };
    this.#drawPoints(scene, false);
    this.#drawMarks(scene);
    this.draw();
    return canvas;
  }

  close() {
    cancelAnimationFrame(this.#frame);
    cancelAnimationFrame(this.#markFrame);
    this.observer.disconnect();
  }
}
