// The clock of a record that is played while it is still being computed: which step stands on the screen, and when
// the next one does.

/**
 * The record that is played.
 * @typedef {object} ClockedRecord
 * @property {() => number} total  steps there will be
 * @property {() => number} available  steps that have arrived
 * @property {(step: number) => number} [next]  the step after which something new is to be seen; the next one by
 *   default
 */

const LONGEST_MS = 100; // a tab that slept goes on where it was, it does not catch up

/**
 * Steps of a record by the time that passes: it never shows a step that has not arrived, and makes up for no waiting.
 */
export class Clock {
  step = 0;
  playing = false;
  /** No more steps will arrive. */
  ended = false;
  /** @type {number | null} the step that is gone to as soon as it has arrived; Infinity: the end, wherever it is */
  wanted = null;
  /** Steps a second; Infinity: all that are there at once. */
  rate = Infinity;
  /** Steps that are due, below 1 but for the first. */
  #credit = 0;

  /** @param {ClockedRecord} record */
  constructor({ total, available, next = (step) => step + 1 }) {
    this.total = total;
    this.available = available;
    this.next = next;
  }

  /** The last step that can be shown now. */
  get limit() {
    return Math.min(this.total(), this.available());
  }

  /** Nothing is left to play, and nothing more will come. */
  get dry() {
    return this.step >= this.limit && (this.ended || this.step >= this.total());
  }

  /** Steps are still to come. */
  get coming() {
    return !this.ended && this.available() < this.total();
  }

  /** Another record, at its beginning. */
  open() {
    this.step = 0;
    this.playing = false;
    this.ended = false;
    this.wanted = null;
    this.#credit = 0;
  }

  /** The first step is due at once, however slow the rate. */
  play() {
    this.playing = true;
    this.wanted = null;
    this.#credit = 1;
  }

  pause() {
    this.playing = false;
  }

  /**
   * To a step, or -1 for the end; what has not arrived yet is gone to as soon as it has.
   * @param {number} step
   */
  go(step) {
    const target = step < 0 ? Infinity : step;
    this.step = Math.min(target, this.limit);
    this.wanted = this.step < target && this.coming ? target : null;
  }

  /** Something arrived, or the record is another one. */
  refresh() {
    this.go(this.wanted ?? this.step);
  }

  /**
   * `ms` have passed. True where the last step of all was reached by it.
   * @param {number} ms
   */
  tick(ms) {
    if (!this.playing) return false;
    const { limit } = this;
    if (this.rate === Infinity) {
      this.step = limit;
    } else {
      this.#credit += (this.rate * Math.min(Math.max(ms, 0), LONGEST_MS)) / 1000;
      while (this.#credit >= 1 && this.step < limit) {
        const next = this.next(this.step);
        if (next > limit && !this.ended) break;
        this.step = Math.min(next, limit);
        this.#credit--;
      }
      this.#credit = Math.min(this.#credit, 1); // what was waited for is not made up for
    }
    if (this.dry) this.playing = false;
    return this.step >= this.total() && !this.playing;
  }
}
