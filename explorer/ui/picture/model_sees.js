// What the model sees of an uploaded picture: the chain of steps from the file to the model's pixels, each with its
// switch.

import { decodeBase64, el, paint } from "../canvas/paint.js";
import { button, press, toggleButton } from "../controls/buttons.js";
import { messageOf, postBytes, query } from "../transport/api.js";
import { FaceSquare } from "./face_square.js";
import { lighten } from "./upload.js";

/** @typedef {import("./upload.js").Upload} Upload */

/**
 * Which steps are switched by hand, by their names; what is not in here the picture decides. "turn" is a number of
 * quarter turns to the right, and "mirror" is done after it; "across", "down" and "side" say where the square around a
 * face is.
 * @typedef {{[name: string]: boolean | number}} Switches
 */

/**
 * A picture of the chain: pixels are base64 of uint8 (channels, height, width).
 * @typedef {{pixels: string, channels: 1 | 3, width: number, height: number}} SmallPicture
 */

/**
 * A step of the chain, and the picture after it; `auto` is what the picture asks for.
 * @typedef {SmallPicture & {name: string, title: string, about: string, on: boolean, auto: boolean}} Step
 */

/**
 * What `/api/picture` makes of a file: the model's pixels as base64 of uint8 (c, h, w), and how they came about; part:
 * most of what stands out on the picture is not in them; place: of a face, the square that is cut out.
 * @typedef {{pixels: string, notes: string[], original: SmallPicture, stages: Step[], part: boolean,
 *   place?: import("./face_square.js").Placed}} Prepared
 */

/**
 * @typedef {object} SeesCallbacks
 * @property {() => import("../types.js").Card} card  the model that is asked for
 * @property {(pixels: Uint8Array<ArrayBuffer>, notes: string[], part: boolean) => void} onpixels  gets uint8 (c, h, w)
 *   for each file and each switch, only the newest; part: most of what stands out on the picture is not in them
 * @property {(message: string) => void} onerror  gets a sentence, or an empty text when all is well; after an error
 *   everything stays as it was
 */

/**
 * A picture of the chain in the list, with its name. The first one, which is no step, has no switch.
 * @typedef {object} Row
 * @property {HTMLLIElement} root
 * @property {HTMLCanvasElement} canvas
 * @property {HTMLInputElement | null} box
 * @property {HTMLElement} state
 * @property {HTMLElement} words
 */

const EXPLAINED =
  "Each step works on the picture above it. What a picture needs is found out from it; " +
  "switch a step to see what it is good for. Which way is up only you know: turn your picture, or mirror it.";
const TURNS = 4; // quarter turns in a whole one

export class ModelSees {
  #turn = 0;

  /** @type {number | null} the turn whose answers are being waited for */
  #asking = null;

  /** @type {Upload | null} the file that is shown */
  #kept = null;

  /** @type {Upload | null} the file that was taken last, answered or not */
  #newestFile = null;

  /** @type {Switches} of what is shown */
  #steps = {};

  /** @type {Switches} as they stand, answered or not */
  #newest = {};

  /** @type {{steps: Switches, from: Upload} | null} what is asked for next */
  #wanted = null;

  /** @type {Prepared | null} */
  #shown = null;

  /** @type {Map<string, Row>} by the step's name, so that a switch keeps the focus when its picture changes */
  #rows = new Map();

  #auto = button("As the picture asks", "Let the picture decide about every step again", () => this.#ask({}));
  #turn90 = button("Turn", "Turn your picture by a quarter to the right", () => this.#turnRight());
  #mirror = toggleButton("Mirror", "Mirror your picture, left to right", () => {
    this.#ask({ ...unplaced(this.#newest), mirror: !this.#newest.mirror });
  });
  #first = this.#row("Your picture", "As it was opened, upright where its camera noted how.");
  #list = el("ol", { class: "chain" });

  /** The square around a face, to stand beside the chain; hidden where there is none. */
  square = new FaceSquare((place) => this.#ask({ ...this.#newest, ...place, face: true }));
  root = el(
    "details",
    { class: "gx-sees gx-hidden" },
    el("summary", {}, "What the model sees"),
    el("p", { class: "gx-note" }, EXPLAINED),
    this.#list,
    this.#auto,
  );

  /** @param {SeesCallbacks} on */
  constructor(on) {
    this.on = on;
    this.#first.words.append(el("div", { class: "gx-row" }, this.#turn90, this.#mirror));
  }

  /** To the right as it is seen: a mirrored picture is turned to the left before it is mirrored. */
  #turnRight() {
    const { turn = 0, mirror = false } = this.#newest;
    this.#ask({ ...unplaced(this.#newest), turn: (Number(turn) + (mirror ? TURNS - 1 : 1)) % TURNS });
  }

  /**
   * Another file: every step is decided by the picture anew.
   * @param {File} file
   */
  async take(file) {
    const turn = ++this.#turn;
    this.on.onerror("");
    try {
      const from = await lighten(file);
      if (turn === this.#turn) await this.#ask({}, from);
    } catch (error) {
      if (turn === this.#turn) this.on.onerror(messageOf(error));
    }
  }

  /** No answer is waited for any more; the file and its chain stay. */
  stop() {
    this.#turn++;
    this.#wanted = null;
    this.#restore();
  }

  /** The switches as they were for the pictures that are on screen. */
  #restore() {
    this.#newest = this.#steps;
    this.#newestFile = this.#kept;
    if (this.#shown) this.#show(this.#shown);
  }

  /** No file any more. */
  forget() {
    this.#turn++;
    this.#kept = null;
    this.#newestFile = null;
    this.#steps = {};
    this.#newest = {};
    this.#wanted = null;
    this.#shown = null;
    this.#rows.clear();
    this.square.show(undefined);
    this.root.classList.add("gx-hidden");
  }

  /**
   * A file once more with these switches. While an answer is waited for only the newest wish is remembered.
   * @param {Switches} steps
   * @param {Upload | null} [from]  the file that was taken last, unless another one is given
   */
  async #ask(steps, from = this.#newestFile) {
    if (!from) return;
    this.#wanted = { steps, from };
    this.#newestFile = from;
    this.#newest = steps;
    if (this.#asking === this.#turn) return;
    const turn = this.#turn;
    this.#asking = turn;
    while (turn === this.#turn && this.#wanted) await this.#answerNext(turn);
    if (this.#asking === turn) this.#asking = null;
  }

  /**
   * Ask for what is wanted and show it, unless something else is wanted by then.
   * @param {number} turn
   */
  async #answerNext(turn) {
    const wish = this.#wanted;
    const card = this.on.card();
    if (!wish) return;
    this.#wanted = null;
    try {
      const url = query("/api/picture", { model: card.name, steps: spell(wish.steps) });
      /** @type {Prepared} */
      const found = await postBytes(url, wish.from.file);
      if (turn !== this.#turn) return;
      if (card !== this.on.card()) this.#wanted ??= wish; // another model meanwhile
      if (this.#wanted) return;
      this.#steps = wish.steps;
      this.#kept = wish.from;
      this.#show(found);
      this.on.onerror("");
      this.on.onpixels(decodeBase64(found.pixels), [...wish.from.notes, ...found.notes], found.part);
    } catch (error) {
      if (turn !== this.#turn || this.#wanted) return;
      this.#restore();
      this.on.onerror(messageOf(error));
    }
  }

  /** @param {Prepared} found */
  #show(found) {
    this.#shown = found;
    draw(this.#first, found.original);
    const { turn = 0, mirror = false } = this.#newest;
    press(this.#mirror, Boolean(mirror));
    this.#first.state.textContent = [turn && `turned by ${90 * Number(turn)}°`, mirror && "mirrored"]
      .filter(Boolean)
      .join(", ");
    const rows = [this.#first, ...found.stages.map((step) => this.#showStep(step))].map(({ root }) => root);
    const listed = [...this.#list.children];
    const changed = rows.length !== listed.length || rows.some((row, i) => row !== listed[i]);
    if (changed) this.#list.replaceChildren(...rows);
    const cut = found.stages.some(({ name, on }) => name === "face" && on);
    this.square.show(cut ? found.place : undefined);
    const moved = "side" in this.#newest;
    this.#auto.disabled = !turn && !mirror && !moved && found.stages.every(({ on, auto }) => on === auto);
    this.root.classList.remove("gx-hidden");
  }

  /**
   * A step in its row, which is made when the step is met for the first time.
   * @param {Step} step
   */
  #showStep(step) {
    const { name, title, about, on, auto } = step;
    const row = this.#rows.get(name) ?? this.#row(title, about, (yes) => this.#ask({ ...this.#newest, [name]: yes }));
    this.#rows.set(name, row);
    draw(row, step);
    if (row.box) row.box.checked = on;
    row.root.classList.toggle("off", !on);
    row.state.textContent = on === auto ? "" : "switched by you";
    return row;
  }

  /**
   * @param {string} title
   * @param {string} about
   * @param {((on: boolean) => void) | null} [onswitch]  null: it has no switch
   * @returns {Row}
   */
  #row(title, about, onswitch = null) {
    const canvas = el("canvas", { class: "gx-canvas", "aria-hidden": "true" });
    const state = el("span", { class: "gx-note state" });
    const box = onswitch && el("input", { type: "checkbox", onchange: ({ target }) => onswitch(isChecked(target)) });
    const head = el(onswitch ? "label" : "div", { class: "step-name" }, box, el("b", {}, title));
    const words = el("div", {}, head, state, el("p", { class: "gx-note" }, about));
    const root = el("li", {}, el("div", { class: "step-picture" }, canvas), words);
    return { root, canvas, box, state, words };
  }
}

/**
 * Switches without a square's place: on a picture that is turned it is another one.
 * @param {Switches} steps
 * @returns {Switches}
 */
const unplaced = ({ across: _across, down: _down, side: _side, ...others }) => others;

/** @param {EventTarget | null} target */
const isChecked = (target) => target instanceof HTMLInputElement && target.checked;

/**
 * Switches as the server reads them: "invert:1,crop:0".
 * @param {Switches} steps
 */
const spell = (steps) =>
  Object.entries(steps)
    .map(([name, on]) => `${name}:${Number(on)}`)
    .join();

/**
 * @param {Row} row
 * @param {SmallPicture} picture
 */
function draw({ canvas }, { pixels, channels, width, height }) {
  paint(canvas, decodeBase64(pixels), [channels, height, width]);
  canvas.style.setProperty("--ratio", String(width / height));
}
