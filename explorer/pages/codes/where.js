// One code of the codebook: how it looks, how often it is used, and in which pictures of the test set it stands.

import { context2d, decodeBase64, el, fmt, paint } from "../../ui/canvas/paint.js";
import { sharpen } from "../../ui/canvas/sharpen.js";
import { forHand } from "../../ui/controls/hand.js";
import { getJSON, messageOf, query } from "../../ui/transport/api.js";
import { totalUse } from "./book.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./book.js").Book} Book */
/** @typedef {import("./book.js").Pixels} Pixels */
/** @typedef {import("./tiles.js").CodeLook} CodeLook */

/**
 * A code of a level.
 * @typedef {object} FoundCode
 * @property {number} level
 * @property {number} code
 * @property {CodeLook} look  of the level
 * @property {number} rank  by use, 0 for the most used
 */

/**
 * A picture of the test set that has a code, and the cells that have it, by their place in the level.
 * @typedef {{index: number, cells: number[]}} PictureWithCode
 */

const SETTLE_MS = 150;
const TILE = 64; // px
const SCALE = 6; // canvas pixels to a pixel of a test picture, so that frames around cells are fine
const BRIGHT = "#4fc3c9"; // on pictures, whatever the theme
const BRIGHT_FAINT = "rgb(79 195 201 / 22%)";
const HINT = forHand({
  mouse: "Click a code: here it says how often it is used, and in which pictures it stands.",
  finger: "Tap a code: here it says how often it is used, and in which pictures it stands.",
});

export class Where {
  /** @type {FoundCode | null} */
  #found = null;

  #model = "";

  /** @type {Book | null} */
  #book = null;

  /** Whether the test pictures are there to be shown. */
  #pictured = false;

  /** @type {Map<number, Promise<Pixels>>} pictures of the test set by index */
  #pictures = new Map();

  /** Of what is asked for: an answer to anything older is let go. */
  #turn = 0;

  #tile = el("canvas", { class: "where-tile", role: "img" });

  #title = el("h4", {});

  #share = el("dd", {});

  #here = el("dd", {});

  #hint = el("p", { class: "gx-note standing" }, HINT);

  #told = el("p", { class: "gx-note standing", role: "status" });

  #list = el("ul", { class: "where-list" });

  #body = el("div", { class: "where-body" });

  /**
   * @param {object} on
   * @param {(index: number) => void} on.picture  a test picture was clicked
   */
  constructor(on) {
    this.on = on;
    const numbers = el(
      "dl",
      { class: "codes-numbers gx-num" },
      el("dt", { title: "The share of all cells of the test set's pictures that have this code" }, "use"),
      this.#share,
      el("dt", {}, "here"),
      this.#here,
    );
    this.#body.append(
      el("div", { class: "where-head" }, this.#tile, el("div", {}, this.#title, numbers)),
      this.#told,
      this.#list,
    );
    this.root = el(
      "section",
      { class: "codes-where", "aria-label": "The code that is picked" },
      this.#hint,
      this.#body,
    );
    this.show(null);
  }

  /**
   * @param {Card} card
   * @param {Book} book
   */
  open(card, book) {
    this.#model = card.name;
    this.#pictured = card.test;
    this.#book = book;
    this.#pictures = new Map();
    this.show(null);
  }

  /** @param {FoundCode | null} found  null: none is picked */
  show(found) {
    const before = this.#found;
    this.#found = found;
    this.#body.classList.toggle("gx-hidden", !found);
    this.#hint.classList.toggle("gx-hidden", Boolean(found));
    if (!found || !this.#book) {
      this.#turn++;
      return;
    }
    this.#write(found, this.#book);
    if (found.level !== before?.level || found.code !== before.code) this.#ask(found, this.#book);
  }

  /**
   * The numbers, which change with the picture on the stage.
   * @param {FoundCode} found
   * @param {Book} book
   */
  #write({ level, code, look, rank }, book) {
    const { context } = sharpen(this.#tile, TILE);
    look.tiles.draw(context, code, 0, 0, TILE);
    this.#tile.setAttribute("aria-label", `Code ${code} as the decoder shows it`);
    this.#title.textContent = `Code ${code}`;
    this.#share.textContent = shareWords(book.levels[level].usage, code, rank);
    const count = look.counts[code];
    this.#here.textContent = count
      ? `${count} ${count === 1 ? "cell" : "cells"} of this picture`
      : "not in this picture";
  }

  /**
   * Where it stands in the test set; asked once a person rests on a code.
   * @param {FoundCode} found
   * @param {Book} book
   */
  async #ask({ level, code }, book) {
    const turn = ++this.#turn;
    this.#told.textContent = "";
    this.#list.style.opacity = "0.4";
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    if (turn !== this.#turn) return;
    try {
      /** @type {{count: number, pictures: PictureWithCode[]}} */
      const found = await getJSON(query("/api/codes/where", { model: this.#model, level, code }));
      const pictures = this.#pictured ? found.pictures : [];
      const pixels = await Promise.all(pictures.map(({ index }) => this.#picture(index)));
      if (turn !== this.#turn) return;
      this.#told.textContent = this.#words(found.count);
      const { grid } = book.levels[level];
      this.#list.replaceChildren(...pictures.map((picture, i) => this.#item(picture, pixels[i], book, grid)));
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#told.textContent = messageOf(error);
      this.#list.replaceChildren();
    }
    this.#list.style.opacity = "";
  }

  /** @param {number} count  of cells with the code */
  #words(count) {
    if (!count) return "No picture of the test set has it.";
    const cells = `${count.toLocaleString("en")} cells of the test set have it.`;
    return this.#pictured
      ? `${cells} The pictures with most of them:`
      : `${cells} The set is not on this disk, so its pictures can’t be shown.`;
  }

  /**
   * @param {number} index
   * @returns {Promise<Pixels>}
   */
  #picture(index) {
    const known = this.#pictures.get(index);
    if (known) return known;
    const pictures = this.#pictures;
    const asked = this.#fetch(index);
    asked.catch(() => pictures.delete(index));
    pictures.set(index, asked);
    return asked;
  }

  /** @param {number} index */
  async #fetch(index) {
    /** @type {{pixels: string}} */
    const { pixels } = await getJSON(query("/api/test-picture", { model: this.#model, index }));
    return decodeBase64(pixels);
  }

  /**
   * @param {PictureWithCode} picture
   * @param {Pixels} pixels
   * @param {Book} book
   * @param {[number, number]} grid
   */
  #item({ index, cells }, pixels, book, grid) {
    const words = `Test picture ${index}: ${cells.length} ${cells.length === 1 ? "cell has" : "cells have"} this code`;
    const button = el(
      "button",
      {
        type: "button",
        class: "where-picture",
        title: `${words}. Click to open it above`,
        "aria-label": words,
        onclick: () => this.on.picture(index),
      },
      withCells(pixels, book.shape, cells, grid),
    );
    return el("li", {}, button);
  }
}

/**
 * How often a code is used, in words.
 * @param {number[] | null} usage
 * @param {number} code
 * @param {number} rank
 */
function shareWords(usage, code, rank) {
  if (!usage) return "not measured";
  if (!usage[code]) return "never in the test set: a dead code";
  return `${fmt((100 * usage[code]) / totalUse(usage), 2)} % of cells, rank ${rank + 1}`;
}

/**
 * A picture with frames around some of its cells.
 * @param {Pixels} pixels
 * @param {Book["shape"]} shape
 * @param {number[]} cells  by their place in the grid
 * @param {[number, number]} grid
 */
function withCells(pixels, shape, cells, [rows, columns]) {
  const [, h, w] = shape;
  const small = el("canvas");
  const canvas = el("canvas", { width: w * SCALE, height: h * SCALE });
  const context = context2d(canvas);
  paint(small, pixels, shape);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, canvas.width, canvas.height);
  const wide = canvas.width / columns;
  const tall = canvas.height / rows;
  context.strokeStyle = BRIGHT;
  context.lineWidth = 3;
  context.fillStyle = BRIGHT_FAINT;
  for (const cell of cells) {
    const x = (cell % columns) * wide;
    const y = Math.floor(cell / columns) * tall;
    context.fillRect(x, y, wide, tall);
    context.strokeRect(x + 1.5, y + 1.5, wide - 3, tall - 3);
  }
  return canvas;
}
