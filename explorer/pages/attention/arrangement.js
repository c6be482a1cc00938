// What stands where in the scene, and every step that led there. Plain data; nothing is painted here.

import { History } from "../../ui/controls/history.js";
import { COLOURS } from "./colours.js";
import { SIDE } from "./picture.js";

/** @typedef {import("./types.js").Box} Box */
/** @typedef {import("./types.js").Digit} Digit */
/** @typedef {import("./types.js").PlacedDigit} PlacedDigit */
/** @typedef {import("./types.js").SceneSpec} SceneSpec */

/**
 * A scene as it was arranged.
 * @typedef {object} Arranged
 * @property {number} seed
 * @property {boolean} own  a person has arranged the digits
 * @property {Digit[]} digits  from below to the top
 * @property {boolean} distractors
 * @property {string} background  "", "seed", "photo:NAME" or "upload"
 * @property {number} upload  which of the uploaded backgrounds, counted from 1
 */

/** Digits that a scene may have. */
export const MOST = 12;

/** @type {[low: number, high: number]} sizes that a digit may have */
export const SCALES = [0.5, 3];

const FIRST_SCALE = 1.2; // of a digit that is added
const NEAR = 4; // picture pixels between a digit and its copy
const GRID = 5; // picture pixels between the places that a new digit may have
const EDGE = 15; // picture pixels that they keep from the edge

/**
 * @param {number} value
 * @param {readonly [low: number, high: number]} range
 */
export const clamp = (value, [low, high]) => Math.min(high, Math.max(low, value));

/** @param {number} value  picture pixels */
const withinPicture = (value) => clamp(value, [0, SIDE]);

/**
 * @param {Digit} digit
 * @returns {PlacedDigit}
 */
const placed = ({ glyph, label, colour, x, y, scale }) => ({ glyph, label, colour, x, y, scale });

export class Arrangement {
  /** @type {Arranged} */
  state = { seed: 0, own: false, digits: [], distractors: false, background: "", upload: 0 };

  /** @type {History<Arranged>} */
  history;

  /** The id of the selected digit; -1: none is. */
  selected = -1;

  #lastId = 0;

  /** @type {Map<number, string>} uploaded backgrounds, pixels in base64 */
  #uploads = new Map();

  /** @param {() => void} onhistory  undo or redo became possible or impossible */
  constructor(onhistory) {
    this.onhistory = onhistory;
    this.history = new History(this.state, onhistory);
  }

  get digits() {
    return this.state.digits;
  }

  /** The selected digit, or null. */
  get digit() {
    return this.find(this.selected) ?? null;
  }

  get full() {
    return this.digits.length >= MOST;
  }

  /** Whether there is an uploaded background to go back to. */
  get hasUpload() {
    return this.#uploads.size > 0;
  }

  /** Colours that are there. */
  get colours() {
    return new Set(this.digits.map(({ colour }) => colour));
  }

  /** The first colour that no digit has, or the first of all. */
  get freeColour() {
    const taken = this.colours;
    return Math.max(
      0,
      COLOURS.findIndex((_, colour) => !taken.has(colour)),
    );
  }

  /** @param {number} id */
  find(id) {
    return this.digits.find((digit) => digit.id === id);
  }

  /**
   * Show a seed's scene.
   * @param {{seed: number, digits: PlacedDigit[]}} scene  as the server lists it
   * @param {boolean} [own]  a person has arranged it
   */
  take({ seed, digits }, own = false) {
    this.set({ seed, own, digits: digits.map((digit) => ({ ...digit, id: ++this.#lastId })) });
    this.selected = -1;
  }

  /**
   * The scene that the page begins with: there is no step before it.
   * @param {{seed: number, digits: PlacedDigit[]}} scene
   * @param {boolean} own
   */
  begin(scene, own) {
    this.take(scene, own);
    this.history = new History(this.state, this.onhistory);
  }

  /**
   * The scene as the server reads it.
   * @param {number} [left]  a digit that is left out
   * @returns {SceneSpec}
   */
  spec(left = -1) {
    const { seed, distractors, background, upload } = this.state;
    const digits = this.digits.filter(({ id }) => id !== left).map(placed);
    const scene = { seed, distractors, background, digits };
    return background === "upload" ? { ...scene, upload: this.#uploads.get(upload) } : scene;
  }

  /**
   * Select the digit that a question is about.
   * @param {number} colour
   */
  selectColour(colour) {
    this.selected = this.digits.findLast((digit) => digit.colour === colour)?.id ?? -1;
  }

  /** @param {Partial<Arranged>} changes */
  set(changes) {
    this.state = { ...this.state, ...changes };
  }

  /** @param {string} background  its name; "upload" is the last one of a person's own */
  setBackground(background) {
    this.set(background === "upload" ? { background, upload: this.#uploads.size } : { background });
  }

  /** @param {string} pixels  of a background of a person's own, uint8 (100, 100, 3) in base64 */
  uploadBackground(pixels) {
    this.#uploads.set(this.#uploads.size + 1, pixels);
    this.setBackground("upload");
  }

  /** @param {Digit[]} digits  that a person has arranged */
  arrange(digits) {
    this.set({ digits, own: true });
  }

  /**
   * @param {number} id
   * @param {Partial<PlacedDigit>} changes
   */
  change(id, changes) {
    this.arrange(this.digits.map((digit) => (digit.id === id ? { ...digit, ...changes } : digit)));
  }

  /**
   * @param {number} id
   * @param {number} x
   * @param {number} y
   */
  move(id, x, y) {
    this.change(id, { x: withinPicture(x), y: withinPicture(y) });
  }

  /**
   * @param {number} id
   * @param {number} scale
   */
  scale(id, scale) {
    this.change(id, { scale: clamp(scale, SCALES) });
  }

  /**
   * Draw a digit last, over all others.
   * @param {number} id
   */
  raise(id) {
    const digit = this.find(id);
    if (digit && digit !== this.digits.at(-1)) this.arrange([...this.digits.filter((one) => one !== digit), digit]);
  }

  /**
   * A new digit where most room is; it is selected.
   * @param {string} glyph
   * @param {number} label
   * @param {Box[]} boxes  of the digits that are there
   */
  add(glyph, label, boxes) {
    this.#append({ glyph, label, colour: this.freeColour, ...roomiestPlace(boxes), scale: FIRST_SCALE });
  }

  /**
   * A copy beside a digit, in a free colour; it is selected.
   * @param {number} id
   */
  duplicate(id) {
    const digit = this.find(id);
    if (!digit) return;
    const x = withinPicture(digit.x + NEAR);
    const y = withinPicture(digit.y + NEAR);
    this.#append({ ...placed(digit), colour: this.freeColour, x, y });
  }

  /** @param {PlacedDigit} digit */
  #append(digit) {
    const id = ++this.#lastId;
    this.arrange([...this.digits, { ...digit, id }]);
    this.selected = id;
  }

  /** @param {number} id */
  remove(id) {
    this.arrange(this.digits.filter((digit) => digit.id !== id));
    this.selected = -1;
  }

  /** A step is over and can be undone. */
  commit() {
    this.history.commit(this.state);
  }

  /**
   * @param {"undo" | "redo"} way
   * @returns {boolean}  whether there was a step to go
   */
  travel(way) {
    this.commit();
    const state = way === "undo" ? this.history.undo() : this.history.redo();
    if (state) this.state = state;
    if (!this.digit) this.selected = -1;
    return state !== null;
  }
}

/**
 * How far a place is from a box; 0 inside of it.
 * @param {number} x
 * @param {number} y
 * @param {Box} box
 */
const distanceTo = (x, y, [left, top, right, bottom]) =>
  Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));

/**
 * The place on a grid that is farthest from all boxes and from the edge.
 * @param {Box[]} boxes
 */
function roomiestPlace(boxes) {
  let best = { x: SIDE / 2, y: SIDE / 2 };
  let most = -Infinity;
  for (let y = EDGE; y <= SIDE - EDGE; y += GRID) {
    for (let x = EDGE; x <= SIDE - EDGE; x += GRID) {
      const room = Math.min(x, y, SIDE - x, SIDE - y, ...boxes.map((box) => distanceTo(x, y, box)));
      if (room > most) {
        most = room;
        best = { x, y };
      }
    }
  }
  return best;
}
