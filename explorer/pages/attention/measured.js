// What was measured of models over held-out scenes, as their cards have it.

import { modelName } from "./names.js";

/** @typedef {import("./types.js").Card} Card */

/**
 * A measure over the test set, and by the digit's scale: `by_scale[i]` is of scales from `scales[i]`
 * to `scales[i + 1]`.
 * @typedef {import("../../ui/types.js").Metric & {
 *   questions?: number, scales?: number[], by_scale?: (number | null)[], published?: number
 * }} ScaledMetric
 */

/** @typedef {{key: string, name: string, title: string}} Measure */

/**
 * What others published of the same kinds of attention.
 * @typedef {object} Published
 * @property {string} measure  its key
 * @property {{[kind: string]: number}} values  by the kind's name, as the models' titles end
 */

/** @type {Measure[]} kinds of scenes; the key ends the metrics' names */
export const VARIANTS = [
  { key: "", name: "on black", title: "Digits on black" },
  { key: "distractor", name: "distractors", title: "Parts of other digits lie between them, in any colour" },
  { key: "background", name: "photographs", title: "Digits on photographs" },
];

/**
 * The kind of scene that the models were measured on which a scene is of: a photograph behind it counts before
 * distractors.
 * @param {{distractors: boolean, background: string}} scene
 */
export function variantOf({ distractors, background }) {
  if (background) return "background";
  return distractors ? "distractor" : "";
}

/** @type {Measure[]} */
export const MEASURES = [
  { key: "accuracy", name: "accuracy", title: "Share of the questions that are answered right" },
  {
    key: "correctness",
    name: "correctness",
    title: "Mask correctness: the share of the whole mask's sum that lies on the asked digit's own pixels",
  },
  {
    key: "contrast",
    name: "contrast",
    title: "The mask's mean on the digit minus its mean elsewhere, the mask scaled to a maximum of 1",
  },
  {
    key: "iou",
    name: "IoU",
    title: "Intersection over union of the digit's pixels and those where the mask has at least half of its maximum",
  },
];

// As CLASS_COLOURS, seen on both themes.
const COLOURS = ["#4f83ba", "#ee8866", "#3d9a50", "#c4508f", "#b8a530", "#5bb8d8", "#ee6677", "#8a8a8a"];

/**
 * The colour of a model's line.
 * @param {number} index  of the model
 */
export const lineColour = (index) => COLOURS[index % COLOURS.length];

/**
 * @param {Card} card
 * @param {string} measure
 * @param {string} variant
 * @returns {ScaledMetric | null}  null where it was not measured
 */
export function measured({ metrics }, measure, variant) {
  /** @type {ScaledMetric | undefined} */
  const found = metrics[variant ? `${measure}_${variant}` : measure];
  return found && Number.isFinite(found.value) ? found : null;
}

/**
 * Whether anything of it was measured.
 * @param {Card} card
 */
export const isMeasured = (card) =>
  VARIANTS.some((variant) => MEASURES.some((measure) => measured(card, measure.key, variant.key) !== null));

/**
 * What the models' cards quote beside what was measured of them, of the first measure that any of them quotes.
 * @param {Card[]} cards
 * @returns {Published | null}  null where they quote nothing
 */
export function publishedOf(cards) {
  for (const { key } of MEASURES) {
    const quoted = cards.flatMap((card) => {
      const value = measured(card, key, "")?.published;
      return value === undefined ? [] : [[modelName(card), value]];
    });
    if (quoted.length) return { measure: key, values: Object.fromEntries(quoted) };
  }
  return null;
}
