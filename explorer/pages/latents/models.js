// Which models are on the bench, and what is known of them.

import { el, fmt } from "../../ui/canvas/paint.js";
import { checkbox, select } from "../../ui/controls/fields.js";
import { modelOption, modelOptions } from "../../ui/controls/model_options.js";
import { fits, sharesRanges } from "../../ui/latents/latent_space.js";
import { isGivenLabel, natsText } from "../../ui/metrics.js";
import { MeanOrDraw } from "../../ui/picture/mean_or_draw.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./state.js").LatentsState} LatentsState */

// The metrics that a person asks for first: how their names begin, and what they are called.
const HEADLINES = [
  ["neg_elbo", "−ELBO"],
  ["neg_iwae", "−IWAE"],
  ["mig", "MIG"],
  ["mse", "squared error"],
];
const MOST_HEADLINES = 3;

/**
 * The share of each factor, of a measure that has them.
 * @param {import("../../ui/types.js").Metric & {factors?: {[name: string]: number}}} metric
 */
function factorWords({ factors }) {
  if (!factors) return "";
  const parts = Object.entries(factors).map(([name, share]) => `${name} ${fmt(share, 2)}`);
  return ` (by factor: ${parts.join(", ")})`;
}

/**
 * What a bound on ln p(x | y) says of p(x), a mixture of all classes: at most ln of their number is added.
 * @param {Card} card
 * @param {import("../../ui/types.js").Metric} metric
 */
function withoutLabel({ conditions }, { value }) {
  return conditions ? ` (not given it, at most ${fmt(value + Math.log(conditions), 1)})` : "";
}

/**
 * Of an 8-bit picture the bound in bits, beside its nats.
 * @param {Card} card
 * @param {string} start  of the metric's name
 */
function bitsBeside({ metrics }, start) {
  const bits = metrics.bits_per_dim?.value;
  return start === "neg_elbo" && Number.isFinite(bits) ? ` (${fmt(bits)} bits per dimension)` : "";
}

/**
 * The numbers of a card that a person asks for first, in a sentence.
 * @param {Card} card
 */
function headline(card) {
  const measured = Object.entries(card.metrics).filter(([, metric]) => Number.isFinite(metric?.value));
  const parts = HEADLINES.flatMap(([start, short]) => {
    const metric = measured.find(([name]) => name.startsWith(start))?.[1];
    if (!metric) return [];
    const digits = Math.abs(metric.value) < 1 ? 3 : 1;
    const unit = metric.unit?.startsWith("nats") ? " nats" : "";
    const given = unit && isGivenLabel(metric) ? ` given the label${withoutLabel(card, metric)}` : "";
    return [
      `${short} ${natsText(metric.value, digits)}${unit}${given}${bitsBeside(card, start)}${factorWords(metric)}`,
    ];
  });
  const binarized = measured.some(([, { unit, data }]) => unit?.startsWith("nats") && data?.includes("binarization"));
  const seen = binarized ? ", nats of it made black and white" : "";
  return parts.length ? `Test set${seen}: ${parts.slice(0, MOST_HEADLINES).join(", ")}.` : "";
}

/**
 * How two models share the sliders, in a sentence.
 * @param {Card} card
 * @param {Card} beside
 */
function sharing(card, beside) {
  const rank = card.kl && beside.kl ? "rank by KL" : "rank";
  const range = sharesRanges(card, beside) ? "" : ", from end to end of its own range";
  return `Both under the same sliders: each moves the latent of the same ${rank} in either model${range}.`;
}

export class LatentsModels {
  #about = el("p", { class: "gx-note about" });
  #shared = el("p", { class: "gx-note" });

  /**
   * @param {LatentsState} state
   * @param {object} on
   * @param {(name: string) => void} on.model  another model was chosen
   * @param {(name: string) => void} on.beside  another second model, or none: ""
   * @param {(smooth: boolean) => void} on.smooth
   * @param {(draw: number) => void} on.draw  pictures are to be drawn with the noise of this seed; 0: their means
   */
  constructor(state, on) {
    this.state = state;
    this.model = select("Model", "The checkpoint whose latents are on the sliders", on.model);
    this.beside = select("Beside it", "A second checkpoint under the same sliders", on.beside);
    this.smooth = checkbox("Smooth pixels", "Blend the pixels when pictures are enlarged", on.smooth);
    this.drawn = new MeanOrDraw({ draw: on.draw });
    this.model.box.append(...modelOptions(state.cards));
    this.root = el(
      "section",
      { class: "model-bar" },
      this.model.root,
      this.beside.root,
      this.smooth.root,
      this.drawn.root,
      this.#about,
      this.#shared,
    );
  }

  /** What the state says. */
  show() {
    const { card, besideCard, cards, view } = this.state;
    const fitting = cards.filter((other) => other.usable && other.name !== card.name && fits(card, other));
    const none = el("option", { value: "" }, fitting.length ? "nothing" : "no other model of this size");
    this.model.box.value = card.name;
    this.beside.box.replaceChildren(none, ...fitting.map(modelOption));
    this.beside.box.value = view.beside;
    this.beside.box.disabled = !fitting.length;
    this.smooth.box.checked = Boolean(view.smooth);
    this.drawn.show(card, view.draw);
    this.#about.textContent = [card.about, headline(card)].filter(Boolean).join(" ");
    this.#shared.textContent = besideCard ? sharing(card, besideCard) : "";
  }
}
