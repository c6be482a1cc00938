// What is drawn over the sheet: the test set's codes by class, contours of the prior, the posterior of an own picture.

import { CLASS_COLOURS } from "../../ui/canvas/paint.js";
import { phi, radius } from "./normal.js";

// Share of the prior's mass inside each contour, and the angle at which it is labelled: apart even where they crowd.
const CONTOURS = [
  [0.99, 0.25 * Math.PI],
  [0.5, Math.PI / 2],
  [0.9, 0.8 * Math.PI],
];
const LABEL_GAP = 40; // pixels between two labels; where a circle is too small for it, the outermost keeps its own
const TURN = Array.from({ length: 121 }, (_, i) => [Math.cos((i * Math.PI) / 60), Math.sin((i * Math.PI) / 60)]);

/** Split what /api/latents sends: float32 means (n, 2), float32 deviations (n, 2), uint8 labels (n). */
export function readCodes(buffer) {
  const n = Math.floor(buffer.byteLength / 17);
  return {
    n,
    mean: new Float32Array(buffer, 0, n * 2),
    std: new Float32Array(buffer, n * 8, n * 2),
    label: new Uint8Array(buffer, n * 16, n),
  };
}

/** The test code nearest to z: {distance, label}. */
export function nearest(codes, [a, b]) {
  let best = Infinity;
  let index = -1;
  for (let i = 0; i < codes.n; i++) {
    const dx = codes.mean[2 * i] - a;
    const dy = codes.mean[2 * i + 1] - b;
    const far = dx * dx + dy * dy;
    if (far < best) {
      best = far;
      index = i;
    }
  }
  return index < 0 ? null : { distance: Math.sqrt(best), label: codes.label[index] };
}

function dot(colour, size) {
  const canvas = document.createElement("canvas");
  const side = Math.ceil(size * 2 + 4);
  canvas.width = canvas.height = side;
  const context = canvas.getContext("2d");
  context.beginPath();
  context.arc(side / 2, side / 2, size, 0, 7);
  context.fillStyle = colour;
  context.fill();
  context.lineWidth = Math.max(0.5, size / 5);
  context.strokeStyle = "rgb(0 0 0 / 30%)";
  context.stroke();
  return canvas;
}

/** Thousands of dots, drawn once for a window and moved as one picture while the hand drags. */
export class PointsLayer {
  constructor(codes) {
    this.codes = codes;
    this.planes = {}; // mode -> codes in plane coordinates
    this.cache = null;
  }

  inPlane(mode) {
    const { mean } = this.codes;
    this.planes[mode] ??= mode === "cdf" ? Float32Array.from(mean, phi) : mean;
    return this.planes[mode];
  }

  /** Draw the dots of `view`; while `moving`, the last ones drawn are moved instead. */
  draw(context, view, width, height, { off, unit = 1, moving = false }) {
    const key = [view.mode, ...view.rect, width, height, [...off].join()].join("|");
    if (this.cache?.key !== key && !(moving && this.cache?.mode === view.mode))
      this.render(view, width, height, off, unit, key);
    const [fx, fy, fw, fh] = view.place(this.cache.rect);
    context.imageSmoothingEnabled = true;
    context.drawImage(this.cache.canvas, fx * width, fy * height, fw * width, fh * height);
  }

  render(view, width, height, off, unit, key) {
    const canvas = this.cache?.canvas ?? document.createElement("canvas");
    const at = this.inPlane(view.mode);
    const { n, label } = this.codes;
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d");
    const zoomed = Math.log2(Math.max(1, view.whole.span / view.span));
    const sprites = CLASS_COLOURS.map((colour) => dot(colour, unit * Math.min(5, 1.8 + 0.5 * zoomed)));
    const side = sprites[0].width;
    const [left, , , top] = view.rect;
    const sx = width / view.span;
    const sy = height / view.span;
    for (let i = 0; i < n; i++) {
      if (off.has(label[i])) continue;
      const x = (at[2 * i] - left) * sx;
      const y = (top - at[2 * i + 1]) * sy;
      if (x > -side && y > -side && x < width + side && y < height + side) {
        context.drawImage(sprites[label[i] % sprites.length], Math.round(x - side / 2), Math.round(y - side / 2));
      }
    }
    this.cache = { key, canvas, rect: view.rect, mode: view.mode };
  }
}

/** A closed curve of latents as a path over the plane. */
function trace(context, view, width, height, latentAt) {
  context.beginPath();
  for (const [cosine, sine] of TURN) {
    const [fx, fy] = view.fractionOf(latentAt(cosine, sine));
    context.lineTo(fx * width, fy * height);
  }
  context.closePath();
}

/** A line that is seen on white, on black and on every class colour. */
function strokeTwice(context, colour, unit, width = 2) {
  context.lineJoin = "round";
  context.lineWidth = (width + 2.5) * unit;
  context.strokeStyle = "rgb(0 0 0 / 65%)";
  context.stroke();
  context.lineWidth = width * unit;
  context.strokeStyle = colour;
  context.stroke();
}

function label(context, text, x, y, colour, unit) {
  context.font = `600 ${12 * unit}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineWidth = 4 * unit;
  context.strokeStyle = "rgb(0 0 0 / 75%)";
  context.strokeText(text, x, y);
  context.fillStyle = colour;
  context.fillText(text, x, y);
}

/** Circles that hold 50, 90 and 99 % of N(0, I); dashed where the model was not trained to follow it. */
export function drawDensity(context, view, width, height, unit, dashed) {
  context.setLineDash(dashed ? [6 * unit, 5 * unit] : []);
  for (const [mass] of CONTOURS) {
    const r = radius(mass);
    trace(context, view, width, height, (cosine, sine) => [r * cosine, r * sine]);
    strokeTwice(context, "#ffe08a", unit, 1.5);
  }
  context.setLineDash([]);
  const within = (at, size, edge) => Math.min(Math.max(at * size, edge * unit), size - edge * unit);
  const written = [];
  for (const [mass, angle] of CONTOURS) {
    const r = radius(mass);
    const [fx, fy] = view.fractionOf([r * Math.cos(angle), r * Math.sin(angle)]);
    if (fx <= 0 || fx >= 1 || fy <= 0 || fy >= 1) continue;
    const x = within(fx, width, 20);
    const y = within(fy, height, 11);
    if (written.some(([a, b]) => Math.hypot(a - x, b - y) < LABEL_GAP * unit)) continue;
    written.push([x, y]);
    label(context, `${Math.round(mass * 100)} %`, x, y, "#ffe08a", unit);
  }
}

/** One and two standard deviations of q(z|x), and its mean; only the mean for an autoencoder, which has no width. */
export function drawPosterior(context, view, width, height, unit, { mean, std }) {
  const colour = "#ff4fa3";
  const [fx, fy] = view.fractionOf(mean);
  const x = fx * width;
  const y = fy * height;
  const arm = 7 * unit;
  if (std.some((deviation) => deviation > 0)) {
    for (const times of [2, 1]) {
      trace(context, view, width, height, (cosine, sine) => [
        mean[0] + times * std[0] * cosine,
        mean[1] + times * std[1] * sine,
      ]);
      strokeTwice(context, colour, unit, times === 1 ? 2 : 1.25);
    }
  }
  context.beginPath();
  context.moveTo(x - arm, y);
  context.lineTo(x + arm, y);
  context.moveTo(x, y - arm);
  context.lineTo(x, y + arm);
  strokeTwice(context, colour, unit, 1.5);
}
