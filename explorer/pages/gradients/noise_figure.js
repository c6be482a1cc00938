// The same noise, moved by theta: where each draw lies under f, what REINFORCE weighs it with, the slope of f there.

import { context2d, el } from "../../ui/canvas/paint.js";
import { density } from "../../ui/maths/normal.js";
import { normals } from "../../ui/maths/random.js";
import { integrand } from "./functions.js";

/** @typedef {import("./functions.js").GradientsView} GradientsView */

const POINTS = 24;
const [LOW, HIGH] = [-6, 6]; // of z
const WIDTH = 860;
const HEIGHT = 340;
const CURVE = [16, 226]; // rows of the curve, from its highest to its lowest value
const LINE = 262; // row of the moved points
const NOISE = 318; // row of the noise
const ARROW = 26; // px of a slope's arrow along z

export class NoiseFigure {
  root = el("canvas", {
    class: "gx-canvas figure",
    width: WIDTH,
    height: HEIGHT,
    tabindex: "0",
    role: "slider",
    "aria-label": "Theta: drag the points, or use the arrow keys",
    "aria-valuemin": -3,
    "aria-valuemax": 3,
  });

  /** @param {(theta: number, done: boolean) => void} onmove  theta was dragged */
  constructor(onmove) {
    let from = 0;
    let began = 0;
    const follow = (/** @type {PointerEvent} */ event, /** @type {boolean} */ done) => {
      const scale = (HIGH - LOW) / this.root.getBoundingClientRect().width;
      onmove(began + (event.clientX - from) * scale, done);
    };
    this.root.addEventListener("pointerdown", (event) => {
      this.root.setPointerCapture(event.pointerId);
      from = event.clientX;
      began = this.theta;
    });
    this.root.addEventListener("pointermove", (event) => {
      if (this.root.hasPointerCapture(event.pointerId)) follow(event, false);
    });
    this.root.addEventListener("pointerup", (event) => follow(event, true));
    this.root.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -0.1, ArrowRight: 0.1, PageDown: -0.5, PageUp: 0.5 }[event.key];
      if (!by || event.key.startsWith("Page")) return;
      event.preventDefault();
      onmove(this.theta + by, true);
    });
    this.theta = 0;
  }

  /** @param {GradientsView} view */
  show(view) {
    const { theta, seed, baseline } = view;
    this.theta = theta;
    this.root.setAttribute("aria-valuenow", theta.toFixed(2));
    const f = integrand(view);
    const styles = getComputedStyle(this.root);
    const colour = (/** @type {string} */ name) => styles.getPropertyValue(`--gx-${name}`).trim();
    const context = context2d(this.root);
    context.clearRect(0, 0, WIDTH, HEIGHT);
    context.lineWidth = 1.5;
    context.font = "13px system-ui, sans-serif";
    const x = (/** @type {number} */ z) => ((z - LOW) / (HIGH - LOW)) * WIDTH;
    const near = Array.from({ length: 161 }, (_, i) => f.value(theta - 4 + i * 0.05));
    const [least, most] = [Math.min(0, ...near), Math.max(1, ...near)];
    const y = (/** @type {number} */ value) => CURVE[1] - ((value - least) / (most - least)) * (CURVE[1] - CURVE[0]);

    // the density of z
    context.fillStyle = colour("soft");
    context.beginPath();
    context.moveTo(0, CURVE[1]);
    for (let px = 0; px <= WIDTH; px += 4) {
      const z = LOW + (px / WIDTH) * (HIGH - LOW);
      context.lineTo(px, CURVE[1] - 160 * density(z - theta));
    }
    context.lineTo(WIDTH, CURVE[1]);
    context.fill();

    // f
    context.strokeStyle = colour("ink");
    context.beginPath();
    for (let px = 0; px <= WIDTH; px += 2) context.lineTo(px, y(f.value(LOW + (px / WIDTH) * (HIGH - LOW))));
    context.stroke();

    const normal = normals(seed);
    for (let i = 0; i < POINTS; i++) {
      const noise = normal();
      const z = theta + noise;
      context.strokeStyle = colour("line");
      context.beginPath();
      context.moveTo(x(noise), NOISE);
      context.lineTo(x(z), LINE);
      context.lineTo(x(z), y(f.value(z)));
      context.stroke();
      this.#dot(context, x(noise), NOISE, 3, colour("muted"));
      // REINFORCE: f - b times the noise, as the area of a disc; filled where it pushes theta up
      const weight = (f.value(z) - baseline) * noise;
      this.#disc(context, x(z), LINE, Math.min(16, 3 * Math.sqrt(Math.abs(weight))), colour("warn"), weight > 0);
      // path: the slope of f
      const rise = (f.slope(z) / (most - least)) * (CURVE[1] - CURVE[0]) * ((ARROW / WIDTH) * (HIGH - LOW));
      context.strokeStyle = colour("accent");
      context.lineWidth = 2.5;
      context.beginPath();
      context.moveTo(x(z) - ARROW / 2, y(f.value(z)) + rise / 2);
      context.lineTo(x(z) + ARROW / 2, y(f.value(z)) - rise / 2);
      context.stroke();
      context.lineWidth = 1.5;
    }
    context.fillStyle = colour("muted");
    context.fillText("noise ε, always the same", 8, NOISE + 16);
    context.fillText("z = θ + ε", 8, LINE - 12);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} x
   * @param {number} y
   * @param {number} radius
   * @param {string} colour
   */
  #dot(context, x, y, radius, colour) {
    context.fillStyle = colour;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} x
   * @param {number} y
   * @param {number} radius
   * @param {string} colour
   * @param {boolean} filled
   */
  #disc(context, x, y, radius, colour, filled) {
    if (filled) {
      this.#dot(context, x, y, radius, colour);
      return;
    }
    context.strokeStyle = colour;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.stroke();
  }
}
