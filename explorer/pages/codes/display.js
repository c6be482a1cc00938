// What the codes are and make: the picture, its grid of codes and what the decoder makes of them, what is said of the
// cell that is pointed at, and what the codes cost.

import { Decoder } from "../../ui/transport/decoder.js";
import { CellInspector } from "./cell.js";
import { Cost } from "./cost.js";
import { Stage } from "./stage.js";

/** @typedef {import("../../ui/types.js").Status} Status */
/** @typedef {import("./book.js").Pixels} Pixels */
/** @typedef {import("./layout.js").Cells} Cells */
/** @typedef {import("./layout.js").Place} Place */
/** @typedef {import("./model_state.js").ModelState} ModelState */
/** @typedef {import("./stage.js").StageCalls} StageCalls */

const DREAM = "A dream: no picture";

/**
 * @typedef {object} DisplayCalls
 * @property {() => ModelState | null} state  of the model that is shown; null before the first
 * @property {Omit<StageCalls, "look">} stage  what hands do on the grid
 * @property {(code: number) => void} pick  a code of the level that is shown
 * @property {() => boolean} busy  a hand repaints: what takes longer to compute waits
 * @property {(painted: {model: string, cells: number[]}) => void} painted  the decoded picture of these codes
 * @property {(status: Status) => void} status  of the connection
 * @property {(message: string) => void} error
 */

export class CodesDisplay {
  /** @type {Decoder | null} opened when it is needed */
  #decoder = null;

  /** @param {DisplayCalls} on */
  constructor(on) {
    this.on = on;
    this.stage = new Stage({ ...on.stage, look: (place) => this.look(place) });
    this.inspector = new CellInspector({ pick: on.pick, seen: (seen) => this.stage.showSeen(seen) });
    this.cost = new Cost();
  }

  get #state() {
    const state = this.on.state();
    if (!state) throw new Error("No model is open yet.");
    return state;
  }

  /** @param {ModelState} state  of another model */
  open({ card, book, layout, level }) {
    this.stage.open(book, layout, level, card.test);
    this.inspector.open(card.name, book);
    this.cost.open(card.name, book);
  }

  /** The connection is closed; the next codes open another. */
  close() {
    this.#decoder?.close();
    this.#decoder = null;
  }

  showPicture() {
    const { picture } = this.#state;
    if (picture) this.stage.showPicture(picture.pixels, picture.made ? "Decoded codes" : "Picture");
  }

  /** Grid and decoded picture; only the newest codes are waited for. */
  paint() {
    const { card, shownCells, dreams, partial } = this.#state;
    this.paintGrid();
    if (partial) this.cost.wait(DREAM);
    this.decode("hand", shownCells, (pixels) => {
      this.stage.showDecoded(pixels, dreams ? DREAM : "");
      this.on.painted({ model: card.name, cells: [...shownCells] });
    });
  }

  paintGrid() {
    const state = this.#state;
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
  decode(channel, cells, callback) {
    const state = this.#state;
    this.#decoder ??= new Decoder(state.card.name, {
      path: "/api/codes/decode",
      onstatus: this.on.status,
      onerror: this.on.error,
    });
    this.#decoder.request(channel, cells.slice(), (pixels) => {
      if (state === this.on.state()) callback(pixels);
    });
  }

  /** @param {Place} place  that is pointed at */
  look(place) {
    const state = this.#state;
    if (!state.picture) return;
    this.stage.showCursor(place, state.describe(place));
    if (!this.on.busy() && !state.partial) this.#inspect();
  }

  /** The cell that was pointed at last, or the most striking one of the level that is shown. */
  lookAgain() {
    const state = this.#state;
    this.look(this.stage.grid.cursor ?? state.mostStriking(state.level));
  }

  /** The codes have come to rest: all that takes longer to compute follows. */
  settle() {
    this.cost.show({ pixels: this.#givenPixels, cells: this.#state.cells });
    this.#inspect();
  }

  /** The picture's pixels, where it is one that the codes stand for: no link's, and no dream's. */
  get #givenPixels() {
    const { picture, dreams } = this.#state;
    return picture && !picture.made && !dreams ? picture.pixels : null;
  }

  #inspect() {
    const { cursor } = this.stage.grid;
    if (cursor) this.inspector.show({ pixels: this.#givenPixels, cells: this.#state.cells, ...cursor });
  }
}
