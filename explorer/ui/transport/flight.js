// How many requests a line bears at a time. Over a far line one after the other would show a picture a round trip; as
// many as are sent in one keep it full. More than that would only queue before the server, and each come later.

const MOST = 24; // in flight
const REMEMBERED = 48; // answers that the quickest is looked for in
const STANDING = 4; // answers: what they all waited is a queue; what one of them waited was other work
const EASE_MS = 10; // of waiting that are no queue
const EASE = 0.2; // of the quickest answer, the same over a far line, whose times vary more
const PATIENCE = 24; // answers after a queue, before more are tried again

export class Flight {
  /** How many may be in flight. */
  room = 1;

  /** @type {number[]} milliseconds from sending to answer, the newest last */
  #times = [];

  /** Answers until room may grow. */
  #wait = 0;

  /**
   * An answer came.
   * @param {number} ms  since it was asked for
   * @param {boolean} pressed  another request waited for room
   */
  landed(ms, pressed) {
    this.#times.push(ms);
    if (this.#times.length > REMEMBERED) this.#times.shift();
    this.#wait = Math.max(0, this.#wait - 1);
    const quickest = Math.min(...this.#times);
    const queue = Math.min(...this.#times.slice(-STANDING)) - quickest;
    const ease = Math.max(EASE_MS, EASE * quickest);
    if (queue > ease && this.room > 1) {
      this.room--;
      this.#wait = PATIENCE;
    } else if (pressed && queue < ease / 2 && !this.#wait) {
      this.room = Math.min(MOST, this.room + 1);
    }
  }

  /** The connection broke: the next one may be another line. */
  reset() {
    this.room = 1;
    this.#times = [];
    this.#wait = 0;
  }
}
