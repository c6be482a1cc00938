// What stands around the sheet: the model, the two ways to look at it, and the names of its rows and columns.

import { el, paint } from "../../ui/canvas/paint.js";
import { press, toggleButton } from "../../ui/controls/buttons.js";
import { select } from "../../ui/controls/fields.js";
import { MeanOrDraw } from "../../ui/picture/mean_or_draw.js";
import { columnCount, ROWS } from "./view.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./view.js").ClassesView} ClassesView */
/** @typedef {ClassesView["mode"]} Mode */

/**
 * The head of a row: its button, or what stands there for the style under the hand, which can't be kept.
 * @typedef {{root: HTMLElement, ends: HTMLElement, kept: HTMLElement | null}} RowHead
 */

/**
 * @typedef {object} HeadEvents
 * @property {(name: string) => void} model
 * @property {(mode: Mode) => void} mode
 * @property {(index: number) => void} column  the head of a class was pressed
 * @property {(on: boolean) => void} smooth
 * @property {(draw: number) => void} draw  pictures are to be drawn with the noise of this seed; 0: their means
 * @property {(row: number) => void} lock  the head of a row was pressed
 */

export class ClassesHead {
  /** @type {string[]} of the classes that are columns */
  #names = [];

  /** @type {RowHead[]} */
  #rowHeads = [];

  /** @type {HTMLButtonElement[]} */
  #columnHeads = [];

  #about = el("p", { class: "gx-note about" });

  /** The heads of the columns. */
  columns = el("div", { class: "columns", role: "group" });

  /** The heads of the rows. */
  rows = el("div", { class: "rows", role: "group", "aria-label": "Styles" });

  #own = el("canvas", { class: "gx-canvas", role: "img", "aria-label": "Your picture" });

  /**
   * @param {Card[]} cards
   * @param {HeadEvents} on
   */
  constructor(cards, on) {
    this.on = on;
    this.model = select("Model", "The checkpoint that makes these pictures", on.model);
    this.model.box.append(...cards.map((card) => el("option", { value: card.name }, card.title)));
    this.tabs = {
      sheet: toggleButton("Styles × classes", "Each row is a style, each column a class", () => on.mode("sheet")),
      one: toggleButton("One class", "A hundred styles of a single class", () => on.mode("one")),
    };
    this.smooth = el("input", { type: "checkbox" });
    this.smooth.onchange = () => on.smooth(this.smooth.checked);
    this.drawn = new MeanOrDraw({ draw: on.draw });
    this.root = el(
      "section",
      { class: "model-bar" },
      this.model.root,
      el(
        "div",
        { class: "modes segments", role: "group", "aria-label": "What the sheet shows" },
        ...Object.values(this.tabs),
      ),
      el(
        "label",
        { class: "check", title: "Blend the pixels when pictures are enlarged" },
        this.smooth,
        "Smooth pixels",
      ),
      this.drawn.root,
      this.#about,
    );
  }

  /** @param {Card} card  of another model */
  open(card) {
    const count = columnCount(card);
    const cut = count < card.conditions ? `Its first ${count} of ${card.conditions} classes are columns.` : "";
    this.model.box.value = card.name;
    this.#about.textContent = [card.about, cut].filter(Boolean).join(" ");
    this.#names = card.classes.slice(0, count);
    this.#columnHeads = this.#names.map((name, k) => this.#columnHead(name, k));
    this.#rowHeads = Array.from({ length: ROWS }, (_, row) => (row ? this.#styleHead(row) : this.#ownHead()));
    this.columns.style.setProperty("--columns", String(count));
    this.columns.classList.toggle(
      "long",
      this.#names.some((name) => name.length > 2),
    );
    this.columns.replaceChildren(...this.#columnHeads);
    this.rows.replaceChildren(...this.#rowHeads.map(({ root }) => root));
  }

  /**
   * @param {string} name
   * @param {number} k
   */
  #columnHead(name, k) {
    return el("button", { class: "head", type: "button", onclick: () => this.on.column(k) }, el("span", {}, name));
  }

  /** @returns {RowHead} */
  #ownHead() {
    const ends = el("span", { class: "ends-of" });
    const name = el("span", { class: "name" }, "yours");
    const root = el("div", { class: "head yours", title: "The style under the sliders" }, name, this.#own, ends);
    return { root, ends, kept: null };
  }

  /**
   * @param {number} row
   * @returns {RowHead}
   */
  #styleHead(row) {
    const ends = el("span", { class: "ends-of" });
    const kept = el("span", { class: "kept" });
    const root = el(
      "button",
      {
        class: "head",
        type: "button",
        "aria-label": `Style ${row + 1}: keep it`,
        title: "Keep this style when new ones are drawn",
        onclick: () => this.on.lock(row),
      },
      el("span", { class: "name" }, el("span", { class: "word" }, "style "), String(row + 1)),
      kept,
      ends,
    );
    return { root, ends, kept };
  }

  /**
   * @param {ClassesView} view
   * @param {Card} card
   * @param {Uint8Array | null} own  the picture that the style was taken from
   */
  show(view, card, own) {
    const one = view.mode === "one";
    press(this.tabs.sheet, !one);
    press(this.tabs.one, one);
    this.smooth.checked = Boolean(view.smooth);
    this.drawn.show(card, view.draw);
    this.#showColumns(one, view.cls);
    this.rows.classList.toggle("gx-hidden", one);
    this.columns.parentElement?.classList.toggle("one", one);
    this.#rowHeads.forEach((head, row) => this.#showRow(head, row, view));
    this.#own.classList.toggle("gx-hidden", !own);
    if (own) paint(this.#own, own, card.shape);
  }

  /**
   * @param {boolean} one  the sheet shows one class, which the heads choose
   * @param {number} cls
   */
  #showColumns(one, cls) {
    this.columns.setAttribute("aria-label", one ? "Class" : "Classes; press one for many styles of it");
    this.columns.classList.toggle("choosing", one);
    this.#columnHeads.forEach((head, k) => {
      const name = this.#names[k];
      head.title = one ? `A hundred styles of ${name}` : `${name}: press for a hundred styles of it`;
      if (one) press(head, k === cls);
      else head.removeAttribute("aria-pressed");
    });
  }

  /**
   * @param {RowHead} head
   * @param {number} row
   * @param {ClassesView} view
   */
  #showRow({ root, ends, kept }, row, { a, b, locked }) {
    ends.textContent = [row === a ? "A" : "", row === b ? "B" : ""].join("");
    if (!kept) return;
    press(root, locked.includes(row));
    kept.textContent = locked.includes(row) ? "kept" : "";
  }

  /**
   * Heads as they are written beside a saved sheet.
   * @param {ClassesView} view
   * @returns {import("./paper.js").Heads}
   */
  onPaper(view) {
    if (view.mode === "one") return { rows: [], columns: [], title: `Styles of class ${this.#names[view.cls]}` };
    const rows = this.#rowHeads.map((_, row) => (row ? `style ${row + 1}` : "yours"));
    return { rows, columns: this.#names, title: "" };
  }
}
