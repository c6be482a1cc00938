// Three squares side by side: the picture, the grid of its codes, and what the decoder makes of them. Pointing at any
// of them points at all.

import { context2d, el, fmt, paint } from "../../ui/canvas/paint.js";
import { press, signButton, toggleButton } from "../../ui/controls/buttons.js";
import { CodeGrid } from "./grid.js";

/** @typedef {import("../../ui/types.js").Shape} Shape */
/** @typedef {import("./book.js").Book} Book */
/** @typedef {import("./book.js").Pixels} Pixels */
/** @typedef {import("./layout.js").Layout} Layout */
/** @typedef {import("./layout.js").Place} Place */

/**
 * What is done on the stage, that of the grid included.
 * @typedef {object} OwnStageCalls
 * @property {(level: number) => void} level  another level of codes is asked for
 * @property {(by: number) => void} step  the test picture so many further on; 0: any
 */

/** @typedef {import("./grid.js").GridCalls & OwnStageCalls} StageCalls */

const SEEN = [255, 157, 60]; // of what a cell sees, over the picture
const SEEN_MOST = 190; // opacity of what it sees best, of 255
const SEEN_GAMMA = 0.75;
const WHITE = 255;

/**
 * Peak signal-to-noise ratio in dB; Infinity where they are the same.
 * @param {Pixels} a
 * @param {Pixels} b
 */
function psnr(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return sum ? 10 * Math.log10((WHITE ** 2 * a.length) / sum) : Infinity;
}

/**
 * One of the squares that show a picture.
 * @param {string} title
 * @param {string} label  what it shows, for who can't see it
 */
const square = (title, label) => ({
  canvas: el("canvas", { class: "gx-canvas square", role: "img", "aria-label": label }),
  ring: el("i", { class: "cell-mark gx-hidden", "aria-hidden": "true" }),
  title: el("h3", {}, title),
  note: el("p", { class: "gx-note gx-num readout" }),
});

/**
 * @param {string} name
 * @param {ReturnType<typeof square>} parts
 * @param {{veil?: HTMLElement, head?: HTMLElement}} [more]  what lies over the picture, and beside the title
 */
const figure = (name, { title, canvas, ring, note }, { veil, head } = {}) =>
  el(
    "figure",
    { class: `codes-square ${name}` },
    el("div", { class: "square-head" }, title, head),
    el("div", { class: "square-frame" }, canvas, veil, ring),
    note,
  );

export class Stage {
  #left = square("Picture", "The picture");

  #right = square("Decoded", "What the decoder makes of the codes");

  #veil = el("canvas", { class: "veil", "aria-hidden": "true" });

  #codesTitle = el("h3", {}, "Codes");

  #codesNote = el("p", { class: "gx-note gx-num readout", role: "status" });

  #levels = el("div", { class: "level-row segments", role: "group", "aria-label": "Level of the codes" });

  /** @type {HTMLButtonElement[]} */
  #levelButtons = [];

  /** @type {Pixels | null} */
  #picture = null;

  /** @type {Pixels | null} */
  #decoded = null;

  #dream = "";

  /** @type {{row: number, column: number} | null} the pixel that is pointed at */
  #over = null;

  /** @type {Layout | null} */
  #layout = null;

  /** @type {Shape} */
  #shape = [1, 1, 1];

  #level = 0;

  /** @param {StageCalls} on */
  constructor(on) {
    this.on = on;
    this.grid = new CodeGrid(on);
    this.#followPointer(this.#left.canvas);
    this.#followPointer(this.#right.canvas);
    this.#right.note.title = "Peak signal-to-noise ratio of what is decoded to the picture: the higher, the nearer";
    this.steps = el(
      "div",
      { class: "level-row segments", role: "group", "aria-label": "Another test picture" },
      signButton("‹", "The test picture before", () => on.step(-1)),
      signButton("›", "The test picture after", () => on.step(1)),
      signButton("any", "Any picture of the test set", () => on.step(0)),
    );
    const codes = el(
      "figure",
      { class: "codes-square codes" },
      el("div", { class: "square-head" }, this.#codesTitle, this.#levels),
      this.grid.root,
      this.#codesNote,
    );
    this.root = el(
      "div",
      { class: "codes-stage" },
      figure("picture", this.#left, { veil: this.#veil, head: this.steps }),
      codes,
      figure("decoded", this.#right),
    );
  }

  /** The decoded picture, in its own size. */
  get decodedCanvas() {
    return this.#right.canvas;
  }

  /**
   * Another model. Pictures of another size than before give way to black.
   * @param {Book} book
   * @param {Layout} layout
   * @param {number} level
   * @param {boolean} test  there are test pictures
   */
  open(book, layout, level, test) {
    const [, h, w] = book.shape;
    this.steps.classList.toggle("gx-hidden", !test);
    this.#layout = layout;
    this.#shape = book.shape;
    this.#decoded = null;
    this.root.style.setProperty("--ratio", String(w / h));
    for (const canvas of [this.#left.canvas, this.#right.canvas, this.#veil]) {
      if (canvas.width === w && canvas.height === h) continue;
      canvas.width = w;
      canvas.height = h;
    }
    this.#levelButtons = layout.levels.map((one, i) =>
      toggleButton(`${one.h} × ${one.w}`, `Show the ${i ? "finer" : "coarse"} codes`, () => this.on.level(i)),
    );
    this.#levels.replaceChildren(...(layout.levels.length < 2 ? [] : this.#levelButtons));
    this.grid.open(book, layout, level);
    this.setLevel(level);
  }

  /** @param {number} level */
  setLevel(level) {
    if (!this.#layout) return;
    const { levels } = this.#layout;
    const { h, w } = levels[level];
    this.#level = level;
    this.grid.setLevel(level);
    this.#codesTitle.textContent = levels.length < 2 ? `${h} × ${w} codes` : "Codes";
    this.#levelButtons.forEach((button, i) => press(button, i === level));
    this.showSeen(null);
  }

  /**
   * @param {Pixels} pixels
   * @param {string} title  what this picture is
   */
  showPicture(pixels, title) {
    this.#picture = pixels;
    this.#left.title.textContent = title;
    paint(this.#left.canvas, pixels, this.#shape);
    this.#tell();
  }

  /**
   * @param {Pixels} pixels
   * @param {string} [dream]  what is said instead of how near it is to the picture, where it is none of it
   */
  showDecoded(pixels, dream = "") {
    this.#decoded = pixels;
    this.#dream = dream;
    paint(this.#right.canvas, pixels, this.#shape);
    this.#tell();
  }

  /**
   * How strongly a cell depends on each pixel, over the picture.
   * @param {Float32Array | null} seen  h * w, not negative; null for none
   */
  showSeen(seen) {
    const [, h, w] = this.#shape;
    const image = new ImageData(w, h);
    const most = seen ? Math.max(...seen) : 0;
    if (seen && most > 0) {
      seen.forEach((value, i) => {
        image.data.set([...SEEN, Math.round(SEEN_MOST * (value / most) ** SEEN_GAMMA)], 4 * i);
      });
    }
    context2d(this.#veil).putImageData(image, 0, 0);
  }

  /**
   * @param {Place} place  the cell that is looked at
   * @param {string} words  of its code
   */
  showCursor(place, words) {
    if (!this.#layout) return;
    const { h, w } = this.#layout.levels[place.level];
    this.grid.setCursor(place);
    for (const { ring } of [this.#left, this.#right]) {
      ring.classList.remove("gx-hidden");
      ring.style.left = `${(place.x / w) * 100}%`;
      ring.style.top = `${(place.y / h) * 100}%`;
      ring.style.width = `${100 / w}%`;
      ring.style.height = `${100 / h}%`;
    }
    this.describeCell(words);
  }

  /** @param {string} words  what stands in the cell that is looked at */
  describeCell(words) {
    this.#codesNote.textContent = words;
  }

  /** @param {HTMLCanvasElement} canvas  of a picture */
  #followPointer(canvas) {
    canvas.addEventListener("pointermove", (event) => this.#point(canvas, event));
    canvas.addEventListener("pointerleave", () => {
      this.#over = null;
      this.#tell();
    });
  }

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {PointerEvent} event
   */
  #point(canvas, event) {
    if (!this.#picture || !this.#decoded || !this.#layout) return;
    const area = canvas.getBoundingClientRect();
    const [, h, w] = this.#shape;
    /** @param {number} share @param {number} size */
    const within = (share, size) => Math.min(size - 1, Math.max(0, Math.floor(share * size)));
    const row = within((event.clientY - area.top) / area.height, h);
    const column = within((event.clientX - area.left) / area.width, w);
    this.#over = { row, column };
    this.#tell();
    this.on.look(this.#layout.cellAt(this.#level, row, column));
  }

  /** The numbers under the pictures: of the pixel that is pointed at, or of the whole. */
  #tell() {
    this.#left.note.textContent = this.#pictureWords();
    this.#right.note.textContent = this.#decodedWords();
  }

  #pictureWords() {
    if (!this.#picture) return "";
    const over = this.#over;
    if (over) return `row ${over.row + 1}, column ${over.column + 1}: ${this.#valueAt(this.#picture, over)}`;
    const [c, h, w] = this.#shape;
    return `${h} × ${w} pixels${c === 3 ? " in colour" : ""}`;
  }

  #decodedWords() {
    if (!this.#picture || !this.#decoded) return "";
    if (this.#over) return `here ${this.#valueAt(this.#decoded, this.#over)}`;
    if (this.#dream) return this.#dream;
    const near = psnr(this.#picture, this.#decoded);
    return near === Infinity ? "the same as the picture" : `PSNR ${fmt(near, 1)} dB`;
  }

  /**
   * A pixel's value in each channel, 0 to 1.
   * @param {Pixels} pixels
   * @param {{row: number, column: number}} place
   */
  #valueAt(pixels, { row, column }) {
    const [c, h, w] = this.#shape;
    return Array.from({ length: c }, (_, plane) => fmt(pixels[(plane * h + row) * w + column] / WHITE)).join(" ");
  }
}
