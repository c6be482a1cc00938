// Directions that are kept in this browser, on every page and from one visit to the next.

import { isSame } from "./direction.js";

/** @typedef {import("./direction.js").Direction} Direction */

const KEY = "gx-directions";
const MOST = 60;

/** @param {unknown} value */
const isNumbers = (value) => Array.isArray(value) && value.length > 0 && value.every(Number.isFinite);

/**
 * @param {unknown} entry  of the storage, which is anybody's to write to
 * @returns {entry is Direction}
 */
function isDirection(entry) {
  if (typeof entry !== "object" || entry === null) return false;
  const { model, name, vector, middle, reach, auc, along, ends } = /** @type {{[name: string]: unknown}} */ (entry);
  const named = typeof model === "string" && typeof name === "string";
  const counted = along === undefined || (Array.isArray(along) && along.every(isNumbers));
  const ended = ends === undefined || (Array.isArray(ends) && ends.every((end) => typeof end === "string"));
  return named && counted && ended && isNumbers(vector) && isNumbers([middle, reach, auc]);
}

/**
 * What is kept, as far as it makes sense.
 * @returns {Direction[]}
 */
function read() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter(isDirection).slice(-MOST) : [];
  } catch {
    return [];
  }
}

export class KeptDirections {
  #kept = read();

  /** Whether the browser lets something be stored. */
  lasts = true;

  /** @param {() => void} onchange  other ones are kept, by this page or in another tab */
  constructor(onchange) {
    this.onchange = onchange;
    addEventListener("storage", (event) => {
      if (event.key !== KEY) return;
      this.#kept = read();
      this.onchange();
    });
  }

  /**
   * Those that lie in a model's space.
   * @param {{name: string, latents: number}} card
   */
  of({ name, latents }) {
    return this.#kept.filter(({ model, vector }) => model === name && vector.length === latents);
  }

  /** @param {Direction} direction */
  has(direction) {
    return this.#kept.some((other) => isSame(other, direction));
  }

  /**
   * The kept one that is the same way, with all that is known of it; else the given one.
   * @param {Direction} direction
   */
  known(direction) {
    return this.#kept.find((other) => isSame(other, direction)) ?? direction;
  }

  /** @param {Direction} direction */
  add(direction) {
    this.#set([...this.#kept.filter((other) => !isSame(other, direction)), direction].slice(-MOST));
  }

  /** @param {Direction} direction */
  remove(direction) {
    this.#set(this.#kept.filter((other) => !isSame(other, direction)));
  }

  /** @param {Direction[]} kept */
  #set(kept) {
    this.#kept = kept;
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      this.lasts = false;
    }
    this.onchange();
  }
}
