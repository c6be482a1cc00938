// What was measured over whole test sets: the checkpoints' own numbers as tables, beside those of one picture.

import { el, fmt } from "../../ui/canvas/paint.js";
import { PSNR, seconds } from "./measures.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("../../ui/types.js").Metric} Metric */
/** @typedef {import("./types.js").Subject} Subject */

/**
 * A denoiser's mean PSNR in decibels beside that of every other method, on the same first pictures of the test set.
 * @typedef {Metric & {methods: {[name: string]: number}, own: number, pictures: number}} Rivals
 */

/**
 * Mean PSNR in decibels of a method on photographs, and its time for one of 256 x 256.
 * @typedef {Metric & {seconds?: number}} Timed
 */

const START = "psnr_";
const RIVALS = "rivals_0.5";

/** @type {{[name: string]: string | undefined}} */
const NAMES = {
  noisy: "the noisy pictures",
  epll: "EPLL, mixture of Gaussians",
  epll_paper_weight: "EPLL, data weighted as in the paper",
  single_gaussian: "EPLL, one Gaussian",
  non_local_means: "non-local means",
  total_variation: "total variation",
  bm3d: "BM3D",
};

/**
 * Panels for the checkpoints of a subject that have such numbers; none for the others.
 * @param {Card[]} cards
 * @param {Subject} subject
 * @returns {HTMLElement[]}
 */
export function restoreTable(cards, subject) {
  const usable = cards.filter((card) => card.usable);
  if (subject.shape === null) {
    return usable.filter((card) => card.can.includes("patch_prior")).flatMap((card) => photographs(card) ?? []);
  }
  const denoisers = usable.filter((card) => card.can.includes("denoise") && card.dataset === subject.name);
  return denoisers.flatMap((card) => rivals(card, subject) ?? []);
}

/** @param {number} value */
const decibels = (value) => el("td", {}, `${fmt(value)} dB`);

/** @param {string} text */
const title = (text) => el("th", { scope: "row" }, text);

/**
 * @param {string} text
 * @param {string} help
 */
const column = (text, help) => el("th", { scope: "col", title: help }, text);

/**
 * @param {string} words
 * @param {HTMLElement[]} rows
 * @param {string} note
 */
const panel = (words, rows, note) =>
  el(
    "section",
    { class: "gx-panel measured" },
    el("h3", {}, words),
    el("table", { class: "both gx-num" }, ...rows),
    el("p", { class: "gx-note" }, note),
  );

/**
 * A denoiser beside every other method on the same noisy pictures.
 * @param {Card} card
 * @param {Subject} subject
 * @returns {HTMLElement | null}  null where that was not measured
 */
function rivals(card, subject) {
  const measured = /** @type {Rivals | undefined} */ (card.metrics[RIVALS]);
  if (!measured?.methods) return null;
  const { methods, own, pictures } = measured;
  const titles = new Map(subject.methods.map((method) => [method.name, method.title]));
  /** @type {[string, number][]} */
  const all = [[card.name, own], ...Object.entries(methods)];
  const rows = all.filter(([, value]) => Number.isFinite(value)).sort(([, a], [, b]) => b - a);
  return panel(
    "Measured over the test set",
    [
      el("tr", {}, el("td", {}), column("mean PSNR", PSNR)),
      ...rows.map(([name, value]) => el("tr", {}, title(titles.get(name) ?? name), decibels(value))),
    ],
    `The first ${pictures} test pictures with Gaussian noise of 0.5 of full white, the same noise for every method.`,
  );
}

/**
 * A patch prior beside its peers on photographs that it was not fitted to.
 * @param {Card} card
 * @returns {HTMLElement | null}  null where that was not measured
 */
function photographs(card) {
  /** @type {[string, Timed][]} */
  const measured = Object.entries(card.metrics);
  const rows = measured
    .filter(([name, metric]) => name.startsWith(START) && Number.isFinite(metric?.value))
    .sort(([, a], [, b]) => b.value - a.value);
  if (!rows.length) return null;
  const [, best] = rows[0];
  return panel(
    "Measured over photographs that it never saw",
    [
      el("tr", {}, el("td", {}), column("mean PSNR", PSNR), column("time", "For one picture of 256 × 256")),
      ...rows.map(([name, metric]) => photographRow(name.slice(START.length), metric)),
    ],
    `${card.title}: ${best.data}. Non-local means and total variation were tuned on other photographs. ` +
      "BM3D (Dabov et al. 2007) is here as a yardstick only: it stands in the table, not on the page.",
  );
}

/**
 * @param {string} name
 * @param {Timed} metric
 */
function photographRow(name, { value, seconds: took }) {
  const time = took !== undefined && Number.isFinite(took) ? seconds(took) : "–";
  return el("tr", {}, title(NAMES[name] ?? name.replaceAll("_", " ")), decibels(value), el("td", {}, time));
}
