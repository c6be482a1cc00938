// The pages as living pictures: each answers to the pointer, and leads to its page.

import { el } from "../../ui/canvas/paint.js";
import { inversePhi } from "../../ui/maths/normal.js";
import { placed } from "../../ui/transport/place.js";
import { LivingMap } from "./map.js";
import { LivingPainting } from "./painting.js";
import { LivingRestoring } from "./restoring.js";
import { LivingSheet } from "./sheet.js";
import { LivingStrips } from "./strips.js";

/** @typedef {import("../../ui/types.js").Card} Card */

// Of the files made at training time, columns and rows.
const GRID = 20;
const STYLES = 10;
/** @type {[number, number]} */
const SCENES = [4, 2];
/** @type {[number, number]} */
const DREAMS = [8, 4];
/** @type {[number, number]} */
const DRAWINGS = [8, 4];
const ATLAS = 16; // codes in a row, where a preview shows these

/**
 * @param {object} door
 * @param {string} door.href
 * @param {string} door.title
 * @param {string} door.sentence  what one does there
 * @param {HTMLElement} door.picture  a click on it opens the page
 * @param {(column: number, row: number) => string} [door.at]  the address of the place in a sheet that was clicked
 * @param {LivingSheet} [door.sheet]
 */
function door({ href, title, sentence, picture, sheet, at }) {
  picture.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[role=slider]")) return; // that one is dragged
    location.assign(placed(sheet?.cell && at ? at(...sheet.cell) : href));
  });
  picture.classList.add("opens");
  return el(
    "article",
    { class: "gx-panel door" },
    picture,
    el("h2", {}, el("a", { href }, title)),
    el("p", {}, sentence),
  );
}

/**
 * The address that opens a page with a model.
 * @param {string} path
 * @param {Card} card
 */
const opened = (path, card) => `/${path}?${new URLSearchParams({ model: card.name })}`;

/** @param {Card} card  with latents */
export const latentsDoor = (card) =>
  door({
    href: opened("latents", card),
    title: "Latents",
    sentence:
      `Every slider lies on the pictures it passes through. Drag one, and a picture of ${card.title} follows the ` +
      "hand.",
    picture: new LivingStrips(card).root,
  });

/** @param {Card} card  with two latents */
export function manifoldDoor(card) {
  const sheet = new LivingSheet(card, {
    file: "plane.png",
    columns: GRID,
    rows: GRID,
    label: `The latent plane of ${card.title}`,
    opening: [0.78, 0.78],
  });
  return door({
    href: opened("manifold", card),
    title: "Manifold",
    sentence:
      `Two latents make a plane. Move over that of ${card.title}, zoom into it, and see where every test picture ` +
      "lies.",
    picture: sheet.root,
    sheet,
    at: (column, row) => {
      const z = [(column + 0.5) / GRID, 1 - (row + 0.5) / GRID].map((u) => inversePhi(u).toFixed(3));
      return `${opened("manifold", card)}&cursor=${z}`;
    },
  });
}

/** @param {Card} card  with a map of its codes */
export function mapDoor(card) {
  const map = new LivingMap(card);
  return door({
    href: opened("map", card),
    title: "Map",
    sentence:
      `The codes of thousands of pictures, laid out by likeness: point between those of ${card.title}, and what lies ` +
      "there is decoded.",
    picture: map.root,
  });
}

/** @param {Card} card  autoregressive */
export const pixelsDoor = (card) =>
  door({
    href: opened("pixels", card),
    title: "Pixels",
    sentence:
      "Pixel after pixel, each drawn from what the model expects after all before it. Stop anywhere, ask any pixel, " +
      "force another value.",
    picture: new LivingPainting(card).root,
  });

/** @param {Card} card  conditional */
export function classesDoor(card) {
  const sheet = new LivingSheet(card, {
    file: "sheet.png",
    columns: card.conditions,
    rows: STYLES,
    label: `Ten styles of ${card.title}, each in every class`,
    opening: [0.35, 0.45],
  });
  return door({
    href: opened("classes", card),
    title: "Classes",
    sentence:
      "One style in every class, one class in many styles. Draw a digit and see your handwriting in all of them.",
    picture: sheet.root,
    sheet,
    at: (column) => `${opened("classes", card)}&mode=one&cls=${column}`,
  });
}

/**
 * @param {Card} denoiser
 * @param {Card} painter  of the picture that is damaged
 */
export const restoreDoor = (denoiser, painter) =>
  door({
    href: "/restore",
    title: "Restore",
    sentence:
      "Noise, holes, blur: damage a picture and see what each method makes of it, side by side, with its error in " +
      "decibels.",
    picture: new LivingRestoring(denoiser, painter).root,
  });

/**
 * Pictures that a prior dreamt, or the codebook where there was none.
 * @param {Card} card  with a codebook
 */
export function codesDoor(card) {
  const [, h, w] = card.shape;
  const [columns, rows] = DREAMS;
  const cells = card.grids.reduce((sum, [tall, wide]) => sum + tall * wide, 0);
  /** @param {HTMLImageElement} image */
  const dreamt = (image) => image.width === columns * w && image.height === rows * h;
  return door({
    href: opened("codes", card),
    title: "Codes",
    sentence:
      `${card.title}: each picture is ${cells} numbers from a book of ${card.code_count} codes. Repaint a few, and ` +
      "the picture follows the brush.",
    picture: new LivingSheet(card, {
      file: "preview.png",
      columns,
      rows,
      label: `Pictures out of the codes of ${card.title}`,
      opening: [0.3, 0.4],
      cut: (image) => (dreamt(image) ? DREAMS : [ATLAS, Math.ceil(card.code_count / ATLAS)]),
    }).root,
  });
}

/** @param {Card} card  that draws with a pen */
export function sketchesDoor(card) {
  const [columns, rows] = DRAWINGS;
  return door({
    href: opened("sketches", card),
    title: "Sketches",
    sentence:
      "Draw the beginning, and the model goes on with the pen, stroke by stroke. Interrupt it, put a point yourself, " +
      "see where it expects the next one.",
    picture: new LivingSheet(card, {
      file: "preview.png",
      columns,
      rows,
      label: `Drawings by ${card.title}`,
      opening: [0.3, 0.4],
    }).root,
  });
}

/**
 * Scenes of coloured digits, and where the model looks when it is asked for one of them.
 * @param {Card} card  with attention
 */
export function attentionDoor(card) {
  const [columns, rows] = SCENES;
  const sheet = new LivingSheet(card, {
    file: "preview.png",
    columns,
    rows,
    label: `Scenes of coloured digits and where ${card.title} looks`,
    opening: [0.6, 0.7],
  });
  sheet.root.classList.add("looks");
  return door({
    href: opened("attention", card),
    title: "Attention",
    sentence:
      "Which digit is the red one? Ask, and see where each model looks before it answers. Move a digit, and the " +
      "masks follow.",
    picture: sheet.root,
  });
}
