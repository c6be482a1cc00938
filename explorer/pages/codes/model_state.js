// What stands on the page with one model: its codebook, the picture, its codes as they are now, the cells that are
// kept, and all that was before. No part of it draws.

import { History } from "../../ui/controls/history.js";
import { loadBook } from "./book.js";
import { alike, Layout } from "./layout.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("../../ui/types.js").Shape} Shape */
/** @typedef {import("./book.js").Book} Book */
/** @typedef {import("./book.js").Pixels} Pixels */
/** @typedef {import("./layout.js").Cells} Cells */
/** @typedef {import("./layout.js").Flags} Flags */
/** @typedef {import("./layout.js").Place} Place */

/**
 * What the page can be asked to show, as its link says it.
 * @typedef {object} CodesView
 * @property {string} model  name of a checkpoint
 * @property {string} source  "test:17", the test picture that the codes began as, or ""
 * @property {number[]} cells  codes of all levels; none: those of the picture
 * @property {number} level  that is painted on
 * @property {number} code  that is picked, -1 for none
 * @property {import("./book.js").Order} order  of the codebook
 * @property {number} spread  1: tiles on the codebook's map are moved apart
 * @property {string} beside  "test:3", the second picture, or ""
 * @property {number} morph  how much of the way to it is gone, 0 to 1
 * @property {string} label  the class that the prior is told, or ""
 * @property {number} temperature
 * @property {number} seed
 * @property {number[]} kept  indices of the cells that a dream leaves as they are
 */

/**
 * A picture with the codes that it was encoded to.
 * @typedef {object} EncodedPicture
 * @property {Pixels} pixels
 * @property {string} name  "test:17", or "" where it can't be named
 * @property {Cells} original  its codes
 * @property {boolean} made  it is only what a link's codes decode to
 */

/**
 * The second picture, and its codes.
 * @typedef {{pixels: Pixels, name: string, cells: Cells}} SecondEncoded
 */

/**
 * A step that can be undone and redone; plain, and small.
 * @typedef {{picture: number, cells: number[], kept: number[], dreamt: boolean}} Step
 */

export class ModelState {
  /** @type {EncodedPicture[]} */
  #pictures = [];

  /** Which of them stands there; -1 before the first. */
  #picture = -1;

  /** @type {Cells} the codes as they stand */
  cells;

  /** @type {Flags} cells that a dream leaves as they are */
  kept;

  /** @type {SecondEncoded | null} */
  second = null;

  /** @type {{cells: Cells, unknown: Flags} | null} a dream that is not whole */
  partial = null;

  /** The codes came out of a dream, whatever was repainted of them since. */
  dreamt = false;

  /** @type {History<Step> | null} begins with the first picture */
  #history = null;

  /**
   * @param {Card} card
   * @param {Book} book
   * @param {Card[]} cards  all, for the priors
   * @param {() => void} onstep  another step can be undone or redone
   */
  constructor(card, book, cards, onstep) {
    this.card = card;
    this.book = book;
    this.onstep = onstep;
    this.layout = new Layout(book);
    const { layout } = this;
    this.cells = layout.mostUsedCodes();
    this.kept = new Uint8Array(layout.count);
    /** That is shown and painted on. */
    this.level = layout.levels.length - 1;
    /** The code that is picked, of each level; -1 for none. */
    this.picked = layout.levels.map(() => -1);
    const priors = book.priors.flatMap((prior) => cards.filter(({ name }) => name === prior));
    /** The prior of each level is the one that draws as many cells; null where there is none. */
    this.priors = layout.levels.map(({ h, w }) => priors.find(({ shape }) => shape[1] === h && shape[2] === w) ?? null);
  }

  /**
   * The state of a model that nobody has touched yet, with its codebook from the server.
   * @param {Card} card
   * @param {Card[]} cards
   * @param {() => void} onstep
   */
  static async load(card, cards, onstep) {
    return new ModelState(card, await loadBook(card.name), cards, onstep);
  }

  /** The picture that stands there, null before the first. */
  get picture() {
    return this.#pictures[this.#picture] ?? null;
  }

  /** The codes that the encoder gave it. */
  get original() {
    return this.picture?.original ?? null;
  }

  /** Whether the codes are the picture's own. */
  get untouched() {
    return alike(this.cells, this.original);
  }

  /** What the brush paints with on the level that is shown. */
  get code() {
    return this.picked[this.level];
  }

  /**
   * The picked code as the decoder shows it.
   * @returns {{pixels: Pixels, shape: Shape, index: number}}
   */
  get tile() {
    const { tiles, side } = this.book.levels[this.level];
    return { pixels: tiles, shape: [this.book.shape[0], side, side], index: this.code };
  }

  get canUndo() {
    return this.partial !== null || Boolean(this.#history?.canUndo);
  }

  get canRedo() {
    return Boolean(this.#history?.canRedo);
  }

  /** @param {EncodedPicture} picture  stands there from now on, with its own codes */
  setPicture(picture) {
    this.#picture = this.#pictures.push(picture) - 1;
    this.cells = picture.original;
    this.dreamt = false;
  }

  /** What stands there is a dream, whole or not: it has nothing to do with the picture. */
  get dreams() {
    return this.partial !== null || (this.dreamt && !this.untouched);
  }

  /** The codes that are on the screen. */
  get shownCells() {
    return this.partial?.cells ?? this.cells;
  }

  /**
   * A cell in words.
   * @param {Place} place
   */
  describe(place) {
    const index = this.layout.index(place);
    const stays = this.kept[index] ? ", stays" : "";
    return `row ${place.y + 1}, column ${place.x + 1}: ${this.#describeCode(index)}${stays}`;
  }

  /** @param {number} index */
  #describeCode(index) {
    if (this.partial?.unknown[index]) return "not drawn yet";
    const code = this.shownCells[index];
    const first = this.original?.[index];
    return `code ${code}${first === code ? "" : `, was ${first}`}`;
  }

  /**
   * The cell of a level in which most is to be seen: where the picture's pixels are farthest from their mean.
   * @param {number} level
   * @returns {Place}
   */
  mostStriking(level) {
    if (!this.picture) return this.layout.middle(level);
    const { pixels } = this.picture;
    const [, h, w] = this.book.shape;
    const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
    const { start, end } = this.layout.levels[level];
    const contrast = new Float64Array(end - start);
    pixels.forEach((value, i) => {
      const row = Math.floor(i / w) % h;
      const cell = this.layout.index(this.layout.cellAt(level, row, i % w));
      contrast[cell - start] += Math.abs(value - mean);
    });
    return this.layout.place(start + contrast.indexOf(Math.max(...contrast)));
  }

  /** What the brush paints with where nobody has picked yet. */
  pickSomething() {
    this.picked = this.picked.map((code, level) =>
      code >= 0 ? code : this.cells[this.layout.index(this.mostStriking(level))],
    );
  }

  /** Begin the history: before the first picture there was nothing that could be gone back to. */
  begin() {
    this.#history ??= new History(this.#step(), this.onstep);
  }

  /** The codes as they stand; of a dream that is not whole those that are drawn, and the others as they were before. */
  get settledCells() {
    const { cells, partial } = this;
    if (!partial) return cells;
    return partial.cells.map((code, index) => (partial.unknown[index] ? cells[index] : code));
  }

  /**
   * A dream that is not whole becomes codes like others.
   * @returns {boolean}  whether there was one
   */
  settle() {
    const dreamt = this.partial !== null;
    this.dreamt ||= dreamt;
    this.cells = this.settledCells;
    this.partial = null;
    return dreamt;
  }

  /** @returns {Step} */
  #step() {
    return { picture: this.#picture, cells: [...this.cells], kept: [...this.kept], dreamt: this.dreamt };
  }

  commit() {
    this.dreamt &&= !this.untouched;
    this.#history?.commit(this.#step());
  }

  /**
   * @param {"undo" | "redo"} way
   * @returns {boolean}  whether there was a step to go
   */
  travel(way) {
    const step = this.#history?.[way]();
    if (!step) return false;
    this.#picture = step.picture;
    this.cells = Uint16Array.from(step.cells);
    this.kept = Uint8Array.from(step.kept);
    this.dreamt = step.dreamt;
    this.partial = null;
    return true;
  }

  /**
   * What of the page's view is the model's.
   * @param {{from: Cells | null, share: number}} morph  the share of the way from the picture's own codes, which a link
   *   can name where both pictures can be named
   * @returns {Omit<CodesView, "order" | "spread" | "label" | "temperature" | "seed">}
   */
  view(morph) {
    const source = this.picture?.name ?? "";
    const beside = this.second?.name ?? "";
    const cells = this.settledCells;
    const morphs = source && beside && alike(morph.from, this.original);
    return {
      model: this.card.name,
      source,
      cells: source && alike(cells, this.original) ? [] : [...cells],
      level: this.level,
      code: this.code,
      beside,
      morph: morphs ? morph.share : 0,
      kept: [...this.kept.keys()].filter((index) => this.kept[index]),
    };
  }
}
