// What is done to the picture: the kind of damage, its strength, its seed, and the hole that is painted.

import { el } from "../../ui/canvas/paint.js";
import { button, press, toggleButton } from "../../ui/controls/buttons.js";
import { range } from "../../ui/controls/fields.js";
import { nextSeed } from "../../ui/controls/seed.js";
import { why } from "../../ui/lessons/why.js";
import { MaskPad } from "../../ui/picture/mask_pad.js";

/** @typedef {import("./types.js").Damage} Damage */
/** @typedef {import("./types.js").DamageKind} DamageKind */
/** @typedef {import("./types.js").RestoreView} RestoreView */

/** @type {{[kind: string]: string | undefined}} what another seed makes, of the kinds that have one */
const SEEDED = { gaussian: "New noise", salt: "New noise", hole: "New hole" };

export const PAINTED = "painted";

export class RestoreDamage {
  /** @type {DamageKind[]} */
  #kinds = [];

  /** @type {Map<string, HTMLButtonElement>} by kind */
  #buttons = new Map();

  #kind = "";
  #strength = 0;
  #seed = 0;

  #group = el("div", { class: "kinds", role: "group", "aria-label": "Kind of damage" });
  #about = el("p", { class: "gx-note" });
  #value = el("output", { class: "gx-num" });
  #range = range({
    label: "Strength",
    oninput: (strength) => this.#setStrength(strength, false),
    onchange: (strength) => this.#setStrength(strength, true),
  });
  #strengthField = el("label", { class: "gx-field strength" }, el("span", {}, "Strength "), this.#value, this.#range);
  #seedButton = button("New noise", "The same damage with other random numbers", () => this.#reseed());
  #seedNote = el("span", { class: "gx-note gx-num" });
  #seedRow = el("div", { class: "gx-row" }, this.#seedButton, this.#seedNote);

  /** @param {(damage: Damage, done: boolean) => void} onchange  done: the hand rests */
  constructor(onchange) {
    this.onchange = onchange;
    this.mask = new MaskPad((done) => this.#tell(done));
    this.root = el(
      "section",
      { class: "gx-panel" },
      el("h3", {}, "Damage", why("the-question")),
      this.#group,
      this.#about,
      this.#strengthField,
      this.#seedRow,
      this.mask.root,
    );
  }

  /**
   * Another subject: its kinds and their ranges, and what the view says of them.
   * @param {DamageKind[]} kinds
   * @param {Pick<RestoreView, "kind" | "strength" | "seed">} view
   */
  open(kinds, { kind, strength, seed }) {
    this.#kinds = kinds;
    this.#buttons = new Map(kinds.map((one) => [one.kind, this.#button(one)]));
    this.#group.replaceChildren(...this.#buttons.values());
    this.#seed = seed;
    this.#show(this.#buttons.has(kind) ? kind : kinds[0].kind, strength);
  }

  /** @param {DamageKind} one */
  #button({ kind, title, about }) {
    const made = toggleButton(title, about, () => this.#choose(kind));
    made.dataset.kind = kind;
    return made;
  }

  /** The kind that is chosen, with its range. */
  get #chosen() {
    return this.#kinds.find(({ kind }) => kind === this.#kind) ?? this.#kinds[0];
  }

  /** @returns {Damage} */
  get state() {
    return { kind: this.#kind, strength: this.#strength, seed: this.#seed };
  }

  /** What the damage is called in a sentence. */
  get words() {
    const { title, low, high } = this.#chosen;
    return this.#kind === PAINTED || low === high ? title : `${title}, ${this.#text}`;
  }

  /** The strength with its unit. */
  get #text() {
    const { unit, step } = this.#chosen;
    const digits = Math.max(0, -Math.floor(Math.log10(step)));
    return `${this.#strength.toFixed(digits)} ${unit}`.trim();
  }

  /**
   * @param {string} kind
   * @param {number | null} [strength]  null: the kind's own
   */
  #show(kind, strength = null) {
    this.#kind = kind;
    const { low, high, step, about, default: usual } = this.#chosen;
    this.#strength = Math.min(high, Math.max(low, strength ?? usual));
    for (const [name, made] of this.#buttons) press(made, name === kind);
    this.#range.min = String(low);
    this.#range.max = String(high);
    this.#range.step = String(step);
    this.#range.value = String(this.#strength);
    this.#about.textContent = about;
    this.#strengthField.classList.toggle("gx-hidden", kind === PAINTED || low === high);
    this.#seedRow.classList.toggle("gx-hidden", !SEEDED[kind]);
    this.mask.root.classList.toggle("gx-hidden", kind !== PAINTED);
    this.#seedButton.textContent = SEEDED[kind] ?? "";
    this.#write();
  }

  #write() {
    this.#value.textContent = this.#text;
    this.#range.setAttribute("aria-valuetext", this.#text);
    this.#seedNote.textContent = `seed ${this.#seed}`;
  }

  /** @param {string} kind */
  #choose(kind) {
    if (kind === this.#kind) return;
    this.#show(kind);
    this.#tell(true);
  }

  /**
   * @param {number} strength
   * @param {boolean} done
   */
  #setStrength(strength, done) {
    this.#strength = strength;
    this.#write();
    this.#tell(done);
  }

  #reseed() {
    this.#seed = nextSeed(this.#seed);
    this.#write();
    this.#tell(true);
  }

  /** @param {boolean} done */
  #tell(done) {
    this.onchange(this.state, done);
  }
}
