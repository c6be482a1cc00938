// How masks are shown: over the picture or alone, how densely, which stage, whose.

import { el, fmt } from "../../ui/canvas/paint.js";
import { press, toggleButton } from "../../ui/controls/buttons.js";
import { range } from "../../ui/controls/fields.js";
import { why } from "../../ui/lessons/why.js";
import { modelName } from "./names.js";
import { LOOKS } from "./paint.js";

/** @typedef {import("./types.js").AttentionView} AttentionView */
/** @typedef {import("./types.js").Card} Card */
/** @typedef {import("./types.js").Reply} Reply */

/** Models that are asked at once, as the server has it. */
export const MOST_MODELS = 8;

const STAGES =
  "A model attends one stage after the other, each on coarser features. The whole mask is the product of all";

export class AttentionLook {
  /** The stages that there are buttons for, as text. */
  #sizes = "";

  #percent = el("span", { class: "gx-num" });

  #stages = el("div", { class: "segments wrap", role: "group", "aria-label": "Stage" });

  /**
   * @param {Card[]} cards
   * @param {object} on
   * @param {(changes: Partial<AttentionView>) => void} on.change
   * @param {(names: string[]) => void} on.models  other models are to be asked
   */
  constructor(cards, on) {
    this.on = on;
    this.looks = new Map(
      LOOKS.map(({ look, text, title }) => [look, toggleButton(text, title, () => on.change({ look }))]),
    );
    this.opacity = range({ label: "Opacity", oninput: (opacity) => on.change({ opacity }) });
    this.outline = el("input", {
      type: "checkbox",
      onchange: () => {
        on.change({ outline: Number(this.outline.checked) });
      },
    });
    this.boxes = cards.map(({ name }) =>
      el("input", { type: "checkbox", value: name, onchange: () => this.#chooseModels() }),
    );
    this.root = this.#build(cards);
  }

  /** @param {Card[]} cards */
  #build(cards) {
    const hides = "How much of the picture the overlay hides";
    const border = "Draw the border of the pixels of the digit that is asked for";
    const models = cards.map((card, i) =>
      el("label", { class: "check", title: card.title }, this.boxes[i], modelName(card)),
    );
    return el(
      "section",
      { class: "gx-panel attention-look", "data-part": "look" },
      el("h3", {}, "How masks are shown", why("the-whole-mask")),
      el("div", { class: "segments", role: "group", "aria-label": "Look" }, ...this.looks.values()),
      el(
        "label",
        { class: "gx-field opacity", title: hides },
        el("span", { class: "between" }, "Opacity", this.#percent),
        this.opacity,
      ),
      el("div", { class: "gx-field", title: STAGES }, "Stage", this.#stages),
      el("label", { class: "check", title: border }, this.outline, "Outline of the true digit"),
      el("fieldset", { class: "models" }, el("legend", { class: "gx-note" }, "Models"), ...models),
    );
  }

  #chooseModels() {
    this.on.models(this.boxes.filter(({ checked }) => checked).map(({ value }) => value));
  }

  /**
   * @param {AttentionView} view
   * @param {string[]} models  that are asked
   * @param {Reply | null} reply
   */
  show({ look, opacity, stage, outline, model }, models, reply) {
    for (const [name, button] of this.looks) press(button, name === look);
    this.opacity.value = String(opacity);
    this.opacity.disabled = look !== "overlay";
    this.#percent.textContent = `${fmt(100 * opacity, 0)} %`;
    this.outline.checked = Boolean(outline);
    for (const box of this.boxes) {
      box.checked = models.includes(box.value);
      box.disabled = box.checked ? models.length === 1 : models.length >= MOST_MODELS;
    }
    if (reply) this.#writeStages(reply.models, model);
    for (const button of this.#stages.querySelectorAll("button")) press(button, button.dataset.stage === String(stage));
  }

  /**
   * A button a stage, named by the size that the mask of the inspected model has there, or else of the model with most
   * stages.
   * @param {Reply["models"]} models
   * @param {string} inspected
   */
  #writeStages(models, inspected) {
    const own = models.find(({ name }) => name === inspected)?.stages ?? [];
    const most = models.reduce(
      (best, { stages = [] }) => (stages.length > best.length ? stages : best),
      /** @type {import("./types.js").SentStage[]} */ ([]),
    );
    const sizes = most.map((stage, i) => {
      const { h, w } = own[i] ?? stage;
      return `${h} × ${w}`;
    });
    if (sizes.join() === this.#sizes) return;
    this.#sizes = sizes.join();
    this.#stages.replaceChildren(
      this.#stageButton("Whole", "The product of all stages", -1),
      ...sizes.map((size, stage) => this.#stageButton(size, `Stage ${stage + 1}: its mask of ${size} values`, stage)),
    );
  }

  /**
   * @param {string} text
   * @param {string} title
   * @param {number} stage  -1: all together
   */
  #stageButton(text, title, stage) {
    const made = toggleButton(text, title, () => this.on.change({ stage }));
    made.dataset.stage = String(stage);
    return made;
  }
}
