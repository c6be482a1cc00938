// The evidence lower bound under the hand, where everything has a closed form: drag q, and ln p(x) does not move.

import { el, fmt, paint } from "../../ui/canvas/paint.js";
import { button, press, toggleButton } from "../../ui/controls/buttons.js";
import { rangedField } from "../../ui/controls/fields.js";
import { Plot } from "../../ui/plot/plot.js";
import { messageOf } from "../../ui/transport/api.js";
import { Derivation } from "./derivation.js";
import { logBell } from "./divergence.js";
import { between, posteriorOf, posteriors, terms, termsOfMany } from "./linear_model.js";
import { kept, reset, section } from "./section.js";
import { Waterfall } from "./waterfall.js";

/** @typedef {import("./types.js").BoundsView} BoundsView */
/** @typedef {import("./linear_model.js").Projected} Projected */
/** @typedef {import("./linear_model.js").Terms} Terms */
/** @typedef {import("./waterfall.js").Term} Term */
/** @typedef {import("./digit.js").Digit} Digit */
/** @typedef {import("../../ui/plot/pen.js").Pen} Pen */

/** @type {[number, number]} */
const Z = [-4, 4];
const STDS = [0.05, 3];
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]; // of an axis' end, so that it seldom jumps
const LECTURE = { w: 1, b: 0, sigma: 0.5, x: 1.2, z_mean: 0, z_std: 1, way: 0.5 };

/** @param {number} value  @returns {number}  the next round number beyond it, away from nought */
const beyond = (value) => Math.sign(value) * (STEPS.find((step) => step >= Math.abs(value)) ?? Math.abs(value));

export class ElboBench {
  #plot = new Plot({
    label: "Prior, posterior and q over z",
    x: Z,
    y: [0, 1],
    height: 230,
    xTitle: "z",
    yTicks: false,
    draw: (pen) => this.#draw(pen),
  });

  #mark = (/** @type {Term | null} */ term) => {
    this.#waterfall.mark(term);
    this.#derivation.mark(term);
  };

  #waterfall = new Waterfall(this.#mark);
  #derivation = new Derivation(this.#mark);
  #says = el("p", { class: "gx-num says", role: "status" });

  #modes = [
    { digits: 0, button: toggleButton("One latent", "x = w z + b + σ ε", () => this.onchange({ digits: 0 })) },
    {
      digits: 1,
      button: toggleButton("Digits, 50 latents", "Probabilistic principal components", () => this.#showDigits()),
    },
  ];

  #sliders = {
    x: this.#slider("x, what is seen", "x", -4, 4),
    w: this.#slider("w, what z does to x", "w", -2, 2),
    b: this.#slider("b, the mean of x", "b", -2, 2),
    sigma: this.#slider("σ, the noise of x", "sigma", 0.1, 2),
  };

  #way = rangedField("q, from the prior to the posterior", "", {}, (way) => this.onchange({ way }));

  #pictures = { x: el("canvas", { class: "gx-canvas" }), mean: el("canvas", { class: "gx-canvas" }) };
  #oneLatent = el("div", {}, ...Object.values(this.#sliders).map(({ root }) => root));
  #note = el("p", { class: "gx-note" });

  #digitsBox = el(
    "div",
    { class: "digits gx-hidden" },
    el("figure", {}, this.#pictures.x, el("figcaption", {}, "x")),
    el("figure", {}, this.#pictures.mean, el("figcaption", {}, "W z + b at q's mean")),
  );

  /**
   * @param {import("./section.js").OnChange} onchange
   * @param {Digit | null} digit  the picture and its linear model, where there is one
   */
  constructor(onchange, digit) {
    this.onchange = onchange;
    this.digit = digit;
    this.#addHandles();
    const ends = el(
      "div",
      { class: "gx-row" },
      button("q = prior", "The gap is then as large as the picture is surprising", () => this.#put("prior")),
      button("q = posterior", "The gap closes", () => this.#put("posterior")),
      reset(() => onchange(LECTURE)),
    );
    this.root = section({
      name: "elbo",
      title: "3. The evidence, and the bound that holds with any q",
      anchor: "the-evidence-lower-bound",
      shown: [this.#plot.root, this.#digitsBox, this.#waterfall.root, this.#says],
      controls: [
        el("div", { class: "gx-row", role: "group", "aria-label": "Model" }, ...this.#modes.map((one) => one.button)),
        this.#note,
        ends,
        this.#oneLatent,
        this.#way.root,
        el("h4", {}, "Why"),
        this.#derivation.root,
      ],
    });
    if (!digit) this.#modes[1].button.disabled = true;
  }

  /**
   * @param {string} text
   * @param {"x" | "w" | "b" | "sigma"} name
   * @param {number} min
   * @param {number} max
   */
  #slider(text, name, min, max) {
    return rangedField(text, "", { min, max }, (value) => this.onchange({ [name]: value }));
  }

  #addHandles() {
    const height = (/** @type {number} */ z) => Math.min(this.#plot.y[1], Math.exp(logBell(this.q)(z)));
    this.#plot.addHandle({
      label: "Mean of q",
      along: "x",
      step: 0.1,
      colour: "warn",
      at: () => [this.q.mean, height(this.q.mean)],
      move: (z) => this.onchange({ z_mean: kept(z) }),
    });
    this.#plot.addHandle({
      label: "Deviation of q",
      along: "x",
      step: 0.05,
      colour: "warn",
      at: () => [this.q.mean + this.q.std, height(this.q.mean + this.q.std)],
      now: () => this.q.std,
      says: () => this.q.std.toFixed(2),
      move: (z) => this.onchange({ z_std: kept(Math.min(STDS[1], Math.max(STDS[0], z - this.q.mean))) }),
    });
  }

  get q() {
    return { mean: this.view?.z_mean ?? 0, std: this.view?.z_std ?? 1 };
  }

  /** For a file. */
  get picture() {
    return this.#waterfall.picture;
  }

  #showDigits() {
    this.onchange({ digits: 1 });
  }

  /** @param {"prior" | "posterior"} which */
  #put(which) {
    const { view } = this;
    if (!view) return;
    if (view.digits) {
      this.onchange({ way: which === "prior" ? 0 : 1 });
      return;
    }
    const { mean, std } = which === "prior" ? { mean: 0, std: 1 } : posteriorOf(view, view.x);
    this.onchange({ z_mean: kept(mean), z_std: kept(std) });
  }

  /** @param {BoundsView} view */
  show(view) {
    this.view = view;
    const many = Boolean(view.digits && this.digit);
    for (const one of this.#modes) press(one.button, Boolean(one.digits) === many);
    for (const name of /** @type {("x" | "w" | "b" | "sigma")[]} */ (Object.keys(this.#sliders)))
      this.#sliders[name].show(view[name], fmt(view[name]));
    this.#way.show(view.way, fmt(view.way));
    this.#oneLatent.classList.toggle("gx-hidden", many);
    this.#plot.root.classList.toggle("gx-hidden", many);
    this.#way.root.classList.toggle("gx-hidden", !many);
    this.#digitsBox.classList.toggle("gx-hidden", !many);
    this.#note.textContent = many
      ? "x = W z + b + σ ε, fitted to digits (Tipping and Bishop 1999). Posterior and ln p(x), a density, are exact."
      : "x = w z + b + σ ε with z and ε from N(0, 1). Drag q: its top moves it, the dot at its side widens it.";
    if (many) this.#showMany();
    else this.#showOne(view);
  }

  /** @param {BoundsView} view */
  #showOne(view) {
    const found = terms(view, view.x, this.q);
    const { reconstruction, elbo, evidence } = found;
    const low = Math.min(reconstruction, elbo, evidence);
    const high = Math.max(0, reconstruction, evidence);
    this.#plot.y = [
      0,
      1.2 * Math.max(0.5, Math.exp(logBell(posteriorOf(view, view.x))(posteriorOf(view, view.x).mean))),
    ];
    this.#plot.redraw();
    this.#tell(found, [beyond(low), high > 0 ? beyond(high) : 0]);
  }

  async #showMany() {
    const { view, digit } = this;
    if (!digit || !view) return;
    try {
      const { projected, pixels } = await digit.get();
      if (this.view !== view && !this.view?.digits) return;
      const exact = posteriors(projected);
      const way = this.view?.way ?? 0;
      const q = between(exact, way);
      paint(this.#pictures.x, pixels, digit.shape);
      digit.decode(
        q.map(({ mean }) => mean),
        (mean) => paint(this.#pictures.mean, mean, digit.shape),
      );
      const ends = [0, 1].map((end) => termsOfMany(projected, between(exact, end)));
      const all = ends.flatMap(({ reconstruction, elbo, evidence }) => [reconstruction, elbo, evidence]);
      this.#tell(termsOfMany(projected, q), [Math.min(...all), Math.max(...all)]);
    } catch (error) {
      this.#says.textContent = messageOf(error);
    }
  }

  /**
   * @param {Terms} found
   * @param {[number, number]} range
   */
  #tell(found, range) {
    this.#waterfall.show(found, range);
    this.#derivation.show(found);
    const { evidence, elbo, posterior } = found;
    this.#says.textContent =
      `ELBO ${fmt(elbo, 3)} + gap ${fmt(posterior, 3)} = ln p(x) ${fmt(evidence, 3)}. ` +
      (posterior < 0.0005 ? "q is the posterior: there is no gap." : "Moving q moves the gap, never the sum.");
  }

  /** @param {Pen} pen */
  #draw(pen) {
    const { view } = this;
    if (!view) return;
    const prior = logBell({ mean: 0, std: 1 });
    const posterior = posteriorOf(view, view.x);
    const exact = logBell(posterior);
    const q = logBell(this.q);
    pen.area((z) => Math.exp(prior(z)), { colour: "muted", alpha: 0.15 });
    pen.curve((z) => Math.exp(prior(z)), { colour: "muted" });
    pen.area((z) => Math.exp(exact(z)), { colour: "accent", alpha: 0.18 });
    pen.curve((z) => Math.exp(exact(z)), { colour: "accent", width: 2 });
    pen.curve((z) => Math.exp(q(z)), { colour: "warn", width: 2 });
    pen.text(-3.9, Math.exp(prior(-2)), "prior p(z)", { dy: -14 });
    const right = posterior.mean + 0.7 * posterior.std;
    pen.text(right, Math.exp(exact(right)), "posterior p(z|x)", { dx: 8, dy: -4, colour: "accent" });
    const left = this.q.mean - 0.7 * this.q.std;
    pen.text(left, Math.exp(q(left)), "q(z)", { dx: -8, dy: -4, align: "right", colour: "warn", bold: true });
  }
}
