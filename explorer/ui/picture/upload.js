// Picture files on their way to the server.

import { context2d, el } from "../canvas/paint.js";

/** The largest file that the server takes, in bytes; as explorer/data/images.py has it. */
export const MOST_BYTES = 5 * 2 ** 20;

/** What is said of a larger one. */
export const TOO_HEAVY = "The file is larger than 5 MB. Save the picture smaller and try again.";

const MOST_READ = 100 * 2 ** 20; // larger files are not even opened by the browser
const REDUCED_SIDE = 2048; // px; a photograph that is too heavy is sent at this size
const QUALITY = 0.92; // of JPEG

/**
 * A file as it is sent, and what was done to it, in sentences.
 * @typedef {{file: Blob, notes: string[]}} Upload
 */

/**
 * An input for picture files, to lie in a label that says what it is for. The same file can be chosen again.
 * @param {(file: File) => void} take
 * @param {import("../canvas/paint.js").Attributes} attributes  its own: class, capture
 */
export function fileInput(take, attributes) {
  const input = el("input", {
    type: "file",
    accept: "image/*",
    ...attributes,
    onchange: () => {
      const file = input.files?.[0];
      input.value = "";
      if (file) take(file);
    },
  });
  return input;
}

/**
 * A file that the server takes: a photograph that is too heavy is made smaller here.
 * @param {File} file
 * @returns {Promise<Upload>}
 * @throws {Error} with a sentence, where it is no picture or stays too heavy
 */
export async function lighten(file) {
  if (file.size <= MOST_BYTES) return { file, notes: [] };
  if (file.size > MOST_READ) throw new Error(TOO_HEAVY);
  const bitmap = await bitmapOf(file);
  const { width, height } = bitmap;
  const smaller = await asJPEG(shrink(bitmap));
  bitmap.close();
  if (!smaller || smaller.size > MOST_BYTES) throw new Error(TOO_HEAVY);
  const size = `${width.toLocaleString("en")} × ${height.toLocaleString("en")}`;
  return { file: smaller, notes: [`Made smaller in the browser, from ${size} pixels.`] };
}

/** @param {File} file */
async function bitmapOf(file) {
  try {
    return await createImageBitmap(file);
  } catch {
    throw new Error(TOO_HEAVY);
  }
}

/** @param {ImageBitmap} bitmap */
function shrink(bitmap) {
  const { width, height } = bitmap;
  const scale = Math.min(1, REDUCED_SIDE / Math.max(width, height));
  const canvas = el("canvas", {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  });
  const context = context2d(canvas);
  context.fillStyle = "#fff"; // JPEG has no transparency
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {Promise<Blob | null>}
 */
const asJPEG = (canvas) =>
  new Promise((resolve) => {
    canvas.toBlob(resolve, "image/jpeg", QUALITY);
  });
