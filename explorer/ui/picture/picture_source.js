// Where a picture of one's own comes from: drawn, uploaded (chosen, dropped or pasted), or taken from the test set.

import { el } from "../canvas/paint.js";
import { press } from "../controls/buttons.js";
import { errorLine } from "../controls/error_line.js";
import { messageOf } from "../transport/api.js";
import { catchFiles } from "./catch_files.js";
import { Pad } from "./pad.js";
import { TestPane } from "./test_pane.js";
import { UploadPane } from "./upload_pane.js";

/** @typedef {import("../types.js").Card} Card */
/** @typedef {"draw" | "upload" | "test"} Way */

/**
 * Where a picture came from; done: no stroke is going on; part: most of what stood out on an upload was left out.
 * @typedef {{from: Way, done: boolean, part?: boolean}} About
 */

/**
 * Gets uint8 (c, h, w) as the model expects it.
 * @typedef {(pixels: Uint8Array<ArrayBuffer>, about: About) => unknown} OnPicture
 */

const EVERY_MS = 100; // at most ten pictures a second while a stroke is drawn
const NO_PEN = "There is no pad for pictures in colour: its pen is light on dark. Upload one";
const NO_TEST_SET =
  "Its test set is not on this disk (start the app with --data), so there is nothing to take from it.";

/** @type {[Way, string, string][]} */
const WAYS = [
  ["draw", "Draw", "Draw a picture"],
  ["upload", "Upload", "Choose, drop or paste a picture"],
  ["test", "Test set", "Take a picture that the model has never been trained on"],
];

export class PictureSource {
  /** @type {Way} the tab that is open */
  #open = "draw";

  /** @type {{pixels: Uint8Array<ArrayBuffer>, about: About} | null} what is handed over next */
  #queue = null;

  #busy = false;

  #error = errorLine();
  #absent = el("p", { class: "gx-note" });
  #none = el("p", { class: "gx-note" });
  #body = el("div", { class: "source-body" });

  /** @type {{[way in Way]: HTMLButtonElement}} */
  #tabs;

  /**
   * @param {HTMLElement} root
   * @param {object} options
   * @param {Card} options.card
   * @param {OnPicture} options.onpicture  The next picture is handed over when its promise is kept, and only the
   *   newest: a slow model sees fewer pictures, never old ones.
   * @param {() => void} [options.oncleared]  the pad is empty again; without it an empty pad is a picture like others
   * @param {boolean} [options.draws]  the pad is offered for models without an encoder, too
   */
  constructor(root, { onpicture, oncleared, card, draws = false }) {
    this.root = root;
    this.card = card;
    this.onpicture = onpicture;
    this.oncleared = oncleared;
    this.draws = draws;
    const padRoot = el("div", {});
    this.pad = new Pad(padRoot, {
      shape: [1, 28, 28],
      onchange: (pixels, done) => this.#draw(pixels, done),
    });
    this.uploads = new UploadPane({
      card: () => this.card,
      file: (file) => this.upload(file),
      picture: (pixels, part) => this.#give(pixels, { from: "upload", done: true, part }),
      error: (message) => this.#fail(message),
    });
    this.tests = new TestPane({
      card: () => this.card,
      wish: (index) => this.take(index),
      picture: (pixels) => this.#give(pixels, { from: "test", done: true }),
      error: (message) => this.#fail(message),
    });
    this.panes = { draw: padRoot, upload: this.uploads.root, test: this.tests.root };
    this.#tabs = this.#makeTabs();
    this.#build();
    this.#setOwnCard(true);
  }

  /** The number of the test picture that is shown, or null. */
  get index() {
    return this.tests.index;
  }

  set index(index) {
    this.tests.index = index;
  }

  #makeTabs() {
    const tabs = WAYS.map(([way, text, title]) => [
      way,
      el("button", { class: "gx-btn", type: "button", role: "tab", title, onclick: () => this.open(way) }, text),
    ]);
    return Object.fromEntries(tabs);
  }

  #build() {
    const tabs = el(
      "div",
      { class: "tabs", role: "tablist", "aria-label": "Where the picture comes from" },
      ...Object.values(this.#tabs),
    );
    this.#body.append(tabs, ...Object.values(this.panes), this.#error, this.#absent);
    this.root.classList.add("gx-source");
    this.root.replaceChildren(this.#body, this.#none);
    this.open("draw");
    catchFiles(
      this.root,
      (file) => this.upload(file),
      () => this.card.can.includes("encode"),
    );
  }

  /**
   * Another model: the pad takes its size; what was drawn stays where the size stays.
   * @param {Card} card
   */
  setCard(card) {
    const other = card.dataset !== this.card.dataset;
    this.card = card;
    this.#setOwnCard(other);
  }

  /** @param {boolean} other  it is of another data set than the one before */
  #setOwnCard(other) {
    const { card } = this;
    const can = card.can.includes("encode");
    this.#offer(can, can && card.test);
    if (!can) this.uploads.stop();
    this.pad.setShape(card.shape, card.dataset === "shapes");
    for (const { canvas } of [this.uploads, this.tests]) {
      canvas.style.setProperty("--ratio", String(card.shape[2] / card.shape[1]));
    }
    if (this.#isHidden(this.#open)) this.open("draw");
    if (!other) return;
    this.tests.forget();
    this.uploads.forget();
    this.#fail("");
  }

  /** @returns {Way} */
  get #withoutPad() {
    return this.#isHidden("test") ? "upload" : "test";
  }

  /**
   * Show the ways that there are for the model, and say why the others are not.
   * @param {boolean} can  the model takes pictures
   * @param {boolean} test  its test set is here
   */
  #offer(can, test) {
    const offered = can || this.draws;
    const pen = this.card.shape[0] === 1 || !can;
    this.#tabs.draw.classList.toggle("gx-hidden", !pen);
    this.#body.classList.toggle("gx-hidden", !offered);
    this.#tabs.upload.classList.toggle("gx-hidden", !can && this.draws);
    this.#tabs.test.classList.toggle("gx-hidden", !test);
    this.#none.textContent = offered ? "" : `${this.card.title} has no encoder: it can't take a picture.`;
    const other = test ? `${NO_PEN}, or take one from the test set.` : `${NO_PEN}.`;
    this.#absent.textContent = [pen ? "" : other, can && !test ? NO_TEST_SET : ""].filter(Boolean).join(" ");
  }

  /** @param {Way} way */
  #isHidden(way) {
    return this.#tabs[way].classList.contains("gx-hidden");
  }

  /** @param {Way} wanted  whose tab is opened; without a pad the test set's, or that for uploads */
  open(wanted) {
    const way = wanted === "draw" && this.#isHidden("draw") ? this.#withoutPad : wanted;
    this.#open = way;
    for (const [name] of WAYS) {
      this.#tabs[name].setAttribute("aria-selected", String(name === way));
      press(this.#tabs[name], name === way);
      this.panes[name].classList.toggle("gx-hidden", name !== way);
    }
  }

  /**
   * @param {Uint8Array<ArrayBuffer>} pixels
   * @param {boolean} done  no stroke is going on
   */
  #draw(pixels, done) {
    if (!this.oncleared || !this.pad.empty) {
      this.#give(pixels, { from: "draw", done });
      return;
    }
    this.#queue = null;
    this.oncleared();
  }

  /**
   * Hand a picture over, newest only.
   * @param {Uint8Array<ArrayBuffer>} pixels
   * @param {About} about
   */
  async #give(pixels, about) {
    this.#queue = { pixels, about };
    if (this.#busy) return;
    this.#busy = true;
    while (this.#queue) {
      const next = this.#queue;
      const began = performance.now();
      this.#queue = null;
      try {
        await this.onpicture(next.pixels, next.about);
      } catch (error) {
        this.#fail(messageOf(error));
      }
      await pause(EVERY_MS - (performance.now() - began));
    }
    this.#busy = false;
  }

  /**
   * A file, as if it had been chosen.
   * @param {File} file
   */
  upload(file) {
    this.open("upload");
    this.tests.stop();
    this.uploads.take(file);
  }

  /**
   * A picture of the test set.
   * @param {number} index  beyond the ends it goes round
   */
  async take(index) {
    this.uploads.stop();
    this.#fail("");
    await this.tests.take(index);
  }

  /** @param {string} message  empty when all is well */
  #fail(message) {
    this.#error.textContent = message;
  }
}

/**
 * @param {number} ms  not above 0: no time at all
 * @returns {Promise<void>}
 */
async function pause(ms) {
  if (ms <= 0) return;
  await new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
