// Thousands of dots by class: drawn once, with a margin around the window, and moved as one picture while a hand drags.

import { CLASS_COLOURS, context2d, el } from "../canvas/paint.js";

/** @typedef {import("./points.js").Points} Points */
/** @typedef {import("./scene.js").Scene} Scene */

/**
 * What of the points is shown.
 * @typedef {object} Shown
 * @property {Set<number>} off  labels that are hidden
 * @property {Uint8Array | null} lit  by point: 1 where it stands out; null where none does more than others
 * @property {boolean} faint  something else is to be seen through them
 */

const MARGIN = 0.25; // of the window on each side, that is drawn beyond it
const TOLERANCE = 1.15; // how much wider or narrower the window may be for the old drawing to be moved
const MOST_PIXELS = 2600; // a side of the drawing

// Radius of a dot in px: of few and of many points, what each doubling of the zoom adds, and at most.
const RADIUS = { few: 4, some: 2.6, many: 1.7 };
const GROWTH = 0.55;
const MOST_RADIUS = 6;
const DIM = 0.13;
const FAINT = 0.4;

/**
 * A dot, to be copied wherever a code lies.
 * @param {string} colour
 * @param {number} radius
 * @param {number} alpha
 */
function dot(colour, radius, alpha) {
  const side = Math.ceil(radius * 2 + 3);
  const canvas = el("canvas", { width: side, height: side });
  const context = context2d(canvas);
  context.globalAlpha = alpha;
  context.beginPath();
  context.arc(side / 2, side / 2, radius, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
  return canvas;
}

export class PointsLayer {
  #canvas = el("canvas");

  /** @type {{key: string, left: number, top: number, span: number} | null} what was drawn last */
  #drawn = null;

  /** @param {Points} points */
  constructor(points) {
    this.points = points;
  }

  /** Radius of a dot of the whole map, in px. */
  get #radius() {
    const { count } = this.points;
    if (count > 3000) return RADIUS.many;
    return count > 500 ? RADIUS.some : RADIUS.few;
  }

  /**
   * @param {Scene} scene
   * @param {Shown} shown
   * @param {string} key  changes with what is shown
   * @param {boolean} moving  a hand moves the window
   */
  draw(scene, shown, key, moving) {
    const { context, window, side } = scene;
    const whole = `${key}|${side}`;
    if (!this.#fits(scene, whole, moving)) this.#render(scene, shown, whole);
    const drawn = this.#drawn;
    if (!drawn) return;
    const scale = side / window.span;
    const x = (drawn.left - window.left) * scale;
    const y = (window.top - drawn.top) * scale;
    context.imageSmoothingEnabled = drawn.span !== window.span * (1 + 2 * MARGIN);
    context.drawImage(this.#canvas, Math.round(x), Math.round(y), drawn.span * scale, drawn.span * scale);
  }

  /**
   * Whether the old drawing can be moved into place.
   * @param {Scene} scene
   * @param {string} key
   * @param {boolean} moving
   */
  #fits({ window }, key, moving) {
    const drawn = this.#drawn;
    if (drawn?.key !== key) return false;
    const ratio = drawn.span / (window.span * (1 + 2 * MARGIN));
    if (!moving && ratio !== 1) return false;
    if (ratio > TOLERANCE || ratio < 1 / TOLERANCE) return false;
    const right = drawn.left + drawn.span;
    const bottom = drawn.top - drawn.span;
    return (
      drawn.left <= window.left &&
      drawn.top >= window.top &&
      right >= window.left + window.span &&
      bottom <= window.top - window.span
    );
  }

  /**
   * @param {Scene} scene
   * @param {Shown} shown
   * @param {string} key
   */
  #render({ window, side, unit }, { off, lit, faint }, key) {
    const { points } = this;
    const full = Math.min(MOST_PIXELS, Math.round(side * (1 + 2 * MARGIN)));
    const canvas = this.#canvas;
    if (canvas.width !== full || canvas.height !== full) Object.assign(canvas, { width: full, height: full });
    const context = context2d(canvas);
    context.clearRect(0, 0, full, full);
    const span = window.span * (1 + 2 * MARGIN);
    const left = window.left - MARGIN * window.span;
    const top = window.top + MARGIN * window.span;
    const scale = full / span;
    const zoomed = Math.log2(Math.max(1, 1 / window.span));
    const radius = (Math.min(MOST_RADIUS, this.#radius + GROWTH * zoomed) * unit * full) / (side * (1 + 2 * MARGIN));
    /** @param {number} alpha */
    const dots = (alpha) => CLASS_COLOURS.map((colour) => dot(colour, radius, alpha));
    const bright = dots(faint ? FAINT : 0.9);
    const dim = lit ? dots(DIM) : bright;
    const half = bright[0].width / 2;
    for (const wanted of lit ? [0, 1] : [0]) {
      const stamps = wanted ? bright : dim;
      for (let i = 0; i < points.count; i++) {
        if (lit && lit[i] !== wanted) continue;
        const label = points.labels[i];
        const x = (points.places[2 * i] - left) * scale;
        const y = (top - points.places[2 * i + 1]) * scale;
        if (x < -half || y < -half || x > full + half || y > full + half || off.has(label)) continue;
        context.drawImage(stamps[label % stamps.length], x - half, y - half);
      }
    }
    this.#drawn = { key, left, top, span };
  }
}
