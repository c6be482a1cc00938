// How a card's numbers are told, where two pages tell them.

import { fmt } from "./canvas/paint.js";

/** @typedef {import("./types.js").Card} Card */
/** @typedef {import("./types.js").Metric} Metric */

/**
 * Whether a likelihood or its bound is that of a picture given its class, ln p(x | y) in place of ln p(x).
 * @param {Metric | undefined} metric
 */
export const isGivenLabel = (metric) => Boolean(metric?.data?.includes("the label given"));

const MANY = 10_000; // from which on fractions say nothing

export const COMING = "…"; // in the place of a number that is on its way

/**
 * A number of nats: some hundreds of a picture in black and white, tens of thousands of one in colour.
 * @param {number} value  NaN: on its way
 * @param {number} [digits]  of a small one
 */
export function natsText(value, digits = 2) {
  if (Number.isNaN(value)) return COMING;
  if (Math.abs(value) < MANY) return fmt(value, digits);
  return Math.round(value).toLocaleString("en").replace("-", "−");
}

/**
 * How long a checkpoint was trained, in a sentence.
 * @param {Card} card
 * @returns {string}  empty where it is not known
 */
export function trainingWords({ steps, seconds }) {
  if (!seconds || !steps) return "";
  const minutes = fmt(seconds / 60, seconds < 600 ? 1 : 0);
  return `Trained for ${steps.toLocaleString("en")} steps in ${minutes} minutes.`;
}
