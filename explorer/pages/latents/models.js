// Which models are on the bench, and what is known of them.

import { el, fmt } from "../../ui/canvas/paint.js";
import { fits, sharesRanges } from "../../ui/latents/latent_space.js";

const DATASETS = { mnist: "MNIST digits", fashion: "Fashion-MNIST clothes", frey: "Frey faces", shapes: "Shapes" };
const HEADLINES = [
  ["neg_elbo", "−ELBO"],
  ["neg_iwae", "−IWAE"],
  ["mig", "MIG"],
  ["mse", "squared error"],
];

const bySet = (name) => DATASETS[name] ?? (name || "Other pictures");

export class LatentsModels {
  /** @param {object[]} cards  all that are listed  @param {object} on  model(name), beside(name), smooth(on) */
  constructor(cards, on) {
    this.cards = cards;
    const select = (text, title, onchange) => {
      const box = el("select", { class: "gx-select", onchange: () => onchange(box.value) });
      return { box, root: el("label", { class: "gx-field", title }, text, box) };
    };
    this.model = select("Model", "The checkpoint whose latents are on the sliders", on.model);
    this.beside = select("Beside it", "A second checkpoint under the same sliders", on.beside);
    this.smooth = el("input", { type: "checkbox", onchange: () => on.smooth(this.smooth.checked) });
    this.about = el("p", { class: "gx-note about" });
    this.shared = el("p", { class: "gx-note" });
    this.model.box.append(...this.groups());
    this.root = el(
      "section",
      { class: "model-bar" },
      this.model.root,
      this.beside.root,
      el(
        "label",
        { class: "check", title: "Blend the pixels when pictures are enlarged" },
        this.smooth,
        "Smooth pixels",
      ),
      this.about,
      this.shared,
    );
  }

  groups() {
    const groups = new Map();
    const broken = this.cards.filter((card) => !card.usable);
    for (const card of this.cards.filter((one) => one.usable))
      groups.set(card.dataset, [...(groups.get(card.dataset) ?? []), card]);
    const nodes = [...groups].map(([name, cards]) =>
      el("optgroup", { label: bySet(name) }, ...cards.map((card) => el("option", { value: card.name }, card.title))),
    );
    if (broken.length)
      nodes.push(
        el(
          "optgroup",
          { label: "Not usable" },
          ...broken.map((card) => el("option", { value: card.name, disabled: true }, `${card.name}: ${card.reason}`)),
        ),
      );
    return nodes;
  }

  show(view) {
    const card = this.cards.find(({ name }) => name === view.model);
    const beside = this.cards.find(({ name }) => name === view.beside);
    const fitting = this.cards.filter((other) => other.usable && other.name !== card.name && fits(card, other));
    this.model.box.value = view.model;
    this.beside.box.replaceChildren(
      el("option", { value: "" }, fitting.length ? "nothing" : "no other model of this size"),
      ...fitting.map((other) => el("option", { value: other.name }, other.title)),
    );
    this.beside.box.value = view.beside;
    this.beside.box.disabled = !fitting.length;
    this.smooth.checked = Boolean(view.smooth);
    this.about.textContent = [card.about, headline(card)].filter(Boolean).join(" ");
    this.shared.textContent = !beside
      ? ""
      : `Both under the same sliders: each moves the latent of the same rank${card.kl && beside.kl ? " by KL" : ""} in either model${sharesRanges(card, beside) ? "." : ", from end to end of its own range."}`;
  }
}

/** The numbers of a card that a person asks for first. */
function headline(card) {
  const entries = Object.entries(card.metrics ?? {}).filter(([, entry]) => Number.isFinite(entry?.value));
  const parts = [];
  for (const [start, short] of HEADLINES) {
    const hit = entries.find(([name]) => name.startsWith(start));
    if (hit)
      parts.push(
        `${short} ${fmt(hit[1].value, Math.abs(hit[1].value) < 1 ? 3 : 1)}${hit[1].unit?.startsWith("nats") ? " nats" : ""}`,
      );
  }
  return parts.length ? `Test set: ${parts.slice(0, 3).join(", ")}.` : "";
}
