// Pixels on canvases, colours, and small exports. Pictures are uint8, channel by channel (c, h, w), c = 1 or 3.

import { placed } from "../transport/place.js";

/** @typedef {import("../types.js").Shape} Shape */

/**
 * Pixels of one picture or of several one after the other.
 * @typedef {ArrayLike<number>} Pixels
 */

/**
 * Ten class colours, the same on every page, apart for every common colour blindness (after P. Tol, "muted" and
 * "bright").
 */
export const CLASS_COLOURS = [
  "#4477aa",
  "#ee6677",
  "#228833",
  "#ccbb44",
  "#66ccee",
  "#aa3377",
  "#ee8866",
  "#999933",
  "#882255",
  "#8a8a8a",
];

/**
 * The canvas' 2d context.
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2DSettings} [settings]
 * @returns {CanvasRenderingContext2D}
 * @throws {Error} where the browser has none: too many canvases, or one of another kind
 */
export function context2d(canvas, settings) {
  const context = canvas.getContext("2d", settings);
  if (!context) throw new Error("This browser can't draw here. Close other pages and reload.");
  return context;
}

/**
 * Write picture number `index` of `pixels` into an ImageData at (x, y).
 * @param {ImageData} image
 * @param {Pixels} pixels
 * @param {Shape} shape
 * @param {number} index
 * @param {number} x
 * @param {number} y
 */
function put(image, pixels, [c, h, w], index, x, y) {
  const out = image.data;
  const stride = image.width * 4;
  const plane = h * w;
  const start = index * c * plane;
  for (let row = 0; row < h; row++) {
    let to = (y + row) * stride + x * 4;
    let from = start + row * w;
    for (let column = 0; column < w; column++, to += 4, from++) {
      out[to] = pixels[from];
      out[to + 1] = pixels[c === 3 ? from + plane : from];
      out[to + 2] = pixels[c === 3 ? from + 2 * plane : from];
      out[to + 3] = 255;
    }
  }
}

/**
 * Of each canvas its ImageData, reused: painting allocates nothing.
 * @type {WeakMap<HTMLCanvasElement, ImageData>}
 */
const scratch = new WeakMap();

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 */
function buffer(canvas, width, height) {
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  let image = scratch.get(canvas);
  if (!image || image.width !== width || image.height !== height) {
    image = new ImageData(width, height);
    scratch.set(canvas, image);
  }
  return image;
}

/**
 * One picture; the canvas takes the picture's own size and CSS scales it.
 * @param {HTMLCanvasElement} canvas
 * @param {Pixels} pixels
 * @param {Shape} shape
 * @param {number} [index]  of the picture, where `pixels` holds several
 */
export function paint(canvas, pixels, shape, index = 0) {
  const [, h, w] = shape;
  const image = buffer(canvas, w, h);
  put(image, pixels, shape, index, 0, 0);
  context2d(canvas).putImageData(image, 0, 0);
}

/**
 * `count` pictures in rows of `columns`, without gaps.
 * @param {HTMLCanvasElement} canvas
 * @param {Pixels} pixels
 * @param {Shape} shape
 * @param {number} count
 * @param {number} columns
 */
export function paintSheet(canvas, pixels, shape, count, columns) {
  const [, h, w] = shape;
  const image = buffer(canvas, w * columns, h * Math.ceil(count / columns));
  for (let i = 0; i < count; i++) put(image, pixels, shape, i, (i % columns) * w, Math.floor(i / columns) * h);
  context2d(canvas).putImageData(image, 0, 0);
}

/**
 * A picture file of the explorer's own (a preview), loaded and ready to be drawn.
 * @param {string} url
 * @returns {Promise<HTMLImageElement>}
 * @throws {DOMException} where there is no such file, or it is no picture
 */
export async function loadImage(url) {
  const image = new Image();
  image.src = placed(url);
  await image.decode();
  return image;
}

/**
 * @param {string} text  base64
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function decodeBase64(text) {
  const content = atob(text);
  const bytes = new Uint8Array(content.length);
  // Twenty times as fast as Uint8Array.from with a function.
  for (let at = 0; at < bytes.length; at++) bytes[at] = content.charCodeAt(at);
  return bytes;
}

const CHUNK = 8192; // arguments that a call may have

/**
 * @param {Uint8Array} bytes
 * @returns {string}  base64
 */
export function encodeBase64(bytes) {
  let content = "";
  for (let i = 0; i < bytes.length; i += CHUNK) content += String.fromCharCode(...bytes.subarray(i, i + CHUNK));
  return btoa(content);
}

/**
 * Crisp or smooth enlargement, by CSS.
 * @param {HTMLCanvasElement} canvas
 * @param {boolean} smooth
 */
export function setSmooth(canvas, smooth) {
  canvas.style.imageRendering = smooth ? "auto" : "pixelated";
}

/**
 * Offer a file for download.
 * @param {Blob} blob
 * @param {string} name  of the file
 */
export function saveBlob(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/**
 * The canvas as a PNG file, enlarged by a whole factor so that it does not come out as a stamp.
 * @param {HTMLCanvasElement} canvas
 * @param {string} name  of the file
 * @param {number} [scale]
 */
export function savePNG(canvas, name, scale = 1) {
  const big = document.createElement("canvas");
  big.width = canvas.width * scale;
  big.height = canvas.height * scale;
  const context = context2d(big);
  context.imageSmoothingEnabled = canvas.style.imageRendering === "auto";
  context.drawImage(canvas, 0, 0, big.width, big.height);
  big.toBlob((blob) => {
    if (blob) saveBlob(blob, name);
  }, "image/png");
}

/**
 * @param {string} text
 * @returns {Promise<boolean>}  whether it is on the clipboard now
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without https the clipboard API is absent: the old way still works.
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

/**
 * A number for a person: `digits` decimals, a true minus sign, none before 0; a dash where there is no number.
 * @param {number | null | undefined} value
 * @param {number} [digits]
 */
export function fmt(value, digits = 2) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const text = value.toFixed(digits);
  return Number(text) ? text.replace("-", "−") : text.replace("-", "");
}

const ADDRESSES = new Set(["href", "src"]); // attributes that lead somewhere

/**
 * An attribute's value: `true` sets it empty; `false`, `null` and `undefined` leave it out.
 * @typedef {string | number | boolean | null | undefined} Attribute
 */

/**
 * Listeners by the name of their attribute, each told the event of its own kind.
 * @typedef {{[K in keyof HTMLElementEventMap as `on${K}`]?: (event: HTMLElementEventMap[K]) => unknown}} Listeners
 */

/**
 * @typedef {Listeners & {[name: string]: Attribute | Function}} Attributes
 */

/**
 * Build an element: `el("button", {class: "gx-btn", title: "…", onclick}, "text", child…)`.
 * Text never becomes HTML.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} [attributes]
 * @param {...(Node | string | number | null | undefined)} children  of which null and undefined are left out
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (name in node && typeof value !== "string") Object.assign(node, { [name]: value });
    else node.setAttribute(name, value === true ? "" : ADDRESSES.has(name) ? placed(String(value)) : String(value));
  }
  for (const child of children) {
    if (child !== null && child !== undefined) node.append(typeof child === "number" ? String(child) : child);
  }
  return node;
}

// The diverging scale of differences, as on a black picture: from black at nought to a pale colour at 1.
const BELOW = [
  [0, 0, 0],
  [21, 76, 138],
  [116, 186, 255],
];
const ABOVE = [
  [0, 0, 0],
  [148, 66, 12],
  [255, 170, 84],
];

/**
 * The colour of a difference: blue below, black at nought, orange above.
 * @param {number} value  -1 to 1; what is beyond has the colour of the end
 * @returns {number[]}  red, green, blue
 */
export function diverging(value) {
  const stops = value < 0 ? BELOW : ABOVE;
  const at = Math.min(1, Math.abs(value)) * 1.9999;
  const low = Math.floor(at);
  const part = at - low;
  return stops[low].map((v, i) => Math.round(v + part * (stops[low + 1][i] - v)));
}
