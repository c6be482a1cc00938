// The scene's picture out of a reply, and arrays out of base64.

import { context2d, decodeBase64, el } from "../../ui/canvas/paint.js";

/** Pixels a side of a scene's picture. */
export const SIDE = 100;

/** @type {WeakMap<{picture: string}, HTMLCanvasElement>} */
const pictures = new WeakMap();

/**
 * A reply's picture as a canvas in its own size, made once.
 * @param {{picture: string}} reply  uint8 (SIDE, SIDE, 3) in base64
 */
export function pictureOf(reply) {
  const known = pictures.get(reply);
  if (known) return known;
  const bytes = decodeBase64(reply.picture);
  const image = new ImageData(SIDE, SIDE);
  for (let from = 0, to = 0; from < bytes.length; from += 3, to += 4) {
    image.data.set([bytes[from], bytes[from + 1], bytes[from + 2], 255], to);
  }
  const canvas = el("canvas", { width: SIDE, height: SIDE });
  context2d(canvas).putImageData(image, 0, 0);
  pictures.set(reply, canvas);
  return canvas;
}

/** @param {string} text  float32 in base64 */
export const floats = (text) => new Float32Array(decodeBase64(text).buffer);
