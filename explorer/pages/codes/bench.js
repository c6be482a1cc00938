// The Codes page: a picture, its grid of code numbers and what the decoder makes of them; a hand that repaints the
// codes, a prior that dreams them, and the codebook that they are from.

import { el } from "../../ui/canvas/paint.js";
import { Bench, mountPage } from "../../ui/shell/bench.js";
import { messageOf } from "../../ui/transport/api.js";
import { Decoder } from "../../ui/transport/decoder.js";
import { Atlas } from "./atlas.js";
import { CellInspector } from "./cell.js";
import { CodesControls } from "./controls.js";
import { Cost } from "./cost.js";
import { CodesExport } from "./export.js";
import { alike } from "./layout.js";
import { ModelState } from "./model_state.js";
import { MotionPanel } from "./motion_panel.js";
import { Pictures } from "./pictures.js";
import { Repaint } from "./repaint.js";
import { DreamSettings } from "./settings.js";
import { Stage } from "./stage.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./book.js").Pixels} Pixels */
/** @typedef {import("./dream.js").DreamTold} DreamTold */
/** @typedef {import("./edit_tool.js").ToolName} ToolName */
/** @typedef {import("./layout.js").Cells} Cells */
/** @typedef {import("./layout.js").Flags} Flags */
/** @typedef {import("./layout.js").Place} Place */
/** @typedef {import("./model_state.js").CodesView} CodesView */

/** @param {HTMLElement} root */
export const mount = (root) =>
  mountPage(root, {
    path: "codes",
    able: (card) => card.can.includes("quantize") && "codes" in card.pages,
    make: (/** @type {{cards: Card[], all: Card[], view: CodesView}} */ { cards, all, view }) =>
      new CodesBench(root, cards, all, view),
    none: {
      title: "No model with a codebook yet",
      sentence: "This page opens the codebook of a VQ-VAE. Train one on this machine, then reload the page:",
      command: "python -m train vqvae-mnist",
    },
  });

class CodesBench extends Bench {
  /** @type {Map<string, ModelState>} what stood there with each model */
  #states = new Map();

  /** @type {ModelState | null} with the model that is shown; null before the first */
  #state = null;

  /** @type {Decoder | null} opened when it is needed */
  #decoder = null;

  /** Of the model that was asked for last. */
  #turn = 0;

  /**
   * @param {HTMLElement} root
   * @param {Card[]} models  with codebooks
   * @param {Card[]} cards  all, for the priors
   * @param {CodesView} view
   */
  constructor(root, models, cards, view) {
    super(root, "The codes stay as they are");
    this.models = models;
    this.cards = cards;
    this.view = view;
    this.stage = this.#makeStage();
    this.repaint = this.#makeRepaint();
    this.pictures = this.#makePictures();
    this.dreams = new DreamSettings({
      change: (found, live) => this.#changeDream(found, live),
      keep: (flags) => this.#keepAll(flags),
    });
    this.motion = this.#makeMotion();
    this.controls = new CodesControls(models, {
      model: (name) => this.#openModel(name),
      picture: (pixels, about) => this.pictures.take(pixels, about),
    });
    this.atlas = new Atlas({
      pick: (level, code) => this.repaint.pick(level, code),
      order: (order) => {
        view.order = order;
        this.export.forget();
      },
      picture: (index) => this.controls.open(this.state.card, index),
    });
    this.inspector = new CellInspector({
      pick: (code) => this.repaint.pick(this.state.level, code),
      seen: (seen) => this.stage.showSeen(seen),
    });
    this.cost = new Cost();
    this.export = new CodesExport({
      view: () => this.#shownView(),
      canvas: () => this.stage.decodedCanvas,
      file: () => `codes-${this.state.card.name}`,
      error: (message) => this.fail(message),
    });
    this.page = this.#build();
    this.followUndoKeys();
  }

  /** What stands on the page with the model that is shown. */
  get state() {
    if (!this.#state) throw new Error("No model is open yet.");
    return this.#state;
  }

  /** @returns {Stage} */
  #makeStage() {
    return new Stage({
      look: (place) => this.#look(place),
      level: (level) => this.repaint.setLevel(level),
      step: (by) => this.controls.step(by),
      press: (place, { pick }) => this.repaint.press(place, pick),
      drag: (place) => this.repaint.hand.drag(place),
      release: () => this.repaint.hand.release(),
      cancel: () => this.repaint.hand.cancel(),
      spans: () => this.repaint.hand.spans && this.repaint.hand.busy,
    });
  }

  /** @returns {Repaint} */
  #makeRepaint() {
    return new Repaint(this.stage.grid, {
      state: () => this.state,
      edit: (cells) => this.#edit(cells),
      rest: () => this.#rest(),
      kept: () => {
        this.#paintGrid();
        this.export.forget();
      },
      picked: () => this.#showPicked(),
      level: (level) => {
        this.stage.setLevel(level);
        this.#look(this.state.mostStriking(level));
      },
      tool: (name) => this.#openForTool(name),
      numbers: () => this.#showTools(),
      hold: () => this.motion.morph.pause(),
      wantSecond: () => this.pictures.wantSecond(),
      undo: () => this.undo(),
      redo: () => this.redo(),
    });
  }

  #makePictures() {
    return new Pictures({
      state: () => this.state,
      source: (index) => this.controls.open(this.state.card, index),
      decode: (cells, callback) => this.#decode("first", cells, callback),
      stand: (done) => this.#stand(done),
      dream: () => this.motion.dream.run(),
      second: (plays) => {
        this.#openMorph();
        this.export.forget();
        if (plays) this.motion.morph.play();
      },
      morph: (share, fromOriginal) => this.#goMorph(share, fromOriginal),
      error: (message) => this.fail(message),
    });
  }

  #makeMotion() {
    const dream = {
      base: () => this.state.cells,
      kept: () => this.state.kept,
      settings: () => this.#dreamTold,
      show: (/** @type {Cells} */ cells, /** @type {Flags} */ unknown) => this.#showDream(cells, unknown),
      whole: (/** @type {Cells} */ cells) => this.#finishDream(cells),
      error: (/** @type {string} */ message) => this.fail(message),
    };
    const morph = {
      show: (/** @type {Cells} */ cells) => this.#setCells(cells),
      rest: () => this.#commit(),
      wantSecond: () => this.pictures.wantSecond(true),
    };
    return new MotionPanel({ dream, morph }, { dream: this.dreams.root, morph: this.pictures.second.root });
  }

  #build() {
    const stage = el(
      "div",
      { class: "gx-stage" },
      this.error,
      this.note,
      this.stage.root,
      this.repaint.tools.root,
      this.motion.root,
      this.atlas.root,
    );
    const controls = el(
      "div",
      { class: "gx-controls" },
      this.controls.root,
      this.inspector.root,
      this.controls.picture,
      this.cost.root,
      this.export.root,
    );
    return el("div", { class: "gx-layout" }, stage, controls);
  }

  /** Show what the link says. */
  async begin() {
    await this.#openModel(this.view.model, { ...this.view });
    if (this.#state) this.root.replaceChildren(this.page);
  }

  leave() {
    this.motion.leave();
    this.#closeDecoder();
  }

  /**
   * @param {string} name
   * @param {CodesView | null} [link]  the view that the page was opened with
   */
  async #openModel(name, link = null) {
    const turn = ++this.#turn;
    let state;
    try {
      state = await this.#stateOf(name);
    } catch (error) {
      if (!this.#state) throw error;
      if (turn !== this.#turn) return;
      this.fail(messageOf(error));
      this.controls.show(this.#state.card);
      return;
    }
    if (turn !== this.#turn) return;
    const before = this.#state;
    before?.settle();
    this.#state = state;
    this.fail("");
    this.#closeDecoder();
    if (link && link.level < state.layout.levels.length) state.level = link.level;
    if (link && link.code >= 0) state.picked[state.level] = link.code;
    this.#openParts(state);
    this.pictures.open(before, link);
  }

  /**
   * What stood there with a model, or what stands there first.
   * @param {string} name
   */
  async #stateOf(name) {
    const known = this.#states.get(name);
    if (known) return known;
    const card = this.models.find((one) => one.name === name);
    if (!card) throw new Error(`There is no model ${name} here. Reload the page.`);
    const state = await ModelState.load(card, this.cards, () => this.#showTools());
    this.#states.set(name, state);
    return state;
  }

  /** @param {ModelState} state  of another model, for all parts of the page */
  #openParts({ card, book, layout, level, priors }) {
    this.repaint.hand.open(layout);
    this.stage.open(book, layout, level, card.test);
    this.repaint.setNumbers(!this.stage.grid.crowded);
    this.atlas.open(book, card.name);
    this.atlas.setOrder(this.view.order);
    this.inspector.open(card.name, book);
    this.cost.open(card.name, book);
    this.motion.dream.open(layout, priors);
    this.#openMorph();
    this.dreams.open(layout, priors.find(Boolean) ?? null);
    this.controls.show(card);
    this.export.forget();
  }

  /** The morph begins with the codes as they stand. */
  #openMorph() {
    const { layout, cells, second } = this.state;
    this.motion.morph.open(layout, cells, second?.cells ?? null);
  }

  /**
   * @param {number} share  of the way to the second picture, 0 to 1
   * @param {boolean} fromOriginal  it begins with the picture's own codes
   */
  #goMorph(share, fromOriginal) {
    const { layout, original, second } = this.state;
    this.motion.open("morph");
    if (fromOriginal && original) this.motion.morph.open(layout, original, second?.cells ?? null);
    this.motion.morph.go(share);
  }

  /**
   * Another picture, with its codes.
   * @param {boolean} done  no stroke goes on that draws it
   */
  #stand(done) {
    const { state } = this;
    this.#showPicture();
    this.#edit(state.cells);
    this.repaint.pick(state.level, state.code);
    this.#look(this.stage.grid.cursor ?? state.mostStriking(state.level));
    if (done) this.#rest();
  }

  #showPicture() {
    const { picture } = this.state;
    if (picture) this.stage.showPicture(picture.pixels, picture.made ? "Decoded codes" : "Picture");
  }

  /** @param {Cells} cells  that a person has changed, by hand or otherwise: what moves them stops */
  #edit(cells) {
    this.#setCells(cells);
    this.motion.morph.pause();
  }

  /** @param {Cells} cells  as they stand from now on */
  #setCells(cells) {
    this.state.cells = cells;
    this.#endDream();
    this.#paint();
    this.export.forget();
  }

  /** Grid and decoded picture; only the newest codes are waited for. */
  #paint() {
    const { card, shownCells } = this.state;
    this.#paintGrid();
    this.#decode("hand", shownCells, (pixels) => {
      this.stage.showDecoded(pixels);
      const detail = { model: card.name, cells: [...shownCells] };
      this.root.dispatchEvent(new CustomEvent("gx-painted", { detail }));
    });
  }

  #paintGrid() {
    const { state } = this;
    const { grid } = this.stage;
    if (grid.cursor) this.stage.describeCell(state.describe(grid.cursor));
    grid.show(state.shownCells, {
      unknown: state.partial?.unknown ?? null,
      kept: state.kept,
      original: state.original,
      code: state.code,
    });
  }

  /**
   * @param {string} channel  what waits on it is replaced
   * @param {Cells} cells
   * @param {(pixels: Pixels) => void} callback  is not called where another model is shown by then
   */
  #decode(channel, cells, callback) {
    const { state } = this;
    this.#decoder ??= new Decoder(state.card.name, {
      path: "/api/codes/decode",
      onstatus: (status) => this.say(status),
      onerror: (message) => this.fail(message),
    });
    this.#decoder.request(channel, cells.slice(), (pixels) => {
      if (state === this.#state) callback(pixels);
    });
  }

  #closeDecoder() {
    this.#decoder?.close();
    this.#decoder = null;
  }

  /** A step is over, and a morph begins anew with what stands there. */
  #rest() {
    this.#commit();
    this.#openMorph();
  }

  /** A step is over: it can be undone, and all that takes longer to compute follows. */
  #commit() {
    const { state } = this;
    state.commit();
    this.#showTools();
    this.atlas.mark(state.cells);
    this.cost.show({ pixels: this.#givenPixels, cells: state.cells });
    this.#inspect();
  }

  /** The picture's pixels, where it is one and not only what a link's codes decode to. */
  get #givenPixels() {
    const { picture } = this.state;
    return picture && !picture.made ? picture.pixels : null;
  }

  undo() {
    this.#travel("undo");
  }

  redo() {
    this.#travel("redo");
  }

  /** @param {"undo" | "redo"} way  a dream that is not whole is left first */
  #travel(way) {
    if (!this.#state?.picture) return;
    const { state } = this;
    this.motion.morph.rest();
    if (this.#endDream() && way === "undo") {
      this.#edit(state.cells);
      this.#rest();
      return;
    }
    if (!state.travel(way)) return;
    this.#showPicture();
    this.#edit(state.cells);
    this.#rest();
  }

  /** Tools and controls as they stand. */
  #showTools() {
    if (!this.#state?.picture) return;
    this.repaint.show();
    this.dreams.show(this.view, this.#state.kept);
  }

  /** Another code, or level, is painted with. */
  #showPicked() {
    const { level, code } = this.state;
    this.atlas.show(level, code);
    this.#paintGrid();
    this.#showTools();
    this.export.forget();
  }

  /** @param {ToolName} name  that is taken: what it works with is opened */
  #openForTool(name) {
    this.#showTools();
    if (name === "keep") this.motion.open("dream");
    if (name !== "copy") return;
    this.motion.open("morph");
    if (!this.state.second) this.pictures.wantSecond();
  }

  /** @param {Flags} flags  the cells that stay, all chosen at once */
  #keepAll(flags) {
    this.repaint.takeHold();
    this.repaint.keep(flags);
    this.#rest();
  }

  /** @param {Place} place  that is pointed at */
  #look(place) {
    const { state } = this;
    if (!state.picture) return;
    this.stage.showCursor(place, state.describe(place));
    if (!this.repaint.hand.busy && !state.partial) this.#inspect();
  }

  #inspect() {
    const { cursor } = this.stage.grid;
    if (cursor) this.inspector.show({ pixels: this.#givenPixels, cells: this.state.cells, ...cursor });
  }

  /** @returns {DreamTold} */
  get #dreamTold() {
    const { label, temperature, seed } = this.view;
    return { label, temperature, seed };
  }

  /**
   * The dream as far as it is.
   * @param {Cells} cells  where one is not drawn yet, its level's most used code
   * @param {Flags} unknown  not drawn yet
   */
  #showDream(cells, unknown) {
    const { state } = this;
    const first = !state.partial;
    this.motion.morph.pause();
    state.partial = { cells, unknown };
    this.#paint();
    this.export.forget();
    if (first) this.#showTools();
  }

  /** @param {Cells} cells  the whole dream */
  #finishDream(cells) {
    const { state } = this;
    const other = !alike(state.cells, cells);
    state.partial = null;
    state.cells = cells;
    if (other) this.#rest();
    else this.#showTools();
  }

  /**
   * The dream, where there is one on the page, is over: the codes from before it stand there.
   * @returns {boolean}  whether there was one
   */
  #endDream() {
    if (!this.state.partial && !this.motion.dream.busy) return false;
    this.state.partial = null;
    this.motion.dream.release();
    return true;
  }

  /**
   * What is to be dreamt is another: a dream begins, or follows a control that is dragged.
   * @param {Partial<DreamTold>} found
   * @param {boolean} [live]  a hand still moves it
   */
  #changeDream(found, live = false) {
    const { dream } = this.motion;
    Object.assign(this.view, found);
    this.#showTools();
    this.export.forget();
    if (live && !dream.whole) return;
    this.motion.open("dream");
    if (live) dream.follow();
    else {
      this.state.settle();
      dream.run();
    }
  }

  /** @returns {CodesView} */
  #shownView() {
    return { ...this.view, ...this.state.view(this.motion.morph) };
  }
}
