// What was measured over held-out scenes: every model, every measure, on black, among distractors and on photographs;
// and by the size of the digit.

import { el } from "../../ui/canvas/paint.js";
import { press, toggleButton } from "../../ui/controls/buttons.js";
import { why } from "../../ui/lessons/why.js";
import { isMeasured, lineColour, MEASURES, measured, publishedOf, VARIANTS, variantOf } from "./measured.js";
import { modelName } from "./names.js";
import { NumberTable } from "./number_table.js";
import { inPublishedOrder, orderWords } from "./order.js";
import { ScaleChart } from "./scale_chart.js";

/** @typedef {import("./measured.js").Published} Published */
/** @typedef {import("./types.js").Card} Card */

const EMPTY =
  "None of the models here was measured yet. A checkpoint that is trained with python -m train has these numbers " +
  "beside it.";
const QUOTES =
  "The lecture's column quotes Khandelwal and Sigal (2019), whose scenes, networks and masks are others: its values " +
  "can't be compared with ours, its order can.";
const SAME_STEPS = "All were trained for the same number of steps, which is not the same time, nor the same weights.";

export class Numbers {
  #variant = "";

  /** That the scene on the page is of; the table shows it until another is chosen. */
  #followed = "";

  #inspected = "";

  /** @type {Published | null} as far as it is of one of the models here */
  #published;

  #note = el("p", { class: "gx-note" });

  #legend = el("div", { class: "numbers-legend gx-note" });

  /** @param {Card[]} cards */
  constructor(cards) {
    const found = cards.filter(isMeasured);
    this.#published = publishedOf(found);
    this.cards = this.#published ? inPublishedOrder(found, this.#published) : found;
    this.table = new NumberTable(this.cards);
    this.charts = MEASURES.map((measure) => new ScaleChart(measure));
    this.variants = new Map(
      VARIANTS.map(({ key, name, title }) => {
        const made = toggleButton(name, title, () => this.#choose(key));
        made.dataset.variant = key || "plain";
        return [key, made];
      }),
    );
    this.root = this.#build();
    this.#write();
  }

  #build() {
    const scale = "At scale 1 a digit is as large as in MNIST, 28 × 28 pixels with its margin";
    const variants = el(
      "div",
      { class: "segments", role: "group", "aria-label": "Kind of scene" },
      ...this.variants.values(),
    );
    const heading = el("h4", { title: scale }, "By the digit’s scale");
    const charts = el("div", { class: "numbers-charts" }, ...this.charts.map(({ root }) => root));
    for (const part of [variants, this.table.root, heading, charts]) {
      part.classList.toggle("gx-hidden", !this.cards.length);
    }
    return el(
      "section",
      { class: "gx-panel attention-numbers", "data-part": "numbers" },
      el(
        "div",
        { class: "panel-head" },
        el("h3", {}, "Measured over held-out scenes", why("mask-correctness")),
        variants,
      ),
      el("div", { class: "numbers-body" }, this.table.root, this.#note, heading, charts, this.#legend),
    );
  }

  /**
   * @param {{model: string, scene: {distractors: boolean, background: string}}} shown  model: the inspected one
   */
  show({ model, scene }) {
    const variant = variantOf(scene);
    if (variant !== this.#followed) {
      this.#followed = variant;
      this.#choose(variant);
    }
    if (model === this.#inspected) return;
    this.#inspected = model;
    this.table.inspect(model);
  }

  /** @param {string} variant */
  #choose(variant) {
    this.#variant = variant;
    this.#write();
  }

  #write() {
    for (const [key, button] of this.variants) press(button, key === this.#variant);
    this.table.write(this.#variant, this.#inspected, this.#published);
    this.#note.textContent = this.cards.length ? this.#words() : EMPTY;
    this.#legend.replaceChildren(
      ...this.cards.map((card, i) =>
        el("span", {}, el("i", { style: `background: ${lineColour(i)}` }), modelName(card)),
      ),
    );
    for (const chart of this.charts) chart.show(this.#curvesOf(chart.measure.key));
  }

  /** @param {string} measure */
  #curvesOf(measure) {
    return this.cards.map((card, i) => {
      const { scales = [], by_scale: values = [] } = measured(card, measure, this.#variant) ?? {};
      return { name: modelName(card), colour: lineColour(i), scales, values };
    });
  }

  #words() {
    const counts = this.cards.flatMap((card) => measured(card, "accuracy", this.#variant)?.questions ?? []);
    const words = [];
    if (this.#variant !== this.#followed) words.push("The scene above is of another kind than this table.");
    if (counts.length) {
      const most = Math.max(...counts).toLocaleString("en");
      words.push(`Over ${most} questions about scenes of test digits, the same for every model.`);
      words.push("The best of each column stands out.");
    }
    if (new Set(this.cards.map(({ steps }) => steps ?? 0)).size === 1 && this.cards[0].steps) words.push(SAME_STEPS);
    if (this.#published) words.push(QUOTES, this.#variant ? "" : orderWords(this.cards, this.#published));
    return words.filter(Boolean).join(" ");
  }
}
