// Which codes: the model, and where the picture comes from.

import { el } from "../../ui/canvas/paint.js";
import { PictureSource } from "../../ui/picture/picture_source.js";

const DATASETS = { mnist: "MNIST digits", fashion: "Fashion-MNIST clothes", cifar10: "Small colour photographs" };

/** A quantiser takes pictures as an encoder does: the server brings them to its size. */
const takes = (card) => ({ ...card, can: [...card.can, "encode"] });

export class CodesControls {
  /** @param {object[]} cards  of all quantisers  @param {object} on  model(name), picture(pixels, {from, done}) */
  constructor(cards, on) {
    Object.assign(this, { cards, on });
    this.box = el(
      "select",
      { class: "gx-select", onchange: () => on.model(this.box.value) },
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
    this.sourceRoot = el("div", {});
    this.root = el(
      "section",
      { class: "gx-panel codes-controls" },
      el("label", { class: "gx-field", title: "The checkpoint whose codebook this is" }, "Model", this.box),
      this.about,
    );
    this.picture = el("section", { class: "gx-panel from" }, el("h3", {}, "The picture"), this.sourceRoot);
  }

  show(card) {
    this.box.value = card.name;
    this.about.textContent = card.about;
  }

  /** The test picture so many further on; 0: any. */
  step(by) {
    const {
      card,
      source: { index },
    } = this;
    const count = card.test_count;
    this.open(card, by ? ((index ?? 0) + by + count) % count : Math.floor(Math.random() * count));
  }

  /** Pictures come at this card's size. `index`: a picture of the test set to begin with; where there is none, false. */
  open(card, index = null) {
    this.card = card;
    if (this.source) this.source.setCard(takes(card));
    else
      this.source = new PictureSource(this.sourceRoot, {
        card: takes(card),
        onpicture: (pixels, about) =>
          this.on.picture(pixels, { ...about, name: about.from === "test" ? `test:${this.source.index}` : "" }),
      });
    if (index === null || !card.test) return false;
    this.source.index = index;
    this.source.open("test");
    this.source.take(index);
    return true;
  }
}
