// Keeps the strips true while something moves, and never in the hand's way: they are asked for on a channel of lower
// priority, a few at a time, at most every 80 ms while the hand moves, and all of them when it rests.

const EVERY_MS = 80;
const REST_MS = 120;
// What one request for strips may cost, as the hand's next picture waits behind it.
const COST_MOVING_MS = 8;
const COST_RESTING_MS = 60;
const MOST_PICTURES = 1024;

export class StripRenewer {
  /**
   * @param {number} pictures  on one strip
   * @param {(sliders: object[], done: () => void) => void} ask  gets pictures for some sliders, paints them, calls done
   */
  constructor(pictures, ask) {
    Object.assign(this, { pictures, ask });
    this.stale = new Set(); // in the order in which they went stale, so that each gets its turn
    this.flying = false;
    this.timer = 0;
    this.asked = this.touched = -Infinity;
    this.cost = 4; // ms a strip; measured as they come
    this.round = 0;
  }

  /** These strips no longer show the truth. */
  mark(sliders) {
    sliders.forEach((slider) => this.stale.add(slider));
    this.touched = performance.now();
    this.pump();
  }

  /** Nobody sees these any more. */
  drop(sliders) {
    sliders.forEach((slider) => this.stale.delete(slider));
  }

  /** Forget everything, answers on their way included: other strips, or another model. */
  clear() {
    clearTimeout(this.timer);
    this.stale.clear();
    this.timer = 0;
    this.flying = false;
    this.round++;
  }

  /** Nothing is stale or on its way. */
  get settled() {
    return !this.flying && this.stale.size === 0;
  }

  pump() {
    if (this.flying || this.timer || !this.stale.size) return;
    const now = performance.now();
    const moving = now - this.touched < REST_MS;
    const wait = moving ? this.asked + EVERY_MS - now : 0;
    if (wait > 0) {
      this.timer = setTimeout(() => {
        this.timer = 0;
        this.pump();
      }, wait);
      return;
    }
    const worth = Math.floor((moving ? COST_MOVING_MS : COST_RESTING_MS) / this.cost);
    const count = Math.min(Math.max(worth, 1), Math.floor(MOST_PICTURES / this.pictures));
    const round = this.round;
    const sliders = [...this.stale].slice(0, count);
    this.drop(sliders);
    this.flying = true;
    this.asked = now;
    this.ask(sliders, () => {
      if (round !== this.round) return false;
      this.cost += 0.4 * ((performance.now() - now) / sliders.length - this.cost);
      this.flying = false;
      this.pump();
      return true;
    });
  }
}
