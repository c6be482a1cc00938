// The making of a mask as a film: canvases of one size, one a step.

import { context2d, el } from "../../ui/canvas/paint.js";
import { paintCells } from "./cells.js";
import { hasMap, JOINED, lookAfter, PASSES } from "./making.js";

/** @typedef {import("./making.js").MadeStage} MadeStage */

const GAP = 12;
const HEAD = 56; // above the maps: the question, and what each map is
const QUESTION = 20;
const SIDE = 200; // of a map
const SHEET = "#12161b";
const INK = "#e8ecf1";
const FONT = '13px system-ui, "DejaVu Sans", sans-serif';
const QUESTION_FONT = `600 ${FONT}`;

/**
 * @param {MadeStage} stage
 * @param {number} which
 * @param {number} step
 */
function captionOf({ h, w, steps }, which, step) {
  return which === JOINED ? "Joined" : `${PASSES[which].arrow} ${h} × ${w}, step ${step} of ${steps}`;
}

/**
 * The whole making, each step with all maps side by side.
 * @param {MadeStage} stage
 * @param {HTMLCanvasElement} picture
 * @param {string} question  that the mask is made for
 */
export function filmOf(stage, picture, question) {
  const shown = [...PASSES.keys(), JOINED].filter((which) => hasMap(stage, which));
  const map = el("canvas");
  return Array.from({ length: stage.steps + 1 }, (_, step) => {
    const sheet = el("canvas", { width: shown.length * (SIDE + GAP) + GAP, height: SIDE + HEAD + GAP });
    const context = context2d(sheet, { willReadFrequently: true });
    context.fillStyle = SHEET;
    context.fillRect(0, 0, sheet.width, sheet.height);
    context.fillStyle = INK;
    context.font = QUESTION_FONT;
    context.fillText(question, GAP, QUESTION, sheet.width - 2 * GAP);
    context.font = FONT;
    shown.forEach((which, place) => {
      const x = GAP + place * (SIDE + GAP);
      paintCells(map, lookAfter(stage, picture, which, step));
      context.drawImage(map, x, HEAD, SIDE, SIDE);
      context.fillText(captionOf(stage, which, step), x, HEAD - 9, SIDE);
    });
    return sheet;
  });
}
