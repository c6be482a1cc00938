// Masks on pictures: over them, alone, as contours, or as the light that falls on them.

import { heatColour } from "../../ui/canvas/heat_scale.js";
import { context2d, decodeBase64, el } from "../../ui/canvas/paint.js";
import { SIDE } from "./picture.js";

/** @typedef {import("./types.js").Look} Look */

/** @type {{look: Look, text: string, title: string}[]} */
export const LOOKS = [
  {
    look: "overlay",
    text: "Overlay",
    title: "The mask as a layer of colour over the picture: the more attention, the brighter and the less see-through",
  },
  { look: "mask", text: "Mask", title: "The mask alone, on the scale below" },
  {
    look: "contour",
    text: "Contour",
    title: "Lines where the mask reaches a quarter, half and three quarters of the end of its scale",
  },
  { look: "lit", text: "Lit", title: "The picture times the mask: what is left of it where attention falls" },
];

/** Canvas pixels a picture pixel, so that lines can be thinner than it. */
export const ENLARGED = 4;

// Of the largest value; the lines' widths are in canvas pixels.
const CONTOURS = [
  { level: 0.25, width: 2 },
  { level: 0.5, width: 4 },
  { level: 0.75, width: 2 },
];
const GLOW = 0.75; // below 1: faint attention is still told from none, on black as well
const DIM = 0.45; // of the layer's full density, where there is no attention: the picture steps back there
const NO_MASK = "rgb(0 0 0 / 60%)";
const OUTLINE = "#fff";
const RIM = "rgb(0 0 0 / 75%)";

const HEAT = Array.from({ length: 256 }, (_, value) => heatColour(value, 255));
const LAYER = Array.from({ length: 256 }, (_, value) => {
  const glow = (value / 255) ** GLOW;
  return [...heatColour(glow, 1), DIM + (1 - DIM) * glow];
});
const LAYER_STOPS = [0, 51, 102, 153, 204, 255].map((value) => `rgb(${LAYER[value].slice(0, 3).join()})`);

export const LAYER_GRADIENT = `linear-gradient(90deg, ${LAYER_STOPS.join(", ")})`;

const layer = el("canvas", { width: SIDE, height: SIDE });
const layerPixels = new ImageData(SIDE, SIDE);

/**
 * The borders of a set of pixels, as a path in picture pixels.
 * @param {(at: number) => boolean} inside  says which belong to it
 */
function borders(inside) {
  const path = new Path2D();
  /**
   * @param {number} x0
   * @param {number} y0
   * @param {number} x1
   * @param {number} y1
   */
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

/**
 * The outline of a set of pixels.
 * @param {string} text  bool (SIDE, SIDE) in packed bits, the highest bit first, in base64
 */
export function outlineOf(text) {
  const bits = decodeBase64(text);
  return borders((at) => Boolean(bits[at >> 3] & (128 >> (at & 7))));
}

/**
 * Lines that are seen on every ground: light ones with a dark rim.
 * @param {CanvasRenderingContext2D} context  in picture pixels, enlarged by ENLARGED
 * @param {Path2D} path
 * @param {string} [colour]
 * @param {number} [width]  in canvas pixels
 */
export function strokeLines(context, path, colour = OUTLINE, width = 2) {
  context.save();
  context.lineCap = "round";
  for (const stroke of [
    { colour: RIM, width: width + 2 },
    { colour, width },
  ]) {
    context.strokeStyle = stroke.colour;
    context.lineWidth = stroke.width / ENLARGED;
    context.stroke(path);
  }
  context.restore();
}

/**
 * A mask's contours.
 * @param {CanvasRenderingContext2D} context
 * @param {Float32Array} values
 * @param {number} top
 */
function strokeContours(context, values, top) {
  for (const { level, width } of CONTOURS) {
    const colour = `rgb(${heatColour(0.5 + 0.6 * level, 1).join()})`;
    strokeLines(
      context,
      borders((at) => values[at] >= level * top),
      colour,
      width,
    );
  }
}

/**
 * How dense a look's layer is over the picture, 0 to 255.
 * @param {Look} look
 * @param {number} share  of the scale's end, 0 to 1
 * @param {number} opacity
 */
function density(look, share, opacity) {
  if (look === "mask") return 255;
  if (look === "lit") return 255 * (1 - share);
  return 255 * opacity * LAYER[Math.round(share * 255)][3];
}

/**
 * Fill the layer that lies over the picture.
 * @param {Float32Array} values  (SIDE, SIDE)
 * @param {number} top
 * @param {Look} look
 * @param {number} opacity
 */
function fillLayer(values, top, look, opacity) {
  const { data } = layerPixels;
  const colours = look === "mask" ? HEAT : LAYER;
  for (let at = 0, to = 0; at < values.length; at++, to += 4) {
    const share = Math.min(1, Math.max(0, values[at] / top));
    const [red, green, blue] = look === "lit" ? HEAT[0] : colours[Math.round(share * 255)];
    data[to] = red;
    data[to + 1] = green;
    data[to + 2] = blue;
    data[to + 3] = density(look, share, opacity);
  }
  context2d(layer).putImageData(layerPixels, 0, 0);
}

/**
 * A picture with a mask in a look.
 * @param {HTMLCanvasElement} canvas  of SIDE * ENLARGED pixels a side
 * @param {object} what
 * @param {HTMLCanvasElement} what.picture
 * @param {Float32Array | null} what.values  the mask at the picture's size; null where there is none to be shown
 * @param {number} what.top  the value that has the scale's last colour
 * @param {Look} what.look
 * @param {number} what.opacity  of the overlay
 * @param {Path2D | null} what.outline  in picture pixels
 */
export function paintLook(canvas, { picture, values, top, look, opacity, outline }) {
  const context = context2d(canvas);
  context.setTransform(ENLARGED, 0, 0, ENLARGED, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, 0, 0);
  if (!values) {
    context.fillStyle = NO_MASK;
    context.fillRect(0, 0, SIDE, SIDE);
  } else if (look === "contour") {
    strokeContours(context, values, top);
  } else {
    fillLayer(values, top, look, opacity);
    context.drawImage(layer, 0, 0);
  }
  if (outline) strokeLines(context, outline);
}
