// A picture, or a hole, of one's own as text for a link; explorer/pages/pixels/own.py says how it is written.

import { decodeBase64 } from "../../ui/canvas/paint.js";
import { pack } from "../../ui/painting/canvas.js";

/** Begins a picture that is compressed, or a hole's bits. */
export const OWN = "own:";

/** Bytes of a picture that a link can hold. */
export const MOST = 3 * 64 * 64;

const RAW = "raw:"; // begins a picture that is not compressed: the server compresses it

/** @param {Uint8Array} bytes */
const toText = (bytes) => pack(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** @param {string} text */
const toBytes = (text) => decodeBase64(text.slice(OWN.length).replaceAll("-", "+").replaceAll("_", "/"));

/** @param {Uint8Array} greys  (c*h*w) */
export const writePicture = (greys) => `${RAW}${toText(greys)}`;

/**
 * @param {string} text  as the server gives it
 * @returns {Promise<Uint8Array<ArrayBuffer>>}  greys (c*h*w)
 */
export async function readPicture(text) {
  const stream = new Blob([toBytes(text)]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** @param {Uint8Array} hole  (h*w), 1 where it is rubbed out */
export function writeHole(hole) {
  const bits = new Uint8Array(Math.ceil(hole.length / 8));
  hole.forEach((out, at) => {
    if (out) bits[at >> 3] |= 128 >> (at & 7);
  });
  return `${OWN}${toText(bits)}`;
}

/**
 * @param {string} text
 * @param {number} size  pixels of the picture
 */
export function readHole(text, size) {
  const bits = toBytes(text);
  return Uint8Array.from({ length: size }, (_, at) => (bits[at >> 3] >> (7 - (at & 7))) & 1);
}
