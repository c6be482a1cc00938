// A live run as a GIF: its planes at moments that are evenly apart.

import { context2d, el, saveBlob } from "../../ui/canvas/paint.js";
import { messageOf, postForBlob, query } from "../../ui/transport/api.js";

/** @typedef {import("./state.js").Moment} Moment */
/** @typedef {import("./plane.js").Plane} Plane */

const FRAMES = 40;
const SIDE = 320; // px of a plane
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
  const width = planes.length * (SIDE + GAP) - GAP;
  const height = SIDE + HEAD;
  const strip = el("canvas", { width, height: height * count });
  const context = context2d(strip);
  context.font = "14px system-ui, sans-serif";
  context.textBaseline = "middle";
  const tile = el("canvas", { width: SIDE, height: SIDE });
  for (const [i, moment] of chosen.entries()) {
    context.fillStyle = "#ffffff";
    context.fillText(`step ${moment.step}`, 4, i * height + HEAD / 2);
    for (const [number, plane] of planes.entries()) {
      const picture = await createImageBitmap(moment.networks[plane.name].plane);
      plane.draw(tile, moment, picture);
      picture.close();
      context.drawImage(tile, number * (SIDE + GAP), i * height + HEAD);
    }
  }
  try {
    const frames = await new Promise((resolve) => strip.toBlob(resolve, "image/png"));
    if (!(frames instanceof Blob))
      throw new Error("The browser could not draw the film. Close other pages and try again.");
    const path = query("/api/film", { frames: count, step: STEP_MS, last: LAST_MS });
    saveBlob(await postForBlob(path, frames), `${name}.gif`);
  } catch (error) {
    fail(messageOf(error));
  }
}
