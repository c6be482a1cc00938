// Which model is on the page, and how its pictures are shown.

import { el, fmt } from "../../ui/canvas/paint.js";
import { checkbox, select } from "../../ui/controls/fields.js";
import { natsText } from "../../ui/metrics.js";
import { MeanOrDraw } from "../../ui/picture/mean_or_draw.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./state.js").HierarchyState} HierarchyState */

/** @param {Card} card */
function headline({ metrics }) {
  const bound = metrics.neg_elbo;
  const bits = metrics.bits_per_dim ?? metrics.bpd;
  const parts = [
    bound && Number.isFinite(bound.value) ? `−ELBO ${natsText(bound.value, 1)} nats` : "",
    bits && Number.isFinite(bits.value) ? `${fmt(bits.value, 2)} bits per dimension` : "",
  ].filter(Boolean);
  return parts.length ? `Test set: ${parts.join(", ")}.` : "";
}

export class HierarchyHead {
  #about = el("p", { class: "gx-note about gx-num" });

  /**
   * @param {HierarchyState} state
   * @param {object} on
   * @param {(name: string) => void} on.model  another model was chosen
   * @param {(smooth: boolean) => void} on.smooth
   * @param {(draw: number) => void} on.draw  pictures are to be drawn with the noise of this seed; 0: their means
   */
  constructor(state, on) {
    this.state = state;
    this.model = select("Model", "The checkpoint whose groups of latents are in the rows", on.model);
    this.model.box.append(...state.cards.map(({ name, title }) => el("option", { value: name }, title)));
    this.smooth = checkbox("Smooth pixels", "Blend the pixels when pictures are enlarged", on.smooth);
    this.drawn = new MeanOrDraw({ draw: on.draw });
    this.root = el("section", { class: "model-bar" }, this.model.root, this.smooth.root, this.drawn.root, this.#about);
  }

  /** What the state says. */
  show() {
    const { card, view } = this.state;
    this.model.box.value = card.name;
    this.smooth.box.checked = Boolean(view.smooth);
    this.drawn.show(card, view.draw);
    this.#about.textContent = [card.about, headline(card)].filter(Boolean).join(" ");
  }
}
