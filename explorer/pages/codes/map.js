// The codes on a plane: alike vectors lie near each other. It is dragged with the mouse and enlarged with the buttons,
// with Ctrl and the wheel, or with + and −.

import { el } from "../../ui/canvas/paint.js";
import { inks, sharpen } from "../../ui/canvas/sharpen.js";
import { press, signButton, toggleButton } from "../../ui/controls/buttons.js";
import { chooseCodes } from "./choose_codes.js";
import { spreadOut } from "./spread.js";
import { drawCode } from "./tiles.js";

/** @typedef {import("./choose_codes.js").CodeCalls} CodeCalls */
/** @typedef {import("./tiles.js").CodeLook} CodeLook */

/**
 * x and y: on the map 0 to 1, on the canvas in px.
 * @typedef {[number, number]} Point
 */

const TILE = 24; // px
const LARGEST_TILE = 48;
const EDGE = 20; // px around the map
const MOST = 8; // how far it can be enlarged
const STEP = 1.5;
const WHEEL = 0.01; // of the zoom's logarithm, for each px of the wheel
const SLACK = 4; // px a pointer may wander before a click is a drag
const OFF_LINE = 2; // how much more a px beside an arrow's line counts than one along it

/** @type {Point} */
const CENTRE = [0.5, 0.5];

/** @type {{[key: string]: Point}} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @param {number} zoom */
const clampZoom = (zoom) => Math.min(MOST, Math.max(1, zoom));

/** @param {number} at */
const clampPlace = (at) => Math.min(1, Math.max(0, at));

/**
 * What is pointed at lies over all others, then what is picked, then what the picture has.
 * @param {CodeLook} look
 * @param {number} code
 */
function rank(look, code) {
  if (code === look.pointed) return 3;
  if (code === look.picked) return 2;
  return look.counts[code] ? 1 : 0;
}

export class CodeMap {
  /** @type {CodeLook | null} */
  look = null;

  canvas = el("canvas", { class: "code-map", tabindex: "0", role: "application" });

  /** @type {Point[]} of each code, where its vector lies */
  #true = [];

  /** @type {Point[]} of each code, where its tile lies */
  #places = [];

  /** Tiles that would lie on each other are moved apart. */
  #spread = false;

  /** Side of a tile where the map is not enlarged, in px. */
  #tile = TILE;

  /** What the places were moved apart for: width and height. */
  #spreadFor = "";

  /** @type {number[]} codes, the lowest first */
  #stack = [];

  /** @type {number[]} codes, the most used first */
  #order = [];

  #zoom = 1;

  /** @type {Point} the place in the middle of the canvas */
  #middle = CENTRE;

  /** @type {Point} width and height of the canvas */
  #room = [0, 0];

  /** px to the whole map's side, not enlarged. */
  #unit = 1;

  /** @param {CodeCalls & {spread: (spread: boolean) => void}} on  spread: the tiles are moved apart, or no more */
  constructor(on) {
    this.on = on;
    const apart = "Move tiles that lie on each other apart; a line goes to where each belongs";
    this.spreadButton = toggleButton("spread", apart, () => {
      this.setSpread(!this.#spread);
      on.spread(this.#spread);
    });
    const buttons = el(
      "div",
      { class: "map-zoom" },
      this.spreadButton,
      signButton("+", "Enlarge the map", () => this.#enlarge(STEP)),
      signButton("−", "Make the map smaller", () => this.#enlarge(1 / STEP)),
      signButton("all", "Show the whole map", () => this.#showAll()),
    );
    this.root = el("div", { class: "map-box" }, this.canvas, buttons);
    chooseCodes(this);
    this.#followDrag();
    this.canvas.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    new ResizeObserver(() => this.#draw()).observe(this.root);
  }

  /**
   * @param {CodeLook} look
   * @param {number[]} order  codes, the most used first: they lie on top
   * @param {Point[]} places  of each code, 0 to 1
   */
  show(look, order, places) {
    if (places !== this.#true) {
      this.#zoom = 1;
      this.#middle = CENTRE;
      this.#spreadFor = "";
    }
    this.look = look;
    this.#order = order;
    this.#true = places;
    this.#draw();
  }

  /** @param {boolean} spread  whether tiles that would lie on each other are moved apart */
  setSpread(spread) {
    this.#spread = spread;
    this.#spreadFor = "";
    press(this.spreadButton, spread);
    this.#draw();
  }

  get #size() {
    return Math.min(LARGEST_TILE, this.#tile * Math.sqrt(this.#zoom));
  }

  /** Where the tiles lie, in a canvas of this size. */
  #arrange() {
    const room = this.#room.join();
    if (room === this.#spreadFor) return;
    this.#spreadFor = room;
    this.#tile = TILE;
    this.#places = this.#true;
    this.#unit = Math.min(this.#fit(0), this.#fit(1)); // one scale for both directions: lengths can be compared
    if (!this.#spread) return;
    const moved = spreadOut(this.#true, { room: this.#room, unit: this.#unit, tile: TILE });
    this.#tile = moved.tile;
    this.#places = moved.places;
  }

  /**
   * Where a place of the map lies on the canvas.
   * @param {Point} place
   * @returns {Point}
   */
  #toCanvas([x, y]) {
    const scale = this.#unit * this.#zoom;
    return [this.#room[0] / 2 + (x - this.#middle[0]) * scale, this.#room[1] / 2 + (y - this.#middle[1]) * scale];
  }

  /**
   * Which place of the map lies at a point of the canvas.
   * @param {Point} point
   * @returns {Point}
   */
  #toMap([x, y]) {
    const scale = this.#unit * this.#zoom;
    return [this.#middle[0] + (x - this.#room[0] / 2) / scale, this.#middle[1] + (y - this.#room[1] / 2) / scale];
  }

  /**
   * px to the whole map's side along one axis, at which it just fits.
   * @param {0 | 1} axis
   */
  #fit(axis) {
    const farthest = Math.max(0.05, ...this.#true.map((place) => Math.abs(place[axis] - CENTRE[axis])));
    return (this.#room[axis] - 2 * EDGE) / (2 * farthest);
  }

  #draw() {
    const { canvas, look } = this;
    if (!look || !canvas.clientWidth) return;
    const height = canvas.clientHeight;
    const { context, width } = sharpen(canvas, height);
    const colours = inks(canvas);
    const size = this.#size;
    this.#room = [width, height];
    this.#arrange();
    canvas.setAttribute(
      "aria-label",
      `A map of ${this.#order.length} codes. Arrow keys go to the next code in a direction, Enter picks one, ` +
        "plus and minus enlarge.",
    );
    this.#stack = [...this.#order].reverse().sort((a, b) => rank(look, a) - rank(look, b));
    this.#drawLines(context, colours.line, size);
    for (const code of this.#stack) {
      const [x, y] = this.#toCanvas(this.#places[code]);
      const left = x - size / 2;
      const top = y - size / 2;
      // Tiles as dark, or as light, as the ground end there.
      context.strokeStyle = colours.line;
      context.lineWidth = 2;
      context.strokeRect(left, top, size, size);
      drawCode(context, look, code, left, top, size, colours);
    }
  }

  /**
   * From every tile that was moved by more than its own size to where it belongs.
   * @param {CanvasRenderingContext2D} context
   * @param {string} colour
   * @param {number} size  of a tile
   */
  #drawLines(context, colour, size) {
    context.strokeStyle = colour;
    context.lineWidth = 1;
    context.beginPath();
    this.#places.forEach((place, code) => {
      const from = this.#toCanvas(place);
      const to = this.#toCanvas(this.#true[code]);
      if (Math.hypot(from[0] - to[0], from[1] - to[1]) < size) return;
      context.moveTo(...from);
      context.lineTo(...to);
    });
    context.stroke();
  }

  /**
   * @param {number} x  px
   * @param {number} y
   * @returns {number}  the topmost code there, or -1
   */
  at(x, y) {
    const half = this.#size / 2;
    const found = this.#stack.findLast((code) => {
      const [middleX, middleY] = this.#toCanvas(this.#places[code]);
      return Math.abs(middleX - x) <= half && Math.abs(middleY - y) <= half;
    });
    return found ?? -1;
  }

  /**
   * @param {number} code
   * @param {string} key
   * @returns {number}  the next code in an arrow's direction; of a key that enlarges, the same; else -1
   */
  go(code, key) {
    switch (key) {
      case "+":
      case "=":
        this.#enlarge(STEP, code);
        return code;
      case "-":
        this.#enlarge(1 / STEP, code);
        return code;
      case "0":
        this.#showAll();
        return code;
      default:
        return key in ARROWS ? this.#goTowards(code, ARROWS[key]) : -1;
    }
  }

  /**
   * The next code in a direction, near and not far off the line; the map follows where it lies beyond the edge.
   * @param {number} code
   * @param {Point} way
   */
  #goTowards(code, way) {
    const [fromX, fromY] = this.#places[code];
    let best = code;
    let least = Infinity;
    this.#places.forEach(([x, y], other) => {
      const right = x - fromX;
      const down = y - fromY;
      const along = right * way[0] + down * way[1];
      const off = Math.abs(right * way[1]) + Math.abs(down * way[0]);
      const far = along + OFF_LINE * off;
      if (other === code || along <= 0 || far >= least) return;
      best = other;
      least = far;
    });
    const [x, y] = this.#toCanvas(this.#places[best]);
    if (x < 0 || y < 0 || x > this.#room[0] || y > this.#room[1]) this.#moveTo(this.#places[best]);
    return best;
  }

  #showAll() {
    if (!this.look) return;
    this.#zoom = 1;
    this.#moveTo(CENTRE);
  }

  /**
   * @param {number} factor
   * @param {number} [code]  around which; else around what is picked
   */
  #enlarge(factor, code = this.look?.picked ?? -1) {
    if (!this.look) return;
    const from = this.#zoom;
    this.#zoom = clampZoom(from * factor);
    if (this.#zoom === 1) {
      this.#moveTo(CENTRE);
      return;
    }
    const [x, y] = this.#places[code] ?? this.#middle;
    const kept = from / this.#zoom;
    this.#moveTo([x + (this.#middle[0] - x) * kept, y + (this.#middle[1] - y) * kept]);
  }

  /** @param {Point} middle  of what is shown from now on */
  #moveTo([x, y]) {
    this.#middle = [clampPlace(x), clampPlace(y)];
    this.#draw();
  }

  /** The map follows a mouse that drags it; a drag is no click. */
  #followDrag() {
    const { canvas } = this;
    /** @type {{x: number, y: number, moved: boolean} | null} */
    let held = null;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button === 0 && event.pointerType !== "touch")
        held = { x: event.clientX, y: event.clientY, moved: false };
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!held || !(event.buttons & 1)) {
        held = null;
        return;
      }
      const right = event.clientX - held.x;
      const down = event.clientY - held.y;
      if (!held.moved && Math.hypot(right, down) < SLACK) return;
      if (!held.moved) canvas.setPointerCapture(event.pointerId);
      held = { x: event.clientX, y: event.clientY, moved: true };
      const scale = this.#unit * this.#zoom;
      this.#moveTo([this.#middle[0] - right / scale, this.#middle[1] - down / scale]);
    });
    canvas.addEventListener(
      "click",
      (event) => {
        if (held?.moved) event.stopImmediatePropagation();
        held = null;
      },
      { capture: true },
    );
  }

  /**
   * What lies under the pointer stays there.
   * @param {WheelEvent} event
   */
  #wheel(event) {
    if (!event.ctrlKey || !this.look) return;
    event.preventDefault();
    const area = this.canvas.getBoundingClientRect();
    /** @type {Point} */
    const point = [event.clientX - area.left, event.clientY - area.top];
    const before = this.#toMap(point);
    this.#zoom = clampZoom(this.#zoom * Math.exp(-event.deltaY * WHEEL));
    const after = this.#toMap(point);
    this.#moveTo([this.#middle[0] + before[0] - after[0], this.#middle[1] + before[1] - after[1]]);
  }
}
