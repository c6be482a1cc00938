// The numbers that say what regularisation buys, by model: a table with a sentence for each.

import { el, fmt } from "../../ui/canvas/paint.js";

/** @typedef {import("../../ui/types.js").Card} Card */

/**
 * A row of the table.
 * @typedef {object} Row
 * @property {string[]} metrics  of the card, of which the first that it has is shown; one that ends in "_" is the
 *   beginning of a name that ends in a number of samples
 * @property {string} name
 * @property {string} unit
 * @property {(value: number) => string} write
 * @property {string} meaning
 */

/** @typedef {{text: string, unit: string, title?: string, samples?: string, codes?: number}} Entry  of the table */

/** @type {Row[]} */
const ROWS = [
  {
    metrics: ["gap_share_own", "gap_share"],
    name: "gaps",
    unit: "%",
    write: (value) => fmt(100 * value, 1),
    meaning:
      "Draws from what each samples from (a VAE's prior, the normal fitted to an autoencoder's codes) farther than " +
      "0.25 deviations from every code of a training picture. With fewer codes there are more gaps",
  },
  {
    metrics: ["mse"],
    name: "squared error",
    unit: "per pixel",
    write: (value) => fmt(value, 4),
    meaning:
      "Between a test picture and its reconstruction. With two latents regularisation costs next to nothing of it, " +
      "with fifty it does: compare the models on the Latents page.",
  },
  {
    metrics: ["readable"],
    name: "readable samples",
    unit: "%",
    write: (value) => fmt(100 * value, 0),
    meaning: "Samples whose class a classifier tells with a confidence of 0.9; a VAE's are drawn from its prior.",
  },
  {
    metrics: ["neighbours"],
    name: "classes apart",
    unit: "%",
    write: (value) => fmt(100 * value, 0),
    meaning: "Test codes whose class most of the ten nearest training codes have.",
  },
  {
    metrics: ["neg_elbo"],
    name: "−ELBO",
    unit: "nats",
    write: (value) => fmt(value, 2),
    meaning: "What a test picture costs: reconstruction plus KL, a bound above −log p(x). An autoencoder has none.",
  },
  {
    metrics: ["neg_iwae_"],
    name: "−IWAE",
    unit: "nats",
    write: (value) => fmt(value, 2),
    meaning: "The importance-weighted bound on −log p(x), in expectation tighter than the ELBO.",
  },
];
const SPREAD =
  "Standard deviation of the test codes in z₁ and z₂. The KL pulls it towards the prior's 1, which it need not " +
  "reach; nothing holds an autoencoder's.";

/**
 * A card's number for a row.
 * @param {Card} card
 * @param {Row} row
 * @returns {Entry | null}  null where it has none
 */
function measured(card, { metrics, unit, write }) {
  const names = Object.keys(card.metrics);
  const name = metrics
    .map((wanted) => names.find((one) => one === wanted || (wanted.endsWith("_") && one.startsWith(wanted))))
    .find((one) => one !== undefined);
  const metric = name === undefined ? undefined : card.metrics[name];
  if (name === undefined || !metric || !Number.isFinite(metric.value)) return null;
  const title = [metric.unit, metric.data, metric.split].filter(Boolean).join("; ");
  const { codes } = /** @type {{codes?: number}} */ (metric);
  return { text: write(metric.value), unit, title, samples: /_(\d+)$/.exec(name)?.[1], codes };
}

/**
 * @param {Card} card
 * @returns {Entry | null}
 */
function spreadOf(card) {
  return card.spread && { text: card.spread.map((value) => fmt(value, 2)).join(" × "), unit: "" };
}

/** @param {Entry | null} entry */
function cell(entry) {
  if (!entry) return el("b", { class: "gx-num" }, "–");
  const unit = entry.unit ? el("small", {}, ` ${entry.unit}`) : null;
  return el("b", { class: "gx-num", title: entry.title }, entry.text, unit);
}

/**
 * How many codes a measure was taken with, as the end of a sentence.
 * @param {(Entry | null)[]} entries
 */
function codeWords(entries) {
  const counts = new Set(entries.flatMap((entry) => entry?.codes ?? []));
  return counts.size ? `; here are ${[...counts].map((count) => count.toLocaleString("en")).join(" and ")}` : "";
}

/**
 * @param {string} name
 * @param {(Entry | null)[]} entries  one a model
 * @param {string} meaning  that ends without a full stop where the number of codes belongs to it
 */
function line(name, entries, meaning) {
  const samples = entries.find((entry) => entry?.samples)?.samples;
  const title = el("div", {}, samples ? `${name}, k = ${samples}` : name);
  const words = meaning.endsWith(".") ? meaning : `${meaning}${codeWords(entries)}.`;
  return el("div", { class: "measure" }, title, ...entries.map(cell), el("span", {}, words));
}

/**
 * The table's lines; those that no model has a number for are left out.
 * @param {Card[]} cards
 * @returns {HTMLElement[]}
 */
export function measures(cards) {
  const table = [
    { name: "spread", meaning: SPREAD, entries: cards.map(spreadOf) },
    ...ROWS.map((row) => ({ ...row, entries: cards.map((card) => measured(card, row)) })),
  ];
  const lines = table
    .filter(({ entries }) => entries.some(Boolean))
    .map(({ name, meaning, entries }) => line(name, entries, meaning));
  if (cards.length < 2) return lines;
  const titles = cards.map(({ title }) => el("div", {}, title));
  return [el("div", { class: "measure head" }, el("div", {}), ...titles), ...lines];
}
