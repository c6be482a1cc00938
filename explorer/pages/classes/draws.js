// The other styles: draws from the prior by seed and temperature. The seed counts on, so that each press shows new
// ones.

import { el, fmt } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { range } from "../../ui/controls/fields.js";
import { nextSeed, SeedField } from "../../ui/controls/seed.js";
import { postJSON, query } from "../../ui/transport/api.js";
import { OneByOne } from "../../ui/transport/one_by_one.js";
import { STYLES } from "./view.js";

/** @typedef {{seed: number, temperature: number}} Settings */

/**
 * Styles that came from the prior.
 * @typedef {object} Drawn
 * @property {Float32Array} z  STYLES of them end to end
 * @property {Settings} settings  that drew them
 * @property {boolean} fresh  they are new ones: nothing that was moved before is theirs
 * @property {boolean} final  the hand rests
 */

const HOW_FAR = "How far from the average styles may lie: 0 is the average, 1 the prior, 2 oddities";

export class Draws {
  /** @type {Settings} as they stand in the fields */
  #settings = { seed: 0, temperature: 1 };

  #value = el("output", { class: "gx-num" });
  #temperature = range({
    label: "Temperature",
    max: 2,
    step: 0.05,
    oninput: (temperature) => this.ask({ temperature }, { final: false }),
    onchange: (temperature) => this.ask({ temperature }),
  });
  #seed = new SeedField("The same seed draws the same styles", (seed) => this.ask({ seed }), {
    field: "inline",
    input: "gx-num seed",
  });

  /**
   * @param {object} on
   * @param {() => string} on.model
   * @param {(drawn: Drawn) => void} on.drawn
   * @param {(message: string) => void} on.error
   */
  constructor(on) {
    this.on = on;
    /** @type {OneByOne<Omit<Drawn, "z">>} */
    this.asked = new OneByOne((wanted) => this.#draw(wanted), on.error);
    this.root = el(
      "div",
      { class: "draws" },
      button(
        "New styles",
        "Draw other styles from the prior; yours and the kept rows stay",
        () => this.ask({ seed: nextSeed(this.#settings.seed) }, { fresh: true }),
        "primary",
      ),
      el("label", { class: "gx-field inline", title: HOW_FAR }, "Temperature", this.#temperature, this.#value),
      this.#seed.root,
    );
  }

  /** @param {Settings} settings */
  show({ seed, temperature }) {
    this.#settings = { seed, temperature };
    this.#seed.value = seed;
    this.#temperature.value = String(temperature);
    this.#value.textContent = fmt(temperature);
  }

  /**
   * Draw with these settings; only the newest are waited for, and what is on the page stays until they are there.
   * @param {Partial<Settings>} change
   * @param {{fresh?: boolean, final?: boolean}} [how]
   */
  ask(change, { fresh = false, final = true } = {}) {
    const settings = { ...this.#settings, ...change };
    this.show(settings);
    return this.asked.put({ settings, fresh: fresh || Boolean(this.asked.waiting?.fresh), final });
  }

  /** @param {Omit<Drawn, "z">} wanted */
  async #draw(wanted) {
    const model = this.on.model();
    /** @type {{z: number[][]}} */
    const { z } = await postJSON(query("/api/sample", { model }), { n: STYLES, ...wanted.settings });
    if (model === this.on.model()) this.on.drawn({ z: Float32Array.from(z.flat()), ...wanted });
  }
}
