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
 * Mean PSNR in decibels of a method on photographs, and its time for one where all are of 256 x 256.
 * @typedef {Metric & {seconds?: number}} Timed
 */

const START = "psnr_"; // on photographs of 256 x 256
const SET12 = "set12_"; // on those of Set12
const RIVALS = "rivals_";
const GAUSSIAN = "gaussian";
const STRENGTH = "0.5"; // of the Gaussian noise that stands in that metric's name
const PHOTOGRAPHS_AT = 25; // of 255, the noise that patch priors are measured with

/**
 * What stands in no tile, and the tile's method for what does; after "/" what follows the checkpoint's name.
 * @type {{[name: string]: {title?: string, method?: string}}}
 */
const NAMES = {
  noisy: { title: "the noisy pictures" },
  epll: { method: "/" },
  epll_paper_weight: { title: "EPLL, weights as in the paper" },
  single_gaussian: { method: "/single" },
  non_local_means: { method: "nlm" },
  total_variation: { method: "tv" },
  bm3d: { title: "BM3D" },
};

/**
 * Panels for the checkpoints of a subject that have such numbers; none for the others.
 * @param {Card[]} cards
 * @param {Subject} subject
 * @param {string} kind  of damage
 * @returns {HTMLElement[]}
 */
export function restoreTable(cards, subject, kind) {
  const usable = cards.filter((card) => card.usable);
  if (subject.shape === null) {
    const priors = usable.filter((card) => card.can.includes("patch_prior"));
    return priors.flatMap((card) => photographs(card, subject, kind) ?? []);
  }
  const denoisers = usable.filter((card) => card.can.includes("denoise") && card.dataset === subject.name);
  return denoisers.flatMap((card) => rivals(card, subject, kind) ?? []);
}

/**
 * The damage in words: "Lost blocks, 0.3 of the picture".
 * @param {Subject} subject
 * @param {string} kind
 * @param {number} [strength]  its own where it is absent
 */
function damageOf({ damages }, kind, strength) {
  const found = damages.find((damage) => damage.kind === kind);
  return found ? `${found.title}, ${strength ?? found.default} ${found.unit}` : kind;
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
 * A denoiser beside every other method on the same damaged pictures.
 * @param {Card} card
 * @param {Subject} subject
 * @param {string} kind  of damage
 * @returns {HTMLElement | null}  null where nothing was measured
 */
function rivals(card, subject, kind) {
  const name = RIVALS + (kind === GAUSSIAN ? STRENGTH : kind);
  const measured = /** @type {Rivals | undefined} */ (card.metrics[name]);
  const heading = `Over test pictures: ${damageOf(subject, kind, kind === GAUSSIAN ? Number(STRENGTH) : undefined)}`;
  if (!measured?.methods) {
    const other = card.metrics[RIVALS + STRENGTH];
    if (!other || kind === GAUSSIAN) return null;
    return panel(heading, [], "Not measured for this damage. Choose another kind of damage to see its table.");
  }
  const { methods, own, pictures } = measured;
  const titles = new Map(subject.methods.map((method) => [method.name, method.title]));
  /** @type {[string, number][]} */
  const all = [[card.name, own], ...Object.entries(methods)];
  const rows = all.filter(([, value]) => Number.isFinite(value)).sort(([, a], [, b]) => b - a);
  return panel(
    heading,
    [
      el("tr", {}, el("td", {}), column("mean PSNR", PSNR)),
      ...rows.map(([method, value]) => el("tr", {}, title(titles.get(method) ?? method), decibels(value))),
    ],
    `The mean over the first ${pictures} test pictures, each with a damage of its own that is the same for every ` +
      "method. At another strength the order may be another one.",
  );
}

/**
 * A patch prior beside its peers on photographs that it was not fitted to, with Gaussian noise.
 * @param {Card} card
 * @param {Subject} subject
 * @param {string} kind  of damage that is on the page
 * @returns {HTMLElement | null}  null where that was not measured
 */
function photographs(card, subject, kind) {
  /** @type {[string, Timed][]} */
  const measured = Object.entries(card.metrics);
  const rows = measured
    .filter(([name, metric]) => name.startsWith(START) && Number.isFinite(metric?.value))
    .sort(([, a], [, b]) => b.value - a.value);
  if (!rows.length) return null;
  const [first, best] = rows[0];
  const twelve = /** @type {Timed | undefined} */ (card.metrics[SET12 + first.slice(START.length)]);
  const noise = damageOf(subject, GAUSSIAN, PHOTOGRAPHS_AT);
  return panel(
    `Over photographs that it never saw: ${noise}`,
    [
      el(
        "tr",
        {},
        el("td", {}),
        column("mean PSNR", PSNR),
        twelve && column("on Set12", PSNR),
        column("time", "For one picture of 256 × 256"),
      ),
      ...rows.map(([name, metric]) => {
        const method = name.slice(START.length);
        const other = card.metrics[SET12 + method];
        return photographRow(nameOf(method, card, subject), metric, twelve && decibels(other?.value));
      }),
    ],
    `${kind === GAUSSIAN ? "" : "Not measured for the damage above; this is of Gaussian noise. "}${best.data}. ` +
      `${twelve ? `${twelve.data}. ` : ""}Non-local means and total variation were tuned on other photographs. BM3D ` +
      "(Dabov et al. 2007) is here as a yardstick only: it stands in the table, not on the page.",
  );
}

/**
 * What a row is called: as its tile is, where it has one.
 * @param {string} measured  the metric's name after "psnr_"
 * @param {Card} card
 * @param {Subject} subject
 */
function nameOf(measured, card, subject) {
  const { title: words, method } = NAMES[measured] ?? {};
  const tile = method?.startsWith("/") ? `${card.name}${method === "/" ? "" : method}` : method;
  return words ?? subject.methods.find(({ name }) => name === tile)?.title ?? measured.replaceAll("_", " ");
}

/**
 * @param {string} name
 * @param {Timed} metric
 * @param {HTMLElement | undefined} beside  what stands before the time
 */
function photographRow(name, { value, seconds: took }, beside) {
  const time = took !== undefined && Number.isFinite(took) ? seconds(took) : "–";
  return el("tr", {}, title(name), decibels(value), beside, el("td", {}, time));
}
