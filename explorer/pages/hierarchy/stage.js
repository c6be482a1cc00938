// The large picture with the brush's cells over it, and beside it what the last step changed.

import { el, fmt, paint, setSmooth } from "../../ui/canvas/paint.js";
import { Awaited } from "../../ui/picture/awaited.js";
import { differenceOf } from "../../ui/picture/difference.js";
import { DifferenceLegend } from "../../ui/picture/difference_legend.js";
import { CellPad } from "./cell_pad.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("../../ui/types.js").Shape} Shape */
/** @typedef {import("./cell_pad.js").CellCalls} CellCalls */

const GAIN = 2; // of differences: a half of the whole range has the colour of the scale's end

/**
 * How far one picture is from another, whichever way, averaged over the channels.
 * @param {Uint8Array} now  (c, h, w)
 * @param {Uint8Array} before
 * @param {Shape} shape
 * @returns {Float32Array}  h * w, 0 to 1
 */
function distanceOf(now, before, [c, h, w]) {
  const distance = new Float32Array(h * w);
  for (let i = 0; i < now.length; i++) distance[i % (h * w)] += Math.abs(now[i] - before[i]) / 255 / c;
  return distance;
}

export class Stage {
  /** @type {Shape} */
  #shape = [1, 1, 1];

  /** @type {Uint8Array | null} that is shown */
  #pixels = null;

  /** @type {Uint8Array | null} that stood there before the last step */
  #before = null;

  /** @type {Set<number>} cells that a brush has moved, and how many there are down and across */
  #cells = new Set();
  #grid = [1, 1];

  #title = el("figcaption", {});
  #readout = el("p", { class: "gx-note gx-num readout standing", role: "status" });
  #legend = new DifferenceLegend("now minus before");
  #told = el("p", { class: "gx-note gx-num told standing", role: "status" });

  /** The picture, in the model's own pixels. */
  canvas = el("canvas", { class: "gx-canvas big", role: "img" });

  /** What the last step changed. */
  difference = el("canvas", { class: "gx-canvas difference", role: "img", "aria-label": "What the last step changed" });

  /** @param {CellCalls} brush */
  constructor(brush) {
    this.pad = new CellPad("Paint on the group's cells here", brush);
    const frame = el("div", { class: "frame" }, this.canvas, this.pad.root);
    /** Whether what is seen is of the model that is named below it. */
    this.awaited = new Awaited(frame);
    this.root = el("figure", { class: "hero-picture" }, frame, this.#title, this.#readout);
    this.changes = el(
      "figure",
      { class: "changes" },
      el("div", { class: "frame small" }, this.difference),
      el("figcaption", {}, el("b", {}, "What the last step changed"), this.#told, this.#legend.root),
    );
  }

  /**
   * Another model. The old picture stays until the new one is there, unless it is of another size.
   * @param {Card} card
   */
  open(card) {
    const [, h, w] = card.shape;
    this.#shape = card.shape;
    this.begin();
    this.#title.textContent = card.title;
    this.awaited.begin(card.title);
    this.canvas.setAttribute("aria-label", `Picture decoded by ${card.title}`);
    for (const canvas of [this.canvas, this.difference]) {
      if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
    }
    for (const root of [this.root, this.changes]) root.style.setProperty("--ratio", String(w / h));
    this.#legend.show(String(1 / GAIN), card.shape[0]);
    this.#compare();
  }

  /**
   * The grid of the group under the brush, and which of its cells were moved.
   * @param {number} h
   * @param {number} w
   * @param {Set<number>} cells
   */
  setCells(h, w, cells) {
    this.#grid = [h, w];
    this.#cells = cells;
    this.pad.open(h, w);
    this.pad.setPainted(cells);
  }

  /** A step begins: what is shown now is what it is compared with. */
  settle() {
    this.#before = this.#pixels;
  }

  /** The next picture is the first: it is compared with none before. */
  begin() {
    this.#before = null;
    this.#pixels = null;
  }

  /** @param {Uint8Array} pixels  (c, h, w) */
  paint(pixels) {
    this.#pixels = pixels;
    this.#before ??= pixels;
    this.awaited.end();
    paint(this.canvas, pixels, this.#shape);
    this.#compare();
  }

  /** @param {boolean} smooth */
  setSmooth(smooth) {
    setSmooth(this.canvas, smooth);
  }

  /** @param {string} text  of what is pointed at */
  read(text) {
    this.#readout.textContent = text;
  }

  #compare() {
    const [, h, w] = this.#shape;
    const now = this.#pixels;
    const before = this.#before;
    const empty = new Uint8Array(this.#shape.reduce((size, side) => size * side));
    paint(this.difference, differenceOf(now ?? empty, before ?? empty, this.#shape, GAIN), [3, h, w]);
    this.#told.textContent = now && before ? this.#words(distanceOf(now, before, this.#shape)) : "";
  }

  /** @param {Float32Array} distance  by pixel */
  #words(distance) {
    const [, h, w] = this.#shape;
    const [rows, columns] = this.#grid;
    let whole = 0;
    let inside = 0;
    distance.forEach((value, i) => {
      const row = Math.floor((Math.floor(i / w) * rows) / h);
      const column = Math.floor(((i % w) * columns) / w);
      whole += value;
      if (this.#cells.has(row * columns + column)) inside += value;
    });
    if (!whole) return "Nothing yet.";
    const mean = `${fmt(whole / distance.length, 3)} a pixel on average`;
    if (!this.#cells.size) return `${mean}.`;
    return `${mean}, ${fmt((100 * inside) / whole, 0)} % of it under the painted cells.`;
  }
}
