// What is on the Hierarchy page, and what is known beside it: the given picture's latents.

import { drawOf } from "../../ui/picture/mean_or_draw.js";
import { latentsOf, spelledOut } from "./groups.js";
import { filled, linked } from "./view.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("../../ui/latents/encode.js").Encoded} Encoded */
/** @typedef {import("./view.js").Choice} Choice */
/** @typedef {import("./view.js").HierarchyView} HierarchyView */

/**
 * What can be undone.
 * @typedef {Choice & {model: string}} Step
 */

/** What of a view belongs to its model alone. */
const OWN = /** @type {const} */ (["seeds", "temperatures", "turns", "held", "painted", "locked", "mixed", "level"]);

export class HierarchyState {
  /** @type {Encoded | null} the posterior of the given picture */
  posterior = null;

  /** Counts on with each given picture. */
  pictures = 0;

  /** @type {Map<string, Partial<HierarchyView>>} what was left with each model */
  #left = new Map();

  /**
   * @param {Card[]} cards  models with groups
   * @param {HierarchyView} view
   */
  constructor(cards, view) {
    this.cards = cards;
    this.view = filled(view, cards.find(({ name }) => name === view.model) ?? cards[0]);
  }

  get card() {
    const card = this.cards.find(({ name }) => name === this.view.model);
    if (!card) throw new Error(`There is no model ${this.view.model} here. Reload the page.`);
    return card;
  }

  get groups() {
    return this.card.groups;
  }

  /** What makes the picture on the page. */
  get choice() {
    const { seeds, temperatures, turns, held, painted } = this.view;
    return { seeds, temperatures, turns, held, painted };
  }

  /** @returns {Step} */
  get step() {
    return { model: this.view.model, ...this.choice };
  }

  /** The view as it goes into a link. */
  get link() {
    const { view, posterior } = this;
    const own = posterior && view.held.length && view.index < 0;
    return linked(own ? { ...view, ...spelledOut(this.groups, this.choice, posterior.mean) } : view);
  }

  /**
   * z of a choice, or of the picture on the page.
   * @param {Choice} [choice]
   */
  latents(choice = this.choice) {
    return latentsOf(this.groups, choice, this.posterior?.mean ?? null);
  }

  /** @param {Encoded | null} posterior  of another given picture; null: there is none any more */
  give(posterior) {
    this.posterior = posterior;
    this.pictures++;
  }

  /**
   * Another model; what was done with this one is kept for its return.
   * @param {string} name
   */
  switchTo(name) {
    const { view } = this;
    this.#left.set(view.model, Object.fromEntries(OWN.map((field) => [field, view[field]])));
    const fresh = { seeds: [], temperatures: [], turns: [], held: [], painted: [], locked: [], mixed: [], level: 0 };
    Object.assign(view, fresh, this.#left.get(name), { model: name, index: -1, plane: -1, warmed: -1, held: [] });
    this.give(null);
    view.draw = drawOf(this.card, view.draw);
    Object.assign(view, filled(view, this.card));
  }
}
