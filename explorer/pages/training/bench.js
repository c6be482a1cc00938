// The Training page: a small network, or two, learn on the server while one watches, changes and goes back.

import { decodeBase64, el, saveBlob } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { checkbox, rangedField, select } from "../../ui/controls/fields.js";
import { SeedField } from "../../ui/controls/seed.js";
import { why } from "../../ui/lessons/why.js";
import { sideBySide, TakeAlong } from "../../ui/picture/take_along.js";
import { Bench, mountPage } from "../../ui/shell/bench.js";
import { JobSocket } from "../../ui/transport/jobs.js";
import { Asked } from "./asked.js";
import { Curves } from "./curves.js";
import { DietPanel } from "./diet_panel.js";
import { saveFilm } from "./film_export.js";
import { ObjectiveField } from "./objective_field.js";
import { Parts } from "./parts.js";
import { Plane } from "./plane.js";
import { changeWords, Moments, objectiveWords, planText, readPlan, valueAt, withChange } from "./state.js";
import { Strip } from "./strip.js";
import { Transport } from "./transport.js";

/** @typedef {import("./state.js").TrainingView} TrainingView */
/** @typedef {import("./state.js").Setting} Setting */
/** @typedef {import("./state.js").Ready} Ready */
/** @typedef {import("./state.js").Frame} Frame */

/**
 * @typedef {{steps: number, every: number, begin?: object}} Go  steps to go, 0: as many as are left; begin: another run
 */
/**
 * @typedef {object} LiveEvent
 * @property {string} event
 * @property {number | null} [id]
 * @property {string} [message]
 * @property {number} [before]
 * @property {number} [step]
 * @property {boolean} [over]
 * @property {string} [name]
 * @property {string} [value]
 * @property {string} [zip]
 * @property {number} [number]
 */

/** @type {{[name: string]: string}} */
const SOURCES = {
  mnist: "Digits (MNIST)",
  fashion: "Clothes (Fashion-MNIST)",
  shapes: "Rendered shapes",
  dreamt: "Digits that a model dreamt",
};
const READING = "The pictures are being read …";
const BOTH = ["a", "b"];
const REPLAYED = 30; // pictures of a run that is repeated
const REST_MS = 250; // after which a hand that drags a slider rests
const PLANNED = 6; // changes that are told
const NOTED_MS = 2000; // between two notes of the step in the address, while a run goes on
const RATES = { min: -4, max: -1.6, step: 0.1 }; // powers of ten
const LEAST_RATE = 1e-5;
const MOST_RATE = 0.03;

/** @param {number} rate */
const round = (rate) => Number(Math.min(MOST_RATE, Math.max(LEAST_RATE, rate)).toPrecision(2));

class TrainingBench extends Bench {
  /** @type {Ready | null} */
  #ready = null;

  /** The server has this page's run. */
  #held = false;

  /** What is to be done when the job at work has ended. */
  #after = () => {};

  #playing = false;
  /** Of the job that was asked for last; 0: as many as are left. */
  #steps = 0;
  #moments = new Moments();
  /** Of the moment on the screen; -1: the newest. */
  #at = -1;
  /** @type {string[]} own pictures in base64, in the order in which the run takes them */
  #own = [];
  /** @type {string[]} those that the server has not taken yet */
  #sent = [];

  /** @type {JobSocket<Go, LiveEvent>} */
  #socket = new JobSocket("/api/training/live", {
    event: (event) => this.#receive(event),
    told: (event) => this.#receive(event),
    status: (status) => {
      this.say(status);
      if (status === "offline") this.#lost();
    },
  });

  /** @type {{[network: string]: Plane}} */
  #planes = { a: new Plane("a"), b: new Plane("b") };
  #strip = new Strip();
  #curves = new Curves();
  #status = el("p", { class: "gx-note status", role: "status" });
  #asked = new Asked((name, value) => this.#socket.tell({ change: name, to: value }));
  #plan = el("p", { class: "gx-note plan" });
  #forget = button("Forget the changes", "Begin anew, and leave all as it is at the beginning", () => {
    this.view.plan = "";
    this.#anew({});
  });
  /** When the address was last brought to the step. */
  #noted = 0;
  #transport = new Transport({
    play: () => this.#play(),
    pause: () => this.#pause(),
    go: (steps) => this.#goOn(steps),
    scrub: (index) => this.#scrub(index),
    anew: () => this.#anew({}),
    pace: (every) => this.#pace(every),
  });
  #diet = new DietPanel({
    change: (sees) => this.#change("sees", sees),
    draw: (pixels) => this.#draw(pixels),
  });
  #data = select("Pictures", "What the training and the test pictures are", (data) =>
    this.#anew({ data, sees: "all" }),
  );
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
    this.#status.textContent = READING;
    this.#prepare();
    this.#show();
  }

  #prepare() {
    const { data, seed, a, b } = this.view;
    this.#socket.send({ prepare: { data, seed, a, b } });
  }

  /** @override */
  leave() {
    this.#held = false;
    this.#playing = false;
    this.#socket.close();
    this.parts.leave();
  }

  /** @override */
  resume() {
    this.#prepare();
    this.parts.resume();
  }

  get #shown() {
    return this.#moments.all.at(this.#at) ?? this.#moments.last;
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

  // What the server says.

  /** @param {LiveEvent} event */
  #receive(event) {
    switch (event.event) {
      case "ready":
        this.#open(/** @type {Ready} */ (/** @type {unknown} */ (event)));
        break;
      case "frame":
        this.#see(/** @type {Frame} */ (/** @type {unknown} */ (event)), event.id);
        break;
      case "waiting":
        this.#wait(event.before ?? 0);
        break;
      case "begin":
        break;
      case "changed":
        this.#changed(event);
        break;
      case "added":
        this.#added(event.number ?? 0);
        break;
      case "kept":
        saveBlob(new Blob([decodeBase64(event.zip ?? "")], { type: "application/zip" }), `${event.name}.zip`);
        break;
      case "expired":
        this.#held = false;
        this.#status.textContent =
          "Ten minutes went by, so the run gave its place to others. Play repeats it to this step, and goes on.";
        this.#show();
        break;
      case "error":
        if (event.id === undefined) this.#refused(event.message ?? "");
        else this.#ended(event);
        break;
      case "end":
      case "stopped":
        this.#ended(event);
        break;
    }
  }

  /** @param {Ready} ready */
  #open(ready) {
    const { names, data, asked } = ready;
    if (asked !== this.view.data && data !== this.view.data) return; // others were chosen meanwhile
    this.#ready = ready;
    if (data !== this.view.data) {
      this.tell(`${SOURCES[this.view.data]} are not on this disk: ${SOURCES[data].toLowerCase()} are used instead.`);
      Object.assign(this.view, { data, sees: "all", plan: "", step: 0 });
    }
    this.#data.box.replaceChildren(...names.map((name) => el("option", { value: name }, SOURCES[name])));
    this.#data.box.value = data;
    this.#diet.open(ready, decodeBase64(ready.firsts));
    for (const [number, pixels] of this.#own.entries()) this.#diet.addOwn(number, decodeBase64(pixels));
    for (const plane of Object.values(this.#planes)) plane.tests = ready.tests;
    if (!this.#moments.last) this.#moments.add(ready.frame);
    if (this.#status.textContent === READING) this.#status.textContent = "Nothing is learnt yet: press Play.";
    this.#show();
    if (this.view.step > 0 && !this.#held) this.#repeat(() => this.#pause());
  }

  /**
   * @param {Frame} frame
   * @param {number | null | undefined} id  of its job
   */
  #see(frame, id) {
    if (!this.#held) this.#status.textContent = this.#repeating ? this.#repeats : ""; // it waits no more
    this.#held = true;
    this.#moments.add(frame);
    this.#socket.tell({ shown: frame.frame, of: id });
    this.view.step = Math.max(frame.step, this.#repeating ? this.view.step : 0);
    if (performance.now() - this.#noted > NOTED_MS) {
      this.#noted = performance.now();
      this.along.onchange();
    }
    this.#show();
  }

  /** A run is repeated up to the view's step. */
  #repeating = false;

  /** @param {number} before */
  #wait(before) {
    const line = before ? `${before} before you` : "you are next";
    this.#status.textContent =
      `All places are taken: this server keeps two networks at a time (${line}). It begins by itself; below are ` +
      "films of finished runs.";
  }

  /** @param {LiveEvent} event */
  #changed({ step = 0, name = "", value = "" }) {
    this.#asked.answered(name);
    this.view.plan = planText(withChange(readPlan(this.view.plan), { step, name, value }));
    this.along.forget();
    this.#show();
  }

  /** @param {string} message  why something that was asked of the run is not done */
  #refused(message) {
    this.#asked.clear();
    this.fail(message);
    this.#show();
  }

  /** @param {number} number */
  #added(number) {
    const pixels = this.#sent.shift();
    if (pixels === undefined) return;
    this.#own[number] = pixels;
    this.#diet.addOwn(number, decodeBase64(pixels));
    this.#change("sees", `o${number}`);
  }

  /** @param {LiveEvent} event */
  #ended(event) {
    this.#playing = false;
    const repeated = this.#repeating;
    this.#repeating = false;
    if (event.event === "error") {
      this.fail(event.message ?? "");
      this.#held = this.#held && !repeated;
    }
    if (event.over) {
      this.#status.textContent = "These were 20,000 steps, the most of one run. Begin anew to see another.";
    }
    const after = this.#after;
    this.#after = () => {};
    if (event.event === "end" && !event.over) after();
    this.along.forget();
    this.#show();
  }

  #lost() {
    this.#socket.abandon(); // its run is gone: what is asked for next begins another
    this.#asked.clear();
    if (this.#playing) this.#status.textContent = "The connection broke off: Play repeats the run to this step.";
    this.#held = false;
    this.#playing = false;
    this.#repeating = false;
    this.#show();
  }

  // What the person does.

  get #begun() {
    const { data, seed, sees, rate, a, b } = this.view;
    return { data, seed, sees, rate, a, b, plan: readPlan(this.view.plan).map(Object.values), own: this.#own };
  }

  /** @param {number} steps  0: as many as are left */
  #ask(steps) {
    this.fail("");
    const { every } = this.view;
    this.#playing = true;
    this.#steps = steps;
    this.#at = -1;
    this.#status.textContent = "";
    if (this.#held) {
      this.#socket.request({ steps, every: steps ? Math.min(every, steps) : every });
    } else if (this.view.step > 0) {
      this.#repeat(() => this.#ask(steps));
    } else {
      this.#moments.clear();
      this.#socket.request({ steps, every, begin: this.#begun });
    }
    this.#show();
  }

  get #repeats() {
    return `The run is repeated from its seed to step ${this.view.step.toLocaleString("en")} …`;
  }

  /**
   * The run from its seed to the view's step.
   * @param {() => void} after
   */
  #repeat(after) {
    const { step } = this.view;
    this.#moments.clear();
    this.#after = after;
    this.#playing = true;
    this.#repeating = true;
    this.fail("");
    this.#status.textContent = this.#repeats;
    this.#socket.request({
      steps: step,
      every: Math.min(100, Math.max(1, Math.ceil(step / REPLAYED))),
      begin: this.#begun,
    });
    this.#show();
  }

  #play() {
    this.#ask(0);
  }

  #pause() {
    this.#after = () => {};
    this.#playing = false;
    this.#status.textContent = "";
    this.#socket.stop();
    this.#show();
  }

  /** @param {number} steps */
  #goOn(steps) {
    this.#ask(steps);
  }

  /** @param {number} index */
  #scrub(index) {
    this.#at = index;
    this.#show();
  }

  /** @param {number} every */
  #pace(every) {
    this.view.every = every;
    this.along.forget();
    if (this.#playing && !this.#steps && this.#held && !this.#repeating) this.#socket.request({ steps: 0, every });
    this.#show();
  }

  /**
   * Another run, from its first weights.
   * @param {Partial<TrainingView>} part  what else is to be another
   */
  #anew(part) {
    this.#socket.abandon();
    this.#socket.tell({ leave: true });
    this.#asked.clear();
    const { data, seed, b } = this.view;
    Object.assign(this.view, part, { step: 0 });
    const kept = this.view.data === data ? readPlan(this.view.plan) : [];
    this.view.plan = planText(kept.filter(({ name }) => name !== "b" || this.view.b !== ""));
    if (this.view.data !== data) this.#own = [];
    this.#held = false;
    this.#playing = false;
    this.#repeating = false;
    this.#after = () => {};
    this.#at = -1;
    this.fail("");
    this.#moments.clear();
    const another = data !== this.view.data || seed !== this.view.seed || (b === "") !== (this.view.b === "");
    const again = this.view.plan ? " The changes come again at their steps." : "";
    this.#status.textContent = `${another ? "Another run" : "At its first weights again"}: press Play.${again}`;
    this.along.forget();
    this.#prepare();
    this.#show();
  }

  /**
   * Of a run that goes on from its next step; before it began, from the beginning.
   * @param {Setting} name
   * @param {string} value
   * @param {number} [rest]  ms in which a hand that drags may still change it
   */
  #change(name, value, rest = 0) {
    this.fail("");
    this.#at = -1; // it holds from the newest step on
    if (this.#held) {
      this.#asked.ask(name, value, rest);
      this.#show();
      return;
    }
    if (this.view.step > 0) {
      this.view.plan = planText(withChange(readPlan(this.view.plan), { step: this.view.step, name, value }));
      if (this.#playing) this.#repeat(this.#after);
    } else {
      Object.assign(this.view, { [name]: name === "rate" ? Number(value) : value });
      if (this.#playing) this.#ask(this.#steps); // what was asked for has not begun
    }
    this.along.forget();
    this.#show();
  }

  /** @param {string} pixels  in base64 */
  #draw(pixels) {
    if (this.#held) {
      this.#sent.push(pixels);
      this.#socket.tell({ own: pixels });
      return;
    }
    this.#own.push(pixels);
    this.#diet.addOwn(this.#own.length - 1, decodeBase64(pixels));
    this.#change("sees", `o${this.#own.length - 1}`);
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
    await saveFilm(this.#moments.all, planes, `training-${this.view.data}`, (message) => this.fail(message));
  }

  #show() {
    const { view } = this;
    const moment = this.#shown;
    const last = this.#moments.last?.step ?? 0;
    const now = Math.max(last, view.step);
    this.#transport.show({
      playing: this.#playing,
      count: this.#moments.all.length,
      index: this.#at < 0 ? Math.max(0, this.#moments.all.length - 1) : this.#at,
      step: moment?.step ?? 0,
      last,
    });
    this.#transport.showPace(view.every);
    for (const name of BOTH) {
      const there = this.#has(name);
      this.#planes[name].root.classList.toggle("gx-hidden", !there);
      this.#objectives[name].root.classList.toggle("gx-hidden", !there);
      if (!there) continue;
      this.#planes[name].call(this.#objectiveOf(name));
      this.#objectives[name].show(this.#valueNow(/** @type {Setting} */ (name), now));
    }
    this.#beside.box.checked = view.b !== "";
    const rate = Number(this.#valueNow("rate", now));
    this.#rate.show(Math.log10(rate), String(rate));
    this.#seed.value = view.seed;
    this.#showKeeps();
    if (!this.#ready) return;
    this.#showPlan(this.#ready.classes);
    this.#diet.show(this.#valueNow("sees", now), this.#ready);
    if (!moment) return;
    for (const plane of this.#shownPlanes()) plane.show(moment);
    this.#strip.show(moment, this.#ready.shape, this.#ready.classes, this.#called);
    this.#curves.show(this.#moments.all, this.#ready.classes, this.#called, moment.step);
  }

  /**
   * @param {Setting} name
   * @param {number} step
   */
  #valueNow(name, step) {
    return this.#asked.of(name) ?? valueAt(this.view, name, step);
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
    const made = `${names} ${this.#held}`;
    if (this.#keeps.dataset.made === made) return;
    this.#keeps.dataset.made = made;
    this.#keeps.replaceChildren(
      ...names.map((name, i) => {
        const which = names.length > 1 ? ["first", "second"][i] : "";
        const take = button(
          `Save ${which} checkpoint`.replace("  ", " "),
          "The network as a folder for app.py --models, in a ZIP",
          () => this.#socket.tell({ keep: name }),
        );
        take.disabled = !this.#held;
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
