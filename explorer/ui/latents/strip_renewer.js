// Keeps the strips true while something moves, and never in the hand's way: they are asked for on a channel of lower
// priority, a few at a time, at most every 80 ms while the hand moves, and all of them when it rests.

const EVERY_MS = 80;
const REST_MS = 120;
// What one request for strips may cost, as the hand's next picture waits behind it.
const COST_MOVING_MS = 8;
const COST_RESTING_MS = 60;
const MOST_PICTURES = 1024;
const FIRST_COST_MS = 4; // of a strip, until the first has been measured
const NEWEST_PART = 0.4; // how much the newest measurement counts

/**
 * @template T  what has a strip: a slider, a row
 */
export class StripRenewer {
  /** @type {Set<T>} in the order in which they went stale, so that each gets its turn */
  #stale = new Set();
  #flying = false;
  #timer = 0;
  #asked = -Infinity;
  #touched = -Infinity;
  #cost = FIRST_COST_MS; // ms a strip; measured as they come
  #round = 0;

  /**
   * @param {number} pictures  on one strip
   * @param {(strips: T[], done: () => boolean) => void} ask  gets pictures for some strips; calls done when they have
   *   come, and paints them where it says true: false means that nobody wants them any more
   */
  constructor(pictures, ask) {
    this.pictures = pictures;
    this.ask = ask;
  }

  /**
   * These strips no longer show the truth.
   * @param {Iterable<T>} strips
   */
  mark(strips) {
    for (const strip of strips) this.#stale.add(strip);
    this.#touched = performance.now();
    this.#pump();
  }

  /**
   * Nobody sees these any more.
   * @param {Iterable<T>} strips
   */
  drop(strips) {
    for (const strip of strips) this.#stale.delete(strip);
  }

  /** Forget everything, answers on their way included: other strips, or another model. */
  clear() {
    clearTimeout(this.#timer);
    this.#stale.clear();
    this.#timer = 0;
    this.#flying = false;
    this.#round++;
  }

  #pump() {
    if (this.#flying || this.#timer || !this.#stale.size) return;
    const now = performance.now();
    const moving = now - this.#touched < REST_MS;
    const wait = moving ? this.#asked + EVERY_MS - now : 0;
    if (wait > 0) {
      this.#timer = setTimeout(() => {
        this.#timer = 0;
        this.#pump();
      }, wait);
      return;
    }
    this.#send(now, moving ? COST_MOVING_MS : COST_RESTING_MS);
  }

  /**
   * @param {number} now  ms
   * @param {number} budget  ms that the request may cost
   */
  #send(now, budget) {
    const affordable = Math.max(Math.floor(budget / this.#cost), 1);
    const strips = [...this.#stale].slice(0, Math.min(affordable, Math.floor(MOST_PICTURES / this.pictures)));
    const round = this.#round;
    this.drop(strips);
    this.#flying = true;
    this.#asked = now;
    this.ask(strips, () => {
      if (round !== this.#round) return false;
      this.#cost += NEWEST_PART * ((performance.now() - now) / strips.length - this.#cost);
      this.#flying = false;
      this.#pump();
      return true;
    });
  }
}
