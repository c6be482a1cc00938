// The parts of the Training page below the live run. Each begins when it comes into sight.

import { onceInSight } from "../../ui/canvas/in_sight.js";
import { el } from "../../ui/canvas/paint.js";
import { errorLine } from "../../ui/controls/error_line.js";
import { getJSON, messageOf } from "../../ui/transport/api.js";
import { Films } from "./films.js";
import { Histories } from "./histories.js";
import { ShakeBench } from "./shake.js";

/**
 * @typedef {import("../../ui/types.js").Card} Card
 * @typedef {import("./parts_state.js").PartsState} PartsState
 * @typedef {import("./parts_state.js").Kept} Kept
 */

const NEAR = 100; // px out of sight where a part begins

export class Parts {
  #error = errorLine();

  /** @type {Promise<Kept[]> | null} */
  #kept = null;

  #left = false;

  /**
   * @param {PartsState} state  is changed here
   * @param {Card[]} cards  every model there is
   * @param {() => void} onchange  the state has changed
   */
  constructor(state, cards, onchange) {
    const usable = cards.filter((card) => card.usable);
    this.shake = new ShakeBench(state, usable, onchange);
    this.films = new Films(state, usable, onchange);
    this.histories = new Histories(state, usable, onchange);
    this.root = el("div", { class: "parts" }, this.#error, this.films.root, this.shake.root, this.histories.root);
  }

  /** The root is on the page. */
  begin() {
    const records = async (/** @type {(kept: Kept[]) => void} */ then) => {
      try {
        then(await this.#records());
      } catch (error) {
        this.#error.textContent = messageOf(error);
      }
    };
    onceInSight(this.films.root, NEAR, () => records((kept) => this.films.begin(kept)));
    onceInSight(this.histories.root, NEAR, () => records((kept) => this.histories.begin(kept)));
    onceInSight(this.shake.root, NEAR, () => {
      if (!this.#left) this.shake.begin();
    });
  }

  /** @returns {Promise<Kept[]>}  what was kept of each checkpoint, asked for once */
  #records() {
    this.#kept ??= getJSON("/api/training/records");
    this.#kept.catch(() => {
      this.#kept = null;
    });
    return this.#kept;
  }

  /** The page is left. */
  leave() {
    this.#left = true;
    this.films.leave();
    this.shake.leave();
  }

  /** The browser brings the page back. */
  resume() {
    this.#left = false;
    this.shake.resume();
  }
}
