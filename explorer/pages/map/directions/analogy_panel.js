// Analogies: A is to B as what is to C? a - b + c of their codes, what is nearest to it, and the J-diagram between.

import { el, fmt } from "../../../ui/canvas/paint.js";
import { button } from "../../../ui/controls/buttons.js";
import { nameOf } from "../../../ui/directions/groups.js";
import { why } from "../../../ui/lessons/why.js";
import { getJSON, messageOf, postJSON, query } from "../../../ui/transport/api.js";
import { codedOf, sized } from "./pictures.js";
import { Sheet } from "./sheet.js";

/** @typedef {import("../../../ui/types.js").Card} Card */
/** @typedef {import("../../../ui/directions/groups.js").Coded} Picture */
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
 * The answer of `/api/telling-analogy`.
 * @typedef {object} Telling
 * @property {Picture} a
 * @property {Picture} b
 * @property {Picture} c
 * @property {{name: string, values: [string, string]} | null} of  the groups of b and a; null where none are known
 */

/**
 * What an analogy that was chosen is of.
 * @param {Telling["of"]} of
 */
function wordsOf(of) {
  if (!of) return "Pictures by chance: A, B, which is most like it, and C. What is the sum?";
  const [without, has] = of.values.map((value) => nameOf(of.name, value));
  return `A: ${has}. B, which is most like it: ${without}. C: ${without}. What is the sum?`;
}

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

  #seed = 0;
  #turn = 0;
  #slots = { a: this.#slot("a"), b: this.#slot("b"), c: this.#slot("c") };
  #said = el("p", { class: "gx-note analogy-said" });
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
    const others = button("Others", "Other pictures of the same groups, by chance", () => {
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
      this.#said,
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

  /** @param {Card} card  whose test pictures are taken from now on */
  open(card) {
    if (this.#card === card) return;
    this.#card = card;
    this.#chosen = { a: null, b: null, c: null };
    const canvases = [...SLOTS.map((slot) => this.#slots[slot].canvas), this.#result.canvas, this.#near.canvas];
    for (const canvas of canvases) sized(canvas, card);
    this.#begin();
  }

  /** Three pictures that the server chooses, so that they say something. */
  async #begin() {
    const card = this.#card;
    if (!card) return;
    const turn = ++this.#turn;
    try {
      /** @type {Telling} */
      const { a, b, c, of } = await getJSON(query("/api/telling-analogy", { model: card.name, seed: this.#seed }));
      if (turn !== this.#turn) return;
      this.#chosen = { a: codedOf(card, a), b: codedOf(card, b), c: codedOf(card, c) };
      this.#said.textContent = wordsOf(of);
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
    this.#said.textContent = "A is to B as the sum is to C.";
    this.#ask();
  }

  async #ask() {
    const card = this.#card;
    const { a, b, c } = this.#chosen;
    if (!card || !a || !b || !c) return;
    const turn = ++this.#turn;
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
