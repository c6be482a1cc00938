// Which models are on the page, and on which map.

import { el } from "../../ui/canvas/paint.js";
import { fillSelect, select } from "../../ui/controls/fields.js";
import { KIND_NAMES } from "./state.js";

/** @typedef {import("./state.js").Kind} Kind */
/** @typedef {import("./state.js").MapState} MapState */

export class ModelBar {
  /**
   * @param {object} on
   * @param {(name: string) => void} on.model  another model was chosen
   * @param {(kind: Kind) => void} on.kind  another map of it
   * @param {(name: string) => void} on.beside  another second model, or none: ""
   */
  constructor(on) {
    this.model = select("Model", "The checkpoint whose codes are laid out", on.model);
    this.kind = select("Map", "How its codes are laid out in two dimensions", (kind) => {
      on.kind(/** @type {Kind} */ (kind));
    });
    this.beside = select("Beside it", "A second model's map of the same test pictures", on.beside);
    this.root = el("div", { class: "model-bar" }, this.model.root, this.kind.root, this.beside.root);
  }

  /** @param {MapState} state */
  show(state) {
    const { card, cards, view, comparable } = state;
    const none = { name: "", title: comparable.length ? "nothing" : "no other model of these pictures" };
    /** @type {Kind[]} */
    const kinds = ["umap", card.latents === 2 ? "codes" : "pca"];
    fillSelect(this.model.box, cards, card.name);
    fillSelect(
      this.kind.box,
      kinds.map((kind) => ({ name: kind, title: KIND_NAMES[kind] })),
      state.kindOf(card),
    );
    fillSelect(this.beside.box, [none, ...comparable], view.beside);
    this.beside.box.disabled = !comparable.length;
  }
}
