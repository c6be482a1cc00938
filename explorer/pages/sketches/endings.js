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

  /** @type {SketchRecord | null} a record that is not on the paper yet */
  #coming = null;

  /** @type {Arrival} */
  #arrival = LAST;

  /** @param {EndingCalls} on */
  constructor(on) {
    this.on = on;
    /** @type {JobSocket<SketchJob, SketchEvent>} */
    this.socket = new JobSocket("/api/sketches", {
      event: (event, { context }) => this.#heard(event, context ?? this.record),
      status: on.status,
    });
  }

  /**
   * @param {Omit<SketchJob, "way" | "context">} job
   * @param {Point[]} beginning  what the job's text says
   * @param {Arrival} arrival
   * @param {boolean} [live]  a hand is still dragging
   */
  request(job, beginning, arrival, live = false) {
    this.#arrival = arrival;
    const context = new SketchRecord(beginning);
    this.#coming = context;
    this.socket.request({ ...job, way: "on", context }, live);
  }

  /**
   * The record that is on its way is to be played from the beginning's end.
   * @returns {boolean}  false where none is on its way
   */
  play() {
    if (this.#coming) this.#arrival = "play";
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
   * @param {SketchEvent} event
   * @param {SketchRecord} record  that was begun with its job
   */
  #heard(event, record) {
    if (event.event === "error") {
      this.#coming = null;
      this.record.done = true;
      this.on.error(event.message ?? "");
      return;
    }
    record.take(event);
    const final = event.event === "end" || event.event === "stopped";
    if (record === this.#coming && (final || this.#isDue(record))) {
      this.#coming = null;
      this.record = record;
      this.on.arrived(this.#arrival);
    }
    if (record === this.record) this.on.more(final);
  }

  /**
   * Whether as much of a record is there as is to be shown of it at first.
   * @param {SketchRecord} record
   */
  #isDue({ expectations, count }) {
    const arrival = this.#arrival;
    if (arrival === LAST) return false;
    return expectations.length > (typeof arrival === "number" ? arrival : count);
  }
}
