// A race of two descents on E[f(z)], each with one draw a step and the same noise.

import { context2d, el, fmt } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { normals } from "../../ui/maths/random.js";
import { estimate } from "./arithmetic.js";
import { integrand } from "./functions.js";

/** @typedef {import("./functions.js").GradientsView} GradientsView */

const STEPS = 400;
const RATE = 0.02;
const WIDTH = 860;
const HEIGHT = 200;
const MOST = 6; // of theta's size on the canvas
const STEPS_A_FRAME = 2;

/** @typedef {"score" | "path"} Way */
/** @type {Way[]} */
const WAYS = ["score", "path"];

/**
 * The thetas that a descent passes through.
 * @param {GradientsView} view
 * @param {Way} way
 * @returns {number[]}  from the start on, STEPS further
 */
export function descent(view, way) {
  const f = integrand(view);
  const normal = normals(view.seed + 1);
  const thetas = [view.theta];
  for (let step = 0; step < STEPS; step++) {
    const theta = thetas[step];
    const next = theta - RATE * estimate(f, theta, 1, view.baseline, normal)[way];
    thetas.push(Number.isFinite(next) ? Math.min(Math.max(next, -1e6), 1e6) : theta);
  }
  return thetas;
}

export class Race {
  #canvas = el("canvas", {
    class: "gx-canvas figure",
    width: WIDTH,
    height: HEIGHT,
    role: "img",
    "aria-label": "Theta over the steps of both descents",
  });
  #said = el("p", { class: "gx-note gx-num", role: "status" });
  #frame = 0;
  #step = 0;

  /** @type {Record<Way, number[]>} */
  #thetas = { score: [], path: [] };

  constructor() {
    this.start = button("Race", "Two descents of 400 steps with one draw a step", () => this.run(), "primary");
    this.stop = button("Stop", "End the race", () => this.end());
    this.stop.disabled = true;
    this.root = el(
      "div",
      { class: "race" },
      this.#canvas,
      el("div", { class: "gx-row" }, this.start, this.stop),
      this.#said,
    );
  }

  /** @param {GradientsView} view  another one: a race under way ends */
  show(view) {
    this.end();
    for (const way of WAYS) this.#thetas[way] = descent(view, way);
    this.#step = 0;
    this.#draw();
    this.#said.textContent = "";
  }

  run() {
    this.end();
    this.#step = 0;
    this.start.disabled = true;
    this.stop.disabled = false;
    const next = () => {
      this.#step = Math.min(STEPS, this.#step + STEPS_A_FRAME);
      this.#draw();
      if (this.#step < STEPS) this.#frame = requestAnimationFrame(next);
      else this.end();
    };
    this.#frame = requestAnimationFrame(next);
  }

  end() {
    cancelAnimationFrame(this.#frame);
    this.start.disabled = false;
    this.stop.disabled = true;
  }

  #draw() {
    const styles = getComputedStyle(this.#canvas);
    const colour = (/** @type {string} */ name) => styles.getPropertyValue(`--gx-${name}`).trim();
    const context = context2d(this.#canvas);
    const y = (/** @type {number} */ theta) =>
      HEIGHT / 2 - (Math.min(MOST, Math.max(-MOST, theta)) / MOST) * (HEIGHT / 2 - 6);
    context.clearRect(0, 0, WIDTH, HEIGHT);
    context.strokeStyle = colour("line");
    context.beginPath();
    context.moveTo(0, y(0));
    context.lineTo(WIDTH, y(0));
    context.stroke();
    context.lineWidth = 2;
    for (const way of WAYS) {
      const thetas = this.#thetas[way];
      context.strokeStyle = context.fillStyle = colour(way === "score" ? "warn" : "accent");
      context.beginPath();
      for (let step = 0; step <= this.#step; step++) context.lineTo((step / STEPS) * WIDTH, y(thetas[step]));
      context.stroke();
      context.beginPath();
      context.arc((this.#step / STEPS) * WIDTH, y(thetas[this.#step]), 5, 0, 2 * Math.PI);
      context.fill();
    }
    const [score, path] = WAYS.map((way) => fmt(this.#thetas[way][this.#step], 2));
    this.#said.textContent = `step ${this.#step} of ${STEPS}: θ by REINFORCE ${score}, by the path derivative ${path}`;
  }
}
