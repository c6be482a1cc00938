// Style mixing: some groups of each picture A, the others of each picture B, as a matrix.

import { el } from "../../ui/canvas/paint.js";
import { button, press, toggleButton } from "../../ui/controls/buttons.js";
import { MAX_SEED } from "../../ui/controls/seed.js";
import { why } from "../../ui/lessons/why.js";
import { mixtureOf } from "./groups.js";
import { choiceOf, sizeWords } from "./view.js";

/** @typedef {import("./state.js").HierarchyState} HierarchyState */
/** @typedef {import("./strip.js").Strip} Strip */
/** @typedef {import("./strip.js").Strips} Strips */
/** @typedef {import("./view.js").Choice} Choice */

const ROWS = 4; // the first is the picture on the page
const COLUMNS = 5;

export class MixPanel {
  #from = el("div", { class: "segments", role: "group", "aria-label": "Groups that come from A" });

  /** @type {HTMLButtonElement[]} one a group */
  #buttons = [];

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
    const top = strips.add({
      label: "Pictures B",
      choices: () => this.#many.map((_, i) => this.#b(i)),
      pick: (choice) => on.take(choice),
      words: (i) => `B ${i + 1}, seed ${state.view.b + i}: take it`,
    });
    const rows = Array.from({ length: ROWS }, (_, row) =>
      strips.add({
        label: row ? `A ${row + 1} and its mixtures` : "Your picture and its mixtures",
        choices: () => [this.#a(row), ...this.#many.map((_, i) => this.#mixed(row, i))],
        pick: (choice) => on.take(choice),
        words: (i) => (i ? `${this.#name(row)} with B ${i}: take it` : `${this.#name(row)}: take it`),
      }),
    );
    this.root = el(
      "section",
      { class: "gx-panel mix" },
      el("h3", {}, "Mix two pictures", why("mixing")),
      el(
        "div",
        { class: "between" },
        el("div", { class: "gx-row" }, el("span", { class: "gx-note" }, "From A, the rows:"), this.#from),
        el(
          "div",
          { class: "gx-row" },
          button("Other A", "Other draws for the rows below the first", () => this.#on("a", ROWS - 1)),
          button("Other B", "Other draws for the columns", () => this.#on("b", COLUMNS)),
        ),
      ),
      el(
        "div",
        { class: "matrix" },
        el("span", { class: "corner gx-note" }, "A ↓ B →"),
        top.root,
        ...rows.map(({ root }) => root),
      ),
      el(
        "p",
        { class: "gx-note" },
        "The first row is the large picture above. The groups named here come from A, the others from B.",
      ),
    );
  }

  get #many() {
    return Array.from({ length: COLUMNS });
  }

  /** @param {number} row */
  #name(row) {
    return row ? `A ${row + 1}, seed ${this.state.view.a + row - 1}` : "The large picture";
  }

  /** @param {number} row */
  #a(row) {
    const { state } = this;
    return row ? choiceOf(state.card, state.view.a + row - 1, state.view.temperatures) : state.choice;
  }

  /** @param {number} column */
  #b(column) {
    const { card, view } = this.state;
    return choiceOf(card, view.b + column, view.temperatures);
  }

  /**
   * @param {number} row
   * @param {number} column
   */
  #mixed(row, column) {
    return mixtureOf(this.state.groups, this.#a(row), this.#b(column), this.state.view.mixed);
  }

  /**
   * The next draws.
   * @param {"a" | "b"} end
   * @param {number} by
   */
  #on(end, by) {
    const { view } = this.state;
    view[end] = view[end] + 2 * by > MAX_SEED ? 0 : view[end] + by;
    this.on.changed();
  }

  /** @param {number} level  comes from A from now on, or from B */
  #toggle(level) {
    const { view } = this.state;
    const others = view.mixed.filter((other) => other !== level);
    if (!view.mixed.includes(level)) others.push(level);
    if (!others.length) return; // something comes from A
    view.mixed = others.sort((a, b) => a - b);
    this.show();
    this.on.changed();
  }

  /** Another model. */
  open() {
    const { groups } = this.state;
    this.#buttons = groups.map((group, level) =>
      toggleButton(sizeWords(group), `The group ${sizeWords(group)} comes from A`, () => this.#toggle(level)),
    );
    this.#from.replaceChildren(...this.#buttons);
    this.root.classList.toggle("gx-hidden", groups.length < 2);
    this.show();
  }

  show() {
    this.#buttons.forEach((node, level) => press(node, this.state.view.mixed.includes(level)));
  }
}
