// What the scene is made of: a seed's digits, others that are added or drawn, distractors, and what lies behind.

import { el } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { anySeed, SeedField } from "../../ui/controls/seed.js";
import { why } from "../../ui/lessons/why.js";
import { MOST } from "./arrangement.js";
import { AttentionGround } from "./ground.js";
import { AttentionInk } from "./ink.js";
import { LABELS } from "./label_select.js";

/**
 * What a person does to the scene.
 * @typedef {object} SceneTools
 * @property {(seed: number) => void} seed  another scene
 * @property {() => void} reset  back to the seed's own digits
 * @property {() => void} clear  no digits
 * @property {(label: number) => void} add  a digit that was written by any hand
 * @property {(glyph: string, label: number) => void} own  a drawn one
 * @property {(on: boolean) => void} distractors
 * @property {(name: string) => void} background
 * @property {(pixels: string) => void} upload  of a background of one's own
 * @property {(message: string) => void} error
 */

export class AttentionTools {
  #source = el("p", { class: "gx-note" });

  /** @param {SceneTools} on */
  constructor(on) {
    this.on = on;
    this.seed = new SeedField("The number of a held-out scene, which no model was trained on", on.seed, {
      input: "gx-num",
      label: "Scene number",
    });
    this.reset = button("Its own digits", "Back to the digits that this seed’s scene has", () => on.reset());
    this.clear = button("Take all away", "A scene without digits, to be filled by hand", () => on.clear());
    this.digits = LABELS.map((label) => button(String(label), `Add a ${label} (key ${label})`, () => on.add(label)));
    this.ink = new AttentionInk((glyph, label) => on.own(glyph, label));
    this.distractors = el("input", {
      type: "checkbox",
      onchange: () => {
        on.distractors(this.distractors.checked);
      },
    });
    this.ground = new AttentionGround(on);
    this.root = this.#build();
  }

  #build() {
    const newScene = button("New scene", "Any other scene (N)", () => this.on.seed(anySeed()), "primary");
    const keys = el("div", { class: "digit-keys", role: "group", "aria-label": "Add a digit" }, ...this.digits);
    const pieces = "Pieces of digits in colours of any hue, which are no answer to anything";
    return el(
      "section",
      { class: "gx-panel attention-tools", "data-part": "tools" },
      el("h3", {}, "The scene", why("the-task")),
      el("div", { class: "seed-row" }, this.seed.root, newScene),
      el("div", { class: "gx-row halves" }, this.reset, this.clear),
      el("div", { class: "gx-field" }, "Add a digit", keys),
      el("details", { class: "ink-fold" }, el("summary", {}, "Draw a digit of your own"), this.ink.root),
      el("label", { class: "check", title: pieces }, this.distractors, "Distractors: pieces of other digits"),
      this.ground.root,
      this.#source,
    );
  }

  /**
   * @param {import("./arrangement.js").Arranged} scene
   * @param {boolean} uploaded  there is a background of one's own
   * @param {string} source  of the digits: "test" or "dream"
   */
  show({ seed, own, digits, distractors, background }, uploaded, source) {
    const full = digits.length >= MOST;
    this.seed.value = seed;
    this.reset.disabled = !own;
    this.clear.disabled = !digits.length;
    for (const digit of this.digits) digit.disabled = full;
    this.ink.allow(!full);
    this.distractors.checked = distractors;
    this.ground.show(background, uploaded);
    const notes = [];
    if (full) notes.push(`A scene has at most ${MOST} digits.`);
    if (source === "dream") notes.push("MNIST is not on this disk: a model drew these digits.");
    this.#source.textContent = notes.join(" ");
  }
}
