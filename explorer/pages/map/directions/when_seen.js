// The bench of directions stands below the map: its scripts are fetched, and it is filled, once it comes into sight.

import { onceInSight } from "../../../ui/canvas/in_sight.js";
import { el } from "../../../ui/canvas/paint.js";
import { messageOf } from "../../../ui/transport/api.js";

/** @typedef {import("./bench.js").DirectionsBench} DirectionsBench */
/** @typedef {import("./bench.js").State} State */

const NEAR = 300; // px by which it may still be out of sight when it is fetched

export class DirectionsWhenSeen {
  /** Whether a picture was given. */
  isBegun = false;

  /** @type {string} */
  #model;

  /** @type {DirectionsBench | null} */
  #bench = null;

  /** @type {Promise<void> | null} */
  #coming = null;

  /** @type {{z: number[], weights: number[], index: number} | null} the picture that was given last */
  #code = null;

  #begins = false; // a selection was kept before the bench came

  root = el("div", { class: "directions-place" });

  /**
   * @param {State} state
   * @param {object} on
   * @param {() => void} on.changed  the link is another one
   * @param {(message: string) => void} on.error
   */
  constructor(state, on) {
    this.state = state;
    this.on = on;
    this.#model = state.card.name;
    onceInSight(this.root, NEAR, () => this.#fetch());
  }

  #fetch() {
    this.#coming ??= this.#make();
  }

  async #make() {
    try {
      const { DirectionsBench } = await import("./bench.js");
      const bench = new DirectionsBench(this.state, this.on);
      const code = this.#code;
      if (code) bench.setCode(code.z, code.weights, code.index);
      this.#bench = bench;
      this.root.replaceChildren(bench.root);
      if (this.state.selections.length) bench.showSelections(this.#begins);
    } catch (error) {
      this.#coming = null;
      this.on.error(messageOf(error));
    }
  }

  /** The state's model may be another one. */
  setCard() {
    const { card, view } = this.state;
    if (card.name === this.#model) return;
    this.#model = card.name;
    this.isBegun = false;
    this.#code = null;
    this.#begins = false;
    Object.assign(view, { along: [], named: "" });
    this.#bench?.setCard(card);
  }

  /**
   * The picture under the hand.
   * @param {number[]} z
   * @param {number[]} weights  of the classes, or none
   * @param {number} index  of the test picture; -1 where it is none
   */
  setCode(z, weights, index) {
    this.isBegun = true;
    this.#code = { z, weights, index };
    this.#bench?.setCode(z, weights, index);
  }

  /**
   * The selections of a hand are others.
   * @param {boolean} begins  a direction is to be made of the newest
   */
  showSelections(begins) {
    this.#begins ||= begins;
    this.#bench?.showSelections(begins);
    if (begins) this.#fetch();
  }

  /** Fields of the page's link. */
  view() {
    const { along, named } = this.state.view;
    return this.#bench?.view() ?? { along, named };
  }

  /** The page is left. */
  close() {
    this.#bench?.close();
  }
}
