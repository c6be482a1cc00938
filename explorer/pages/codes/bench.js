// The Codes page: a picture, its grid of code numbers and what the decoder makes of them; a hand that repaints the
// codes, a prior that dreams them, and the codebook that they are from.

import { el } from "../../ui/canvas/paint.js";
import { Bench, mountPage } from "../../ui/shell/bench.js";
import { messageOf } from "../../ui/transport/api.js";
import { Atlas } from "./atlas.js";
import { CodesControls } from "./controls.js";
import { CodesDisplay } from "./display.js";
import { Dreaming } from "./dreaming.js";
import { CodesExport } from "./export.js";
import { ModelStates } from "./models.js";
import { Morph } from "./morph.js";
import { MotionPanel } from "./motion_panel.js";
import { Pictures } from "./pictures.js";
import { Repaint } from "./repaint.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./edit_tool.js").ToolName} ToolName */
/** @typedef {import("./layout.js").Cells} Cells */
/** @typedef {import("./layout.js").Flags} Flags */
/** @typedef {import("./model_state.js").CodesView} CodesView */
/** @typedef {import("./model_state.js").ModelState} ModelState */

/** @param {HTMLElement} root */
export const mount = (root) =>
  mountPage(root, {
    path: "codes",
    able: (card) => card.can.includes("quantize") && "codes" in card.pages,
    make: (/** @type {{root: HTMLElement, cards: Card[], all: Card[], view: CodesView}} */ given) =>
      new CodesBench(given.root, given.cards, given.all, given.view),
    none: {
      title: "No model with a codebook yet",
      sentence: "This page opens the codebook of a VQ-VAE. Train one on this machine, then reload the page:",
      command: "python -m train vqvae-mnist",
    },
  });

class CodesBench extends Bench {
  /** @type {ModelState | null} with the model that is shown; null before the first */
  #state = null;

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
    this.view = view;
    this.states = new ModelStates(models, cards, () => this.#showTools());
    this.display = this.#makeDisplay();
    this.repaint = this.#makeRepaint();
    this.pictures = this.#makePictures();
    this.dreaming = this.#makeDreaming();
    this.morph = new Morph({
      show: (cells) => this.#setCells(cells),
      rest: () => this.#commit(),
      wantSecond: () => this.pictures.wantSecond(true),
    });
    this.motion = new MotionPanel(
      { dream: this.dreaming.dream, morph: this.morph },
      { dream: this.dreaming.settings.root, morph: this.pictures.second.root },
    );
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
      spread: (spread) => {
        view.spread = Number(spread);
        this.export.forget();
      },
      picture: (index) => this.controls.open(this.state.card, index),
    });
    this.atlas.map.setSpread(Boolean(view.spread));
    this.export = new CodesExport({
      view: () => this.#shownView(),
      canvas: () => this.display.stage.decodedCanvas,
      file: () => `codes-${this.state.card.name}`,
      error: (message) => this.fail(message),
    });
    this.page = this.#build();
    this.followUndoKeys();
    this.followAddress(this.export);
  }

  /** What stands on the page with the model that is shown. */
  get state() {
    if (!this.#state) throw new Error("No model is open yet.");
    return this.#state;
  }

  /** @returns {CodesDisplay} */
  #makeDisplay() {
    return new CodesDisplay({
      state: () => this.#state,
      stage: {
        level: (level) => this.repaint.setLevel(level),
        step: (by) => this.controls.step(by),
        press: (place, { pick }) => this.repaint.press(place, pick),
        drag: (place) => this.repaint.hand.drag(place),
        release: () => this.repaint.hand.release(),
        cancel: () => this.repaint.hand.cancel(),
        spans: () => this.repaint.hand.spans && this.repaint.hand.busy,
      },
      pick: (code) => this.repaint.pick(this.state.level, code),
      busy: () => this.repaint.hand.busy,
      painted: (detail) => this.root.dispatchEvent(new CustomEvent("gx-painted", { detail })),
      status: (status) => this.say(status),
      error: (message) => this.fail(message),
    });
  }

  /** @returns {Repaint} */
  #makeRepaint() {
    const { stage } = this.display;
    return new Repaint(stage.grid, {
      state: () => this.state,
      edit: (cells) => this.#edit(cells),
      rest: () => this.#rest(),
      kept: () => {
        this.display.paintGrid();
        this.export.forget();
      },
      picked: () => this.#showPicked(),
      level: (level) => {
        stage.setLevel(level);
        this.display.look(this.state.mostStriking(level));
      },
      tool: (name) => this.#openForTool(name),
      numbers: () => this.#showTools(),
      hold: () => this.morph.pause(),
      wantSecond: () => this.pictures.wantSecond(),
      undo: () => this.undo(),
      redo: () => this.redo(),
    });
  }

  #makePictures() {
    return new Pictures({
      state: () => this.state,
      source: (index) => this.controls.open(this.state.card, index),
      decode: (cells, callback) => this.display.decode("first", cells, callback),
      stand: (done) => this.#stand(done),
      dream: () => this.dreaming.dream.run(),
      second: (plays) => {
        this.motion.openMorph(this.state);
        this.export.forget();
        if (plays) this.morph.play();
      },
      morph: (share, fromOriginal) => this.motion.goMorph(this.state, share, fromOriginal),
      error: (message) => this.fail(message),
    });
  }

  #makeDreaming() {
    return new Dreaming(this.view, {
      state: () => this.state,
      begun: () => this.motion.open("dream"),
      hold: () => this.morph.pause(),
      shown: (first) => {
        this.display.paint();
        this.export.forget();
        if (first) this.#showTools();
      },
      whole: (other) => {
        if (other) this.#rest();
        else this.#showTools();
      },
      changed: () => {
        this.#showTools();
        this.export.forget();
      },
      decode: (cells, callback) => this.display.decode("sheet", cells, callback),
      take: (cells) => {
        this.#edit(cells);
        this.#rest();
      },
      keep: (flags) => this.#keepAll(flags),
      error: (message) => this.fail(message),
    });
  }

  #build() {
    const { display, repaint, motion, atlas, controls } = this;
    const stage = el(
      "div",
      { class: "gx-stage" },
      this.error,
      this.note,
      display.stage.root,
      repaint.tools.root,
      motion.root,
      atlas.root,
    );
    const column = el(
      "div",
      { class: "gx-controls" },
      controls.root,
      display.inspector.root,
      controls.picture,
      display.cost.root,
      this.export.root,
    );
    return el("div", { class: "gx-layout" }, stage, column);
  }

  /** Show what the link says. */
  async begin() {
    await this.#openModel(this.view.model, { ...this.view });
    if (this.#state) this.root.replaceChildren(this.page);
  }

  leave() {
    this.motion.leave();
    this.dreaming.leave();
    this.display.close();
  }

  /**
   * @param {string} name
   * @param {CodesView | null} [link]  the view that the page was opened with
   */
  async #openModel(name, link = null) {
    const turn = ++this.#turn;
    let state;
    try {
      state = await this.states.of(name);
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
    this.display.close();
    if (link && link.level < state.layout.levels.length) state.level = link.level;
    if (link && link.code >= 0) state.picked[state.level] = link.code;
    this.#openParts(state);
    this.pictures.open(before, link);
  }

  /** @param {ModelState} state  of another model, for all parts of the page */
  #openParts(state) {
    const { card, book, layout } = state;
    this.repaint.hand.open(layout);
    this.display.open(state);
    this.repaint.setNumbers(!this.display.stage.grid.crowded);
    this.atlas.open(book, card);
    this.atlas.setOrder(this.view.order);
    this.dreaming.open(state);
    this.motion.openMorph(this.state);
    this.controls.show(card);
    this.export.forget();
  }

  /**
   * Another picture, with its codes.
   * @param {boolean} done  no stroke goes on that draws it
   */
  #stand(done) {
    const { state } = this;
    this.display.showPicture();
    this.#edit(state.cells);
    this.repaint.pick(state.level, state.code);
    this.display.lookAgain();
    if (done) this.#rest();
  }

  /** @param {Cells} cells  that a person has changed, by hand or otherwise: what moves them stops */
  #edit(cells) {
    this.#setCells(cells);
    this.morph.pause();
  }

  /** @param {Cells} cells  as they stand from now on */
  #setCells(cells) {
    this.state.cells = cells;
    this.dreaming.end();
    this.display.paint();
    this.export.forget();
  }

  /** A step is over, and a morph begins anew with what stands there. */
  #rest() {
    this.#commit();
    this.motion.openMorph(this.state);
  }

  /** A step is over: it can be undone, and all that takes longer to compute follows. */
  #commit() {
    const { state } = this;
    state.commit();
    this.#showTools();
    this.atlas.mark(state.cells);
    this.display.settle();
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
    this.morph.rest();
    if (this.dreaming.end() && way === "undo") {
      this.#edit(state.cells);
      this.#rest();
      return;
    }
    if (!state.travel(way)) return;
    this.display.showPicture();
    this.#edit(state.cells);
    this.#rest();
  }

  /** Tools and controls as they stand. */
  #showTools() {
    if (!this.#state?.picture) return;
    this.repaint.show();
    this.dreaming.showSettings();
  }

  /** Another code, or level, is painted with. */
  #showPicked() {
    const { level, code } = this.state;
    this.atlas.show(level, code);
    this.display.paintGrid();
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

  /** @returns {CodesView} */
  #shownView() {
    return { ...this.view, ...this.state.view(this.morph) };
  }
}
