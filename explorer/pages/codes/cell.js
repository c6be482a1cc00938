// One cell of a picture's codes: what of the picture it sees, how far every code is from what was found there, and what
// the decoder would make of the nearest eight.

import { HEAT_GRADIENT, heatColour } from "../../ui/canvas/heat_scale.js";
import { decodeBase64, el, fmt } from "../../ui/canvas/paint.js";
import { errorLine } from "../../ui/controls/error_line.js";
import { hint } from "../../ui/controls/fields.js";
import { pack } from "../../ui/painting/canvas.js";
import { messageOf, postJSON, query } from "../../ui/transport/api.js";
import { Distances } from "./distances.js";
import { cut, halfOfWeight, paintFramed, reachedFrom } from "./receptive_field.js";
import { Variants } from "./variants.js";

/** @typedef {import("./book.js").Book} Book */
/** @typedef {import("./book.js").Pixels} Pixels */
/** @typedef {import("./layout.js").Cells} Cells */
/** @typedef {import("./layout.js").Place} Place */
/** @typedef {import("./receptive_field.js").Seen} Seen */

/**
 * The cell that is looked at, in the picture and the codes as they stand.
 * @typedef {Place & {pixels: Pixels | null, cells: Cells}} LookedAt  pixels: null where the codes come from no picture
 */

/**
 * What the server says of a cell; arrays in base64.
 * @typedef {object} CellAnswer
 * @property {string} distances  squared, float32 by code
 * @property {number[]} order  of the codes, the nearest first
 * @property {string} seen  float32 (h, w)
 * @property {string} variants  uint8 (8, c, p, p)
 * @property {[number, number, number]} patch  row, column and side in pixels of what the variants show
 */

/**
 * The same, unpacked.
 * @typedef {object} CellFound
 * @property {number[]} order
 * @property {Float32Array<ArrayBuffer>} distances
 * @property {Seen} seen
 * @property {Pixels} variants
 * @property {number} side  of a variant, in pixels
 */

const SETTLE_MS = 40; // a cursor that only passes asks nothing
const LEVELS = ["coarse grid", "fine grid"];
const HINT = "Point at a cell of the codes, or focus them and use the arrow keys: here stands how the code was chosen.";
const NOTHING = "These codes come from no picture, so there is nothing that a distance could be measured from.";
const FAR = 100; // times: beyond it the next code's distance says more than the ratio

/** @param {string} text  base64 of float32 */
const floats = (text) => new Float32Array(decodeBase64(text).buffer);

/**
 * @param {CellAnswer} answer
 * @returns {CellFound}
 */
const unpack = ({ order, distances, seen, variants, patch: [, , side] }) => ({
  order,
  distances: floats(distances).map(Math.sqrt),
  seen: floats(seen),
  variants: decodeBase64(variants),
  side,
});

/**
 * @param {string} title  what it shows, for who can't see it
 * @param {...(Node | string)} words  under it
 */
function figure(title, ...words) {
  const canvas = el("canvas", { class: "gx-canvas", role: "img", "aria-label": title });
  return { canvas, root: el("figure", {}, canvas, el("figcaption", { class: "gx-note" }, ...words)) };
}

export class CellInspector {
  #model = "";

  /** @type {Book | null} */
  #book = null;

  /** @type {LookedAt | null} */
  #at = null;

  /** @type {CellFound | null} */
  #found = null;

  /** @type {LookedAt | null} what is asked for next */
  #wanted = null;

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** A question is under way. */
  #busy = false;

  /** Of the model: answers for another are let go. */
  #turn = 0;

  #title = el("h3", {});

  #state = el("p", { class: "state" });

  #seen = figure("The part of the picture that the cell sees", "what it sees");

  #weight = figure(
    "How strongly each pixel moves what is found in the cell",
    "0",
    el("i", { style: `background: ${HEAT_GRADIENT}` }),
    "most",
  );

  #reach = el("p", { class: "gx-note gx-num reach" });

  #hint = hint();

  #read = el("p", { class: "read gx-num" });

  #error = errorLine();

  /** The same for who doesn't see it. */
  #said = el("p", { class: "said unseen", "aria-live": "polite" });

  #body = el("div", { class: "inspect-body" });

  /**
   * @param {object} on
   * @param {(code: number) => void} on.pick
   * @param {(seen: Seen | null) => void} on.seen  what the cell sees; null where nothing is known
   */
  constructor(on) {
    this.on = on;
    this.distances = new Distances({ point: (rank) => this.#point(rank), pick: on.pick });
    this.variants = new Variants({ pick: on.pick });
    this.#weight.root.title = "How strongly each pixel moves what is found in the cell, by gradient";
    this.#body.append(
      el("div", { class: "sees" }, this.#seen.root, this.#weight.root),
      this.#reach,
      el(
        "h4",
        { title: "Euclidean distance from the encoder's features of this cell to the vector of each code" },
        "Distance to every code",
      ),
      this.distances.canvas,
      this.#read,
      el(
        "h4",
        {
          title:
            "Each is decoded with all other cells as they are, and cut out around this one. Click one to paint with it",
        },
        "The nearest eight, decoded here",
      ),
      this.variants.root,
    );
    this.root = el(
      "section",
      { class: "gx-panel codes-cell", "aria-label": "The cell under the cursor" },
      el("div", {}, this.#title, this.#state),
      el("div", { class: "inspect-box" }, this.#body, this.#hint),
      this.#error,
      this.#said,
    );
    this.show(null);
  }

  /**
   * Another model.
   * @param {string} model  its name
   * @param {Book} book
   */
  open(model, book) {
    this.#model = model;
    this.#book = book;
    this.#found = null;
    this.#turn++;
    this.show(null);
  }

  /** @param {LookedAt | null} at */
  show(at) {
    const asks = Boolean(at?.pixels);
    this.#at = at;
    this.#wanted = asks ? at : null;
    this.#error.textContent = "";
    this.#hint.textContent = hintFor(at);
    // What was found before stays until the answer is there.
    this.#body.classList.toggle("empty", !asks || !this.#found);
    this.#name();
    clearTimeout(this.#timer);
    if (asks) this.#timer = setTimeout(() => this.#ask(), SETTLE_MS);
    else this.#fill(null);
  }

  /** Where the cell lies and what stands in it: known without asking. */
  #name() {
    const at = this.#at;
    this.#state.classList.remove("other");
    if (!at) {
      this.#title.textContent = "A cell";
      this.#state.textContent = "";
      return;
    }
    const levels = this.#book?.levels.length ?? 1;
    const level = levels > 1 ? `, ${LEVELS[at.level]}` : "";
    this.#title.textContent = `Row ${at.y + 1}, column ${at.x + 1}${level}`;
    this.#state.textContent = `Code ${this.#codeIn(at)}`;
  }

  /**
   * The code that stands in a cell.
   * @param {LookedAt} at
   */
  #codeIn({ cells, level, y, x }) {
    if (!this.#book) return -1;
    const { levels } = this.#book;
    const before = levels.slice(0, level).reduce((sum, { grid: [h, w] }) => sum + h * w, 0);
    return cells[before + y * levels[level].grid[1] + x];
  }

  /** One question is under way at a time, and only the newest waits. */
  async #ask() {
    const at = this.#wanted;
    if (this.#busy || !at?.pixels) return;
    const turn = this.#turn;
    const { pixels, cells, level, y, x } = at;
    const isWanted = () => turn === this.#turn && this.#at === at;
    this.#wanted = null;
    this.#busy = true;
    try {
      /** @type {CellAnswer} */
      const answer = await postJSON(query("/api/codes/cell", { model: this.#model }), {
        pixels: pack(pixels.slice()),
        cells: [...cells],
        level,
        y,
        x,
      });
      if (isWanted()) this.#fill(unpack(answer));
    } catch (error) {
      if (isWanted()) {
        this.#fill(null);
        this.#error.textContent = messageOf(error);
      }
    }
    this.#busy = false;
    this.#ask();
  }

  /** @param {CellFound | null} found */
  #fill(found) {
    const at = this.#at;
    const code = at && found ? this.#codeIn(at) : -1;
    this.#found = found;
    this.distances.show(found && { order: found.order, distances: found.distances, code });
    this.#point(-1);
    this.#body.classList.toggle("empty", !found);
    if (found && at && this.#book) {
      const [channels] = this.#book.shape;
      this.#judge(found, code);
      this.#paintSeen(found.seen, at, this.#book);
      this.variants.show(found, [channels, found.side, found.side], code);
    }
    this.on.seen(found?.seen ?? null);
  }

  /**
   * Whether the code is the one that the encoder would have chosen.
   * @param {CellFound} found
   * @param {number} code
   */
  #judge({ order, distances }, code) {
    const [nearest] = order;
    const words =
      code === nearest
        ? `Code ${code}, the nearest of ${order.length}`
        : `Code ${code} was put here; the nearest is ${nearest}`;
    this.#state.textContent = words;
    this.#state.classList.toggle("other", code !== nearest);
    const distance = fmt(distances[nearest], 3);
    this.#said.textContent = `${this.#title.textContent}: ${words}, at a distance of ${distance}.`;
  }

  /**
   * The rectangle that anything reaches the cell from, as it is and by the strength of the gradient.
   * @param {Seen} seen
   * @param {LookedAt} at
   * @param {Book} book
   */
  #paintSeen(seen, at, { shape, levels }) {
    if (!at.pixels) return;
    const [c, h, w] = shape;
    const [rows, columns] = levels[at.level].grid;
    const area = reachedFrom(seen, h, w);
    const cell = { top: (at.y * h) / rows, left: (at.x * w) / columns, h: h / rows, w: w / columns };
    const within = { ...cell, top: cell.top - area.top, left: cell.left - area.left };
    const most = seen.reduce((a, b) => Math.max(a, b), 0) || 1;
    const heat = cut(seen, [1, h, w], area).map((value) => heatColour(value, most));
    const planes = [0, 1, 2].flatMap((plane) => heat.map((colour) => colour[plane]));
    paintFramed(this.#seen.canvas, cut(at.pixels, shape, area), [c, area.h, area.w], within);
    paintFramed(this.#weight.canvas, planes, [3, area.h, area.w], within);
    const half = halfOfWeight(seen, h, w, cell);
    const words = `Reached from ${area.h} × ${area.w} pixels; half of the weight lies within`;
    this.#reach.textContent = `${words} ${half.h} × ${half.w}.`;
  }

  /** @param {number} rank  of the code that is pointed at, -1 for none */
  #point(rank) {
    const found = this.#found;
    if (!found) this.#read.textContent = "";
    else if (rank < 0) this.#read.textContent = nearestWords(found);
    else {
      const code = found.order[rank];
      const distance = fmt(found.distances[code], 2);
      this.#read.textContent = `Number ${rank + 1}: code ${code} at ${distance}. Click to paint with it.`;
    }
  }
}

/** @param {LookedAt | null} at */
function hintFor(at) {
  if (!at) return HINT;
  return at.pixels ? "" : NOTHING;
}

/**
 * The nearest code, and how much farther the next one is.
 * @param {CellFound} found
 */
function nearestWords({ order, distances }) {
  const [nearest, next] = order;
  const ratio = distances[next] / distances[nearest];
  const words = `Nearest: code ${nearest} at ${fmt(distances[nearest], 2)}.`;
  if (ratio < FAR) return `${words} The next is ${fmt(ratio, ratio < 1.1 ? 2 : 1)} times as far.`;
  return `${words} The next is at ${fmt(distances[next], 2)}.`;
}
