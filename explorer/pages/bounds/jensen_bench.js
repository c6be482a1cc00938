// Jensen's inequality under the hand: points on a curve, and how far apart the curve of the mean and the mean of the
// curve are.

import { el, fmt } from "../../ui/canvas/paint.js";
import { button, press, toggleButton } from "../../ui/controls/buttons.js";
import { rangedField } from "../../ui/controls/fields.js";
import { Plot } from "../../ui/plot/plot.js";
import { CURVES, LEAST, MOST, normalised, sides } from "./jensen.js";
import { kept, reset, section } from "./section.js";

/** @typedef {import("./types.js").BoundsView} BoundsView */
/** @typedef {import("../../ui/plot/pen.js").Pen} Pen */

const START = [1, 9];
const MOST_POINTS = 5;
const OFF_CENTRE = 0.2; // of a new point, which would else cover the mean
const LEAST_WEIGHT = 0.02;

/**
 * The inequality in the notations that it is met in; f, and the sign between both sides.
 * @type {{[form: string]: {text: string, title: string, write: (sign: string) => string, note: string}}}
 */
const FORMS = {
  two: {
    text: "two points",
    title: "A point between two others",
    write: (sign) => `f(λ x₁ + (1 − λ) x₂) ${sign} λ f(x₁) + (1 − λ) f(x₂)`,
    note: "A chord lies on one side of the curve.",
  },
  sum: {
    text: "weighted sum",
    title: "Any number of points with weights",
    write: (sign) => `f(Σ wᵢ xᵢ) ${sign} Σ wᵢ f(xᵢ),  Σ wᵢ = 1`,
    note: "The mean of all points lies in the shaded hull of the points.",
  },
  expectation: {
    text: "expectation",
    title: "The weights are probabilities",
    write: (sign) => `f(E[x]) ${sign} E[f(x)]`,
    note: "The weights are the chances of the points.",
  },
  integral: {
    text: "integral",
    title: "The expectation of a density",
    write: (sign) => `f(∫ x p(x) dx) ${sign} ∫ f(x) p(x) dx`,
    note: "With a density the sum becomes an integral. Here p is a spike at each point.",
  },
  function: {
    text: "of a function",
    title: "What is averaged is itself a function: the step to the ELBO",
    write: (sign) => `f(E_q[g(z)]) ${sign} E_q[f(g(z))]`,
    note: "With f = ln and g(z) = p(x, z) / q(z) the left side is ln p(x), and the right side the ELBO.",
  },
};

export class JensenBench {
  #plot = new Plot({
    label: "A curve, points on it, and both sides of Jensen's inequality",
    x: [0, MOST],
    y: [0, 1],
    height: 320,
    xTitle: "x",
    draw: (pen) => this.#draw(pen),
  });

  #says = el("p", { class: "gx-num says", role: "status" });
  #written = el("p", { class: "formula" });
  #note = el("p", { class: "gx-note" });
  #weights = el("div", { class: "weights" });

  /** @type {{root: HTMLLabelElement, show: (value: number, words: string) => void}[]} */
  #sliders = [];

  /** @type {import("../../ui/plot/handle.js").Handle[]} */
  #handles = [];

  #curves = Object.entries(CURVES).map(([curve, { text }]) => ({
    curve,
    button: toggleButton(text, "The curve f", () => this.onchange({ curve })),
  }));

  #forms = Object.entries(FORMS).map(([form, { text, title }]) => ({
    form,
    button: toggleButton(text, title, () => this.onchange({ form })),
  }));

  #more = button("Add a point", "One point more, where there is most room", () => this.#add());
  #less = button("Take one away", "The last point goes", () => this.#takeAway());

  xs = START;

  /** The weights as they were set, and as shares of their sum. */
  given = START.map(() => 1);
  part = normalised(this.given);
  curve = CURVES.log;

  /** @param {import("./section.js").OnChange} onchange */
  constructor(onchange) {
    this.onchange = onchange;
    this.root = section({
      name: "jensen",
      title: "1. Jensen: the mean of a curve is not the curve of the mean",
      anchor: "jensen-s-inequality",
      shown: [this.#plot.root, this.#says],
      controls: [
        this.#group("The curve", this.#curves),
        el(
          "div",
          { class: "gx-row" },
          this.#more,
          this.#less,
          reset(() => this.#reset()),
        ),
        this.#weights,
        this.#group("In the notation of", this.#forms),
        this.#written,
        this.#note,
      ],
    });
  }

  /**
   * @param {string} label
   * @param {{button: HTMLButtonElement}[]} choices
   */
  #group(label, choices) {
    return el("div", { class: "gx-row", role: "group", "aria-label": label }, ...choices.map((one) => one.button));
  }

  /** For a file. */
  get picture() {
    return this.#plot.picture;
  }

  /** @param {BoundsView} view */
  show(view) {
    this.view = view;
    this.xs = view.xs.length ? view.xs.map((x) => Math.min(MOST, Math.max(LEAST, x))) : START;
    this.given = view.weights.length ? view.weights : START.map(() => 1);
    this.part = normalised(this.given);
    this.curve = CURVES[view.curve];
    for (const one of this.#curves) press(one.button, one.curve === view.curve);
    for (const one of this.#forms) press(one.button, one.form === view.form);
    this.#more.disabled = this.xs.length >= MOST_POINTS;
    this.#less.disabled = this.xs.length <= 2;
    this.#followCount();
    this.#say();
    const values = [LEAST, ...this.xs].map(this.curve.f);
    const [low, high] = [
      Math.min(0, ...values),
      Math.max(...values, this.curve.f(this.view.curve === "log" ? MOST : 1)),
    ];
    this.#plot.y = [low - 0.06 * (high - low), high + 0.1 * (high - low)];
    this.#plot.redraw();
  }

  /** As many handles and weights as there are points. */
  #followCount() {
    if (this.#handles.length !== this.xs.length) {
      for (const handle of this.#handles) this.#plot.removeHandle(handle);
      this.#handles = this.xs.map((_, i) =>
        this.#plot.addHandle({
          label: `Point ${i + 1}`,
          along: "x",
          step: 0.1,
          at: () => [this.xs[i], this.curve.f(this.xs[i])],
          move: (x) => this.#change({ xs: this.xs.map((old, k) => (k === i ? kept(Math.max(LEAST, x)) : old)) }),
        }),
      );
      this.#sliders = this.xs.map((_, i) =>
        rangedField(`Weight of point ${i + 1}`, "", { min: LEAST_WEIGHT }, (weight) =>
          this.#change({ weights: this.given.map((old, k) => (k === i ? weight : old)) }),
        ),
      );
      this.#weights.replaceChildren(...this.#sliders.map(({ root }) => root));
    }
    this.#sliders.forEach((one, i) => one.show(this.given[i], fmt(this.part[i])));
  }

  #say() {
    const { ofMean, meanOf, gap } = sides(this.curve, this.xs, this.part);
    const sign = this.curve.convex ? "≤" : "≥";
    const digits = Math.abs(meanOf) > 100 ? 1 : 3;
    this.#says.textContent =
      `f(E[x]) = ${fmt(ofMean, digits)} ${sign} E[f(x)] = ${fmt(meanOf, digits)}, ` +
      `gap ${fmt(gap, digits)}. ${this.curve.text} is ${this.curve.convex ? "convex" : "concave"}.`;
    const form = FORMS[this.view?.form ?? "two"];
    this.#written.textContent = form.write(sign);
    this.#note.textContent = form.note;
  }

  /** @param {Pick<Partial<BoundsView>, "xs" | "weights">} part */
  #change(part) {
    this.onchange({ xs: this.xs, weights: this.given, ...part });
  }

  #add() {
    const ends = [LEAST, ...this.xs, MOST].sort((a, b) => a - b);
    const gaps = ends.slice(1).map((x, i) => x - ends[i]);
    const widest = gaps.indexOf(Math.max(...gaps));
    const x = kept((ends[widest] + ends[widest + 1]) / 2 + OFF_CENTRE);
    const form = this.view?.form === "two" ? "sum" : this.view?.form;
    this.onchange({ xs: [...this.xs, x], weights: [...this.given, 1], form });
  }

  #takeAway() {
    this.#change({ xs: this.xs.slice(0, -1), weights: this.given.slice(0, -1) });
  }

  #reset() {
    this.onchange({ curve: "log", form: "two", xs: [], weights: [] });
  }

  /** @param {Pen} pen */
  #draw(pen) {
    if (!this.view) return;
    const { f } = this.curve;
    const points = this.xs.map((x) => [x, f(x)]).sort(([a], [b]) => a - b);
    const [first, last] = [points[0], points[points.length - 1]];
    const chord = (/** @type {number} */ x) =>
      first[1] + ((x - first[0]) / Math.max(1e-9, last[0] - first[0])) * (last[1] - first[1]);
    const along = (/** @type {number} */ x) => {
      const i = Math.max(
        1,
        points.findIndex(([at]) => at >= x),
      );
      const [[x0, y0], [x1, y1]] = [points[i - 1], points[i]];
      return y0 + ((x - x0) / Math.max(1e-9, x1 - x0)) * (y1 - y0);
    };
    pen.area(chord, { base: along, from: first[0], to: last[0], colour: "accent", alpha: 0.15 });
    pen.curve(f, { from: 0.02, width: 2 });
    pen.line([...points, first], { colour: "accent" });
    const { mean, ofMean, meanOf } = sides(this.curve, this.xs, this.part);
    pen.line(
      [
        [mean, this.#plot.y[0]],
        [mean, Math.min(ofMean, meanOf)],
      ],
      { colour: "muted", dash: [3, 4] },
    );
    pen.line(
      [
        [mean, ofMean],
        [mean, meanOf],
      ],
      { colour: "warn", width: 5 },
    );
    pen.dot(mean, ofMean, { radius: 5, colour: "ink" });
    pen.dot(mean, meanOf, { radius: 5, colour: "warn" });
    const right = mean < 7;
    const place = { dx: right ? 10 : -10, align: /** @type {"left" | "right"} */ (right ? "left" : "right") };
    const above = ofMean > meanOf;
    pen.text(mean, ofMean, "f(E[x])", { ...place, dy: above ? -8 : 18, colour: "ink", bold: true });
    pen.text(mean, meanOf, "E[f(x)]", { ...place, dy: above ? 18 : -8, colour: "warn", bold: true });
    pen.text(mean, this.#plot.y[0], "E[x]", { dx: 6, dy: -6 });
  }
}
