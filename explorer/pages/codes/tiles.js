// Every code as the decoder shows it: small pictures from which all panels of the Codes page draw.

import { el, paintSheet } from "../../ui/canvas/paint.js";

/** @typedef {import("../../ui/canvas/sharpen.js").Inks} Inks */
/** @typedef {import("./book.js").BookLevel} BookLevel */

const BRIGHT = "#4fc3c9";
const DARK = "#0c1014"; // on pictures, whatever the theme
const FULL_TURN = 2 * Math.PI;

/** The pictures of one level's codes. */
export class Tiles {
  #sheet = el("canvas");

  /**
   * @param {BookLevel} level
   * @param {number} channels  of a picture
   */
  constructor({ codes, side, tiles }, channels) {
    this.side = side;
    this.columns = Math.ceil(Math.sqrt(codes));
    paintSheet(this.#sheet, tiles, [channels, side, side], codes, this.columns);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} code
   * @param {number} x  of its corner
   * @param {number} y
   * @param {number} size  of its side
   */
  draw(context, code, x, y, size) {
    const { side, columns } = this;
    const left = (code % columns) * side;
    const top = Math.floor(code / columns) * side;
    context.imageSmoothingEnabled = false;
    context.drawImage(this.#sheet, left, top, side, side, x, y, size, size);
  }
}

/**
 * What is known of one level's codes at the moment.
 * @typedef {object} CodeLook
 * @property {Tiles} tiles
 * @property {Set<number>} dead  codes that no picture of the test set has
 * @property {Uint32Array} counts  by code: cells of the present picture
 * @property {number} picked  -1 for none
 * @property {number} pointed  at; -1 for none
 */

/**
 * @param {BookLevel} level
 * @param {number} channels  of a picture
 * @returns {CodeLook}
 */
export function lookOf(level, channels) {
  const { usage, codes } = level;
  const dead = usage ? [...usage.keys()].filter((code) => !usage[code]) : [];
  return {
    tiles: new Tiles(level, channels),
    dead: new Set(dead),
    counts: new Uint32Array(codes),
    picked: -1,
    pointed: -1,
  };
}

/**
 * A code with what is to be said of it: crossed out where it is dead, a dot where the present picture has it, a frame
 * where it is picked.
 * @param {CanvasRenderingContext2D} context
 * @param {CodeLook} look
 * @param {number} code
 * @param {number} x  of its corner
 * @param {number} y
 * @param {number} size  of its side
 * @param {Inks} colours
 */
export function drawCode(context, look, code, x, y, size, colours) {
  const dead = look.dead.has(code);
  context.globalAlpha = dead ? 0.45 : 1;
  look.tiles.draw(context, code, x, y, size);
  context.globalAlpha = 1;
  if (dead) crossOut(context, x, y, size, colours.warn);
  if (look.counts[code]) dot(context, x + size - 5, y + 5);
  const picked = code === look.picked;
  if (!picked && code !== look.pointed) return;
  context.strokeStyle = picked ? colours.accent : colours.ink;
  context.lineWidth = picked ? 3 : 2;
  context.strokeRect(x - 1, y - 1, size + 2, size + 2);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 */
function dot(context, x, y) {
  context.beginPath();
  context.arc(x, y, 4, 0, FULL_TURN);
  context.fillStyle = BRIGHT;
  context.strokeStyle = DARK;
  context.lineWidth = 1.5;
  context.fill();
  context.stroke();
}

/**
 * A line from corner to corner, with a dark edge.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} size
 * @param {string} colour
 */
function crossOut(context, x, y, size, colour) {
  context.beginPath();
  context.moveTo(x + 3, y + size - 3);
  context.lineTo(x + size - 3, y + 3);
  context.strokeStyle = DARK;
  context.lineWidth = 4.5;
  context.stroke();
  context.strokeStyle = colour;
  context.lineWidth = 2.5;
  context.stroke();
}
