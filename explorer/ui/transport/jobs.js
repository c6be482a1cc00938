// Jobs over one WebSocket. A newer job replaces the running one; while a hand drags, jobs wait for the one before to
// end, newest only, so that quick answers keep coming. Opened when first needed, and again when it breaks.

import { ReconnectingSocket } from "./reconnecting_socket.js";

/**
 * Whatever the server sends of a job; the last is "end", "stopped" or "error".
 * @typedef {{event: string, id?: number | null, message?: string, before?: number}} JobEvent
 */

/** @param {number} before  who come first */
const waitWords = (before) =>
  `All places are taken just now (${before ? `${before} before you` : "you are next"}). It begins by itself.`;

const FINAL = ["end", "stopped", "error"];

/**
 * @template {object} J  a job as the route wants it, without its id; its `context` is not sent: the job's events come
 *   with it
 * @template {JobEvent} [E=JobEvent]  what the route sends
 */
export class JobSocket {
  /** @type {(J & {id: number, live: boolean}) | null} */
  #job = null;

  /** @type {(J & {id: number, live: boolean}) | null} */
  #waiting = null;

  /** @type {object | null} the newest message that is no job: it is sent again whenever the connection is new */
  #first = null;

  #id = 0;

  /** It was said that the job waits for its turn. */
  #told = false;

  /**
   * @param {string} path  of the route
   * @param {object} on
   * @param {(event: E, job: J & {id: number, live: boolean}) => void} on.event  everything of the newest job
   * @param {(event: E) => void} [on.told]  what belongs to no job
   * @param {(sentence: string) => void} [on.waits]  all places are taken: how many come first; empty when that is over
   * @param {(status: "online" | "offline") => void} on.status
   */
  constructor(path, on) {
    this.on = on;
    this.socket = new ReconnectingSocket(path, {
      open: () => this.#opened(),
      message: (data) => this.#receive(JSON.parse(String(data))),
      lost: () => this.on.status("offline"),
    });
  }

  /** True while something is being computed, or waits for it. */
  get busy() {
    return this.#job !== null || this.#waiting !== null;
  }

  /**
   * @param {J} job
   * @param {boolean} [live]  a hand is still moving: let a live job before it end first
   */
  request(job, live = false) {
    const next = { ...job, live, id: ++this.#id };
    if (live && this.#job?.live) this.#waiting = next;
    else this.#begin(next);
  }

  /** @param {J & {id: number, live: boolean}} job */
  #begin(job) {
    this.#waiting = null;
    this.#job = job;
    const { live, context, ...message } = /** @type {J & {live: boolean, context?: unknown}} */ (job);
    this.#put(message);
  }

  /**
   * A message that is no job (the newest of them, where there is no connection yet).
   * @param {object} message
   */
  send(message) {
    this.#first = message;
    this.#put(message);
  }

  /**
   * A message that is no job and of this connection alone; without one it is forgotten.
   * @param {object} message
   */
  tell(message) {
    if (this.socket.connected) this.socket.send(JSON.stringify(message));
  }

  /**
   * What can't be sent now is sent when the connection is there.
   * @param {object} message
   */
  #put(message) {
    if (this.socket.connected) this.socket.send(JSON.stringify(message));
    else this.socket.open();
  }

  /** End the computing; the server answers with "stopped". */
  stop() {
    const job = this.#job;
    this.#waiting = null;
    if (!job) return;
    if (this.socket.connected) {
      this.socket.send(JSON.stringify({ stop: true }));
      return;
    }
    this.#job = null;
    this.on.event(/** @type {E} */ ({ event: "stopped" }), job);
  }

  /** End the computing and hear no more of it. */
  abandon() {
    this.stop();
    this.#job = null;
  }

  #opened() {
    this.on.status("online");
    if (this.#first) this.send(this.#first);
    if (this.#job) this.#begin(this.#job);
  }

  /** @param {E} message */
  #receive(message) {
    const job = this.#job;
    if (message.id === undefined && message.event !== "end" && message.event !== "stopped" && this.on.told) {
      this.on.told(message);
      return;
    }
    if (!job) return;
    if (message.id !== undefined && message.id !== null && message.id !== job.id) return; // of a job that was replaced
    if (message.event === "waiting") {
      this.#told = true;
      this.on.waits?.(waitWords(message.before ?? 0));
      return;
    }
    if (this.#told) {
      this.#told = false;
      this.on.waits?.("");
    }
    if (FINAL.includes(message.event)) this.#job = null;
    this.on.event(message, job);
    if (!this.#job && this.#waiting) this.#begin(this.#waiting);
  }

  /** The page is left: what is being computed for it ends. The next request opens it again. */
  close() {
    this.#job = null;
    this.#waiting = null;
    this.socket.close();
  }
}
