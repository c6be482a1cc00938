// The codebook as an atlas: every code as the decoder shows it, by use, by similarity or on a map, with what is known
// of each.

import { el, fmt } from "../../ui/canvas/paint.js";
import { press, toggleButton } from "../../ui/controls/buttons.js";
import { forHand } from "../../ui/controls/hand.js";
import { why } from "../../ui/lessons/why.js";
import { totalUse } from "./book.js";
import { CodeMap } from "./map.js";
import { Shelf } from "./shelf.js";
import { lookOf } from "./tiles.js";
import { Usage } from "./usage.js";
import { Where } from "./where.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./book.js").Book} Book */
/** @typedef {import("./book.js").BookLevel} BookLevel */
/** @typedef {import("./layout.js").Cells} Cells */
/** @typedef {import("./book.js").Order} Order */
/** @typedef {import("./tiles.js").CodeLook} CodeLook */

/** @type {{[name in Order]: {text: string, title: string}}} */
const ORDERS = {
  use: { text: "by use", title: "The code that most cells of the test set have stands first" },
  similarity: { text: "by similarity", title: "Neighbours have vectors that are alike" },
  map: {
    text: "on a map",
    title:
      "The vectors in the plane in which they vary most, by their two principal components: " +
      "what is alike lies near each other",
  },
};
const ORDER_NAMES = /** @type {Order[]} */ (Object.keys(ORDERS));
const LEVELS = ["coarse", "fine"];
const HINT = forHand({
  mouse: "Point at a code for its numbers; a click picks it up.",
  finger: "Tap a code for its numbers, and to paint with it.",
});
const UNMEASURED =
  "How often each code is used was not measured for this checkpoint: its codes stand in their own order.";

const AVERAGED =
  "A tile is what the decoder makes of the code where it stands, averaged over the test set; of a dead code, what a " +
  "grid full of it gives.";
const FILLED = "A tile is what the decoder makes of the code in a grid that is full of it.";

/**
 * @param {string} name
 * @param {string} value
 * @param {string} title  what it means
 */
const fact = (name, value, title) => el("div", { title }, el("dt", {}, name), el("dd", {}, value));

/** What the marks on tiles and bars mean. */
const legend = () =>
  el(
    "p",
    { class: "gx-note legend" },
    el("span", {}, el("i", { class: "in-picture" }), "in this picture"),
    el("span", {}, el("i", { class: "dead" }), "dead: in no test picture"),
    el("span", { class: "even" }, el("i", {}), "if all were used alike"),
  );

export class Atlas {
  /** @type {BookLevel[]} */
  #levels = [];

  /** @type {CodeLook[]} of each level */
  #looks = [];

  /** That is shown. */
  #level = 0;

  /** @type {Order} */
  #order = "use";

  #picked = { level: 0, code: -1 };

  #frame = 0;

  #facts = el("dl", { class: "facts gx-num" });

  #readout = el("p", { class: "pointed gx-num", "aria-live": "polite" });

  #absent = el("p", { class: "gx-note" });

  #about = el("p", { class: "gx-note" });

  #legend = legend();

  /**
   * @param {object} on
   * @param {(level: number, code: number) => void} on.pick
   * @param {(name: Order) => void} on.order  another order was chosen
   * @param {(spread: boolean) => void} on.spread  whether tiles on the map are moved apart
   * @param {(index: number) => void} on.picture  a picture of the test set was clicked
   */
  constructor(on) {
    this.on = on;
    const hand = {
      point: (/** @type {number} */ code) => this.#point(code),
      pick: (/** @type {number} */ code) => on.pick(this.#level, code),
    };
    this.shelf = new Shelf(hand);
    this.map = new CodeMap({ ...hand, spread: on.spread });
    this.usage = new Usage(hand);
    this.where = new Where({ picture: on.picture });
    this.orderButtons = ORDER_NAMES.map((name) => ({
      name,
      button: toggleButton(ORDERS[name].text, ORDERS[name].title, () => {
        this.setOrder(name);
        on.order(name);
      }),
    }));
    this.levelButtons = LEVELS.map((text, level) =>
      toggleButton(text, `The codebook of the ${text} grid`, () => this.#setLevel(level)),
    );
    this.levelRow = el(
      "span",
      { class: "segments", role: "group", "aria-label": "Which codebook" },
      ...this.levelButtons,
    );
    this.root = this.#build();
  }

  #build() {
    const orders = el(
      "span",
      { class: "segments", role: "group", "aria-label": "Order of the codes" },
      ...this.orderButtons.map(({ button }) => button),
    );
    const head = el(
      "div",
      { class: "atlas-head" },
      el("h3", {}, "The codebook", why("what-a-code-looks-like")),
      el("div", { class: "gx-row" }, this.levelRow, orders),
    );
    const codes = el(
      "div",
      { class: "atlas-codes" },
      this.shelf.root,
      this.map.root,
      this.#readout,
      this.usage.root,
      this.#legend,
    );
    return el(
      "section",
      { class: "gx-panel codes-atlas", "aria-label": "The codebook" },
      head,
      this.#facts,
      this.#about,
      this.#absent,
      el("div", { class: "atlas-body" }, codes, this.where.root),
    );
  }

  /**
   * Another model.
   * @param {Book} book
   * @param {Card} card
   */
  open(book, card) {
    const [channels] = book.shape;
    this.#levels = book.levels;
    this.#looks = book.levels.map((level) => lookOf(level, channels));
    this.#picked = { level: 0, code: -1 };
    this.levelRow.classList.toggle("gx-hidden", book.levels.length < 2);
    this.where.open(card, book);
    this.#setLevel(0);
  }

  /**
   * Codes of the level that is shown, in an order that it has, else in their own.
   * @param {Order} name
   */
  #sorted(name) {
    const { order, codes } = this.#levels[this.#level];
    const sorted = name === "map" ? undefined : order?.[name];
    return sorted ?? Array.from({ length: codes }, (_, code) => code);
  }

  /** @param {Order} name */
  setOrder(name) {
    this.#order = name;
    this.#draw();
  }

  /** @param {number} level */
  #setLevel(level) {
    this.#level = level;
    this.#describe(this.#levels[level]);
    this.#draw();
  }

  /**
   * What is known of the whole codebook.
   * @param {BookLevel} level
   */
  #describe({ codes, size, used, perplexity, usage, averaged }) {
    this.#about.textContent = averaged ? AVERAGED : FILLED;
    this.#facts.replaceChildren(
      fact("codes", String(codes), "How many vectors the codebook has"),
      fact("numbers in each", String(size), "The length of a vector"),
    );
    this.#absent.textContent = usage ? "" : UNMEASURED;
    this.#legend.classList.toggle("unmeasured", !usage);
    if (!usage || used === null || perplexity === null) return;
    this.#facts.append(
      fact("used", `${fmt(100 * used, used < 1 ? 1 : 0)} %`, "The share of codes that occur in the test set"),
      fact("dead", String(this.#looks[this.#level].dead.size), "Codes that no picture of the test set has"),
      fact(
        "perplexity",
        fmt(perplexity, 1),
        `As many codes, each used as often as the others, would leave as much open. At most ${codes}`,
      ),
      fact(
        "bits a cell",
        `${fmt(Math.log2(perplexity), 2)} of ${fmt(Math.log2(codes), 2)}`,
        "The entropy of the usage: what a code takes if frequent ones are written shorter, and if all are equally long",
      ),
    );
  }

  /**
   * @param {number} level
   * @param {number} code  that is picked, -1 for none
   */
  show(level, code) {
    this.#picked = { level, code };
    this.#looks.forEach((look, at) => {
      look.picked = at === level ? code : -1;
    });
    if (code >= 0 && level !== this.#level) this.#setLevel(level);
    else this.#draw();
  }

  /** @param {Cells} cells  of the present picture, all levels after each other */
  mark(cells) {
    let at = 0;
    this.#levels.forEach(({ grid: [h, w] }, level) => {
      const { counts } = this.#looks[level];
      counts.fill(0);
      for (const end = at + h * w; at < end; at++) counts[cells[at]]++;
    });
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  /** @param {number} code  that is pointed at, -1 for none */
  #point(code) {
    const look = this.#looks[this.#level];
    if (!look || look.pointed === code) return;
    look.pointed = code;
    this.#draw();
  }

  #draw() {
    const level = this.#level;
    const look = this.#looks[level];
    if (!look) return;
    const { usage, map } = this.#levels[level];
    const places = this.#order === "map" && map?.length ? map : null;
    const codes = this.#sorted(places ? "use" : this.#order);
    this.#showButtons();
    this.shelf.root.classList.toggle("gx-hidden", places !== null);
    this.map.root.classList.toggle("gx-hidden", places === null);
    if (places) this.map.show(look, codes, places);
    else this.shelf.show(look, codes);
    this.usage.show(look, codes, usage);
    this.#readout.textContent = this.#words(look.pointed);
    const { code } = this.#picked;
    const isHere = code >= 0 && this.#picked.level === level;
    this.where.show(isHere ? { level, code, look, rank: this.#sorted("use").indexOf(code) } : null);
  }

  #showButtons() {
    const { order, map } = this.#levels[this.#level];
    for (const { name, button } of this.orderButtons) {
      press(button, name === this.#order);
      button.disabled = name === "map" ? !map?.length : !order;
    }
    this.levelButtons.forEach((button, level) => press(button, level === this.#level));
  }

  /**
   * What is known of a code, in words.
   * @param {number} code
   */
  #words(code) {
    if (code < 0) return HINT;
    const count = this.#looks[this.#level].counts[code];
    const here = count ? `, ${count} in this picture` : "";
    return `Code ${code}${this.#usageWords(code)}${here}.`;
  }

  /** @param {number} code */
  #usageWords(code) {
    const { usage } = this.#levels[this.#level];
    if (!usage) return "";
    if (!usage[code]) return ", dead: in no picture of the test set";
    return `, ${fmt((100 * usage[code]) / totalUse(usage), 2)} % of all cells in the test set`;
  }
}
