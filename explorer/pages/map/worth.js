// What a model's maps keep of its codes, and what they make up: a table, whose lines also choose the map.

import { el, fmt } from "../../ui/canvas/paint.js";
import { why } from "../../ui/lessons/why.js";
import { KIND_NAMES } from "./state.js";

/** @typedef {import("./pane.js").MapPane} MapPane */
/** @typedef {import("./pane.js").Told} Told */
/** @typedef {import("./state.js").Kind} Kind */

/**
 * A share from 0 to 1 as a bar with its number.
 * @param {number | null} value
 * @param {(value: number) => string} write
 */
function bar(value, write) {
  if (value === null) return el("td", {}, el("span", { class: "gx-num" }, "–"));
  const fill = el("i");
  fill.style.width = `${100 * value}%`;
  return el(
    "td",
    {},
    el("span", { class: "bar", "aria-hidden": "true" }, fill),
    el("b", { class: "gx-num" }, write(value)),
  );
}

/** @param {number} value */
const share = (value) => fmt(value, 3);

/** @param {number} value */
const percent = (value) => `${fmt(100 * value, 1)} %`;

/**
 * @param {Told} told
 * @param {number} latents
 */
function nameOf({ kind, explained }, latents) {
  if (kind !== "pca" || explained === undefined) return KIND_NAMES[kind];
  return `Two principal components of ${latents}`;
}

export class Worth {
  #tables = el("div", { class: "worth-tables" });

  /** @param {(kind: Kind) => void} choose  a map */
  constructor(choose) {
    this.choose = choose;
    this.root = el(
      "section",
      { class: "worth" },
      el("h3", {}, "What the map keeps, and what it makes up", why("what-a-map-keeps")),
      this.#tables,
    );
  }

  /** @param {MapPane[]} panes */
  show(panes) {
    this.#tables.replaceChildren(...panes.flatMap((pane) => (pane.about ? [this.#table(pane, panes.length > 1)] : [])));
  }

  /**
   * @param {MapPane} pane
   * @param {boolean} named
   */
  #table({ card, about, kind: shown }, named) {
    if (!about) return el("table");
    const { neighbours, compared } = about.measures;
    /**
     * @param {string} text
     * @param {string} title
     */
    const column = (text, title) => el("th", { scope: "col", title }, text);
    const few = `of ${compared.toLocaleString("en")} codes, ${neighbours} neighbours each`;
    const head = el(
      "tr",
      {},
      el("th", { scope: "col" }, named ? card.title : ""),
      column("true neighbours", `Trustworthiness ${few}: 1 where all neighbours on the map are neighbours in truth`),
      column("neighbours kept", `Continuity ${few}: 1 where all true neighbours are still neighbours on the map`),
      column("class agreed on", `Share of the codes whose class most of their ${neighbours} nearest have`),
    );
    const rows = about.maps.map((told) => {
      const name = nameOf(told, card.latents);
      const choose = el(
        "button",
        { class: "gx-btn quiet", type: "button", title: `Show this map`, onclick: () => this.choose(told.kind) },
        name,
      );
      const row = el(
        "tr",
        {},
        el("th", { scope: "row" }, choose),
        bar(told.trustworthiness, share),
        bar(told.continuity, share),
        bar(told.accuracy, percent),
      );
      if (told.kind === shown) row.setAttribute("aria-current", "true");
      return row;
    });
    const whole = el(
      "tr",
      { class: "whole" },
      el("th", { scope: "row" }, card.latents === 2 ? "Both latents" : `All ${card.latents} latents`),
      bar(1, share),
      bar(1, share),
      bar(about.codes.accuracy, percent),
    );
    const body = card.latents === 2 ? rows : [...rows, whole];
    return el("table", { class: "gx-num" }, el("thead", {}, head), el("tbody", {}, ...body));
  }
}
