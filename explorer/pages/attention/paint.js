// Masks on pictures: over them, alone, as contours, or as the light that falls on them. Masks are float32, row by row.

import { heatColour } from "../../ui/canvas/heat_scale.js";
import { decodeBase64, el } from "../../ui/canvas/paint.js";
import { SIDE } from "./cells.js";

export const LOOKS = {
  overlay: [
    "Overlay",
    "The mask as a layer of colour over the picture: the more attention, the brighter and the less see-through",
  ],
  mask: ["Mask", "The mask alone, on the scale below"],
  contour: ["Contour", "Lines where the mask reaches a quarter, half and three quarters of the end of its scale"],
  lit: ["Lit", "The picture times the mask: what is left of it where attention falls"],
};
export const ENLARGED = 4; // canvas pixels a picture pixel, so that lines can be thinner than it
const LEVELS = [
  [0.25, 2],
  [0.5, 4],
  [0.75, 2],
]; // of the largest value, and the lines' widths in canvas pixels
const GLOW = 0.75; // below 1: faint attention is still told from none, on black as well
const DIM = 0.45; // of the layer's full density, where there is no attention: the picture steps back there

const HEAT = Array.from({ length: 256 }, (_, value) => heatColour(value, 255));
const LAYER = Array.from({ length: 256 }, (_, value) => [
  ...heatColour((value / 255) ** GLOW, 1),
  DIM + (1 - DIM) * (value / 255) ** GLOW,
]);
export const LAYER_GRADIENT = `linear-gradient(90deg, ${[0, 51, 102, 153, 204, 255].map((value) => `rgb(${LAYER[value].slice(0, 3).join()})`).join(", ")})`;

const layer = el("canvas", { width: SIDE, height: SIDE });
const pixels = new ImageData(SIDE, SIDE);

/** One stage's mask at the picture's size: every value fills its cell, whose side may be no whole number; what reaches over the edge is cut. */
export function spread({ h, w, cell, values }) {
  const out = new Float32Array(SIDE * SIDE);
  const place = (at, count) => Math.min(count - 1, Math.floor((at + 0.5) / cell));
  for (let y = 0, at = 0; y < SIDE; y++) {
    const row = place(y, h) * w;
    for (let x = 0; x < SIDE; x++, at++) out[at] = values[row + place(x, w)];
  }
  return out;
}

/** All stages as one: their product, as a feature counts only if every stage lets it through. */
export function whole(stages) {
  const out = new Float32Array(SIDE * SIDE).fill(1);
  for (const stage of stages)
    spread(stage).forEach((value, at) => {
      out[at] *= value;
    });
  return out;
}

/** The value that has the scale's last colour: 1 for shares that each may be up to 1, the mask's largest where its values sum up to 1 or are products of several. */
export function topOf(values, product) {
  let most = 0;
  let sum = 0;
  for (const value of values) {
    sum += value;
    most = Math.max(most, value);
  }
  return product || Math.abs(sum - 1) < 1e-3 ? most || 1 : Math.max(1, most);
}

/** The borders of a set of pixels as a path in picture pixels; `inside(at)` says which belong to it. */
export function borders(inside) {
  const path = new Path2D();
  const line = (x0, y0, x1, y1) => {
    path.moveTo(x0, y0);
    path.lineTo(x1, y1);
  };
  for (let y = 0, at = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++, at++) {
      const here = inside(at);
      if (here !== (x > 0 && inside(at - 1))) line(x, y, x, y + 1);
      if (here !== (y > 0 && inside(at - SIDE))) line(x, y, x + 1, y);
      if (here && x === SIDE - 1) line(SIDE, y, SIDE, y + 1);
      if (here && y === SIDE - 1) line(x, SIDE, x + 1, SIDE);
    }
  }
  return path;
}

/** The outline of packed bits, the highest bit first. */
export function outlineOf(text) {
  const bits = decodeBase64(text);
  return borders((at) => Boolean(bits[at >> 3] & (128 >> (at & 7))));
}

/** Lines that are seen on every ground: light ones with a dark rim. */
export function trace(context, path, colour, width, dash = []) {
  context.save();
  context.lineCap = "round";
  for (const [style, wide] of [
    ["rgb(0 0 0 / 75%)", width + 2],
    [colour, width],
  ]) {
    Object.assign(context, { strokeStyle: style, lineWidth: wide / ENLARGED });
    context.setLineDash(style === colour ? dash : []);
    context.stroke(path);
  }
  context.restore();
}

/**
 * @param {HTMLCanvasElement} canvas  of SIDE * ENLARGED pixels a side
 * @param {{picture: HTMLCanvasElement, values: Float32Array | null, top: number, look: string, opacity: number, outline: Path2D | null}} what
 *   values: the mask at the picture's size, null where there is none to be shown
 */
export function paintLook(canvas, { picture, values, top, look, opacity, outline }) {
  const context = canvas.getContext("2d");
  context.setTransform(ENLARGED, 0, 0, ENLARGED, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, 0, 0);
  if (!values) {
    context.fillStyle = "rgb(0 0 0 / 60%)";
    context.fillRect(0, 0, SIDE, SIDE);
  } else if (look === "contour") {
    for (const [level, width] of LEVELS)
      trace(
        context,
        borders((at) => values[at] >= level * top),
        `rgb(${heatColour(0.5 + 0.6 * level, 1).join()})`,
        width,
      );
  } else {
    paintLayer(values, top, look, opacity);
    context.drawImage(layer, 0, 0);
  }
  if (outline) trace(context, outline, "#fff", 2);
}

function paintLayer(values, top, look, opacity) {
  const { data } = pixels;
  const colours = look === "mask" ? HEAT : LAYER;
  for (let at = 0, to = 0; at < values.length; at++, to += 4) {
    const share = Math.min(1, Math.max(0, values[at] / top));
    const rgb = look === "lit" ? HEAT[0] : colours[Math.round(share * 255)];
    data[to] = rgb[0];
    data[to + 1] = rgb[1];
    data[to + 2] = rgb[2];
    data[to + 3] = look === "mask" ? 255 : look === "lit" ? 255 * (1 - share) : 255 * opacity * rgb[3];
  }
  layer.getContext("2d").putImageData(pixels, 0, 0);
}
