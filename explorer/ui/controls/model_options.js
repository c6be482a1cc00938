// The options of a select of models, by the data set that they were trained on.

import { el } from "../canvas/paint.js";
import { grouped } from "./grouped.js";

/** @typedef {import("../types.js").Card} Card */

/** What data sets are called, by their names in cards. @type {{[dataset: string]: string}} */
const DATASETS = {
  mnist: "MNIST digits",
  fashion: "Fashion-MNIST clothes",
  frey: "Frey faces",
  shapes: "Shapes",
  faces: "Cartoon faces",
  lfw: "Photographed faces (LFW, for research)",
  cifar10: "CIFAR-10 photographs",
};

/** @param {Card} card */
export const modelOption = (card) => el("option", { value: card.name }, card.title);

/**
 * A group a data set, in the order in which they come; the models that can't be used stand last, with the reason.
 * @param {Card[]} cards
 * @returns {HTMLOptGroupElement[]}
 */
export function modelOptions(cards) {
  const sets = grouped(
    cards.filter(({ usable }) => usable),
    ({ dataset }) => dataset,
  );
  const groups = [...sets].map(([name, members]) =>
    el("optgroup", { label: DATASETS[name] ?? (name || "Other pictures") }, ...members.map(modelOption)),
  );
  const broken = cards.filter(({ usable }) => !usable);
  if (!broken.length) return groups;
  const reasons = broken.map(({ name, reason }) => el("option", { value: name, disabled: true }, `${name}: ${reason}`));
  return [...groups, el("optgroup", { label: "Not usable" }, ...reasons)];
}
