// What is painted: the model and a second one beside it, the class, the temperature, the seed, and how many pictures.

import { el, fmt } from "../../ui/canvas/paint.js";
import { ClassChooser, oneHot } from "../../ui/controls/class_chooser.js";
import { anySeed, MAX_SEED } from "../../ui/controls/seed.js";

const DATASETS = { mnist: "MNIST digits", fashion: "Fashion-MNIST clothes" };
const COUNTS = [1, 4, 16];

export class PixelsControls {
  /**
   * @param {object[]} cards  all that can paint
   * @param {object} on  change(found, live): what of the view a person changed, and whether a hand is still dragging it
   */
  constructor(cards, on) {
    Object.assign(this, { cards, on });
    const select = (text, title, onchange) => {
      const box = el("select", { class: "gx-select", onchange: () => onchange(box.value) });
      return { box, root: el("label", { class: "gx-field", title }, text, box) };
    };
    this.model = select("Model", "The checkpoint that paints", (model) => on.change({ model }));
    this.beside = select("Beside it", "A second model that paints from the same noise", (beside) =>
      on.change({ beside }),
    );
    this.model.box.append(
      ...[...new Set(cards.map(({ dataset }) => dataset))].map((set) =>
        el(
          "optgroup",
          { label: DATASETS[set] ?? set },
          ...cards
            .filter(({ dataset }) => dataset === set)
            .map((card) => el("option", { value: card.name }, card.title)),
        ),
      ),
    );
    this.about = el("p", { class: "gx-note about" });
    const press = (text, title, onclick) => el("button", { class: "gx-btn", type: "button", title, onclick }, text);
    this.any = press("any", "Tell it no class: it paints whichever it likes", () => on.change({ label: "" }));
    this.each = press("each in turn", "The first picture of the first class, the next of the next", () =>
      on.change({ label: "each" }),
    );
    this.chooser = new ClassChooser((index) => on.change({ label: String(index) }), {
      title: (name) => `Paint ${name}`,
      hint: "The class that the model is told. It is a bias of every gate",
    });
    this.chooser.row.before(el("div", { class: "class-row" }, this.any, this.each));
    this.temperature = el("input", {
      type: "range",
      min: 0,
      max: 2,
      step: 0.05,
      "aria-label": "Temperature",
      oninput: () => this.heat(),
    });
    this.warmth = el("span", { class: "gx-num" });
    this.seed = el("input", {
      class: "gx-input",
      type: "number",
      min: 0,
      max: MAX_SEED,
      step: 1,
      onchange: () => on.change({ seed: this.number() }),
    });
    this.counts = new Map(
      COUNTS.map((n) => [
        n,
        press(String(n), n === 1 ? "One picture" : `${n} pictures at once, each from noise of its own`, () =>
          on.change({ n }),
        ),
      ]),
    );
    this.root = el(
      "section",
      { class: "gx-panel pixels-controls" },
      el("h3", {}, "What is painted"),
      this.model.root,
      this.about,
      this.beside.root,
      this.chooser.root,
      el(
        "label",
        {
          class: "gx-field",
          title:
            "Every distribution is sharpened below 1 and flattened above; at 0 the likeliest level is always taken",
        },
        el("span", { class: "between" }, "Temperature", this.warmth),
        this.temperature,
      ),
      el(
        "div",
        { class: "seed-row" },
        el(
          "label",
          { class: "gx-field", title: "The noise that every draw is made with: the same seed, the same picture" },
          "Seed",
          this.seed,
        ),
        el(
          "button",
          {
            class: "gx-btn primary",
            type: "button",
            title: "Draw another seed and paint (N)",
            onclick: () => on.change({ seed: anySeed() }),
          },
          "New picture",
        ),
      ),
      el(
        "div",
        { class: "gx-field" },
        "Pictures at once",
        el("div", { class: "gx-row", role: "group", "aria-label": "Pictures at once" }, ...this.counts.values()),
      ),
    );
  }

  number() {
    const value = Math.round(Number(this.seed.value));
    return Number.isFinite(value) ? Math.min(MAX_SEED, Math.max(0, value)) : 0;
  }

  heat() {
    this.warmth.textContent = fmt(Number(this.temperature.value));
    this.on.change({ temperature: Number(this.temperature.value) }, true);
  }

  show(view) {
    const card = this.cards.find(({ name }) => name === view.model);
    const fitting = this.cards.filter((other) => other !== card && other.shape.join() === card.shape.join());
    this.model.box.value = view.model;
    this.about.textContent = [card.about, headline(card)].filter(Boolean).join(" ");
    this.beside.box.replaceChildren(
      el("option", { value: "" }, fitting.length ? "nothing" : "no other model of this size"),
      ...fitting.map((other) => el("option", { value: other.name }, other.title)),
    );
    this.beside.box.value = view.beside;
    this.beside.box.disabled = !fitting.length;
    const conditional = card.conditions
      ? card
      : fitting.find(({ name, conditions }) => name === view.beside && conditions);
    this.chooser.open(conditional ?? card);
    if (conditional)
      this.chooser.show(/^\d+$/.test(view.label) ? oneHot(conditional.conditions, Number(view.label)) : []);
    for (const [button, label] of [
      [this.any, ""],
      [this.each, "each"],
    ])
      button.setAttribute("aria-pressed", String(view.label === label));
    this.temperature.value = String(view.temperature);
    this.warmth.textContent = fmt(view.temperature);
    this.seed.value = String(view.seed);
    for (const [n, button] of this.counts) button.setAttribute("aria-pressed", String(n === view.n));
  }
}

/** The test-set number of a card, beside the two that any model must beat. */
function headline({ metrics }) {
  const value = (name) => metrics?.[name]?.value;
  if (value("nll") === undefined) return "";
  const bits = value("bits") === undefined ? "" : ` (${fmt(value("bits"), 3)} bits a pixel)`;
  const beside =
    value("nll_neighbours") === undefined
      ? ""
      : `; a table of each pixel given its left and upper neighbour needs ${fmt(value("nll_neighbours"), 1)}, independent pixels ${fmt(value("nll_independent"), 1)}`;
  return `Test set: ${fmt(value("nll"), 1)} nats a picture${bits}${beside}.`;
}
