// The prior dreams: it draws the codes of a picture one by one, around those that are kept, and a player steps through
// them. Of two levels the coarse one is drawn first, and the prior of the fine one is told it.

import { el, fmt } from "../../ui/canvas/paint.js";
import { pack } from "../../ui/painting/canvas.js";
import { Record } from "../../ui/painting/record.js";
import { Player } from "../../ui/player/player.js";
import { JobSocket } from "../../ui/transport/jobs.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./layout.js").Cells} Cells */
/** @typedef {import("./layout.js").Flags} Flags */
/** @typedef {import("./layout.js").GridLevel} GridLevel */
/** @typedef {import("./layout.js").Layout} Layout */

/**
 * What a dream works on and tells.
 * @typedef {object} DreamCalls
 * @property {() => Cells} base  the codes that stand there
 * @property {() => Flags} kept  of those, which stay
 * @property {() => DreamTold} settings
 * @property {(cells: Cells, unknown: Flags) => void} show  the codes as they come into focus; what is unknown has its
 *   level's most used code
 * @property {(cells: Cells) => void} whole  all are there
 * @property {(message: string) => void} error
 */

/**
 * What the prior is told.
 * @typedef {{label: string, temperature: number, seed: number}} DreamTold  label: number of a class, or "" for none
 */

/**
 * A level that a prior draws.
 * @typedef {GridLevel & {level: number, prior: Card, record: Record | null}} Part  record: what was drawn; null where
 *   nothing was yet
 */

/**
 * @typedef {object} PaintJob
 * @property {string} model
 * @property {number} n
 * @property {number | null} label
 * @property {number} temperature
 * @property {number} seed
 * @property {string} canvas  int16 in base64: code numbers, -1 where one is to be drawn
 * @property {string} way
 * @property {string} [given]  int16 in base64: the codes of the coarser level
 * @property {{number: number, canvas: Int16Array<ArrayBuffer>}} context  which part it is
 */

/**
 * @typedef {{event: "begin" | "end" | "stopped", id?: number}} PaintNews
 * @typedef {{event: "error", id?: number, message: string}} PaintError
 * @typedef {import("../../ui/painting/record.js").RowMessage & {event: "row", id?: number}} PaintRow
 */

const RATE = 10;
const MANY = 100;
const QUICK = 60; // codes a second at first: one can watch them come, and more than MANY come quicker

export class Dream {
  /** @type {Part[]} the levels that are drawn, in this order */
  #parts = [];

  /** @type {(Record | null)[]} by part: what is on its way */
  #coming = [];

  /** What the last drawing depended on, see `signature`. */
  #about = "";

  /** @type {Layout | null} */
  #layout = null;

  /** @type {Cells} the codes that the last drawing began with */
  #base = new Uint16Array();

  /** @type {Flags} those of them that stayed */
  #kept = new Uint8Array();

  /** How likely the codes are to the prior, in words. */
  #sum = el("p", { class: "gx-note gx-num", role: "status" });

  /** @param {DreamCalls} on */
  constructor(on) {
    this.on = on;
    /** @type {JobSocket<PaintJob, PaintNews | PaintError | PaintRow>} */
    this.socket = new JobSocket("/api/paint", {
      event: (message, { context, live }) => this.#receive(message, context, live),
      waits: this.on.error,
      status: (status) => this.#say(status),
    });
    this.player = new Player({
      total: () => this.total,
      available: () => this.arrived,
      show: (step) => this.#show(step),
      label: "The dream",
      unit: "codes",
      rate: RATE,
      next: (step) => this.#next(step),
      back: (step) => this.#back(step),
      onplay: () => this.#replay(),
      onstop: () => this.socket.stop(),
    });
    this.root = el("div", { class: "motion" }, this.player.root, this.#sum);
  }

  /**
   * Another model.
   * @param {Layout} layout
   * @param {(Card | null)[]} priors  a card for each level, null where there is none
   */
  open(layout, priors) {
    this.socket.abandon();
    this.#layout = layout;
    this.#about = "";
    this.#parts = layout.levels.flatMap((grid, level) => {
      const prior = priors[level];
      return prior ? [{ ...grid, level, prior, record: null }] : [];
    });
    this.player.root.classList.toggle("gx-hidden", !this.#parts.length);
    this.player.setRate(this.total > MANY ? QUICK : RATE);
    this.#clear();
    // Loaded ahead, so that the first code comes at once.
    if (this.#parts.length) this.socket.send({ prepare: this.#parts[0].prior.name });
  }

  /** Codes that are drawn or kept, over all levels that have a prior. */
  get total() {
    return this.#parts.reduce((sum, { start, end }) => sum + end - start, 0);
  }

  /** As many of them have arrived. */
  get arrived() {
    let sum = 0;
    for (const { record } of this.#parts) {
      sum += record?.count ?? 0;
      if (!record || record.count < record.total) break;
    }
    return sum;
  }

  get whole() {
    return this.#parts.length > 0 && this.arrived === this.total;
  }

  get busy() {
    return this.socket.busy;
  }

  /** Everything that the drawing depends on, in words that can be compared. */
  #signature() {
    const cells = this.on.base();
    const kept = [...this.on.kept()].map((stays, index) => (stays ? cells[index] : -1));
    return JSON.stringify([this.on.settings(), kept]);
  }

  /**
   * Draw anew.
   * @param {boolean} [live]  a hand drags a control, and the newest is shown as it comes
   */
  #begin(live = false) {
    if (!this.#parts.length) {
      this.on.error("There is no prior over these codes yet, so nothing can be drawn.");
      return;
    }
    this.#about = this.#signature();
    this.#base = this.on.base().slice();
    this.#kept = this.on.kept().slice();
    this.#coming = [];
    if (!live) this.#forgetRecords();
    this.#request(0, live);
  }

  #forgetRecords() {
    for (const part of this.#parts) part.record = null;
  }

  /**
   * @param {number} number  of the part that is drawn
   * @param {boolean} live
   */
  #request(number, live) {
    const { start, end, prior, level } = this.#parts[number];
    const { label, temperature, seed } = this.on.settings();
    const canvas = Int16Array.from({ length: end - start }, (_, at) =>
      this.#kept[start + at] ? this.#base[start + at] : -1,
    );
    const told = level ? { given: pack(this.#coarser(level - 1)) } : {};
    this.socket.request(
      {
        model: prior.name,
        n: 1,
        label: prior.conditions && label !== "" ? Math.min(Number(label), prior.conditions - 1) : null,
        temperature,
        seed,
        canvas: pack(canvas),
        way: "rows",
        ...told,
        context: { number, canvas },
      },
      live,
    );
  }

  /**
   * The codes of a coarser level, drawn or as they stand, as a prior is told them.
   * @param {number} level
   */
  #coarser(level) {
    const start = this.#layout?.levels[level].start ?? 0;
    const end = this.#layout?.levels[level].end ?? 0;
    const record = this.#coming[this.#parts.findIndex((part) => part.level === level)];
    return Int16Array.from({ length: end - start }, (_, at) => (record ? record.stands[at] : this.#base[start + at]));
  }

  /**
   * While a hand drags, the old dream stays until the new one is whole; else the codes are shown as they come.
   * @param {PaintNews | PaintError | PaintRow} message
   * @param {PaintJob["context"]} context
   * @param {boolean} live
   */
  #receive(message, { number, canvas }, live) {
    const parts = this.#parts;
    const part = parts[number];
    switch (message.event) {
      case "begin": {
        const record = new Record({ shape: [1, part.h, part.w], levels: part.codes, n: 1, canvas });
        this.#coming[number] = record;
        if (!live) part.record = record;
        return;
      }
      case "row":
        this.#coming[number]?.add(message);
        if (!live) this.player.refresh();
        return;
      case "error":
        this.on.error(message.message);
        break;
      case "end":
        if (number + 1 < parts.length) {
          this.#request(number + 1, live);
          return;
        }
        if (live) this.#take();
    }
    this.player.end();
    this.#tell();
  }

  /** What came while a hand dragged is the dream from now on. */
  #take() {
    this.#parts.forEach((part, i) => {
      part.record = this.#coming[i];
    });
    this.player.refresh();
    this.player.wake(true);
  }

  /**
   * Play was pressed where nothing is left to play: the same dream again, or another one where something else is asked
   * for.
   * @returns {boolean}  whether another one has been begun
   */
  #replay() {
    if (!this.#parts.length || (this.whole && this.#about === this.#signature())) return false;
    this.#begin();
    return true;
  }

  /** Begin, and play from the first code on; where nothing is to move by itself, show the end. */
  run() {
    this.#begin();
    if (!this.#parts.length) return;
    this.player.open();
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) this.player.go(-1);
    else this.player.play();
  }

  /** A control is dragged: the end of the newest dream. */
  follow() {
    this.#begin(true);
    this.player.pause();
    this.player.go(-1);
  }

  pause() {
    this.player.pause();
  }

  /** The dream is over for the page: something else stands in the grid now. */
  release() {
    this.socket.abandon();
    this.#forgetRecords();
    this.#clear();
  }

  /** Nothing is on its way: Play begins. */
  #clear() {
    this.#sum.textContent = this.#parts.length
      ? "Play lets the prior draw a picture's codes, one after the other."
      : "There is no prior over these codes yet. One is trained with python -m train.";
    this.player.pause();
    this.player.open();
    this.player.end();
  }

  /**
   * The record that a step lies in, and the steps before it.
   * @param {number} step
   * @returns {{record: Record | null, before: number}}
   */
  #recordAt(step) {
    let before = 0;
    for (const { start, end, record } of this.#parts) {
      if (step < before + end - start) return { record, before };
      before += end - start;
    }
    return { record: null, before };
  }

  /**
   * The step after which one more drawn code is there.
   * @param {number} step
   */
  #next(step) {
    const { record, before } = this.#recordAt(step);
    return record ? before + record.next(step - before) : step + 1;
  }

  /**
   * The step after which one drawn code less is there.
   * @param {number} step
   */
  #back(step) {
    const { record, before } = this.#recordAt(step - 1);
    return record ? before + record.back(step - before) : step - 1;
  }

  /** @param {number} step */
  #show(step) {
    if (!this.arrived && !this.busy) return;
    const cells = this.#base.slice();
    const unknown = new Uint8Array(cells.length);
    let before = 0;
    for (const part of this.#parts) {
      const { start, end, w, record, common } = part;
      for (let index = start; index < end; index++) {
        const at = index - start;
        const there = record ? record.isThere(Math.floor(at / w), at % w, step - before) : this.#kept[index] > 0;
        if (there && record) cells[index] = record.stands[at];
        if (there) continue;
        cells[index] = common;
        unknown[index] = 1;
      }
      before += end - start;
    }
    this.on.show(cells, unknown);
    if (step === this.total) this.on.whole(cells);
    this.#tell();
  }

  /** How likely what stands there is to the prior. */
  #tell() {
    const { step } = this.player;
    let nats = 0;
    let drawn = 0;
    let before = 0;
    for (const { record } of this.#parts) {
      if (!record) continue;
      const steps = Math.min(record.count, Math.max(0, step - before));
      for (let i = 0; i < steps; i++) nats += record.sums.surprise[record.order[i]];
      drawn += steps;
      before += record.total;
    }
    if (!drawn) return;
    const which = drawn === this.total ? "All" : "The first";
    const bits = fmt(nats / Math.LN2, 0);
    this.#sum.textContent = `${which} ${drawn} codes: −ln p = ${fmt(nats, 1)} nats, ${bits} bits.`;
  }

  /** @param {"online" | "offline"} status */
  #say(status) {
    if (status === "offline" && this.busy)
      this.on.error("The explorer does not answer. What was drawn stays, and it is tried again.");
  }

  close() {
    this.socket.close();
  }
}
