// How a mask comes about that is made value by value: both passes along the diagonals, step by step over the picture,
// and what they are joined to.

import { el } from "../../ui/canvas/paint.js";
import { press, toggleButton } from "../../ui/controls/buttons.js";
import { errorLine } from "../../ui/controls/error_line.js";
import { Player } from "../../ui/player/player.js";
import { colourName } from "./colours.js";
import { filmOf } from "./film.js";
import { Inquiry } from "./inquiry.js";
import { JOINED, readStage } from "./making.js";
import { MakingMaps } from "./making_maps.js";
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

export class Play {
  /** @type {Shown | null} */
  #shown = null;

  /** @type {Making | null} */
  #making = null;

  /** The stage whose mask is played. */
  #stage = 0;

  /** The pass that is looked at. */
  #pass = 0;

  /** @type {number | null} where a link wants the player to stand */
  #wish = null;

  /** @type {number | null} the step that was told last */
  #told = null;

  #title = el("h3", {});

  #note = el("p", { class: "gx-note" });

  #stages = el("div", { class: "segments", role: "group", "aria-label": "Stage whose mask is made" });

  #error = errorLine();

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
    this.maps = new MakingMaps((which, place) => this.#point(which, place));
    this.body = el("div", { class: "play-body", inert: true }, this.maps.root, this.maps.legend, this.player.root);
    this.root = el(
      "section",
      { class: "gx-panel attention-play", "data-part": "play", "aria-label": "How the mask is made" },
      el("div", { class: "panel-head" }, this.#title, this.#stages),
      this.#note,
      this.#error,
      this.body,
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
    this.maps.leave();
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
    this.maps.show(made, this.#making.picture, step);
    if (step !== this.#told) this.on.step(step >= made.steps ? END : step);
    this.#told = step;
  }

  /**
   * @param {number} which
   * @param {Place} place
   */
  #point(which, { row, column }) {
    if (!this.#making) return;
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
    if (!this.#making || !this.#made || !this.#shown) return [];
    return filmOf(this.#made, this.#making.picture, `Which digit is ${colourName(this.#shown.colour)}?`);
  }

  /** The page is left, or the player has to stand still for another reason. */
  pause() {
    this.player.pause();
  }
}
