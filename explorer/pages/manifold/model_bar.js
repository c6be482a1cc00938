// Which checkpoints are on the page.

import { el } from "../../ui/canvas/paint.js";
import { checkbox, fillSelect, select } from "../../ui/controls/fields.js";
import { same } from "../../ui/latents/latent_space.js";

/** @typedef {import("./state.js").ManifoldState} ManifoldState */

const FIT =
  "Give the second model a window that holds its own test codes; the cursors then agree by their place in the window " +
  "instead of by z";

export class ModelBar {
  /**
   * @param {object} on
   * @param {(name: string) => void} on.model  another model was chosen
   * @param {(name: string) => void} on.beside  another second model, or none: ""
   * @param {(fit: boolean) => void} on.fit
   */
  constructor(on) {
    this.model = select("Model", "The checkpoint whose latent plane is shown", on.model);
    this.beside = select("Beside it", "A second checkpoint under the same cursor", on.beside);
    this.fit = checkbox("Fit each to its own codes", FIT, on.fit);
    this.root = el("div", { class: "model-bar" }, this.model.root, this.beside.root, this.fit.root);
  }

  /** @param {ManifoldState} state */
  show({ card, cards, view }) {
    const fitting = cards.filter(({ name, shape }) => name !== card.name && same(shape, card.shape));
    const none = { name: "", title: fitting.length ? "nothing" : "no other model of this picture size" };
    fillSelect(this.model.box, cards, card.name);
    fillSelect(this.beside.box, [none, ...fitting], view.beside);
    this.beside.box.disabled = !fitting.length;
    this.fit.root.classList.toggle("gx-hidden", !view.beside);
    this.fit.box.checked = Boolean(view.fit);
  }
}
