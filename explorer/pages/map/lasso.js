// The lasso: a loop on a map, what is in it on all maps, and what of it is kept under a name.

import { LassoPanel } from "./lasso_panel.js";

/** @typedef {import("./pane.js").MapPane} MapPane */
/** @typedef {import("./state.js").MapState} MapState */
/** @typedef {import("./state.js").Selection} Selection */

const AROUND = 0.06; // of the window, the radius of what is around the cursor
const CORNERS = 24; // of that circle
const MOST_CORNERS = 100; // of a lasso in a link
const FEWEST = 6; // numbers of a loop, x and y of three corners

/** @param {number} value */
const rounded = (value) => Number(value.toFixed(4));

export class Lasso {
  /** @type {number[]} test pictures that stand out */
  #lit = [];

  /**
   * @param {MapState} state
   * @param {object} on
   * @param {() => MapPane[]} on.panes  one a model
   * @param {(armed: boolean) => void} on.armed  the next stroke is a lasso, or none
   * @param {() => void} on.drawn  the link is another one
   * @param {(newest: Selection | null) => void} on.selections  they are others: one more, or null: one less
   */
  constructor(state, on) {
    this.state = state;
    this.on = on;
    this.panel = new LassoPanel({
      arm: (armed) => this.#arm(armed),
      around: () => this.#around(),
      clear: () => this.set([]),
      keep: (name) => this.#keep(name),
      light: (selection) => this.#light(selection.indices),
      remove: (selection) => this.#remove(selection),
    });
  }

  get isArmed() {
    return this.panel.armed;
  }

  /** @param {boolean} armed */
  #arm(armed) {
    this.panel.armed = armed;
    this.on.armed(armed);
  }

  /** Other maps: no loop, and nothing stands out. */
  forget() {
    this.#arm(false);
    this.#lit = [];
    this.panel.show([], []);
  }

  /** What was kept is listed. */
  list() {
    this.panel.list(this.state.selections);
  }

  /**
   * A stroke on a map.
   * @param {MapPane} pane
   * @param {number[]} corners  x and y in turn
   * @param {boolean} done
   */
  trace(pane, corners, done) {
    for (const other of this.on.panes()) if (other !== pane) other.lasso = [];
    if (!done) {
      this.#select(pane);
      return;
    }
    this.#arm(false);
    const kept = thinned(corners);
    pane.lasso = kept.length >= FEWEST ? kept : [];
    this.#select(pane);
    // A link holds the loop on the first map; one on the second is held by what it lights up.
    this.state.view.lasso = pane === this.on.panes()[0] ? pane.lasso : [];
    this.on.drawn();
  }

  /**
   * A loop on the first map, as if it had been drawn.
   * @param {number[]} corners  x and y in turn; empty for none
   */
  set(corners) {
    const [first, ...others] = this.on.panes();
    for (const other of others) other.lasso = [];
    first.lasso = corners;
    this.state.view.lasso = corners;
    this.#select(first);
    this.on.drawn();
  }

  /** Other classes are hidden: these are not in it. */
  renew() {
    const looped = this.on.panes().find((pane) => pane.lasso.length);
    if (looped) this.#select(looped);
  }

  /**
   * What is in a map's loop stands out, on both maps.
   * @param {MapPane} pane
   */
  #select({ points, lasso }) {
    if (points) this.#light(lasso.length >= FEWEST ? points.inside(lasso, new Set(this.state.view.off)) : []);
  }

  /** @param {number[]} indices  of test pictures; empty: none stands out */
  #light(indices) {
    const panes = this.on.panes();
    this.#lit = indices;
    for (const pane of panes) pane.light(indices.length ? indices : null);
    const { points } = panes[0];
    const { classes } = this.state.card;
    const counts = new Array(Math.max(classes.length, 1)).fill(0);
    for (const index of indices) counts[classes.length > 1 ? (points?.labels[index] ?? 0) : 0]++;
    this.panel.show(
      counts,
      classes,
      panes.some((pane) => pane.lasso.length),
    );
  }

  /** A circle about the first map's cursor. */
  #around() {
    const { window, cursor } = this.on.panes()[0];
    const [x, y] = cursor.place ?? [window.x, window.y];
    const radius = AROUND * window.span;
    const angles = Array.from({ length: CORNERS }, (_, i) => (2 * Math.PI * i) / CORNERS);
    this.set(angles.flatMap((angle) => [x + radius * Math.cos(angle), y + radius * Math.sin(angle)]).map(rounded));
  }

  /** @param {string} name */
  #keep(name) {
    const { state } = this;
    const selection = { name, indices: this.#lit };
    state.selections = [...state.selections.filter((kept) => kept.name !== name), selection];
    this.list();
    this.on.selections(selection);
  }

  /** @param {Selection} selection */
  #remove(selection) {
    this.state.selections = this.state.selections.filter((kept) => kept !== selection);
    this.list();
    this.on.selections(null);
  }
}

/**
 * A loop with so few corners that a link holds it.
 * @param {number[]} corners  x and y in turn
 */
function thinned(corners) {
  const count = corners.length / 2;
  const every = Math.max(1, Math.ceil(count / MOST_CORNERS));
  const kept = [];
  for (let i = 0; i < count; i += every) kept.push(rounded(corners[2 * i]), rounded(corners[2 * i + 1]));
  return kept;
}
