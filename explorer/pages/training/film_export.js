// A live run as a GIF: its planes at moments that are evenly apart.

import { context2d, el, saveBlob } from "../../ui/canvas/paint.js";
import { messageOf, postForBlob, query } from "../../ui/transport/api.js";

/** @typedef {import("./state.js").Moment} Moment */
/** @typedef {import("./plane.js").Plane} Plane */

const FRAMES = 40;
const SIDES = [320, 240, 160, 112]; // px of a plane: the first with which the frames can be sent
const MOST_BYTES = 5 * 2 ** 20; // that the server takes
const STEP_MS = 100;
const LAST_MS = 1500;
const GAP = 8;
const HEAD = 20; // px for the step's number

/**
 * @param {Moment[]} moments
 * @param {Plane[]} planes  side by side
 * @param {string} name  of the file
 * @param {(message: string) => void} fail
 */
export async function saveFilm(moments, planes, name, fail) {
  if (moments.length < 2) {
    fail("There is nothing to save yet: press Play and let it learn a little.");
    return;
  }
  const count = Math.min(FRAMES, moments.length);
  const chosen = Array.from({ length: count }, (_, i) => moments[Math.round((i * (moments.length - 1)) / (count - 1))]);
  try {
    let frames = new Blob();
    for (const side of SIDES) {
      frames = await drawn(chosen, planes, side);
      if (frames.size <= MOST_BYTES) break;
    }
    const path = query("/api/film", { frames: count, step: STEP_MS, last: LAST_MS });
    saveBlob(await postForBlob(path, frames), `${name}.gif`);
  } catch (error) {
    fail(messageOf(error));
  }
}

/**
 * The planes at some moments, one below the other.
 * @param {Moment[]} moments
 * @param {Plane[]} planes
 * @param {number} side  px of a plane
 * @returns {Promise<Blob>}  a PNG
 */
async function drawn(moments, planes, side) {
  const width = planes.length * (side + GAP) - GAP;
  const height = side + HEAD;
  const strip = el("canvas", { width, height: height * moments.length });
  const context = context2d(strip);
  context.font = "14px system-ui, sans-serif";
  context.textBaseline = "middle";
  const tile = el("canvas", { width: side, height: side });
  for (const [i, moment] of moments.entries()) {
    context.fillStyle = "#ffffff";
    context.fillText(`step ${moment.step}`, 4, i * height + HEAD / 2);
    for (const [number, plane] of planes.entries()) {
      const picture = await createImageBitmap(moment.networks[plane.name].plane);
      plane.draw(tile, moment, picture);
      picture.close();
      context.drawImage(tile, number * (side + GAP), i * height + HEAD);
    }
  }
  const frames = await new Promise((resolve) => strip.toBlob(resolve, "image/png"));
  if (!(frames instanceof Blob))
    throw new Error("The browser could not draw the film. Close other pages and try again.");
  return frames;
}
