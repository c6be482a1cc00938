// A model's answer: the digit, whether it is right, all probabilities, and how well its mask lies on the asked digit.

import { el, fmt } from "../../ui/canvas/paint.js";

/** @typedef {import("./types.js").ModelAnswer} ModelAnswer */

/** @type {{key: "correctness" | "contrast" | "overlap", text: string, title: string}[]} */
const MEASURES = [
  {
    key: "correctness",
    text: "correctness",
    title: "Mask correctness: the share of the attention that falls on the digit that was asked for",
  },
  {
    key: "contrast",
    text: "contrast",
    title: "The mask scaled to a largest value of 1: its mean on the digit minus its mean elsewhere",
  },
  {
    key: "overlap",
    text: "IoU",
    title: "Intersection over union: the digit's pixels, and those where the mask reaches half of its largest value",
  },
];
const MOST_BARS = 12; // classes up to which each has its bar; of more the likeliest have
const TOLD = 0.01; // less likely classes are not read out

/** @param {number} p */
const roundPercent = (p) => `${Math.round(100 * p)} %`;

/** @param {number} p */
const percent = (p) => `${(100 * p).toFixed(p > 0.1 ? 0 : 1)} %`;

export class AnswerView {
  #digit = el("b", { class: "gx-num" });

  #verdict = el("span", { class: "verdict" });

  #sure = el("span", { class: "gx-num gx-note" });

  #bars = el("div", { class: "bars", role: "img" });

  /** @type {{root: HTMLSpanElement, name: HTMLElement}[]} */
  #barList = [];

  #numbers = MEASURES.map(() => el("dd", {}));

  /** @param {(answer: number) => string} nameOf  what a class is called */
  constructor(nameOf) {
    this.nameOf = nameOf;
    const measures = MEASURES.flatMap(({ text, title }, i) => [el("dt", { title }, text), this.#numbers[i]]);
    this.root = el(
      "div",
      { class: "panel-body" },
      el("div", { class: "answer", "data-part": "answer" }, this.#digit, this.#verdict, this.#sure),
      this.#bars,
      el("dl", { class: "numbers gx-num" }, ...measures),
    );
  }

  /** The answer in a line, as it stands under a saved picture. */
  get line() {
    return [this.#digit, this.#verdict, this.#sure]
      .map(({ textContent }) => textContent)
      .filter(Boolean)
      .join("  ");
  }

  /**
   * @param {ModelAnswer} found
   * @param {number | null} truth  null: nobody knows
   */
  show(found, truth) {
    const { probs, answer } = found;
    this.#digit.textContent = this.nameOf(answer);
    this.#sure.textContent = roundPercent(probs[answer]);
    this.#judge(truth === null ? null : answer === truth);
    this.#drawBars(found, truth);
    MEASURES.forEach(({ key }, i) => {
      this.#numbers[i].textContent = fmt(found[key], 3);
    });
  }

  /** @param {boolean | null} right */
  #judge(right) {
    this.#verdict.className = "verdict ";
    this.#verdict.textContent = "";
    if (right === null) return;
    this.#verdict.className = right ? "verdict right" : "verdict wrong";
    this.#verdict.textContent = right ? "✓ right" : "✗ wrong";
  }

  /**
   * @param {ModelAnswer} found
   * @param {number | null} truth
   */
  #drawBars({ probs, answer }, truth) {
    const classes = [...probs.keys()];
    const likeliest = [...classes].sort((a, b) => probs[b] - probs[a]);
    const listed = probs.length <= MOST_BARS ? classes : likeliest.slice(0, MOST_BARS);
    this.#keepBars(listed.length);
    listed.forEach((i, place) => {
      const { root, name } = this.#barList[place];
      name.textContent = this.nameOf(i);
      root.style.setProperty("--p", String(probs[i]));
      root.title = `${this.nameOf(i)}: ${percent(probs[i])}`;
      root.className = i === answer ? "top" : i === truth ? "truth" : "";
    });
    const told = likeliest.filter((i) => probs[i] >= TOLD).slice(0, MOST_BARS);
    const words = told.map((i) => `${this.nameOf(i)} ${roundPercent(probs[i])}`).join(", ");
    this.#bars.setAttribute("aria-label", `Probabilities: ${words}`);
  }

  /**
   * Bars are made anew only where there are to be more or fewer: answers come with every move of a hand.
   * @param {number} count
   */
  #keepBars(count) {
    if (this.#barList.length === count) return;
    this.#barList = Array.from({ length: count }, () => {
      const name = el("small", {});
      return { name, root: el("span", {}, el("i", {}), name) };
    });
    this.#bars.replaceChildren(...this.#barList.map(({ root }) => root));
  }
}
