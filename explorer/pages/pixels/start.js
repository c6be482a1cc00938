// What drawing begins with: an empty canvas, or a picture of one's own with a part of it rubbed out.

import { el } from "../../ui/canvas/paint.js";
import { press, toggleButton } from "../../ui/controls/buttons.js";
import { why } from "../../ui/lessons/why.js";
import { UNKNOWN } from "../../ui/painting/record.js";
import { MaskPad } from "../../ui/picture/mask_pad.js";
import { PictureSource } from "../../ui/picture/picture_source.js";
import { getJSON, messageOf } from "../../ui/transport/api.js";
import { explainHole, HOLES, holeOf, nameOf } from "./holes.js";
import { OWN, readHole, readPicture } from "./own.js";

/**
 * @import { PictureStart } from "../../ui/painting/canvas.js"
 * @import { DrawingOrder } from "../../ui/painting/order.js"
 * @import { Card } from "../../ui/types.js"
 * @import { HoleName } from "./holes.js"
 * @import { PixelsView } from "./view.js"
 */

/**
 * A hole by name, or one made with the brush.
 * @typedef {HoleName | "brushed"} HoleKind
 */

/**
 * What drawing begins with. `name`: "test:17", or "" for a picture that can't be named; `done`: no stroke is under way.
 * @typedef {{kind: "empty"} | (PictureStart & {name: string, preset: HoleKind, done: boolean})} Start
 */

/**
 * Another model, or a link.
 * @typedef {object} Opening
 * @property {Card} card
 * @property {number} levels  that the model knows
 * @property {PixelsView} view
 */

/** @type {HoleName} */
const FIRST = "bottom";
const SCORED_TITLE = "Rub out nothing: the picture is only scored";
const NO_PICTURE = "The link's picture can't be had here: the canvas is empty.";

/** A panel. What a person begins with, and a link's picture once it has come, is told by `changed`. */
export class StartPanel {
  /** @type {Start["kind"]} */
  kind = "empty";
  /** @type {Card | null} */
  #card = null;
  /** @type {Uint8Array<ArrayBuffer> | null} greys (c*h*w) */
  #pixels = null;
  #name = "";
  /** @type {{pixels: Uint8Array<ArrayBuffer>, name: string} | null} what stood there before the pad was drawn on */
  #before = null;
  /** @type {HoleKind} */
  #preset = FIRST;
  /** @type {HoleName | null} the hole that the next picture gets; null: the one that is there */
  #asked = FIRST;
  /** @type {number | null} the test picture that is to be taken once the source is there */
  #wanted = null;
  /** @type {DrawingOrder} */
  #order = null;
  /** @type {PictureSource | null} */
  #source = null;
  /** @type {Promise<Card[]> | null} */
  #cards = null;

  /**
   * @param {object} on
   * @param {(start: Start) => void} on.changed
   * @param {(message: string) => void} on.error
   */
  constructor(on) {
    this.on = on;
    const complete = "Rub out a part of a picture and let the model complete it, or only score it";
    this.kinds = {
      empty: toggleButton("Empty canvas", "The model paints everything", () => this.#choose("empty")),
      picture: toggleButton("A picture", complete, () => this.#choose("picture")),
    };
    this.holes = HOLES.map(({ name, title }) => {
      const what = name ? `Rub out ${title.toLowerCase()}` : SCORED_TITLE;
      return { name, button: toggleButton(title, what, () => this.#rub(name)) };
    });
    this.sourceRoot = el("div", {});
    this.greys = el("p", { class: "gx-note" });
    this.mask = new MaskPad((done) => this.#brushed(done), {
      lost: "rubbed out",
      cover: (x, y) => UNKNOWN[(x + y) % 2],
      begun: false,
    });
    this.told = el("p", { class: "gx-note order-note", role: "status" });
    this.rubbing = this.#rubbingPart();
    this.body = el("div", { class: "start-body gx-hidden" }, this.sourceRoot, this.greys, this.rubbing);
    const kinds = el(
      "div",
      { class: "start-kinds segments", role: "group", "aria-label": "Begin with" },
      this.kinds.empty,
      this.kinds.picture,
    );
    this.root = el(
      "section",
      { class: "gx-panel pixels-start" },
      el("h3", {}, "Begin with", why("completions")),
      kinds,
      this.body,
    );
  }

  #rubbingPart() {
    const buttons = this.holes.map(({ button }) => button);
    return el(
      "div",
      { class: "rubbing gx-hidden" },
      el("h4", {}, "Rub out"),
      el("div", { class: "holes", role: "group", "aria-label": "What is rubbed out" }, ...buttons),
      this.mask.root,
      this.told,
    );
  }

  /**
   * Another model, or a link. An own picture stays where its size stays.
   * @param {Opening} opening
   */
  async open({ card, levels, view }) {
    const before = this.kind;
    const { start } = view;
    const same = this.#card?.shape.join() === card.shape.join();
    const fits = same && (!this.#name || this.#card?.dataset === card.dataset);
    const own = fits && before === "picture" && !start;
    this.#card = card;
    this.#order = null;
    this.greys.textContent = levelWords(levels);
    if (!fits) {
      this.#pixels = null;
      this.#name = "";
      this.#before = null;
    }
    if (start.startsWith(OWN)) {
      await this.#openOwn(start, view.hole);
      return;
    }
    this.#show(start || own ? "picture" : "empty");
    const hole = /** @type {HoleName} */ (view.hole);
    if (start && start === this.#name) {
      if (hole && hole !== this.#preset) this.#rub(hole, false);
      return;
    }
    if (start) {
      const keeps = same && this.#preset === "brushed" && !hole;
      this.#wanted = Number(start.split(":")[1]);
      if (!keeps) this.#asked = hole;
    }
    const brought = this.#bringSource();
    // Not waited for where none is needed: a picture may be dropped onto the page, too.
    if (start || own) await brought;
    if (start && !this.#pixels && card === this.#card) {
      this.#show("empty");
      this.on.error(NO_PICTURE);
    }
    if (before === "picture" && this.kind === "empty") this.#emit(true);
  }

  /**
   * A link's own picture.
   * @param {string} start
   * @param {string} hole  by name, or as own.js writes it
   */
  async #openOwn(start, hole) {
    const card = this.#card;
    const pixels = await readPicture(start);
    if (!card || card !== this.#card) return;
    const [, h, w] = card.shape;
    this.#show("picture");
    this.#pixels = pixels;
    this.mask.setPicture(pixels, card.shape);
    this.mask.set(hole.startsWith(OWN) ? readHole(hole, h * w) : holeOf(/** @type {HoleName} */ (hole), card.shape));
    this.#tell();
    this.#emit(true);
    this.#bringSource();
  }

  /** The pad is empty again: back to the picture that stood there before it was drawn on, or to the empty canvas. */
  #clear() {
    if (!this.#card || !this.#pixels) return;
    this.#pixels = this.#before?.pixels ?? null;
    this.#name = this.#before?.name ?? "";
    if (this.#pixels) this.mask.setPicture(this.#pixels, this.#card.shape);
    else this.#show("empty");
    this.#emit(true);
  }

  /**
   * When each pixel is drawn, once that is known; null: row by row.
   * @param {DrawingOrder} order
   */
  setOrder(order) {
    this.#order = order;
    if (this.#pixels) this.#tell();
  }

  /** @param {Start["kind"]} kind */
  #show(kind) {
    this.kind = kind;
    press(this.kinds.empty, kind === "empty");
    press(this.kinds.picture, kind === "picture");
    this.body.classList.toggle("gx-hidden", kind !== "picture");
  }

  /** @param {Start["kind"]} kind */
  async #choose(kind) {
    if (kind === this.kind) return;
    this.#show(kind);
    if (kind === "empty" || this.#pixels) {
      this.#emit(true);
      return;
    }
    this.#wanted = 0;
    await this.#bringSource();
  }

  /** Pictures are brought to the model's size by one that takes pictures of the same kind; drawing needs none. */
  async #bringSource() {
    const card = this.#card;
    /** @type {Card[]} */
    let cards;
    try {
      this.#cards ??= getJSON("/api/models");
      cards = await this.#cards;
    } catch (error) {
      this.#cards = null; // asked for again the next time
      this.on.error(messageOf(error));
      return;
    }
    if (!card || card !== this.#card) return;
    const taker = cards.find((one) => takesPicturesOf(one, card)) ?? card;
    const source = this.#sourceFor(taker);
    const wanted = this.#wanted;
    this.#wanted = null;
    if (wanted === null || !taker.test || !taker.can.includes("encode")) return;
    source.index = wanted;
    source.open("test");
    await source.take(wanted);
  }

  /** @param {Card} taker  of pictures */
  #sourceFor(taker) {
    if (this.#source) {
      this.#source.setCard(taker);
      return this.#source;
    }
    this.#source = new PictureSource(this.sourceRoot, {
      card: taker,
      draws: true,
      onpicture: (pixels, about) => this.#take(pixels, about),
      oncleared: () => this.#clear(),
    });
    return this.#source;
  }

  /**
   * @param {Uint8Array<ArrayBuffer>} pixels  greys (c*h*w)
   * @param {{from: string, done: boolean}} about
   */
  #take(pixels, { from, done }) {
    const card = this.#card;
    if (!card) return;
    const { shape } = card;
    if (pixels.length !== shape[0] * shape[1] * shape[2]) return; // on its way while another model was chosen
    const resized = this.mask.shape.join() !== shape.join();
    const kept = this.#preset === "brushed" ? FIRST : this.#preset;
    const hole = this.#asked ?? kept;
    this.#pixels = pixels;
    this.#name = from === "test" ? `test:${this.#source?.index}` : "";
    if (from !== "draw") this.#before = { pixels, name: this.#name };
    this.mask.setPicture(pixels, shape);
    if (resized || this.#asked !== null) this.#rub(hole, false);
    this.#asked = null; // once: from now on the hole is the person's
    this.#tell();
    if (from === "upload") this.#show("picture"); // dropped or pasted
    if (this.kind === "picture") this.#emit(done);
  }

  /**
   * @param {HoleName} name
   * @param {boolean} [emit]  whether it is told
   */
  #rub(name, emit = true) {
    if (!this.#card) return;
    this.mask.set(holeOf(name, this.#card.shape));
    this.#tell();
    if (emit) this.#emit(true);
  }

  /** @param {boolean} done  the stroke is over */
  #brushed(done) {
    this.#tell();
    this.#emit(done);
  }

  /** Which hole this is, and what the order of drawing makes of it. */
  #tell() {
    if (!this.#card) return;
    const { mask } = this.mask;
    const { shape } = this.#card;
    this.#preset = nameOf(mask, shape) ?? "brushed";
    for (const { name, button } of this.holes) press(button, name === this.#preset);
    this.rubbing.classList.remove("gx-hidden");
    this.told.textContent = explainHole(mask, this.#order);
  }

  /** @param {boolean} done */
  #emit(done) {
    const pixels = this.#pixels;
    if (this.kind === "empty" || !pixels) {
      this.on.changed({ kind: "empty" });
      return;
    }
    const hole = this.mask.mask.slice();
    this.on.changed({ kind: "picture", pixels, hole, name: this.#name, preset: this.#preset, done });
  }
}

/**
 * Whether a model takes pictures as another one draws them.
 * @param {Card} taker
 * @param {Card} card
 */
function takesPicturesOf(taker, card) {
  const fits = taker.dataset === card.dataset && taker.shape.join() === card.shape.join();
  return fits && taker.usable && taker.can.includes("encode");
}

/**
 * What becomes of a picture's greys.
 * @param {number} levels  that the model knows
 */
function levelWords(levels) {
  if (levels === 2)
    return "The model knows black and white only: each grey of your picture becomes white with itself as the chance.";
  return levels < 256 ? `The model knows ${levels} greys: each of your picture's becomes the nearest.` : "";
}
