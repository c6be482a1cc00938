// Frames one below the other: how a page hands an animation that it drew to the server, see `/api/film`.

import { context2d, el } from "./paint.js";

const MOST_BYTES = 5 * 2 ** 20; // that the server takes

/**
 * @param {HTMLCanvasElement[]} frames  of one size, at least one
 * @returns {Promise<Blob>}  a PNG
 * @throws {Error} where the browser can't hold so large a picture
 */
export async function stripOf(frames) {
  const [{ width, height }] = frames;
  const strip = el("canvas", { width, height: frames.length * height });
  const context = context2d(strip);
  frames.forEach((frame, i) => {
    context.drawImage(frame, 0, i * height);
  });
  /** @type {Blob | null} */
  const png = await new Promise((resolve) => strip.toBlob(resolve, "image/png"));
  if (!png) throw new Error("This browser can't hold so long a film. Choose a shorter one.");
  return png;
}

/**
 * The same of frames that are drawn as large as the server takes them.
 * @param {number[]} sides  px, falling: the first with which they can be sent
 * @param {(side: number) => HTMLCanvasElement[] | Promise<HTMLCanvasElement[]>} drawn  frames of a size
 * @returns {Promise<Blob>}  a PNG
 */
export async function fittingStripOf(sides, drawn) {
  let strip = new Blob();
  for (const side of sides) {
    strip = await stripOf(await drawn(side));
    if (strip.size <= MOST_BYTES) break;
  }
  return strip;
}
