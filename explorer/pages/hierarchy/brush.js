// What a brush does to the latents of a group's cells, stroke by stroke.

import { anySeed } from "../../ui/controls/seed.js";
import { normals } from "../../ui/maths/random.js";
import { kept, placeOf, startsOf } from "./groups.js";

/** @typedef {import("./groups.js").Latents} Latents */
/** @typedef {import("./state.js").HierarchyState} HierarchyState */

export class Brush {
  /** @type {Set<number>} cells that this stroke went over */
  #touched = new Set();

  /** @type {Latents | null} z without what was painted, when the stroke began */
  #bare = null;

  /** @type {() => number} */
  #normal = Math.random;

  /** @param {HierarchyState} state  whose painted latents it changes */
  constructor(state) {
    this.state = state;
  }

  /** A stroke begins. */
  begin() {
    this.#touched.clear();
    this.#bare = this.state.latents({ ...this.state.choice, painted: [] });
    this.#normal = normals(anySeed());
  }

  /**
   * The brush goes over cells of the group: what it does is done once in a stroke.
   * @param {number[]} cells
   * @returns {boolean}  whether anything changed
   */
  paint(cells) {
    const fresh = cells.filter((cell) => !this.#touched.has(cell));
    if (!fresh.length) return false;
    const { view, groups } = this.state;
    const [maps] = groups[view.level];
    const planes = view.plane < 0 ? [...Array(maps).keys()] : [view.plane];
    const added = addedOf(view.painted);
    for (const cell of fresh) {
      this.#touched.add(cell);
      for (const plane of planes) this.#move(added, placeOf(groups, view.level, plane, cell));
    }
    const places = [...added.keys()].sort((a, b) => a - b);
    view.painted = places.flatMap((place) => [place, added.get(place) ?? 0]);
    return true;
  }

  /**
   * @param {Map<number, number>} added
   * @param {number} place
   */
  #move(added, place) {
    const { tool, amount, temperatures, level } = this.state.view;
    const bare = this.#bare?.[place] ?? 0;
    if (tool === "push") added.set(place, kept((added.get(place) ?? 0) + amount));
    else if (tool === "draw") added.set(place, kept(temperatures[level] * this.#normal() - bare));
    if (tool === "back" || !added.get(place)) added.delete(place);
  }
}

/**
 * What was added, by place.
 * @param {number[]} painted
 * @returns {Map<number, number>}
 */
function addedOf(painted) {
  const added = new Map();
  for (let i = 0; i < painted.length; i += 2) added.set(painted[i], painted[i + 1]);
  return added;
}

/**
 * The cells of a group that a brush has moved.
 * @param {import("./view.js").Group[]} groups
 * @param {number[]} painted
 * @param {number} level
 * @returns {Set<number>}
 */
export function paintedCells(groups, painted, level) {
  const [, h, w] = groups[level];
  const [start, end] = startsOf(groups).slice(level, level + 2);
  const places = painted.filter((place, i) => i % 2 === 0 && place >= start && place < end);
  return new Set(places.map((place) => (place - start) % (h * w)));
}
