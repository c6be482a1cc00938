// The easel: the paper, what a hand and a model draw on it, the player that steps through both, and what is told of it.

import { el } from "../../ui/canvas/paint.js";
import { press, toggleButton } from "../../ui/controls/buttons.js";
import { Player } from "../../ui/player/player.js";
import { Endings, LAST } from "./endings.js";
import { Moment } from "./moment.js";
import { settled } from "./own.js";
import { Paper } from "./paper.js";
import { simplify } from "./simplify.js";
import { SurpriseStrip } from "./surprise_strip.js";

/**
 * @import { Status } from "../../ui/types.js"
 * @import { Arrival } from "./endings.js"
 * @import { Place } from "./simplify.js"
 * @import { Point, SketchesView, SketchJob } from "./types.js"
 */

/**
 * @typedef {object} EaselCalls
 * @property {() => Pick<SketchesView, "temperature" | "expects">} view
 * @property {() => boolean} goesOn  the model is to go on by itself after a stroke
 * @property {(points: Point[], arrival: Arrival) => void} laid  a hand wants these on the paper, and what follows them
 * @property {(shown: boolean) => void} expects  what comes next is to be shown, or not
 * @property {() => void} arrived  another record is on the paper
 * @property {() => void} ended  all of the record is there
 * @property {() => void} shown  another step stands on the paper
 * @property {(message: string) => void} error
 * @property {(status: Status) => void} status
 */

const RATE = 10; // points a second at first: a hand's pace
const SOON = 60; // points a second from which a line does not grow, it is there
const REST_MS = 700; // after a stroke, before the model goes on
const TINY = 1e-30; // a density that is no more than 0

export class Easel {
  /** @type {Point[]} an ending that was left by a branch */
  #ghost = [];

  #timer = 0;

  /** A hand draws, or has just drawn: the model waits. */
  #waiting = false;

  /** @param {EaselCalls} on */
  constructor(on) {
    this.on = on;
    this.endings = new Endings({
      arrived: (arrival) => this.#arrive(arrival),
      more: (final) => this.#more(final),
      error: (message) => {
        on.error(message);
        this.player.end();
      },
      status: on.status,
    });
    this.paper = new Paper({
      begin: () => this.#interrupt(),
      stroke: (places) => this.#stroke(places),
      place: (place) => this.#place(place),
      hover: (place) => this.#hover(place),
    });
    this.moment = new Moment({ expects: on.expects });
    this.strip = new SurpriseStrip((step) => this.player.jump(step));
    this.player = new Player({
      unit: "points",
      label: "Drawing",
      rate: RATE,
      total: () => this.record.total,
      available: () => this.record.available,
      show: () => this.show(),
      onplay: () => this.#replay(),
      onstop: () => this.endings.stop(),
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
    this.root = el(
      "div",
      { class: "easel" },
      el("div", { class: "paper-head between" }, this.#hands(), legend()),
      this.paper.root,
      this.player.root,
      this.moment.root,
    );
    this.#tool("draw");
  }

  #hands() {
    const { draw, place } = this.tools;
    return el("div", { class: "segments", role: "group", "aria-label": "The hand" }, draw, place);
  }

  close() {
    clearTimeout(this.#timer);
    this.player.pause();
    this.endings.close();
  }

  /** What is on the paper. */
  get record() {
    return this.endings.record;
  }

  /** The step that stands on the paper. */
  get step() {
    return this.player.step;
  }

  /** The step that stands there, or is gone to; LAST for the end. */
  get linked() {
    const step = this.player.clock.wanted ?? this.player.step;
    return !this.record.available || step >= this.record.total ? LAST : step;
  }

  /** What stands on the paper now. */
  get points() {
    return this.record.pointsAt(this.player.step);
  }

  // What is asked for, and what comes.

  /**
   * @param {Omit<SketchJob, "way">} job
   * @param {Point[]} beginning  what the job's text says
   * @param {Arrival} arrival
   * @param {boolean} [live]  a hand is still dragging
   */
  request(job, beginning, arrival, live = false) {
    this.endings.request(job, beginning, arrival, live);
  }

  /** @param {Arrival} arrival */
  #arrive(arrival) {
    const { count } = this.record;
    this.player.open();
    this.player.go(typeof arrival === "number" ? arrival : count);
    if (arrival === "play") this.player.play();
    this.on.arrived();
    this.#tell("gx-drawn");
  }

  /** @param {"gx-drawn" | "gx-ended"} name  another ending has begun, or all of it is there: measurements listen */
  #tell(name) {
    this.root.dispatchEvent(new CustomEvent(name, { bubbles: true }));
  }

  /** @param {boolean} final  nothing more comes */
  #more(final) {
    if (final) this.player.end();
    else this.player.refresh();
    if (!this.player.playing) this.show();
    if (!final) return;
    this.on.ended();
    this.#tell("gx-ended");
  }

  /** Play was pressed where nothing is left to play: the ending again, from where the hand left off. */
  #replay() {
    this.player.clock.go(this.record.count);
    return false;
  }

  // The hand.

  /** A hand comes down: what stands on the paper is what it goes on from. */
  #interrupt() {
    const { points } = this;
    const last = points.at(-1);
    if (last) points[points.length - 1] = { ...last, lifted: true };
    this.freeze(points);
    this.forget();
    this.#waiting = true;
    this.show();
  }

  /**
   * The model stops; these points are on the paper, and nothing follows them yet.
   * @param {Point[]} points
   */
  freeze(points) {
    this.rest();
    this.endings.freeze(points);
    this.player.open();
    this.player.end();
    this.player.go(LAST);
    this.on.error("");
  }

  /** No hand is drawing, nor has just drawn. */
  rest() {
    clearTimeout(this.#timer);
    this.#waiting = false;
  }

  /** The ending that was left is not shown any more. */
  forget() {
    this.#ghost = [];
  }

  /** @param {Place[]} places */
  #stroke(places) {
    const kept = simplify(places);
    const points = kept.map(([x, y], i) => ({ x, y, lifted: i === kept.length - 1, model: false }));
    this.on.laid([...this.record.beginning, ...once(settled(points))], "wait");
    this.#waiting = this.on.goesOn();
    if (this.#waiting) this.#timer = setTimeout(() => this.#goOn(), REST_MS);
  }

  #goOn() {
    this.#waiting = false;
    if (this.endings.play()) return;
    const { count, total } = this.record;
    if (this.player.step === count && total > count) this.player.play();
    else this.show(); // a hand has gone elsewhere meanwhile, or the model has nothing to add
  }

  /** @param {Place} place  where the next point is to be */
  #place([x, y]) {
    if (!this.player.clock.dry && this.player.playing) this.player.pause();
    const before = this.points;
    const point = { x, y, lifted: this.moment.pen === 1, model: false };
    this.#ghost = this.record.pointsAt(this.record.available).slice(Math.max(0, before.length - 1));
    this.on.laid([...before, point], "play");
  }

  /** @param {Place | null} place */
  #hover(place) {
    const expected = this.#expected;
    const last = this.points.at(-1);
    if (!place || !expected || !this.#stands) {
      this.moment.point(null);
      return;
    }
    const [px, py] = last ? [last.x, last.y] : [128, 128];
    this.moment.point(Math.max(TINY, expected.density(place[0] - px, place[1] - py)));
  }

  /** @param {"draw" | "place"} tool */
  #tool(tool) {
    this.paper.tool = tool;
    for (const [name, node] of Object.entries(this.tools)) press(node, name === tool);
    this.paper.root.classList.toggle("placing", tool === "place");
  }

  // What is shown.

  get #stands() {
    return !this.player.playing && !this.#waiting;
  }

  /** What is expected next, at the temperature of the draw. */
  get #expected() {
    return this.record.expectedAt(this.player.step)?.cooled(this.on.view().temperature) ?? null;
  }

  show() {
    const { record, player } = this;
    const { step, rate, playing } = player;
    const expected = this.#expected;
    const growing = playing && rate < SOON ? 1000 / rate : 0;
    const shown = this.#stands && this.on.view().expects ? expected : null;
    this.paper.show({ points: this.points, ghost: this.#ghost, expected: shown, growing });
    const last = record.stepOf(step - 1);
    const over = last?.point === null;
    const broken = record.broken && step === record.available;
    this.moment.show({ step, last, following: record.stepOf(step), expected, playing, over, broken });
    requestAnimationFrame(() => this.moment.showScale(shown ? this.paper.heat.top : 0));
    this.strip.show(record, step);
    this.on.shown();
  }
}

/** Whose line is whose. */
const legend = () =>
  el("p", { class: "gx-note whose" }, el("i", { class: "hand" }), "you", el("i", { class: "model" }), "the model");

/**
 * Without points that lie on the one before, as rounding may make them.
 * @param {Point[]} points  of one stroke
 */
const once = (points) =>
  points.filter(({ x, y }, i) => i === points.length - 1 || points[i + 1].x !== x || points[i + 1].y !== y);
