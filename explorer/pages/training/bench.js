// The Training page: a small network, or two, learn on the server while one watches, changes and goes back.

import { decodeBase64, el, saveBlob } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { checkbox, rangedField, select } from "../../ui/controls/fields.js";
import { SeedField } from "../../ui/controls/seed.js";
import { why } from "../../ui/lessons/why.js";
import { sideBySide, TakeAlong } from "../../ui/picture/take_along.js";
import { Bench, mountPage } from "../../ui/shell/bench.js";
import { Curves } from "./curves.js";
import { DietPanel } from "./diet_panel.js";
import { saveFilm } from "./film_export.js";
import { LiveRun } from "./live_run.js";
import { ObjectiveField } from "./objective_field.js";
import { Parts } from "./parts.js";
import { Plane } from "./plane.js";
import { changeWords, objectiveWords, readPlan, valueAt } from "./state.js";
import { Strip } from "./strip.js";
import { Transport } from "./transport.js";

/** @typedef {import("./state.js").TrainingView} TrainingView */
/** @typedef {import("./state.js").Setting} Setting */
/** @typedef {import("./state.js").Ready} Ready */

/** @type {{[name: string]: string}} */
const SOURCES = {
  mnist: "Digits (MNIST)",
  fashion: "Clothes (Fashion-MNIST)",
  shapes: "Rendered shapes",
  dreamt: "Digits that a model dreamt",
};
/** @type {("a" | "b")[]} */
const BOTH = ["a", "b"];
const REST_MS = 250; // after which a hand that drags a slider rests
const PLANNED = 6; // changes that are told
const RATES = { min: -4, max: -1.6, step: 0.1 }; // powers of ten
const LEAST_RATE = 1e-5;
const MOST_RATE = 0.03;

/** @param {number} rate */
const round = (rate) => Number(Math.min(MOST_RATE, Math.max(LEAST_RATE, rate)).toPrecision(2));

class TrainingBench extends Bench {
  /** Of the moment on the screen; -1: the newest. */
  #at = -1;

  /** @type {{[network: string]: Plane}} */
  #planes = { a: new Plane("a"), b: new Plane("b") };
  #strip = new Strip();
  #curves = new Curves();
  #status = el("p", { class: "gx-note status", role: "status" });
  #plan = el("p", { class: "gx-note plan" });
  #forget = button("Forget the changes", "Begin anew, and leave all as it is at the beginning", () => {
    this.view.plan = "";
    this.#anew({});
  });
  #transport = new Transport({
    play: () => this.#go(0),
    pause: () => this.run.pause(),
    go: (steps) => this.#go(steps),
    scrub: (index) => this.#scrub(index),
    anew: () => this.#anew({}),
    pace: (every) => this.run.pace(every),
  });
  #diet = new DietPanel({
    change: (sees) => this.#change("sees", sees),
    draw: (pixels) => this.run.draw(pixels),
  });
  #data = select("Pictures", "What the training and the test pictures are", (data) => {
    this.#data.box.dataset.asked = data;
    this.#anew({ data, sees: "all" });
  });
  #seed = new SeedField("First weights, order and noise follow from it", (seed) => this.#anew({ seed }));
  #rate = rangedField("Learning rate", "How far a step goes (AdamW)", RATES, (power) =>
    this.#change("rate", String(round(10 ** power)), REST_MS),
  );
  /** @type {{[network: string]: ObjectiveField}} */
  #objectives = {
    a: new ObjectiveField("The network", (objective, rest) => this.#change("a", objective, rest)),
    b: new ObjectiveField("The second, from the same seed", (objective, rest) => this.#change("b", objective, rest)),
  };
  #beside = checkbox("A second network beside it", "Both begin with the same weights and see the same pictures", (on) =>
    this.#anew({ b: on ? "ae" : "" }),
  );
  #overlays = [
    checkbox("Test codes", "A dot for each test picture's code, in its class's colour", (on) =>
      this.#overlay({ codes: on }),
    ),
    checkbox("Posteriors q(z|x)", "Two deviations of q(z|x) for each picture below", (on) =>
      this.#overlay({ ellipses: on }),
    ),
  ];
  #keeps = el("div", { class: "gx-row" });

  /**
   * @param {HTMLElement} root
   * @param {TrainingView} view
   * @param {import("../../ui/types.js").Card[]} cards  every model there is
   */
  constructor(root, view, cards) {
    super(root);
    this.view = view;
    this.run = new LiveRun(view, {
      show: () => this.#show(),
      changed: () => this.along.forget(),
      moved: () => this.along.onchange(),
      say: (text) => {
        this.#status.textContent = text;
      },
      fail: (message) => this.fail(message),
      ready: (ready) => this.#open(ready),
      own: (number, pixels) => this.#diet.addOwn(number, pixels),
      kept: (name, zip) => saveBlob(new Blob([zip], { type: "application/zip" }), `${name}.zip`),
      status: (status) => this.say(status),
    });
    this.#data.box.dataset.asked = view.data;
    this.parts = new Parts(view, cards, () => this.along.forget());
    this.along = new TakeAlong({
      page: "training",
      saves: "Save the planes as they are on the screen",
      view: () => this.view,
      picture: () =>
        sideBySide(
          this.#shownPlanes().map((plane) => plane.canvas),
          1,
          8,
        ),
      file: () => `training-${this.view.data}-${this.#shown?.step ?? 0}`,
      error: (message) => this.fail(message),
    });
    this.followAddress(this.along, ["data", "seed"]);
  }

  /** @override */
  begin() {
    for (const { box } of this.#overlays) box.checked = true;
    const stage = el(
      "section",
      { class: "gx-panel stage" },
      this.#transport.root,
      this.#status,
      el("div", { class: "networks" }, this.#planes.a.root, this.#planes.b.root),
      el("div", { class: "gx-row overlays" }, ...this.#overlays.map(({ root }) => root)),
      el("h3", {}, "Pictures, and what comes back", why("the-plane")),
      this.#strip.root,
      el("div", { class: "gx-row" }, this.#plan, this.#forget),
    );
    const settings = el(
      "section",
      { class: "gx-panel" },
      el("h3", {}, "How it learns", why("noise-and-its-price")),
      this.#objectives.a.root,
      this.#beside.root,
      this.#objectives.b.root,
      this.#rate.root,
      this.#data.root,
      this.#seed.root,
    );
    const take = el(
      "div",
      { class: "gx-row" },
      button("Export GIF", "Save how the planes changed", () => this.#saveFilm()),
    );
    this.along.root.append(take, this.#keeps);
    this.root.replaceChildren(
      this.error,
      this.note,
      el(
        "div",
        { class: "bench" },
        stage,
        el("div", { class: "controls" }, this.#diet.root, settings, this.along.root),
        el("section", { class: "gx-panel shown" }, el("h3", {}, "As it learns", why("the-curves")), this.#curves.root),
      ),
      this.parts.root,
    );
    this.parts.begin();
    this.run.prepare();
    this.#show();
  }

  /** @override */
  leave() {
    this.run.close();
    this.parts.leave();
  }

  /** @override */
  resume() {
    this.run.prepare();
    this.parts.resume();
  }

  get #shown() {
    const { moments } = this.run;
    return moments.all.at(this.#at) ?? moments.last;
  }

  /** @param {string} name  of a network  @returns {string}  its objective at the step on the screen */
  #objectiveOf(name) {
    return valueAt(this.view, /** @type {Setting} */ (name), this.#shown?.step ?? 0);
  }

  get #called() {
    return Object.fromEntries(
      BOTH.filter((name) => this.#has(name)).map((name) => [name, objectiveWords(this.#objectiveOf(name))]),
    );
  }

  /** @param {string} name */
  #has(name) {
    return name === "a" || this.view.b !== "";
  }

  #shownPlanes() {
    return BOTH.filter((name) => this.#has(name)).map((name) => this.#planes[name]);
  }

  /** @param {Ready} ready */
  #open({ names, data, firsts, tests, ...rest }) {
    const asked = this.#data.box.dataset.asked ?? data;
    if (asked !== data) this.tell(`${SOURCES[asked]} are not on this disk: ${SOURCES[data].toLowerCase()} are used.`);
    this.#data.box.dataset.asked = data;
    this.#data.box.replaceChildren(...names.map((name) => el("option", { value: name }, SOURCES[name])));
    this.#data.box.value = data;
    this.#diet.open({ names, data, firsts, tests, ...rest }, decodeBase64(firsts));
    for (const plane of Object.values(this.#planes)) plane.tests = tests;
  }

  /** @param {number} steps  0: as many as are left */
  #go(steps) {
    this.#at = -1;
    this.run.go(steps);
  }

  /** @param {number} index */
  #scrub(index) {
    this.#at = index;
    this.#show();
  }

  /** @param {Partial<TrainingView>} part  what is to be another beside the weights */
  #anew(part) {
    this.#at = -1;
    this.run.beginAnew(part);
  }

  /**
   * @param {Setting} name
   * @param {string} value
   * @param {number} [rest]  ms in which a hand that drags may still change it
   */
  #change(name, value, rest) {
    this.#at = -1; // it holds from the newest step on
    this.run.change(name, value, rest);
  }

  /** @param {{codes?: boolean, ellipses?: boolean}} part */
  #overlay(part) {
    for (const plane of Object.values(this.#planes)) {
      Object.assign(plane.shows, part);
      plane.refresh();
    }
  }

  async #saveFilm() {
    const planes = this.#shownPlanes();
    await saveFilm(this.run.moments.all, planes, `training-${this.view.data}`, (message) => this.fail(message));
  }

  #show() {
    const { view, run } = this;
    const moment = this.#shown;
    const { all, last } = run.moments;
    this.#transport.show({
      playing: run.playing,
      count: all.length,
      index: this.#at < 0 ? Math.max(0, all.length - 1) : this.#at,
      step: moment?.step ?? 0,
      last: last?.step ?? 0,
    });
    this.#transport.showPace(view.every);
    for (const name of BOTH) {
      const there = this.#has(name);
      this.#planes[name].root.classList.toggle("gx-hidden", !there);
      this.#objectives[name].root.classList.toggle("gx-hidden", !there);
      if (!there) continue;
      this.#planes[name].call(this.#objectiveOf(name));
      this.#objectives[name].show(run.valueNow(name));
    }
    this.#beside.box.checked = view.b !== "";
    const rate = Number(run.valueNow("rate"));
    this.#rate.show(Math.log10(rate), String(rate));
    this.#seed.value = view.seed;
    this.#showKeeps();
    if (!run.ready) return;
    const { classes, shape } = run.ready;
    this.#showPlan(classes);
    this.#diet.show(run.valueNow("sees"), run.ready);
    if (!moment) return;
    for (const plane of this.#shownPlanes()) plane.show(moment);
    this.#strip.show(moment, shape, classes, this.#called);
    this.#curves.show(all, classes, this.#called, moment.step);
  }

  /** @param {string[]} classes */
  #showPlan(classes) {
    const plan = readPlan(this.view.plan);
    this.#forget.classList.toggle("gx-hidden", !plan.length);
    const words = plan.slice(-PLANNED).map((change) => changeWords(change, classes));
    const earlier = plan.length > PLANNED ? `… (${plan.length - PLANNED} before) ` : "";
    this.#plan.textContent = plan.length ? `Changes on the way: ${earlier}${words.join("; ")}.` : "";
  }

  #showKeeps() {
    const names = BOTH.filter((name) => this.#has(name));
    const made = `${names} ${this.run.held}`;
    if (this.#keeps.dataset.made === made) return;
    this.#keeps.dataset.made = made;
    this.#keeps.replaceChildren(
      ...names.map((name, i) => {
        const which = names.length > 1 ? ["first", "second"][i] : "";
        const take = button(
          `Save ${which} checkpoint`.replace("  ", " "),
          "The network as a folder for app.py --models, in a ZIP",
          () => this.run.keep(name),
        );
        take.disabled = !this.run.held;
        return take;
      }),
    );
  }
}

/** @param {HTMLElement} root */
export const mount = (root) =>
  mountPage(root, {
    path: "training",
    make: ({ root: place, view, all }) => new TrainingBench(place, /** @type {TrainingView} */ (view), all),
  });
