// Picture files on their way to the server: the one door for all pages.

import { context2d, el } from "../canvas/paint.js";

/** The largest file that the server takes, in bytes; as explorer/data/uploads.py has it. */
const MOST_BYTES = 5 * 2 ** 20;

/** What is said of a larger one that the browser can't reduce. */
const TOO_HEAVY = "The file is larger than 5 MB. Save the picture smaller and try again.";

/** What people are told beside the button, after what they may choose. */
export const ANY_SIZE = "A picture of any size: large ones are made smaller first.";

/** What a file input lets choose: Firefox and Chromium know no MIME type for HEIC. */
const ACCEPTED = "image/*,.heic,.heif,.avif,.tif,.tiff";

const MOST_READ = 100 * 2 ** 20; // larger files are not even opened by the browser
const MOST_PIXELS = 12_000_000; // larger ones cost the server more time than it takes to send them
const REDUCED_SIDE = 2048; // px; a photograph that is too large is sent at this size
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
    accept: ACCEPTED,
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
 * A file that the server takes: what has too many bytes or pixels is made smaller here, upright as its EXIF says.
 * @param {File} file
 * @returns {Promise<Upload>}
 * @throws {Error} with a sentence, where it is too heavy and can't be made smaller
 */
export async function lighten(file) {
  const heavy = file.size > MOST_BYTES;
  if (file.size > MOST_READ) throw new Error(TOO_HEAVY);
  const image = await imageOf(file);
  if (!image) {
    if (heavy) throw new Error(TOO_HEAVY); // no format of this browser's; the server may know it
    return { file, notes: [] };
  }
  const { naturalWidth: width, naturalHeight: height } = image;
  if (!heavy && width * height <= MOST_PIXELS) return { file, notes: [] };
  const smaller = await shrink(image);
  if (!smaller || smaller.size > MOST_BYTES) throw new Error(TOO_HEAVY);
  const size = `${width.toLocaleString("en")} × ${height.toLocaleString("en")}`;
  return { file: smaller, notes: [`Made smaller in the browser, from ${size} pixels.`] };
}

/**
 * Its head is read here; the pixels are decoded when it is drawn.
 * @param {File} file
 * @returns {Promise<HTMLImageElement | null>}  null where the browser can't read it
 */
async function imageOf(file) {
  const url = URL.createObjectURL(file);
  const image = new Image();
  const read = new Promise((resolve) => {
    image.onload = () => resolve(image.naturalWidth > 0 && image.naturalHeight > 0);
    image.onerror = () => resolve(false);
  });
  image.src = url;
  const readable = await read;
  URL.revokeObjectURL(url);
  return readable ? image : null;
}

/**
 * As JPEG, or as PNG where something shows through, which only the server knows a ground for.
 * @param {HTMLImageElement} image
 * @returns {Promise<Blob | null>}  null where the browser can't hold it
 */
async function shrink(image) {
  const { naturalWidth: width, naturalHeight: height } = image;
  const scale = Math.min(1, REDUCED_SIDE / Math.max(width, height));
  const canvas = el("canvas", {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  });
  const context = context2d(canvas);
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, canvas.width, canvas.height); // turned as EXIF says, as naturalWidth is
  const png = isOpaque(context) ? null : await encoded(canvas, "image/png");
  if (png && png.size <= MOST_BYTES) return png;
  context.globalCompositeOperation = "destination-over";
  context.fillStyle = "#fff"; // JPEG has no transparency
  context.fillRect(0, 0, canvas.width, canvas.height);
  return encoded(canvas, "image/jpeg");
}

/** @param {CanvasRenderingContext2D} context */
function isOpaque(context) {
  const { data } = context.getImageData(0, 0, context.canvas.width, context.canvas.height);
  for (let i = 3; i < data.length; i += 4) if (data[i] < 255) return false;
  return true;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {string} type
 * @returns {Promise<Blob | null>}
 */
const encoded = (canvas, type) =>
  new Promise((resolve) => {
    canvas.toBlob(resolve, type, QUALITY);
  });
