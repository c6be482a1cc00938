// How likely is this picture? Bounds on its log-likelihood under a model, where they stand among the test set's, and among
// those of pictures that the model never saw.

import { decodeBase64, el, fmt, paint } from "../../ui/canvas/paint.js";
import { Histogram, shareBelow } from "../../ui/charts/histogram.js";
import { getJSON, postBytes, query } from "../../ui/transport/api.js";

const BOUNDS = { elbo: "ELBO", iwae: "IWAE bound" };
const EVERY_MS = 150;

export class Typicality {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.turn = 0;
    this.bound = "elbo";
    this.tests = new Map(); // model -> promise of its test sets' bounds
    this.model = el("select", { class: "gx-select", onchange: () => this.score() });
    this.kinds = Object.entries(BOUNDS).map(([name, text]) =>
      el(
        "button",
        {
          class: "gx-btn",
          type: "button",
          "data-bound": name,
          onclick: () => {
            this.bound = name;
            this.show();
          },
        },
        text,
      ),
    );
    this.histogram = new Histogram();
    this.verdict = el("p", { role: "status", class: "verdict gx-num" });
    this.warning = el("p", { class: "gx-note" });
    this.error = el("p", { class: "gx-error", role: "alert" });
    const picture = (text) => {
      const canvas = el("canvas", { class: "gx-canvas", role: "img", "aria-label": text });
      return { canvas, root: el("figure", {}, canvas, el("figcaption", { class: "gx-note" }, text)) };
    };
    this.seen = picture("as the model redraws it");
    this.missed = picture("error of each pixel, white: 1");
    this.readout = el("p", { class: "gx-note gx-num readout" });
    this.missed.canvas.addEventListener("pointermove", (event) => this.read(event));
    this.missed.canvas.addEventListener("pointerleave", () => {
      this.readout.textContent = "";
    });
    this.body = el(
      "div",
      { class: "typicality" },
      el(
        "div",
        { class: "gx-row" },
        el(
          "label",
          { class: "gx-field", title: "The model that is asked. Ask one that never saw such pictures, too" },
          "According to",
          this.model,
        ),
        el("div", { class: "gx-row", role: "group", "aria-label": "Which bound" }, ...this.kinds),
      ),
      this.error,
      this.verdict,
      el(
        "div",
        { class: "typical-row" },
        this.histogram.root,
        el("div", { class: "typical-pictures" }, this.seen.root, this.missed.root, this.readout),
      ),
      this.warning,
    );
    this.empty = el("p", { class: "gx-note" });
    root.classList.add("gx-typicality");
    root.replaceChildren(this.body, this.empty);
    this.fill([]);
    this.cards = getJSON("/api/models").then((cards) =>
      cards.filter((card) => card.usable && card.can.includes("elbo") && card.can.includes("encode")),
    );
  }

  /** Another picture: uint8 of `shape`; models that can't take one of that shape are not asked. */
  async setPicture(subject, pixels, shape) {
    this.picture = { subject, pixels, shape };
    try {
      const cards = (await this.cards).filter((card) => card.shape.join() === shape.join());
      if (this.picture.pixels !== pixels) return;
      this.fill(cards, subject);
    } catch (error) {
      this.error.textContent = error.message;
      return;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.score(), EVERY_MS);
  }

  fill(cards, subject = "") {
    const names = cards.map(({ name }) => name).join();
    this.body.classList.toggle("gx-hidden", !cards.length);
    this.empty.textContent = cards.length
      ? ""
      : this.picture
        ? "No model here says how likely a photograph is: choose a digit or a garment."
        : "Choose a picture first.";
    if (names === this.names && subject === this.subject) return;
    Object.assign(this, { names, subject, found: null });
    const own = cards.filter((card) => card.dataset === subject);
    const others = cards.filter((card) => card.dataset !== subject);
    const group = (label, list) =>
      list.length
        ? [el("optgroup", { label }, ...list.map((card) => el("option", { value: card.name }, card.title)))]
        : [];
    this.model.replaceChildren(...group("Trained on such pictures", own), ...group("Trained on others", others));
    const best = own.find((card) => card.latents > 10) ?? own[0] ?? others[0];
    if (best) this.model.value = best.name;
  }

  /** Ask the chosen model; newest only. */
  async score() {
    const turn = ++this.turn;
    const model = this.model.value;
    const { pixels, shape } = this.picture ?? {};
    if (!model || !pixels) return;
    if (!this.tests.has(model))
      this.tests.set(
        model,
        getJSON(query("/api/typicality", { model })).catch((error) => ({ error: error.message })),
      );
    try {
      const [test, found] = await Promise.all([
        this.tests.get(model),
        postBytes(query("/api/score", { model }), pixels),
      ]);
      if (turn !== this.turn) return;
      Object.assign(this, { test, found, missing: decodeBase64(found.error) });
      this.error.textContent = test.error ?? "";
      paint(this.seen.canvas, decodeBase64(found.reconstruction), shape);
      paint(this.missed.canvas, this.missing, shape);
      this.show();
    } catch (error) {
      if (turn === this.turn) this.error.textContent = error.message;
    }
  }

  show() {
    const { found, test, bound } = this;
    if (!found) return;
    this.kinds.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.bound === bound)));
    const value = found[bound];
    const sets = Object.values(test.sets ?? {}).sort((a, b) => b.own - a.own);
    const own = sets.find((set) => set.own);
    const other = sets.find((set) => !set.own);
    this.histogram.root.classList.toggle("gx-hidden", !own);
    if (!own) {
      this.verdict.textContent = `${BOUNDS[bound]} ${fmt(value, 1)} nats`;
      this.warning.textContent = "";
      return;
    }
    this.histogram.show(
      sets.map((set) => ({ title: set.title, values: set[bound], own: set.own })),
      value,
      `${BOUNDS[bound]} in nats`,
    );
    const below = shareBelow(own[bound], value);
    this.verdict.textContent = `${BOUNDS[bound]} ${fmt(value, 1)} nats: ${place(below, own.title)}`;
    this.warning.textContent = tell(test.auroc[bound], own.title, other.title);
    this.root.dispatchEvent(new CustomEvent("gx-painted", { detail: { value, below } }));
  }

  read(event) {
    const [, h, w] = this.picture.shape;
    const area = this.missed.canvas.getBoundingClientRect();
    const cell = (part, count) => Math.min(count - 1, Math.max(0, Math.floor(part * count)));
    const x = cell((event.clientX - area.left) / area.width, w);
    const y = cell((event.clientY - area.top) / area.height, h);
    this.readout.textContent = `row ${y + 1}, column ${x + 1}: error ${fmt(this.missing[y * w + x] / 255)}`;
  }
}

function place(below, title) {
  const percent = below * 100;
  if (percent < 0.05) return `less likely than every picture of the ${title} test set.`;
  if (percent > 99.95) return `likelier than every picture of the ${title} test set.`;
  return `${fmt(percent, percent < 1 || percent > 99 ? 1 : 0)} % of the ${title} test set are less likely.`;
}

/** What the measured AUROC means, in words; the failure is said as one. */
function tell(area, own, other) {
  const pair = `Of a pair of one picture from ${own} and one from ${other}, its own has the higher bound in ${fmt(area * 100, 0)} % of cases (AUROC ${fmt(area, 3)}, test sets).`;
  if (area > 0.9) return `${pair} So a low bound does mean a strange picture here.`;
  if (area >= 0.5) return `${pair} So the bound alone is a poor judge of what is strange.`;
  return `${pair} It finds strangers likelier than what it was trained on. Likelihood is a sum over pixels, and pictures of the other set are mostly black, which this model predicts almost for free; a high bound says that a picture is easy, not that it belongs.`;
}
