// Which latents and which label stand in which cell of the Classes page. Pure functions of views, cards and arrays.

import { oneHot, spellOut } from "../../ui/controls/class_chooser.js";
import { tidy } from "../../ui/latents/latent_space.js";
import { slerp, styleAt } from "./styles.js";
import { BLEND, columnCount, ROWS, STYLES } from "./view.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./view.js").ClassesView} ClassesView */

/**
 * A picture to be: its style and its label.
 * @typedef {object} Cell
 * @property {number[]} z
 * @property {number[]} weights  of the classes
 * @property {string} words  what it is
 * @property {number} asked  the class of a pure label, or -1
 */

/**
 * The cells of the page's sheets: the large one, from one style to another, the style between in all classes, and from
 * one class to another.
 * @typedef {{sheet: Cell[], styles: Cell[], across: Cell[], labels: Cell[]}} Cells
 */

/** @typedef {keyof Cells} SheetName */

/** @param {number} share  0 to 1 */
const percent = (share) => `${Math.round(share * 100)} %`;

/** @param {number} index */
const nameOf = (index) => (index === 0 ? "your style" : `style ${index + 1}`);

/** How far along a blend each of its pictures is, 0 to 1. */
const shares = () => Array.from({ length: BLEND }, (_, i) => i / (BLEND - 1));

/**
 * A class in words; some are called "class 3" already.
 * @param {string} name
 */
const classWords = (name) => (/^class\b/i.test(name) ? name : `class ${name}`);

/**
 * @param {Card} card
 * @param {number[]} z
 * @param {number} k  the class
 * @param {string} words  of the style
 * @returns {Cell}
 */
const pureCell = (card, z, k, words) => ({
  z,
  weights: oneHot(card.conditions, k),
  words: `${words}, ${classWords(card.classes[k])}`,
  asked: k,
});

/**
 * Weights of a label on the way from class `one` to class `two`.
 * @param {number} count  of classes
 * @param {number} one
 * @param {number} two
 * @param {number} share  of the way
 */
export function between(count, one, two, share) {
  const weights = oneHot(count, -1);
  weights[one] += tidy(1 - share);
  weights[two] += tidy(share);
  return weights;
}

/**
 * All cells on the page, sheet by sheet.
 * @param {ClassesView} view
 * @param {Card} card
 * @param {Float32Array} drawn  what the seed drew, STYLES of them end to end
 * @returns {Cells}
 */
export function cellsOf(view, card, drawn) {
  const z = (/** @type {number} */ index) => styleAt(view, drawn, index);
  const blended = (/** @type {number} */ t) => slerp(z(view.a), z(view.b), t);
  const place = (/** @type {number} */ t) => `${percent(t)} of the way from ${nameOf(view.a)} to ${nameOf(view.b)}`;
  const middle = blended(view.t);
  return {
    sheet: view.mode === "one" ? ofOneClass(view.cls, card, z) : stylesByClasses(card, z),
    styles: shares().map((t) => pureCell(card, blended(t), view.cls, place(t))),
    across: classIndices(card).map((k) => pureCell(card, middle, k, place(view.t))),
    labels: shares().map((share) => mixedCell(view, card, z(view.row), share)),
  };
}

/** @param {Card} card */
const classIndices = (card) => Array.from({ length: columnCount(card) }, (_, k) => k);

/**
 * @param {Card} card
 * @param {(index: number) => number[]} z  of a style
 */
function stylesByClasses(card, z) {
  const rows = Array.from({ length: ROWS }, (_, index) => z(index));
  return rows.flatMap((style, index) => classIndices(card).map((k) => pureCell(card, style, k, nameOf(index))));
}

/**
 * @param {number} cls
 * @param {Card} card
 * @param {(index: number) => number[]} z  of a style
 */
const ofOneClass = (cls, card, z) =>
  Array.from({ length: STYLES }, (_, index) => pureCell(card, z(index), cls, nameOf(index)));

/**
 * @param {ClassesView} view
 * @param {Card} card
 * @param {number[]} z
 * @param {number} share
 * @returns {Cell}
 */
function mixedCell(view, card, z, share) {
  const weights = between(card.conditions, view.one, view.two, share);
  const words = `${nameOf(view.row)}, label ${spellOut(weights, card.classes)}`;
  return { z, weights, words, asked: weights.indexOf(1) };
}

/**
 * Cells as the decoder takes them: z and then the weights of the classes, end to end.
 * @param {Pick<Cell, "z" | "weights">[]} cells  at least one
 * @returns {Float32Array<ArrayBuffer>}
 */
export function pack(cells) {
  const width = cells[0].z.length + cells[0].weights.length;
  const out = new Float32Array(cells.length * width);
  cells.forEach(({ z, weights }, i) => {
    out.set(z, i * width);
    out.set(weights, i * width + z.length);
  });
  return out;
}
