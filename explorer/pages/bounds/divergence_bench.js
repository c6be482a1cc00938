// KL both ways under the hand: two bells, what the divergence is the integral of, and a bell fitted to two humps.

import { el, fmt } from "../../ui/canvas/paint.js";
import { button, press, toggleButton } from "../../ui/controls/buttons.js";
import { rangedField } from "../../ui/controls/fields.js";
import { nextSeed, SeedField } from "../../ui/controls/seed.js";
import { Plot } from "../../ui/plot/plot.js";
import { descend, draws, integrand, klByDraws, klByIntegral, klOfBells, logBell, logHumps } from "./divergence.js";
import { kept, reset, section } from "./section.js";

/** @typedef {import("./types.js").BoundsView} BoundsView */
/** @typedef {import("./divergence.js").Bell} Bell */
/** @typedef {import("../../ui/plot/pen.js").Pen} Pen */

/** @type {[number, number]} */
const X = [-5, 5];
const STDS = [0.1, 3];
const SHOWN = 400; // draws that are marked
const STEPS = 400; // of a fit, at most
const STILL = 1e-4; // a fit that moves less is over
const HUMPS = { p_mean: 2, p_std: 0.4, q_mean: 0.5, q_std: 1 };
const LECTURE = { p_mean: 1, p_std: 0.5, q_mean: 0, q_std: 1 };

/** @param {number} std */
const held = (std) => kept(Math.min(STDS[1], Math.max(STDS[0], std)));

export class DivergenceBench {
  #fitting = 0; // number of the fit that goes on; others stop

  #bells = new Plot({
    label: "The densities p and q",
    x: X,
    y: [0, 1],
    height: 230,
    draw: (pen) => this.#drawBells(pen),
  });

  #integrand = new Plot({
    label: "What the divergence is the integral of",
    x: X,
    y: [-1, 1],
    height: 170,
    xTitle: "x; area: the divergence",
    draw: (pen) => this.#drawIntegrand(pen),
  });

  #says = el("p", { class: "gx-num says", role: "status" });
  #estimate = el("p", { class: "gx-num" });
  #seed = new SeedField("The draws follow from it", (seed) => this.onchange({ seed }));

  #n = rangedField("Draws, n", "", { max: 4, step: 0.05 }, (power) => this.onchange({ n: Math.round(10 ** power) }));

  #targets = [
    {
      target: "bell",
      button: toggleButton("p is a bell", "p has a mean and a deviation", () => this.#setTarget("bell")),
    },
    { target: "humps", button: toggleButton("p has two humps", "No bell fits it", () => this.#setTarget("humps")) },
  ];

  #directions = [
    { way: "pq", button: toggleButton("KL(p, q)", "Drawn from p: it weighs where p is", () => this.#turn("pq")) },
    { way: "qp", button: toggleButton("KL(q, p)", "Drawn from q: it weighs where q is", () => this.#turn("qp")) },
  ];

  #fit = button("Fit q", "Gradient descent on this divergence, over the mean and the deviation of q", () =>
    this.#run(),
  );

  /** @param {import("./section.js").OnChange} onchange */
  constructor(onchange) {
    this.onchange = onchange;
    this.#addHandles();
    const group = (/** @type {string} */ label, /** @type {{button: HTMLButtonElement}[]} */ choices) =>
      el("div", { class: "gx-row", role: "group", "aria-label": label }, ...choices.map((one) => one.button));
    const fresh = button("New draws", "Another seed", () => onchange({ seed: nextSeed(this.view?.seed ?? 0) }));
    this.root = section({
      name: "divergence",
      title: "2. How far apart two densities are, either way",
      anchor: "the-divergence",
      shown: [this.#bells.root, this.#integrand.root, this.#says],
      controls: [
        group("What p is", this.#targets),
        group("Direction", this.#directions),
        el(
          "div",
          { class: "gx-row" },
          this.#fit,
          reset(() => this.#reset()),
        ),
        el("p", { class: "gx-note" }, "Drag a dot on top of a bell to move it, and the dot at its side to widen it."),
        this.#n.root,
        el("div", { class: "gx-row" }, this.#seed.root, fresh),
        this.#estimate,
      ],
    });
  }

  #addHandles() {
    for (const [name, colour] of /** @type {["p" | "q", string][]} */ ([
      ["p", "accent"],
      ["q", "warn"],
    ])) {
      const bell = () => this[name];
      const top = (/** @type {number} */ x) => Math.min(this.#bells.y[1], Math.exp(this.#log(name)(x)));
      this.#bells.addHandle({
        label: `Mean of ${name}`,
        along: "x",
        step: 0.1,
        colour,
        at: () => [bell().mean, top(bell().mean)],
        move: (x) => this.#change({ [`${name}_mean`]: kept(Math.min(4, Math.max(-4, x))) }),
      });
      this.#bells.addHandle({
        label: `Deviation of ${name}`,
        along: "x",
        step: 0.05,
        colour,
        at: () => [bell().mean + bell().std, top(bell().mean + bell().std)],
        now: () => bell().std,
        says: () => bell().std.toFixed(2),
        move: (x) => this.#change({ [`${name}_std`]: held(x - bell().mean) }),
      });
    }
  }

  /** @param {"p" | "q"} name */
  #log(name) {
    return name === "p" && this.view?.target === "humps" ? logHumps(this.p) : logBell(this[name]);
  }

  get p() {
    return { mean: this.view?.p_mean ?? 0, std: this.view?.p_std ?? 1 };
  }

  get q() {
    return { mean: this.view?.q_mean ?? 0, std: this.view?.q_std ?? 1 };
  }

  /** For a file. */
  get picture() {
    return this.#bells.picture;
  }

  /** @param {BoundsView} view */
  show(view) {
    this.view = view;
    for (const one of this.#targets) press(one.button, one.target === view.target);
    for (const one of this.#directions) press(one.button, one.way === view.direction);
    this.#n.show(Math.log10(view.n), view.n.toLocaleString("en"));
    this.#seed.value = view.seed;
    const most = Math.max(...[this.p, this.q].map(({ mean }, i) => Math.exp(this.#log(i ? "q" : "p")(mean))));
    this.#bells.y = [0, 1.15 * Math.max(0.5, most)];
    const [from, to] = this.#ways();
    const values = Array.from({ length: 101 }, (_, i) => integrand(from, to)(X[0] + i / 10));
    const [least, greatest] = [Math.min(-0.2, ...values), Math.max(0.3, ...values)];
    this.#integrand.y = [1.1 * least, 1.1 * greatest];
    this.drawn = draws(view.direction === "pq" ? this.p : this.q, this.#drawsHumps(), view.n, view.seed);
    this.#say();
    this.#bells.redraw();
    this.#integrand.redraw();
  }

  #drawsHumps() {
    return this.view?.target === "humps" && this.view.direction === "pq";
  }

  /**
   * @returns {[(x: number) => number, (x: number) => number]}  the densities' logarithms, as the divergence takes them
   */
  #ways() {
    const [p, q] = [this.#log("p"), this.#log("q")];
    return this.view?.direction === "qp" ? [q, p] : [p, q];
  }

  #say() {
    const { view } = this;
    if (!view) return;
    const [one, other] = [this.#log("p"), this.#log("q")];
    const bells = view.target === "bell";
    const forth = bells ? klOfBells(this.p, this.q) : klByIntegral(one, other);
    const back = bells ? klOfBells(this.q, this.p) : klByIntegral(other, one);
    const how = bells ? "in closed form" : "by integration: two humps have no closed form";
    this.#says.textContent = `KL(p, q) = ${fmt(forth, 3)}, KL(q, p) = ${fmt(back, 3)} nats, ${how}.`;
    const { value, error } = klByDraws(...this.#ways(), this.drawn ?? []);
    const spread = view.n > 1 ? ` ± ${fmt(error, 3)}` : "";
    const name = view.direction === "pq" ? "KL(p, q)" : "KL(q, p)";
    const below = value < 0 ? " A divergence is never negative; an estimate of it may be." : "";
    const draws = `${view.n.toLocaleString("en")} draw${view.n === 1 ? "" : "s"}`;
    this.#estimate.textContent = `${name} from ${draws}: ${fmt(value, 3)}${spread}.${below}`;
  }

  /** @param {Partial<BoundsView>} part */
  #change(part) {
    this.#stop();
    this.onchange(part);
  }

  /** @param {string} target */
  #setTarget(target) {
    this.#change({ target, ...(target === "humps" ? HUMPS : LECTURE) });
  }

  /** @param {string} direction */
  #turn(direction) {
    this.#change({ direction });
  }

  #reset() {
    this.#change({ target: "bell", direction: "pq", n: 100, seed: 0, ...LECTURE });
  }

  #stop() {
    this.#fitting += 1;
    this.#fit.textContent = "Fit q";
  }

  /** Stop, or begin; another bell or another page ends it. */
  #run() {
    if (this.#fit.textContent === "Stop") {
      this.#stop();
      return;
    }
    this.#fit.textContent = "Stop";
    const mine = ++this.#fitting;
    let left = STEPS;
    const step = () => {
      if (mine !== this.#fitting || !this.root.isConnected) return;
      const before = this.q;
      const after = descend(this.#log("p"), before, this.view?.direction === "pq");
      const moved = Math.abs(after.mean - before.mean) + Math.abs(after.std - before.std);
      this.onchange({ q_mean: kept(Math.min(4, Math.max(-4, after.mean))), q_std: held(after.std) });
      left -= 1;
      if (left && moved > STILL) requestAnimationFrame(step);
      else this.#stop();
    };
    step();
  }

  /** @param {Pen} pen */
  #drawBells(pen) {
    const [p, q] = [this.#log("p"), this.#log("q")];
    pen.area((x) => Math.exp(p(x)), { colour: "accent", alpha: 0.18 });
    pen.area((x) => Math.exp(q(x)), { colour: "warn", alpha: 0.18 });
    pen.curve((x) => Math.exp(p(x)), { colour: "accent", width: 2 });
    pen.curve((x) => Math.exp(q(x)), { colour: "warn", width: 2 });
    const colour = this.view?.direction === "qp" ? "warn" : "accent";
    for (const x of (this.drawn ?? []).slice(0, SHOWN))
      pen.line(
        [
          [x, 0],
          [x, pen.y[1] * 0.035],
        ],
        { colour, width: 1 },
      );
    pen.text(this.p.mean, Math.exp(p(this.p.mean)), "p", { dx: 12, dy: -4, colour: "accent", bold: true });
    pen.text(this.q.mean, Math.exp(q(this.q.mean)), "q", { dx: 12, dy: -4, colour: "warn", bold: true });
  }

  /** @param {Pen} pen */
  #drawIntegrand(pen) {
    const g = integrand(...this.#ways());
    pen.area((x) => Math.max(0, g(x)), { colour: "accent", alpha: 0.4 });
    pen.area((x) => Math.min(0, g(x)), { colour: "warn", alpha: 0.4 });
    pen.curve(g);
    pen.line(
      [
        [X[0], 0],
        [X[1], 0],
      ],
      { colour: "muted", width: 1 },
    );
  }
}
