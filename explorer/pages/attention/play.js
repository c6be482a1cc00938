// How a mask comes about that is made value by value: both passes along the diagonals, step by step over the picture,
// and what they are joined to.

import { HEAT_GRADIENT } from "../../ui/canvas/heat_scale.js";
import { el } from "../../ui/canvas/paint.js";
import { press, toggleButton } from "../../ui/controls/buttons.js";
import { Player } from "../../ui/player/player.js";
import { CellMap } from "./cell_map.js";
import { filmOf } from "./film.js";
import { Inquiry } from "./inquiry.js";
import { countGiven, hasMap, JOINED, lookAfter, PASSES, readStage, valueAt } from "./making.js";
import { topOf } from "./masks.js";
import { modelName } from "./names.js";
import { pictureOf } from "./picture.js";

/** @typedef {import("./cells.js").Place} Place */
/** @typedef {import("./making.js").MadeStage} MadeStage */
/** @typedef {import("./making.js").SentMaking} SentMaking */
/** @typedef {import("./types.js").Card} Card */
/** @typedef {import("./types.js").MaskValue} MaskValue */
/** @typedef {import("./types.js").SceneSpec} SceneSpec */
/** @typedef {import("./types.js").Shown} Shown */

/** @typedef {{scene: SceneSpec, colour: number, model: string}} MakingQuestion */

/**
 * How a model's masks were made, over the picture that they were made of.
 * @typedef {object} Making
 * @property {string} key  of the question
 * @property {string} model
 * @property {HTMLCanvasElement} picture
 * @property {MadeStage[]} stages
 */

const SETTLE_MS = 250; // a digit that is being dragged asks nothing until it rests
const RATE = 10; // steps a second
const END = -1; // of the playing, however many steps there are
const CAN = "attend_steps";
const NONE =
  "None of the models here makes its masks step by step. Train one that does, then reload the page: " +
  "python -m train attention-arnn";
const HOW =
  "Each value is given knowing those that its pass gave before, next to it. The passes do not wait for each other.";

/**
 * @param {string} kind
 * @param {string} words
 */
const key = (kind, words) => el("span", { class: "key" }, el("i", { class: kind }), words);

export class Play {
  /** @type {Shown | null} */
  #shown = null;

  /** @type {Making | null} */
  #making = null;

  /** The stage whose mask is played. */
  #stage = 0;

  /** The pass that is looked at. */
  #pass = 0;

  /** The map that is pointed at. */
  #pointed = -1;

  /** @type {number | null} where a link wants the player to stand */
  #wish = null;

  /** @type {number | null} the step that was told last */
  #told = null;

  #title = el("h3", {});

  #note = el("p", { class: "gx-note" });

  #stages = el("div", { class: "segments", role: "group", "aria-label": "Stage whose mask is made" });

  #top = el("span", {});

  #error = el("p", { class: "gx-error", role: "alert" });

  /**
   * @param {Card[]} cards
   * @param {object} on
   * @param {(pass: number) => void} on.pass  another pass is looked at
   * @param {(step: number) => void} on.step  the player stands elsewhere; -1: at its end
   * @param {(value: MaskValue) => void} on.point  a value is looked at
   */
  constructor(cards, on) {
    this.cards = cards.filter((card) => card.can.includes(CAN));
    this.on = on;
    /** @type {Inquiry<MakingQuestion, {stages: SentMaking[]}>} */
    this.inquiry = new Inquiry("/api/attend/steps", {
      answered: (answer, question) => this.#take(answer.stages, question),
      failed: (message) => {
        this.#error.textContent = message;
      },
    });
    this.player = new Player({
      total: () => this.#steps,
      available: () => this.#steps,
      show: (step) => this.#paint(step),
      label: "The mask's making",
      unit: "steps",
      rate: RATE,
    });
    this.maps = [...PASSES.map(({ name }) => name), "Joined"].map((name, which) => this.#buildMap(name, which));
    this.body = el(
      "div",
      { class: "play-body", inert: true },
      el("div", { class: "play-maps" }, ...this.maps.map(({ figure }) => figure)),
      this.#buildLegend(),
      this.player.root,
    );
    this.root = el(
      "section",
      { class: "gx-panel attention-play", "data-part": "play", "aria-label": "How the mask is made" },
      el("div", { class: "panel-head" }, this.#title, this.#stages),
      this.#note,
      this.#error,
      this.body,
    );
  }

  /**
   * @param {string} name
   * @param {number} which
   */
  #buildMap(name, which) {
    const map = new CellMap(name, (place) => this.#point(which, place));
    const caption = el("span", { class: "gx-num" });
    const arrow = which < JOINED ? `${PASSES[which].arrow} ` : "";
    const figure = el(
      "figure",
      { "data-map": which < JOINED ? `pass-${which}` : "mask" },
      el("figcaption", {}, el("b", {}, arrow, name), caption),
      map.canvas,
    );
    return { map, caption, figure };
  }

  #buildLegend() {
    return el(
      "div",
      { class: "cells-legend gx-num" },
      el("span", {}, "0"),
      el("i", { style: `background: ${HEAT_GRADIENT}` }),
      this.#top,
      key("fresh", "given in this step"),
      key("waiting", "still to come"),
    );
  }

  get #steps() {
    return this.#made?.steps ?? 0;
  }

  /** The stage that is shown, as the answer has it. */
  get #made() {
    return this.#making?.stages[this.#stage] ?? null;
  }

  /**
   * Where the player is to stand, and which pass was looked at; as a link has them.
   * @param {{pass: number, step: number}} view
   */
  restore({ pass, step }) {
    this.#pass = pass;
    this.#wish = step;
  }

  /** @param {Shown} shown */
  show(shown) {
    this.#shown = shown;
    const { reply, scene, colour, model } = shown;
    const card = this.#chooseCard(shown);
    this.#describe(card, model);
    this.body.classList.toggle("gx-hidden", !card);
    if (!card) return;
    const question = { scene, colour, model: card.name };
    if (this.#making?.key === JSON.stringify(question)) this.#making.picture = pictureOf(reply);
    const asked = this.inquiry.ask(question, this.#making ? SETTLE_MS : 0);
    if (!asked) this.#repaint();
  }

  /**
   * The inspected model, where its masks are made in steps, or else one that was asked, or else any.
   * @param {Shown} shown
   */
  #chooseCard({ reply, model }) {
    const asked = new Set(reply.models.map(({ name }) => name));
    return (
      this.cards.find(({ name }) => name === model) ??
      this.cards.find(({ name }) => asked.has(name)) ??
      this.cards.at(0) ??
      null
    );
  }

  /**
   * @param {Card | null} card  that is shown
   * @param {string} inspected
   */
  #describe(card, inspected) {
    this.#title.textContent = card ? `How ${modelName(card)} makes its mask` : "How a mask is made";
    if (!card) this.#note.textContent = NONE;
    else if (card.name === inspected) this.#note.textContent = HOW;
    else {
      const others = "the model that is inspected gives all values of a mask at once.";
      this.#note.textContent = `${modelName(card)} is shown: ${others}`;
    }
  }

  /**
   * @param {SentMaking[]} stages
   * @param {MakingQuestion} question
   */
  #take(stages, question) {
    if (!this.#shown) return;
    const atEnd = this.#steps === 0 || (this.player.step >= this.#steps && !this.player.playing);
    const step = this.#wish ?? (atEnd ? END : this.player.step);
    this.#error.textContent = "";
    this.#making = {
      key: JSON.stringify(question),
      model: question.model,
      picture: pictureOf(this.#shown.reply),
      stages: stages.map(readStage),
    };
    if (this.#stage >= stages.length) this.#stage = 0;
    this.#wish = null;
    this.body.inert = false; // before, there is nothing to be played
    this.#writeStages(this.#making.stages);
    this.#go(step);
  }

  /** @param {MadeStage[]} stages */
  #writeStages(stages) {
    const buttons = stages.map(({ h, w, steps }, stage) => {
      const title = `The mask of ${h} × ${w} values, in ${steps} steps`;
      const made = toggleButton(`${h} × ${w}`, title, () => this.#setStage(stage));
      made.dataset.stage = String(stage);
      press(made, stage === this.#stage);
      return made;
    });
    this.#stages.replaceChildren(...buttons);
  }

  /** @param {number} stage */
  #setStage(stage) {
    const atEnd = this.player.step >= this.#steps;
    this.#stage = stage;
    this.#writeStages(this.#making?.stages ?? []);
    for (const { map } of this.maps) map.at = null;
    this.#go(atEnd ? END : Math.min(this.player.step, this.#steps));
  }

  /**
   * To a step without ending the playing.
   * @param {number} step
   */
  #go(step) {
    this.player.clock.go(step);
    this.#repaint();
  }

  #repaint() {
    if (this.#making) this.player.wake(true);
  }

  /** @param {number} step */
  #paint(step) {
    const made = this.#made;
    if (!this.#making || !made) return;
    const { picture } = this.#making;
    this.maps.forEach(({ map, caption, figure }, which) => {
      const there = hasMap(made, which);
      figure.classList.toggle("gx-hidden", !there);
      if (!there) return;
      const cursor = this.#cursorIn(which, made);
      map.show(lookAfter(made, picture, which, step, cursor));
      caption.textContent = captionOf(made, which, step, cursor);
      map.describe(wordsOf(made, which, step));
    });
    const top = topOf(made.mask);
    this.#top.textContent = top < 1 ? `1, joined ${top.toFixed(2)}` : "1"; // below 1 it is a softmax
    if (step !== this.#told) this.on.step(step >= made.steps ? END : step);
    this.#told = step;
  }

  /**
   * The cell that is pointed at, in the map where it is.
   * @param {number} which
   * @param {MadeStage} made
   */
  #cursorIn(which, { h, w }) {
    const { at } = this.maps[which].map;
    return which === this.#pointed && at && at.row < h && at.column < w ? at : null;
  }

  /**
   * @param {number} which
   * @param {Place} place
   */
  #point(which, { row, column }) {
    if (!this.#making) return;
    this.#pointed = which;
    if (which !== JOINED && which !== this.#pass) {
      this.#pass = which;
      this.on.pass(which);
    }
    this.#repaint();
    const { model } = this.#making;
    this.on.point({ model, stage: this.#stage, row, column, pass: this.#pass });
  }

  /** The whole making as canvases of one size, one a step; empty where there is nothing to show. */
  film() {
    return this.#making && this.#made ? filmOf(this.#made, this.#making.picture) : [];
  }

  /** The page is left, or the player has to stand still for another reason. */
  pause() {
    this.player.pause();
  }
}

/**
 * What stands over a map: the value that is pointed at, or how far the map has come.
 * @param {MadeStage} made
 * @param {number} which
 * @param {number} step
 * @param {Place | null} cursor
 */
function captionOf(made, which, step, cursor) {
  if (cursor) {
    const value = valueAt(made, which, step, cursor);
    return value === null ? "here: to come" : `here: ${value.toFixed(3)}`;
  }
  if (which !== JOINED) return `${countGiven(made, which, step)} of ${made.h * made.w}`;
  return step < made.steps ? "after the last step" : `largest ${Math.max(...made.mask).toFixed(2)}`;
}

/**
 * A map in words, for who can't see it.
 * @param {MadeStage} made
 * @param {number} which
 * @param {number} step
 */
function wordsOf({ h, w, steps }, which, step) {
  return which === JOINED && step < steps ? "still to come" : `${h} × ${w} values, step ${step} of ${steps}`;
}
