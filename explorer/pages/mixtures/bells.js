// The first bench: bells to drag, their sum, which of them answers for an x, draws in two steps, and EM.

import { el, fmt } from "../../ui/canvas/paint.js";
import { button, press, toggleButton } from "../../ui/controls/buttons.js";
import { History, UndoButtons } from "../../ui/controls/history.js";
import { nextSeed, SeedField } from "../../ui/controls/seed.js";
import { why } from "../../ui/lessons/why.js";
import { BellsPlot } from "./bells_plot.js";
import { EmPanel } from "./em_panel.js";
import { draws, reweighted } from "./mixture.js";
import { PointsPlot } from "./points_plot.js";
import { Shares } from "./shares.js";
import { colourOf, LINE, MOST_BELLS, percent, rounded } from "./state.js";
import { TwoSteps } from "./two_steps.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./mixture.js").Mixture} Mixture */
/** @typedef {Pick<State, "mixture" | "points">} Step  what Undo brings back */

const FRESH = { places: [0, -4, 4, -2, 2], deviation: 0.7 }; // where a new bell may stand, and how wide
const DRAWN = 200; // points at the press of a button
const MOST_POINTS = 400;
const SETTLE_MS = 400; // without a change: a step of Undo

export class Bells {
  /** @type {History<Step>} */
  #history;
  #undo = new UndoButtons("Back to the bells and points before (Ctrl+Z)", {
    undo: () => this.undo(),
    redo: () => this.redo(),
  });
  #settling = 0;
  #table = el("tbody", {});
  #seed = new SeedField("The draws follow from it", (seed) => this.#sow(seed));
  #counts = Array.from({ length: MOST_BELLS }, (_, i) =>
    toggleButton(String(i + 1), "How many bells", () => this.#setCount(i + 1)),
  );
  #clear = button("Clear points", "Take all points away; Undo brings them back", () => this.#setPoints([]));
  #takeNearest = button("Take one away", "The point nearest to the x of the bar", () => this.#removeNearest());

  /**
   * @param {State} state  is changed here
   * @param {(hovered: boolean) => void} onchange  the state has changed; hovered: by a pointer that only passed
   */
  constructor(state, onchange) {
    this.state = state;
    this.onchange = onchange;
    this.bells = new BellsPlot(state, {
      move: (mixture) => this.#moveBells(mixture),
      point: (x) => this.#point(x),
    });
    this.shares = new Shares(state, (x) => this.#point(x));
    this.steps = new TwoSteps(state);
    this.points = new PointsPlot(state, {
      add: (x) => this.#addPoint(x),
      remove: (index) => this.#setPoints(state.points.toSpliced(index, 1)),
    });
    this.em = new EmPanel(state, { step: (mixture, done) => this.#takeStep(mixture, done) });
    this.#history = new History(this.#step(), () => this.#undo.show(this.#history));
    this.root = this.#build();
    this.#show();
  }

  #build() {
    const plots = el(
      "div",
      { class: "plots" },
      this.bells.root,
      el("h4", {}, "Your points", why("em")),
      this.points.root,
      el("div", { class: "gx-row" }, ...this.em.buttons, ...this.#undo.buttons),
      el("h4", {}, "p(k | x): which bell answers for an x", why("responsibilities")),
      this.shares.root,
      this.shares.bar,
      this.shares.says,
      el("h4", {}, "A draw has two steps", why("a-draw-has-two-steps")),
      this.steps.root,
    );
    const redraw = button("New draws", "Another seed (N)", () => this.newDraws());
    const keep = button(`Draw ${DRAWN} points from this mixture`, "They take the place of your points", () =>
      this.#drawPoints(),
    );
    const add = button("Add one", "A point at the x of the bar", () => this.#addPoint(this.state.cursor));
    const head = el(
      "tr",
      {},
      ...["bell", "weight", "mean", "deviation"].map((text) => el("th", { scope: "col" }, text)),
    );
    const tools = el(
      "div",
      { class: "tools" },
      el("h4", {}, "Bells"),
      el("div", { class: "segments", role: "group", "aria-label": "Number of bells" }, ...this.#counts),
      el("p", { class: "gx-note" }, "Drag a top: along, its mean; up, its weight. Drag a side: its deviation."),
      el("table", { class: "gx-num bells-table" }, el("thead", {}, head), this.#table),
      el("h4", {}, "Points"),
      keep,
      el("div", { class: "gx-row" }, add, this.#takeNearest, this.#clear),
      el("h4", {}, "EM", why("em")),
      this.em.root,
      el("h4", {}, "Draws"),
      el("div", { class: "seed-row" }, this.#seed.root, redraw),
    );
    this.#undo.show(this.#history);
    return el(
      "section",
      { class: "gx-panel bells", "aria-label": "Bells" },
      el("h3", {}, "A mixture of bells", why("a-mixture")),
      el("div", { class: "beside" }, plots, tools),
    );
  }

  undo() {
    this.#restore(this.#history.undo());
  }

  redo() {
    this.#restore(this.#history.redo());
  }

  newDraws() {
    this.#sow(nextSeed(this.state.seed));
  }

  /** What runs stops. */
  end() {
    this.em.end();
  }

  /** @returns {Step} */
  #step() {
    const { mixture, points } = this.state;
    return { mixture, points };
  }

  /** @param {Step | null} step */
  #restore(step) {
    clearTimeout(this.#settling);
    if (!step) return;
    Object.assign(this.state, step);
    this.em.restart();
    this.#changed();
  }

  #changed() {
    this.#show();
    this.onchange(false);
  }

  /** The hand rests after a while: what it did is one step of Undo. */
  #settle() {
    clearTimeout(this.#settling);
    this.#settling = window.setTimeout(() => this.#history.commit(this.#step()), SETTLE_MS);
  }

  #commit() {
    clearTimeout(this.#settling);
    this.#history.commit(this.#step());
  }

  /** @param {Mixture} mixture */
  #moveBells(mixture) {
    this.state.mixture = mixture;
    this.em.restart();
    this.#settle();
    this.#changed();
  }

  /**
   * @param {Mixture} mixture
   * @param {boolean} done
   */
  #takeStep(mixture, done) {
    this.state.mixture = mixture;
    if (done) this.#commit();
    this.#changed();
  }

  /** @param {number[]} points */
  #setPoints(points) {
    clearTimeout(this.#settling);
    this.#history.commit(this.#step()); // what a hand did just before is a step of its own
    this.state.points = points;
    this.em.restart();
    this.#commit();
    this.#changed();
  }

  /** @param {number} x */
  #addPoint(x) {
    if (this.state.points.length < MOST_POINTS) this.#setPoints([...this.state.points, Math.round(x * 100) / 100]);
  }

  #removeNearest() {
    const { points, cursor } = this.state;
    const away = points.map((x) => Math.abs(x - cursor));
    this.#setPoints(points.toSpliced(away.indexOf(Math.min(...away)), 1));
  }

  #drawPoints() {
    const found = draws(this.state.mixture, DRAWN, this.state.seed + 1);
    const within = found.map(({ x }) => Math.min(LINE[1], Math.max(LINE[0], x)));
    this.#setPoints(within.map((x) => Math.round(x * 100) / 100));
  }

  /** @param {number} x */
  #point(x) {
    this.state.cursor = Math.round(Math.min(LINE[1], Math.max(LINE[0], x)) * 100) / 100;
    this.shares.show();
    this.bells.plot.redraw();
    this.onchange(true);
  }

  /** @param {number} seed */
  #sow(seed) {
    this.state.seed = seed;
    this.#changed();
  }

  /** @param {number} count */
  #setCount(count) {
    let { weights, means, deviations } = this.state.mixture;
    while (weights.length > count) {
      const rest = 1 - weights[weights.length - 1];
      weights = weights.slice(0, -1).map((weight) => (rest > 0 ? weight / rest : 1 / (weights.length - 1)));
      means = means.slice(0, -1);
      deviations = deviations.slice(0, -1);
    }
    while (weights.length < count) {
      const all = means;
      const room = (/** @type {number} */ place) => Math.min(...all.map((mean) => Math.abs(mean - place)));
      const place = FRESH.places.reduce((best, other) => (room(other) > room(best) ? other : best));
      weights = reweighted([...weights, 0], weights.length, 1 / (weights.length + 1));
      means = [...means, place];
      deviations = [...deviations, FRESH.deviation];
    }
    this.#moveBells({ weights: weights.map(rounded), means, deviations });
    this.#commit();
  }

  #show() {
    const { mixture, points, seed } = this.state;
    for (const [i, one] of this.#counts.entries()) press(one, i + 1 === mixture.weights.length);
    this.#table.replaceChildren(...mixture.weights.map((_, k) => this.#row(k)));
    this.#seed.value = seed;
    this.#clear.disabled = !points.length;
    this.#takeNearest.disabled = !points.length;
    for (const part of [this.bells, this.shares, this.steps, this.points, this.em]) part.show();
  }

  /** @param {number} k */
  #row(k) {
    const { weights, means, deviations } = this.state.mixture;
    const mark = el("span", { class: "mark" });
    mark.style.background = colourOf(k);
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, mark, String(k + 1)),
      el("td", {}, percent(weights[k])),
      el("td", {}, fmt(means[k])),
      el("td", {}, fmt(deviations[k])),
    );
  }
}
