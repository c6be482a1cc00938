// Which methods are on: a check-list with a sentence of help for each.

import { el } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { why } from "../../ui/lessons/why.js";

/** @typedef {import("./types.js").Method} Method */

/** @typedef {{root: HTMLElement, box: HTMLInputElement}} MethodRow */

/** In a view: no method is on. */
const NONE = "none";

/** @param {Method[]} methods */
const namesOf = (methods) => methods.map(({ name }) => name);

export class RestoreMethods {
  /** @type {Method[]} */
  #methods = [];

  /** @type {Set<string>} names of those that are on */
  #on = new Set();

  /** @type {Map<string, MethodRow>} by name */
  #rows = new Map();

  #list = el("div", { class: "method-list" });
  #absent = el("p", { class: "gx-note" });

  /** @param {() => void} onchange */
  constructor(onchange) {
    this.onchange = onchange;
    const all = button("all", "Every method that can serve this damage", () => this.#setOn(this.#methods), "quiet");
    const first = button(
      "as at first",
      "The methods that were on when the page was opened",
      () => this.#setOn(this.#first),
      "quiet",
    );
    const head = el(
      "div",
      { class: "between" },
      el("h3", {}, "Methods", why("projection-on-the-manifold")),
      el("div", { class: "gx-row" }, all, first),
    );
    this.root = el("section", { class: "gx-panel methods" }, head, this.#list, this.#absent);
  }

  /** Those that are on at first. */
  get #first() {
    return this.#methods.filter(({ shown }) => shown);
  }

  /**
   * Another subject.
   * @param {Method[]} methods
   * @param {string[]} on  names, as a view has them
   */
  open(methods, on) {
    const known = on.filter((name) => methods.some((method) => method.name === name));
    this.#methods = methods;
    this.#on = new Set(known.length || on.includes(NONE) ? known : namesOf(this.#first));
    this.#rows = new Map(methods.map((method) => [method.name, this.#row(method)]));
  }

  /**
   * Of these names those that there is no method for.
   * @param {string[]} names  as a view has them
   */
  unknown(names) {
    return names.filter((name) => name !== NONE && !this.#rows.has(name));
  }

  /**
   * @param {Method} method
   * @returns {MethodRow}
   */
  #row({ name, title, about, slow }) {
    const box = el("input", { type: "checkbox", checked: this.#on.has(name), onchange: () => this.#toggle(name) });
    const words = el(
      "span",
      {},
      el("b", {}, title),
      slow ? el("span", { class: "gx-note slow" }, "takes a while") : null,
      el("span", { class: "gx-note help" }, about),
    );
    return { box, root: el("label", { class: "method-row" }, box, words) };
  }

  /**
   * Show the methods that serve a kind of damage.
   * @param {string} kind
   */
  show(kind) {
    const serves = (/** @type {Method} */ method) => method.serves.includes(kind);
    const serving = this.#methods.filter(serves);
    const others = this.#methods.filter((method) => !serves(method));
    const titles = others.map(({ title }) => title).join(", ");
    this.#list.replaceChildren(...serving.flatMap(({ name }) => this.#rows.get(name)?.root ?? []));
    if (!serving.length) this.#absent.textContent = "No method here serves this damage.";
    else this.#absent.textContent = titles && `Not made for this damage: ${titles}.`;
  }

  /**
   * The methods that are on and serve a kind of damage, in their own order.
   * @param {string} kind
   */
  serving(kind) {
    return this.#methods.filter((method) => this.#on.has(method.name) && method.serves.includes(kind));
  }

  /** Names for the view: none where it is what it was at first. */
  get names() {
    const names = namesOf(this.#methods.filter(({ name }) => this.#on.has(name)));
    if (names.join() === namesOf(this.#first).join()) return [];
    return names.length ? names : [NONE];
  }

  /** @param {string} name */
  #toggle(name) {
    if (!this.#on.delete(name)) this.#on.add(name);
    this.onchange();
  }

  /** @param {Method[]} methods */
  #setOn(methods) {
    this.#on = new Set(namesOf(methods));
    for (const [name, { box }] of this.#rows) box.checked = this.#on.has(name);
    this.onchange();
  }
}
