// Analogies: A is to B as what is to C? a - b + c of their codes, what is nearest to it, and the J-diagram between.

import { el, fmt } from "../../../ui/canvas/paint.js";
import { button } from "../../../ui/controls/buttons.js";
import { picturesOf } from "../../../ui/directions/groups.js";
import { why } from "../../../ui/lessons/why.js";
import { messageOf, postJSON, query } from "../../../ui/transport/api.js";
import { codedOf, sized } from "./pictures.js";
import { Sheet } from "./sheet.js";

/** @typedef {import("../../../ui/types.js").Card} Card */
/** @typedef {import("../../../ui/directions/groups.js").Group} Group */
/** @typedef {import("./pictures.js").Coded} Coded */
/** @typedef {"a" | "b" | "c"} Slot */

/** @type {readonly Slot[]} */
const SLOTS = ["a", "b", "c"];

const SIDE = 7; // of the J-diagram, in pictures

/**
 * The answer of `/api/analogy`.
 * @typedef {object} Analogy
 * @property {number[]} z
 * @property {{index: number, label: number, z: number[], distance: number}[]} nearest
 * @property {number[][]} grid
 * @property {number} side
 */

/**
 * What a conditional model is told of a - b + c: the same arithmetic of the classes, as far as these are shares.
 * @param {number[]} a  weights of the classes; empty where the model is told none
 * @param {number[]} b
 * @param {number[]} c
 */
function toldOf(a, b, c) {
  const found = c.map((value, i) => Math.max(0, a[i] - b[i] + value));
  const sum = found.reduce((total, value) => total + value, 0);
  return sum > 0 ? found.map((value) => value / sum) : c;
}

/**
 * What it is told at a place of the J-diagram.
 * @param {number[][]} corners  upper left, upper right, lower left, lower right
 * @param {number} place  row by row
 * @param {number} side
 */
function between(corners, place, side) {
  const down = Math.floor(place / side) / (side - 1);
  const across = (place % side) / (side - 1);
  const shares = [(1 - down) * (1 - across), (1 - down) * across, down * (1 - across), down * across];
  return corners[0].map((_, i) => corners.reduce((sum, weights, corner) => sum + shares[corner] * weights[i], 0));
}

/**
 * A picture with what stands under it.
 * @param {string} label  for who can't see it
 * @param {Node | string} below
 */
function figure(label, below) {
  const canvas = el("canvas", { class: "gx-canvas", role: "img", "aria-label": label });
  return { canvas, root: el("figure", {}, canvas, el("figcaption", {}, below)) };
}

export class AnalogyPanel {
  /** @type {Card | null} */
  #card = null;

  /** @type {{[slot in Slot]: Coded | null}} */
  #chosen = { a: null, b: null, c: null };

  /** @type {Group[]} */
  #groups = [];

  #seed = 0;
  #turn = 0;
  #slots = { a: this.#slot("a"), b: this.#slot("b"), c: this.#slot("c") };
  #resultNote = el("b", {}, "A − B + C");
  #nearNote = el("span", { class: "gx-num" });
  #result = figure("A minus B plus C", this.#resultNote);
  #near = figure("The real code nearest to it", this.#nearNote);

  /**
   * @param {import("./pictures.js").Pictures} pictures
   * @param {object} on
   * @param {() => Coded | null} on.current  the picture under the hand
   * @param {(picture: Coded) => void} on.pick  is to be the current one
   * @param {(message: string) => void} on.error
   */
  constructor(pictures, on) {
    this.pictures = pictures;
    this.on = on;
    this.sheet = new Sheet({ label: "J-diagram", file: "j-diagram", pictures, pick: on.pick });
    const others = button("Others", "Other pictures of the first two groups, by chance", () => {
      this.#seed++;
      this.#begin();
    });
    const { a, b, c } = this.#slots;
    /** @param {string} text */
    const sign = (text) => el("span", { class: "analogy-sign", "aria-hidden": "true" }, text);
    const sum = [
      a.root,
      sign("−"),
      b.root,
      sign("+"),
      c.root,
      sign("="),
      this.#result.root,
      sign("≈"),
      this.#near.root,
    ];
    const corners = el(
      "p",
      { class: "gx-note" },
      "The J-diagram goes from B, upper left, to A, upper right, and to C, lower left. Lower right is what " +
        "arithmetic gives.",
    );
    this.root = el(
      "section",
      { class: "gx-panel analogy-panel" },
      el("h3", {}, "Analogies: A − B + C", why("analogies")),
      el("div", { class: "analogy" }, ...sum),
      el("div", { class: "gx-row" }, others, this.sheet.save),
      this.sheet.root,
      corners,
    );
  }

  /** @param {Slot} slot */
  #slot(slot) {
    const name = slot.toUpperCase();
    const title = `The current picture becomes ${name}`;
    const take = button(`Take as ${name}`, title, () => this.#take(slot), "small");
    return figure(name, take);
  }

  /**
   * A model's groups.
   * @param {Card} card
   * @param {Group[]} groups
   */
  open(card, groups) {
    const other = this.#card !== card;
    this.#card = card;
    this.#groups = groups.filter(({ count }) => count > 1);
    if (!other && this.#chosen.a) return;
    this.#chosen = { a: null, b: null, c: null };
    const canvases = [...SLOTS.map((slot) => this.#slots[slot].canvas), this.#result.canvas, this.#near.canvas];
    for (const canvas of canvases) sized(canvas, card);
    this.#begin();
  }

  /** A and B of two groups, C another one of B's. */
  async #begin() {
    const card = this.#card;
    const [from, to = from] = this.#groups;
    if (!card || !from) return;
    const turn = ++this.#turn;
    try {
      const [others, those] = await Promise.all([
        picturesOf(card, from, { n: 2, seed: this.#seed }),
        picturesOf(card, to, { n: 1, seed: this.#seed + 1 }),
      ]);
      if (turn !== this.#turn) return;
      const [b, c = b] = others.map((picture) => codedOf(card, picture));
      this.#chosen = { a: codedOf(card, those[0]), b, c };
      this.#ask();
    } catch (error) {
      if (turn === this.#turn) this.on.error(messageOf(error));
    }
  }

  /** @param {Slot} slot */
  #take(slot) {
    const current = this.on.current();
    if (!current) return;
    this.#chosen[slot] = current;
    this.#ask();
  }

  async #ask() {
    const card = this.#card;
    const { a, b, c } = this.#chosen;
    if (!card || !a || !b || !c) return;
    const turn = ++this.#turn;
    this.#slots.a.canvas.setAttribute("aria-label", "A");
    for (const [slot, picture] of /** @type {[Slot, Coded][]} */ (Object.entries({ a, b, c })))
      this.pictures.paint(`analogy ${slot}`, picture, this.#slots[slot].canvas);
    try {
      const without = [a, b, c].map(({ index }) => index).filter((index) => index >= 0);
      const asked = { a: a.z, b: b.z, c: c.z, without, side: SIDE };
      /** @type {Analogy} */
      const { z, nearest, grid, side } = await postJSON(query("/api/analogy", { model: card.name }), asked);
      if (turn !== this.#turn || card !== this.#card) return;
      const weights = toldOf(a.weights, b.weights, c.weights);
      this.pictures.paint("analogy", { z, weights }, this.#result.canvas);
      if (nearest.length) {
        const [near] = nearest;
        this.pictures.paint("nearest", codedOf(card, near), this.#near.canvas);
        const named = card.classes[near.label] ? `${card.classes[near.label]}, ` : "";
        this.#nearNote.textContent = `nearest: ${named}${fmt(near.distance)} away`;
      }
      const corners = [b.weights, a.weights, c.weights, weights];
      const codes = grid.map((code, place) => ({ z: code, weights: between(corners, place, side) }));
      this.sheet.show(card, codes, { side, framed: [0, side - 1, side * (side - 1), side * side - 1] });
    } catch (error) {
      if (turn === this.#turn) this.on.error(messageOf(error));
    }
  }
}
