// What is dreamt: the class that the prior is told, the temperature, the seed, and the cells that stay.

import { el, fmt } from "../../ui/canvas/paint.js";
import { ClassChooser, oneHot } from "../../ui/controls/class_chooser.js";
import { anySeed, MAX_SEED } from "../../ui/controls/seed.js";
import { unusable } from "../../ui/painting/order.js";

const KEPT = {
  none: ["Nothing", () => 0],
  top: ["Upper half", ({ y }, h) => y < h / 2],
  left: ["Left half", ({ x }, _h, w) => x < w / 2],
};

export class DreamSettings {
  /** @param {object} on  change(found, live): what of the view a person changed; keep(flags) */
  constructor(on) {
    this.on = on;
    const button = (text, title, onclick) => el("button", { class: "gx-btn", type: "button", title, onclick }, text);
    this.any = button("any", "Tell it no class: it dreams of whichever it likes", () => on.change({ label: "" }));
    this.chooser = new ClassChooser((index) => on.change({ label: String(index) }), {
      title: (name) => `Dream of ${name}`,
      hint: "The class that the prior is told",
    });
    this.chooser.row.before(el("div", { class: "class-row" }, this.any));
    this.temperature = el("input", {
      type: "range",
      min: 0,
      max: 2,
      step: 0.05,
      "aria-label": "Temperature",
      oninput: () => on.change({ temperature: Number(this.temperature.value) }, true),
    });
    this.warmth = el("span", { class: "gx-num" });
    this.seed = el("input", {
      class: "gx-input",
      type: "number",
      min: 0,
      max: MAX_SEED,
      step: 1,
      onchange: () => on.change({ seed: this.number() }),
    });
    this.keeps = new Map(
      Object.entries(KEPT).map(([name, [title]]) => [
        name,
        button(
          title,
          name === "none" ? "Everything is drawn anew" : `The codes of the ${title.toLowerCase()} stay`,
          () => on.keep(this.flags(name)),
        ),
      ]),
    );
    this.told = el("p", { class: "gx-note", role: "status" });
    this.root = el(
      "div",
      { class: "dream-settings", role: "group", "aria-label": "What is dreamt" },
      this.chooser.root,
      el(
        "div",
        { class: "dream-part" },
        el(
          "label",
          {
            class: "gx-field",
            title:
              "Every distribution is sharpened below 1 and flattened above; at 0 the likeliest code is always taken",
          },
          el("span", { class: "between" }, "Temperature", this.warmth),
          this.temperature,
        ),
        el(
          "div",
          { class: "seed-row" },
          el(
            "label",
            { class: "gx-field", title: "The noise that the codes are drawn with: the same seed, the same dream" },
            "Seed",
            this.seed,
          ),
          el(
            "button",
            {
              class: "gx-btn",
              type: "button",
              title: "Draw another seed and dream",
              onclick: () => on.change({ seed: anySeed() }),
            },
            "New dream",
          ),
        ),
      ),
      el(
        "div",
        { class: "dream-part" },
        el(
          "div",
          { class: "gx-field" },
          "Cells that stay",
          el("div", { class: "gx-row", role: "group", "aria-label": "Cells that stay" }, ...this.keeps.values()),
        ),
        this.told,
      ),
    );
  }

  /** Another model: its layout and the card of its (coarsest) prior, or null. */
  open(layout, prior) {
    this.layout = layout;
    this.root.classList.toggle("gx-hidden", !prior);
    if (prior) this.chooser.open(prior);
    this.prior = prior;
  }

  number() {
    return Math.min(MAX_SEED, Math.max(0, Math.round(Number(this.seed.value)) || 0));
  }

  flags(name) {
    const keeps = KEPT[name][1];
    return Uint8Array.from({ length: this.layout.count }, (_, index) => {
      const place = this.layout.place(index);
      const { h, w } = this.layout.levels[place.level];
      return Number(keeps(place, h, w));
    });
  }

  show({ label, temperature, seed }, kept) {
    if (!this.prior) return;
    this.chooser.show(
      /^\d+$/.test(label) && this.prior.conditions
        ? oneHot(this.prior.conditions, Math.min(Number(label), this.prior.conditions - 1))
        : [],
    );
    this.any.setAttribute("aria-pressed", String(label === ""));
    this.temperature.value = String(temperature);
    this.warmth.textContent = fmt(temperature);
    this.seed.value = String(seed);
    for (const name of Object.keys(KEPT))
      this.keeps.get(name).setAttribute("aria-pressed", String(this.flags(name).every((flag, i) => flag === kept[i])));
    this.told.textContent = explain(this.layout, kept);
  }
}

/** What the order of drawing makes of the cells that stay. */
function explain({ levels, count }, kept) {
  const sum = (flags) => flags.reduce((total, flag) => total + flag, 0);
  const stay = sum(kept);
  if (!stay) return "The tool Keep marks cells that the prior leaves as they are.";
  if (stay === count) return "Every cell stays: nothing is drawn.";
  const late = levels.reduce(
    (total, { h, w, start, end }) =>
      total +
      sum(
        unusable(
          kept.slice(start, end).map((flag) => 1 - flag),
          [1, h, w],
        ),
      ),
    0,
  );
  return `${stay} of ${count} cells stay.${late ? ` ${late} of them come after the first that is drawn, and codes that are drawn before them can't look at them.` : ""}`;
}
