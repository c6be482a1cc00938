// What stands where in the scene, and every step that led there. Plain data; nothing is painted here.

import { History } from "../../ui/controls/history.js";
import { SIDE } from "./cells.js";

export const MOST = 12,
  SCALES = [0.5, 3],
  FIRST_SIZE = 1.2;
const NEAR = 4; // picture pixels between a digit and its copy
const SENT = ["glyph", "label", "colour", "x", "y", "scale"];

export const clamp = (value, [low, high]) => Math.min(high, Math.max(low, value));

export class Arrangement {
  /** @param {() => void} onhistory  undo or redo became possible or impossible */
  constructor(onhistory) {
    Object.assign(this, {
      next: 0,
      uploads: new Map(),
      state: { seed: 0, own: false, digits: [], distractors: false, background: "", upload: 0 },
      selected: -1,
    });
    this.history = new History(this.state, onhistory);
  }

  get digits() {
    return this.state.digits;
  }
  get digit() {
    return this.digits.find(({ id }) => id === this.selected) ?? null;
  }
  get full() {
    return this.digits.length >= MOST;
  }
  /** Colours that are there. */
  get colours() {
    return new Set(this.digits.map(({ colour }) => colour));
  }
  /** The first colour that no digit has, or the first of all. */
  get freeColour() {
    return Math.max(
      0,
      Array.from({ length: 9 }, (_, colour) => colour).findIndex((colour) => !this.colours.has(colour)),
    );
  }

  /** The scene of a seed, digits as the server lists them; `own`: a person has arranged them. */
  take({ seed, digits }, own = false) {
    this.state = { ...this.state, seed, own, digits: digits.map((digit) => ({ ...digit, id: ++this.next })) };
    this.selected = -1;
  }

  /** The scene that the page begins with: there is no step before it. */
  begin(found, own) {
    this.take(found, own);
    this.history = new History(this.state, this.history.onchange);
  }

  /** As the server reads it, without the digit `left` where one is named. */
  spec(left = -1) {
    const { seed, digits, distractors, background, upload } = this.state;
    return {
      seed,
      distractors,
      background,
      digits: digits
        .filter(({ id }) => id !== left)
        .map((digit) => Object.fromEntries(SENT.map((name) => [name, digit[name]]))),
      ...(background === "upload" ? { upload: this.uploads.get(upload) } : {}),
    };
  }

  /** Select the digit that a question is about. */
  pick(colour) {
    this.selected = this.digits.findLast((digit) => digit.colour === colour)?.id ?? -1;
  }

  set(changes) {
    this.state = { ...this.state, ...changes };
  }

  /** Another background by its name; "upload" is the last one of a person's own. */
  ground(background) {
    this.set({ background, ...(background === "upload" ? { upload: this.uploads.size } : {}) });
  }

  /** A background of a person's own. */
  upload(pixels) {
    const key = this.uploads.size + 1;
    this.uploads.set(key, pixels);
    this.set({ background: "upload", upload: key });
  }

  arrange(digits) {
    this.set({ digits, own: true });
  }

  change(id, changes) {
    this.arrange(this.digits.map((digit) => (digit.id === id ? { ...digit, ...changes } : digit)));
  }

  move(id, x, y) {
    this.change(id, { x: clamp(x, [0, SIDE]), y: clamp(y, [0, SIDE]) });
  }

  scale(id, scale) {
    this.change(id, { scale: clamp(scale, SCALES) });
  }

  /** Drawn last, over all others. */
  raise(id) {
    const digit = this.digits.find((one) => one.id === id);
    if (digit !== this.digits.at(-1)) this.arrange([...this.digits.filter((one) => one !== digit), digit]);
  }

  /** A new digit where most room is; it is selected. */
  add(glyph, label, boxes) {
    const digit = { glyph, label, colour: this.freeColour, ...roomiest(boxes), scale: FIRST_SIZE, id: ++this.next };
    this.arrange([...this.digits, digit]);
    this.selected = digit.id;
    return digit;
  }

  duplicate(id) {
    const digit = this.digits.find((one) => one.id === id);
    const copy = {
      ...digit,
      colour: this.freeColour,
      x: clamp(digit.x + NEAR, [0, SIDE]),
      y: clamp(digit.y + NEAR, [0, SIDE]),
      id: ++this.next,
    };
    this.arrange([...this.digits, copy]);
    this.selected = copy.id;
  }

  remove(id) {
    this.arrange(this.digits.filter((digit) => digit.id !== id));
    this.selected = -1;
  }

  commit() {
    this.history.commit(this.state);
  }

  /** @param {"undo" | "redo"} way  @returns {boolean} whether there was a step to go */
  travel(way) {
    this.commit();
    const found = this.history[way]();
    if (found) this.state = found;
    if (!this.digit) this.selected = -1;
    return found !== null;
  }
}

/** The place, on a grid of 5 pixels, that is farthest from all boxes [left, top, right, bottom] and from the edge. */
function roomiest(boxes) {
  let best = { x: SIDE / 2, y: SIDE / 2 };
  let most = -Infinity;
  for (let y = 15; y < SIDE - 10; y += 5) {
    for (let x = 15; x < SIDE - 10; x += 5) {
      const away = boxes.map(([left, top, right, bottom]) =>
        Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom)),
      );
      const room = Math.min(x, y, SIDE - x, SIDE - y, ...away);
      if (room > most) {
        most = room;
        best = { x, y };
      }
    }
  }
  return best;
}
