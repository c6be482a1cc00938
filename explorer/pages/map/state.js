// What the Map page shows, once: its view, the cards of its models, and the selections made on it. The bench changes
// it; panes and controls read it.

import { ModelsOnBench } from "../../ui/latents/models_on_bench.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {"umap" | "pca" | "codes"} Kind  of a map */

/**
 * The fields of the page's link. The window is that of the first model's map, in widths of the whole map.
 * @typedef {object} MapView
 * @property {string} model
 * @property {string} beside  a second model of the same test pictures, or empty
 * @property {Kind} kind
 * @property {number} x  the window's middle
 * @property {number} y
 * @property {number} span  its width
 * @property {number[]} off  classes that are hidden
 * @property {number} density  1: how dense the codes lie is shown
 * @property {number} pictures  1: small pictures appear as one zooms in
 * @property {number} plane  1: on a map of principal components the cursor shows the point of their own plane
 * @property {number[]} cursor  a place on the first model's map; empty before a hand came
 * @property {number} picked  the test picture that the cursor is held on; -1 for none
 * @property {number[]} lasso  corners on a map, x and y in turn; empty for none
 * @property {number[]} own  the code of a picture of one's own; empty for none
 * @property {number[]} along  directions, as a link holds them
 * @property {string} named  what they are called
 * @property {number} label  its class, of a conditional model; else -1
 */

/** @typedef {import("../../ui/directions/groups.js").Selection} Selection */

/** @type {{[kind in Kind]: string}} */
export const KIND_NAMES = { umap: "UMAP", pca: "Principal components", codes: "The two latents" };

/** @extends {ModelsOnBench<MapView>} */
export class MapState extends ModelsOnBench {
  /** @type {Selection[]} in the order in which they were made */
  selections = [];

  /** Those whose maps are of the same test pictures as the first model's. */
  get comparable() {
    const { card } = this;
    return this.cards.filter(({ name, dataset }) => name !== card.name && dataset === card.dataset);
  }

  /** Whether every class is hidden. */
  get isEmpty() {
    const { classes } = this.card;
    return classes.length > 1 && classes.every((_, index) => this.view.off.includes(index));
  }

  /**
   * The kind of map that a model is shown on: the chosen one, or the one in its place where it has two latents.
   * @param {Card} card
   * @returns {Kind}
   */
  kindOf(card) {
    if (this.view.kind === "umap") return "umap";
    return card.latents === 2 ? "codes" : "pca";
  }
}
