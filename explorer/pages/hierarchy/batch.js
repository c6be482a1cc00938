// The same batch of draws at every temperature, a row each, and how far apart its pictures are.

import { el, fmt } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { select } from "../../ui/controls/fields.js";
import { MAX_SEED } from "../../ui/controls/seed.js";
import { why } from "../../ui/lessons/why.js";
import { redrawn } from "./groups.js";
import { choiceOf, sizeWords } from "./view.js";

/** @typedef {import("./state.js").HierarchyState} HierarchyState */
/** @typedef {import("./strip.js").Strip} Strip */
/** @typedef {import("./strip.js").Strips} Strips */
/** @typedef {import("./view.js").Choice} Choice */

const TEMPERATURES = [0, 0.6, 0.95, 1];
const BATCH = 8;

/**
 * The standard deviation of a pixel over pictures, averaged over the pixels.
 * @param {Uint8Array[]} pictures
 */
export function spreadOf(pictures) {
  const count = pictures.length;
  let sum = 0;
  for (let i = 0; i < pictures[0].length; i++) {
    const values = pictures.map((picture) => picture[i] / 255);
    const mean = values.reduce((a, b) => a + b, 0) / count;
    sum += Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / count);
  }
  return sum / pictures[0].length;
}

export class BatchPanel {
  /** @type {Strip[]} */
  strips;

  /**
   * @param {HierarchyState} state
   * @param {Strips} strips
   * @param {object} on
   * @param {(choice: Choice) => void} on.take
   * @param {() => void} on.changed  the view did
   */
  constructor(state, strips, on) {
    this.state = state;
    this.on = on;
    this.of = select(
      "Temperature of",
      "Of all groups, with all of them drawn anew; or of one, with only that one drawn anew and the others as above",
      (value) => this.#set({ warmed: Number(value) }),
      "inline",
    );
    const rows = TEMPERATURES.map((temperature) => this.#row(temperature, strips));
    this.strips = rows.map(({ strip }) => strip);
    const others = button("Other eight", "The next eight seeds, the same in every row", () =>
      this.#set({ batch: state.view.batch + BATCH > MAX_SEED - BATCH ? 0 : state.view.batch + BATCH }),
    );
    this.root = el(
      "section",
      { class: "gx-panel batch" },
      el(
        "div",
        { class: "between" },
        el("h3", {}, "The same draws, colder and warmer", why("temperature")),
        this.of.root,
      ),
      el("div", { class: "batch-rows" }, ...rows.map(({ root }) => root)),
      el("div", { class: "gx-row" }, others),
    );
  }

  /**
   * @param {number} temperature
   * @param {Strips} strips
   */
  #row(temperature, strips) {
    const spread = el("span", { class: "gx-note" });
    const strip = strips.add({
      label: `Draws at temperature ${temperature}`,
      choices: () => this.#choices(temperature),
      pick: (choice) => this.on.take(choice),
      words: (i) => `Seed ${this.state.view.batch + i} at temperature ${temperature}: take it`,
      painted: (pictures) => {
        spread.textContent = `spread ${fmt(spreadOf(pictures), 3)}`;
      },
    });
    const name = el(
      "div",
      { class: "temperature gx-num", title: "Spread: the standard deviation of a pixel over the eight, on average" },
      el("b", {}, `T = ${temperature}`),
      spread,
    );
    return { strip, root: el("div", { class: "batch-row" }, name, strip.root) };
  }

  /**
   * @param {number} temperature
   * @returns {Choice[]}
   */
  #choices(temperature) {
    const { state } = this;
    const { batch, warmed, temperatures } = state.view;
    const seeds = Array.from({ length: BATCH }, (_, i) => batch + i);
    if (warmed < 0) {
      const all = state.groups.map(() => temperature);
      return seeds.map((seed) => choiceOf(state.card, seed, all));
    }
    return seeds.map((seed) => ({
      ...redrawn(state.groups, state.choice, warmed, seed),
      temperatures: temperatures.with(warmed, temperature),
    }));
  }

  /** @param {Partial<import("./view.js").HierarchyView>} part */
  #set(part) {
    Object.assign(this.state.view, part);
    this.on.changed();
  }

  /** Another model. */
  open() {
    const { groups } = this.state;
    const options = groups.map((group, level) =>
      el("option", { value: String(level) }, `the group ${sizeWords(group)} only`),
    );
    this.of.box.replaceChildren(el("option", { value: "-1" }, "all groups"), ...(groups.length > 1 ? options : []));
    this.show();
  }

  show() {
    this.of.box.value = String(this.state.view.warmed);
  }
}
