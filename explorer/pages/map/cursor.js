// The cursor of a map: where it is, what is asked about that place, and whether it is held there.

/** @typedef {import("./hand.js").Spot} Spot */
/** @typedef {import("./marks.js").Cursor} Mark */
/** @typedef {[number, number]} Pair */
/** @typedef {{index: number} | {at: Pair}} Asked  a test picture, or a place of the map */

/**
 * @typedef {object} CursorEvents
 * @property {(asked: Asked, answer: (spot: Spot) => void) => void} ask  what is there is to be found
 * @property {(index: number) => Pair} place  of a test picture
 * @property {() => void} marked  it is drawn otherwise now
 * @property {(spot: Spot, place: Pair, isEcho: boolean) => void} shown  what is there has been found
 * @property {() => void} held  or let go
 */

export class MapCursor {
  /** @type {Asked | null} what was asked for last */
  #asked = null;

  #echoes = false; // it is here because of the other map's

  /** @type {Mark | null} how it is drawn */
  mark = null;

  /** It stays where it is. */
  held = false;

  /** @type {Spot | null} what was found last */
  spot = null;

  /** @param {CursorEvents} on */
  constructor(on) {
    this.on = on;
  }

  /** Where it is; null before it is anywhere. */
  get place() {
    return this.mark?.place ?? null;
  }

  /** The test picture that it is on; -1: between points, or nowhere. */
  get index() {
    return this.#asked && "index" in this.#asked ? this.#asked.index : -1;
  }

  /**
   * To a test picture, or a place.
   * @param {Asked} asked
   * @param {boolean} [echoes]  because the other map's cursor is there
   */
  move(asked, echoes = false) {
    this.#asked = asked;
    this.#echoes = echoes;
    const place = "index" in asked ? this.on.place(asked.index) : asked.at;
    const near = "index" in asked ? (this.mark?.near ?? null) : null;
    this.mark = { place, from: [], shares: [], near, held: this.held };
    this.on.marked();
    this.on.ask(asked, (spot) => this.#show(spot, asked, place));
  }

  /** What is there is asked for anew: it is found otherwise now. */
  renew() {
    if (this.#asked) this.move(this.#asked, this.#echoes);
  }

  /**
   * @param {Spot} spot
   * @param {Asked} asked
   * @param {Pair} place
   */
  #show(spot, asked, place) {
    if (asked === this.#asked) {
      const from = spot.how === "point" ? [] : spot.points.map(this.on.place);
      this.mark = { place, from, shares: spot.shares, near: this.on.place(spot.near), held: this.held };
      this.on.marked();
    }
    this.spot = spot;
    this.on.shown(spot, place, this.#echoes);
  }

  /** @param {boolean} held */
  hold(held) {
    if (held === this.held || (held && !this.mark)) return;
    this.held = held;
    if (this.mark) this.mark.held = held;
    this.on.marked();
    this.on.held();
  }
}
