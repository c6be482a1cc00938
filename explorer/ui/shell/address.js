// The address of a page: it follows what is seen there, so that F5, a bookmark and the browser's Back find it again.

import { putInAddress } from "../picture/take_along.js";

/** @typedef {{[field: string]: unknown}} Fields  of a view or of its defaults, in the order of its link */

const REST_MS = 300; // between two writings; Safari takes 100 in 30 s
const HANDS = ["pointerdown", "keydown", "wheel", "input", "change", "click", "drop", "paste"];
const LET_GO = ["pointerup", "keyup", "change", "click", "gx-played"]; // after which a view may have changed
const DECIMALS = 1e4; // of the numbers in a link's lists, as explorer/serving/links.py reads them
const DIGITS = 10; // of any number, as there

/** @param {unknown} value */
const isEmpty = (value) => value === null || value === undefined || value === "" || isEmptyList(value);

/** @param {unknown} value */
const isEmptyList = (value) => Array.isArray(value) && !value.length;

/** @param {unknown} value */
const text = (value) => String(typeof value === "number" ? Number(value.toPrecision(DIGITS)) : value);

/** @param {unknown} part  of a list */
const rounded = (part) => (typeof part === "number" ? Math.round(part * DECIMALS) / DECIMALS : part);

/**
 * A view's query string, as explorer/serving/links.py writes it: what stands at its default is left out, the model
 * never.
 * @param {Fields} view
 * @param {Fields} defaults
 */
export function queryOf(view, defaults) {
  const told = Object.entries(view).filter(
    ([name, value]) => !isEmpty(value) && (name === "model" || value !== defaults[name]),
  );
  const fields = told.map(([name, value]) => [
    name,
    Array.isArray(value) ? value.map((part) => text(rounded(part))).join() : text(value),
  ]);
  return new URLSearchParams(fields).toString().replaceAll("%2C", ",");
}

/**
 * Writes a page's view into the address bar, from the first time that a hand touches the page.
 *
 * What Back does follows from when an entry of the browser's history is added. Each model has two: the view that the
 * model was opened with, and the view as it was left. So another model (or any field that the page calls a place) is a
 * new entry, and the first change after it one more; all further changes, of a slider, a seed, a step, replace that
 * one, while they are made and when they rest. Back thus undoes what was done with this model, then leads to the model
 * before, as it was left, and to the page before; many small steps are never in the way of it. They have Undo.
 *
 * What a link can't hold (a picture of one's own) is not in the address either.
 */
export class Address {
  /** A hand has touched the page: until then whatever changes has changed by itself. */
  #touched = false;

  /** @type {string} the query of the view that the address says */
  #query = "";

  /** @type {string} the view's places, as JSON */
  #place = "";

  #timer = 0;
  #due = false;
  #held = false;
  #written = -REST_MS; // when, in ms

  /**
   * @param {HTMLElement} root  that holds the page
   * @param {object} page
   * @param {() => object} page.view  as it is now
   * @param {Fields} page.defaults  of the view's fields, those that have one
   * @param {readonly string[]} [page.places]  fields of which another value is another place
   */
  constructor(root, { view, defaults, places = ["model"] }) {
    this.root = root;
    this.view = view;
    this.defaults = defaults;
    this.places = places;
    for (const name of HANDS) addEventListener(name, this.#touch, { capture: true });
    for (const name of LET_GO) root.addEventListener(name, () => this.changed());
  }

  #touch = () => {
    for (const name of HANDS) removeEventListener(name, this.#touch, { capture: true });
    if (!this.root.isConnected) return;
    this.#remember();
    this.#touched = true;
  };

  #remember() {
    const view = /** @type {Fields} */ (this.view());
    this.#query = queryOf(view, this.defaults);
    this.#place = JSON.stringify(this.places.map((name) => view[name]));
  }

  /**
   * The view may be another one: it is written when what is being done is done, and at most every 300 ms.
   * @param {object} [how]
   * @param {boolean} [how.hover]  by a pointer that only hovers: no new entry of the history for that
   */
  changed({ hover = false } = {}) {
    if (this.#held || this.#due || !(this.#touched || hover)) return;
    this.#due = true;
    const rest = this.#written + REST_MS - performance.now();
    if (rest <= 0) queueMicrotask(() => this.#write());
    else this.#timer = setTimeout(() => this.#write(), rest);
  }

  /** @param {boolean} held  nothing is written, and what was to be written is not */
  hold(held) {
    clearTimeout(this.#timer);
    this.#held = held;
    this.#due = false;
  }

  /** The page is left: what is not written yet is written now. */
  flush() {
    this.#write();
  }

  #write() {
    clearTimeout(this.#timer);
    if (!this.#due || !this.root.isConnected) return;
    this.#due = false;
    const query = this.#query;
    const place = this.#place;
    this.#remember();
    if (query === this.#query) return;
    this.#written = performance.now();
    if (!this.#touched) {
      putInAddress(this.#query);
      return;
    }
    const moved = place !== this.#place;
    const first = !history.state?.gxMoved;
    putInAddress(this.#query, { push: moved || first, state: { gxMoved: !moved } });
  }
}
