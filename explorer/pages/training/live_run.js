// The run that a page has on the server: begun, gone on with, changed, repeated, and what was seen of it.

import { decodeBase64 } from "../../ui/canvas/paint.js";
import { JobSocket } from "../../ui/transport/jobs.js";
import { Asked } from "./asked.js";
import { Moments, planText, readPlan, valueAt, withChange } from "./state.js";

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

/**
 * Whom a run tells.
 * @typedef {object} Told
 * @property {() => void} show  something is to be seen differently
 * @property {() => void} changed  the view is another one
 * @property {() => void} moved  the view's step is; while a run goes on
 * @property {(text: string) => void} say  how the run stands; empty for nothing
 * @property {(message: string) => void} fail
 * @property {(ready: Ready) => void} ready  pictures to choose from have come
 * @property {(number: number, pixels: Uint8Array<ArrayBuffer>) => void} own  the run has taken a drawing
 * @property {(name: string, zip: Uint8Array<ArrayBuffer>) => void} kept  a checkpoint to take away
 * @property {(status: "online" | "offline") => void} status
 */

const MEANWHILE = "This server keeps two networks at a time; below are films of finished runs.";
const READING = "The pictures are being read …";
const REPLAYED = 30; // pictures of a run that is repeated
const MOST_EVERY = 100; // steps between two pictures
const MOVED_MS = 2000; // between two words of the step, while a run goes on

export class LiveRun {
  moments = new Moments();

  /** @type {Ready | null} */
  ready = null;

  /** The server has it. */
  held = false;

  playing = false;

  /** What is to be done when the job at work has ended. */
  #after = () => {};

  /** Of the job that was asked for last; 0: as many as are left. */
  #steps = 0;

  /** It is repeated up to the view's step. */
  #repeating = false;

  /** @type {string[]} own pictures in base64, in the order in which the run takes them */
  #own = [];

  /** @type {string[]} those that the server has not taken yet */
  #sent = [];

  /** When the step was told last. */
  #movedAt = 0;

  #asked = new Asked((name, value) => this.#socket.tell({ change: name, to: value }));

  /** @type {JobSocket<Go, LiveEvent>} */
  #socket = new JobSocket("/api/training/live", {
    event: (event) => this.#receive(event),
    told: (event) => this.#receive(event),
    waits: (sentence) => this.on.say(sentence && `${sentence} ${MEANWHILE}`),
    status: (status) => {
      this.on.status(status);
      if (status === "offline") this.#lost();
    },
  });

  /**
   * @param {TrainingView} view  is changed here: its plan, its step and what the run begins with
   * @param {Told} on
   */
  constructor(view, on) {
    this.view = view;
    this.on = on;
  }

  /** Let the server read the pictures, and show the network before its first step. */
  prepare() {
    if (!this.ready) this.on.say(READING);
    const { data, seed, a, b } = this.view;
    this.#socket.send({ prepare: { data, seed, a, b } });
  }

  /** The page is left. */
  close() {
    this.held = false;
    this.playing = false;
    this.#socket.close();
  }

  /**
   * A setting's value now, also where the server has not confirmed it yet.
   * @param {Setting} name
   */
  valueNow(name) {
    const step = Math.max(this.moments.last?.step ?? 0, this.view.step);
    return this.#asked.of(name) ?? valueAt(this.view, name, step);
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
      case "changed":
        this.#changed(event);
        break;
      case "added":
        this.#added(event.number ?? 0);
        break;
      case "kept":
        this.on.kept(event.name ?? "", decodeBase64(event.zip ?? ""));
        break;
      case "expired":
        this.#expired();
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
    const { view } = this;
    const { data, asked } = ready;
    if (asked !== view.data && data !== view.data) return; // others were chosen meanwhile
    const first = this.ready === null;
    this.ready = ready;
    if (data !== view.data) Object.assign(view, { data, sees: "all", plan: "", step: 0 });
    if (!this.moments.last) this.moments.add(ready.frame);
    this.on.ready(ready);
    for (const [number, pixels] of this.#own.entries()) this.on.own(number, decodeBase64(pixels));
    if (first) this.on.say("Nothing is learnt yet: press Play.");
    this.on.show();
    if (view.step > 0 && !this.held) this.#repeat(() => this.pause());
  }

  /**
   * @param {Frame} frame
   * @param {number | null | undefined} id  of its job
   */
  #see(frame, id) {
    if (!this.held) this.on.say(this.#repeating ? this.#repeats : ""); // it waits no more
    this.held = true;
    this.moments.add(frame);
    this.#socket.tell({ shown: frame.frame, of: id });
    this.view.step = Math.max(frame.step, this.#repeating ? this.view.step : 0);
    if (performance.now() - this.#movedAt > MOVED_MS) {
      this.#movedAt = performance.now();
      this.on.moved();
    }
    this.on.show();
  }

  /** @param {LiveEvent} event */
  #changed({ step = 0, name = "", value = "" }) {
    this.#asked.answered(name);
    this.#note({ step, name, value });
    this.on.changed();
    this.on.show();
  }

  /** @param {import("./state.js").Change} change  from now on in the plan */
  #note(change) {
    this.view.plan = planText(withChange(readPlan(this.view.plan), change));
  }

  /** @param {string} message  why something that was asked of the run is not done */
  #refused(message) {
    this.#asked.clear();
    this.on.fail(message);
    this.on.show();
  }

  /** @param {number} number */
  #added(number) {
    const pixels = this.#sent.shift();
    if (pixels === undefined) return;
    this.#own[number] = pixels;
    this.on.own(number, decodeBase64(pixels));
    this.change("sees", `o${number}`);
  }

  #expired() {
    this.held = false;
    this.on.say("Ten minutes went by, so the run gave its place to others. Play repeats it, and goes on.");
    this.on.show();
  }

  /** @param {LiveEvent} event */
  #ended(event) {
    this.playing = false;
    const repeated = this.#repeating;
    this.#repeating = false;
    if (event.event === "error") {
      this.on.fail(event.message ?? "");
      this.held = this.held && !repeated;
    }
    if (event.over) {
      const steps = (event.step ?? 0).toLocaleString("en");
      this.on.say(`These were ${steps} steps, the most of one run. Begin anew to see another.`);
    }
    const after = this.#after;
    this.#after = () => {};
    if (event.event === "end" && !event.over) after();
    this.on.changed();
    this.on.show();
  }

  #lost() {
    this.#socket.abandon(); // its run is gone: what is asked for next begins another
    this.#asked.clear();
    if (this.playing) this.on.say("The connection broke off: Play repeats the run to this step.");
    this.held = false;
    this.playing = false;
    this.#repeating = false;
    this.on.show();
  }

  // What the person does.

  get #begun() {
    const { data, seed, sees, rate, a, b } = this.view;
    return { data, seed, sees, rate, a, b, plan: readPlan(this.view.plan).map(Object.values), own: this.#own };
  }

  /** @param {number} steps  to go; 0: as many as are left */
  go(steps) {
    this.on.fail("");
    const { every } = this.view;
    this.playing = true;
    this.#steps = steps;
    this.on.say("");
    if (this.held) {
      this.#socket.request({ steps, every: steps ? Math.min(every, steps) : every });
    } else if (this.view.step > 0) {
      this.#repeat(() => this.go(steps));
    } else {
      this.moments.clear();
      this.#socket.request({ steps, every, begin: this.#begun });
    }
    this.on.show();
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
    this.moments.clear();
    this.#after = after;
    this.playing = true;
    this.#repeating = true;
    this.on.fail("");
    this.on.say(this.#repeats);
    const every = Math.min(MOST_EVERY, Math.max(1, Math.ceil(step / REPLAYED)));
    this.#socket.request({ steps: step, every, begin: this.#begun });
    this.on.show();
  }

  pause() {
    this.#after = () => {};
    this.playing = false;
    this.on.say("");
    this.#socket.stop();
    this.on.show();
  }

  /** @param {number} every  steps between two pictures */
  pace(every) {
    this.view.every = every;
    this.on.changed();
    if (this.playing && !this.#steps && this.held && !this.#repeating) this.#socket.request({ steps: 0, every });
    this.on.show();
  }

  /**
   * Another run from its first weights; the changes on the way stay in the plan, but for those that have no meaning any
   * more.
   * @param {Partial<TrainingView>} part  what else is to be another
   */
  beginAnew(part) {
    this.#socket.abandon();
    this.#socket.tell({ leave: true });
    this.#asked.clear();
    const { view } = this;
    const { data, seed, b } = view;
    Object.assign(view, part, { step: 0 });
    const kept = view.data === data ? readPlan(view.plan) : [];
    view.plan = planText(kept.filter(({ name }) => name !== "b" || view.b !== ""));
    if (view.data !== data) this.#own = [];
    this.held = false;
    this.playing = false;
    this.#repeating = false;
    this.#after = () => {};
    this.on.fail("");
    this.moments.clear();
    const another = data !== view.data || seed !== view.seed || (b === "") !== (view.b === "");
    const again = view.plan ? " The changes come again at their steps." : "";
    this.on.say(`${another ? "Another run" : "At its first weights again"}: press Play.${again}`);
    this.on.changed();
    this.prepare();
    this.on.show();
  }

  /**
   * Of a run that goes on from its next step; before it began, from the beginning.
   * @param {Setting} name
   * @param {string} value
   * @param {number} [rest]  ms in which a hand that drags may still change it
   */
  change(name, value, rest = 0) {
    this.on.fail("");
    if (this.held) {
      this.#asked.ask(name, value, rest);
      this.on.show();
      return;
    }
    if (this.view.step > 0) {
      this.#note({ step: this.view.step, name, value });
      if (this.playing) this.#repeat(this.#after);
    } else {
      Object.assign(this.view, { [name]: name === "rate" ? Number(value) : value });
      if (this.playing) this.go(this.#steps); // what was asked for has not begun
    }
    this.on.changed();
    this.on.show();
  }

  /** @param {string} pixels  a drawing in base64, to be seen from now on */
  draw(pixels) {
    if (this.held) {
      this.#sent.push(pixels);
      this.#socket.tell({ own: pixels });
      return;
    }
    this.#own.push(pixels);
    this.on.own(this.#own.length - 1, decodeBase64(pixels));
    this.change("sees", `o${this.#own.length - 1}`);
  }

  /** @param {string} name  of the network that is to be taken away as a checkpoint */
  keep(name) {
    this.#socket.tell({ keep: name });
  }
}
