// Pixels on canvases, colours, and small exports. Pictures are uint8, channel by channel (c, h, w), c = 1 or 3.

/** Ten class colours, the same on every page, apart for every common colour blindness (after P. Tol, "muted" and "bright"). */
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

/** Write picture number `index` of `pixels` into an ImageData at (x, y). */
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

const scratch = new WeakMap(); // canvas -> its ImageData, reused: painting allocates nothing

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

/** One picture; the canvas takes the picture's own size and CSS scales it. */
export function paint(canvas, pixels, shape, index = 0) {
  const [, h, w] = shape;
  const image = buffer(canvas, w, h);
  put(image, pixels, shape, index, 0, 0);
  canvas.getContext("2d").putImageData(image, 0, 0);
}

/** `count` pictures in rows of `columns`, without gaps. */
export function paintSheet(canvas, pixels, shape, count, columns) {
  const [, h, w] = shape;
  const image = buffer(canvas, w * columns, h * Math.ceil(count / columns));
  for (let i = 0; i < count; i++) put(image, pixels, shape, i, (i % columns) * w, Math.floor(i / columns) * h);
  canvas.getContext("2d").putImageData(image, 0, 0);
}

/** A picture file of the explorer's own (a preview), loaded and ready to be drawn. */
export async function loadImage(url) {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

export function decodeBase64(text) {
  const content = atob(text);
  const bytes = new Uint8Array(content.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = content.charCodeAt(at); // twenty times as fast as Uint8Array.from with a function
  return bytes;
}

/** Crisp or smooth enlargement, by CSS. */
export function setSmooth(canvas, smooth) {
  canvas.style.imageRendering = smooth ? "auto" : "pixelated";
}

export function saveBlob(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The canvas as a PNG file, enlarged by a whole factor so that it does not come out as a stamp. */
export function savePNG(canvas, name, scale = 1) {
  const big = document.createElement("canvas");
  big.width = canvas.width * scale;
  big.height = canvas.height * scale;
  const context = big.getContext("2d");
  context.imageSmoothingEnabled = canvas.style.imageRendering === "auto";
  context.drawImage(canvas, 0, 0, big.width, big.height);
  big.toBlob((blob) => saveBlob(blob, name), "image/png");
}

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

/** A number for a person: at most `digits` decimals, a true minus sign. */
export function fmt(value, digits = 2) {
  return value === null || value === undefined || !Number.isFinite(value)
    ? "–"
    : value.toFixed(digits).replace("-", "−");
}

/** Build an element: el("button", {class: "gx-btn", title: "…", onclick}, "text", child…). Text never becomes HTML. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && typeof value !== "string") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** The diverging scale of differences, value in -1..1 -> [r, g, b]: blue below, black at nought, orange above, as on a black picture. */
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
export function diverging(value) {
  const stops = value < 0 ? BELOW : ABOVE;
  const at = Math.min(1, Math.abs(value)) * 1.9999;
  const low = Math.floor(at);
  const part = at - low;
  return stops[low].map((v, i) => Math.round(v + part * (stops[low + 1][i] - v)));
}
