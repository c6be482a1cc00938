// The Attention page: a scene of coloured digits under a person's hand, a question about one of them, and for every
// model the answer and where it looked; below, how one model's mask is made, and what all of them were measured to be
// worth.

import { el } from "../../ui/canvas/paint.js";
import { anySeed } from "../../ui/controls/seed.js";
import { Bench, mountPage } from "../../ui/shell/bench.js";
import { getJSON, messageOf, query } from "../../ui/transport/api.js";
import { Channels } from "../../ui/transport/channels.js";
import { Arrangement } from "./arrangement.js";
import { Disagree } from "./disagree.js";
import { AttentionExport } from "./export.js";
import { AttentionLook, MOST_MODELS } from "./look.js";
import { Numbers } from "./numbers.js";
import { outlineOf } from "./paint.js";
import { AttentionPanels } from "./panels.js";
import { Play } from "./play.js";
import { AttentionScene } from "./scene.js";
import { AttentionTools } from "./tools.js";
import { Trace } from "./trace.js";

/** @typedef {import("./types.js").AttentionView} AttentionView */
/** @typedef {import("./types.js").Card} Card */
/** @typedef {import("./types.js").Digit} Digit */
/** @typedef {import("./types.js").HeldOutScene} HeldOutScene */
/** @typedef {import("./types.js").Refusal} Refusal */
/** @typedef {import("./types.js").Reply} Reply */
/** @typedef {import("./types.js").SceneSpec} SceneSpec */
/** @typedef {import("./types.js").Shown} Shown */

/** What the models are asked. @typedef {{scene: SceneSpec, colour: number, models: string[]}} Question */

/**
 * The question that was answered last.
 * @typedef {object} Answered
 * @property {SceneSpec} scene
 * @property {number} colour
 * @property {Digit[]} digits  of the scene
 * @property {Reply} reply
 * @property {Path2D | null} outline  of the asked digit
 */

const NO_MODEL = {
  title: "No model with attention yet",
  sentence: "This page shows where picture classifiers look. Train one on this machine, then reload the page:",
  command: "python -m train attention-arnn",
};
const TYPED_IN = "input:not([type=range], [type=checkbox]), select, textarea, .gx-pad";

/** @param {HTMLElement} root */
export const mount = (root) =>
  mountPage(root, {
    path: "attention",
    none: NO_MODEL,
    /** @param {{root: HTMLElement, cards: Card[], view: AttentionView}} given */
    make: (given) => new AttentionBench(given.root, byCorrectness(given.cards), given.view),
  });

/**
 * From the one whose masks fit least to the one whose masks fit best; who was not measured stands first.
 * @param {Card[]} cards
 */
function byCorrectness(cards) {
  /** @param {Card} card */
  const fit = ({ metrics }) => metrics.correctness?.value ?? -1;
  return [...cards].sort((a, b) => fit(a) - fit(b));
}

/**
 * The model that is inspected at first: the asked one, or one whose masks can be played.
 * @param {Card[]} cards  at least one
 * @param {string} asked
 */
function chooseModel(cards, asked) {
  const named = cards.find(({ name }) => name === asked);
  const playable = cards.find(({ can }) => can.includes("attend_steps"));
  return (named ?? playable ?? cards[0]).name;
}

class AttentionBench extends Bench {
  /** @type {Answered | null} */
  #answered = null;

  /** Which scene was asked for last. */
  #turn = 0;

  /** Of the digits: "test" or "dream". */
  #source = "";

  /**
   * @param {HTMLElement} root
   * @param {Card[]} cards  at least one
   * @param {AttentionView} view
   */
  constructor(root, cards, view) {
    super(root, "The scene stays as it is");
    this.view = { ...view, model: chooseModel(cards, view.model) };
    this.models = cards.slice(0, MOST_MODELS).map(({ name }) => name);
    this.arrangement = new Arrangement(() => this.#showControls());
    this.arrangement.set({ distractors: Boolean(view.distractors), background: view.background });
    /** @type {Channels<Question, Reply | Refusal>} */
    this.link = new Channels("/api/attend", { status: (status) => this.say(status) });
    this.scene = this.#buildScene();
    this.tools = this.#buildTools();
    this.look = new AttentionLook(cards, {
      change: (changes) => this.#changeLook(changes),
      models: (names) => this.#askOthers(names),
    });
    this.panels = new AttentionPanels(cards, {
      inspect: (model) => this.#changeLook({ model }),
      point: (value) => this.trace.point(value),
    });
    this.play = new Play(cards, {
      pass: (passing) => this.#changeView({ passing }),
      step: (step) => this.#changeView({ step }),
      point: (value) => this.trace.point(value),
    });
    this.trace = new Trace(cards);
    this.numbers = new Numbers(cards);
    this.disagree = this.#buildDisagree(cards);
    this.export = this.#buildExport();
    this.page = this.#buildPage();
    this.followUndoKeys();
    this.followAddress(this.export, []);
    addEventListener("keydown", (event) => this.#key(event));
  }

  #buildScene() {
    return new AttentionScene(this.arrangement, {
      changed: () => this.#sceneChanged(),
      grab: (id) => this.#liftDigit(id),
      finish: () => this.#finishStep(),
      ask: (colour) => this.#askFor(colour),
      undo: () => this.undo(),
      redo: () => this.redo(),
    });
  }

  #buildTools() {
    const { arrangement } = this;
    return new AttentionTools({
      seed: (seed) => this.#openSeed(seed),
      reset: () => this.#openSeed(arrangement.state.seed),
      clear: () => this.#step(() => arrangement.arrange([])),
      add: (label) => this.#addDigit(label),
      own: (glyph, label) => this.#placeDigit(glyph, label),
      distractors: (distractors) => this.#step(() => arrangement.set({ distractors })),
      background: (background) => this.#step(() => arrangement.setBackground(background)),
      upload: (pixels) => this.#step(() => arrangement.uploadBackground(pixels)),
      error: (message) => this.fail(message),
    });
  }

  /** @param {Card[]} cards */
  #buildDisagree(cards) {
    const { arrangement } = this;
    return new Disagree(cards, {
      found: (seed, colour) => this.#openFound(seed, colour),
      distractors: () => arrangement.state.distractors,
      background: () => arrangement.state.background === "seed",
      models: () => this.models,
    });
  }

  #buildExport() {
    return new AttentionExport({
      view: () => this.#linkedView(),
      picture: () => this.panels.sheet(),
      file: () => `attention-scene-${this.arrangement.state.seed}`,
      film: () => this.play.film(),
      error: (message) => this.fail(message),
    });
  }

  #buildPage() {
    const stage = el(
      "div",
      { class: "gx-stage" },
      this.error,
      this.note,
      this.scene.root,
      this.panels.root,
      el("div", { class: "making" }, this.play.root, this.trace.root),
      this.numbers.root,
    );
    const controls = el(
      "div",
      { class: "gx-controls" },
      this.tools.root,
      this.look.root,
      this.disagree.root,
      this.export.root,
    );
    return el("div", { class: "gx-layout" }, stage, controls);
  }

  async begin() {
    const { view, arrangement } = this;
    /** @type {HeldOutScene} */
    const scene = await getJSON(query("/api/scene", { seed: view.seed, digits: view.digits }));
    this.#source = scene.source;
    arrangement.begin(scene, view.digits !== "");
    this.play.restore({ pass: view.passing, step: view.step });
    if (view.colour < 0) view.colour = scene.digits[0]?.colour ?? 0;
    arrangement.selectColour(view.colour);
    this.root.replaceChildren(this.page);
    this.#showControls();
    this.#askModels();
  }

  leave() {
    this.play.pause();
    this.disagree.stop();
    this.link.close();
  }

  resume() {
    this.link.open();
    this.#askModels();
  }

  /**
   * A seed's scene; the question stays where it can be answered, or is `colour`.
   * @param {number} seed
   * @param {number} [colour]
   */
  async #openSeed(seed, colour = this.view.colour) {
    const turn = ++this.#turn;
    const { arrangement } = this;
    try {
      /** @type {HeldOutScene} */
      const scene = await getJSON(query("/api/scene", { seed }));
      if (turn !== this.#turn) return;
      arrangement.take(scene);
      this.view.colour = arrangement.colours.has(colour) ? colour : (scene.digits[0]?.colour ?? 0);
      this.#step(() => arrangement.selectColour(this.view.colour));
    } catch (error) {
      if (turn === this.#turn) this.fail(messageOf(error));
    }
  }

  /**
   * A held-out scene as it was searched: on its own photograph or on black.
   * @param {number} seed
   * @param {number} colour
   */
  #openFound(seed, colour) {
    const { arrangement } = this;
    if (arrangement.state.background !== "seed") arrangement.setBackground("");
    this.#openSeed(seed, colour);
  }

  /**
   * A digit of a class, written by a hand that chance chose.
   * @param {number} label
   */
  async #addDigit(label) {
    if (this.arrangement.full) return;
    try {
      /** @type {{glyph: string}} */
      const { glyph } = await getJSON(query("/api/scene/digit", { label, seed: anySeed() }));
      this.#placeDigit(glyph, label);
    } catch (error) {
      this.fail(messageOf(error));
    }
  }

  /**
   * @param {string} glyph
   * @param {number} label  -1: nobody knows
   */
  #placeDigit(glyph, label) {
    const { arrangement, scene } = this;
    if (arrangement.full) return;
    this.#step(() => arrangement.add(glyph, label, scene.editor.boxes));
    scene.editor.focus(arrangement.selected);
  }

  /**
   * Something is done to the scene at one stroke.
   * @param {() => void} work
   */
  #step(work) {
    work();
    this.#sceneChanged();
    this.#finishStep();
  }

  /** The scene is another, and a hand may still be on it. */
  #sceneChanged() {
    this.#followRecolouring();
    this.scene.show(this.view.colour);
    this.export.forget();
    this.#askModels();
  }

  /** The question follows the digit that it is about to its new colour. */
  #followRecolouring() {
    const { view, arrangement } = this;
    const { digit } = arrangement;
    const before = this.#answered?.digits.find(({ id }) => id === digit?.id);
    if (!digit || before?.colour !== view.colour || digit.colour === before.colour) return;
    if (!arrangement.colours.has(view.colour)) view.colour = digit.colour;
  }

  /** A step is over and can be undone. */
  #finishStep() {
    this.arrangement.commit();
    this.#showControls();
  }

  undo() {
    this.#travel("undo");
  }

  redo() {
    this.#travel("redo");
  }

  /** @param {"undo" | "redo"} way */
  #travel(way) {
    if (!this.arrangement.travel(way)) return;
    this.#sceneChanged();
    this.#showControls();
  }

  /**
   * A hand takes a digit: the picture without it is fetched, so that the digit can follow at once.
   * @param {number} id
   */
  #liftDigit(id) {
    const { colour } = this.view;
    this.link.request("ground", { scene: this.arrangement.spec(id), colour, models: [] }, (reply) => {
      if (reply.error === undefined) this.scene.editor.lift(id, reply);
    });
  }

  /** @param {number} colour */
  #askFor(colour) {
    this.view.colour = colour;
    this.#sceneChanged();
  }

  /** @param {string[]} models */
  #askOthers(models) {
    this.models = models;
    this.#askModels();
    this.#showControls();
  }

  /** Picture, masks and answers of the scene as it stands; only the newest are waited for. */
  #askModels() {
    const { colour } = this.view;
    const { digits } = this.arrangement;
    const scene = this.arrangement.spec();
    this.link.request("scene", { scene, colour, models: this.models }, (reply) => {
      if (reply.error === undefined) this.#receive(reply, { scene, digits, colour });
      else this.fail(reply.error);
    });
  }

  /**
   * @param {Reply} reply
   * @param {{scene: SceneSpec, digits: Digit[], colour: number}} asked
   */
  #receive(reply, asked) {
    if (this.error.textContent) this.fail("");
    this.#answered = { ...asked, reply, outline: reply.outline === null ? null : outlineOf(reply.outline) };
    const stages = Math.max(...reply.models.map(({ stages: found = [] }) => found.length));
    if (this.view.stage >= stages) this.view.stage = -1;
    this.#showAnswer();
    this.look.show(this.view, this.models, reply);
    this.root.dispatchEvent(new CustomEvent("gx-painted", { detail: { ...asked, reply } }));
  }

  /** Show what was answered, as the view has it. */
  #showAnswer() {
    if (!this.#answered) return;
    const { scene, digits, colour, reply, outline: outlined } = this.#answered;
    const { model, look, opacity, stage } = this.view;
    const outline = this.view.outline ? outlined : null;
    const shown = { scene, colour, reply, model, look, opacity, stage, outline };
    this.scene.answer(reply, digits, outline);
    for (const part of [this.panels, this.play, this.trace, this.numbers, this.disagree, this.export]) part.show(shown);
  }

  /**
   * Another look, stage, or model to be inspected.
   * @param {Partial<AttentionView>} changes
   */
  #changeLook(changes) {
    this.#changeView(changes);
    this.#showLook();
    this.#showAnswer();
  }

  /** @param {Partial<AttentionView>} changes  by a person */
  #changeView(changes) {
    const before = JSON.stringify(this.view);
    Object.assign(this.view, changes);
    if (JSON.stringify(this.view) !== before) this.export.forget();
  }

  /** Controls as they stand. */
  #showControls() {
    const { state, hasUpload } = this.arrangement;
    this.scene.show(this.view.colour);
    this.tools.show(state, hasUpload, this.#source);
    this.#showLook();
  }

  #showLook() {
    this.look.show(this.view, this.models, this.#answered?.reply ?? null);
  }

  /**
   * Digits add one, N opens another scene.
   * @param {KeyboardEvent} event
   */
  #key(event) {
    const { target, key } = event;
    const held = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat;
    const typing = target instanceof Element && target.closest(TYPED_IN) !== null;
    if (!this.root.isConnected || held || typing) return;
    if (/^[0-9]$/.test(key)) this.#addDigit(Number(key));
    else if (key.toLowerCase() === "n") this.#openSeed(anySeed());
    else return;
    event.preventDefault();
  }

  /** The view as a link has it, with the scene as it was arranged. */
  #linkedView() {
    const { own } = this.arrangement.state;
    const { seed, digits, distractors, background } = this.arrangement.spec();
    return { ...this.view, seed, digits: own ? digits : "", distractors: Number(distractors), background };
  }
}
