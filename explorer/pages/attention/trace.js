// One value of a mask: its number, and what it depends on; of the features, and of the values that were given before
// it.

import { HEAT_GRADIENT } from "../../ui/canvas/heat_scale.js";
import { el } from "../../ui/canvas/paint.js";
import { errorLine } from "../../ui/controls/error_line.js";
import { hint } from "../../ui/controls/fields.js";
import { CellMap } from "./cell_map.js";
import { Inquiry } from "./inquiry.js";
import { PASSES } from "./making.js";
import { modelName } from "./names.js";
import { floats, pictureOf, SIDE } from "./picture.js";

/** @typedef {import("./cells.js").Place} Place */
/** @typedef {import("./types.js").Card} Card */
/** @typedef {import("./types.js").MaskValue} MaskValue */
/** @typedef {import("./types.js").SceneSpec} SceneSpec */
/** @typedef {import("./types.js").Shown} Shown */

/** @typedef {MaskValue & {scene: SceneSpec, colour: number}} TraceQuestion */

/**
 * What a value depends on, as `/api/attend/trace` gives it: float32 (h, w) in base64.
 * @typedef {object} SentTrace
 * @property {string} features
 * @property {string | null} values  null: all values are given at once
 * @property {number} h
 * @property {number} w
 * @property {number} value
 */

/** A map and the line under it. @typedef {{map: CellMap, note: HTMLElement, root: HTMLElement}} Figure */

const SETTLE_MS = 40; // a pointer that only passes asks nothing
const REST_MS = 250; // nor does a digit that is being dragged
const COUNTS = 0.01; // of the strongest dependence: less is not counted
const CAN = "trace";
const HINT =
  "Point at a value of a mask, or focus a map and use the arrow keys: here stands what this value depends on.";
const NOTHING = "None";
const AT_ONCE = "None: all are given at once.";
const FIRST = "None: it is its pass’s first.";

/** @param {number} value */
const valueText = (value) => (value < 0.0005 ? value.toExponential(1).replace("-", "−") : value.toFixed(3));

/**
 * @param {string} name
 * @param {string} title
 * @returns {Figure}
 */
function buildFigure(name, title) {
  const map = new CellMap(name);
  const note = el("p", { class: "gx-note gx-num", title: "Those with at least a hundredth of the strongest" });
  return { map, note, root: el("figure", { title }, el("figcaption", {}, name), map.canvas, note) };
}

export class Trace {
  /** @type {Shown | null} */
  #shown = null;

  /** @type {MaskValue | null} that was looked at last */
  #at = null;

  /** Something is shown. */
  #filled = false;

  #title = el("h3", {});

  #place = el("p", { class: "gx-note gx-num place" });

  #number = el("dd", {});

  #hint = hint();

  #error = errorLine();

  #said = el("p", { class: "said unseen", "aria-live": "polite" });

  #features = buildFigure("Depends on features", "How strongly each cell's features move this value");

  #values = buildFigure(
    "and on earlier values",
    "How strongly each value that the same pass gave before moves this one",
  );

  /** @param {Card[]} cards */
  constructor(cards) {
    this.cards = new Map(cards.map((card) => [card.name, card]));
    /** @type {Inquiry<TraceQuestion, SentTrace>} */
    this.inquiry = new Inquiry("/api/attend/trace", {
      answered: (answer, question) => this.#fill(answer, question),
      failed: (message) => this.#fail(message),
    });
    this.body = this.#buildBody();
    this.root = el(
      "section",
      { class: "gx-panel attention-trace", "data-part": "trace", "aria-label": "What a value depends on" },
      el("div", {}, this.#title, this.#place),
      el("div", { class: "trace-box" }, this.body, this.#hint),
      this.#error,
      this.#said,
    );
    this.#describe();
  }

  #buildBody() {
    const inMask = el("dt", { title: "The value in the finished mask of this stage" }, "in the mask");
    const legend = el(
      "div",
      { class: "cells-legend" },
      el("span", {}, "0"),
      el("i", { style: `background: ${HEAT_GRADIENT}` }),
      el("span", {}, "the strongest, by gradient"),
    );
    return el(
      "div",
      { class: "trace-body" },
      el("dl", { class: "trace-number gx-num" }, inMask, this.#number),
      el("div", { class: "trace-maps" }, this.#features.root, this.#values.root),
      legend,
    );
  }

  /**
   * What is looked at stays, in the new picture.
   * @param {Shown} shown
   */
  show(shown) {
    this.#shown = shown;
    if (this.#at) this.point(this.#at, REST_MS);
  }

  /**
   * A value is looked at. It stays to be read when nothing is pointed at any more.
   * @param {MaskValue} at
   * @param {number} [wait]  ms before it is asked what it depends on
   */
  point(at, wait = SETTLE_MS) {
    this.#at = at;
    const able = this.#describe();
    if (!able || !this.#shown) return;
    const { scene, colour } = this.#shown;
    this.inquiry.ask({ scene, colour, ...at }, wait);
  }

  /**
   * Say which value is looked at.
   * @returns {boolean}  whether its model can say what it depends on
   */
  #describe() {
    const at = this.#at;
    const card = at ? this.cards.get(at.model) : undefined;
    const able = card?.can.includes(CAN) ?? false;
    const stage = at && this.#stageOf(at);
    this.#title.textContent = at ? `Row ${at.row + 1}, column ${at.column + 1}` : "A value of a mask";
    this.#place.textContent = stage && card ? `of ${stage.h} × ${stage.w}, ${modelName(card)}` : "";
    this.#hint.textContent = !at ? HINT : able ? "" : `${at.model} can't say what its values depend on.`;
    this.body.classList.toggle("empty", !able || !this.#filled);
    return able;
  }

  /**
   * The stage that a value is of, as the last reply has it.
   * @param {MaskValue} value
   */
  #stageOf({ model, stage }) {
    return this.#shown?.reply.models.find(({ name }) => name === model)?.stages?.[stage] ?? null;
  }

  /** @param {string} message */
  #fail(message) {
    this.#filled = false;
    this.body.classList.add("empty");
    this.#error.textContent = message;
  }

  /**
   * @param {SentTrace} answer
   * @param {TraceQuestion} question
   */
  #fill({ features, values, value, h, w }, question) {
    const card = this.cards.get(question.model);
    if (!this.#shown || !card) return;
    const { row, column, pass } = question;
    const cell = this.#stageOf(question)?.cell ?? SIDE / Math.max(h, w);
    const look = { picture: pictureOf(this.#shown.reply), h, w, cell, cursor: { row, column } };
    const earlier = values === null ? null : floats(values);
    this.#filled = true;
    this.#error.textContent = "";
    this.body.classList.remove("empty");
    this.#number.textContent = valueText(value);
    const cells = fillFigure(this.#features, floats(features), look, NOTHING);
    const given = fillFigure(this.#values, earlier, look, earlier ? FIRST : AT_ONCE);
    const arrow = (PASSES[pass] ?? PASSES[0]).arrow;
    this.#place.textContent = `of ${h} × ${w}, ${modelName(card)}${earlier ? `, ${arrow} pass` : ""}`;
    const also = earlier ? ` and on ${given} earlier values` : "";
    const told = `${this.#title.textContent}: ${this.#number.textContent} in the mask.`;
    this.#said.textContent = `${told} It depends on the features of ${cells} cells${also}.`;
  }
}

/**
 * How strongly each cell matters.
 * @param {Figure} figure
 * @param {Float32Array | null} strengths  (h, w); null: there are none
 * @param {{picture: HTMLCanvasElement, h: number, w: number, cell: number, cursor: Place}} look
 * @param {string} nothing  is said where none matters
 * @returns {number}  how many matter
 */
function fillFigure({ map, note, root }, strengths, look, nothing) {
  const top = strengths ? Math.max(...strengths) : 0;
  const some = strengths !== null && top > 0;
  const count = some ? strengths.filter((one) => one >= COUNTS * top).length : 0;
  map.show({ ...look, values: some ? strengths : null, top });
  root.classList.toggle("nothing", !some);
  note.textContent = some ? `${count} of ${look.h * look.w} matter` : nothing;
  const words = `${count} of ${look.h * look.w} cells with at least a hundredth of the strongest`;
  map.describe(some ? words : nothing);
  return count;
}
