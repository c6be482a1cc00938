// Every model and every measure in a table, and beside the measure that was published what others measured.

import { el, fmt } from "../../ui/canvas/paint.js";
import { lineColour, MEASURES, measured } from "./measured.js";
import { modelName } from "./names.js";
import { repeated } from "./order.js";

/** @typedef {import("./measured.js").Measure} Measure */
/** @typedef {import("./measured.js").Published} Published */
/** @typedef {import("./types.js").Card} Card */

/** @typedef {{name: string, title: string, write: (card: Card) => string}} Column  beside the measures */

/** @type {Column[]} what a model cost */
const COSTS = [
  {
    name: "weights",
    title: "How many numbers were learnt",
    write: ({ parameters }) => (parameters ? parameters.toLocaleString("en") : ""),
  },
  {
    name: "minutes",
    title: "How long the training took",
    write: ({ seconds }) => (seconds ? fmt(seconds / 60, 0) : ""),
  },
];
const OVER_SEEDS =
  "Mean and standard deviation over trainings that differ in the seed alone; the model here is one of them";
const QUOTED = "Mask correctness as a lecture quotes it from Khandelwal and Sigal 2019";

/**
 * @param {Measure} measure
 * @param {number} value
 */
const valueText = ({ key }, value) => (key === "accuracy" ? `${fmt(100 * value, 1)} %` : fmt(value, 3));

/**
 * @param {string} name
 * @param {string} title
 * @param {string} [look]  a class
 */
const headCell = (name, title, look) =>
  el("th", look ? { scope: "col", class: look, title } : { scope: "col", title }, name);

/**
 * @param {Card} card
 * @param {Measure} measure
 */
function repeatedText(card, { key }) {
  const found = repeated(card, key);
  return found ? `${fmt(found.mean, 3)} ± ${fmt(found.deviation, 3)}` : "–";
}

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
    const costs = COSTS.filter(({ write }) => this.cards.some(write));
    const heads = MEASURES.flatMap((measure) => [
      headCell(measure.name, measure.title),
      this.#isRepeated(measure) ? headCell("over seeds", OVER_SEEDS) : [],
      published?.measure === measure.key ? headCell("lecture", QUOTED, "quoted") : [],
    ]).flat();
    heads.push(...costs.map(({ name, title }) => headCell(name, title)));
    const best = new Map(MEASURES.map(({ key }) => [key, this.#bestOf(key)]));
    const rows = this.cards.map((card, i) => this.#buildRow(card, i, { best, published, costs }));
    this.#table.replaceChildren(el("thead", {}, el("tr", {}, el("td", {}), ...heads)), el("tbody", {}, ...rows));
    this.inspect(inspected);
  }

  /**
   * Whether any model was trained several times, and is shown on the scenes that these trainings were measured on.
   * @param {Measure} measure
   */
  #isRepeated({ key }) {
    return !this.#variant && this.cards.some((card) => repeated(card, key));
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
   * @param {{best: Map<string, number>, published: Published | null, costs: Column[]}} beside  what stands in the table
   */
  #buildRow(card, index, { best, published, costs }) {
    const name = modelName(card);
    const line = el("i", { style: `background: ${lineColour(index)}` });
    const cells = MEASURES.flatMap((measure) => [
      this.#buildCell(card, measure, best.get(measure.key)),
      this.#isRepeated(measure) ? el("td", {}, repeatedText(card, measure)) : [],
      published?.measure === measure.key ? el("td", { class: "quoted" }, fmt(published.values[name], 4)) : [],
    ]).flat();
    cells.push(...costs.map(({ write }) => el("td", {}, write(card) || "–")));
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
