// What is dreamt: the class that the prior is told, the temperature, the seed, and the cells that stay.

import { el, fmt } from "../../ui/canvas/paint.js";
import { button, press, toggleButton } from "../../ui/controls/buttons.js";
import { ClassChooser, oneHot } from "../../ui/controls/class_chooser.js";
import { range } from "../../ui/controls/fields.js";
import { anySeed, SeedField } from "../../ui/controls/seed.js";
import { unusable } from "../../ui/painting/order.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./dream.js").DreamTold} DreamTold */
/** @typedef {import("./layout.js").Flags} Flags */
/** @typedef {import("./layout.js").GridLevel} GridLevel */
/** @typedef {import("./layout.js").Layout} Layout */
/** @typedef {import("./layout.js").Place} Place */

/** @typedef {"none" | "top" | "left"} KeptName */

/**
 * Which cells can be kept at once: what they are called, what is said of it, and whether a cell is one of them.
 * @type {{[name in KeptName]: {title: string, about: string, has: (place: Place, level: GridLevel) => boolean}}}
 */
const KEPT = {
  none: { title: "Nothing", about: "Everything is drawn anew", has: () => false },
  top: { title: "Upper half", about: "The codes of the upper half stay", has: ({ y }, { h }) => y < h / 2 },
  left: { title: "Left half", about: "The codes of the left half stay", has: ({ x }, { w }) => x < w / 2 },
};

const KEPT_NAMES = /** @type {KeptName[]} */ (Object.keys(KEPT));
const MOST_TEMPERATURE = 2;
const TEMPERATURE_STEP = 0.05;
const LITTLE = 0.01; // of the nats of a picture's codes

/** @param {Flags} flags */
const count = (flags) => flags.reduce((sum, flag) => sum + flag, 0);

/**
 * What the order of drawing makes of the cells that stay, in words.
 * @param {Layout} layout
 * @param {Flags} kept
 */
function explain({ levels, count: all }, kept) {
  const stay = count(kept);
  if (!stay) return "The tool Keep marks cells that the prior leaves as they are.";
  if (stay === all) return "Every cell stays: nothing is drawn.";
  let late = 0;
  for (const { start, end } of levels) {
    const hole = kept.slice(start, end).map((flag) => 1 - flag);
    late += count(unusable(hole));
  }
  const words = `${stay} of ${all} cells stay.`;
  if (!late) return words;
  const unseen = "come after the first that is drawn, and codes that are drawn before them can't look at them.";
  return `${words} ${late} of them ${unseen}`;
}

/**
 * What the class is worth to a prior, in words: little of it can be seen where that is little.
 * @param {Card} prior
 */
function worth({ metrics: { nll, nll_no_class: untold, class_share: share } }) {
  if (!nll || !untold) return "";
  const saved = untold.value - nll.value;
  const words = [`Told the class, it needs ${fmt(saved, 1)} of ${fmt(untold.value, 1)} nats a picture less.`];
  if (share) words.push(`A classifier reads ${fmt(100 * share.value, 1)} % of its draws as asked.`);
  if (saved < LITTLE * untold.value) words.push("So little can hardly be seen in what it draws.");
  return words.join(" ");
}

export class DreamSettings {
  /** @type {Layout | null} */
  #layout = null;

  /** @type {Card | null} */
  #prior = null;

  #warmth = el("span", { class: "gx-num" });

  #told = el("p", { class: "gx-note", role: "status" });

  #worth = el("p", { class: "gx-note gx-num" });

  /**
   * @param {object} on
   * @param {(found: Partial<DreamTold>, live?: boolean) => void} on.change  a person changed something; live: and still
   *   does
   * @param {(flags: Flags) => void} on.keep
   */
  constructor(on) {
    this.any = toggleButton("any", "Tell it no class: it dreams of whichever it likes", () => on.change({ label: "" }));
    this.chooser = new ClassChooser((index) => on.change({ label: String(index) }), {
      title: (name) => `Dream of ${name}`,
      hint: "The class that the prior is told",
    });
    this.chooser.row.before(el("div", { class: "class-row" }, this.any));
    this.temperature = range({
      label: "Temperature",
      max: MOST_TEMPERATURE,
      step: TEMPERATURE_STEP,
      oninput: (temperature) => on.change({ temperature }, true),
    });
    this.seed = new SeedField("The noise that the codes are drawn with: the same seed, the same dream", (seed) =>
      on.change({ seed }),
    );
    this.keeps = KEPT_NAMES.map((name) => ({
      name,
      button: toggleButton(KEPT[name].title, KEPT[name].about, () => on.keep(this.#flags(name))),
    }));
    const anew = button("New dream", "Draw another seed and dream", () => on.change({ seed: anySeed() }));
    this.root = this.#build(anew);
  }

  /** @param {HTMLButtonElement} anew */
  #build(anew) {
    const temperature = el(
      "label",
      {
        class: "gx-field",
        title: "Every distribution is sharpened below 1 and flattened above; at 0 the likeliest code is always taken",
      },
      el("span", { class: "between" }, "Temperature", this.#warmth),
      this.temperature,
    );
    const keeps = el(
      "div",
      { class: "gx-field" },
      "Cells that stay",
      el(
        "div",
        { class: "gx-row", role: "group", "aria-label": "Cells that stay" },
        ...this.keeps.map((keep) => keep.button),
      ),
    );
    return el(
      "div",
      { class: "dream-settings", role: "group", "aria-label": "What is dreamt" },
      el("div", { class: "dream-part" }, this.chooser.root, this.#worth),
      el("div", { class: "dream-part" }, temperature, el("div", { class: "seed-row" }, this.seed.root, anew)),
      el("div", { class: "dream-part" }, keeps, this.#told),
    );
  }

  /**
   * Another model.
   * @param {Layout} layout
   * @param {Card | null} prior  the (coarsest) one over its codes
   */
  open(layout, prior) {
    this.#layout = layout;
    this.#prior = prior;
    this.root.classList.toggle("gx-hidden", !prior);
    if (!prior) return;
    this.chooser.open(prior);
    this.#worth.textContent = worth(prior);
  }

  /**
   * @param {KeptName} name
   * @returns {Flags}  the cells of that name
   */
  #flags(name) {
    const layout = this.#layout;
    if (!layout) return new Uint8Array();
    const { has } = KEPT[name];
    return Uint8Array.from({ length: layout.count }, (_, index) => {
      const place = layout.place(index);
      return Number(has(place, layout.levels[place.level]));
    });
  }

  /**
   * @param {DreamTold} told
   * @param {Flags} kept
   */
  show({ label, temperature, seed }, kept) {
    if (!this.#prior || !this.#layout) return;
    const { conditions } = this.#prior;
    const labelled = /^\d+$/.test(label) && conditions > 0;
    this.chooser.show(labelled ? oneHot(conditions, Math.min(Number(label), conditions - 1)) : []);
    press(this.any, label === "");
    this.temperature.value = String(temperature);
    this.#warmth.textContent = fmt(temperature);
    this.seed.value = seed;
    for (const { name, button: keep } of this.keeps)
      press(
        keep,
        this.#flags(name).every((flag, i) => flag === kept[i]),
      );
    this.#told.textContent = explain(this.#layout, kept);
  }
}
