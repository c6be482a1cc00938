// The Attention page: a scene of coloured digits under a person's hand, a question about one of them, and for every model the answer
// and where it looked; below, how one model's mask is made, and what all of them were measured to be worth.

import { el } from "../../ui/canvas/paint.js";
import { undoKeys } from "../../ui/controls/history.js";
import { anySeed } from "../../ui/controls/seed.js";
import { getJSON, query } from "../../ui/transport/api.js";
import { Channels } from "../../ui/transport/channels.js";
import { Arrangement } from "./arrangement.js";
import { Disagree } from "./disagree.js";
import { AttentionExport } from "./export.js";
import { AttentionLook } from "./look.js";
import { Numbers } from "./numbers.js";
import { outlineOf } from "./paint.js";
import { AttentionPanels } from "./panels.js";
import { Play } from "./play.js";
import { AttentionScene } from "./scene.js";
import { AttentionTools } from "./tools.js";
import { Trace } from "./trace.js";

const OFFLINE = "The explorer does not answer. The scene stays as it is, and it is tried again.";
const ASKED = 8; // models at once, as the server has it

export async function mount(root) {
  try {
    const cards = (await getJSON("/api/models")).filter((card) => card.pages.attention);
    if (!cards.length) {
      root.replaceChildren(noModel());
      return;
    }
    const { view, notes } = await getJSON(`/api/view/attention${location.search}`);
    const bench = new AttentionBench(root, byCorrectness(cards), view);
    bench.note.textContent = notes.join(" ");
    await bench.begin();
  } catch (error) {
    root.replaceChildren(el("p", { class: "gx-error", role: "alert" }, error.message));
  }
}

function noModel() {
  return el(
    "section",
    { class: "gx-panel" },
    el("h3", {}, "No model with attention yet"),
    el(
      "p",
      { class: "gx-note" },
      "This page shows where picture classifiers look. Train one on this machine, then reload the page:",
    ),
    el("pre", { class: "gx-code" }, "python -m train attention-arnn"),
  );
}

/** From the one whose masks fit least to the one whose masks fit best; who was not measured stands first. */
const byCorrectness = (cards) => {
  const fits = ({ metrics }) => metrics?.correctness?.value ?? -1;
  return [...cards].sort((a, b) => fits(a) - fits(b));
};

class AttentionBench {
  constructor(root, cards, view) {
    Object.assign(this, {
      root,
      cards,
      view,
      models: cards.slice(0, ASKED).map(({ name }) => name),
      found: null,
      turn: 0,
      source: "",
    });
    view.model = (
      cards.find(({ name }) => name === view.model) ??
      cards.find(({ can }) => can.includes("attend_steps")) ??
      cards[0]
    ).name;
    const error = (message) => this.fail(message);
    const arrangement = (this.arrangement = new Arrangement(() => this.tell()));
    arrangement.set({ distractors: Boolean(view.distractors), background: view.background });
    this.link = new Channels("/api/attend", { status: (text) => this.say(text) });
    this.scene = new AttentionScene(arrangement, {
      changed: () => this.change(),
      grab: (id) => this.grab(id),
      rest: () => this.rest(),
      ask: (colour) => this.ask(colour),
      undo: () => this.travel("undo"),
      redo: () => this.travel("redo"),
    });
    this.tools = new AttentionTools({
      seed: (seed) => this.openSeed(seed),
      reset: () => this.openSeed(arrangement.state.seed),
      clear: () => this.step(() => arrangement.arrange([])),
      add: (label) => this.add(label),
      own: (glyph, label) => this.place(glyph, label),
      distractors: (distractors) => this.step(() => arrangement.set({ distractors })),
      background: (background) => this.step(() => arrangement.ground(background)),
      upload: (pixels) => this.step(() => arrangement.upload(pixels)),
      error,
    });
    this.look = new AttentionLook(cards, {
      change: (found) => this.choose(found),
      models: (names) => {
        this.models = names;
        this.paint();
        this.tell();
      },
    });
    this.panels = new AttentionPanels(cards, { inspect: (model) => this.choose({ model }) });
    this.play = new Play({ pass: (passing) => this.keep({ passing }), step: (step) => this.keep({ step }) });
    this.trace = new Trace();
    this.numbers = new Numbers();
    this.disagree = new Disagree({
      found: (seed, colour) => this.openFound(seed, colour),
      distractors: () => arrangement.state.distractors,
      background: () => arrangement.state.background === "seed",
      models: () => this.models,
    });
    this.export = new AttentionExport({
      view: () => this.shownView(),
      canvas: () => this.panels.sheet(),
      file: () => `attention-scene-${arrangement.state.seed}`,
      film: () => this.play.film(),
      error,
    });
    this.parts = [this.play, this.trace, this.numbers, this.disagree, this.export];
    this.build();
    addEventListener("pagehide", () => {
      this.play.pause();
      this.link.close();
    });
    addEventListener("pageshow", (event) => {
      if (event.persisted) {
        this.link.open();
        this.paint();
      }
    }); // brought back from the browser's memory
  }

  build() {
    this.error = el("p", { class: "gx-error", role: "alert" });
    this.note = el("p", { class: "gx-note", role: "status" });
    this.page = el(
      "div",
      { class: "gx-layout" },
      el(
        "div",
        { class: "gx-stage" },
        this.error,
        this.note,
        this.scene.root,
        this.panels.root,
        el("div", { class: "making" }, this.play.root, this.trace.root),
        this.numbers.root,
      ),
      el("div", { class: "gx-controls" }, this.tools.root, this.look.root, this.disagree.root, this.export.root),
    );
    this.root.addEventListener("gx-cell", ({ detail }) => this.trace.point(detail));
    undoKeys(this.root, { undo: () => this.travel("undo"), redo: () => this.travel("redo") });
    addEventListener("keydown", (event) => this.key(event));
  }

  /** Show what the link says. */
  async begin() {
    const { view, arrangement } = this;
    const found = await getJSON(query("/api/scene", { seed: view.seed, digits: view.digits }));
    this.source = found.source;
    arrangement.begin(found, view.digits !== "");
    for (const part of this.parts) part.open?.(this.cards);
    this.play.restore({ pass: view.passing, step: view.step });
    if (view.colour < 0) view.colour = found.digits[0]?.colour ?? 0;
    arrangement.pick(view.colour);
    this.root.replaceChildren(this.page);
    this.tell();
    this.paint();
  }

  /** A seed's scene; the question stays where it can be answered, or is `colour`. */
  async openSeed(seed, colour = this.view.colour) {
    const turn = ++this.turn;
    const { arrangement } = this;
    try {
      const found = await getJSON(query("/api/scene", { seed }));
      if (turn !== this.turn) return;
      arrangement.take(found);
      this.view.colour = arrangement.colours.has(colour) ? colour : (found.digits[0]?.colour ?? 0);
      this.step(() => arrangement.pick(this.view.colour));
    } catch (error) {
      if (turn === this.turn) this.fail(error.message);
    }
  }

  /** A held-out scene as it was searched: on its own photograph or on black. */
  openFound(seed, colour) {
    const { arrangement } = this;
    if (arrangement.state.background !== "seed") arrangement.ground("");
    this.openSeed(seed, colour);
  }

  /** A digit of a class, written by a hand that chance chose. */
  async add(label) {
    if (this.arrangement.full) return;
    try {
      const { glyph } = await getJSON(query("/api/scene/digit", { label, seed: anySeed() }));
      this.place(glyph, label);
    } catch (error) {
      this.fail(error.message);
    }
  }

  place(glyph, label) {
    if (this.arrangement.full) return;
    this.step(() => this.arrangement.add(glyph, label, this.scene.editor.boxes));
    this.scene.editor.focus(this.arrangement.selected);
  }

  /** Something is done to the scene at one stroke. */
  step(work) {
    work();
    this.change();
    this.rest();
  }

  /** The scene is another, and a hand may still be on it. */
  change() {
    this.follow();
    this.scene.show(this.view.colour);
    this.export.forget();
    this.paint();
  }

  /** The question follows the digit that it is about to its new colour. */
  follow() {
    const {
      view,
      arrangement: { digit, colours },
    } = this;
    const before = this.found?.digits.find(({ id }) => id === digit?.id);
    if (before && before.colour === view.colour && digit.colour !== before.colour && !colours.has(view.colour))
      view.colour = digit.colour;
  }

  /** A step is over and can be undone. */
  rest() {
    this.arrangement.commit();
    this.tell();
  }

  travel(way) {
    if (!this.arrangement.travel(way)) return;
    this.change();
    this.tell();
  }

  /** A hand takes a digit: the picture without it is fetched, so that the digit can follow at once. */
  grab(id) {
    const {
      arrangement,
      view: { colour },
    } = this;
    this.link.request("ground", { scene: arrangement.spec(id), colour, models: [] }, (reply) => {
      if (!reply.error) this.scene.editor.lift(id, reply);
    });
  }

  ask(colour) {
    this.view.colour = colour;
    this.change();
  }

  /** Picture, masks and answers of the scene as it stands; only the newest are waited for. */
  paint() {
    const {
      arrangement,
      view: { colour },
      models,
    } = this;
    const { digits } = arrangement;
    const scene = arrangement.spec();
    this.link.request("scene", { scene, colour, models }, (reply) => this.receive(reply, { scene, digits, colour }));
  }

  receive(reply, asked) {
    if (reply.error) {
      this.fail(reply.error);
      return;
    }
    if (this.error.textContent) this.fail("");
    this.found = { ...asked, reply, outline: reply.outline && outlineOf(reply.outline) };
    if (this.view.stage >= Math.max(...reply.models.map(({ stages = [] }) => stages.length))) this.view.stage = -1;
    this.draw();
    this.look.show(this.view, this.models, reply);
    this.root.dispatchEvent(new CustomEvent("gx-painted", { detail: { ...asked, reply } }));
  }

  /** All that shows what was answered. */
  draw() {
    const { found, view } = this;
    if (!found) return;
    const { reply, scene, colour, digits, outline } = found;
    const shown = view.outline ? outline : null;
    const { model, look, opacity, stage } = view;
    const state = { scene, colour, reply, model, look, opacity, stage, outline: Boolean(view.outline) };
    this.scene.answer(reply, digits, shown);
    this.panels.show(state, shown);
    for (const part of this.parts) part.show?.(state);
  }

  /** Another look, stage, or model to be inspected. */
  choose(found) {
    this.keep(found);
    this.look.show(this.view, this.models, this.found?.reply ?? null);
    this.draw();
  }

  /** What of the view a person changed. */
  keep(found) {
    if (Object.entries(found).every(([name, value]) => this.view[name] === value)) return;
    Object.assign(this.view, found);
    this.export.forget();
  }

  /** Controls as they stand. */
  tell() {
    const {
      arrangement: { state, uploads },
      view,
    } = this;
    this.scene.show(view.colour);
    this.tools.show(state, uploads.size > 0, this.source);
    this.look.show(view, this.models, this.found?.reply ?? null);
  }

  key(event) {
    const { target, key } = event;
    const typing = target.closest?.("input:not([type=range], [type=checkbox]), select, textarea, .gx-pad");
    if (
      !this.root.isConnected ||
      typing ||
      event.defaultPrevented ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      event.repeat
    )
      return;
    if (/^[0-9]$/.test(key)) this.add(Number(key));
    else if (key.toLowerCase() === "n") this.openSeed(anySeed());
    else return;
    event.preventDefault();
  }

  shownView() {
    const { own } = this.arrangement.state;
    const { seed, digits, distractors, background } = this.arrangement.spec();
    return { ...this.view, seed, digits: own ? digits : "", distractors: Number(distractors), background };
  }

  say(text) {
    if (text === "offline") this.fail(OFFLINE);
    else if (this.error.textContent === OFFLINE) this.fail("");
  }

  fail(message) {
    this.error.textContent = message;
  }
}
