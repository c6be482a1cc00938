// The Sketches page: a hand begins a drawing and a model goes on, point by point; one player steps through both.

import { el } from "../../ui/canvas/paint.js";
import { press, toggleButton } from "../../ui/controls/buttons.js";
import { History } from "../../ui/controls/history.js";
import { anySeed } from "../../ui/controls/seed.js";
import { Player } from "../../ui/player/player.js";
import { Bench, mountPage } from "../../ui/shell/bench.js";
import { SketchesControls } from "./controls.js";
import { Endings, LAST } from "./endings.js";
import { SketchesExport } from "./export.js";
import { Moment } from "./moment.js";
import { MOST, read, settled, write } from "./own.js";
import { Pair } from "./pair.js";
import { Paper } from "./paper.js";
import { Sheet } from "./sheet.js";
import { simplify } from "./simplify.js";
import { SurpriseStrip } from "./surprise_strip.js";

/**
 * @import { Card } from "../../ui/types.js"
 * @import { Arrival } from "./endings.js"
 * @import { Place } from "./simplify.js"
 * @import { Point, SketchesView } from "./types.js"
 */

const RATE = 10; // points a second at first: a hand's pace
const REST_MS = 700; // after a stroke, before the model goes on
const NONE = {
  title: "No model that draws yet",
  sentence: "This page shows networks that draw with a pen. Train one on this machine, then reload the page:",
  command: "python -m train sketchrnn-things",
};

/**
 * What decides the drawings: each is a step that can be undone.
 * @param {SketchesView} view
 */
const settingsIn = ({ model, label, seed, temperature, n, number, drawn }) => ({
  model,
  label,
  seed,
  temperature,
  n,
  number,
  drawn,
});

/** @param {HTMLElement} root */
export const mount = (root) =>
  mountPage(root, {
    path: "sketches",
    make: (/** @type {{root: HTMLElement, cards: Card[], view: SketchesView}} */ given) =>
      new SketchesBench(given.root, given.cards, given.view),
    none: NONE,
  });

class SketchesBench extends Bench {
  /** @type {Point[]} an ending that was left by a branch */
  #ghost = [];

  #timer = 0;

  /** A hand draws, or has just drawn: the model waits. */
  #waiting = false;

  /**
   * @param {HTMLElement} root
   * @param {Card[]} cards  all models that draw with a pen
   * @param {SketchesView} view
   */
  constructor(root, cards, view) {
    super(root, "Your strokes stay");
    this.cards = cards;
    this.view = view;
    this.controls = new SketchesControls(cards, {
      change: (found, live) => this.#change(found, live),
      rest: () => this.#commit(),
      again: () => this.#another(),
      clear: () => this.#clear(),
      undo: () => this.undo(),
      redo: () => this.redo(),
    });
    /** @type {History<ReturnType<typeof settingsIn>>} */
    this.history = new History(settingsIn(view), () => this.controls.steps.show(this.history));
    this.paper = new Paper({
      begin: () => this.#interrupt(),
      stroke: (places) => this.#stroke(places),
      place: (place) => this.#place(place),
      hover: (place) => this.#hover(place),
    });
    this.moment = new Moment({ expects: (shown) => this.#expect(shown) });
    this.strip = new SurpriseStrip((step) => this.player.jump(step));
    this.sheet = new Sheet("Nine endings", (which) => this.#take(which));
    this.endings = new Endings({
      arrived: (arrival) => this.#arrive(arrival),
      more: (final) => this.#more(final),
      error: (message) => {
        this.fail(message);
        this.player.end();
      },
      status: (status) => this.say(status),
    });
    this.player = new Player({
      unit: "points",
      label: "Drawing",
      rate: RATE,
      total: () => this.record.total,
      available: () => this.record.available,
      show: () => this.#show(),
      onplay: () => this.#replay(),
      onstop: () => this.endings.stop(),
    });
    this.pair = new Pair({
      drawn: () => write(settled(this.#points())),
      settings: () => this.#settings(),
      keep: (kept) => {
        Object.assign(view, kept);
        this.export.forget();
      },
      take: (points) => this.#lay(points),
      error: (message) => this.fail(message),
      status: (status) => this.say(status),
    });
    this.export = new SketchesExport({
      view: () => this.#shownView(),
      points: () => this.#points(),
      canvas: () => this.paper.canvas,
      error: (message) => this.fail(message),
    });
    this.tools = {
      draw: toggleButton("Draw", "A stroke on the paper interrupts the model; it goes on from there", () =>
        this.#tool("draw"),
      ),
      place: toggleButton(
        "Put the next point",
        "A press puts the next point where it is, and the drawing branches",
        () => this.#tool("place"),
      ),
    };
    this.page = this.#build();
    this.#tool("draw");
    this.followAddress(this.export);
    this.followUndoKeys();
    root.addEventListener("keydown", (event) => this.#key(event));
  }

  #build() {
    const segments = el(
      "div",
      { class: "segments", role: "group", "aria-label": "The hand" },
      this.tools.draw,
      this.tools.place,
    );
    const legend = el(
      "p",
      { class: "gx-note whose" },
      el("i", { class: "hand" }),
      "you",
      el("i", { class: "model" }),
      "the model",
    );
    this.sheetBox = el("section", { class: "nine gx-hidden" }, el("h3", {}, "Nine endings"), this.sheet.root);
    const easel = el(
      "div",
      { class: "easel" },
      el("div", { class: "paper-head between" }, segments, legend),
      this.paper.root,
      this.player.root,
      this.moment.root,
    );
    const stage = el(
      "div",
      { class: "gx-stage" },
      this.error,
      this.note,
      easel,
      this.sheetBox,
      this.strip.root,
      this.pair.root,
    );
    return el(
      "div",
      { class: "gx-layout" },
      stage,
      el("div", { class: "gx-controls" }, this.controls.root, this.export.root),
    );
  }

  begin() {
    const { view } = this;
    this.root.replaceChildren(this.page);
    this.#showView();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const alive = view.step === LAST && !view.drawn && !still;
    this.#freeze(read(view.drawn));
    this.#show();
    this.#request(alive ? "play" : view.step);
  }

  leave() {
    clearTimeout(this.#timer);
    this.player.pause();
    this.endings.close();
    this.pair.close();
  }

  resume() {
    this.#request(this.player.step);
  }

  /** What is on the paper. */
  get record() {
    return this.endings.record;
  }

  get #card() {
    return this.cards.find(({ name }) => name === this.view.model) ?? this.cards[0];
  }

  // What is asked for, and what comes.

  #settings() {
    const { model, label, seed, temperature } = this.view;
    return { model, label: label === "" ? null : Number(label), seed, temperature };
  }

  /**
   * @param {Arrival} arrival
   * @param {boolean} [live]  a hand is still dragging
   */
  #request(arrival, live = false) {
    const { drawn, n, number } = this.view;
    this.endings.request({ ...this.#settings(), drawn, n, number }, read(drawn), arrival, live);
  }

  /** @param {boolean} final  nothing more comes */
  #more(final) {
    if (final) this.player.end();
    else this.player.refresh();
    if (!this.player.playing) this.#show();
  }

  /** @param {Arrival} arrival */
  #arrive(arrival) {
    const { count } = this.record;
    this.player.open();
    this.player.go(typeof arrival === "number" ? arrival : count);
    if (arrival === "play") this.player.play();
    this.root.dispatchEvent(new CustomEvent("gx-drawn", { detail: { points: count } }));
  }

  /** Play was pressed where nothing is left to play: the ending again, from where the hand left off. */
  #replay() {
    this.player.clock.go(this.record.count);
    return false;
  }

  // The hand.

  /** A hand comes down: what stands on the paper is what it goes on from. */
  #interrupt() {
    const points = this.#points();
    const last = points.at(-1);
    if (last) points[points.length - 1] = { ...last, lifted: true };
    this.#freeze(points);
    this.#ghost = [];
    this.#waiting = true;
    this.#show();
  }

  /**
   * The model stops; these points are on the paper, and nothing follows them yet.
   * @param {Point[]} points
   */
  #freeze(points) {
    this.#rest();
    this.endings.freeze(points);
    this.player.open();
    this.player.end();
    this.player.go(LAST);
    this.fail("");
  }

  /** No hand is drawing, nor has just drawn. */
  #rest() {
    clearTimeout(this.#timer);
    this.#waiting = false;
  }

  /** @param {Place[]} places */
  #stroke(places) {
    const kept = simplify(places);
    const points = kept.map(([x, y], i) => ({ x, y, lifted: i === kept.length - 1, model: false }));
    this.#lay([...this.record.beginning, ...once(settled(points))], "wait");
    this.#waiting = this.controls.auto.box.checked;
    if (this.#waiting) this.#timer = setTimeout(() => this.#goOn(), REST_MS);
  }

  #goOn() {
    this.#waiting = false;
    if (this.endings.play()) return;
    if (this.player.step === this.record.count) this.player.play();
    else this.#show(); // a hand has gone elsewhere meanwhile
  }

  /**
   * Points onto the paper, from which the model goes on.
   * @param {Point[]} points
   * @param {Arrival} [arrival]
   */
  #lay(points, arrival = "wait") {
    const laid = settled(points).slice(0, MOST);
    this.#freeze(laid);
    if (points.length > MOST) this.fail(`The paper holds ${MOST} points. Clear it, or go back a step.`);
    this.view.drawn = write(laid);
    this.view.number = 0;
    this.#commit();
    this.#request(arrival);
  }

  /** @param {Place} place  where the next point is to be */
  #place([x, y]) {
    if (!this.player.clock.dry && this.player.playing) this.player.pause();
    const before = this.#points();
    const point = { x, y, lifted: this.moment.pen === 1, model: false };
    this.#ghost = this.record.pointsAt(this.record.available).slice(Math.max(0, before.length - 1));
    this.#lay([...before, point], "play");
  }

  /** @param {Place | null} place */
  #hover(place) {
    const expected = this.#expected;
    const last = this.#points().at(-1);
    if (!place || !expected || !this.#stands) {
      this.moment.point(null);
      return;
    }
    const [px, py] = last ? [last.x, last.y] : [128, 128];
    this.moment.point(Math.max(1e-30, expected.density(place[0] - px, place[1] - py)));
  }

  /** @param {"draw" | "place"} tool */
  #tool(tool) {
    this.paper.tool = tool;
    for (const [name, node] of Object.entries(this.tools)) press(node, name === tool);
    this.paper.root.classList.toggle("placing", tool === "place");
  }

  // What is shown.

  /** What stands on the paper now. */
  #points() {
    return this.record.pointsAt(this.player.step);
  }

  get #stands() {
    return !this.player.playing && !this.#waiting;
  }

  /** What is expected next, at the temperature of the draw. */
  get #expected() {
    return this.record.expectedAt(this.player.step)?.cooled(this.view.temperature) ?? null;
  }

  #show() {
    const { record, player, view } = this;
    const { step, rate, playing } = player;
    const expected = this.#expected;
    const growing = playing && rate < 60 ? 1000 / rate : 0;
    const shown = this.#stands && view.expects ? expected : null;
    this.paper.show({ points: this.#points(), ghost: this.#ghost, expected: shown, growing });
    const last = record.stepOf(step - 1);
    const over = last?.point === null;
    const broken = record.broken && step === record.available;
    this.moment.show({ step, last, following: record.stepOf(step), expected, playing, over, broken });
    requestAnimationFrame(() => this.moment.showScale(shown ? this.paper.heat.top : 0));
    this.strip.show(record, step);
    if (view.n > 1) {
      const drawings = Array.from({ length: view.n }, (_, which) => record.pointsAt(step, which));
      this.sheet.show(drawings, view.number);
    }
    this.export.onchange();
  }

  /** The controls say what the view says. */
  #showView() {
    const { view } = this;
    this.controls.show(view);
    this.moment.box.box.checked = view.expects > 0;
    this.sheetBox?.classList.toggle("gx-hidden", view.n === 1);
    this.pair.open(this.#card.can.includes("read_sketch") && this.#card.latents > 0, view.first, view.last);
    this.controls.steps.show(this.history);
  }

  /** @param {boolean} shown */
  #expect(shown) {
    this.view.expects = Number(shown);
    this.export.forget();
    this.#show();
  }

  // Settings.

  #commit() {
    this.history.commit(settingsIn(this.view));
    this.export.forget();
  }

  /**
   * @param {Partial<SketchesView>} found
   * @param {boolean} [live]  a hand is still dragging
   */
  #change(found, live = false) {
    const { view } = this;
    const other = found.model !== undefined && found.model !== view.model;
    Object.assign(view, found, "n" in found ? {} : { number: 0 });
    this.#rest();
    this.#ghost = [];
    if (other) {
      const { conditions } = this.#card;
      view.label = Number(view.label) < conditions && view.label !== "" ? view.label : "";
      this.pair.forget();
    }
    this.fail("");
    this.tell("");
    this.#showView();
    if (!live) this.#commit();
    if (!("temperature" in found)) {
      this.#request("play");
      return;
    }
    // Before the ending, what is expected follows the hand; of the ending all is seen at once.
    const { step } = this.player;
    if (step <= this.record.count) this.#show();
    this.#request(step <= this.record.count ? step : LAST, live);
  }

  #another() {
    this.#change({ seed: anySeed() });
  }

  #clear() {
    this.#ghost = [];
    this.#lay([], "wait");
  }

  /** @param {number} which  of the nine endings */
  #take(which) {
    this.view.number = which;
    this.#commit();
    this.#request(this.player.step >= this.record.total ? LAST : this.player.step);
  }

  undo() {
    this.#restore(this.history.undo());
  }

  redo() {
    this.#restore(this.history.redo());
  }

  /** @param {ReturnType<typeof settingsIn> | null} settings  from before; null where there are none */
  #restore(settings) {
    if (!settings) return;
    this.#rest();
    Object.assign(this.view, settings);
    this.#ghost = [];
    this.#showView();
    this.export.forget();
    this.player.pause();
    this.#request(LAST);
  }

  /** @returns {SketchesView} as a link is to say it */
  #shownView() {
    const { record, player, view } = this;
    const step = player.clock.wanted ?? player.step;
    return { ...view, step: !record.available || step >= record.total ? LAST : step };
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { target } = event;
    const typing = target instanceof Element && target.matches("input, select, textarea");
    if (event.ctrlKey || event.metaKey || event.altKey || typing) return;
    if (event.key.toLowerCase() === "n") this.#another();
  }
}

/**
 * Without points that lie on the one before, as rounding may make them.
 * @param {Point[]} points  of one stroke
 */
const once = (points) =>
  points.filter(({ x, y }, i) => i === points.length - 1 || points[i + 1].x !== x || points[i + 1].y !== y);
