// The paper: what is drawn, by whom, where the pen is, and where it is expected next. A hand draws on it.

import { el } from "../../ui/canvas/paint.js";
import { sharpen } from "../../ui/canvas/sharpen.js";
import { followStrokes } from "../../ui/canvas/strokes.js";
import { drawPoints, HAND, MARGIN, onPaper, SHOWN } from "./draw.js";
import { Heat } from "./heat.js";
import { PAPER } from "./own.js";

/**
 * @import { Shape } from "../../ui/types.js"
 * @import { Expectation } from "./expectation.js"
 * @import { Place } from "./simplify.js"
 * @import { Point } from "./types.js"
 */

/**
 * What the paper shows.
 * @typedef {object} Shown
 * @property {Point[]} points
 * @property {Point[]} ghost  an ending that was left
 * @property {Expectation | null} expected  of the next point, at the temperature of the draw; null: it is not shown
 * @property {number} growing  ms in which the last line grows; 0: it is there
 */

/**
 * Whom the hand tells.
 * @typedef {object} PaperCalls
 * @property {() => void} begin  a hand comes down to draw
 * @property {(places: Place[]) => void} stroke  it is lifted
 * @property {(place: Place) => void} place  the next point is to be there
 * @property {(place: Place | null) => void} hover  the pointer is there, or left
 */

const KEYS =
  "arrow keys move the cursor, with Shift held they draw and letting go of Shift lifts the pen, Enter puts the next " +
  "point at the cursor";
const STEP = 8; // units that an arrow key moves the cursor

/** @type {{[key: string]: Place | undefined}} */
const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

/** @param {number} value */
const onIt = (value) => Math.min(PAPER, Math.max(0, value));

export class Paper {
  /** @type {"draw" | "place"} what a pointer does */
  tool = "draw";

  /** @type {Shape} of what `followStrokes` measures in: units that are shown */
  shape = [1, SHOWN, SHOWN];

  /** @type {Place[]} of the stroke that is being drawn */
  #stroke = [];

  /** @type {Place} of the keyboard */
  #at = [PAPER / 2, PAPER / 2];

  /** A key draws. */
  #keyed = false;

  /** @type {Shown} */
  #shown = { points: [], ghost: [], expected: null, growing: 0 };

  #since = 0;
  #frame = 0;

  heat = new Heat();

  /** The keyboard's cursor. */
  cursor = el("div", { class: "pad-cursor gx-hidden", "aria-hidden": "true" });

  canvas = el("canvas", {
    class: "paper",
    tabindex: "0",
    role: "application",
    "aria-roledescription": "drawing paper",
    "aria-label": `Paper: draw on it; ${KEYS}`,
  });

  /** @param {PaperCalls} on */
  constructor(on) {
    this.on = on;
    this.root = el("div", { class: "paper-box" }, this.canvas, this.cursor);
    followStrokes(this);
    const { canvas } = this;
    canvas.addEventListener("pointermove", (event) => on.hover(this.#placeOf(event)));
    canvas.addEventListener("pointerleave", () => on.hover(null));
    canvas.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("keyup", (event) => {
      if (event.key === "Shift") this.#lift();
    });
    canvas.addEventListener("blur", () => this.#lift());
    new ResizeObserver(() => this.#wake()).observe(canvas);
  }

  /** A hand is drawing. */
  get busy() {
    return this.#stroke.length > 0;
  }

  /** @param {Shown} shown */
  show(shown) {
    this.#shown = shown;
    this.#since = performance.now();
    this.#wake();
  }

  // A pointer, see followStrokes.

  begin() {
    if (this.tool === "draw") this.on.begin();
    this.#stroke = [];
  }

  /**
   * @param {Place} _from
   * @param {Place} to
   */
  stroke(_from, [x, y]) {
    this.#stroke.push([x - MARGIN, y - MARGIN]);
  }

  /** @param {boolean} done */
  changed(done) {
    if (done) this.#end();
    else this.#wake();
  }

  #end() {
    const places = this.#stroke;
    const last = places.at(-1);
    this.#stroke = [];
    if (!last) return;
    if (this.tool === "place") this.on.place(last);
    else this.on.stroke(places);
    this.#wake();
  }

  /** @param {PointerEvent} event */
  #placeOf({ clientX, clientY }) {
    const box = this.canvas.getBoundingClientRect();
    const scale = SHOWN / box.width;
    return /** @type {Place} */ ([(clientX - box.left) * scale - MARGIN, (clientY - box.top) * scale - MARGIN]);
  }

  // Keys.

  /** @param {KeyboardEvent} event */
  #key(event) {
    const by = ARROWS[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || !(by || event.key === "Enter")) return;
    event.preventDefault();
    if (!by) {
      this.on.place(this.#at);
      return;
    }
    if (event.shiftKey && !this.#keyed) {
      this.on.begin();
      this.#keyed = true;
      this.#stroke = [this.#at];
    }
    this.#at = [onIt(this.#at[0] + by[0]), onIt(this.#at[1] + by[1])];
    if (this.#keyed) this.#stroke.push(this.#at);
    this.#placeCursor();
    this.on.hover(this.#at);
    this.#wake();
  }

  #lift() {
    if (!this.#keyed) return;
    this.#keyed = false;
    const places = this.#stroke;
    this.#stroke = [];
    this.on.stroke(places);
  }

  #placeCursor() {
    const [x, y] = this.#at;
    this.cursor.classList.remove("gx-hidden");
    this.cursor.style.left = `${((x + MARGIN) / SHOWN) * 100}%`;
    this.cursor.style.top = `${((y + MARGIN) / SHOWN) * 100}%`;
  }

  // Painting.

  #wake() {
    this.#frame ||= requestAnimationFrame((now) => this.#paint(now));
  }

  /** @param {number} now  ms */
  #paint(now) {
    this.#frame = 0;
    const { canvas } = this;
    const side = canvas.clientWidth;
    if (!side) return;
    const { points, ghost, expected, growing } = this.#shown;
    const grown = growing ? Math.min(1, Math.max(0, (now - this.#since) / growing)) : 1;
    const { context } = sharpen(canvas, side);
    onPaper(context, side);
    context.strokeStyle = "rgb(255 255 255 / 12%)";
    context.lineWidth = 0.6;
    context.strokeRect(0, 0, PAPER, PAPER);
    const last = points.at(-1);
    /** @type {Place} */
    const pen = last ? [last.x, last.y] : [PAPER / 2, PAPER / 2];
    const standing = expected && !this.busy;
    if (standing) this.heat.draw(context, expected, pen);
    drawPoints(context, ghost, { colour: () => "rgb(255 255 255 / 28%)", width: 1.6 });
    drawPoints(context, points, { grown });
    if (standing) {
      this.heat.drawEllipses(context, expected, pen);
      context.strokeStyle = HAND;
      context.lineWidth = 1.2;
      context.beginPath();
      context.arc(pen[0], pen[1], 4, 0, 2 * Math.PI);
      context.stroke();
    }
    if (this.tool === "draw" || this.#keyed) drawPoints(context, ofHand(this.#stroke));
    else this.#drawWish(context, pen);
    if (grown < 1) this.#wake();
  }

  /**
   * Where the next point would be put.
   * @param {CanvasRenderingContext2D} context
   * @param {Place} pen
   */
  #drawWish(context, pen) {
    const wish = this.#stroke.at(-1);
    if (!wish) return;
    const from = { x: pen[0], y: pen[1], lifted: this.#shown.points.at(-1)?.lifted ?? true, model: false };
    drawPoints(context, [from, { x: wish[0], y: wish[1], lifted: false, model: false }]);
  }
}

/**
 * @param {Place[]} places
 * @returns {Point[]}
 */
const ofHand = (places) => places.map(([x, y]) => ({ x, y, lifted: false, model: false }));
