// Groups of latents in one list z, the coarsest first: where each lies, what a choice of seeds, temperatures and a
// given picture makes of it, and mixtures of two choices. Pure functions, as explorer/latents/groups.py has them.

import { normals } from "../../ui/maths/random.js";
import { PUSHED } from "./view.js";

/** @typedef {import("./view.js").Choice} Choice */
/** @typedef {import("./view.js").Group} Group */
/** @typedef {Float32Array<ArrayBuffer>} Latents */

const GOLDEN = 0x9e3779b9; // between the draws of a seed's groups; as explorer/latents/groups.py has it

const DECIMALS = 100; // of what is painted: a link can hold all of a picture's latents

/**
 * What may be added to a latent, as a link can hold it.
 * @param {number} value
 */
export const kept = (value) => Math.round(Math.min(PUSHED, Math.max(-PUSHED, value)) * DECIMALS) / DECIMALS;

/**
 * How many latents a group holds.
 * @param {Group} group
 */
export const sizeOf = ([maps, h, w]) => maps * h * w;

/**
 * Where each group begins, and where the last one ends.
 * @param {readonly Group[]} groups
 * @returns {number[]}
 */
export function startsOf(groups) {
  const starts = [0];
  for (const group of groups) starts.push(starts[starts.length - 1] + sizeOf(group));
  return starts;
}

/**
 * The place in z of a group's cell, in one of its maps.
 * @param {readonly Group[]} groups
 * @param {number} level
 * @param {number} plane  the map
 * @param {number} cell  row by row
 */
export const placeOf = (groups, level, plane, cell) =>
  startsOf(groups)[level] + plane * groups[level][1] * groups[level][2] + cell;

/**
 * Draw a seed's noise of a group.
 * @param {number} seed
 * @param {number} level
 * @param {(value: number, i: number) => void} each
 * @param {number} count
 */
function draw(seed, level, count, each) {
  const next = normals(seed + level * GOLDEN);
  for (let i = 0; i < count; i++) each(next(), i);
}

/**
 * z of a choice.
 * @param {readonly Group[]} groups
 * @param {Choice} choice
 * @param {ArrayLike<number> | null} given  z of the given picture, for the groups that it gives
 * @returns {Latents}
 */
export function latentsOf(groups, choice, given) {
  const starts = startsOf(groups);
  const z = new Float32Array(starts[groups.length]);
  groups.forEach((group, level) => {
    const start = starts[level];
    const count = sizeOf(group);
    if (given && choice.held.includes(level)) {
      for (let i = 0; i < count; i++) z[start + i] = given[start + i];
    } else drawGroup(z.subarray(start, start + count), level, choice);
  });
  for (let i = 0; i < choice.painted.length; i += 2) z[choice.painted[i]] += choice.painted[i + 1];
  return z;
}

/**
 * @param {Latents} part  of z, to be filled
 * @param {number} level
 * @param {Choice} choice
 */
function drawGroup(part, level, { seeds, temperatures, turns }) {
  const temperature = temperatures[level];
  const angle = (turns[level] * Math.PI) / 2;
  const whole = new Float64Array(part.length);
  const near = Math.cos(angle);
  draw(seeds[level], level, part.length, (value, i) => {
    whole[i] = turns[level] ? near * value : value;
  });
  if (turns[level]) {
    const far = Math.sin(angle);
    draw(seeds[level] + 1, level, part.length, (value, i) => {
      whole[i] += far * value;
    });
  }
  for (let i = 0; i < part.length; i++) part[i] = temperature * whole[i];
}

/**
 * What was painted on some of the groups.
 * @param {readonly Group[]} groups
 * @param {number[]} painted
 * @param {(level: number) => boolean} which
 */
export function paintedOn(groups, painted, which) {
  const starts = startsOf(groups);
  const level = (/** @type {number} */ place) => starts.findIndex((start) => start > place) - 1;
  return painted.filter((_, i) => which(level(painted[i - (i % 2)])));
}

/**
 * One group drawn from another seed, all others as they are.
 * @param {readonly Group[]} groups
 * @param {Choice} choice
 * @param {number} level
 * @param {number} seed
 * @returns {Choice}
 */
export const redrawn = (groups, choice, level, seed) => ({
  ...choice,
  seeds: choice.seeds.with(level, seed),
  turns: choice.turns.with(level, 0),
  held: choice.held.filter((other) => other !== level),
  painted: paintedOn(groups, choice.painted, (other) => other !== level),
});

/**
 * Some groups of one choice and the others of another: style mixing.
 * @param {readonly Group[]} groups
 * @param {Choice} a
 * @param {Choice} b
 * @param {number[]} levels  that come from `a`
 * @returns {Choice}
 */
export function mixtureOf(groups, a, b, levels) {
  const from = (/** @type {number} */ level) => levels.includes(level);
  const each = (/** @type {"seeds" | "temperatures" | "turns"} */ name) =>
    groups.map((_, level) => (from(level) ? a : b)[name][level]);
  const painted = [...paintedOn(groups, a.painted, from), ...paintedOn(groups, b.painted, (level) => !from(level))];
  return {
    seeds: each("seeds"),
    temperatures: each("temperatures"),
    turns: each("turns"),
    held: groups.map((_, level) => level).filter((level) => (from(level) ? a : b).held.includes(level)),
    painted: sortedPairs(painted),
  };
}

/**
 * The first groups as the given picture has them, the others drawn, or at what is expected given those.
 * @param {readonly Group[]} groups
 * @param {Choice} choice
 * @param {number} count  of the first groups
 * @param {number | null} seed  of the others; null: they are at their mean
 * @returns {Choice}
 */
export const firstOf = (groups, choice, count, seed) => ({
  ...choice,
  seeds: choice.seeds.map((own, level) => (level < count || seed === null ? own : seed)),
  temperatures: choice.temperatures.map((own, level) => (level < count || seed !== null ? own : 0)),
  turns: choice.turns.map((own, level) => (level < count ? own : 0)),
  held: groups.map((_, level) => level).filter((level) => level < count),
  painted: [],
});

/**
 * The same z, to two decimals, without a given picture: the groups that it gave are drawn, and what they hold beyond
 * that is painted on them. So a link can hold what a picture of one's own became.
 * @param {readonly Group[]} groups
 * @param {Choice} choice
 * @param {ArrayLike<number>} given
 * @returns {Choice}
 */
export function spelledOut(groups, choice, given) {
  const bare = { ...choice, held: [] };
  const starts = startsOf(groups);
  const whole = latentsOf(groups, choice, given);
  const drawn = latentsOf(groups, { ...bare, painted: [] }, null);
  const held = choice.held.flatMap((level) => {
    const places = Array.from({ length: sizeOf(groups[level]) }, (_, i) => starts[level] + i);
    return places.flatMap((place) => [place, kept(whole[place] - drawn[place])]);
  });
  const others = paintedOn(groups, choice.painted, (level) => !choice.held.includes(level));
  return { ...bare, painted: sortedPairs([...held, ...others]) };
}

/** @param {number[]} pairs  place, value, and so on */
function sortedPairs(pairs) {
  const places = pairs.filter((_, i) => i % 2 === 0);
  const order = places.map((_, i) => i).sort((i, j) => places[i] - places[j]);
  return order.flatMap((i) => [pairs[2 * i], pairs[2 * i + 1]]);
}

/**
 * Several z end to end, as a decoder takes them.
 * @param {Latents[]} latents
 * @returns {Latents}
 */
export function endToEnd(latents) {
  const out = new Float32Array(latents.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const z of latents) {
    out.set(z, at);
    at += z.length;
  }
  return out;
}

/**
 * What a group holds in each of its cells: a map's own values, or of all maps their root mean square.
 * @param {readonly Group[]} groups
 * @param {ArrayLike<number>} z
 * @param {number} level
 * @param {number} plane  -1 for all maps
 * @returns {Float32Array}  by cell
 */
export function cellsOf(groups, z, level, plane) {
  const [maps, h, w] = groups[level];
  const start = startsOf(groups)[level];
  const cells = new Float32Array(h * w);
  if (plane >= 0) return cells.map((_, cell) => z[start + plane * h * w + cell]);
  for (let map = 0; map < maps; map++)
    for (let cell = 0; cell < h * w; cell++) cells[cell] += z[start + map * h * w + cell] ** 2 / maps;
  return cells.map(Math.sqrt);
}

/**
 * KL from a diagonal Gaussian to N(0, I), summed over the maps of each cell of a group, in nats.
 * @param {readonly Group[]} groups
 * @param {{mean: number[], std: number[]}} posterior
 * @param {number} level
 * @returns {Float32Array}  by cell
 */
export function klOf(groups, { mean, std }, level) {
  const [maps, h, w] = groups[level];
  const start = startsOf(groups)[level];
  const cells = new Float32Array(h * w);
  for (let i = 0; i < maps * h * w; i++) {
    const m = mean[start + i];
    const s = std[start + i];
    cells[i % (h * w)] += 0.5 * (m * m + s * s - 1) - Math.log(s);
  }
  return cells;
}
