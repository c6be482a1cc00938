// The second picture, from which regions are copied and to which the first is morphed: of the test set, or the one that stands on the left.

import { decodeBase64, el, paint } from "../../ui/canvas/paint.js";
import { getJSON, query } from "../../ui/transport/api.js";

export class SecondPicture {
  /** @param {object} on  here() -> {pixels, name} that stands on the left, take({pixels, name}), error(message) */
  constructor(on) {
    Object.assign(this, { on, index: null, turn: 0, picture: null });
    const button = (text, title, onclick) => el("button", { class: "gx-btn", type: "button", title, onclick }, text);
    this.canvas = el("canvas", { class: "gx-canvas", role: "img", "aria-label": "The second picture" });
    this.label = el("p", { class: "gx-note gx-num", role: "status" });
    this.number = el("input", {
      class: "gx-input gx-num",
      type: "number",
      min: "0",
      step: "1",
      "aria-label": "Number of the second picture in the test set",
      onchange: () => this.fetch(Math.round(Number(this.number.value)) || 0),
    });
    this.test = el(
      "div",
      { class: "gx-row test-row" },
      button("Previous", "The test picture before", () => this.fetch((this.index ?? 0) - 1)),
      this.number,
      button("Next", "The test picture after", () => this.fetch((this.index ?? -1) + 1)),
      button("Random", "Any picture of the test set", () => this.any()),
    );
    this.root = el(
      "div",
      { class: "codes-second", role: "group", "aria-label": "A second picture" },
      this.canvas,
      el(
        "div",
        { class: "second-side" },
        this.label,
        this.test,
        el(
          "div",
          { class: "gx-row" },
          button(
            "Take the left one",
            "The picture on the left becomes the second one; then choose another for the left",
            () => this.takeHere(),
          ),
        ),
      ),
    );
  }

  /** Another model. The picture stays where it fits. */
  open(card) {
    this.turn++;
    const same = this.card?.shape.join() === card.shape.join() && this.card?.dataset === card.dataset;
    this.card = card;
    this.test.classList.toggle("gx-hidden", !card.test);
    this.number.max = String(Math.max(0, card.test_count - 1));
    this.canvas.style.setProperty("--ratio", card.shape[2] / card.shape[1]);
    if (same) return;
    Object.assign(this, { picture: null, index: null });
    this.number.value = "";
    const [, h, w] = card.shape;
    Object.assign(this.canvas, { width: w, height: h });
    this.label.textContent = "No second picture yet.";
  }

  takeHere() {
    const here = this.on.here();
    if (here)
      this.show({ ...here }, here.name ? `Test picture ${Number(here.name.split(":")[1]) + 1}` : "Your picture");
  }

  any() {
    return this.fetch(Math.floor(Math.random() * this.card.test_count));
  }

  /** Resolves when the picture is handed over, or could not be had. */
  async fetch(index) {
    const turn = ++this.turn;
    const { card } = this;
    const count = card.test_count;
    if (!card.test) {
      this.on.error(
        "The test set is not on this disk: press “Take the left one”, then choose another picture for the left.",
      );
      return;
    }
    try {
      const found = await getJSON(
        query("/api/test-picture", { model: card.name, index: ((index % count) + count) % count }),
      );
      if (turn !== this.turn) return;
      this.index = found.index;
      this.number.value = String(found.index);
      await this.show(
        { pixels: decodeBase64(found.pixels), name: `test:${found.index}` },
        `Test picture ${(found.index + 1).toLocaleString("en")}${found.class ? `: ${found.class}` : ""}`,
      );
    } catch (error) {
      if (turn === this.turn) this.on.error(error.message);
    }
  }

  show(picture, words) {
    this.picture = picture;
    paint(this.canvas, picture.pixels, this.card.shape);
    this.label.textContent = words;
    return this.on.take(picture);
  }
}
