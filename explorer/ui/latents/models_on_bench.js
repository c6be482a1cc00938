// The models of a page that shows one, or two beside each other: those that its view names.

/** @typedef {import("../types.js").Card} Card */

/** @template {{model: string, beside: string}} V  the page's view */
export class ModelsOnBench {
  /**
   * @param {Card[]} cards  of the models that the page lists
   * @param {V} view
   */
  constructor(cards, view) {
    this.cards = cards;
    this.view = view;
  }

  /** The first model. */
  get card() {
    const card = this.named(this.view.model);
    if (!card) throw new Error(`There is no model ${this.view.model} here. Reload the page.`);
    return card;
  }

  /** The second model, if there is one. */
  get besideCard() {
    return this.named(this.view.beside);
  }

  /** One or two models. */
  get onBench() {
    const { card, besideCard } = this;
    return besideCard ? [card, besideCard] : [card];
  }

  /** @param {string} name */
  named(name) {
    return this.cards.find((card) => card.name === name);
  }
}
