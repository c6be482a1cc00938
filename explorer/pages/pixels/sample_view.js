// One painting on the Pixels page: a record as it arrives over a socket of its own, the board that shows it, and the inspector of its pixels.

import { decodeBase64, el, fmt } from "../../ui/canvas/paint.js";
import { beyond } from "../../ui/painting/order.js";
import { Record } from "../../ui/painting/record.js";
import { getJSON, query } from "../../ui/transport/api.js";
import { JobSocket } from "../../ui/transport/jobs.js";
import { Board } from "./board.js";
import { Inspector } from "./inspector.js";

const REST_MS = 90; // a cursor that stands so long is asked for its receptive field
const fields = new Map(); // "model y x" -> promise of a receptive field, shared by all paintings

const fieldOf = (model, y, x) => {
  const key = `${model} ${y} ${x}`;
  if (!fields.has(key)) {
    fields.set(
      key,
      getJSON(query("/api/pixels/receptive", { model, y, x })).then(
        ({ field }) => new Float32Array(decodeBase64(field).buffer),
      ),
    );
    fields.get(key).catch(() => fields.delete(key));
  }
  return fields.get(key);
};

export class Painting {
  /**
   * @param {object} on  look(which, y, x, pinned), force(painting, level), heat(kind), field(on), changed() where something arrived,
   *   ended(painting, message), close(painting) or nothing, status(text), error(message)
   */
  constructor(on) {
    this.on = on;
    Object.assign(this, { record: null, cursor: null, awaiting: false });
    this.timer = 0;
    this.socket = new JobSocket("/api/paint", {
      event: (message, job) => this.receive(message, job),
      told: (message) => this.told(message),
      status: (text) => on.status(text),
    });
    this.board = new Board({ look: on.look, force: (which, y, x) => this.flip(which, y, x) });
    this.inspector = new Inspector({
      force: (level) => on.force(this, level),
      heat: (kind) => on.heat(kind),
      field: (wanted) => on.field(wanted),
    });
    this.name = el("h3", {});
    this.sum = el("span", { class: "gx-note gx-num sum" });
    const shut =
      on.close &&
      el(
        "button",
        {
          class: "gx-btn quiet shut",
          type: "button",
          title: "Take this painting off the page",
          "aria-label": "Close this painting",
          onclick: () => on.close(this),
        },
        "×",
      );
    this.root = el(
      "section",
      { class: "painting", role: "group" },
      el("div", { class: "between painting-head" }, this.name, this.sum, shut),
      this.board.root,
    );
  }

  get busy() {
    return this.socket.busy;
  }
  /** Pixels of the newest record that are there. */
  get arrived() {
    return this.awaiting ? 0 : (this.record?.count ?? 0);
  }
  /** True where every pixel has arrived. */
  get whole() {
    return !this.awaiting && this.record?.count === this.record?.total && this.record !== null;
  }

  setTitle(text) {
    this.name.textContent = text;
    for (const part of [this.root, this.inspector.root])
      part.setAttribute("aria-label", part === this.root ? text : `The pixel under the cursor, ${text}`);
  }

  /** Load the model ahead of the first job, and hear what it is. */
  prepare(model) {
    return new Promise((resolve, reject) => {
      this.awaited = { model, resolve, reject };
      this.socket.send({ prepare: model });
    });
  }

  told(message) {
    const { awaited } = this;
    if (message.event === "ready" && message.model === awaited?.model) awaited.resolve(message);
    if (message.event === "error") awaited?.reject(new Error(message.message));
  }

  /**
   * Begin a new record; the old picture stays until the first pixels of the new one are there.
   * @param {object} job  as the route takes it
   * @param {object} context  given (Uint8Array h*w, 1: known from the start), canvas (Int16Array c*h*w, the level of what is given), force ([y, x], forced by hand)
   * @param {boolean} live  a hand is dragging: the record before may come to its end first
   */
  begin(job, { given, canvas, force = null }, live = false) {
    this.awaiting ||= !live;
    this.socket.request({ ...job, context: { given, canvas, forced: force } }, live);
  }

  /** A record that came in one piece. */
  open(record, job) {
    this.socket.abandon();
    this.take(record, job);
    this.on.changed();
  }

  take(record, job) {
    Object.assign(this, { job, awaiting: false, record });
    this.board.open(record);
    this.board.setHatched(null);
    this.inspector.open(record);
    if (this.wished) this.look(this.wished, 0);
    this.askField();
  }

  /** All pixels are there, and with them the order in which they were drawn: what is known, but of no use to it, is hatched. */
  finished() {
    const { record } = this;
    const late =
      record.toDraw && record.toDraw < record.total && !record.forced
        ? beyond(
            record.given.map((known) => 1 - known),
            record.shape,
            record.rank,
          )
        : null;
    this.board.setHatched(late?.includes(1) ? late : null);
  }

  receive(message, job) {
    const { event } = message;
    if (event === "begin") Object.assign(this, { begun: message, awaiting: true });
    else if (event === "row") {
      if (this.awaiting) {
        const { shape, levels, n, labels } = this.begun;
        this.take(new Record({ shape, levels, n, labels, ...job.context }), job);
      }
      this.record.add(message);
      this.on.changed();
    } else {
      if (event === "end") this.finished();
      this.on.ended(this, message);
    }
  }

  show(step) {
    if (!this.record || this.awaiting) return;
    this.board.show(Math.min(step, this.record.count));
    this.sum.textContent = this.record.n === 1 || this.cursor ? this.words(step) : "";
    this.inspect(step);
  }

  /** How likely what stands there of one picture is. */
  words(step) {
    const { record } = this;
    const which = this.cursor?.which ?? 0;
    const shown = Math.min(step, record.count);
    let nats = 0;
    for (let at = 0; at < shown; at++) nats += record.surprise(which, ...record.place(at));
    return `−ln p${record.n > 1 ? ` of picture ${which + 1}` : ""} ${shown < record.total ? "so far " : ""}${fmt(nats, 1)} nats`;
  }

  /** The pixel that is looked at, the same on every painting. `step`: of the player. */
  look(cursor, step) {
    this.wished = cursor; // a record of more pictures may be on its way
    const which = Math.min(cursor?.which ?? 0, (this.record?.n ?? 1) - 1);
    const same =
      cursor && this.cursor && cursor.y === this.cursor.y && cursor.x === this.cursor.x && which === this.cursor.which;
    this.cursor = cursor && { ...cursor, which };
    if (cursor) this.board.setCursor(which, cursor.y, cursor.x, cursor.pinned);
    else this.board.setCursor(null);
    if (!same) this.askField();
    this.inspect(step);
  }

  inspect(step) {
    const { record, cursor } = this;
    if (!record || !cursor) {
      this.inspector.show(null);
      return;
    }
    const { which, y, x } = cursor;
    this.inspector.show({ record, which, y, x, step: Math.min(step, record.count), temperature: this.job.temperature });
  }

  setChoices(heat, field) {
    this.board.setHeat(heat);
    this.inspector.setHeat(heat);
    this.inspector.setField(field);
    this.wanted = field;
    this.askField();
  }

  /** A pixel was struck twice: of black and white there is one other level, of many the inspector's is taken. */
  flip(which, y, x) {
    const { record } = this;
    if (record.stepOf(y, x) < 0) return;
    this.on.force(
      this,
      record.levels === 2
        ? 1 - record.level(which, y, x)
        : (this.inspector.chosen ?? record.levels - 1 - record.level(which, y, x)),
    );
  }

  /** The receptive field of the pixel under the cursor, once the cursor rests. */
  askField() {
    clearTimeout(this.timer);
    const { cursor } = this;
    if (!this.wanted || !cursor || !this.job) {
      this.board.setField(null);
      return;
    }
    this.timer = setTimeout(async () => {
      try {
        const field = await fieldOf(this.job.model, cursor.y, cursor.x);
        if (cursor === this.cursor && this.wanted) this.board.setField(field);
      } catch (error) {
        this.on.error(error.message);
      }
    }, REST_MS);
  }

  stop() {
    this.socket.stop();
  }

  close() {
    clearTimeout(this.timer);
    this.socket.close();
    this.root.remove();
    this.inspector.root.remove();
  }
}
