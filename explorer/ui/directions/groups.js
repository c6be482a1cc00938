// Groups of a model's test pictures: classes, attributes, and selections of a hand. What directions are made of.

import { el } from "../canvas/paint.js";
import { getJSON, postJSON, query } from "../transport/api.js";
import { tidyName } from "./direction.js";

/** @typedef {import("../types.js").Card} Card */
/** @typedef {import("./direction.js").Direction} Direction */

/**
 * A group as the server is told it.
 * @typedef {{attribute: string, value: number} | {indices: number[]} | "rest" | "all"} Asked  "rest": all that are
 *   not in the other group
 */

/**
 * @typedef {object} Group
 * @property {string} id  in selects
 * @property {string} name
 * @property {string} of  what it is a value of: "class", "smile"; or "Selections"
 * @property {number} count  0 where they are not counted
 * @property {Asked} asked
 */

/**
 * Test pictures that a hand selected, by their numbers.
 * @typedef {{name: string, indices: number[]}} Selection
 */

/**
 * A test picture.
 * @typedef {{index: number, label: number, z: number[]}} Coded
 */

/**
 * The answer of `/api/direction`.
 * @typedef {object} Found
 * @property {number[]} vector
 * @property {number} middle
 * @property {number} reach
 * @property {number | null} auc
 * @property {[number, number]} made  how many pictures made it, on either side
 * @property {[number, number]} held  how many it was judged by
 * @property {number} both  pictures on both sides, which count for neither
 * @property {number[][]} along
 */

const SELECTIONS = "Selections";

/** What stands for all pictures of which the same is known and that are not in the other group. */
export const REST = { id: "rest", name: "all others", of: "", count: 0, asked: /** @type {Asked} */ ("rest") };

/** All test pictures, where nothing tells them apart. */
export const ALL = { id: "all", name: "all of them", of: "Test set", count: 0, asked: /** @type {Asked} */ ("all") };

/**
 * The groups of a model's test pictures that are known by their labels and attributes.
 * @param {Card} card
 * @returns {Promise<Group[]>}
 * @throws {Error} where there are no codes, with what to do
 */
export async function groupsOf(card) {
  /** @type {{attributes: {name: string, values: string[], counts: number[]}[]}} */
  const { attributes } = await getJSON(query("/api/groups", { model: card.name }));
  return attributes.flatMap(({ name: of, values, counts }) =>
    values.map((value, i) => ({
      id: `${of}:${i}`,
      name: nameOf(of, value),
      of,
      count: counts[i],
      asked: { attribute: of, value: i },
    })),
  );
}

/**
 * What a value is called where its attribute is not said: "no" and "yes" say nothing alone.
 * @param {string} attribute
 * @param {string} value
 */
export function nameOf(attribute, value) {
  if (value === "yes") return attribute;
  if (value === "no") return `no ${attribute}`;
  return attribute === "class" || attribute === "head" || attribute === "smile" ? value : `${attribute} ${value}`;
}

/**
 * A selection of a hand as a group.
 * @param {Selection} selection
 * @returns {Group}
 */
export const selected = ({ name, indices }) => ({
  id: `selection:${name}`,
  name,
  of: SELECTIONS,
  count: indices.length,
  asked: { indices },
});

/**
 * The options of a select of groups, by what they are values of.
 * @param {Group[]} groups
 */
export function groupOptions(groups) {
  /** @type {Map<string, Group[]>} */
  const sets = new Map();
  for (const group of groups) sets.set(group.of, [...(sets.get(group.of) ?? []), group]);
  return [...sets].map(([of, members]) =>
    el("optgroup", { label: of }, ...members.map((group) => el("option", { value: group.id }, counted(group)))),
  );
}

/**
 * A group and how many are in it.
 * @param {Group} group
 */
const counted = ({ name, count }) => (count ? `${name} (${count.toLocaleString("en")})` : name);

/**
 * The direction from one group to another.
 * @param {Card} card
 * @param {{from: Group, to: Group, name: string, against: readonly Direction[]}} wanted  against: what it is to be at
 *   right angles to
 * @returns {Promise<{direction: Direction, found: Found}>}
 * @throws {Error} where these make none, with the reason
 */
export async function directionBetween(card, { from, to, name, against }) {
  const asked = { those: to.asked, others: from.asked, against: against.map(({ vector }) => vector) };
  /** @type {Found} */
  const found = await postJSON(query("/api/direction", { model: card.name }), asked);
  const { vector, middle, reach, auc, along } = found;
  const known = { model: card.name, name: tidyName(name), vector, middle, reach, auc: auc ?? -1 };
  return { direction: { ...known, ends: [from.name, to.name], along }, found };
}

/**
 * Pictures of a group, by chance: the same for the same seed.
 * @param {Card} card
 * @param {Group} group
 * @param {{n: number, seed: number}} how
 * @returns {Promise<Coded[]>}
 */
export async function picturesOf(card, group, how) {
  /** @type {{pictures: Coded[]}} */
  const { pictures } = await postJSON(query("/api/group-pictures", { model: card.name }), {
    group: group.asked,
    ...how,
  });
  return pictures;
}
