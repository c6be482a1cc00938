// A direction through a space of latents: the difference of the means of two groups of codes. Pure functions.

import { tidy } from "../latents/latent_space.js";

/**
 * @typedef {object} Direction
 * @property {string} model  in whose space it lies
 * @property {string} name
 * @property {number[]} vector  carries the mean of one group's codes to that of the other
 * @property {number} middle  so that `placeOf` is 0 half way between the two means
 * @property {number} reach  nearly all codes lie from -reach to reach
 * @property {number} auc  how well it tells apart codes that it was not made of; -1 where that is not known
 * @property {string[]} [ends]  what the groups are called: where it comes from, where it leads
 * @property {number[][]} [along]  how many held-out codes of where it leads to, and of where it comes from, lie in each
 *   of equal bins from -reach to reach
 */

/** On one page. */
export const MOST = 4;

/** What is said where there are as many. */
export const TOO_MANY = `There are ${MOST} directions on the page. Take one off it first.`;

export const MOST_NAME = 40;
const SEPARATOR = "|";
const NUMBERS = 3; // before the vector in a link: middle, reach, AUC
const LEAST_FREE = 0.05; // of a direction's length, squared: below that the locked latents leave nothing to move

/**
 * @param {readonly number[]} a
 * @param {readonly number[]} b
 */
export const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);

/**
 * Where a code lies along a direction, in differences of the two means: −½ at where it comes from, ½ at where it leads.
 * @param {Pick<Direction, "vector" | "middle">} direction
 * @param {readonly number[]} z
 */
export const placeOf = ({ vector, middle }, z) => dot(z, vector) / dot(vector, vector) - middle;

/**
 * What is added to a code so that its place along a direction grows by 1 while some latents are held; null where these
 * are nearly all of it.
 * @param {Pick<Direction, "vector">} direction
 * @param {readonly number[]} held  latents
 * @returns {number[] | null}
 */
export function stepOf({ vector }, held) {
  const free = vector.map((value, i) => (held.includes(i) ? 0 : value));
  const share = dot(free, vector) / dot(vector, vector);
  return share > LEAST_FREE ? free.map((value) => value / share) : null;
}

/**
 * @param {readonly number[]} z
 * @param {readonly number[]} step
 * @param {number} amount
 */
export const moved = (z, step, amount) => z.map((value, i) => tidy(value + amount * step[i]));

/**
 * The cosine of the angle between two directions.
 * @param {Pick<Direction, "vector">} a
 * @param {Pick<Direction, "vector">} b
 */
export const cosine = (a, b) => dot(a.vector, b.vector) / Math.sqrt(dot(a.vector, a.vector) * dot(b.vector, b.vector));

/**
 * Whether two are the same way through the same space, whatever they are called.
 * @param {Direction} a
 * @param {Direction} b
 */
export const isSame = (a, b) => a.model === b.model && a.vector.join() === b.vector.join();

/**
 * A name as it can stand in a link.
 * @param {string} name
 */
export const tidyName = (name) => shortened(name.replaceAll(SEPARATOR, "/").trim(), MOST_NAME) || "a direction";

/**
 * As much of a name as there is room for, with … where there is more.
 * @param {string} name
 * @param {number} most  letters
 */
export const shortened = (name, most) => (name.length > most ? `${name.slice(0, most - 1)}…` : name);

/**
 * Directions as the fields of a link.
 * @param {readonly Direction[]} directions
 * @returns {{along: number[], named: string}}
 */
export const toFields = (directions) => ({
  along: directions.flatMap(({ middle, reach, auc, vector }) => [middle, reach, auc, ...vector].map(tidy)),
  named: directions.map(({ name }) => tidyName(name)).join(SEPARATOR),
});

/**
 * The directions that a link's fields hold.
 * @param {{along: readonly number[], named: string}} fields
 * @param {{name: string, latents: number}} card  of their model
 * @returns {Direction[]}
 */
export function fromFields({ along, named }, { name: model, latents }) {
  const width = latents + NUMBERS;
  const names = named.split(SEPARATOR);
  return Array.from({ length: Math.floor(along.length / width) }, (_, i) => {
    const [middle, reach, auc, ...vector] = along.slice(i * width, (i + 1) * width);
    return { model, name: tidyName(names[i] ?? ""), vector, middle, reach, auc };
  });
}
