// The pictures of a record in a grid on one canvas, with a heat map over them and a cursor that goes from pixel to
// pixel.

import { heatColour, heatTop } from "../../ui/canvas/heat_scale.js";
import { context2d, el } from "../../ui/canvas/paint.js";
import { hint } from "../../ui/controls/fields.js";
import { BLIND, FAR, MARKS, Marks, unseen } from "./marks.js";

/** @import { Measure, Record } from "../../ui/painting/record.js" */

/**
 * A pixel of one of a record's pictures.
 * @typedef {{which: number, y: number, x: number}} Spot
 */

/**
 * The pixel that is looked at; `pinned`: it stays where it is while a pointer moves on.
 * @typedef {Spot & {pinned: boolean}} Cursor
 */

/**
 * The heat map over the pictures; "" for none.
 * @typedef {"" | Measure} Heat
 */

/**
 * Whom a board tells.
 * @typedef {object} BoardListener
 * @property {(cursor: Cursor) => void} look  a hand put the cursor there
 * @property {(spot: Spot) => void} force  a pixel was clicked twice
 */

/**
 * An entry of the legend: its class, its colour where it has one of its own, its words.
 * @typedef {[kind: string, colour: string, text: string]} Entry
 */

/** @type {{[key: string]: [number, number]}} rows and columns of a step */
const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const LEAP = 4; // pixels, with shift
// Pixels are of a whole number of the screen's, unless that leaves more than a tenth of the width empty.
const SNUG = 0.9;
const EDGE = 6; // px around the pictures that a mark on their outermost pixels may take
const LABEL = "The painting. Arrow keys go from pixel to pixel, Enter keeps the cursor where it is, Escape lets it go.";

/**
 * @param {Spot | null} one
 * @param {Spot | null} other
 */
const same = (one, other) =>
  one !== null && other !== null && one.which === other.which && one.y === other.y && one.x === other.x;

/**
 * @param {number} value
 * @param {number} count
 */
const clamp = (value, count) => Math.min(Math.max(value, 0), count - 1);

/**
 * A board, `root`. `open` gives it a record, `show` a step of it; heat map, cursor, field and hatching are laid over
 * that. It dispatches "gx-painted" when it shows the last step of all.
 */
export class Board {
  /** @type {Record | null} */
  record = null;
  /** @type {Cursor | null} */
  cursor = null;
  #step = 0;
  /** Steps that the picture's pixels are written up to; -1: all have to be written anew. */
  #written = -1;
  /** @type {ImageData | null} */
  #image = null;
  #columns = 1;
  /** The size of a pixel and a line's width in the screen's own pixels; 0 before the board has a size. */
  #cell = 0;
  #thin = 1;
  #edge = 0;
  /** @type {Heat} */
  #heat = "";
  #top = 1; // nats, where the heat map's scale ends
  /** @type {Float32Array | null} */
  #field = null;
  /** @type {Uint8Array | null} */
  #hatched = null;
  /** @type {unknown[]} what the still layer was drawn from */
  #lies = [];
  #explained = "";
  /** In the place of the first picture. */
  #waiting = hint();

  /** @param {BoardListener} listener */
  constructor(listener) {
    this.listener = listener;
    this.canvas = el("canvas", {
      class: "pictures",
      width: 28,
      height: 28,
      tabindex: "0",
      role: "application",
      "aria-label": LABEL,
    });
    this.over = el("canvas", { class: "over", "aria-hidden": "true" });
    this.still = el("canvas", { class: "over", "aria-hidden": "true" });
    this.frame = el("div", { class: "board-frame" }, this.canvas, this.still, this.over, this.#waiting);
    this.legend = el("p", { class: "gx-note board-legend" });
    this.root = el("section", { class: "pixels-board" }, this.frame, this.legend);
    this.#listen();
    new ResizeObserver(() => this.#fit()).observe(this.frame);
  }

  /**
   * Another record. What stands on the board stays until the next show, unless the grid is another one.
   * @param {Record} record
   */
  open(record) {
    const [, h, w] = record.shape;
    const columns = Math.ceil(Math.sqrt(record.n));
    const rows = Math.ceil(record.n / columns);
    const width = columns * (w + 1) - 1;
    const height = rows * (h + 1) - 1;
    this.record = record;
    this.tell("");
    this.#columns = columns;
    this.#written = -1;
    this.#scaleHeat();
    this.frame.style.setProperty("--ratio", String(w / h));
    if (this.#image?.width !== width || this.#image.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
      this.#image = new ImageData(width, height);
      this.#fit();
      this.show(0);
    }
    if (this.cursor && !this.#holds(record, this.cursor)) this.cursor = null;
  }

  /**
   * Say something in the place of the first picture.
   * @param {string} text  empty: nothing
   */
  tell(text) {
    this.#waiting.textContent = text;
  }

  /**
   * @param {Record} record
   * @param {Spot} spot
   */
  #holds(record, { which, y, x }) {
    const [, h, w] = record.shape;
    return which < record.n && y < h && x < w;
  }

  /** The size of a pixel on the screen, in whole pixels of the screen's where that fills the frame. */
  #fit() {
    const { frame, canvas, over, still } = this;
    const sharp = devicePixelRatio;
    const width = frame.clientWidth * sharp;
    const height = frame.clientHeight * sharp;
    if (!width || !this.record) return;
    const exact = Math.min(width / canvas.width, height / canvas.height);
    const whole = Math.floor(exact);
    const cell = whole / exact >= SNUG ? whole : exact;
    this.#cell = cell;
    this.#thin = Math.max(1, Math.min(2 * sharp, cell / 8));
    this.#edge = Math.ceil(EDGE * sharp);
    const size = { width: canvas.width * cell, height: canvas.height * cell };
    const left = Math.floor((width - size.width) / 2);
    const top = Math.floor((height - size.height) / 2);
    const place = (/** @type {HTMLCanvasElement} */ layer, /** @type {number} */ edge) => {
      const wide = Math.round(size.width) + 2 * edge;
      const tall = Math.round(size.height) + 2 * edge;
      if (layer !== canvas) {
        layer.width = wide;
        layer.height = tall;
      }
      layer.style.left = `${(left - edge) / sharp}px`;
      layer.style.top = `${(top - edge) / sharp}px`;
      layer.style.width = `${wide / sharp}px`;
      layer.style.height = `${tall / sharp}px`;
    };
    place(canvas, 0);
    place(still, 0);
    place(over, this.#edge);
    this.#lies = [];
    this.#mark();
  }

  /**
   * The pictures after `step` steps. Only pixels that came or went since the last time are written.
   * @param {number} step
   */
  show(step) {
    const record = this.record;
    const image = this.#image;
    if (!record || !image) return;
    const to = Math.min(step, record.count);
    if (this.#written < 0) {
      const [, h, w] = record.shape;
      for (let y = 0; y < h; y++) {
        for (let x = 0; x < w; x++) this.#write(record, image, y, x, to);
      }
    } else {
      const first = Math.min(to, this.#written);
      const last = Math.max(to, this.#written);
      for (let at = first; at < last; at++) this.#write(record, image, ...record.place(at), to);
    }
    this.#step = step;
    this.#written = to;
    context2d(this.canvas).putImageData(image, 0, 0);
    this.#mark();
    if (step < record.total) return;
    this.root.dispatchEvent(new CustomEvent("gx-painted", { detail: { step }, bubbles: true }));
  }

  /**
   * One pixel of every picture.
   * @param {Record} record
   * @param {ImageData} image
   * @param {number} y
   * @param {number} x
   * @param {number} step
   */
  #write(record, image, y, x, step) {
    const [, h, w] = record.shape;
    const columns = this.#columns;
    const there = record.isThere(y, x, step);
    const rank = record.stepOf(y, x);
    const heat = rank >= 0 && rank < step ? this.#heat : "";
    for (let i = 0; i < record.n; i++) {
      const colour = heat ? heatColour(record.value(heat, i, y, x), this.#top) : record.colour(i, y, x, there);
      const row = Math.floor(i / columns) * (h + 1) + y;
      const column = (i % columns) * (w + 1) + x;
      const to = (row * image.width + column) * 4;
      image.data.set(colour, to);
      image.data[to + 3] = 255;
    }
  }

  /** @param {Heat} heat */
  setHeat(heat) {
    this.#heat = heat;
    this.#written = -1;
    this.#scaleHeat();
    this.show(this.#step);
  }

  #scaleHeat() {
    const { record } = this;
    this.#top = record && this.#heat ? heatTop(this.#heat, record.levels, record.shape[0]) : 1;
  }

  /**
   * Put the cursor on a pixel, or take it away with null.
   * @param {Cursor | null} cursor
   */
  setCursor(cursor) {
    this.cursor = cursor;
    this.#mark();
  }

  /**
   * The receptive field of the pixel under the cursor; null for none.
   * @param {Float32Array | null} field  (h*w)
   */
  setField(field) {
    this.#field = field;
    this.#mark();
  }

  /**
   * Known pixels that the order of drawing can't use, to be hatched; null for none.
   * @param {Uint8Array | null} mask  (h*w)
   */
  setHatched(mask) {
    this.#hatched = mask;
    this.#mark();
  }

  get #grid() {
    return { cell: this.#cell, columns: this.#columns, thin: this.#thin };
  }

  #mark() {
    const { record, over, cursor } = this;
    if (!record || !this.#cell) return;
    const edge = this.#edge;
    const context = context2d(over);
    const marks = new Marks(context, record, this.#grid);
    this.#lay(record);
    context.setTransform(1, 0, 0, 1, edge, edge);
    context.clearRect(-edge, -edge, over.width, over.height);
    marks.forced();
    marks.newest(this.#step);
    if (cursor) marks.cursor(cursor);
  }

  /**
   * What lies over whole pictures, on a layer of its own: most steps leave it as it is.
   * @param {Record} record
   */
  #lay(record) {
    const { still, cursor } = this;
    const heat = this.#heat;
    const hatched = this.#hatched;
    const field = cursor && this.#field;
    const lies = [record, hatched, heat && this.#step, field];
    if (field && cursor) lies.push(record.count, cursor.which, cursor.y, cursor.x);
    if (lies.length === this.#lies.length && lies.every((value, i) => value === this.#lies[i])) return;
    this.#lies = lies;
    const context = context2d(still);
    const marks = new Marks(context, record, this.#grid);
    context.clearRect(0, 0, still.width, still.height);
    if (heat) marks.outlines(this.#step);
    if (hatched) marks.hatched(hatched);
    if (field && cursor) marks.field(field, cursor);
    this.#explain(record, field && cursor ? unseen(record, field, cursor.y, cursor.x) : null);
  }

  /**
   * What the colours and lines over the pictures mean; its height is kept free.
   * @param {Record} record
   * @param {Uint8Array | null} kinds  of pixels that a field does not reach, see `unseen`
   */
  #explain(record, kinds) {
    const entries = [...(kinds ? fieldEntries(kinds) : [])];
    if (this.#hatched) entries.push(["hatch", "", "known, but the order cannot use it"]);
    if (record.forced) entries.push(["forced", MARKS.forced, "forced"]);
    const key = entries.join();
    if (key === this.#explained) return;
    this.#explained = key;
    this.legend.replaceChildren(
      ...entries.map(([kind, colour, text]) => {
        const sign = el("i", { style: colour ? `--mark: ${colour}` : "" });
        return el("span", { class: kind }, sign, text);
      }),
    );
  }

  /**
   * The pixel under a pointer, null between two pictures.
   * @param {MouseEvent} event
   * @returns {Spot | null}
   */
  #at({ clientX, clientY }) {
    const { canvas, record } = this;
    if (!record) return null;
    const [, h, w] = record.shape;
    const area = canvas.getBoundingClientRect();
    const across = Math.floor(((clientX - area.left) / area.width) * canvas.width);
    const down = Math.floor(((clientY - area.top) / area.height) * canvas.height);
    const spot = {
      which: Math.floor(down / (h + 1)) * this.#columns + Math.floor(across / (w + 1)),
      y: down % (h + 1),
      x: across % (w + 1),
    };
    return across >= 0 && down >= 0 && this.#holds(record, spot) ? spot : null;
  }

  /**
   * @param {Spot} spot
   * @param {boolean} pinned
   */
  #look({ which, y, x }, pinned) {
    const cursor = { which, y, x, pinned };
    this.setCursor(cursor);
    this.listener.look(cursor);
  }

  #listen() {
    const { canvas } = this;
    canvas.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch" || this.cursor?.pinned) return;
      const spot = this.#at(event);
      if (spot && !same(spot, this.cursor)) this.#look(spot, false);
    });
    // A click pins, another one on the same pixel lets go. The second half of a double click is no click of its own.
    canvas.addEventListener("click", (event) => {
      const spot = this.#at(event);
      if (!spot || event.detail >= 2) return;
      const again = same(spot, this.cursor) && this.cursor?.pinned;
      this.#look(spot, !again);
    });
    canvas.addEventListener("dblclick", (event) => {
      const spot = this.#at(event);
      if (!spot) return;
      this.#look(spot, true);
      this.listener.force(spot);
    });
    canvas.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { cursor, record } = this;
    if (event.ctrlKey || event.metaKey || event.altKey || !record) return;
    const by = ARROWS[event.key];
    if (by) this.#moveCursor(record, by, event.shiftKey ? LEAP : 1);
    else if (event.key === "Enter" && cursor) this.#look(cursor, !cursor.pinned);
    else if (event.key === "Escape" && cursor?.pinned) this.#look(cursor, false);
    else return;
    event.preventDefault();
  }

  /**
   * The cursor by so many rows and columns: over the edge of a picture to the one beside it.
   * @param {Record} record
   * @param {[number, number]} by
   * @param {number} far
   */
  #moveCursor(record, [rows, columns], far) {
    const { cursor } = this;
    const [, h, w] = record.shape;
    if (!cursor) {
      this.#look({ which: 0, y: h >> 1, x: w >> 1 }, false);
      return;
    }
    const wide = this.#columns;
    const tall = Math.ceil(record.n / wide);
    const down = clamp(Math.floor(cursor.which / wide) * h + cursor.y + far * rows, tall * h);
    const across = clamp((cursor.which % wide) * w + cursor.x + far * columns, wide * w);
    const spot = { which: Math.floor(down / h) * wide + Math.floor(across / w), y: down % h, x: across % w };
    if (this.#holds(record, spot)) this.#look(spot, cursor.pinned);
  }
}

/**
 * What a receptive field shows, in words.
 * @param {Uint8Array} kinds  see `unseen`
 * @returns {Entry[]}
 */
function fieldEntries(kinds) {
  const blind = kinds.filter((kind) => kind === BLIND).length;
  const far = kinds.filter((kind) => kind === FAR).length;
  const spot = `blind spot: earlier and amid what it sees, but never seen (${blind} pixels)`;
  const none = "no blind spot: of all that is within its reach it sees every earlier pixel";
  /** @type {Entry[]} */
  const entries = [["sees", MARKS.sees, "sees"], blind ? ["blind", MARKS.blind, spot] : ["none", "", none]];
  if (far) entries.push(["far", "", `out of reach of so few layers (${far} pixels)`]);
  return entries;
}
