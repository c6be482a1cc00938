// The window of a map that is on screen. Places are in widths of the whole map, which is the unit square, y upwards;
// fractions of the window run from 0 to 1, left to right and top to bottom.

/** @typedef {[number, number]} Pair */
/** @typedef {{x: number, y: number, span: number}} Place  the middle and the width of a window */

const FINEST = 0.005;
const WIDEST = 3;
const WANDER = 0.75; // how far the middle may go beyond the map's
export const WHOLE = 1.06; // the width that shows the whole map, with a margin

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
const within = (value, low, high) => Math.min(Math.max(value, low), high);

export class MapWindow {
  /** @param {Place} [place]  the whole map if none is given */
  constructor(place = { x: 0.5, y: 0.5, span: WHOLE }) {
    this.x = place.x;
    this.y = place.y;
    this.span = place.span;
    this.#clamp();
  }

  get left() {
    return this.x - this.span / 2;
  }

  get top() {
    return this.y + this.span / 2;
  }

  /** Whether it shows the whole map. */
  get isWhole() {
    return this.x === 0.5 && this.y === 0.5 && this.span === WHOLE;
  }

  /**
   * The place at fractions of the window.
   * @param {number} fx
   * @param {number} fy
   * @returns {Pair}
   */
  placeAt(fx, fy) {
    return [this.left + fx * this.span, this.top - fy * this.span];
  }

  /**
   * Where a place lies, in fractions of the window.
   * @param {ArrayLike<number>} place
   * @returns {Pair}
   */
  fractionOf(place) {
    return [(place[0] - this.left) / this.span, (this.top - place[1]) / this.span];
  }

  /**
   * Move the points by a fraction of the window, as a hand that drags them does.
   * @param {number} dx
   * @param {number} dy
   */
  pan(dx, dy) {
    this.x -= dx * this.span;
    this.y += dy * this.span;
    this.#clamp();
  }

  /**
   * Make the window `factor` times as wide; the place at (fx, fy) stays where it is.
   * @param {number} factor
   * @param {number} fx
   * @param {number} fy
   */
  zoom(factor, fx, fy) {
    const [x, y] = this.placeAt(fx, fy);
    this.span = within(this.span * factor, FINEST, WIDEST);
    this.x = x - (fx - 0.5) * this.span;
    this.y = y - (0.5 - fy) * this.span;
    this.#clamp();
  }

  /** Back to the whole map. */
  reset() {
    this.x = 0.5;
    this.y = 0.5;
    this.span = WHOLE;
  }

  /** The window as a link has it. */
  get place() {
    return { x: this.x, y: this.y, span: this.span };
  }

  #clamp() {
    this.x = within(this.x, 0.5 - WANDER, 0.5 + WANDER);
    this.y = within(this.y, 0.5 - WANDER, 0.5 + WANDER);
  }
}
