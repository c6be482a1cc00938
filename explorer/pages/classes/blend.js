// Two places between: from one style to another, and from one class to another.

import { el } from "../../ui/canvas/paint.js";
import { range, select } from "../../ui/controls/fields.js";
import { why } from "../../ui/lessons/why.js";
import { BLEND, columnCount, ROWS } from "./view.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./view.js").ClassesView} ClassesView */

/**
 * A field of the view that a select holds.
 * @typedef {"a" | "b" | "cls" | "one" | "two" | "row"} End
 */

/**
 * @param {number} value
 * @param {string} text
 */
const option = (value, text) => el("option", { value: String(value) }, text);

const percents = () =>
  Array.from({ length: BLEND }, (_, i) => el("span", {}, `${Math.round((i / (BLEND - 1)) * 100)} %`));

/** What stands under the pictures of a blend. */
const captions = () => el("div", { class: "captions gx-num", "aria-hidden": "true" }, ...percents());

export class Blends {
  #t = range({
    label: "How far from the first style to the second",
    oninput: (t) => this.on.change({ t }),
    onchange: () => this.on.rest(),
  });
  #share = el("output", { class: "gx-num" });
  #names = el("div", { class: "captions names", "aria-hidden": "true" });
  #truth = el("p", { class: "gx-note" });

  /**
   * @param {{styles: Sheet, across: Sheet, labels: Sheet}} sheets
   * @param {object} on
   * @param {(part: Partial<ClassesView>) => void} on.change
   * @param {() => void} on.rest  the hand rests
   */
  constructor(sheets, on) {
    this.sheets = sheets;
    this.on = on;
    this.ends = {
      a: this.#select("a", "From style A", "The style at the left end"),
      b: this.#select("b", "To style B", "The style at the right end"),
      cls: this.#select("cls", "Class", "The class that the upper row shows"),
      one: this.#select("one", "From class", "The class at the left end"),
      two: this.#select("two", "To class", "The class at the right end"),
      row: this.#select("row", "Style", "The style that all pictures of this row share"),
    };
    this.root = el("div", { class: "blends" }, this.#stylesPanel(), this.#classesPanel());
  }

  /**
   * @param {End} name
   * @param {string} label
   * @param {string} title
   */
  #select(name, label, title) {
    const made = select(label, title, (value) => {
      this.on.change({ [name]: Number(value) });
      this.on.rest();
    });
    made.box.setAttribute("aria-label", label);
    return made;
  }

  #stylesPanel() {
    const { a, b, cls } = this.ends;
    const place = el("span", { class: "between" }, "The style at this place, in all classes", this.#share);
    return el(
      "section",
      { class: "gx-panel", "aria-label": "Between two styles" },
      el("h3", {}, "Between two styles", why("between-two-styles")),
      el("div", { class: "ends" }, a.root, b.root, cls.root),
      el("div", {}, this.sheets.styles.root, captions()),
      el("label", { class: "gx-field" }, place, this.#t),
      el("div", {}, this.sheets.across.root, this.#names),
    );
  }

  #classesPanel() {
    const { one, two, row } = this.ends;
    return el(
      "section",
      { class: "gx-panel", "aria-label": "Between two classes" },
      el("h3", {}, "Between two classes", why("between-two-styles")),
      el("div", { class: "ends" }, one.root, two.root, row.root),
      el("div", {}, this.sheets.labels.root, captions()),
      this.#truth,
    );
  }

  /** @param {Card} card  of another model */
  open(card) {
    const { a, b, row, cls, one, two } = this.ends;
    const count = columnCount(card);
    for (const { box } of [a, b, row]) {
      box.replaceChildren(...Array.from({ length: ROWS }, (_, i) => option(i, i ? `style ${i + 1}` : "your style")));
    }
    for (const { box } of [cls, one, two]) box.replaceChildren(...card.classes.map((name, k) => option(k, name)));
    this.#names.replaceChildren(...card.classes.slice(0, count).map((name) => el("span", {}, name)));
    this.sheets.styles.open(card.shape, 1, BLEND);
    this.sheets.across.open(card.shape, 1, count);
    this.sheets.labels.open(card.shape, 1, BLEND);
  }

  /**
   * @param {ClassesView} view
   * @param {Card} card
   */
  show(view, { classes }) {
    for (const [name, { box }] of Object.entries(this.ends)) box.value = String(view[/** @type {End} */ (name)]);
    this.#t.value = String(view.t);
    this.#share.textContent = `${Math.round(view.t * 100)} %`;
    this.#truth.textContent = truthOf(view, classes);
  }
}

/**
 * What a mixed label is.
 * @param {ClassesView} view
 * @param {string[]} classes
 */
function truthOf({ one, two }, classes) {
  if (one === two) return "Choose two different classes.";
  const label = `half ${classes[one]} and half ${classes[two]}`;
  return (
    `Nothing in the training set was ever labelled ${label}. The decoder can still compute with such a label: ` +
    "this shows a place between, not a class of its own."
  );
}
