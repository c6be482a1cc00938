// The sheet of pictures under the plane: the newest one, the one before it while they cross-fade, and the blend of
// four neighbouring pictures that stands in for a decoded one.

import { paintSheet } from "../../ui/canvas/paint.js";

const FADE_MS = 120;
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class SheetLayer {
  /** @param {number[]} shape  (c, h, w) of one picture  @param {() => void} redraw  ask for another frame */
  constructor(shape, redraw) {
    this.shape = shape;
    this.redraw = redraw;
    this.current = null;
    this.before = null;
    this.since = 0;
  }

  /** A picture file of n by n pictures that lies over `rect` of the plane. */
  setImage(image, n, rect, mode) {
    const [c, h, w] = this.shape;
    if (image.naturalWidth !== n * w || image.naturalHeight !== n * h) return;
    const canvas = document.createElement("canvas");
    canvas.width = n * w;
    canvas.height = n * h;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(image, 0, 0);
    this.show({ canvas, n, rect, mode, pixels: unpack(context.getImageData(0, 0, n * w, n * h).data, n, c, h, w) });
  }

  /** `fade` it in, unless its pictures lie where the ones before it lie. */
  setPixels(pixels, n, rect, mode, fade = true) {
    const canvas = document.createElement("canvas");
    paintSheet(canvas, pixels, this.shape, n * n, n);
    this.show({ canvas, pixels, n, rect, mode }, fade);
  }

  show(sheet, fade = true) {
    this.before = still.matches || !fade ? null : this.current;
    this.current = sheet;
    this.since = performance.now();
    this.redraw();
  }

  /** True when the newest sheet is exactly the grid that `view` asks for. */
  fits(view, n) {
    const sheet = this.current;
    return (
      sheet !== null &&
      sheet.n === n &&
      sheet.mode === view.mode &&
      sheet.rect.every((end, i) => Math.abs(end - view.rect[i]) < 1e-9 * view.whole.span)
    );
  }

  draw(context, view, width, height, { alpha = 1, smooth = false } = {}) {
    if (!this.current) return;
    const part = Math.min(1, (performance.now() - this.since) / FADE_MS);
    if (this.before && part < 1) {
      this.drawOne(context, this.before, view, width, height, alpha < 1 ? alpha * (1 - part) : 1, smooth);
      this.drawOne(context, this.current, view, width, height, alpha * part, smooth);
      this.redraw();
      return;
    }
    this.before = null;
    this.drawOne(context, this.current, view, width, height, alpha, smooth);
  }

  drawOne(context, sheet, view, width, height, alpha, smooth) {
    // A sheet of the other mode has no place in this plane; it stays as it was until its successor is there.
    const [fx, fy, fw, fh] = sheet.mode === view.mode ? view.place(sheet.rect) : [0, 0, 1, 1];
    const scale = (fw * width) / sheet.canvas.width;
    context.globalAlpha = alpha;
    // Enlarged less than twice, crisp pixels come out uneven; from there on they are the truth.
    context.imageSmoothingEnabled = smooth || scale < 2;
    context.imageSmoothingQuality = scale < 1 ? "high" : "medium";
    context.drawImage(sheet.canvas, fx * width, fy * height, fw * width, fh * height);
    context.globalAlpha = 1;
  }

  /** The four pictures around a point of the plane, blended bilinearly: uint8 (c, h, w), or null outside the sheet. */
  blend([a, b], mode) {
    const sheet = this.current;
    if (!sheet || sheet.mode !== mode) return null;
    const [left, right, bottom, top] = sheet.rect;
    const { n, pixels } = sheet;
    const size = pixels.length / (n * n);
    const column = ((a - left) / (right - left)) * n - 0.5;
    const row = ((top - b) / (top - bottom)) * n - 0.5;
    if (column < -0.51 || row < -0.51 || column > n - 0.49 || row > n - 0.49) return null;
    const x = Math.min(Math.max(column, 0), n - 1);
    const y = Math.min(Math.max(row, 0), n - 1);
    const x0 = Math.min(Math.floor(x), n - 2);
    const y0 = Math.min(Math.floor(y), n - 2);
    const px = x - x0;
    const py = y - y0;
    const start = (y0 * n + x0) * size;
    const below = start + n * size;
    const out = new Uint8Array(size);
    for (let i = 0; i < size; i++) {
      const upper = pixels[start + i] * (1 - px) + pixels[start + size + i] * px;
      const lower = pixels[below + i] * (1 - px) + pixels[below + size + i] * px;
      out[i] = Math.round(upper * (1 - py) + lower * py);
    }
    return out;
  }
}

/** RGBA of a sheet of n by n pictures as uint8 pictures one after another, each (c, h, w). */
function unpack(data, n, c, h, w) {
  const pixels = new Uint8Array(n * n * c * h * w);
  let to = 0;
  for (let cell = 0; cell < n * n; cell++) {
    const x = (cell % n) * w;
    const y = Math.floor(cell / n) * h;
    for (let channel = 0; channel < c; channel++) {
      for (let row = 0; row < h; row++) {
        for (let column = 0; column < w; column++) pixels[to++] = data[((y + row) * n * w + x + column) * 4 + channel];
      }
    }
  }
  return pixels;
}
