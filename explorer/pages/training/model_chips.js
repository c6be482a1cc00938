// Several models out of many: a button for each that is chosen, which takes it away again, and a list to add from.

import { CLASS_COLOURS, el } from "../../ui/canvas/paint.js";
import { select } from "../../ui/controls/fields.js";
import { grouped } from "../../ui/controls/grouped.js";

/**
 * A model to choose.
 * @typedef {{name: string, title: string, group: string}} Choice  group: under which it stands in the list
 */

export class ModelChips {
  #chips = el("div", { class: "chips" });
  #list = select("Add a model", "One more beside those that are shown", (name) => this.#add(name), "inline");

  /** @type {Choice[]} */
  #choices = [];

  /** @type {string[]} */
  #chosen = [];

  /**
   * @param {object} options
   * @param {string} options.label  what is chosen here, for who can't see it
   * @param {number} options.most  models at a time
   * @param {(names: string[]) => void} options.onchange  by hand
   */
  constructor({ label, most, onchange }) {
    this.most = most;
    this.onchange = onchange;
    this.root = el("div", { class: "model-chips", role: "group", "aria-label": label }, this.#chips, this.#list.root);
  }

  /**
   * @param {Choice[]} choices
   * @param {string[]} chosen  names, in the order of their colours
   */
  show(choices, chosen) {
    this.#choices = choices;
    this.#chosen = chosen;
    const titles = new Map(choices.map(({ name, title }) => [name, title]));
    this.#chips.replaceChildren(...chosen.map((name, i) => this.#chip(name, titles.get(name) ?? name, i)));
    const groups = grouped(
      choices.filter(({ name }) => !chosen.includes(name)),
      ({ group }) => group,
    );
    const options = [...groups].map(([group, rest]) =>
      el("optgroup", { label: group }, ...rest.map(({ name, title }) => el("option", { value: name }, title))),
    );
    this.#list.box.replaceChildren(el("option", { value: "" }, "…"), ...options);
    this.#list.box.disabled = chosen.length >= this.most || !options.length;
  }

  /**
   * @param {string} name
   * @param {string} title
   * @param {number} place
   */
  #chip(name, title, place) {
    const words = `Take ${title} away`;
    const mark = el("i", { class: "mark", style: `background: ${colourAt(place)}` });
    const attributes = { class: "gx-btn chip", type: "button", title: words, "aria-label": words, "data-model": name };
    return el("button", { ...attributes, onclick: () => this.#remove(name) }, mark, title, el("span", {}, "×"));
  }

  /** @param {string} name */
  #add(name) {
    if (name) this.#change([...this.#chosen, name]);
  }

  /** @param {string} name */
  #remove(name) {
    if (this.#chosen.length > 1) this.#change(this.#chosen.filter((other) => other !== name));
  }

  /** @param {string[]} names */
  #change(names) {
    this.show(this.#choices, names);
    this.onchange(names);
  }
}

/**
 * The colour of a model by its place among those that are chosen.
 * @param {number} place
 */
export const colourAt = (place) => CLASS_COLOURS[place % CLASS_COLOURS.length];
