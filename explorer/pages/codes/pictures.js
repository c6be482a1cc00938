// Which picture stands on the page, and which is the second one: from the link, a person, the test set or the model
// before.

import { messageOf, postBytes, query } from "../../ui/transport/api.js";
import { SecondPicture } from "./second.js";

/** @typedef {import("./book.js").Pixels} Pixels */
/** @typedef {import("./layout.js").Cells} Cells */
/** @typedef {import("./model_state.js").CodesView} CodesView */
/** @typedef {import("./model_state.js").ModelState} ModelState */
/** @typedef {import("./second.js").NamedPicture} NamedPicture */

/**
 * What of a link waits until its picture is there.
 * @typedef {object} Pending
 * @property {Cells | null} cells
 * @property {number} morph  how far the morph was, 0 to 1
 * @property {number | null} beside  the second picture's number in the test set
 */

/**
 * What the pictures ask of the page and tell it.
 * @typedef {object} PicturesCalls
 * @property {() => ModelState} state  of the model that is shown
 * @property {(index: number | null) => boolean} source  pictures come for this model from now on, and that of the test
 *   set, where a number is given; whether it comes
 * @property {(cells: Cells, callback: (pixels: Pixels) => void) => void} decode
 * @property {(done: boolean) => void} stand  another picture stands there, with its codes; done: no stroke goes on that
 *   draws it
 * @property {() => void} dream  the codes are nothing yet: the prior is to make something of them
 * @property {(plays: boolean) => void} second  another second picture; plays: the morph into it
 * @property {(share: number, fromOriginal: boolean) => void} morph  go a share of the way to it, from the codes as they
 *   stand, or from the picture's own
 * @property {(message: string) => void} error  empty when it is over
 */

/**
 * The number of a test picture.
 * @param {string} name  "test:17", or another
 */
const testIndex = (name) => (/^test:\d+$/.test(name) ? Number(name.slice(5)) : null);

export class Pictures {
  /** Of what is asked for: an answer to anything older is let go. */
  #turn = 0;

  /** @type {Pending | null} */
  #pending = null;

  /** The morph begins as soon as the second picture is there. */
  #plays = false;

  /** @param {PicturesCalls} on */
  constructor(on) {
    this.on = on;
    this.second = new SecondPicture({
      here: () => this.#given,
      take: (picture) => this.#takeSecond(picture),
      error: on.error,
    });
  }

  /** The picture that stands there, where it is more than what a link's codes decode to. */
  get #given() {
    const { picture } = this.on.state();
    return picture && !picture.made ? picture : null;
  }

  /**
   * Another model: what stood there with it, the link's picture or codes, the picture of the model before, or one of
   * the test set.
   * @param {ModelState | null} before
   * @param {CodesView | null} link  the view that the page was opened with
   */
  open(before, link) {
    const state = this.on.state();
    const cells = link && state.layout.fits(link.cells) ? Uint16Array.from(link.cells) : null;
    const wanted = testIndex(link?.source ?? "");
    for (const index of link?.kept ?? []) state.kept[index] = 1;
    this.#turn++;
    this.#pending = link && { cells, morph: link.morph, beside: testIndex(link.beside) };
    this.second.open(state.card);
    if (!link && this.second.picture && !state.second) this.#takeSecond(this.second.picture);
    const fits = before?.card.dataset === state.card.dataset && before.book.shape.join() === state.book.shape.join();
    const inherits = fits && Boolean(before?.picture && !before.picture.made);
    const onlyCodes = cells !== null && wanted === null;
    const brings = !state.picture && !inherits && !onlyCodes;
    const comes = this.on.source(brings ? (wanted ?? 0) : null);
    if (state.picture) this.#stand();
    else if (!brings && before?.picture) this.take(before.picture.pixels, { name: before.picture.name, done: true });
    else if (!comes) this.#fromCodes(cells ?? state.layout.mostUsedCodes(), cells === null);
  }

  /**
   * Codes without a picture: what they decode to stands for it.
   * @param {Cells} cells
   * @param {boolean} dream  they are nothing yet, and the prior makes something of them
   */
  #fromCodes(cells, dream) {
    const state = this.on.state();
    this.on.decode(cells, (pixels) => {
      state.setPicture({ pixels, name: "", original: cells, made: true });
      this.#stand();
      if (dream && state.priors.some(Boolean)) this.on.dream();
    });
  }

  /**
   * @param {Pixels} pixels
   * @returns {Promise<Cells>}
   */
  async #encode(pixels) {
    /** @type {{cells: number[]}} */
    const { cells } = await postBytes(query("/api/codes/encode", { model: this.on.state().card.name }), pixels);
    return Uint16Array.from(cells);
  }

  /**
   * Encode a picture; its codes take the grid.
   * @param {Pixels} pixels
   * @param {{name: string, done: boolean}} about  name: "test:17", or ""; done: no stroke goes on that draws it
   */
  async take(pixels, { name, done }) {
    const state = this.on.state();
    const turn = ++this.#turn;
    const [c, h, w] = state.book.shape;
    if (pixels.length !== c * h * w) return; // on its way while another model was chosen
    try {
      const original = await this.#encode(pixels);
      if (turn !== this.#turn || state !== this.on.state()) return;
      this.on.error("");
      state.setPicture({ pixels, name, original, made: false });
      this.#stand(done);
    } catch (error) {
      if (turn === this.#turn) this.on.error(messageOf(error));
    }
  }

  /** The picture and its codes, or the link's, onto the page. */
  #stand(done = true) {
    const state = this.on.state();
    const pending = this.#pending;
    this.#pending = null;
    if (pending?.cells) state.cells = pending.cells;
    state.pickSomething();
    state.begin();
    this.on.stand(done);
    if (pending && pending.beside !== null) this.#bringSecond(pending.beside, pending);
  }

  /**
   * The link's second picture, and how far the morph into it was.
   * @param {number} beside
   * @param {Pending} link
   */
  async #bringSecond(beside, { morph, cells }) {
    const state = this.on.state();
    await this.second.fetch(beside);
    if (!morph || !state.second || state !== this.on.state()) return;
    this.on.morph(morph, cells !== null); // cells of a link are on the way already
  }

  /** @param {NamedPicture} picture */
  async #takeSecond(picture) {
    const state = this.on.state();
    try {
      const cells = await this.#encode(picture.pixels);
      if (state !== this.on.state()) return;
      state.second = { ...picture, cells };
    } catch (error) {
      this.on.error(messageOf(error));
      return;
    }
    const plays = this.#plays;
    this.#plays = false;
    this.on.second(plays);
  }

  /**
   * A second picture is needed and there is none: any of the test set.
   * @param {boolean} [plays]  the morph into it, as soon as it is there
   */
  wantSecond(plays = false) {
    this.#plays = plays;
    return this.second.fetchAny();
  }
}
