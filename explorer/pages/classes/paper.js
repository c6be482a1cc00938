// The sheet as a picture to take along: crisp, with its heads written beside it.

import { el } from "../../ui/canvas/paint.js";

export const SCALE = 4,
  LEFT = 88,
  TOP = 32; // enlargement, and pixels for the heads

/** @param {Sheet} sheet  @param {{rows: string[], columns: string[], title: string}} heads  a title where columns have no names */
export function onPaper(sheet, { rows, columns, title }) {
  const { canvas } = sheet;
  const left = rows.length ? LEFT : 0;
  const paper = el("canvas");
  const context = paper.getContext("2d");
  const cell = { w: (canvas.width * SCALE) / sheet.columns, h: (canvas.height * SCALE) / sheet.rows };
  Object.assign(paper, { width: left + canvas.width * SCALE, height: TOP + canvas.height * SCALE });
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, paper.width, paper.height);
  Object.assign(context, {
    fillStyle: "#1c2430",
    font: "18px system-ui, sans-serif",
    textBaseline: "middle",
    textAlign: "center",
    imageSmoothingEnabled: canvas.style.imageRendering === "auto",
  });
  columns.forEach((name, k) => context.fillText(name, left + (k + 0.5) * cell.w, TOP / 2, cell.w - 4));
  context.textAlign = "left";
  if (title) context.fillText(title, 8, TOP / 2, paper.width - 16);
  rows.forEach((name, i) => context.fillText(name, 4, TOP + (i + 0.5) * cell.h, left - 8));
  context.drawImage(canvas, left, TOP, canvas.width * SCALE, canvas.height * SCALE);
  return paper;
}
