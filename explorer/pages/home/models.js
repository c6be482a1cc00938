// Every checkpoint by kind, the person's own first, to be found by typing.

import { el } from "../../ui/canvas/paint.js";
import { modelCard } from "./model_card.js";

/** @typedef {import("../../ui/types.js").Card} Card */

/**
 * The kinds in the order of the pages; a model stands under the first that takes it.
 * @type {[name: string, takes: (card: Card) => boolean][]}
 */
const KINDS = [
  ["Yours", ({ own }) => own],
  ["Latents: autoencoders, VAEs, PCA", ({ can, conditions }) => can.includes("decode") && !conditions],
  ["Latents and a class", ({ can }) => can.includes("decode")],
  ["Pixel by pixel", ({ can, over }) => can.includes("autoregress") && !over],
  ["Codes, and priors over them", ({ can, over }) => can.includes("quantize") || over !== ""],
  ["Attention", ({ can }) => can.includes("attend")],
  ["Restoring", ({ can }) => can.includes("denoise") || can.includes("patch_prior")],
  ["Judges and others", () => true],
];
const WIDE = matchMedia("(min-width: 761px)");

/** @param {Card} card */
const kindOf = (card) => KINDS.findIndex(([, takes]) => takes(card));

/**
 * All that is looked through when something is typed.
 * @param {Card} card
 */
const wordsOf = ({ name, title, about, dataset, pages, can }, /** @type {string} */ kind) =>
  [name, title, about, dataset, kind, ...Object.keys(pages), ...can].join(" ").toLowerCase();

export class ModelList {
  /** @type {{words: string, root: HTMLElement}[]} */
  #cards = [];

  /** @type {{fold: HTMLDetailsElement, count: HTMLElement, cards: HTMLElement[]}[]} */
  #groups = [];

  #none = el("p", { class: "gx-note gx-hidden", role: "status" }, "No model here has all of these words.");

  #search = el("input", {
    type: "search",
    class: "gx-input",
    placeholder: "vae, fashion, codes …",
    "aria-label": "Find models by words",
    oninput: () => this.#filter(),
  });

  /** @param {Card[]} usable */
  constructor(usable) {
    const title = usable.length === 1 ? "One model to handle" : `${usable.length} models to handle`;
    KINDS.forEach(([name], kind) => {
      const taken = usable.filter((card) => kindOf(card) === kind).sort((a, b) => a.dataset.localeCompare(b.dataset));
      if (taken.length) this.#addGroup(name, taken);
    });
    this.root = el(
      "section",
      { class: "all-models" },
      el("div", { class: "models-head" }, el("h2", {}, title), el("label", { class: "gx-field" }, this.#search)),
      this.#none,
      ...this.#groups.map(({ fold }) => fold),
    );
  }

  /**
   * @param {string} name
   * @param {Card[]} cards
   */
  #addGroup(name, cards) {
    const roots = cards.map((card) => {
      const root = modelCard(card);
      this.#cards.push({ words: wordsOf(card, name), root });
      return root;
    });
    const count = el("span", { class: "gx-num" }, String(cards.length));
    const fold = el(
      "details",
      { class: "kind" },
      el("summary", {}, el("h3", {}, name), " ", count),
      el("div", { class: "models" }, ...roots),
    );
    fold.open = WIDE.matches || cards[0].own;
    this.#groups.push({ fold, count, cards: roots });
  }

  #filter() {
    const asked = this.#search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const { words, root } of this.#cards) {
      root.classList.toggle("gx-hidden", !asked.every((word) => words.includes(word)));
    }
    for (const { fold, count, cards } of this.#groups) {
      const left = cards.filter((card) => !card.classList.contains("gx-hidden")).length;
      count.textContent = String(left);
      fold.classList.toggle("gx-hidden", left === 0);
      if (asked.length && left) fold.open = true;
    }
    this.#none.classList.toggle(
      "gx-hidden",
      this.#groups.some(({ fold }) => !fold.classList.contains("gx-hidden")),
    );
  }
}
