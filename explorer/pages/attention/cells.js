// A stage's values over the picture, cell by cell, as a canvas that can be pointed at.

import { heatColour } from "../../ui/canvas/heat_scale.js";
import { decodeBase64, el } from "../../ui/canvas/paint.js";

export const SIDE = 100; // of a scene's picture
const ZOOM = 4; // canvas pixels for each of the picture's
const VEIL = 0.74;
const WAITING = "rgb(52 62 75 / 82%)";
const FRESH = "#5fe0e6";
const DARK = "rgb(8 12 16 / 85%)";
const pictures = new WeakMap();

/** A reply's picture in its own size; made once. */
export function pictureOf(reply) {
  if (!pictures.has(reply)) {
    const bytes = decodeBase64(reply.picture);
    const image = new ImageData(SIDE, SIDE);
    const canvas = el("canvas", { width: SIDE, height: SIDE });
    for (let from = 0, to = 0; from < bytes.length; to += 4)
      image.data.set([bytes[from++], bytes[from++], bytes[from++], 255], to);
    canvas.getContext("2d").putImageData(image, 0, 0);
    pictures.set(reply, canvas);
  }
  return pictures.get(reply);
}

export const floats = (text) => new Float32Array(decodeBase64(text).buffer);

/**
 * @param {HTMLCanvasElement} canvas
 * @param {object} look  picture (a canvas), h and w of the map, cell (picture pixels that a value stands for), values (h * w; null: the picture alone), top (the
 *   value that has the brightest colour), there(at) whether value `at` is known yet, fresh(at) whether it was given just now, cursor ({row, column} or null)
 */
export function paintCells(
  canvas,
  { picture, h, w, cell, values, top, there = () => true, fresh = () => false, cursor = null },
) {
  const side = SIDE * ZOOM;
  const context = canvas.getContext("2d");
  const edge = (number) => Math.min(side, Math.round(number * cell * ZOOM));
  if (canvas.width !== side || canvas.height !== side) Object.assign(canvas, { width: side, height: side });
  const box = (at) => {
    const row = Math.floor(at / w);
    const column = at % w;
    const x = edge(column);
    const y = edge(row);
    return [x, y, edge(column + 1) - x, edge(row + 1) - y];
  };
  context.imageSmoothingEnabled = false;
  context.fillStyle = "#000";
  context.fillRect(0, 0, side, side);
  context.drawImage(picture, 0, 0, side, side);
  if (!values) return;
  for (let at = 0; at < h * w; at++) {
    context.fillStyle = there(at) ? `rgb(${heatColour(values[at], top || 1).join(" ")} / ${VEIL})` : WAITING;
    context.fillRect(...box(at));
  }
  const frame = (at, colour) => {
    const [x, y, width, height] = box(at);
    for (const [stroke, line] of [
      [DARK, 5],
      [colour, 2.5],
    ]) {
      Object.assign(context, { strokeStyle: stroke, lineWidth: line });
      context.strokeRect(x + 1, y + 1, width - 2, height - 2);
    }
  };
  for (let at = 0; at < h * w; at++) if (fresh(at)) frame(at, FRESH);
  if (cursor) frame(cursor.row * w + cursor.column, "#fff");
}

export class CellMap {
  /** @param {object} on  name (what the map shows), point({row, column}) a cell is looked at; a map without it can't be pointed at */
  constructor(on) {
    Object.assign(this, { on, look: null, at: null });
    this.canvas = el("canvas", {
      class: "gx-canvas cells",
      role: "img",
      tabindex: on.point ? "0" : null,
      width: SIDE * ZOOM,
      height: SIDE * ZOOM,
    });
    if (on.point) this.listen();
    this.name("");
  }

  listen() {
    const { canvas } = this;
    const found = (event) => {
      const { left, top, width, height } = canvas.getBoundingClientRect();
      const { h, w, cell } = this.look ?? {};
      if (!this.look) return null;
      const place = (part, count) => Math.min(count - 1, Math.max(0, Math.floor((part * SIDE) / cell)));
      return { row: place((event.clientY - top) / height, h), column: place((event.clientX - left) / width, w) };
    };
    for (const kind of ["pointermove", "pointerdown"])
      canvas.addEventListener(kind, (event) => {
        const place = found(event);
        if (place) this.point(place);
      });
    canvas.addEventListener("focus", () => {
      if (this.look && canvas.matches(":focus-visible"))
        this.point(this.at ?? { row: Math.floor(this.look.h / 2), column: Math.floor(this.look.w / 2) });
    });
    canvas.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
      if (!by || !this.look || event.ctrlKey || event.metaKey || event.altKey) return;
      const from = this.at ?? { row: 0, column: 0 };
      const within = (value, count) => Math.min(count - 1, Math.max(0, value));
      this.point({ row: within(from.row + by[0], this.look.h), column: within(from.column + by[1], this.look.w) });
      event.preventDefault();
    });
  }

  point(place) {
    if (this.at && place.row === this.at.row && place.column === this.at.column) return;
    this.at = place;
    this.on.point(place);
  }

  /** @param {object | null} look  as `paintCells` has it */
  show(look) {
    if (look && this.at && (this.at.row >= look.h || this.at.column >= look.w)) this.at = null;
    this.look = look;
    if (look) paintCells(this.canvas, look);
  }

  /** What the map shows, in words. */
  name(words) {
    this.canvas.setAttribute(
      "aria-label",
      `${this.on.name}${words ? `: ${words}` : ""}${this.on.point ? ". Arrow keys go from value to value" : ""}`,
    );
  }
}
