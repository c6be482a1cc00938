// What is drawn: the model, the class, the temperature, the seed, how many endings.

import { el, fmt } from "../../ui/canvas/paint.js";
import { button, press, toggleButton } from "../../ui/controls/buttons.js";
import { ClassChooser, oneHot } from "../../ui/controls/class_chooser.js";
import { checkbox, rangedField, select } from "../../ui/controls/fields.js";
import { UndoButtons } from "../../ui/controls/history.js";
import { SeedField } from "../../ui/controls/seed.js";
import { why } from "../../ui/lessons/why.js";
import { trainingWords } from "../../ui/metrics.js";

/**
 * @import { Card } from "../../ui/types.js"
 * @import { SketchesView } from "./types.js"
 */

/**
 * Whom the controls tell.
 * @typedef {object} ControlCalls
 * @property {(found: Partial<SketchesView>, live?: boolean) => void} change  live: a hand is still dragging
 * @property {() => void} rest  a drag is over
 * @property {() => void} again  another ending
 * @property {() => void} clear
 * @property {() => void} undo
 * @property {() => void} redo
 */

const COUNTS = [1, 9];
const TEMPERATURE =
  "Below 1 the likelier components are preferred and each is narrower; at 0 the likeliest is always taken. How " +
  "likely the end is stays as it is";

/** The column's first panel. It shows a view and tells what a person wants of it; it keeps no view of its own. */
export class SketchesControls {
  /**
   * @param {Card[]} cards  all models that draw with a pen
   * @param {ControlCalls} on
   */
  constructor(cards, on) {
    const { change } = on;
    this.cards = cards;
    this.steps = new UndoButtons("Back to the paper before (Ctrl+Z)", on);
    this.model = select("Model", "The checkpoint that draws", (model) => change({ model }));
    this.model.box.append(...cards.map((card) => el("option", { value: card.name }, card.title)));
    this.about = el("p", { class: "gx-note about" });
    this.chooser = new ClassChooser((index) => change({ label: String(index) }), {
      title: (name) => `Draw a ${name}`,
      hint: "The class that the model is told, beside z, at every point",
    });
    this.untold = toggleButton("any", "Tell it no class: it makes of it what it likes", () => change({ label: "" }));
    this.temperature = rangedField("Temperature", TEMPERATURE, { max: 1.5, step: 0.05 }, (temperature) =>
      change({ temperature }, true),
    );
    this.temperature.box.addEventListener("change", () => on.rest());
    this.seed = new SeedField("Chance: the same seed and beginning, the same drawing", (seed) => change({ seed }));
    this.counts = COUNTS.map((n) => {
      const title = n === 1 ? "One ending" : "Nine endings of the same beginning, each from chance of its own";
      return { n, button: toggleButton(n === 1 ? "one" : "nine", title, () => change({ n })) };
    });
    this.auto = checkbox("The model goes on by itself", "A moment after you lift the pen", () => {});
    this.auto.box.checked = true;
    const row = el(
      "div",
      { class: "segments", role: "group", "aria-label": "Endings" },
      ...this.counts.map((one) => one.button),
    );
    this.root = el(
      "section",
      { class: "gx-panel sketch-controls" },
      el("h3", {}, "What is drawn", why("drawing-with-a-pen")),
      this.model.root,
      this.about,
      this.chooser.root,
      this.temperature.root,
      el(
        "div",
        { class: "seed-row" },
        this.seed.root,
        button("Another ending", "Another seed for the same beginning (N)", () => on.again(), "primary"),
      ),
      el("div", { class: "between endings" }, el("span", { class: "gx-note" }, "Endings"), row),
      this.auto.root,
      el(
        "div",
        { class: "gx-row" },
        ...this.steps.buttons,
        button("Clear paper", "Take away all that is drawn; this can be undone", () => on.clear()),
      ),
    );
  }

  /** @param {SketchesView} view */
  show(view) {
    const card = this.cards.find(({ name }) => name === view.model);
    if (!card) return;
    this.model.box.value = view.model;
    this.about.textContent = [card.about, headline(card), trainingWords(card)].filter(Boolean).join(" ");
    this.chooser.open(card);
    this.chooser.row.prepend(this.untold);
    this.chooser.show(view.label ? oneHot(card.conditions, Number(view.label)) : []);
    press(this.untold, !view.label);
    this.temperature.show(view.temperature, fmt(view.temperature));
    this.seed.value = view.seed;
    for (const { n, button: one } of this.counts) press(one, n === view.n);
  }
}

/**
 * The test-set number of a card, beside the baselines that any model must beat.
 * @param {Card} card
 */
function headline({ metrics }) {
  const { neg_elbo, neg_elbo_last_step, neg_elbo_one_mixture, class_share } = metrics;
  if (!neg_elbo) return "";
  const last = neg_elbo_last_step
    ? `; a mixture given the last step needs ${fmt(neg_elbo_last_step.value, 0)}, one mixture for all points ${fmt(
        neg_elbo_one_mixture?.value,
        0,
      )}`
    : "";
  const share = class_share ? ` A classifier reads ${fmt(100 * class_share.value, 0)} % of its drawings as asked.` : "";
  return `Test set: at most ${fmt(neg_elbo.value, 0)} nats a drawing${last}.${share}`;
}
