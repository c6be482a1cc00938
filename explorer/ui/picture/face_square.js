// The square of an uploaded picture that a model of faces sees: dragged, made larger and smaller, by pointer or keys.

import { el } from "../canvas/paint.js";
import { rangedField } from "../controls/fields.js";

/**
 * Its middle in thousandths of the picture's width and height, its side of the shorter side.
 * @typedef {{across: number, down: number, side: number}} Place
 */

/**
 * As `/api/picture` has it: under is the picture that the square lies on, a JPEG in base64.
 * @typedef {Place & {under: string, width: number, height: number}} Placed
 */

// In thousandths, as explorer/data/face_place.py has them.
const WHOLE = 1000;
const LEAST = 60;

const STEP = 10;
const LEAP = 50; // with shift
const WHEEL = 1.05; // times larger or smaller for a notch

/** @type {{[key: string]: readonly [number, number] | undefined}} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @type {{[key: string]: number | undefined}} */
const SIZES = { "+": 1, "=": 1, "-": -1 };

const LABEL = "The square that the model sees. Arrow keys move it, with shift farther; plus and minus change its size.";

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
const between = (value, low, high) => Math.min(high, Math.max(low, value));

export class FaceSquare {
  /** @type {Placed | null} */
  #placed = null;

  /** @type {Map<number, PointerEvent>} those that are down */
  #pointers = new Map();

  #image = el("img", { alt: "", draggable: "false" });
  #square = el("div", { class: "square" });
  #box = el(
    "div",
    { class: "place-box", tabindex: "0", role: "application", "aria-roledescription": "square", "aria-label": LABEL },
    this.#square,
  );
  #size = rangedField(
    "Size of the square",
    "How much of the picture the model sees",
    { min: LEAST, max: WHOLE, step: 5 },
    (side) => this.#resize(side),
  );
  #told = el("span", { class: "gx-note gx-num", role: "status" });
  root = el("div", { class: "gx-place gx-hidden" }, this.#box, this.#size.root, this.#told);

  /** @param {(place: Place) => void} onmove  it was moved by a person */
  constructor(onmove) {
    this.onmove = onmove;
    const box = this.#box;
    box.addEventListener("pointerdown", (event) => this.#down(event));
    box.addEventListener("pointermove", (event) => this.#drag(event));
    for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) {
      box.addEventListener(end, (event) => this.#pointers.delete(event.pointerId));
    }
    box.addEventListener("keydown", (event) => this.#key(event));
    box.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
  }

  /**
   * Where the server has it; a hand that holds it knows better.
   * @param {Placed | undefined} placed  undefined: there is none
   */
  show(placed) {
    this.root.classList.toggle("gx-hidden", !placed);
    if (!placed) {
      this.#placed = null;
      this.#pointers.clear();
      this.#image.remove();
      return;
    }
    const source = `data:image/jpeg;base64,${placed.under}`;
    if (this.#image.src !== source) this.#image.src = source;
    if (!this.#image.isConnected) this.#box.prepend(this.#image);
    this.#box.style.setProperty("--ratio", String(placed.width / placed.height));
    this.#placed = this.#pointers.size && this.#placed ? { ...placed, ...this.#place } : placed;
    this.#draw();
  }

  /** @returns {Place | null} */
  get #place() {
    if (!this.#placed) return null;
    const { across, down, side } = this.#placed;
    return { across, down, side };
  }

  /** The side as shares of the width and of the height. */
  #shares(side = this.#placed?.side ?? WHOLE) {
    const { width, height } = this.#placed ?? { width: 1, height: 1 };
    const short = Math.min(width, height);
    return [(side / WHOLE) * (short / width), (side / WHOLE) * (short / height)];
  }

  #draw() {
    if (!this.#placed) return;
    const { across, down, side } = this.#placed;
    const [wide, tall] = this.#shares();
    Object.assign(this.#square.style, {
      left: `${(across / WHOLE - wide / 2) * 100}%`,
      top: `${(down / WHOLE - tall / 2) * 100}%`,
      width: `${wide * 100}%`,
      height: `${tall * 100}%`,
    });
    const percent = `${Math.round(side / 10)} %`;
    this.#size.show(side, percent);
    const place = `${Math.round(across / 10)} % across, ${Math.round(down / 10)} % down`;
    this.#told.textContent = `Drag it, or pinch: ${place}.`;
  }

  /**
   * A person puts it somewhere; it stays on the picture.
   * @param {Place} place
   */
  #put({ across, down, side }) {
    if (!this.#placed) return;
    const size = Math.round(between(side, LEAST, WHOLE));
    const [wide, tall] = this.#shares(size).map((share) => (share * WHOLE) / 2);
    const place = {
      across: Math.round(between(across, wide, WHOLE - wide)),
      down: Math.round(between(down, tall, WHOLE - tall)),
      side: size,
    };
    Object.assign(this.#placed, place);
    this.#draw();
    this.onmove(place);
  }

  /** @param {number} side */
  #resize(side) {
    if (this.#place) this.#put({ ...this.#place, side });
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button !== 0 || this.#pointers.size === 2) return;
    this.#box.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, event);
    const place = this.#place;
    if (!place || this.#pointers.size > 1 || event.target === this.#square) return;
    const area = this.#box.getBoundingClientRect(); // beside it: it comes
    const across = ((event.clientX - area.left) / area.width) * WHOLE;
    this.#put({ ...place, across, down: ((event.clientY - area.top) / area.height) * WHOLE });
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    const before = this.#pointers.get(event.pointerId);
    const place = this.#place;
    if (!before || !place) return;
    const area = this.#box.getBoundingClientRect();
    const others = [...this.#pointers.values()].filter((one) => one.pointerId !== event.pointerId);
    this.#pointers.set(event.pointerId, event);
    if (others.length) {
      const [other] = others; // two fingers: as far apart as they are
      const was = Math.hypot(before.clientX - other.clientX, before.clientY - other.clientY);
      const is = Math.hypot(event.clientX - other.clientX, event.clientY - other.clientY);
      if (was > 0) this.#put({ ...place, side: (place.side * is) / was });
      return;
    }
    const across = place.across + ((event.clientX - before.clientX) / area.width) * WHOLE;
    this.#put({ ...place, across, down: place.down + ((event.clientY - before.clientY) / area.height) * WHOLE });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const place = this.#place;
    const by = ARROWS[event.key];
    const size = SIZES[event.key];
    if (!place || (!by && !size) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const step = event.shiftKey && by ? LEAP : STEP;
    const [x, y] = by ?? [0, 0];
    const side = place.side + (size ?? 0) * 2 * STEP;
    this.#put({ across: place.across + x * step, down: place.down + y * step, side });
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    const place = this.#place;
    if (!place || document.activeElement !== this.#box) return; // else the page scrolls
    event.preventDefault();
    this.#put({ ...place, side: event.deltaY > 0 ? place.side * WHEEL : place.side / WHEEL });
  }
}
