// A picture of one's own under the model: what class it is taken for, and its style. A person may say the class instead.

import { decodeBase64, el, fmt, paint, setSmooth } from "../../ui/canvas/paint.js";
import { postBytes, query } from "../../ui/transport/api.js";

export class Guess {
  /** @param {object} on  card(), style(found, done) its posterior and label, gone() there is no picture any more, back(), error(message) */
  constructor(on) {
    this.on = on;
    this.turn = 0;
    this.pixels = this.found = this.told = null;
    this.pictures = ["Your picture", "As the model redraws it"].map((name) => ({
      name,
      canvas: el("canvas", { class: "gx-canvas", role: "img", "aria-label": name }),
    }));
    this.says = el("p", { class: "says", role: "status" });
    this.bars = el("div", {
      class: "bars",
      role: "group",
      "aria-label": "What the model takes the picture for; press the class that is right",
    });
    this.scores = el("p", { class: "gx-note gx-num" });
    this.back = el(
      "button",
      {
        class: "gx-btn",
        type: "button",
        title: "Put the sliders on the style of this picture again",
        onclick: () => on.back(),
      },
      "Back to the picture",
    );
    this.root = el(
      "div",
      { class: "guess gx-hidden" },
      el(
        "div",
        { class: "pair" },
        ...this.pictures.map(({ name, canvas }) => el("figure", {}, canvas, el("figcaption", {}, name))),
      ),
      this.says,
      this.bars,
      this.scores,
      this.back,
    );
  }

  /** A picture came in. What a person said of the class holds while they go on drawing. */
  async take(pixels, { from, done }) {
    if (from !== "draw") this.told = null;
    if (from === "draw" && pixels.every((value) => value === 0)) {
      this.clear();
      return;
    }
    await this.encode(pixels, done);
  }

  async tell(label) {
    this.told = label;
    await this.encode(this.pixels, true);
  }

  async encode(pixels, done) {
    const turn = ++this.turn;
    const card = this.on.card();
    this.pixels = pixels;
    try {
      const found = await postBytes(
        query("/api/encode", { model: card.name, ...(this.told === null ? {} : { label: this.told }) }),
        pixels,
      );
      if (turn !== this.turn || card !== this.on.card()) return;
      this.found = found;
      this.show(card);
      this.on.style(found, done);
    } catch (error) {
      if (turn === this.turn) this.on.error(error.message);
    }
  }

  /** The same picture under another model. */
  async again() {
    this.told = null;
    if (this.pixels) await this.encode(this.pixels, false);
  }

  clear() {
    this.turn++;
    this.pixels = this.found = this.told = null;
    this.root.classList.add("gx-hidden");
    this.on.gone();
  }

  setSmooth(smooth) {
    for (const { canvas } of this.pictures) setSmooth(canvas, smooth);
  }

  show(card) {
    const { found } = this;
    const best = found.labels.indexOf(Math.max(...found.labels));
    const names = card.classes;
    const [, h, w] = card.shape;
    [this.pixels, decodeBase64(found.reconstruction)].forEach((pixels, i) => {
      this.pictures[i].canvas.style.setProperty("--ratio", w / h);
      paint(this.pictures[i].canvas, pixels, card.shape);
    });
    const taken = `The model takes it for ${names[best]} (${fmt(found.labels[best] * 100, 0)} %)`;
    this.says.textContent =
      this.told === null
        ? `${taken}. Not so? Press the right one:`
        : `${taken}; you say ${names[found.label]}, and its style is read as that.`;
    this.bars.replaceChildren(
      ...names.map((name, k) => {
        const bar = el("i", {});
        bar.style.height = `${Math.max(2, found.labels[k] * 100)}%`;
        return el(
          "button",
          {
            class: "bar",
            type: "button",
            "aria-pressed": String(k === found.label),
            title: `${name}: ${fmt(found.labels[k] * 100, 1)} %. Press to say that it is this`,
            onclick: () => this.tell(k),
          },
          el("span", { class: "tower" }, bar),
          el("span", { class: name.length > 2 ? "name long" : "name" }, name),
        );
      }),
    );
    this.scores.textContent = [
      `squared error ${fmt(found.mse, 4)}`,
      found.elbo === null ? "" : `ELBO as ${names[found.label]} ${fmt(found.elbo, 1)} nats`,
    ]
      .filter(Boolean)
      .join(", ");
    this.root.classList.remove("gx-hidden");
  }
}
