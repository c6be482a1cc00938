// Every model and every measure in a table, and beside the measure that was published what others measured.

import { el, fmt } from "../../ui/canvas/paint.js";
import { lineColour, MEASURES, measured } from "./measured.js";
import { modelName } from "./names.js";

/** @typedef {import("./measured.js").Measure} Measure */
/** @typedef {import("./types.js").Card} Card */

/**
 * What others published of the same kinds of attention: published.json.
 * @typedef {object} Published
 * @property {string} measure  its key
 * @property {string} source
 * @property {{[kind: string]: number}} values  by the kind's name, as the models' titles end
 */

const QUOTED = "Mask correctness as a lecture quotes it from Khandelwal and Sigal 2019";

/**
 * @param {Measure} measure
 * @param {number} value
 */
const valueText = ({ key }, value) => (key === "accuracy" ? `${fmt(100 * value, 1)} %` : fmt(value, 3));

export class NumberTable {
  #variant = "";

  #table = el("table", { class: "gx-num" });

  /** @param {Card[]} cards  of models that were measured */
  constructor(cards) {
    this.cards = cards;
    const label = "Numbers over the test set";
    this.root = el("div", { class: "table-box", tabindex: "0", role: "group", "aria-label": label }, this.#table);
  }

  /**
   * @param {string} variant  of the scenes
   * @param {string} inspected  the model that stands out
   * @param {Published | null} published  null where it is of none of these models
   */
  write(variant, inspected, published) {
    this.#variant = variant;
    const heads = MEASURES.flatMap((measure) => [
      el("th", { scope: "col", title: measure.title }, measure.name),
      published?.measure === measure.key ? el("th", { scope: "col", class: "quoted", title: QUOTED }, "lecture") : [],
    ]).flat();
    const best = new Map(MEASURES.map(({ key }) => [key, this.#bestOf(key)]));
    const rows = this.cards.map((card, i) => this.#buildRow(card, i, best, published));
    this.#table.replaceChildren(el("thead", {}, el("tr", {}, el("td", {}), ...heads)), el("tbody", {}, ...rows));
    this.inspect(inspected);
  }

  /**
   * The best value of a measure; NaN where there is nothing to compare.
   * @param {string} measure
   */
  #bestOf(measure) {
    if (this.cards.length < 2) return NaN;
    return Math.max(...this.cards.map((card) => measured(card, measure, this.#variant)?.value ?? -Infinity));
  }

  /**
   * @param {Card} card
   * @param {number} index
   * @param {Map<string, number>} best
   * @param {Published | null} published
   */
  #buildRow(card, index, best, published) {
    const name = modelName(card);
    const line = el("i", { style: `background: ${lineColour(index)}` });
    const cells = MEASURES.flatMap((measure) => [
      this.#buildCell(card, measure, best.get(measure.key)),
      published?.measure === measure.key ? el("td", { class: "quoted" }, fmt(published.values[name], 3)) : [],
    ]).flat();
    const head = el("th", { scope: "row", title: card.title }, line, name);
    return el("tr", { "data-model": card.name }, head, ...cells);
  }

  /**
   * @param {Card} card
   * @param {Measure} measure
   * @param {number | undefined} best
   */
  #buildCell(card, measure, best) {
    const value = measured(card, measure.key, this.#variant)?.value;
    if (value === undefined) return el("td", {}, "–");
    const look = value === best ? { class: "best", title: "The best of these" } : {};
    return el("td", look, valueText(measure, value));
  }

  /** @param {string} model  its row stands out */
  inspect(model) {
    for (const row of this.#table.querySelectorAll("tr")) {
      row.classList.toggle("inspected", row.dataset.model === model);
    }
  }
}
