// What is drawn: the model and a second one beside it, the class, the temperature, the seed, and how many pictures.

import { el, fmt } from "../../ui/canvas/paint.js";
import { button, press, toggleButton } from "../../ui/controls/buttons.js";
import { ClassChooser } from "../../ui/controls/class_chooser.js";
import { range, select } from "../../ui/controls/fields.js";
import { UndoButtons } from "../../ui/controls/history.js";
import { modelOptions } from "../../ui/controls/model_options.js";
import { anySeed, SeedField } from "../../ui/controls/seed.js";
import { why } from "../../ui/lessons/why.js";
import { trainingWords } from "../../ui/metrics.js";
import { BlendFields, beginBlend, NO_BLEND, weightsOf } from "./blend.js";

/**
 * @import { Card } from "../../ui/types.js"
 * @import { PixelsView } from "./view.js"
 */

/**
 * What of the view a person changed, and whether a hand is still dragging it.
 * @typedef {(found: Partial<PixelsView>, live?: boolean) => void} ViewChange
 */

/**
 * Whom the controls tell.
 * @typedef {object} ControlCalls
 * @property {ViewChange} change
 * @property {() => void} rest  a drag is over
 * @property {() => void} undo
 * @property {() => void} redo
 */

const COUNTS = [1, 4, 16];
const TEMPERATURE_TITLE =
  "Every distribution is sharpened below 1 and flattened above; at 0 the likeliest level is always taken";

/** The column's first panel. It shows a view and tells what a person wants of it; it keeps no view of its own. */
export class PixelsControls {
  /** Classes that can be told. */
  #classes = 0;

  /** The class that is asked for. */
  #label = "";

  /**
   * @param {Card[]} cards  all models that draw pixel by pixel
   * @param {ControlCalls} on
   */
  constructor(cards, on) {
    const { change } = on;
    this.cards = cards;
    this.on = on;
    this.change = change;
    this.steps = new UndoButtons("Back to the picture before (Ctrl+Z)", on);
    this.model = select("Model", "The checkpoint that paints", (model) => change({ model }));
    this.beside = select("Beside it", "A second model that paints from the same noise", (beside) => change({ beside }));
    this.model.box.append(...modelOptions(cards));
    this.about = el("p", { class: "gx-note about" });
    this.labels = [
      {
        label: "",
        button: toggleButton("any", "Tell it no class: it paints whichever it likes", () =>
          change({ label: "", ...NO_BLEND }),
        ),
      },
      {
        label: "each",
        button: toggleButton("each in turn", "The first picture of the first class, the next of the next", () =>
          change({ label: "each", ...NO_BLEND }),
        ),
      },
    ];
    this.chooser = new ClassChooser((index) => change({ label: String(index) }), {
      title: (name) => `Paint ${name}`,
      hint: "The class that the model is told. It is a bias of every gate",
    });
    this.blended = toggleButton("blend", "Tell it a mixture of two classes", () => this.#blend());
    this.blend = new BlendFields(on);
    const ways = [...this.labels.map((one) => one.button), this.blended];
    this.chooser.row.before(el("div", { class: "class-row" }, ...ways));
    this.chooser.root.append(this.blend.root);
    this.temperature = range({
      label: "Temperature",
      max: 2,
      step: 0.05,
      oninput: (temperature) => this.#warm(temperature),
      onchange: () => on.rest(),
    });
    this.warmth = el("span", { class: "gx-num" });
    this.seed = new SeedField("The noise that every draw is made with: the same seed, the same picture", (seed) =>
      change({ seed }),
    );
    this.counts = COUNTS.map((n) => {
      const title = n === 1 ? "One picture" : `${n} pictures at once, each from noise of its own`;
      return { n, button: toggleButton(String(n), title, () => change({ n })) };
    });
    this.root = el(
      "section",
      { class: "gx-panel pixels-controls" },
      el("h3", {}, "What is painted", why("the-chain-rule")),
      this.model.root,
      this.about,
      this.beside.root,
      this.chooser.root,
      this.#temperatureField(),
      this.#seedRow(),
      this.#countField(),
    );
  }

  #temperatureField() {
    const head = el("span", { class: "between" }, "Temperature", this.warmth);
    return el("label", { class: "gx-field", title: TEMPERATURE_TITLE }, head, this.temperature);
  }

  #seedRow() {
    const anew = () => this.change({ seed: anySeed() });
    const next = button("New picture", "Draw another seed and paint (N)", anew, "primary");
    const row = el("div", { class: "seed-row" }, this.seed.root, next);
    return el("div", { class: "anew" }, row, el("div", { class: "gx-row" }, ...this.steps.buttons));
  }

  #blend() {
    const { blended } = this;
    const begins = blended.getAttribute("aria-pressed") !== "true";
    this.change(begins ? beginBlend(this.#label, this.#classes) : NO_BLEND);
  }

  #countField() {
    const buttons = this.counts.map((one) => one.button);
    const row = el("div", { class: "gx-row", role: "group", "aria-label": "Pictures at once" }, ...buttons);
    return el("div", { class: "gx-field" }, "Pictures at once", row);
  }

  /** @param {number} temperature */
  #warm(temperature) {
    this.warmth.textContent = fmt(temperature);
    this.change({ temperature }, true);
  }

  /** @param {PixelsView} view */
  show(view) {
    const card = this.cards.find(({ name }) => name === view.model);
    if (!card) return;
    const fitting = this.cards.filter((other) => other !== card && other.shape.join() === card.shape.join());
    this.model.box.value = view.model;
    this.about.textContent = [card.about, headline(card), trainingWords(card)].filter(Boolean).join(" ");
    this.#showBeside(view.beside, fitting);
    this.#showLabel(view, card.conditions ? card : fitting.find(({ name }) => name === view.beside), card);
    this.temperature.value = String(view.temperature);
    this.warmth.textContent = fmt(view.temperature);
    this.seed.value = view.seed;
    for (const { n, button: one } of this.counts) press(one, n === view.n);
  }

  /**
   * @param {string} beside
   * @param {Card[]} fitting  models whose pictures are of the same size
   */
  #showBeside(beside, fitting) {
    const { box } = this.beside;
    box.replaceChildren(
      el("option", { value: "" }, fitting.length ? "nothing" : "no other model of this size"),
      ...fitting.map((other) => el("option", { value: other.name }, other.title)),
    );
    box.value = beside;
    box.disabled = !fitting.length;
  }

  /**
   * @param {PixelsView} view
   * @param {Card | undefined} told  the model that may be told a class
   * @param {Card} card
   */
  #showLabel(view, told, card) {
    const { label, other } = view;
    const classes = told?.conditions ?? 0;
    this.#label = label;
    this.#classes = classes;
    this.chooser.open(told && classes ? told : card);
    if (classes) this.chooser.show(weightsOf(view, classes));
    this.blend.show(view, told?.classes ?? []);
    this.blended.disabled = classes < 2;
    press(this.blended, other !== "");
    for (const one of this.labels) press(one.button, one.label === label);
  }
}

/**
 * The test-set number of a card, beside the two that any model must beat.
 * @param {Card} card
 */
function headline({ metrics }) {
  const { nll, nll_no_class, bits, nll_neighbours, nll_independent } = metrics;
  if (!nll) return "";
  const told = nll_no_class ? ` told the class, ${fmt(nll_no_class.value, 1)} not told` : "";
  const perPixel = bits ? ` (${fmt(bits.value, 3)} bits a pixel)` : "";
  const neighbours = nll_neighbours
    ? `; a table of each pixel given its left and upper neighbour needs ${fmt(nll_neighbours.value, 1)}`
    : "";
  const independent = nll_neighbours ? `, independent pixels ${fmt(nll_independent?.value, 1)}` : "";
  return `Test set: ${fmt(nll.value, 1)} nats a picture${perPixel}${told}${neighbours}${independent}.`;
}
