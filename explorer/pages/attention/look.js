// How masks are shown: over the picture or alone, how densely, which stage, whose.

import { el, fmt } from "../../ui/canvas/paint.js";
import { LOOKS } from "./paint.js";
import { short } from "./play.js";

const MOST = 8; // models that are asked at once

export class AttentionLook {
  /** @param {object[]} cards  @param {object} on  change(part of the view), models(names) */
  constructor(cards, on) {
    Object.assign(this, { cards, on, sizes: "" });
    const button = (text, title, onclick) =>
      el("button", { class: "gx-btn", type: "button", title, "aria-pressed": "false", onclick }, text);
    this.looks = new Map(
      Object.entries(LOOKS).map(([look, [text, title]]) => [look, button(text, title, () => on.change({ look }))]),
    );
    this.opacity = el("input", {
      type: "range",
      min: 0,
      max: 1,
      step: 0.01,
      "aria-label": "Opacity",
      oninput: () => on.change({ opacity: Number(this.opacity.value) }),
    });
    this.dense = el("span", { class: "gx-num" });
    this.stages = el("div", { class: "segments wrap", role: "group", "aria-label": "Stage" });
    this.outline = el("input", {
      type: "checkbox",
      onchange: () => on.change({ outline: Number(this.outline.checked) }),
    });
    this.boxes = cards.map((card) =>
      el("input", { type: "checkbox", value: card.name, onchange: () => this.choose() }),
    );
    this.root = el(
      "section",
      { class: "gx-panel attention-look", "data-part": "look" },
      el("h3", {}, "How masks are shown"),
      el("div", { class: "segments", role: "group", "aria-label": "Look" }, ...this.looks.values()),
      el(
        "label",
        { class: "gx-field opacity", title: "How much of the picture the overlay hides" },
        el("span", { class: "between" }, "Opacity", this.dense),
        this.opacity,
      ),
      el(
        "div",
        {
          class: "gx-field",
          title:
            "A model attends one stage after the other, each on coarser features. The whole mask is the product of all",
        },
        "Stage",
        this.stages,
      ),
      el(
        "label",
        { class: "check", title: "Draw the border of the pixels of the digit that is asked for" },
        this.outline,
        "Outline of the true digit",
      ),
      el(
        "fieldset",
        { class: "models" },
        el("legend", { class: "gx-note" }, "Models"),
        ...cards.map((card, i) => el("label", { class: "check", title: card.title }, this.boxes[i], short(card))),
      ),
    );
  }

  choose() {
    const names = this.boxes.filter(({ checked }) => checked).map(({ value }) => value);
    this.on.models(names);
  }

  /** @param {object} view  look, opacity, stage, outline  @param {string[]} models  that are asked  @param {object | null} reply */
  show({ look, opacity, stage, outline, model }, models, reply) {
    for (const [name, button] of this.looks) button.setAttribute("aria-pressed", String(name === look));
    this.opacity.value = String(opacity);
    this.opacity.disabled = look !== "overlay";
    this.dense.textContent = `${fmt(100 * opacity, 0)} %`;
    this.outline.checked = Boolean(outline);
    for (const box of this.boxes) {
      box.checked = models.includes(box.value);
      box.disabled = box.checked ? models.length === 1 : models.length >= MOST;
    }
    if (reply) this.writeStages(reply.models, model);
    for (const button of this.stages.children)
      button.setAttribute("aria-pressed", String(Number(button.dataset.stage) === stage));
  }

  /** A button a stage, named by the size that the mask of the inspected model has there, or else of the model with most stages. */
  writeStages(models, model) {
    const found = models.filter(({ stages }) => stages);
    const most = found.reduce((best, one) => (one.stages.length > (best?.stages.length ?? 0) ? one : best), null);
    const own = found.find(({ name }) => name === model)?.stages ?? [];
    const sizes = (most?.stages ?? []).map((stage, i) => {
      const { h, w } = own[i] ?? stage;
      return `${h} × ${w}`;
    });
    if (sizes.join() === this.sizes) return;
    this.sizes = sizes.join();
    this.stages.replaceChildren(
      ...["Whole", ...sizes].map((text, i) =>
        el(
          "button",
          {
            class: "gx-btn",
            type: "button",
            "data-stage": String(i - 1),
            "aria-pressed": "false",
            title: i ? `Stage ${i}: its mask of ${text} values` : "The product of all stages",
            onclick: () => this.on.change({ stage: i - 1 }),
          },
          text,
        ),
      ),
    );
  }
}
