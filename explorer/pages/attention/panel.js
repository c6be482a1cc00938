// One model: the picture with its mask, its answer with all probabilities, and how much of its attention is where it
// should be.

import { el } from "../../ui/canvas/paint.js";
import { press } from "../../ui/controls/buttons.js";
import { AnswerView } from "./answer.js";
import { arrowOf } from "./arrows.js";
import { MaskAnswer } from "./mask_answer.js";
import { productOf, spread, topOf } from "./masks.js";
import { modelName } from "./names.js";
import { ENLARGED, paintLook } from "./paint.js";
import { floats, pictureOf, SIDE } from "./picture.js";

/** @typedef {import("./masks.js").Stage} Stage */
/** @typedef {import("./types.js").Card} Card */
/** @typedef {import("./types.js").ModelAnswer} ModelAnswer */
/** @typedef {import("./types.js").ModelFailure} ModelFailure */
/** @typedef {import("./types.js").Reply} Reply */
/** @typedef {import("./types.js").Shown} Shown */

/** A picture pixel. @typedef {{x: number, y: number}} Pixel */

/** A mask at the picture's size, and the end of its scale. @typedef {{values: Float32Array, top: number}} SpreadMask */

const STEP = 4; // picture pixels that an arrow key goes where no stage's cells are shown
const MIDDLE = { x: SIDE / 2, y: SIDE / 2 };

/** @param {number} value */
const withinPicture = (value) => Math.min(SIDE - 1, Math.max(0, value));

export class AttentionPanel {
  /** @type {Reply | null} that the stages are of */
  #reply = null;

  /** @type {Stage[]} */
  #stages = [];

  /** @type {(SpreadMask | null)[]} made when first needed: that of all stages, then each stage's own */
  #masks = [];

  /** The stage that is shown; -1: all together. */
  #stage = -1;

  /** @type {Pixel | null} that is pointed at */
  #at = null;

  #mark = el("i", { class: "cell-mark gx-hidden", "aria-hidden": "true" });

  /** The answer, at the mask. */
  written = new MaskAnswer();

  #lack = el("span", { class: "lack gx-hidden" });

  #error = el("p", { class: "gx-error" });

  /**
   * @param {Card} card
   * @param {object} on
   * @param {() => void} on.inspect
   * @param {(at: Pixel | null) => void} on.point  a picture pixel is looked at; null: none is any more
   */
  constructor(card, on) {
    this.card = card;
    this.on = on;
    this.name = modelName(card);
    this.answer = new AnswerView((answer) => this.#className(answer));
    this.head = el(
      "button",
      {
        class: "panel-name",
        type: "button",
        title: `${card.title}: play how its mask is made, and look into its values, below`,
        onclick: () => on.inspect(),
      },
      this.name,
    );
    this.canvas = el("canvas", {
      class: "gx-canvas",
      tabindex: "0",
      role: "img",
      width: SIDE * ENLARGED,
      height: SIDE * ENLARGED,
    });
    this.root = el(
      "section",
      { class: "attention-panel", "data-part": "panel", "data-model": card.name, "aria-label": card.title },
      this.head,
      el("div", { class: "panel-picture" }, this.canvas, this.#mark, this.written.root, this.#lack),
      this.#error,
      this.answer.root,
    );
    this.#listen();
  }

  #listen() {
    const { canvas, on } = this;
    canvas.addEventListener("pointermove", (event) => on.point(this.#pixelOf(event)));
    canvas.addEventListener("pointerdown", (event) => on.point(this.#pixelOf(event)));
    canvas.addEventListener("pointerleave", () => {
      if (document.activeElement !== canvas) on.point(null);
    });
    canvas.addEventListener("blur", () => on.point(null));
    canvas.addEventListener("focus", () => {
      if (canvas.matches(":focus-visible")) on.point(this.#at ?? MIDDLE);
    });
    canvas.addEventListener("keydown", (event) => this.#key(event));
  }

  /**
   * @param {PointerEvent} event
   * @returns {Pixel}
   */
  #pixelOf({ clientX, clientY }) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const x = withinPicture(Math.floor(((clientX - left) / width) * SIDE));
    const y = withinPicture(Math.floor(((clientY - top) / height) * SIDE));
    return { x, y };
  }

  /**
   * From cell to cell.
   * @param {KeyboardEvent} event
   */
  #key(event) {
    const arrow = arrowOf(event);
    if (!arrow) return;
    event.preventDefault();
    const [right, down] = arrow;
    const step = this.stage?.cell ?? STEP;
    const { x, y } = this.#at ?? MIDDLE;
    /**
     * @param {number} value
     * @param {number} way
     */
    const go = (value, way) => Math.floor(withinPicture((Math.floor(value / step) + way) * step + step / 2));
    this.on.point({ x: go(x, right), y: go(y, down) });
  }

  /** The stage that is shown; null for all together, and where the model has no such stage. */
  get stage() {
    return this.#stages[this.#stage] ?? null;
  }

  /** What a saved picture says under it. */
  get caption() {
    return this.#error.textContent || this.answer.line;
  }

  /**
   * @param {ModelAnswer | ModelFailure} found  this model's part of the reply
   * @param {Shown} shown
   */
  show(found, shown) {
    press(this.head, this.card.name === shown.model);
    this.#error.textContent = found.error ?? "";
    this.answer.root.classList.toggle("gx-hidden", found.error !== undefined);
    if (this.#reply !== shown.reply) this.#take(found, shown.reply);
    this.#stage = shown.stage;
    const mask = this.maskOf(shown.stage);
    const { look, opacity, outline } = shown;
    const picture = pictureOf(shown.reply);
    paintLook(this.canvas, { picture, values: mask?.values ?? null, top: mask?.top ?? 1, look, opacity, outline });
    this.#writeAnswer(found, shown.reply.truth, mask);
    this.#tellLack(mask === null && found.error === undefined);
    this.#describe(found);
  }

  /**
   * @param {ModelAnswer | ModelFailure} found
   * @param {Reply} reply
   */
  #take(found, reply) {
    const { stages = [] } = found;
    this.#reply = reply;
    this.#stages = stages.map(({ h, w, cell, mask }) => ({ h, w, cell, values: floats(mask) }));
    this.#masks = [];
    if (found.error === undefined) this.answer.show(found, reply.truth);
  }

  /**
   * @param {ModelAnswer | ModelFailure} found
   * @param {number | null} truth
   * @param {SpreadMask | null} mask
   */
  #writeAnswer(found, truth, mask) {
    if (found.error !== undefined) this.written.hide();
    else {
      const right = truth === null ? null : found.answer === truth;
      this.written.show(this.#className(found.answer), right, mask?.values ?? null);
    }
  }

  /** @param {boolean} lacking  the model has no such stage */
  #tellLack(lacking) {
    const { length } = this.#stages;
    this.#lack.textContent = lacking ? `It has ${length === 1 ? "one stage" : `${length} stages`}.` : "";
    this.#lack.classList.toggle("gx-hidden", !lacking);
  }

  /** @param {ModelAnswer | ModelFailure} found */
  #describe(found) {
    const { stage } = this;
    let mask = "no such stage";
    if (this.#stage < 0) mask = "whole mask";
    else if (stage) mask = `stage ${this.#stage + 1}, ${stage.h} by ${stage.w} values`;
    const answer = found.error === undefined ? `; it answers ${this.#className(found.answer)}` : "";
    this.canvas.setAttribute(
      "aria-label",
      `${this.card.title}: ${mask} over the picture${answer}. Arrow keys go over it`,
    );
  }

  /** @param {number} answer */
  #className(answer) {
    return this.card.classes[answer] ?? String(answer);
  }

  /**
   * The mask of a stage, or the product of all (-1), at the picture's size; null where there is no such stage, or no
   * mask at all.
   * @param {number} stage
   */
  maskOf(stage) {
    if (!this.#stages.length || stage >= this.#stages.length) return null;
    const known = this.#masks[stage + 1];
    if (known) return known;
    const made = stage < 0 ? this.#productMask() : this.#stageMask(this.#stages[stage]);
    this.#masks[stage + 1] = made;
    return made;
  }

  /** @returns {SpreadMask} */
  #productMask() {
    const values = productOf(this.#stages);
    return { values, top: topOf(values, true) };
  }

  /**
   * @param {Stage} stage
   * @returns {SpreadMask}
   */
  #stageMask(stage) {
    return { values: spread(stage), top: topOf(stage.values) };
  }

  /**
   * Mark the cell that a picture pixel lies in.
   * @param {Pixel | null} at  null: none
   * @returns {number | null}  the mask's value there; null where there is none
   */
  mark(at) {
    this.#at = at;
    const mask = at ? this.maskOf(this.#stage) : null;
    this.#mark.classList.toggle("gx-hidden", !mask);
    if (!at || !mask) return null;
    const cell = this.stage?.cell ?? 1;
    const left = Math.floor((at.x + 0.5) / cell) * cell;
    const top = Math.floor((at.y + 0.5) / cell) * cell;
    const { style } = this.#mark;
    style.left = `${left}%`;
    style.top = `${top}%`;
    style.width = `${Math.min(cell, SIDE - left)}%`;
    style.height = `${Math.min(cell, SIDE - top)}%`;
    return mask.values[at.y * SIDE + at.x];
  }
}
