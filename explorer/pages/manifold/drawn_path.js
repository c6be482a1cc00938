// A path drawn on the plane by hand, and walked to and fro: played, scrubbed, or saved as an animation.

import { el, saveBlob } from "../../ui/canvas/paint.js";
import { button, press, toggleButton } from "../../ui/controls/buttons.js";
import { range } from "../../ui/controls/fields.js";
import { messageOf, postForBlob, query } from "../../ui/transport/api.js";

/** @typedef {import("./state.js").ManifoldState} ManifoldState */

const POINTS = 64; // that are kept of a path, equally far apart
const WALK_MS = 4000; // one way
const FILM = 32; // pictures of one way
const FILM_MS = 60;
const FILM_SIDE = 256; // px of a film's larger side, about

/**
 * The point at `t` of the length of a polyline.
 * @param {number[][]} points  two at least
 * @param {number} t  0 to 1
 * @returns {number[]}
 */
export function pointOn(points, t) {
  const lengths = points.slice(1).map((point, i) => Math.hypot(point[0] - points[i][0], point[1] - points[i][1]));
  let left = t * lengths.reduce((sum, length) => sum + length, 0);
  for (const [i, length] of lengths.entries()) {
    if (left <= length || i + 1 === lengths.length) {
      const part = length ? Math.min(1, left / length) : 0;
      return points[i].map((value, axis) => value + part * (points[i + 1][axis] - value));
    }
    left -= length;
  }
  return points[0];
}

/**
 * @param {number[][]} points  two at least
 * @param {number} count
 */
export const resampled = (points, count) => Array.from({ length: count }, (_, i) => pointOn(points, i / (count - 1)));

/** @param {number[]} flat  z after z, as a link has them */
const pairs = (flat) => Array.from({ length: flat.length >> 1 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);

export class DrawnPath {
  /** @type {number[][]} under the pen, of the stroke that is being drawn */
  #stroke = [];

  #frame = 0;
  #hint = el("p", { class: "gx-note" });
  #draw = toggleButton("Draw a path", "The next stroke on the plane becomes a path instead of moving it", () =>
    this.#arm(!this.armed),
  );
  #play = button("Play", "Walk along the path and back", () => (this.#frame ? this.stop() : this.#start()));
  #gif = button("Export GIF", "Save the walk along the path and back as an animation", () => this.#saveGIF());
  #clear = button("Clear", "Take the path off the plane", () => this.#set([]));
  #tools = el("div", { class: "gx-row" }, this.#play, this.#gif, this.#clear);
  #place = range({
    label: "Place on the path",
    oninput: (t) => {
      this.stop();
      this.#move(t);
    },
  });

  /** Whether the next stroke is a path. */
  armed = false;

  /**
   * @param {ManifoldState} state  its view's path is this part's own
   * @param {object} on
   * @param {(z: number[]) => void} on.move  the cursor goes along the path
   * @param {() => void} on.changed  another path, or none
   * @param {(message: string) => void} on.error
   */
  constructor(state, on) {
    this.state = state;
    this.on = on;
    this.root = el(
      "section",
      { class: "gx-panel drawn-path" },
      el("h3", {}, "A path over the plane"),
      el("div", { class: "gx-row" }, this.#draw),
      this.#hint,
      this.#place,
      this.#tools,
    );
    this.show();
  }

  /** The path's points in z, those of the stroke under the pen while there is one. */
  get points() {
    return this.#stroke.length ? this.#stroke : pairs(this.state.view.path);
  }

  /** What can be done now. */
  show() {
    const there = this.state.view.path.length > 0;
    press(this.#draw, this.armed);
    this.#place.classList.toggle("gx-hidden", !there);
    this.#tools.classList.toggle("gx-hidden", !there);
    this.#hint.textContent = this.armed ? "Draw a stroke over the plane, with the mouse, a pen or a finger." : "";
  }

  /** @param {boolean} armed */
  #arm(armed) {
    this.armed = armed;
    this.show();
  }

  /**
   * The pen is at z.
   * @param {number[]} z
   * @param {boolean} first  it has just come down
   */
  trace(z, first) {
    if (first) {
      this.stop();
      this.#stroke = [];
    }
    this.#stroke.push(z);
    this.on.move(z);
  }

  /** The pen is lifted: what it drew is the path, if it went anywhere, and is walked. */
  finish() {
    const stroke = this.#stroke;
    this.#stroke = [];
    this.#arm(false);
    if (stroke.length < 2) return;
    this.#set(resampled(stroke, POINTS));
    this.#start();
  }

  /** @param {number[][]} points */
  #set(points) {
    this.stop();
    this.state.view.path = points.flat().map((value) => Math.round(value * 1e4) / 1e4);
    this.#place.valueAsNumber = 0;
    this.show();
    this.on.changed();
  }

  /** @param {number} t */
  #move(t) {
    if (this.points.length > 1) this.on.move(pointOn(this.points, t));
  }

  #start() {
    if (this.points.length < 2) return;
    let phase = Math.acos(1 - 2 * this.#place.valueAsNumber) / Math.PI; // t = (1 - cos(pi * phase)) / 2
    let last = performance.now();
    this.#play.textContent = "Pause";
    press(this.#play, true);
    const walk = (/** @type {number} */ now) => {
      phase += Math.max(0, now - last) / WALK_MS;
      last = now;
      this.#place.valueAsNumber = (1 - Math.cos(Math.PI * phase)) / 2;
      this.#move(this.#place.valueAsNumber);
      this.#frame = requestAnimationFrame(walk);
    };
    this.#frame = requestAnimationFrame(walk);
  }

  /** Stand still, where it is. */
  stop() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#play.textContent = "Play";
    press(this.#play, false);
  }

  async #saveGIF() {
    const { card, view } = this.state;
    const [, h, w] = card.shape;
    const there = resampled(this.points, FILM);
    const scale = Math.max(1, Math.round(FILM_SIDE / Math.max(h, w)));
    const film = { z: [...there, ...there.slice(1, -1).reverse()], draw: view.draw, ms: FILM_MS, scale };
    this.#gif.disabled = true;
    try {
      saveBlob(await postForBlob(query("/api/gif", { model: card.name }), film), `plane-path-${card.name}.gif`);
    } catch (error) {
      this.on.error(messageOf(error));
    } finally {
      this.#gif.disabled = false;
    }
  }
}
