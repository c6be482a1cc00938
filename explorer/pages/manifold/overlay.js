// Lines over the sheet: contours of the prior, and the posterior of an own picture.

import { radius } from "../../ui/maths/normal.js";

/** @typedef {import("./scene.js").Scene} Scene */

// Share of the prior's mass inside each contour, and the angle at which it is labelled: apart even where they crowd.
const CONTOURS = [
  { mass: 0.99, angle: 0.25 * Math.PI },
  { mass: 0.5, angle: Math.PI / 2 },
  { mass: 0.9, angle: 0.8 * Math.PI },
];
const CONTOUR_COLOUR = "#ffe08a";
const POSTERIOR_COLOUR = "#ff4fa3";
const PATH_COLOUR = "#4fc3c9";
const LABEL_GAP = 40; // px between two labels; where a circle is too small for it, the outermost keeps its own
const EDGE_X = 20; // px that a label keeps from the plane's edge
const EDGE_Y = 11;
const ARM = 7; // px of the cross at a mean
const TURN = Array.from({ length: 121 }, (_, i) => [Math.cos((i * Math.PI) / 60), Math.sin((i * Math.PI) / 60)]);

/**
 * A closed curve of latents as a path over the plane.
 * @param {Scene} scene
 * @param {(cosine: number, sine: number) => number[]} latentAt  z at an angle
 */
function trace({ context, view, width, height }, latentAt) {
  context.beginPath();
  for (const [cosine, sine] of TURN) {
    const [fx, fy] = view.fractionOf(latentAt(cosine, sine));
    context.lineTo(fx * width, fy * height);
  }
  context.closePath();
}

/**
 * A line that is seen on white, on black and on every class colour.
 * @param {Scene} scene
 * @param {string} colour
 * @param {number} thickness  px
 */
function strokeTwice({ context, unit }, colour, thickness) {
  context.lineJoin = "round";
  context.lineWidth = (thickness + 2.5) * unit;
  context.strokeStyle = "rgb(0 0 0 / 65%)";
  context.stroke();
  context.lineWidth = thickness * unit;
  context.strokeStyle = colour;
  context.stroke();
}

/**
 * @param {Scene} scene
 * @param {string} text
 * @param {number} x
 * @param {number} y
 */
function label({ context, unit }, text, x, y) {
  context.font = `600 ${12 * unit}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineWidth = 4 * unit;
  context.strokeStyle = "rgb(0 0 0 / 75%)";
  context.strokeText(text, x, y);
  context.fillStyle = CONTOUR_COLOUR;
  context.fillText(text, x, y);
}

/**
 * Circles that hold 50, 90 and 99 % of N(0, I).
 * @param {Scene} scene
 * @param {boolean} dashed  the model was not trained to follow it
 */
export function drawDensity(scene, dashed) {
  const { context, unit } = scene;
  context.setLineDash(dashed ? [6 * unit, 5 * unit] : []);
  for (const { mass } of CONTOURS) {
    const r = radius(mass);
    trace(scene, (cosine, sine) => [r * cosine, r * sine]);
    strokeTwice(scene, CONTOUR_COLOUR, 1.5);
  }
  context.setLineDash([]);
  labelDensity(scene);
}

/** @param {Scene} scene */
function labelDensity(scene) {
  const { view, width, height, unit } = scene;
  /**
   * @param {number} place  a fraction of the window
   * @param {number} size  of the window
   * @param {number} edge  px
   */
  const inside = (place, size, edge) => Math.min(Math.max(place * size, edge * unit), size - edge * unit);
  /** @type {number[][]} */
  const written = [];
  for (const { mass, angle } of CONTOURS) {
    const r = radius(mass);
    const [fx, fy] = view.fractionOf([r * Math.cos(angle), r * Math.sin(angle)]);
    if (fx <= 0 || fx >= 1 || fy <= 0 || fy >= 1) continue;
    const x = inside(fx, width, EDGE_X);
    const y = inside(fy, height, EDGE_Y);
    if (written.some(([a, b]) => Math.hypot(a - x, b - y) < LABEL_GAP * unit)) continue;
    written.push([x, y]);
    label(scene, `${Math.round(mass * 100)} %`, x, y);
  }
}

/**
 * One and two standard deviations of q(z|x), and its mean; only the mean for an autoencoder, which has no width.
 * @param {Scene} scene
 * @param {{mean: number[], std: number[]}} posterior
 */
export function drawPosterior(scene, { mean, std }) {
  const { context, view, width, height, unit } = scene;
  if (std.some((deviation) => deviation > 0)) {
    for (const times of [2, 1]) {
      trace(scene, (cosine, sine) => [mean[0] + times * std[0] * cosine, mean[1] + times * std[1] * sine]);
      strokeTwice(scene, POSTERIOR_COLOUR, times === 1 ? 2 : 1.25);
    }
  }
  const [fx, fy] = view.fractionOf(mean);
  const x = fx * width;
  const y = fy * height;
  const arm = ARM * unit;
  context.beginPath();
  context.moveTo(x - arm, y);
  context.lineTo(x + arm, y);
  context.moveTo(x, y - arm);
  context.lineTo(x, y + arm);
  strokeTwice(scene, POSTERIOR_COLOUR, 1.5);
}

/**
 * A path drawn by hand.
 * @param {Scene} scene
 * @param {number[][]} points  in z; nothing is drawn of fewer than two
 */
export function drawPath(scene, points) {
  if (points.length < 2) return;
  const { context, view, width, height } = scene;
  context.beginPath();
  for (const z of points) {
    const [fx, fy] = view.fractionOf(z);
    context.lineTo(fx * width, fy * height);
  }
  strokeTwice(scene, PATH_COLOUR, 2.5);
}
