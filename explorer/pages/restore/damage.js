// What is done to the picture: the kind of damage, its strength, its seed, and the hole that is painted.

import { el } from "../../ui/canvas/paint.js";
import { MAX_SEED } from "../../ui/controls/seed.js";
import { RestoreMask } from "../../ui/picture/mask.js";

const SEEDED = { gaussian: "New noise", salt: "New noise", hole: "New hole" };

export class RestoreDamage {
  /** @param {(found: {kind, strength, seed}, done: boolean) => void} onchange  done: the hand rests */
  constructor(onchange) {
    this.onchange = onchange;
    this.kinds = el("div", { class: "kinds", role: "group", "aria-label": "Kind of damage" });
    this.about = el("p", { class: "gx-note" });
    this.value = el("output", { class: "gx-num" });
    this.range = el("input", { type: "range", oninput: () => this.slide(false), onchange: () => this.slide(true) });
    this.strengthField = el(
      "label",
      { class: "gx-field strength" },
      el("span", {}, "Strength "),
      this.value,
      this.range,
    );
    this.seedButton = el(
      "button",
      {
        class: "gx-btn",
        type: "button",
        title: "The same damage with other random numbers",
        onclick: () => this.reseed(),
      },
      "New noise",
    );
    this.seedNote = el("span", { class: "gx-note gx-num" });
    this.seedRow = el("div", { class: "gx-row" }, this.seedButton, this.seedNote);
    this.mask = new RestoreMask((done) => this.tell(done));
    this.root = el(
      "section",
      { class: "gx-panel" },
      el("h3", {}, "Damage"),
      this.kinds,
      this.about,
      this.strengthField,
      this.seedRow,
      this.mask.root,
    );
  }

  /** Another subject: its kinds and their ranges, and what the view says of them. */
  open(damages, { kind, strength, seed }) {
    this.damages = damages;
    this.kinds.replaceChildren(
      ...damages.map((one) =>
        el(
          "button",
          {
            class: "gx-btn",
            type: "button",
            title: one.about,
            "data-kind": one.kind,
            onclick: () => this.choose(one.kind),
          },
          one.title,
        ),
      ),
    );
    this.seed = seed;
    this.show(damages.some((one) => one.kind === kind) ? kind : damages[0].kind, strength);
  }

  get damage() {
    return this.damages.find(({ kind }) => kind === this.kind);
  }
  get state() {
    return { kind: this.kind, strength: this.strength, seed: this.seed };
  }

  /** What the damage is called in a sentence. */
  get words() {
    if (this.kind === "painted") return this.damage.title;
    return `${this.damage.title}, ${this.text}`;
  }

  get text() {
    const { unit, step } = this.damage;
    const digits = Math.max(0, -Math.floor(Math.log10(step)));
    return `${this.strength.toFixed(digits)} ${unit}`.trim();
  }

  show(kind, strength = null) {
    this.kind = kind;
    const { low, high, step, about } = this.damage;
    this.strength = Math.min(high, Math.max(low, strength ?? this.damage.default));
    for (const button of this.kinds.children) button.setAttribute("aria-pressed", String(button.dataset.kind === kind));
    Object.assign(this.range, { min: low, max: high, step });
    this.range.value = this.strength;
    this.about.textContent = about;
    this.strengthField.classList.toggle("gx-hidden", kind === "painted");
    this.seedRow.classList.toggle("gx-hidden", !SEEDED[kind]);
    this.mask.root.classList.toggle("gx-hidden", kind !== "painted");
    this.seedButton.textContent = SEEDED[kind] ?? "";
    this.write();
  }

  write() {
    this.value.textContent = this.text;
    this.range.setAttribute("aria-valuetext", this.text);
    this.seedNote.textContent = `seed ${this.seed}`;
  }

  choose(kind) {
    if (kind === this.kind) return;
    this.show(kind);
    this.tell(true);
  }

  slide(done) {
    this.strength = Number(this.range.value);
    this.write();
    this.tell(done);
  }

  reseed() {
    this.seed = this.seed >= MAX_SEED ? 0 : this.seed + 1;
    this.write();
    this.tell(true);
  }

  tell(done) {
    this.onchange(this.state, done);
  }
}
