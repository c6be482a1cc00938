// What hands do on a plane, as plain events in fractions of its window: mouse, wheel, touch and keyboard.
//
// One finger that moves up or down at once scrolls the page; one that taps, moves across or is held first moves the
// cursor. The canvas is to have touch-action: pan-y.

/** @typedef {[number, number]} Pair */

/**
 * What a plane is told. Places and distances are fractions of its window.
 * @typedef {object} PlaneEvents
 * @property {() => void} wake  a hand has come
 * @property {(fx: number, fy: number, finger: boolean) => void} hover  the cursor is here now; finger: that of a hand
 *   that touches the plane, not of one that only points
 * @property {() => void} [lifted]  the finger that moved the cursor is gone
 * @property {(dx: number, dy: number) => void} step  the cursor moves on by this
 * @property {(dx: number, dy: number) => void} pan  the pictures are dragged by this
 * @property {(factor: number, fx?: number, fy?: number) => void} zoom  the window becomes this many times as
 *   wide, about a place; from the keyboard, about the cursor
 * @property {() => void} rest  the hand has let go of what it dragged
 * @property {() => boolean} isTracing  the next stroke is a path, and moves nothing
 * @property {(fx: number, fy: number, first: boolean) => void} trace  a path's stroke is here now
 * @property {() => void} traced  its stroke is over
 * @property {() => void} keep  the picture under the cursor
 * @property {() => void} reset  to the whole plane
 */

const SLOP = 4; // px a click may move
const DOUBLE_MS = 230; // a click waits this long for a second one
const HOLD_MS = 180; // a finger that has not scrolled for so long is held
const KEY_STEP = 0.01;
const KEY_PAN = 0.1;
const KEY_ZOOM = 1.25;
const NEAREST_FINGERS = 8; // px; two fingers nearer than that are taken to be as far apart
const MOST_WHEEL = 240; // px of one event
const WHEEL_RATE = 0.0015;
const PINCH_RATE = 0.01; // of a touchpad, which tells a pinch as a wheel with ctrl
const LINE = 16; // px, of wheels that count lines
const PAGE = 400;

/** @type {{[key: string]: Pair}} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * A place at the edge where it lies outside.
 * @param {Pair} place
 * @returns {Pair}
 */
const inside = ([x, y]) => [Math.min(Math.max(x, 0), 1), Math.min(Math.max(y, 0), 1)];

export class PlaneInput {
  /** @type {Map<number, Pair>} where each pointer that is down was last, by its id */
  #held = new Map();

  #moved = 0; // px since the pointer came down

  /** @type {Pair | null} where the one finger came down that may still be about to scroll the page */
  #waiting = null;

  #touched = false; // a finger moves the cursor, or has since it came down

  #holdTimer = 0;

  /** @type {number | null} the pointer that draws a path */
  #tracer = null;

  #clickTimer = 0;

  /** @type {{x: number, y: number, size: number} | null} of two fingers: their middle, and how far apart in px */
  #pinch = null;

  /**
   * Listens as long as the canvas lives.
   * @param {HTMLCanvasElement} canvas
   * @param {PlaneEvents} on
   */
  constructor(canvas, on) {
    this.canvas = canvas;
    this.on = on;
    canvas.addEventListener("pointerenter", () => on.wake());
    canvas.addEventListener("focus", () => on.wake());
    canvas.addEventListener("pointerdown", (event) => this.#press(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    canvas.addEventListener("pointerup", (event) => this.#release(event));
    canvas.addEventListener("pointercancel", (event) => this.#release(event));
    canvas.addEventListener("touchmove", (event) => this.#keepFromScrolling(event), { passive: false });
    canvas.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    canvas.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("dblclick", () => {
      clearTimeout(this.#clickTimer);
      on.reset();
    });
  }

  /**
   * @param {MouseEvent} event
   * @returns {Pair}
   */
  #placeOf(event) {
    const box = this.canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }

  /** How the two fingers that are down lie. */
  #spread() {
    const [first, second] = [...this.#held.values()];
    const { width, height } = this.canvas.getBoundingClientRect();
    const apart = Math.hypot((first[0] - second[0]) * width, (first[1] - second[1]) * height);
    return {
      x: (first[0] + second[0]) / 2,
      y: (first[1] + second[1]) / 2,
      size: Math.max(NEAREST_FINGERS, apart),
    };
  }

  /** @param {PointerEvent} event */
  #press(event) {
    if (event.button !== 0) return;
    const place = this.#placeOf(event);
    this.canvas.setPointerCapture(event.pointerId);
    if (!this.#held.size && this.#tracer === null && this.on.isTracing()) {
      this.#tracer = event.pointerId;
      this.on.trace(...inside(place), true);
      return;
    }
    this.#held.set(event.pointerId, place);
    this.#moved = 0;
    this.#settle();
    if (this.#held.size === 2) this.#pinch = this.#spread();
    else if (event.pointerType === "touch") this.#wait(event.pointerId, place);
  }

  /**
   * A finger has come down.
   * @param {number} pointer
   * @param {Pair} place
   */
  #wait(pointer, place) {
    this.#waiting = place;
    this.#holdTimer = setTimeout(() => {
      this.#settle();
      this.#touch(this.#held.get(pointer) ?? place);
    }, HOLD_MS);
  }

  /** The finger that waited is the plane's, or gone. */
  #settle() {
    clearTimeout(this.#holdTimer);
    this.#waiting = null;
  }

  /** @param {TouchEvent} event */
  #keepFromScrolling(event) {
    if (!this.#waiting && event.cancelable) event.preventDefault();
  }

  /**
   * A finger moves the cursor, unless it may be about to scroll the page.
   * @param {Pair} now
   */
  #point(now) {
    if (this.#waiting) {
      const { width, height } = this.canvas.getBoundingClientRect();
      const across = Math.abs(now[0] - this.#waiting[0]) * width;
      if (across < SLOP || across < Math.abs(now[1] - this.#waiting[1]) * height) return;
      this.#settle();
    }
    this.#touch(now);
  }

  /**
   * A finger has the cursor.
   * @param {Pair} place
   */
  #touch(place) {
    this.#touched = true;
    this.on.hover(...inside(place), true);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const now = this.#placeOf(event);
    if (this.#tracer !== null) {
      if (event.pointerId === this.#tracer) this.on.trace(...inside(now), false);
      return;
    }
    const before = this.#held.get(event.pointerId);
    const touch = event.pointerType === "touch";
    if (!before) {
      if (!touch) this.on.hover(...inside(now), false);
      return;
    }
    this.#held.set(event.pointerId, now);
    if (this.#held.size === 2) this.#pinchOn();
    else if (!touch) this.#drag(event.pointerId, before, now);
    else if (!this.#pinch) this.#point(now); // the finger that is left of two moves nothing
  }

  #pinchOn() {
    const next = this.#spread();
    const before = this.#pinch ?? next;
    this.on.pan(next.x - before.x, next.y - before.y);
    this.on.zoom(before.size / next.size, next.x, next.y);
    this.#pinch = next;
  }

  /**
   * A mouse or a pen moves the pictures, once it has moved farther than a click may.
   * @param {number} pointer
   * @param {Pair} before
   * @param {Pair} now
   */
  #drag(pointer, before, now) {
    const box = this.canvas.getBoundingClientRect();
    const dx = now[0] - before[0];
    const dy = now[1] - before[1];
    const far = Math.hypot(dx * box.width, dy * box.height);
    this.#moved += far;
    if (this.#moved <= SLOP) {
      this.#held.set(pointer, before);
      this.#moved = far;
      return;
    }
    this.canvas.classList.add("dragging");
    this.on.pan(dx, dy);
  }

  /** @param {PointerEvent} event */
  #release(event) {
    if (event.pointerId === this.#tracer) {
      this.#tracer = null;
      this.on.traced();
      return;
    }
    if (!this.#held.delete(event.pointerId)) return;
    this.canvas.classList.remove("dragging");
    if (this.#held.size) return;
    const touch = event.pointerType === "touch";
    if (this.#waiting && event.type === "pointerup") this.#touch(this.#placeOf(event)); // a tap
    this.#settle();
    const dragged = this.#pinch !== null || (this.#moved > SLOP && !touch);
    this.#pinch = null;
    if (this.#touched) this.on.lifted?.();
    this.#touched = false;
    if (dragged) this.on.rest();
    else if (!touch && event.type === "pointerup") {
      clearTimeout(this.#clickTimer);
      this.#clickTimer = setTimeout(() => this.on.keep(), DOUBLE_MS);
    }
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    event.preventDefault();
    let unit = 1;
    if (event.deltaMode === WheelEvent.DOM_DELTA_LINE) unit = LINE;
    if (event.deltaMode === WheelEvent.DOM_DELTA_PAGE) unit = PAGE;
    const delta = Math.min(Math.max(event.deltaY * unit, -MOST_WHEEL), MOST_WHEEL);
    const rate = event.ctrlKey ? PINCH_RATE : WHEEL_RATE;
    this.on.zoom(Math.exp(delta * rate), ...inside(this.#placeOf(event)));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.#arrow(event) || this.#command(event.key)) event.preventDefault();
  }

  /**
   * An arrow moves the cursor, with shift the window.
   * @param {KeyboardEvent} event
   * @returns {boolean}  whether it was one
   */
  #arrow({ key, shiftKey }) {
    const arrow = ARROWS[key];
    if (!arrow) return false;
    const [dx, dy] = arrow;
    if (shiftKey) {
      this.on.pan(-dx * KEY_PAN, -dy * KEY_PAN);
      this.on.rest();
    } else {
      this.on.step(dx * KEY_STEP, dy * KEY_STEP);
    }
    return true;
  }

  /**
   * @param {string} key
   * @returns {boolean}  whether it means something
   */
  #command(key) {
    switch (key) {
      case "+":
      case "=":
        this.on.zoom(1 / KEY_ZOOM);
        return true;
      case "-":
        this.on.zoom(KEY_ZOOM);
        return true;
      case "0":
      case "Home":
        this.on.reset();
        return true;
      case "Enter":
        this.on.keep();
        return true;
      default:
        return false;
    }
  }
}
