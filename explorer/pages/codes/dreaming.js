// The dream on the page: what the prior is told, and what becomes of the codes while and after it draws.

import { Dream } from "./dream.js";
import { DreamSheet } from "./dream_sheet.js";
import { alike } from "./layout.js";
import { DreamSettings } from "./settings.js";

/** @typedef {import("./dream.js").DreamTold} DreamTold */
/** @typedef {import("./book.js").Pixels} Pixels */
/** @typedef {import("./layout.js").Cells} Cells */
/** @typedef {import("./layout.js").Flags} Flags */
/** @typedef {import("./model_state.js").CodesView} CodesView */
/** @typedef {import("./model_state.js").ModelState} ModelState */

/**
 * @typedef {object} DreamingCalls
 * @property {() => ModelState} state  of the model that is shown
 * @property {() => void} begun  a dream is asked for: its player is to be seen
 * @property {() => void} hold  what else moves by itself is to stop
 * @property {(first: boolean) => void} shown  the dream as far as it is; first: it has only begun
 * @property {(other: boolean) => void} whole  it is there; other: with codes that were not there before
 * @property {(cells: Cells, callback: (pixels: Pixels) => void) => void} decode  codes of several pictures
 * @property {(cells: Cells) => void} take  a whole dream's codes, to stand there from now on
 * @property {() => void} changed  something else is to be dreamt
 * @property {(flags: Flags) => void} keep  the cells that stay, all chosen at once
 * @property {(message: string) => void} error
 */

export class Dreaming {
  /**
   * @param {CodesView} view  has label, temperature and seed
   * @param {DreamingCalls} on
   */
  constructor(view, on) {
    this.view = view;
    this.on = on;
    this.settings = new DreamSettings({
      change: (found, live) => this.#change(found, live),
      keep: on.keep,
    });
    this.dream = new Dream({
      base: () => on.state().cells,
      kept: () => on.state().kept,
      settings: () => this.#told,
      show: (cells, unknown) => this.#show(cells, unknown),
      whole: (cells) => this.#finish(cells),
      error: on.error,
    });
    this.sheet = new DreamSheet({
      base: () => on.state().settledCells,
      kept: () => on.state().kept,
      settings: () => this.#told,
      decode: on.decode,
      take: (told, cells) => this.#take(told, cells),
      error: on.error,
    });
    this.dream.root.append(this.sheet.root);
  }

  /** @returns {DreamTold} */
  get #told() {
    const { label, temperature, seed } = this.view;
    return { label, temperature, seed };
  }

  /** @param {ModelState} state  of another model */
  open({ layout, priors }) {
    this.dream.open(layout, priors);
    this.sheet.open(layout, priors);
    this.settings.open(layout, priors.find(Boolean) ?? null);
  }

  /** The settings as they stand. */
  showSettings() {
    this.settings.show(this.view, this.on.state().kept);
  }

  /**
   * The dream as far as it is.
   * @param {Cells} cells  where one is not drawn yet, its level's most used code
   * @param {Flags} unknown  not drawn yet
   */
  #show(cells, unknown) {
    const state = this.on.state();
    const first = !state.partial;
    this.on.hold();
    state.partial = { cells, unknown };
    this.on.shown(first);
  }

  /** @param {Cells} cells  the whole dream */
  #finish(cells) {
    const state = this.on.state();
    const other = !alike(state.cells, cells);
    state.partial = null;
    state.dreamt ||= other;
    state.cells = cells;
    this.on.whole(other);
  }

  /**
   * A dream of the sheet stands there from now on.
   * @param {DreamTold} told  with which it is dreamt again
   * @param {Cells} cells
   */
  #take(told, cells) {
    const state = this.on.state();
    Object.assign(this.view, told);
    this.on.changed();
    this.end();
    state.dreamt = true;
    this.on.take(cells);
  }

  /** The page is left. */
  leave() {
    this.sheet.close();
  }

  /**
   * The dream, where there is one on the page, is over: the codes from before it stand there.
   * @returns {boolean}  whether there was one
   */
  end() {
    const state = this.on.state();
    if (!state.partial && !this.dream.busy) return false;
    state.partial = null;
    this.dream.release();
    return true;
  }

  /**
   * What is to be dreamt is another: a dream begins, or follows a control that is dragged.
   * @param {Partial<DreamTold>} found
   * @param {boolean} [live]  a hand still moves it
   */
  #change(found, live = false) {
    Object.assign(this.view, found);
    this.on.changed();
    if (live && !this.dream.whole) return;
    this.on.begun();
    if (live) {
      this.dream.follow();
      return;
    }
    this.on.state().settle();
    this.dream.run();
  }
}
