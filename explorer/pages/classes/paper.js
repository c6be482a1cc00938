// The sheet as a picture to take along: crisp, with its heads written beside it.

import { context2d, el } from "../../ui/canvas/paint.js";

/** How many times a saved sheet is enlarged. */
export const SCALE = 4;

const LEFT = 88; // px for the heads of the rows
const TOP = 32; // px for those of the columns

/**
 * What is written beside a sheet: rows and columns, or a title where columns have no names.
 * @typedef {{rows: string[], columns: string[], title: string}} Heads
 */

/**
 * @param {import("./sheet.js").Sheet} sheet
 * @param {Heads} heads
 * @returns {HTMLCanvasElement}
 */
export function onPaper(sheet, { rows, columns, title }) {
  const { canvas } = sheet;
  const left = rows.length ? LEFT : 0;
  const width = canvas.width * SCALE;
  const height = canvas.height * SCALE;
  const cell = { w: width / sheet.columns, h: height / sheet.rows };
  const paper = el("canvas", { width: left + width, height: TOP + height });
  const context = context2d(paper);
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, paper.width, paper.height);
  context.fillStyle = "#1c2430";
  context.font = "18px system-ui, sans-serif";
  context.textBaseline = "middle";
  context.textAlign = "center";
  columns.forEach((name, k) => context.fillText(name, left + (k + 0.5) * cell.w, TOP / 2, cell.w - 4));
  context.textAlign = "left";
  if (title) context.fillText(title, 8, TOP / 2, paper.width - 16);
  rows.forEach((name, i) => context.fillText(name, 4, TOP + (i + 0.5) * cell.h, left - 8));
  context.imageSmoothingEnabled = canvas.style.imageRendering === "auto";
  context.drawImage(canvas, left, TOP, width, height);
  return paper;
}
