// The second bench: z goes through f, and its density becomes that of x = f(z).

import { el, fmt } from "../../ui/canvas/paint.js";
import { button, press, toggleButton } from "../../ui/controls/buttons.js";
import { History, UndoButtons } from "../../ui/controls/history.js";
import { nextSeed, SeedField } from "../../ui/controls/seed.js";
import { why } from "../../ui/lessons/why.js";
import { Plot } from "../../ui/plot/plot.js";
import {
  baseDensity,
  baseDraws,
  FUNCTIONS,
  GAP,
  KNOTS,
  knotPlaces,
  moments,
  placeOf,
  REACH,
  rising,
  SHOWN,
  settled,
} from "./transform.js";

/** @typedef {import("./transform.js").Name} Name */
/** @typedef {import("./transform.js").Base} Base */
/** @typedef {import("../../ui/plot/pen.js").Pen} Pen */

/** @typedef {Pick<TransformState, "f" | "base" | "knots">} Step  what Undo brings back */

/**
 * @typedef {object} TransformState
 * @property {Name} f
 * @property {Base} base  what z is
 * @property {number[]} knots  heights of the curve that is bent by hand
 * @property {number} z  whose way is told
 * @property {number} throw  the seed of the draws
 */

const HEIGHT = 360;
const BELOW = 150;
const COUNT = 2000; // draws
const BINS = 40;
const WAYS = 12; // lines from z over the curve to x
const GRID = 700; // places that a density is drawn at
const SETTLE_MS = 400; // without a change: a step of Undo
const FAR = 5; // deviations of z that curves of densities go over
const TOPS = [1.2, 2, 3, 5, 8, 12]; // where the axis of the density of x may end, over one for each unit of the axis

export class TransformBench {
  #names = Object.entries(FUNCTIONS).map(([f, { title }]) => ({
    f: /** @type {Name} */ (f),
    button: toggleButton(title, "The function that z goes through", () => this.#choose(/** @type {Name} */ (f))),
  }));

  #bases = /** @type {{base: Base, button: HTMLButtonElement}[]} */ ([
    { base: "uniform", button: toggleButton("uniform", "z is uniform over (0, 1)", () => this.#stand("uniform")) },
    { base: "normal", button: toggleButton("normal", "z has mean 0 and variance 1", () => this.#stand("normal")) },
  ]);

  #words = el("p", { class: "gx-num words" });
  #says = el("p", { class: "gx-num transform-said" });
  #told = el("dl", { class: "numbers gx-num" });
  #note = el("p", { class: "gx-note standing transform-note" });
  #seed = new SeedField("The draws follow from it", (seed) => this.#change({ throw: seed }));
  /** @type {History<Step>} */
  #history;
  #undo = new UndoButtons("Back to the function before (Ctrl+Z)", {
    undo: () => this.undo(),
    redo: () => this.redo(),
  });
  #settling = 0;
  #draws = { key: "", z: /** @type {number[]} */ ([]) };

  /**
   * @param {TransformState} state  is changed here
   * @param {(hovered: boolean) => void} onchange  the state has changed; hovered: by a pointer that only passed
   */
  constructor(state, onchange) {
    this.state = state;
    this.onchange = onchange;
    this.f = this.#rising();
    this.curve = new Plot({
      label: "x = f(z): z along, x up, and the ways of some z to x",
      x: SHOWN.normal,
      y: [-REACH, REACH],
      height: HEIGHT,
      draw: (pen) => this.#drawCurve(pen),
      press: (z) => this.#point(z),
      hover: (at) => at && this.#point(at[0]),
    });
    this.made = new Plot({
      label: "The density of x by the formula, and a histogram of draws",
      x: [0, 1],
      y: [-REACH, REACH],
      height: HEIGHT,
      yTicks: false,
      xTitle: "p(x)",
      draw: (pen) => this.#drawMade(pen),
    });
    this.given = new Plot({
      label: "The density of z",
      x: SHOWN.normal,
      y: [0, 1],
      height: BELOW,
      xTitle: "z",
      draw: (pen) => this.#drawGiven(pen),
    });
    this.given.addHandle({
      label: "z",
      along: "x",
      colour: "ink",
      at: () => [state.z, 0],
      move: (z) => this.#point(z),
      says: () => this.#says.textContent ?? "",
    });
    for (let i = 0; i < KNOTS; i++) this.#addKnot(i);
    this.#history = new History(this.#step(), () => this.#undo.show(this.#history));
    this.#undo.show(this.#history);
    this.root = this.#build();
    this.#show();
  }

  #build() {
    const plots = el(
      "div",
      { class: "plots" },
      el("div", { class: "ways" }, this.curve.root, this.made.root, this.given.root, this.#says),
    );
    const redraw = button("New draws", "Another seed", () => this.#change({ throw: nextSeed(this.state.throw) }));
    const tools = el(
      "div",
      { class: "tools" },
      el("h4", {}, "z is"),
      el(
        "div",
        { class: "segments", role: "group", "aria-label": "What z is" },
        ...this.#bases.map((one) => one.button),
      ),
      el("h4", {}, "f is"),
      el("div", { class: "gx-row", role: "group", "aria-label": "f" }, ...this.#names.map((one) => one.button)),
      el("div", { class: "gx-row" }, ...this.#undo.buttons),
      this.#words,
      el("h4", {}, "x then has", why("change-of-variables")),
      this.#told,
      this.#note,
      el("div", { class: "seed-row" }, this.#seed.root, redraw),
    );
    return el(
      "section",
      { class: "gx-panel transform", "aria-label": "x = f(z)" },
      el("h3", {}, "x = f(z): a simple density, bent", why("x-f-z")),
      el("div", { class: "beside" }, plots, tools),
    );
  }

  undo() {
    this.#restore(this.#history.undo());
  }

  redo() {
    this.#restore(this.#history.redo());
  }

  /** @returns {Step} */
  #step() {
    const { f, base, knots } = this.state;
    return { f, base, knots };
  }

  /** @param {Step | null} step */
  #restore(step) {
    clearTimeout(this.#settling);
    if (!step) return;
    Object.assign(this.state, step, { z: this.#held(this.state.z, step.base) });
    this.#show();
    this.onchange(false);
  }

  /** The pictures of the bench, for a file. */
  get pictures() {
    return [this.curve.picture, this.made.picture];
  }

  #rising() {
    const { f, base } = this.state;
    return rising(f, base, this.#knots());
  }

  /** Heights of the knots; a straight line where none were set. */
  #knots() {
    const { knots } = this.state;
    if (knots.length === KNOTS) return knots;
    return Array.from({ length: KNOTS }, (_, i) => i - (KNOTS - 1) / 2);
  }

  /** @param {number} i */
  #addKnot(i) {
    this.curve.addHandle({
      label: `Point ${i + 1} of f`,
      along: "y",
      hidden: () => this.state.f !== "hand",
      at: () => [knotPlaces(this.state.base)[i], this.#knots()[i]],
      move: (_, x) => this.#bend(i, x),
    });
  }

  /**
   * @param {number} i
   * @param {number} x  where the knot is to be; the others stay, and it between them
   */
  #bend(i, x) {
    const knots = this.#knots();
    const low = i > 0 ? knots[i - 1] + GAP : -REACH;
    const high = i + 1 < KNOTS ? knots[i + 1] - GAP : REACH;
    const held = Math.round(Math.min(high, Math.max(low, x)) * 1e4) / 1e4;
    this.#change({ knots: knots.with(i, held) });
  }

  /**
   * A function is chosen. By hand one bends on what was there before.
   * @param {Name} f
   */
  #choose(f) {
    const { bases } = FUNCTIONS[f];
    const base = bases.includes(this.state.base) ? this.state.base : bases[0];
    if (f !== "hand" || this.state.f === "hand") {
      this.#change({ f, base, z: this.#held(this.state.z, base) });
      return;
    }
    const heights = knotPlaces(base).map((z) => this.f.value(this.#held(z, base)));
    this.#change({ f, base, knots: settled(heights) });
  }

  /** @param {Base} base */
  #stand(base) {
    if (base !== this.state.base) this.#change({ base, z: base === "uniform" ? 0.7 : 0.5 });
  }

  /**
   * @param {number} z
   * @param {Base} base
   */
  #held(z, base) {
    const [low, high] = base === "uniform" ? [0.001, 0.999] : SHOWN.normal;
    return Math.round(Math.min(high, Math.max(low, z)) * 1e3) / 1e3;
  }

  /** @param {number} z */
  #point(z) {
    this.state.z = this.#held(z, this.state.base);
    this.#tell();
    for (const plot of [this.curve, this.made, this.given]) plot.redraw();
    this.onchange(true);
  }

  /** @param {Partial<TransformState>} part */
  #change(part) {
    clearTimeout(this.#settling);
    const bent = part.knots && !part.f; // by a hand in many moves, which are one step; a button's press is one at once
    if (!bent) this.#commit();
    Object.assign(this.state, part);
    if (bent) this.#settling = window.setTimeout(() => this.#commit(), SETTLE_MS);
    else this.#commit();
    this.#show();
    this.onchange(false);
  }

  #commit() {
    this.#history.commit(this.#step());
  }

  /** @returns {number[]}  draws of z */
  #drawn() {
    const key = `${this.state.base} ${this.state.throw}`;
    if (key !== this.#draws.key) this.#draws = { key, z: baseDraws(this.state.base, COUNT, this.state.throw) };
    return this.#draws.z;
  }

  #show() {
    const { state } = this;
    this.f = this.#rising();
    for (const one of this.#names) press(one.button, one.f === state.f);
    for (const { base, button: one } of this.#bases) {
      press(one, base === state.base);
      one.disabled = !FUNCTIONS[state.f].bases.includes(base);
    }
    this.#seed.value = state.throw;
    this.curve.x = SHOWN[state.base];
    this.given.x = SHOWN[state.base];
    this.given.y = [0, state.base === "uniform" ? 1.25 : 0.5];
    this.curve.y = this.f.x;
    this.made.y = this.f.x;
    this.#fitDensity();
    this.#tell();
    for (const plot of [this.curve, this.made, this.given]) plot.redraw();
  }

  /** @returns {[number, number][]}  the density of x, and x, from low to high */
  #density() {
    const { base } = this.state;
    const p = baseDensity(base);
    return Array.from({ length: GRID + 1 }, (_, i) => {
      const z = placeOf(base, -FAR + (2 * FAR * i) / GRID);
      return [p(z) / this.f.slope(z), this.f.value(z)];
    });
  }

  #fitDensity() {
    if (this.curve.root.querySelector(".dragging")) return;
    const [low, high] = this.f.x;
    const unit = 1 / (high - low);
    const highest = Math.max(...this.#density().map(([p]) => (Number.isFinite(p) ? p : 0)));
    const top = TOPS.find((one) => one * unit >= 1.05 * highest) ?? TOPS[TOPS.length - 1];
    this.made.x = [0, top * unit];
  }

  #tell() {
    const { state, f } = this;
    const { mean, variance } = moments(f, state.base);
    const x = this.#drawn().map(f.value);
    const average = x.reduce((sum, one) => sum + one, 0) / COUNT;
    const spread = x.reduce((sum, one) => sum + (one - average) ** 2, 0) / COUNT;
    const row = (/** @type {string} */ name, /** @type {number} */ exact, /** @type {number} */ found) => [
      el("dt", {}, name),
      el("dd", {}, `${fmt(exact, 3)} (${COUNT.toLocaleString("en")} draws: ${fmt(found, 3)})`),
    ];
    this.#told.replaceChildren(...row("mean", mean, average), ...row("variance", variance, spread));
    this.#words.textContent = f.words;
    const [p, slope] = [baseDensity(state.base)(state.z), f.slope(state.z)];
    this.#says.textContent =
      `At z = ${fmt(state.z, 2)}: x = ${fmt(f.value(state.z), 2)}, f′ = ${fmt(slope, 2)}, so ` +
      `p(x) = p(z) / f′ = ${fmt(p, 3)} / ${fmt(slope, 2)} = ${fmt(p / slope, 3)}`;
    this.#note.textContent = NOTES[state.f] ?? "";
  }

  /** @param {Pen} pen */
  #drawCurve(pen) {
    const { state, f } = this;
    const [left, right] = this.curve.x;
    const [low] = this.curve.y;
    const way = (/** @type {number} */ z, /** @type {import("../../ui/plot/pen.js").Style} */ style) =>
      pen.line(
        [
          [z, low],
          [z, f.value(z)],
          [right, f.value(z)],
        ],
        style,
      );
    for (let i = 0; i < WAYS; i++) {
      const u = (i + 0.5) / WAYS;
      way(state.base === "uniform" ? u : rising("quantile", "uniform", []).value(u), {
        colour: "accent",
        alpha: 0.35,
        width: 1,
      });
    }
    way(state.z, { colour: "ink", width: 1.5, dash: [4, 4] });
    const margin = state.base === "uniform" ? 1e-4 : 0;
    pen.curve(f.value, { from: left + margin, to: right - margin, colour: "accent", width: 2.5 });
    pen.dot(state.z, f.value(state.z), { colour: "ink", radius: 4 });
    pen.text(left, this.curve.y[1], "x", { dx: 6, dy: 12 });
  }

  /** @param {Pen} pen */
  #drawMade(pen) {
    const [low, high] = this.f.x;
    const size = (high - low) / BINS;
    const counts = new Array(BINS).fill(0);
    for (const z of this.#drawn()) {
      const bin = Math.floor((this.f.value(z) - low) / size);
      if (bin >= 0 && bin < BINS) counts[bin] += 1;
    }
    for (const [i, count] of counts.entries())
      pen.bar([0, count / (COUNT * size)], [low + i * size, low + (i + 1) * size], { colour: "accent", alpha: 0.3 });
    pen.line(this.#density(), { colour: "warn", width: 2.5 });
    const x = this.f.value(this.state.z);
    pen.line(
      [
        [0, x],
        [this.made.x[1], x],
      ],
      { colour: "ink", dash: [4, 4], width: 1 },
    );
  }

  /** @param {Pen} pen */
  #drawGiven(pen) {
    const p = baseDensity(this.state.base);
    pen.area(p, { colour: "accent", alpha: 0.2 });
    pen.curve(p, { colour: "accent", width: 2 });
    pen.line(
      [
        [this.state.z, 0],
        [this.state.z, this.given.y[1]],
      ],
      { colour: "ink", dash: [4, 4], width: 1 },
    );
  }
}

/** What is to be said of a function. */
/** @type {{[f in Name]?: string}} */
const NOTES = {
  quantile: "One of two ways to draw from a normal: μ + σ Φ⁻¹(z). The other scales a ready one: μ + σ ε.",
  log:
    "Minus an exponential of rate 1, with mean −1 and variance 1: a lecture's slide has x = ln z give a normal, " +
    "which it does not.",
  logistic: "All of x lies between 0 and 1: where f is flat, much of z is pressed together.",
  humps: "Where f is steep, little of z is spread over much of x: the valley between the humps.",
  hand: "Drag the points of the curve: flat makes x likely, steep unlikely.",
};
