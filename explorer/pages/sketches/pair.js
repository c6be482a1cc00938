// A drawing through z: itself drawn again from its latents, and the drawings on the way to another one.

import { el } from "../../ui/canvas/paint.js";
import { sharpen } from "../../ui/canvas/sharpen.js";
import { button } from "../../ui/controls/buttons.js";
import { why } from "../../ui/lessons/why.js";
import { JobSocket } from "../../ui/transport/jobs.js";
import { drawPoints, onPaper } from "./draw.js";
import { read } from "./own.js";
import { SketchRecord } from "./record.js";
import { Sheet } from "./sheet.js";

/**
 * @import { Status } from "../../ui/types.js"
 * @import { TakeSheet } from "./take_sheet.js"
 * @import { Point, SketchesView, SketchEvent, SketchJob } from "./types.js"
 */

/**
 * @typedef {object} PairCalls
 * @property {() => string} drawn  what stands on the paper, as text; "" for nothing
 * @property {() => Omit<SketchJob, "way" | "drawn" | "other" | "n">} settings
 * @property {(kept: {first?: string, last?: string, between?: number}) => void} keep
 * @property {(points: Point[]) => void} take  onto the paper
 * @property {(sheet: Sheet) => TakeSheet} saved  what saves its sheet
 * @property {(message: string) => void} error
 * @property {(status: Status) => void} status
 */

const COUNT = 9;
const THUMB = 72; // px

export class Pair {
  #first = "";
  #last = "";
  #between = 0; // 1: the sheet is of the way from one to the other
  #asked = ""; // what the sheet was drawn under
  #reads = false;
  #record = new SketchRecord([]);

  #thumbs = { first: thumb(), last: thumb() };
  #said = el("p", { class: "gx-note", role: "status" });

  /** @param {PairCalls} on */
  constructor(on) {
    this.on = on;
    this.sheet = new Sheet("Drawings from z", (which) => on.take(this.sheet.pointsOf(which)));
    this.saved = on.saved(this.sheet);
    /** @type {JobSocket<SketchJob, SketchEvent>} */
    this.socket = new JobSocket("/api/sketches", {
      event: (event, job) => this.#heard(event, job),
      waits: on.error,
      status: (status) => on.status(status),
    });
    this.between = button("In-betweens", "Nine drawings on the arc from the first z to the second", () =>
      this.#ask("between"),
    );
    const keeper = (/** @type {"first" | "last"} */ name, /** @type {string} */ words) =>
      el(
        "div",
        { class: "keeper" },
        this.#thumbs[name],
        button(`Keep as ${words}`, `Keep the drawing on the paper as ${words} of two`, () => this.#keep(name)),
      );
    this.root = el(
      "section",
      { class: "gx-panel sketch-pair" },
      el("h3", {}, "Whole drawings through z", why("reconstruction-and-z")),
      el(
        "div",
        { class: "pair-row" },
        button("Draw it again", "Read the drawing on the paper into z, and draw from z nine times", () =>
          this.#ask("again"),
        ),
        keeper("first", "A"),
        keeper("last", "B"),
        this.between,
      ),
      el("div", { class: "between" }, this.#said, this.saved.root),
      this.sheet.root,
    );
  }

  /**
   * @param {boolean} reads  the model has an encoder
   * @param {Pick<SketchesView, "first" | "last" | "between">} view
   */
  open(reads, { first, last, between }) {
    this.#first = first;
    this.#last = last;
    this.#reads = reads;
    this.root.classList.toggle("gx-hidden", !reads);
    this.#show();
    if (reads && between > this.#between) this.#ask("between");
  }

  /** What was drawn is another model's. */
  forget() {
    this.socket.abandon();
    this.#setBetween(0);
    this.sheet.show([]);
    this.saved.show();
    this.#said.textContent = "";
  }

  /** Other settings may stand: in-betweens that are shown are drawn anew where chance or the model is another. */
  follow() {
    if (this.#reads && this.#between && this.#asked !== this.#under()) this.#ask("between");
  }

  /** What drawings from a given z depend on beside it. */
  #under() {
    const { model, label, seed, temperature } = this.on.settings();
    return JSON.stringify([model, label, seed, temperature]);
  }

  #show() {
    paintThumb(this.#thumbs.first, this.#first);
    paintThumb(this.#thumbs.last, this.#last);
    this.between.disabled = !(this.#first && this.#last);
  }

  /** @param {"first" | "last"} name */
  #keep(name) {
    const drawn = this.on.drawn();
    if (!drawn) {
      this.on.error("There is nothing on the paper yet: draw something first.");
      return;
    }
    this.on.error("");
    this.on.keep({ [name]: drawn });
    if (name === "first") this.#first = drawn;
    else this.#last = drawn;
    this.#show();
    if (this.#between) this.#ask("between");
  }

  /** @param {number} between */
  #setBetween(between) {
    if (between === this.#between) return;
    this.#between = between;
    this.on.keep({ between });
  }

  /** @param {"again" | "between"} way */
  #ask(way) {
    const drawn = way === "again" ? this.on.drawn() : this.#first;
    if (!drawn) {
      this.on.error("There is nothing on the paper yet: draw something first.");
      return;
    }
    this.on.error("");
    this.#setBetween(Number(way === "between"));
    this.#asked = this.#under();
    this.#record = new SketchRecord([]);
    this.socket.request({ ...this.on.settings(), way, drawn, other: this.#last, n: COUNT });
  }

  /**
   * @param {SketchEvent} event
   * @param {SketchJob} job
   */
  #heard(event, { way }) {
    const record = this.#record;
    if (event.event === "error") {
      this.on.error(event.message ?? "");
      return;
    }
    record.take(event);
    if (!record.available) return;
    const drawings = record.endings.map((_, which) => record.pointsAt(record.available, which));
    this.sheet.show(drawings, -1, (which) => `Take drawing ${which + 1} onto the paper`);
    this.saved.show();
    this.#said.textContent =
      way === "again"
        ? "The same z nine times: what differs is chance alone."
        : "From A, at the top left, to B: z goes along an arc, and chance is the same for all nine.";
  }

  close() {
    this.socket.close();
  }
}

const thumb = () => el("canvas", { class: "thumb", "aria-hidden": "true" });

/**
 * @param {HTMLCanvasElement} canvas
 * @param {string} text
 */
function paintThumb(canvas, text) {
  requestAnimationFrame(() => {
    const side = canvas.clientWidth || THUMB;
    const { context } = sharpen(canvas, side);
    onPaper(context, side);
    if (text) drawPoints(context, read(text), { width: 6 });
  });
}
