// Small pictures on a map, decoded from the codes of some of its points: at most one in each cell of a grid that grows
// finer as one zooms in, so that they neither overlap nor change while the map is dragged.

import { CLASS_COLOURS, el, paint } from "../../ui/canvas/paint.js";
import { messageOf, postForBlob, query } from "../../ui/transport/api.js";

/** @typedef {import("../../ui/types.js").Shape} Shape */
/** @typedef {import("../../ui/map/points.js").Points} Points */
/** @typedef {import("../../ui/map/scene.js").Scene} Scene */

const CELL = 58; // px that a cell has at least
const SIZES = [34, 60]; // px of a picture's longer side: least and most
const FILLED = 0.66; // of a cell's side
const APART = 0.62; // of a cell's side, between two points with pictures
const MANY = 1500; // points, of which pictures are shown only where one has zoomed in
const ZOOMED = 0.62; // the window's width then
const AT_ONCE = 160; // that the server decodes
const MOST = 3000; // that are kept

export class Thumbnails {
  /** @type {Map<number, HTMLCanvasElement>} decoded, by point */
  #pictures = new Map();

  /** @type {{key: string, cells: Map<number, number>}} the point of each cell at one size of cells */
  #chosen = { key: "", cells: new Map() };

  #busy = false;
  #failed = false;

  /**
   * @param {object} about
   * @param {string} about.model
   * @param {Shape} about.shape  of a small picture
   * @param {Points} about.points
   * @param {() => void} about.changed  more pictures are there
   * @param {(message: string) => void} about.error
   */
  constructor(about) {
    this.about = about;
  }

  /**
   * The points with a picture in a window.
   * @param {Scene} scene
   * @param {Set<number>} off  labels that are hidden
   * @returns {{indices: number[], cell: number}}  cell: its side, in px of the canvas
   */
  #inSight({ window, side, unit }, off) {
    const { points } = this.about;
    if (points.count > MANY && window.span > ZOOMED) return { indices: [], cell: 0 };
    const level = Math.floor(Math.log2(side / unit / (CELL * window.span)));
    const size = 2 ** -level;
    this.#choose(level, off);
    const indices = [];
    const last = { x: Math.floor((window.left + window.span) / size), y: Math.floor(window.top / size) };
    for (let y = Math.floor((window.top - window.span) / size); y <= last.y; y++) {
      for (let x = Math.floor(window.left / size); x <= last.x; x++) {
        const index = this.#chosen.cells.get(cellKey(x, y));
        if (index !== undefined) indices.push(index);
      }
    }
    return { indices, cell: (size * side) / window.span };
  }

  /**
   * The point nearest to the middle of each cell, unless it lies too near to a neighbouring cell's.
   * @param {number} level
   * @param {Set<number>} off
   */
  #choose(level, off) {
    const key = `${level}|${[...off].join()}`;
    if (this.#chosen.key === key) return;
    const { points } = this.about;
    const size = 2 ** -level;
    /** @type {Map<number, {index: number, far: number, x: number, y: number}>} */
    const best = new Map();
    for (let index = 0; index < points.count; index++) {
      if (off.has(points.labels[index])) continue;
      const [px, py] = points.at(index);
      const x = Math.floor(px / size);
      const y = Math.floor(py / size);
      const far = (px / size - x - 0.5) ** 2 + (py / size - y - 0.5) ** 2;
      const known = best.get(cellKey(x, y));
      if (!known || far < known.far) best.set(cellKey(x, y), { index, far, x, y });
    }
    /** @type {Map<number, number>} */
    const cells = new Map();
    for (const [cell, { index, x, y }] of [...best].sort(([, a], [, b]) => a.far - b.far)) {
      if (!this.#crowded(cells, index, x, y, size)) cells.set(cell, index);
    }
    this.#chosen = { key, cells };
  }

  /**
   * @param {Map<number, number>} cells  chosen so far
   * @param {number} index
   * @param {number} x  of its cell
   * @param {number} y
   * @param {number} size  of a cell
   */
  #crowded(cells, index, x, y, size) {
    const { points } = this.about;
    const [px, py] = points.at(index);
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const other = cells.get(cellKey(x + dx, y + dy));
        if (other === undefined) continue;
        const [ox, oy] = points.at(other);
        if (Math.max(Math.abs(ox - px), Math.abs(oy - py)) < APART * size) return true;
      }
    }
    return false;
  }

  /**
   * @param {Scene} scene
   * @param {Set<number>} off  labels that are hidden
   * @param {Uint8Array | null} lit  by point: 1 where it stands out
   */
  draw(scene, off, lit) {
    const { indices, cell } = this.#inSight(scene, off);
    const { context, window, side, unit } = scene;
    const [, height, width] = this.about.shape;
    const long = Math.min(SIZES[1] * unit, Math.max(SIZES[0] * unit, FILLED * cell));
    const scale = long / Math.max(height, width);
    const [w, h] = [width * scale, height * scale];
    for (const index of indices) {
      const picture = this.#pictures.get(index);
      if (!picture) continue;
      const [fx, fy] = window.fractionOf(this.about.points.at(index));
      const left = Math.round(fx * side - w / 2);
      const top = Math.round(fy * side - h / 2);
      context.globalAlpha = lit && !lit[index] ? 0.25 : 1;
      context.fillStyle = CLASS_COLOURS[this.about.points.labels[index] % CLASS_COLOURS.length];
      context.fillRect(left - 1.5 * unit, top - 1.5 * unit, w + 3 * unit, h + 3 * unit);
      context.imageSmoothingEnabled = scale < 1;
      context.drawImage(picture, left, top, w, h);
    }
    context.globalAlpha = 1;
    this.#fetch(indices.filter((index) => !this.#pictures.has(index)));
  }

  /** @param {number[]} missing */
  async #fetch(missing) {
    if (this.#busy || this.#failed || !missing.length) return;
    this.#busy = true;
    const { model, shape, changed, error } = this.about;
    const wanted = missing.slice(0, AT_ONCE);
    try {
      const pixels = await decoded(model, wanted);
      if (this.#pictures.size > MOST) this.#pictures.clear();
      wanted.forEach((index, i) => {
        const canvas = el("canvas");
        paint(canvas, pixels, shape, i);
        this.#pictures.set(index, canvas);
      });
      this.#busy = false;
      changed();
    } catch (reason) {
      this.#failed = true;
      this.#busy = false;
      error(messageOf(reason));
    }
  }
}

/**
 * @param {number} x
 * @param {number} y
 */
const cellKey = (x, y) => (x + 4096) * 16384 + y + 4096;

/**
 * Small pictures of codes.
 * @param {string} model
 * @param {number[]} indices  of test pictures
 */
async function decoded(model, indices) {
  const asked = new Blob([Uint16Array.from(indices)]);
  const answer = await postForBlob(query("/api/map/pictures", { model }), asked);
  return new Uint8Array(await answer.arrayBuffer());
}
