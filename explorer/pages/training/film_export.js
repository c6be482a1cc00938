// A live run as a GIF: its planes at moments that are evenly apart.

import { context2d, el, saveBlob } from "../../ui/canvas/paint.js";
import { fittingStripOf } from "../../ui/canvas/strip_of.js";
import { messageOf, postForBlob, query } from "../../ui/transport/api.js";

/** @typedef {import("./state.js").Moment} Moment */
/** @typedef {import("./plane.js").Plane} Plane */

const FRAMES = 40;
const SIDES = [320, 240, 160, 112]; // px of a plane: the first with which the frames can be sent
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
    const frames = await fittingStripOf(SIDES, (side) => Promise.all(chosen.map((one) => frameOf(side, one, planes))));
    const path = query("/api/film", { frames: count, step: STEP_MS, last: LAST_MS });
    saveBlob(await postForBlob(path, frames), `${name}.gif`);
  } catch (error) {
    fail(messageOf(error));
  }
}

/**
 * A frame: the planes at a moment, under its step.
 * @param {number} side  px of a plane
 * @param {Moment} moment
 * @param {Plane[]} planes
 */
async function frameOf(side, moment, planes) {
  const frame = el("canvas", { width: planes.length * (side + GAP) - GAP, height: side + HEAD });
  const context = context2d(frame);
  context.font = "14px system-ui, sans-serif";
  context.textBaseline = "middle";
  context.fillStyle = "#ffffff";
  context.fillText(`step ${moment.step}`, 4, HEAD / 2);
  const tile = el("canvas", { width: side, height: side });
  for (const [number, plane] of planes.entries()) {
    const picture = await createImageBitmap(moment.networks[plane.name].plane);
    plane.draw(tile, moment, picture);
    picture.close();
    context.drawImage(tile, number * (side + GAP), HEAD);
  }
  return frame;
}
