// Endings of what stands on the paper: asked for over a socket, and shown once enough of them is there.

import { JobSocket } from "../../ui/transport/jobs.js";
import { settled } from "./own.js";
import { SketchRecord } from "./record.js";

/**
 * @import { Status } from "../../ui/types.js"
 * @import { Point, SketchEvent, SketchJob } from "./types.js"
 */

/** A step: all of it. */
export const LAST = -1;

/**
 * Where a record stands once it has come: played from the beginning's end, waiting there, or at a step.
 * @typedef {"play" | "wait" | number} Arrival
 */

/** @typedef {{record: SketchRecord, arrival: Arrival}} Coming */

/**
 * @typedef {object} EndingCalls
 * @property {(arrival: Arrival) => void} arrived  another record is on the paper
 * @property {(final: boolean) => void} more  of the record that is there; final: nothing more comes
 * @property {(message: string) => void} error  nothing comes of what was asked for
 * @property {(status: Status) => void} status
 */

export class Endings {
  /** What is on the paper; it stays until there is enough of the next one. */
  record = new SketchRecord([]);

  /** @type {Coming | null} the newest that was asked for, as long as it is not on the paper */
  #coming = null;

  /** @param {EndingCalls} on */
  constructor(on) {
    this.on = on;
    /** @type {JobSocket<SketchJob & {context?: Coming}, SketchEvent>} */
    this.socket = new JobSocket("/api/sketches", {
      event: (event, { context }) => this.#heard(event, /** @type {Coming} */ (context)),
      waits: on.error,
      status: on.status,
    });
  }

  /**
   * @param {Omit<SketchJob, "way">} job
   * @param {Point[]} beginning  what the job's text says
   * @param {Arrival} arrival
   * @param {boolean} [live]  a hand is still dragging
   */
  request(job, beginning, arrival, live = false) {
    const context = { record: new SketchRecord(beginning), arrival };
    this.#coming = context;
    this.socket.request({ ...job, way: "on", context }, live);
  }

  /**
   * The record that is on its way is to be played from the beginning's end.
   * @returns {boolean}  false where none is on its way
   */
  play() {
    if (this.#coming) this.#coming.arrival = "play";
    return this.#coming !== null;
  }

  /**
   * The model stops; these points are on the paper, and nothing follows them yet.
   * @param {Point[]} points
   */
  freeze(points) {
    this.socket.abandon();
    this.#coming = null;
    const record = new SketchRecord(settled(points));
    record.known = points.flatMap((_, i) => this.record.stepOf(i)?.surprise ?? []);
    record.done = true;
    this.record = record;
  }

  stop() {
    this.socket.stop();
  }

  close() {
    this.socket.close();
  }

  /**
   * While a hand drags, what was asked for first is shown although there is something newer to come.
   * @param {SketchEvent} event
   * @param {Coming} coming  that was begun with its job
   */
  #heard(event, coming) {
    const { record } = coming;
    if (event.event === "error") {
      this.#coming = null;
      this.record.done = true;
      this.on.error(event.message ?? "");
      return;
    }
    record.take(event);
    const final = event.event === "end" || event.event === "stopped";
    if (record !== this.record && (final || isDue(coming))) {
      if (coming === this.#coming) this.#coming = null;
      this.record = record;
      this.on.arrived(coming.arrival);
    }
    if (record === this.record) this.on.more(final);
  }
}

/**
 * Whether as much of a record is there as is to be shown of it at first.
 * @param {Coming} coming
 */
function isDue({ record, arrival }) {
  if (arrival === LAST) return false;
  return record.expectations.length > (typeof arrival === "number" ? arrival : record.count);
}
