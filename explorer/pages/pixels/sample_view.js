// One sample on the Pixels page: a record as it arrives over a socket of its own, the board that shows it, and the
// inspector of its pixels.

import { el, fmt } from "../../ui/canvas/paint.js";
import { signButton } from "../../ui/controls/buttons.js";
import { beyond } from "../../ui/painting/order.js";
import { Record } from "../../ui/painting/record.js";
import { TimeLeft } from "../../ui/painting/time_left.js";
import { messageOf } from "../../ui/transport/api.js";
import { JobSocket } from "../../ui/transport/jobs.js";
import { Board } from "./board.js";
import { Inspector } from "./inspector.js";
import { receptiveField } from "./receptive_field.js";

/**
 * @import { RowMessage } from "../../ui/painting/record.js"
 * @import { Shape } from "../../ui/types.js"
 * @import { Cursor, Heat, Spot } from "./board.js"
 */

/**
 * What a picture is told: a class, a blend of two with the second's share, or nothing.
 * @typedef {number | [number, number, number] | null} Label
 */

/**
 * What a sample is drawn with, as the route takes it.
 * @typedef {object} SampleSettings
 * @property {string} model
 * @property {number} n  pictures
 * @property {Label | "each"} label  "each": one class after the other
 * @property {number} temperature
 * @property {number} seed
 * @property {"rows"} way
 */

/**
 * What the server is not told, since it has it in `canvas`.
 * @typedef {object} SampleContext
 * @property {Uint8Array | null} given  (h*w), 1 = known from the start
 * @property {Int16Array | null} canvas  (c*h*w) level numbers, -1 where a pixel is unknown
 * @property {[number, number] | null} [forced]  [y, x] of the pixel that was forced by hand
 */

/**
 * @typedef {SampleSettings & {canvas: string, context: SampleContext}} SampleJob
 */

/**
 * What the route sends: of a job "begin", its rows, and the end of it; of a model "ready".
 * @typedef {{event: "begin", id?: number} & BegunRecord} BeginEvent
 * @typedef {{event: "row", id?: number} & RowMessage} RowEvent
 * @typedef {{event: "ready", id?: number} & ReadyModel} ReadyEvent
 * @typedef {{event: "end" | "stopped", id?: number}} EndEvent
 * @typedef {{event: "error", id?: number | null, message: string}} ErrorEvent
 * @typedef {BeginEvent | RowEvent | ReadyEvent | EndEvent | ErrorEvent} SampleEvent
 */

/**
 * @typedef {{shape: Shape, levels: number, n: number, labels: Label[]}} BegunRecord
 * @typedef {{model: string, shape: Shape, levels: number}} ReadyModel
 */

/**
 * Whom a sample tells.
 * @typedef {object} SampleListener
 * @property {(cursor: Cursor) => void} look  a hand put the cursor there
 * @property {(sample: SampleView, level: number) => void} force  the pixel under the cursor is to take this level
 * @property {(heat: Heat) => void} heat  another heat map was chosen
 * @property {(shown: boolean) => void} field  whether the receptive field is to be shown
 * @property {() => void} arrived  pixels, or a record
 * @property {(sample: SampleView, end: EndEvent | ErrorEvent) => void} ended  no more will come
 * @property {((sample: SampleView) => void) | null} close  it is to be taken off the page; null where it stays
 * @property {(status: "online" | "offline") => void} status
 * @property {(message: string) => void} error
 */

const LOADING = "The model is being loaded. Its picture comes in a moment.";
const REST_MS = 90; // a cursor that stands so long is asked for its receptive field

/** A sample: `root` has its board, `inspector.root` stands elsewhere on the page. */
export class SampleView {
  /** @type {Record | null} */
  record = null;
  /** @type {SampleSettings | null} what the record was drawn with */
  settings = null;
  /** @type {SampleView | null} of a branch: what it left */
  origin = null;
  /** @type {Cursor | null} on a picture that the record has */
  cursor = null;
  /** @type {Cursor | null} as it was asked for: a record of more pictures may be on its way */
  #wished = null;
  /** A record was asked for, and nothing of it has arrived yet. */
  #awaiting = false;
  /** @type {BegunRecord | null} */
  #begun = null;
  /** @type {{model: string, resolve: (model: ReadyModel) => void, reject: (error: Error) => void} | null} */
  #awaited = null;
  #fieldShown = false;
  #left = new TimeLeft();
  #timer = 0;

  /** @param {SampleListener} listener */
  constructor(listener) {
    this.listener = listener;
    /** @type {JobSocket<SampleJob, SampleEvent>} */
    this.socket = new JobSocket("/api/paint", {
      event: (event, job) => this.#receive(event, job),
      told: (event) => this.#told(event),
      waits: (sentence) => this.board.tell(sentence),
      status: (status) => listener.status(status),
    });
    this.board = new Board({ look: listener.look, force: (spot) => this.#flip(spot) });
    this.inspector = new Inspector({
      force: (level) => listener.force(this, level),
      heat: listener.heat,
      field: listener.field,
    });
    this.name = el("h3", {});
    this.sum = el("span", { class: "gx-note gx-num sum" });
    const head = el("div", { class: "between painting-head" }, this.name, this.sum, this.#closeButton());
    this.untold = el("p", { class: "gx-note untold", role: "status" });
    this.root = el("section", { class: "painting", role: "group" }, head, this.board.root, this.untold);
  }

  #closeButton() {
    const { close } = this.listener;
    if (!close) return null;
    const made = signButton("×", "Take this painting off the page", () => close(this), "quiet shut");
    made.setAttribute("aria-label", "Close this painting");
    return made;
  }

  /** It is being drawn. */
  get busy() {
    return this.socket.busy;
  }

  /** Pixels of the newest record that are there. */
  get arrived() {
    return this.#awaiting ? 0 : (this.record?.count ?? 0);
  }

  /** True where every pixel has arrived. */
  get whole() {
    return !this.#awaiting && this.record !== null && this.record.count === this.record.total;
  }

  /**
   * @param {string} text
   * @param {string} [untold]  what of the settings it can't be told
   */
  setTitle(text, untold = "") {
    this.name.textContent = text;
    this.untold.textContent = untold;
    this.root.setAttribute("aria-label", text);
    this.inspector.root.setAttribute("aria-label", `The pixel under the cursor, ${text}`);
  }

  /**
   * Load the model ahead of the first job, and hear what it is.
   * @param {string} model
   * @returns {Promise<ReadyModel>}
   */
  prepare(model) {
    if (!this.record) this.board.tell(LOADING);
    return new Promise((resolve, reject) => {
      this.#awaited = { model, resolve, reject };
      this.socket.send({ prepare: model });
    });
  }

  /** @param {SampleEvent} event  that belongs to no job */
  #told(event) {
    if (event.event === "ready" && event.model === this.#awaited?.model) this.#awaited.resolve(event);
    if (event.event !== "error") return;
    this.board.tell("");
    this.#awaited?.reject(new Error(event.message));
  }

  /**
   * Begin a new record; the old picture stays until the first pixels of the new one are there.
   * @param {SampleJob} job
   * @param {boolean} [live]  a hand is dragging: the record before may come to its end first
   */
  begin(job, live = false) {
    this.#awaiting ||= !live;
    this.socket.request(job, live);
  }

  /**
   * A record that came in one piece.
   * @param {Record} record
   * @param {SampleSettings} settings
   */
  open(record, settings) {
    this.socket.abandon();
    this.#take(record, settings);
    this.listener.arrived();
  }

  /**
   * @param {Record} record
   * @param {SampleSettings} settings
   */
  #take(record, settings) {
    this.settings = settings;
    this.record = record;
    this.#awaiting = false;
    this.board.open(record);
    this.board.setHatched(null);
    this.inspector.open(record);
    if (this.#wished) this.look(this.#wished, 0);
    this.#askField();
  }

  /**
   * All pixels are there, and with them the order in which they were drawn: what is known, but of no use to it, is
   * hatched.
   * @param {Record} record
   */
  #hatch(record) {
    const partly = record.toDraw > 0 && record.toDraw < record.total && !record.forced;
    const hole = record.given.map((known) => 1 - known);
    const late = partly ? beyond(hole, record.rank) : null;
    this.board.setHatched(late?.includes(1) ? late : null);
  }

  /**
   * @param {SampleEvent} event
   * @param {SampleJob} job
   */
  #receive(event, job) {
    switch (event.event) {
      case "begin":
        this.#begun = event;
        this.#left.begin();
        this.#awaiting = true;
        break;
      case "row":
        this.#addRow(event, job);
        break;
      case "end":
      case "stopped":
      case "error":
        if (event.event === "end" && this.record) this.#hatch(this.record);
        this.listener.ended(this, event);
    }
  }

  /**
   * @param {RowMessage} row
   * @param {SampleJob} job
   */
  #addRow(row, job) {
    if (this.#awaiting && this.#begun) {
      const { shape, levels, n, labels } = this.#begun;
      this.#take(new Record({ shape, levels, n, labels, ...job.context }), job);
    }
    this.record?.add(row);
    this.listener.arrived();
  }

  /** @param {number} step  of the player */
  show(step) {
    const { record } = this;
    if (!record || this.#awaiting) return;
    this.board.show(Math.min(step, record.count));
    const sum = record.n === 1 || this.cursor ? sumWords(record, this.cursor?.which ?? 0, step) : "";
    const left = this.busy ? this.#left.words(record.count, record.total) : "";
    this.sum.textContent = [sum, left].filter(Boolean).join(" · ");
    this.#inspect(step);
  }

  /**
   * The pixel that is looked at, the same on every sample.
   * @param {Cursor | null} wished
   * @param {number} step  of the player
   */
  look(wished, step) {
    const before = this.cursor;
    const last = (this.record?.n ?? 1) - 1;
    const cursor = wished && { ...wished, which: Math.min(wished.which, last) };
    this.#wished = wished;
    this.cursor = cursor;
    this.board.setCursor(cursor);
    const same = cursor && before && cursor.y === before.y && cursor.x === before.x && cursor.which === before.which;
    if (!same) this.#askField();
    this.#inspect(step);
  }

  /** @param {number} step */
  #inspect(step) {
    const { record, cursor, settings } = this;
    if (!record || !cursor || !settings) {
      this.inspector.show(null);
      return;
    }
    const { which, y, x } = cursor;
    const { temperature } = settings;
    this.inspector.show({ record, which, y, x, temperature, step: Math.min(step, record.count) });
  }

  /**
   * What is laid over the pictures.
   * @param {Heat} heat
   * @param {boolean} field  whether the receptive field of the pixel under the cursor is shown
   */
  setOverlays(heat, field) {
    this.board.setHeat(heat);
    this.inspector.setHeat(heat);
    this.inspector.setField(field);
    this.#fieldShown = field;
    this.#askField();
  }

  /**
   * A pixel was struck twice: of black and white there is one other level, of many the inspector's is taken.
   * @param {Spot} spot
   */
  #flip({ which, y, x }) {
    const { record } = this;
    if (!record || record.stepOf(y, x) < 0) return;
    const opposite = record.levels - 1 - record.level(which, y, x);
    const chosen = record.levels === 2 ? null : this.inspector.chosen;
    this.listener.force(this, chosen ?? opposite);
  }

  /** The receptive field of the pixel under the cursor, once the cursor rests. */
  #askField() {
    clearTimeout(this.#timer);
    const { cursor, settings } = this;
    if (!this.#fieldShown || !cursor || !settings) {
      this.board.setField(null);
      return;
    }
    this.#timer = setTimeout(() => this.#showField(settings.model, cursor), REST_MS);
  }

  /**
   * @param {string} model
   * @param {Cursor} cursor
   */
  async #showField(model, cursor) {
    try {
      const field = await receptiveField(model, cursor.y, cursor.x);
      if (cursor === this.cursor && this.#fieldShown) this.board.setField(field);
    } catch (error) {
      this.listener.error(messageOf(error));
    }
  }

  /** End the drawing; what is there stays. */
  stop() {
    this.socket.stop();
  }

  /** The page is left: nothing more is drawn or heard. */
  leave() {
    this.socket.close();
  }

  /** It is taken off the page. */
  close() {
    clearTimeout(this.#timer);
    this.leave();
    this.root.remove();
    this.inspector.root.remove();
  }
}

/**
 * How likely what stands there of one picture is.
 * @param {Record} record
 * @param {number} which
 * @param {number} step
 */
function sumWords(record, which, step) {
  const shown = Math.min(step, record.count);
  let nats = 0;
  for (let at = 0; at < shown; at++) nats += record.surprise(which, ...record.place(at));
  const picture = record.n > 1 ? ` of picture ${which + 1}` : "";
  const far = shown < record.total ? "so far " : "";
  return `−ln p${picture} ${far}${fmt(nats, 1)} nats`;
}
