// The picture under a person's hand: every digit in it is a handle that can be moved, sized and reached with the tab
// key.

import { context2d, el } from "../../ui/canvas/paint.js";
import { hint } from "../../ui/controls/fields.js";
import { clamp, SCALES } from "./arrangement.js";
import { arrowOf } from "./arrows.js";
import { DigitHandles } from "./handles.js";
import { digitName } from "./names.js";
import { ENLARGED, strokeLines } from "./paint.js";
import { pictureOf, SIDE } from "./picture.js";
import { cutOut, drawSprite, movedBox } from "./sprite.js";

/** @typedef {import("./arrangement.js").Arrangement} Arrangement */
/** @typedef {import("./types.js").Box} Box */
/** @typedef {import("./types.js").Digit} Digit */
/** @typedef {import("./types.js").Reply} Reply */

/** @typedef {[x: number, y: number]} Point */

/**
 * What a person does with the scene.
 * @typedef {object} Hand
 * @property {(id: number) => void} select  -1: no digit
 * @property {(id: number) => void} grab  a drag begins
 * @property {(id: number, x: number, y: number) => void} move
 * @property {(id: number, scale: number) => void} scale
 * @property {() => void} finish  the step is over
 * @property {(id: number) => void} remove
 * @property {(id: number) => void} duplicate
 * @property {(colour: number) => void} ask  which digit has this colour
 */

const GUESS = 10; // half of a digit's box at scale 1 where the server has not told it yet
const WHEEL = 1.06; // by which a notch of the wheel sizes
const WHEEL_RESTS_MS = 300; // one turn of the wheel is one step to be undone
const KEY = 1.1; // by which a key sizes
const LEAP = 10; // picture pixels an arrow goes with shift

export class AttentionEditor {
  /** @type {Reply | null} */
  #reply = null;

  /** @type {Path2D | null} of the asked digit, in the answered scene */
  #outline = null;

  /** The digits that were answered about, as JSON. */
  #answered = "";

  /** @type {Map<number, {box: Box, digit: Digit}>} where the server says that they are */
  #known = new Map();

  /**
   * The digit that is held: the picture without it, it alone, and where it stood.
   * @type {{id: number, base: HTMLCanvasElement, sprite: HTMLCanvasElement, from: Digit} | null}
   */
  #cut = null;

  /** @type {{id: number, kind: "move" | "scale", from: Digit, at: Point} | null} the drag that is under way */
  #drag = null;

  #wheelTimer = 0;

  #canvas = el("canvas", { class: "gx-canvas", width: SIDE * ENLARGED, height: SIDE * ENLARGED, role: "img" });

  /** Said until the first answer. */
  #waiting = hint("The models are being loaded. The scene, and what they answer, comes in a moment.");

  /**
   * @param {Arrangement} arrangement
   * @param {Hand} on
   */
  constructor(arrangement, on) {
    this.arrangement = arrangement;
    this.on = on;
    this.handles = new DigitHandles({
      press: (event, id) => this.#begin(event, id, "move"),
      pressKnob: (event) => this.#begin(event, arrangement.selected, "scale"),
      focus: (id) => {
        if (arrangement.selected !== id) on.select(id);
      },
      key: (event, id) => this.#key(event, id),
      doubleClick: (id) => this.#askAbout(id),
    });
    this.root = el(
      "div",
      { class: "attention-editor", role: "group", "aria-label": "The scene" },
      this.#canvas,
      this.#waiting,
      this.handles.root,
      this.handles.knob,
    );
    this.#canvas.addEventListener("pointerdown", () => {
      if (!this.#drag) on.select(-1);
    });
    this.root.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
  }

  /**
   * What the server answered.
   * @param {Reply} reply
   * @param {Digit[]} digits  those that it was asked about
   * @param {Path2D | null} outline  of the asked one
   */
  answer(reply, digits, outline) {
    this.#waiting.textContent = "";
    this.#reply = reply;
    this.#outline = outline;
    this.#answered = JSON.stringify(digits);
    this.#known = new Map(digits.map((digit, i) => [digit.id, { box: reply.boxes[i], digit }]));
    if (!this.#drag && this.#isCurrent) this.#cut = null;
    this.draw();
  }

  /**
   * The picture without the digit that is held: from now on that digit follows the hand.
   * @param {number} id
   * @param {{picture: string}} reply
   */
  lift(id, reply) {
    const known = this.#known.get(id);
    if (!known || !this.#reply || this.#drag?.id !== id) return;
    const base = pictureOf(reply);
    this.#cut = { id, base, sprite: cutOut(pictureOf(this.#reply), base), from: known.digit };
    this.draw();
  }

  /**
   * Where a digit is now: as the server told it, moved as the hand moved it since.
   * @param {Digit} digit
   * @returns {Box}
   */
  #boxOf(digit) {
    const known = this.#known.get(digit.id);
    if (known) return movedBox(known.box, known.digit, digit);
    const half = GUESS * digit.scale;
    return [digit.x - half, digit.y - half, digit.x + half, digit.y + half];
  }

  /** Whether what the server answered is about the scene as it stands. */
  get #isCurrent() {
    return this.#answered === JSON.stringify(this.arrangement.digits);
  }

  /** Where all digits are now. */
  get boxes() {
    return this.arrangement.digits.map((digit) => this.#boxOf(digit));
  }

  /** Draw the scene as it stands. */
  draw() {
    const { digits, digit, selected } = this.arrangement;
    this.handles.place(digits, selected, (one) => this.#boxOf(one));
    if (!this.#reply) return;
    this.#paint(this.#reply);
    const names = digits.map(digitName).join(", ") || "none";
    this.#canvas.setAttribute("aria-label", `A picture of ${digits.length} digits: ${names}`);
    this.handles.showKnob(digit !== null);
  }

  /** @param {Reply} reply */
  #paint(reply) {
    const context = context2d(this.#canvas);
    const current = this.#isCurrent;
    const cut = this.#cut;
    const held = cut && !current ? this.arrangement.find(cut.id) : undefined;
    context.setTransform(ENLARGED, 0, 0, ENLARGED, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(cut && held ? cut.base : pictureOf(reply), 0, 0);
    if (cut && held) drawSprite(context, cut.sprite, cut.from, held);
    if (current && this.#outline) strokeLines(context, this.#outline);
  }

  /**
   * Where a pointer is on the picture.
   * @param {PointerEvent} event
   * @returns {Point}
   */
  #pointOf({ clientX, clientY }) {
    const { left, top, width, height } = this.#canvas.getBoundingClientRect();
    return [((clientX - left) / width) * SIDE, ((clientY - top) / height) * SIDE];
  }

  /**
   * A pointer takes a digit, or its knob, and holds it until it lets go.
   * @param {PointerEvent} event
   * @param {number} id
   * @param {"move" | "scale"} kind
   */
  #begin(event, id, kind) {
    const element = event.currentTarget;
    if (event.button > 0 || this.#drag || !(element instanceof HTMLElement)) return;
    const pointer = event.pointerId;
    this.on.select(id);
    this.handles.focus(id);
    this.#cut = null;
    this.on.grab(id);
    const digit = this.arrangement.find(id);
    if (!digit) return;
    this.#drag = { id, kind, from: digit, at: this.#pointOf(event) };
    element.setPointerCapture(pointer);
    /** @param {PointerEvent} moved */
    const move = (moved) => {
      if (moved.pointerId === pointer) this.#dragTo(this.#pointOf(moved));
    };
    /** @param {PointerEvent} ended */
    const end = (ended) => {
      if (ended.pointerId !== pointer) return;
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerup", end);
      element.removeEventListener("pointercancel", end);
      this.#drag = null;
      this.on.finish();
    };
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerup", end);
    element.addEventListener("pointercancel", end);
  }

  /**
   * By whole pixels, as the picture has no others.
   * @param {Point} point
   */
  #dragTo([x, y]) {
    const { digit } = this.arrangement;
    if (!this.#drag || !digit) return;
    const { id, kind, from, at } = this.#drag;
    const [startX, startY] = at;
    if (kind === "scale") {
      const reach = Math.max(1, Math.hypot(x - from.x, y - from.y));
      const before = Math.max(1, Math.hypot(startX - from.x, startY - from.y));
      this.on.scale(id, clamp((from.scale * reach) / before, SCALES));
      return;
    }
    const right = from.x + Math.round(x - startX);
    const down = from.y + Math.round(y - startY);
    const stays = right === digit.x && down === digit.y; // a click with an unsteady hand is no step
    if (!stays) this.on.move(id, right, down);
  }

  /**
   * Over the digit that was taken last; elsewhere the page scrolls.
   * @param {WheelEvent} event
   */
  #wheel(event) {
    const { digit } = this.arrangement;
    if (!digit || event.ctrlKey || !this.handles.isUnder(event, digit.id)) return;
    event.preventDefault();
    this.on.scale(digit.id, digit.scale * (event.deltaY < 0 ? WHEEL : 1 / WHEEL));
    clearTimeout(this.#wheelTimer);
    this.#wheelTimer = setTimeout(() => this.on.finish(), WHEEL_RESTS_MS);
  }

  /**
   * @param {KeyboardEvent} event
   * @param {number} id
   */
  #key(event, id) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const digit = this.arrangement.find(id);
    if (!digit) return;
    if (this.#moveOrScale(event, digit)) this.on.finish();
    else if (!this.#command(event.key, digit)) return;
    event.preventDefault();
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Digit} digit
   * @returns {boolean}  whether the key does so
   */
  #moveOrScale(event, { id, x, y, scale }) {
    const arrow = arrowOf(event);
    const far = event.shiftKey ? LEAP : 1;
    if (arrow) this.on.move(id, x + arrow[0] * far, y + arrow[1] * far);
    else if (event.key === "+" || event.key === "=") this.on.scale(id, scale * KEY);
    else if (event.key === "-") this.on.scale(id, scale / KEY);
    else return false;
    return true;
  }

  /**
   * @param {string} key
   * @param {Digit} digit
   * @returns {boolean}  whether the key is one of a command
   */
  #command(key, { id, colour }) {
    if (key === "Delete" || key === "Backspace") this.on.remove(id);
    else if (key === "d" || key === "D") this.on.duplicate(id);
    else if (key === "Enter") this.on.ask(colour);
    else if (key === "Escape") this.#letGo(id);
    else return false;
    return true;
  }

  /** @param {number} id */
  #letGo(id) {
    this.on.select(-1);
    this.handles.blur(id);
  }

  /** @param {number} id */
  #askAbout(id) {
    const digit = this.arrangement.find(id);
    if (digit) this.on.ask(digit.colour);
  }

  /**
   * The keyboard goes to a digit.
   * @param {number} id
   */
  focus(id) {
    this.handles.focus(id);
  }
}
