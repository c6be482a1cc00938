// What was measured of a conditional model on its test set, each number with a sentence.

import { el, fmt } from "../../ui/canvas/paint.js";
import { why } from "../../ui/lessons/why.js";
import { isGivenLabel } from "../../ui/metrics.js";

/** @typedef {import("../../ui/types.js").Card} Card */

/**
 * A metric that is shown: its name in the card, what it is called, how it is written, and what it means.
 * @typedef {{name: string, title: string, write: (value: number, unit: string) => string, means: string}} Known
 */

/** @type {Known[]} */
const KNOWN = [
  {
    name: "class_share",
    title: "Right class",
    write: (value) => `${fmt(value * 100, 1)} %`,
    means: "Of pictures drawn with a class asked for, how many an independent classifier gives that class.",
  },
  {
    name: "style_carry_error",
    title: "Style carried over",
    write: (value) => `${fmt(value * 100, 1)} % missed`,
    means:
      "The style of a test picture, decoded as another class: how often the classifier does not see that class. " +
      "The smaller, the less the style took of the old class along.",
  },
  {
    name: "judge_error",
    title: "The classifier itself",
    write: (value) => `${fmt(value * 100, 1)} % missed`,
    means: "Its own error on real test pictures, the yardstick for both: a perfect model would have about the same.",
  },
  {
    name: "neg_elbo",
    title: "−ELBO",
    write: (value, unit) => `${fmt(value, 1)} ${unit.startsWith("nats") ? "nats" : unit}`,
    means: "The bound on the code length of a test picture: lower is better.",
  },
];

/**
 * @param {Card} card
 * @returns {HTMLElement[]}  a heading and the numbers
 */
export function numbers(card) {
  const rows = KNOWN.flatMap((known) => row(card, known));
  const unmeasured = "Nothing was measured of this model: it has no metrics.json.";
  return [
    el("h3", {}, "How well it works", why("how-well-it-works")),
    rows.length ? el("dl", { class: "measured" }, ...rows) : el("p", { class: "gx-note" }, unmeasured),
  ];
}

/**
 * @param {Card} card
 */
function labelWords({ conditions }) {
  const price = fmt(Math.log(conditions), 2);
  return `The label is given; a model that is not told it pays at most ln ${conditions} = ${price} nats more.`;
}

/**
 * @param {Card} card
 * @param {Known} known
 * @returns {HTMLElement[]}  none where it was not measured
 */
function row(card, { name, title, write, means }) {
  const metric = card.metrics[name];
  if (!Number.isFinite(metric?.value)) return [];
  const value = el("b", { class: "gx-num" }, write(metric.value, metric.unit ?? ""));
  const words = isGivenLabel(metric) && name.startsWith("neg_") ? `${means} ${labelWords(card)}` : means;
  return [el("dt", {}, title), el("dd", {}, value, el("span", { class: "gx-note" }, words))];
}
