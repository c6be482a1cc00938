// The models in the order that was published, and whether ours, over several seeds, is the same.

import { fmt } from "../../ui/canvas/paint.js";
import { modelName } from "./names.js";

/** @typedef {import("./measured.js").Published} Published */
/** @typedef {import("./types.js").Card} Card */

/** @typedef {{name: string, mean: number, deviation: number}} Repeated  a measure over the seeds of a sweep */

/**
 * The mean of a measure over the seeds that a model was trained with, and its deviation.
 * @param {Card} card
 * @param {string} measure
 * @returns {Repeated | null}  null where it was trained once
 */
export function repeated(card, measure) {
  const mean = card.metrics[`${measure}_mean`]?.value;
  const deviation = card.metrics[`${measure}_std`]?.value;
  return mean === undefined || deviation === undefined ? null : { name: modelName(card), mean, deviation };
}

/**
 * Cards as the published values rise; those that were not published come last, as they were.
 * @param {Card[]} cards
 * @param {Published} published
 */
export function inPublishedOrder(cards, { values }) {
  /** @param {Card} card */
  const place = (card) => values[modelName(card)] ?? Infinity;
  return [...cards].sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
}

/**
 * The order of our means in a sentence: "<" where two neighbours lie farther apart than their deviations together,
 * "≈" where they can't be told apart.
 * @param {Card[]} cards
 * @param {Published} published
 * @returns {string}  empty where fewer than two were trained several times
 */
export function orderWords(cards, published) {
  const found = inPublishedOrder(cards, published)
    .filter((card) => modelName(card) in published.values)
    .flatMap((card) => repeated(card, published.measure) ?? []);
  if (found.length < 2) return "";
  const theirs = found.map(({ name }) => name).join(" < ");
  const ranked = found.toSorted((a, b) => a.mean - b.mean);
  const ours = ranked.map((one, i) => `${i ? signBetween(ranked[i - 1], one) : ""}${one.name} ${fmt(one.mean, 3)}`);
  const unsure = ranked.some((one, i) => i > 0 && !apart(ranked[i - 1], one));
  const caution = unsure ? " Where ≈ stands, two means are closer than their deviations: no order can be told." : "";
  return `In the lecture ${theirs}; our means over the seeds: ${ours.join("")}.${caution}`;
}

/**
 * @param {Repeated} lower
 * @param {Repeated} upper
 */
const apart = (lower, upper) => upper.mean - lower.mean > lower.deviation + upper.deviation;

/**
 * @param {Repeated} lower
 * @param {Repeated} upper
 */
const signBetween = (lower, upper) => (apart(lower, upper) ? " < " : " ≈ ");
