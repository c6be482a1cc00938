// What bounds on the likelihood say of a picture, in sentences; the failure of likelihood is said as one.

import { fmt } from "../../ui/canvas/paint.js";

const STRANGE_ALL = 0.05; // percent: less than one picture of the test set
const GOOD_JUDGE = 0.9; // AUROC above which a low bound does mean a strange picture
const BLIND_JUDGE = 0.5; // AUROC of a coin

/**
 * Where a picture stands among a test set.
 * @param {string} title  of the set
 * @param {number} below  the share of its pictures that are less likely, 0 to 1
 */
export function placeAmong(title, below) {
  const percent = below * 100;
  if (percent < STRANGE_ALL) return `less likely than every picture of the ${title} test set.`;
  if (percent > 100 - STRANGE_ALL) return `likelier than every picture of the ${title} test set.`;
  return `${fmt(percent, percent < 1 || percent > 99 ? 1 : 0)} % of the ${title} test set are less likely.`;
}

/**
 * What the measured AUROC means.
 * @param {number} auroc  how often of a pair of pictures the model's own has the higher bound, 0 to 1
 * @param {string} own  what the model was trained on
 * @param {string} other  what it never saw
 */
export function verdictOnStrangers(auroc, own, other) {
  const pair =
    `Of a pair of one picture from ${own} and one from ${other}, its own has the higher bound in ` +
    `${fmt(auroc * 100, 0)} % of cases (AUROC ${fmt(auroc, 3)}, test sets).`;
  if (auroc > GOOD_JUDGE) return `${pair} So a low bound does mean a strange picture here.`;
  if (auroc >= BLIND_JUDGE) return `${pair} So the bound alone is a poor judge of what is strange.`;
  return (
    `${pair} It finds strangers likelier than what it was trained on. Likelihood is a sum over pixels, and pictures ` +
    "of the other set are mostly black, which this model predicts almost for free; a high bound says that a picture " +
    "is easy, not that it belongs."
  );
}

/**
 * What is asked first where most of what stood out on an upload is not on the picture that is judged.
 * @param {string} subject  what the picture would be, by its data set
 */
export const ofPartOnly = (subject) =>
  `of this part only: is it ${subject === "mnist" ? "a digit" : "one of those the model knows"}?`;

/** @param {string} sentence */
export const capitalised = (sentence) => sentence.charAt(0).toUpperCase() + sentence.slice(1);
