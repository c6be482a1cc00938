// Everything side by side as one picture to be saved, each with its name and numbers under it.

import { context2d, el, fmt } from "../../ui/canvas/paint.js";
import { decibels, seconds } from "./measures.js";
import { paintResult } from "./paint_result.js";

/** @typedef {import("./types.js").Result} Result */
/** @typedef {import("./types.js").Shape} Shape */

/**
 * What is on the page; the clean picture has no numbers.
 * @typedef {object} Shown
 * @property {{title: string, result: Result}[]} pictures
 * @property {Shape} shape  of all of them
 * @property {string} words  about the damage
 */

// Sizes in pixels of the sheet.
const CELL = 256;
const GAP = 16;
const HEAD = 48;
const FOOT = 44;

const MOST_COLUMNS = 4;
const INK = "#1c2430";
const MUTED = "#5b6675";

/** @param {Result} result */
function numbersOf({ psnr, ssim, seconds: took }) {
  if (psnr === undefined) return "";
  const time = took === undefined ? [] : [seconds(took)];
  return [decibels(psnr), `SSIM ${fmt(ssim, 3)}`, ...time].join("   ");
}

/**
 * Pictures in rows, enlarged by a whole factor.
 * @param {Shown} shown
 * @returns {HTMLCanvasElement}
 */
export function sheetOf({ pictures, shape, words }) {
  const [, h, w] = shape;
  const scale = Math.max(1, Math.floor(CELL / Math.max(h, w)));
  const cell = { width: Math.max(CELL, w * scale), height: h * scale };
  const columns = Math.min(MOST_COLUMNS, pictures.length);
  const sheet = el("canvas", {
    width: columns * (cell.width + GAP) + GAP,
    height: HEAD + Math.ceil(pictures.length / columns) * (cell.height + FOOT + GAP),
  });
  const context = context2d(sheet);
  const small = el("canvas");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, sheet.width, sheet.height);
  context.imageSmoothingEnabled = false;
  /**
   * @param {string} text
   * @param {number} x
   * @param {number} y
   * @param {string} font
   * @param {string} colour
   * @param {number} [most]  px that it may be wide
   */
  const write = (text, x, y, font, colour, most = cell.width) => {
    context.font = `${font} system-ui, "DejaVu Sans", sans-serif`;
    context.fillStyle = colour;
    context.fillText(text, x, y, most);
  };
  write(words, GAP, 30, "600 18px", INK, sheet.width - 2 * GAP);
  pictures.forEach(({ title, result }, i) => {
    const x = GAP + (i % columns) * (cell.width + GAP);
    const y = HEAD + Math.floor(i / columns) * (cell.height + FOOT + GAP);
    paintResult(small, result, shape);
    context.drawImage(small, x, y, w * scale, h * scale);
    write(title, x, y + cell.height + 19, "600 13px", INK);
    write(numbersOf(result), x, y + cell.height + 38, "13px", MUTED);
  });
  return sheet;
}
