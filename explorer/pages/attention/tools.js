// What the scene is made of: a seed's digits, others that are added or drawn, distractors, and what lies behind.

import { el } from "../../ui/canvas/paint.js";
import { anySeed, MAX_SEED } from "../../ui/controls/seed.js";
import { MOST } from "./arrangement.js";
import { AttentionGround } from "./ground.js";
import { AttentionInk } from "./ink.js";

export class AttentionTools {
  /** @param {object} on  seed(number), reset(), clear(), add(label), own(glyph, label), distractors(on), background(name), upload(pixels), error(message) */
  constructor(on) {
    const button = (text, title, onclick, more = "") =>
      el("button", { class: `gx-btn ${more}`, type: "button", title, onclick }, text);
    this.seed = el("input", {
      class: "gx-input gx-num",
      type: "number",
      min: 0,
      max: MAX_SEED,
      step: 1,
      onchange: () => on.seed(this.number()),
    });
    this.reset = button("Its own digits", "Back to the digits that this seed’s scene has", on.reset);
    this.clear = button("Take all away", "A scene without digits, to be filled by hand", on.clear);
    this.digits = Array.from({ length: 10 }, (_, label) =>
      button(String(label), `Add a ${label} (key ${label})`, () => on.add(label)),
    );
    this.ink = new AttentionInk(on.own);
    this.fold = el("details", { class: "ink-fold" }, el("summary", {}, "Draw a digit of your own"), this.ink.root);
    this.distractors = el("input", { type: "checkbox", onchange: () => on.distractors(this.distractors.checked) });
    this.ground = new AttentionGround(on);
    this.source = el("p", { class: "gx-note" });
    this.root = el(
      "section",
      { class: "gx-panel attention-tools", "data-part": "tools" },
      el("h3", {}, "The scene"),
      el(
        "div",
        { class: "seed-row" },
        el(
          "label",
          { class: "gx-field", title: "The number of a held-out scene, which no model was trained on" },
          "Scene number",
          this.seed,
        ),
        button("New scene", "Any other scene (N)", () => on.seed(anySeed()), "primary"),
      ),
      el("div", { class: "gx-row halves" }, this.reset, this.clear),
      el(
        "div",
        { class: "gx-field" },
        "Add a digit",
        el("div", { class: "digit-keys", role: "group", "aria-label": "Add a digit" }, ...this.digits),
      ),
      this.fold,
      el(
        "label",
        { class: "check", title: "Pieces of digits in colours of any hue, which are no answer to anything" },
        this.distractors,
        "Distractors: pieces of other digits",
      ),
      this.ground.root,
      this.source,
    );
  }

  number() {
    const value = Math.round(Number(this.seed.value));
    return Number.isFinite(value) ? Math.min(MAX_SEED, Math.max(0, value)) : 0;
  }

  /** @param {object} state  of the arrangement  @param {boolean} uploaded  there is a background of one's own  @param {string} source  "test" or "dream" */
  show({ seed, own, digits, distractors, background }, uploaded, source) {
    this.seed.value = String(seed);
    this.reset.disabled = !own;
    this.clear.disabled = !digits.length;
    const full = digits.length >= MOST;
    this.digits.forEach((button) => {
      button.disabled = full;
    });
    this.ink.allow(!full);
    this.distractors.checked = distractors;
    this.ground.show(background, uploaded);
    this.source.textContent = [
      full ? `A scene has at most ${MOST} digits.` : "",
      source === "dream" ? "MNIST is not on this disk: a model drew these digits." : "",
    ]
      .filter(Boolean)
      .join(" ");
  }
}
