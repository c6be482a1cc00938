// Sixteen dreams at once, each from a seed of its own; one of them can be taken to the bench.

import { el, paint, paintSheet, saveBlob } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { pack } from "../../ui/painting/canvas.js";
import { Record } from "../../ui/painting/record.js";
import { TimeLeft } from "../../ui/painting/time_left.js";
import { sideBySide } from "../../ui/picture/take_along.js";
import { JobSocket } from "../../ui/transport/jobs.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./book.js").Pixels} Pixels */
/** @typedef {import("./dream.js").DreamTold} DreamTold */
/** @typedef {import("./dream.js").PaintError} PaintError */
/** @typedef {import("./dream.js").PaintNews} PaintNews */
/** @typedef {import("./dream.js").PaintRow} PaintRow */
/** @typedef {import("./layout.js").Cells} Cells */
/** @typedef {import("./layout.js").Flags} Flags */
/** @typedef {import("./layout.js").GridLevel} GridLevel */
/** @typedef {import("./layout.js").Layout} Layout */

/**
 * What the dreams begin with, and whom they tell.
 * @typedef {object} SheetCalls
 * @property {() => Cells} base  the codes that stand there
 * @property {() => Flags} kept  of those, which stay
 * @property {() => DreamTold} settings
 * @property {(cells: Cells, callback: (pixels: Pixels) => void) => void} decode  codes of several pictures
 * @property {(told: DreamTold, cells: Cells) => void} take  one is taken to the bench
 * @property {(message: string) => void} error
 */

/**
 * What the dreams that are on their way are told and begin with.
 * @typedef {{told: DreamTold, base: Cells, kept: Flags, records: (Record | null)[]}} Run  records: by level
 */

/**
 * @typedef {object} SheetJob
 * @property {string} model
 * @property {number} n
 * @property {number | null} label
 * @property {number} temperature
 * @property {number} seed
 * @property {string} canvas  int16 in base64: code numbers, -1 where one is to be drawn
 * @property {"rows"} way
 * @property {string} [given]  int16 in base64: the codes of the coarser level, of each picture or one grid for all
 * @property {{level: number, canvas: Int16Array<ArrayBuffer>}} context
 */

const DREAMS = 16;
const COLUMNS = 4;
const SCALE = 4; // times a picture's size, as it is saved

export class DreamSheet {
  /** @type {Layout | null} */
  #layout = null;

  /** @type {(Card | null)[]} by level */
  #priors = [];

  /** @type {Run | null} */
  #run = null;

  /** @type {Cells | null} of all dreams, one after the other */
  #cells = null;

  /** @type {Pixels | null} */
  #pixels = null;

  #left = new TimeLeft();

  #said = el("p", { class: "gx-note gx-num", role: "status" });

  #tiles = Array.from({ length: DREAMS }, (_, index) => {
    const canvas = el("canvas", { class: "dream-tile" });
    const root = el("button", { class: "dream-cell", type: "button", onclick: () => this.#take(index) }, canvas);
    return { canvas, root };
  });

  #grid = el("div", { class: "dream-grid gx-hidden" }, ...this.#tiles.map(({ root }) => root));

  #begin = button("Sixteen dreams", "Draw sixteen pictures' codes at once, from this seed and the next fifteen", () =>
    this.run(),
  );

  #save = button("Save PNG of the sixteen", "Save the sheet, enlarged", () => this.#savePicture());

  root = el(
    "div",
    { class: "dream-sheet" },
    el("div", { class: "gx-row" }, this.#begin, this.#save),
    this.#said,
    this.#grid,
  );

  /** @param {SheetCalls} on */
  constructor(on) {
    this.on = on;
    /** @type {JobSocket<SheetJob, PaintNews | PaintError | PaintRow>} */
    this.socket = new JobSocket("/api/paint", {
      event: (message, { context }) => this.#receive(message, context),
      waits: this.on.error,
      status: (status) => {
        if (status === "offline" && this.socket.busy) on.error("The explorer does not answer. It is tried again.");
      },
    });
    this.#save.classList.add("gx-hidden");
  }

  /**
   * Another model: its dreams are none of the old one's.
   * @param {Layout} layout
   * @param {(Card | null)[]} priors  a card for each level, null where there is none
   */
  open(layout, priors) {
    this.socket.abandon();
    this.#layout = layout;
    this.#priors = priors;
    this.#run = null;
    this.#cells = null;
    this.#said.textContent = "";
    this.#show(false);
    this.root.classList.toggle("gx-hidden", !priors.some(Boolean));
  }

  /** Draw sixteen. */
  run() {
    const { on } = this;
    const records = this.#priors.map(() => null);
    this.#run = { told: on.settings(), base: on.base().slice(), kept: on.kept().slice(), records };
    this.#left.begin();
    this.#said.textContent = "Sixteen pictures are being drawn.";
    this.#request(this.#priors.findIndex(Boolean));
  }

  /** @param {number} level  that is drawn */
  #request(level) {
    const prior = this.#priors[level];
    if (!prior || !this.#run || !this.#layout) return;
    const { told, base, kept } = this.#run;
    const { start, end } = this.#layout.levels[level];
    const canvas = Int16Array.from({ length: end - start }, (_, at) => (kept[start + at] ? base[start + at] : -1));
    this.socket.request({
      model: prior.name,
      n: DREAMS,
      label: prior.conditions && told.label !== "" ? Math.min(Number(told.label), prior.conditions - 1) : null,
      temperature: told.temperature,
      seed: told.seed,
      canvas: pack(canvas),
      way: "rows",
      ...(level ? { given: pack(this.#coarser(level - 1)) } : {}),
      context: { level, canvas },
    });
  }

  /**
   * The codes of a coarser level as a prior is told them.
   * @param {number} level
   */
  #coarser(level) {
    const record = this.#run?.records[level];
    if (record) return record.stands;
    const { start, end } = this.#levelOf(level);
    return Int16Array.from(this.#run?.base.slice(start, end) ?? []);
  }

  /**
   * @param {number} level
   * @returns {GridLevel}
   */
  #levelOf(level) {
    if (!this.#layout) throw new Error("No model is open yet.");
    return this.#layout.levels[level];
  }

  /**
   * @param {PaintNews | PaintError | PaintRow} message
   * @param {SheetJob["context"]} context
   */
  #receive(message, { level, canvas }) {
    const run = this.#run;
    if (!run) return;
    const { h, w, codes } = this.#levelOf(level);
    switch (message.event) {
      case "begin":
        run.records[level] = new Record({ shape: [1, h, w], levels: codes, n: DREAMS, canvas });
        return;
      case "row":
        run.records[level]?.add(message);
        this.#tell();
        return;
      case "error":
        this.#said.textContent = "";
        this.on.error(message.message);
        return;
      case "end": {
        const next = this.#priors.findIndex((prior, index) => prior && index > level);
        if (next >= 0) this.#request(next);
        else this.#finish(run);
      }
    }
  }

  /** How far the sixteen are. */
  #tell() {
    const run = this.#run;
    if (!run || !this.#layout) return;
    const drawn = this.#layout.levels.filter((_, level) => this.#priors[level]);
    const total = drawn.reduce((sum, { start, end }) => sum + end - start, 0);
    const done = run.records.reduce((sum, record) => sum + (record?.count ?? 0), 0);
    const left = this.#left.words(done, total);
    this.#said.textContent = [`Sixteen pictures are being drawn: ${done} of ${total} codes each`, left]
      .filter(Boolean)
      .join(", ");
  }

  /** @param {Run} run */
  #finish({ told, base, records }) {
    const count = base.length;
    const cells = new Uint16Array(DREAMS * count);
    for (let i = 0; i < DREAMS; i++) cells.set(base, i * count);
    records.forEach((record, level) => {
      if (!record) return;
      const { start } = this.#levelOf(level);
      for (let i = 0; i < DREAMS; i++) {
        cells.set(record.stands.subarray(i * record.total, (i + 1) * record.total), i * count + start);
      }
    });
    this.on.decode(cells, (pixels) => {
      this.#cells = cells;
      this.#pixels = pixels;
      this.#said.textContent = `Seeds ${told.seed} to ${told.seed + DREAMS - 1}. A click takes one to the bench.`;
      this.#show(true);
    });
  }

  /** @param {boolean} whole  there are sixteen pictures */
  #show(whole) {
    this.#grid.classList.toggle("gx-hidden", !whole);
    this.#save.classList.toggle("gx-hidden", !whole);
    const { shape } = this.#layout ?? {};
    if (!whole || !this.#pixels || !shape || !this.#run) return;
    const { seed } = this.#run.told;
    this.#grid.style.setProperty("--ratio", String(shape[2] / shape[1]));
    this.#tiles.forEach(({ canvas, root }, index) => {
      paint(canvas, this.#pixels ?? [], shape, index);
      root.title = `Take the dream of seed ${seed + index} to the bench`;
      root.setAttribute("aria-label", root.title);
    });
  }

  /** @param {number} index  of the dream that was clicked */
  #take(index) {
    if (!this.#cells || !this.#run) return;
    const { told, base } = this.#run;
    const cells = this.#cells.slice(index * base.length, (index + 1) * base.length);
    this.on.take({ ...told, seed: told.seed + index }, cells);
  }

  #savePicture() {
    const { shape } = this.#layout ?? {};
    if (!this.#pixels || !shape || !this.#run) return;
    const sheet = el("canvas");
    paintSheet(sheet, this.#pixels, shape, DREAMS, COLUMNS);
    const { seed } = this.#run.told;
    sideBySide([sheet], SCALE, 0).toBlob((blob) => {
      if (blob) saveBlob(blob, `dreams-seed-${seed}.png`);
    });
  }

  /** The page is left. */
  close() {
    this.socket.close();
  }
}
