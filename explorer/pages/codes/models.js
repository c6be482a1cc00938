// What stands on the page with each model, as long as the page is open: whoever comes back to a model finds it as it
// was left.

import { ModelState } from "./model_state.js";

/** @typedef {import("../../ui/types.js").Card} Card */

export class ModelStates {
  /** @type {Map<string, ModelState>} by the models' names */
  #states = new Map();

  /**
   * @param {Card[]} models  with codebooks
   * @param {Card[]} cards  all, for the priors
   * @param {() => void} onstep  another step can be undone or redone
   */
  constructor(models, cards, onstep) {
    this.models = models;
    this.cards = cards;
    this.onstep = onstep;
  }

  /**
   * What stood there with a model, or what stands there first.
   * @param {string} name
   * @returns {Promise<ModelState>}
   */
  async of(name) {
    const known = this.#states.get(name);
    if (known) return known;
    const card = this.models.find((one) => one.name === name);
    if (!card) throw new Error(`There is no model ${name} here. Reload the page.`);
    const state = await ModelState.load(card, this.cards, this.onstep);
    this.#states.set(name, state);
    return state;
  }
}
