// Questions and answers in JSON over one WebSocket. One question is in flight, only the newest of each channel waits
// for it, and after a break what was in flight is asked once more.

import { NewestOnly } from "./newest_only.js";
import { ReconnectingSocket } from "./reconnecting_socket.js";

/**
 * @template {object} Q  a question, without its id
 * @template {object} A  an answer; the route tells an error as {error}
 */
export class Channels {
  #id = 0;

  /** @type {NewestOnly<{channel: string, question: Q, done: (answer: A) => void}>} */
  #requests = new NewestOnly();

  /**
   * Connects at once.
   * @param {string} path  of the route
   * @param {object} on
   * @param {(status: "online" | "offline") => void} on.status
   */
  constructor(path, on) {
    this.on = on;
    this.socket = new ReconnectingSocket(path, {
      open: () => {
        this.on.status("online");
        this.#pump();
      },
      message: (data) => this.#receive(JSON.parse(String(data))),
      lost: () => {
        this.#requests.recall();
        this.on.status("offline");
      },
    });
    this.open();
  }

  /** Connect again after `close`. */
  open() {
    this.socket.open();
  }

  /**
   * @param {string} channel  what waits on it is replaced; another channel's goes on waiting
   * @param {Q} question
   * @param {(answer: A) => void} done
   */
  request(channel, question, done) {
    this.#requests.put({ channel, question, done });
    this.#pump();
  }

  #pump() {
    if (!this.socket.connected) return;
    const next = this.#requests.take();
    if (next) this.socket.send(JSON.stringify({ id: ++this.#id, ...next.question }));
  }

  /** @param {A & {id?: number | null}} answer  without an id where the server could not read one */
  #receive(answer) {
    if (answer.id !== this.#id && answer.id !== null && answer.id !== undefined) return;
    const flown = this.#requests.land();
    if (!flown) return;
    this.#pump(); // the next one is computed while this one is painted
    flown.done(answer);
  }

  /** The page is left: nothing more is answered. `open` takes it up again. */
  close() {
    this.#requests.clear();
    this.socket.close();
  }
}
