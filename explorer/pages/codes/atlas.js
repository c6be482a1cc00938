// The codebook as an atlas: every code as the decoder shows it, by use, by similarity or on a map, with what is known of each.

import { el, fmt } from "../../ui/canvas/paint.js";
import { CodeMap } from "./map.js";
import { Shelf, Tiles } from "./tiles.js";
import { Usage } from "./usage.js";
import { Where } from "./where.js";

const ORDERS = [
  ["use", "by use", "The code that most cells of the test set have stands first"],
  ["similarity", "by similarity", "Neighbours have vectors that are alike"],
  [
    "map",
    "on a map",
    "The vectors in the plane in which they vary most, by their two principal components: what is alike lies near each other",
  ],
];
const LEVELS = ["coarse", "fine"];
const UNMEASURED =
  "How often each code is used was not measured for this checkpoint: its codes stand in their own order.";

export class Atlas {
  /** @param {object} on  pick(level, code), order(name) another order was chosen, picture(index) a picture of the test set was clicked */
  constructor(on) {
    Object.assign(this, {
      on,
      book: null,
      level: 0,
      order: "use",
      picked: { level: 0, code: -1 },
      looks: [],
      frame: 0,
      cells: [],
    });
    const hand = { point: (code) => this.point(code), pick: (code) => this.on.pick(this.level, code) };
    this.shelf = new Shelf(hand);
    this.map = new CodeMap(hand);
    this.usage = new Usage(hand);
    this.where = new Where({ picture: (index) => this.on.picture?.(index) });
    this.build();
  }

  build() {
    const segment = (name, text, title, onclick) =>
      el("button", { class: "gx-btn", type: "button", title, "data-name": name, onclick }, text);
    this.orders = ORDERS.map(([name, text, title]) =>
      segment(name, text, title, () => {
        this.setOrder(name);
        this.on.order?.(name);
      }),
    );
    this.levels = LEVELS.map((text, level) =>
      segment(level, text, `The codebook of the ${text} grid`, () => this.setLevel(level)),
    );
    this.levelRow = el("span", { class: "segments", role: "group", "aria-label": "Which codebook" }, ...this.levels);
    this.facts = el("dl", { class: "facts gx-num" });
    this.readout = el("p", { class: "pointed gx-num", "aria-live": "polite" });
    this.absent = el("p", { class: "gx-note" });
    this.legend = el(
      "p",
      { class: "gx-note legend" },
      el("span", {}, el("i", { class: "in-picture" }), "in this picture"),
      el("span", {}, el("i", { class: "dead" }), "dead: in no test picture"),
      el("span", { class: "even" }, el("i", {}), "if all were used alike"),
    );
    this.root = el(
      "section",
      { class: "gx-panel codes-atlas", "aria-label": "The codebook" },
      el(
        "div",
        { class: "atlas-head" },
        el("h3", {}, "The codebook"),
        el(
          "div",
          { class: "gx-row" },
          this.levelRow,
          el("span", { class: "segments", role: "group", "aria-label": "Order of the codes" }, ...this.orders),
        ),
      ),
      this.facts,
      this.absent,
      el(
        "div",
        { class: "atlas-body" },
        el("div", { class: "atlas-codes" }, this.shelf.root, this.map.root, this.readout, this.usage.root, this.legend),
        this.where.root,
      ),
    );
  }

  /** @param {object} book  what /api/codes/book says  @param {string} model  its name */
  open(book, model) {
    const [channels] = book.shape;
    this.book = book;
    this.looks = book.levels.map((level) => ({
      tiles: new Tiles(level, channels),
      dead: dead(level),
      counts: new Uint32Array(level.codes),
      picked: -1,
      pointed: -1,
    }));
    this.picked = { level: 0, code: -1 };
    this.cells = [];
    this.levelRow.classList.toggle("gx-hidden", book.levels.length < 2);
    this.where.open(model, book);
    this.setLevel(0);
  }

  get look() {
    return this.looks[this.level];
  }

  /** Codes of the level that is shown, in the order that is chosen, else in their own. */
  sorted(name) {
    const { order, codes } = this.book.levels[this.level];
    return order?.[name] ?? Array.from({ length: codes }, (_, code) => code);
  }

  setOrder(name) {
    this.order = name;
    this.draw();
  }

  setLevel(level) {
    this.level = level;
    this.describe();
    this.draw();
  }

  /** What is known of the whole codebook. */
  describe() {
    const { codes, size, used, perplexity, usage } = this.book.levels[this.level];
    const fact = (name, value, title) => el("div", { title }, el("dt", {}, name), el("dd", {}, value));
    this.facts.replaceChildren(
      fact("codes", String(codes), "How many vectors the codebook has"),
      fact("numbers in each", String(size), "The length of a vector"),
      ...(usage
        ? [
            fact("used", `${fmt(100 * used, used < 1 ? 1 : 0)} %`, "The share of codes that occur in the test set"),
            fact("dead", String(this.look.dead.size), "Codes that no picture of the test set has"),
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
          ]
        : []),
    );
    this.absent.textContent = usage ? "" : UNMEASURED;
    this.legend.classList.toggle("unmeasured", !usage);
  }

  /** The code that is picked; -1 for none. */
  show(level, code) {
    this.picked = { level, code };
    this.looks.forEach((look, at) => {
      look.picked = at === level ? code : -1;
    });
    if (code >= 0 && level !== this.level) this.setLevel(level);
    else this.draw();
  }

  /** The codes of the present picture, all levels after each other. */
  mark(cells) {
    this.cells = cells;
    let at = 0;
    this.book.levels.forEach(({ grid: [h, w] }, level) => {
      this.looks[level].counts.fill(0);
      for (const end = at + h * w; at < end; at++) this.looks[level].counts[cells[at]]++;
    });
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  point(code) {
    if (!this.look || this.look.pointed === code) return;
    this.look.pointed = code;
    this.draw();
  }

  draw() {
    if (!this.look) return;
    const { look, level, order } = this;
    const { usage, map } = this.book.levels[level];
    const onMap = order === "map" && Boolean(map?.length);
    const codes = this.sorted(onMap ? "use" : order);
    this.orders.forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.name === order));
      button.disabled = button.dataset.name === "map" ? !map?.length : !this.book.levels[level].order;
    });
    this.levels.forEach((button) => button.setAttribute("aria-pressed", String(Number(button.dataset.name) === level)));
    this.shelf.root.classList.toggle("gx-hidden", onMap);
    this.map.root.classList.toggle("gx-hidden", !onMap);
    if (onMap) this.map.show(look, codes, map);
    else this.shelf.show(look, codes);
    this.usage.show(look, codes, usage);
    this.readout.textContent = this.words(look.pointed);
    const { code } = this.picked;
    this.where.show(
      code >= 0 && this.picked.level === level ? { level, code, look, rank: this.sorted("use").indexOf(code) } : null,
    );
  }

  words(code) {
    if (code < 0) return "Point at a code for its numbers; a click picks it up.";
    const { usage } = this.book.levels[this.level];
    const count = this.look.counts[code];
    const share = usage && usage[code] / usage.reduce((a, b) => a + b, 0);
    const used = !usage
      ? ""
      : usage[code]
        ? `, ${fmt(100 * share, 2)} % of all cells in the test set`
        : ", dead: in no picture of the test set";
    return `Code ${code}${used}${count ? `, ${count} in this picture` : ""}.`;
  }
}

/** The codes that no picture of the test set has. */
const dead = ({ usage }) => new Set(usage ? [...usage.keys()].filter((code) => !usage[code]) : []);
