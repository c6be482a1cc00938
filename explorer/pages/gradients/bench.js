// The Gradients page: two estimates of d/dtheta E[f(z)], drawn again and again.

import { el, fmt } from "../../ui/canvas/paint.js";
import { button, press, toggleButton } from "../../ui/controls/buttons.js";
import { rangedField } from "../../ui/controls/fields.js";
import { nextSeed, SeedField } from "../../ui/controls/seed.js";
import { why } from "../../ui/lessons/why.js";
import { TakeAlong } from "../../ui/picture/take_along.js";
import { Bench, mountPage } from "../../ui/shell/bench.js";
import { getJSON } from "../../ui/transport/api.js";
import { summary, theory } from "./arithmetic.js";
import { Draws } from "./draws.js";
import { integrand, NAMES } from "./functions.js";
import { graphs } from "./graphs.js";
import { Histograms } from "./histograms.js";
import { NoiseFigure } from "./noise_figure.js";
import { Race } from "./race.js";
import { Table } from "./table.js";
import { VarianceChart } from "./variance_chart.js";

/** @typedef {import("./functions.js").GradientsView} GradientsView */

const REPETITIONS = 100;
const COUNTS = [1, 10, 100, 1000, 10_000, 100_000];
const SLIDE = "/explorer/pages/gradients/slide.json";
const THETA = 3; // the largest
const BASELINE = 20;

/** @param {number} value  to be held within ±most */
const within = (value, /** @type {number} */ most) => Math.round(Math.min(most, Math.max(-most, value)) * 1e4) / 1e4;

class GradientsBench extends Bench {
  /** @type {import("./table.js").Slide | null} */
  #slide = null;

  /** @type {Map<number, import("./table.js").Row>} what was measured of this view, by the number of draws */
  #rows = new Map();

  #histograms = new Histograms();
  #variances = new VarianceChart();
  #table = new Table();
  #race = new Race();
  #figure = new NoiseFigure((theta) => this.#change({ theta: within(theta, THETA) }));
  #numbers = el("p", { class: "gx-num says", role: "status" });
  #draws = new Draws((found) => this.#receive(found));

  #functions = Object.entries(NAMES).map(([f, name]) => ({
    f,
    button: toggleButton(name, "The function whose expectation is differentiated", () => this.#change({ f })),
  }));

  #counts = COUNTS.map((n) => ({
    n,
    button: toggleButton(n.toLocaleString("en"), "Draws in each estimate", () => this.#change({ n })),
  }));

  #theta = rangedField("θ, the mean of z", "", { label: "Theta", min: -THETA, max: THETA, step: 0.01 }, (theta) =>
    this.#change({ theta }),
  );

  #baseline = rangedField(
    "Baseline b, taken off f in REINFORCE",
    "",
    { label: "Baseline", min: -BASELINE, max: BASELINE, step: 0.5 },
    (baseline) => this.#change({ baseline }),
  );

  #omega = rangedField("ω, how fast the sine turns", "", { label: "Omega", min: 0.5, max: 10, step: 0.5 }, (omega) =>
    this.#change({ omega }),
  );

  #coefficients = el("input", {
    class: "gx-input gx-num",
    type: "text",
    "aria-label": "Coefficients of 1, z, z², z³ and z⁴, commas between them",
    onchange: () => this.#readCoefficients(),
  });
  #coefficientField = el("label", { class: "gx-field" }, "Coefficients of 1, z, z², …", this.#coefficients);
  #seed = new SeedField("The draws follow from it", (seed) => this.#change({ seed }));

  /**
   * @param {HTMLElement} root
   * @param {GradientsView} view
   */
  constructor(root, view) {
    super(root);
    this.view = view;
    this.theory = theory(integrand(view), view.theta, view.baseline);
    this.along = new TakeAlong({
      page: "gradients",
      saves: "Save the figure of the moved noise",
      view: () => this.view,
      picture: () => this.#figure.root,
      file: () => `gradients-${this.view.f}`,
      error: (message) => this.fail(message),
    });
    this.followAddress(this.along, ["f"]);
  }

  /** @override */
  async begin() {
    const figure = el(
      "section",
      { class: "gx-panel moved" },
      el("h3", {}, "The same noise, moved by θ", why("the-path-derivative")),
      this.#figure.root,
      el(
        "p",
        { class: "gx-note" },
        "Drag it. Discs: what REINFORCE weighs a draw with, filled where it pushes θ up. Strokes: the slope of f.",
      ),
    );
    const estimates = el(
      "section",
      { class: "gx-panel" },
      el("h3", {}, `${REPETITIONS} estimates each way`, why("reinforce")),
      this.#numbers,
      this.#histograms.root,
    );
    const variance = el(
      "section",
      { class: "gx-panel" },
      el("h3", {}, "Variance against draws", why("variance")),
      this.#variances.root,
      this.#table.root,
    );
    const computation = el(
      "section",
      { class: "gx-panel" },
      el("h3", {}, "Where the gradient comes through", why("the-path-derivative")),
      graphs(),
    );
    const race = el("section", { class: "gx-panel" }, el("h3", {}, "A race, one draw a step"), this.#race.root);
    this.root.replaceChildren(
      this.error,
      this.note,
      el(
        "div",
        { class: "bench" },
        figure,
        el("div", { class: "controls" }, this.#controls(), this.along.root),
        el("div", { class: "shown" }, estimates, variance, computation, race),
      ),
    );
    this.#slide = await getJSON(SLIDE);
    this.#show();
  }

  #controls() {
    const fresh = button(
      "New draws",
      "Another seed (N)",
      () => this.#change({ seed: nextSeed(this.view.seed) }),
      "primary",
    );
    addEventListener("keydown", (event) => {
      const typed = event.target instanceof HTMLInputElement && event.target.type !== "range";
      if (!this.root.isConnected) return;
      if (event.key.toLowerCase() === "n" && !typed && !event.ctrlKey && !event.metaKey) fresh.click();
    });
    const all = button("Measure every N", "Draw for each number of draws in turn", () => this.#measureAll());
    return el(
      "section",
      { class: "gx-panel" },
      el("h3", {}, "What is estimated"),
      el("div", { class: "gx-row", role: "group", "aria-label": "f" }, ...this.#functions.map((one) => one.button)),
      this.#omega.root,
      this.#coefficientField,
      this.#theta.root,
      el("h4", {}, "Draws in an estimate, N"),
      el("div", { class: "gx-row", role: "group", "aria-label": "Draws" }, ...this.#counts.map((one) => one.button)),
      this.#baseline.root,
      el("div", { class: "gx-row" }, this.#seed.root, fresh),
      all,
    );
  }

  /** @override */
  leave() {
    this.#race.end();
  }

  #readCoefficients() {
    const typed = this.#coefficients.value.split(",").map(Number);
    if (!typed.length || typed.length > 5 || typed.some((c) => !Number.isFinite(c) || Math.abs(c) > 5)) {
      this.fail("Write one to five numbers between −5 and 5, commas between them: 0, 0, 1 is z².");
      return;
    }
    this.fail("");
    this.#change({ coefficients: typed });
  }

  /** @param {Partial<GradientsView>} part */
  #change(part) {
    const onlyN = Object.keys(part).join() === "n";
    Object.assign(this.view, part);
    if (!onlyN) this.#rows.clear();
    this.along.forget();
    this.#show();
  }

  #show() {
    const { view } = this;
    for (const one of this.#functions) press(one.button, one.f === view.f);
    for (const one of this.#counts) press(one.button, one.n === view.n);
    this.#omega.root.classList.toggle("gx-hidden", view.f !== "sine");
    this.#coefficientField.classList.toggle("gx-hidden", view.f !== "polynomial");
    this.#coefficients.value = (view.coefficients.length ? view.coefficients : [0, 0, 1]).join(", ");
    this.#theta.show(view.theta, fmt(view.theta, 2));
    this.#baseline.show(view.baseline, fmt(view.baseline, 1));
    this.#omega.show(view.omega, fmt(view.omega, 1));
    this.#seed.value = view.seed;
    this.theory = theory(integrand(view), view.theta, view.baseline);
    this.#figure.show(view);
    this.#race.show(view);
    this.#showMeasured();
    this.#draws.ask(view, REPETITIONS);
  }

  /** @param {import("./worker.js").Estimates} found */
  #receive({ score, path, done }) {
    const { view } = this;
    this.#histograms.show({ score, path }, this.theory, view.n);
    const [one, other] = [summary(score), summary(path)];
    const { slope, pathMean, best } = this.theory;
    const fails =
      Math.abs(pathMean - slope) > 1e-6 ? ` The path derivative tends to ${fmt(pathMean, 3)}: f has a jump.` : "";
    this.#numbers.textContent =
      `The slope is ${fmt(slope, 3)}. REINFORCE: ${fmt(one.mean, 3)} ± ${fmt(Math.sqrt(one.variance), 3)}, path: ` +
      `${fmt(other.mean, 3)} ± ${fmt(Math.sqrt(other.variance), 3)} (${score.length} estimates).${fails} The best ` +
      `baseline is ${fmt(best, 2)}.`;
    if (!done) return;
    this.#rows.set(view.n, {
      n: view.n,
      score: one.mean,
      path: other.mean,
      scoreVariance: one.variance,
      pathVariance: other.variance,
    });
    this.#showMeasured();
    this.#goOn();
  }

  #showMeasured() {
    const rows = [...this.#rows.values()].sort((a, b) => a.n - b.n);
    const printed = this.view.f === "square" && this.view.theta === 2 && this.view.baseline === 0;
    this.#variances.show(
      this.theory,
      rows.map(({ n, scoreVariance, pathVariance }) => ({ n, score: scoreVariance, path: pathVariance })),
    );
    this.#table.show(rows, this.theory, printed ? this.#slide : null);
  }

  /** @type {number[]} the numbers of draws that are still to be measured */
  #asked = [];

  #measureAll() {
    this.#asked = COUNTS.filter((n) => !this.#rows.has(n));
    this.#goOn();
  }

  #goOn() {
    const next = this.#asked.shift();
    if (next !== undefined) this.#change({ n: next });
  }
}

/** @param {HTMLElement} root */
export const mount = (root) =>
  mountPage(root, {
    path: "gradients",
    make: ({ root: place, view }) => new GradientsBench(place, /** @type {GradientsView} */ (view)),
  });
