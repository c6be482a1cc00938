// Beside the paper: the point that came last and how much it surprised the model, and what is expected next.

import { HEAT_GRADIENT } from "../../ui/canvas/heat_scale.js";
import { el, fmt } from "../../ui/canvas/paint.js";
import { press } from "../../ui/controls/buttons.js";
import { checkbox } from "../../ui/controls/fields.js";
import { why } from "../../ui/lessons/why.js";

/**
 * @import { Expectation } from "./expectation.js"
 * @import { Step } from "./record.js"
 */

/**
 * What stands, as the panel tells it.
 * @typedef {object} Standing
 * @property {number} step  how many points are there
 * @property {Step | null} last
 * @property {Step | null} following  that came next; null where it is not known yet
 * @property {Expectation | null} expected  at the temperature of the draw
 * @property {boolean} playing
 * @property {boolean} over  the drawing has ended
 * @property {boolean} broken  the model draws no more points
 */

const PENS = [
  { name: "down", title: "A line is drawn on to the point after the next" },
  { name: "lifted", title: "The stroke ends with the next point" },
  { name: "over", title: "There is no next point: the drawing is over" },
];
const OVER = "The drawing is over.";
const BROKEN = "Broken off: the model draws no more points than these.";
const PLACED = 2; // states that a point of the hand can have

export class Moment {
  /** The state of a point that the hand puts. */
  pen = 0;

  #last = el("p", { class: "gx-num last" });
  /** Why nothing is expected; empty where something is. */
  #why = "";

  #pointed = el("p", { class: "gx-note gx-num standing" });
  #rows = PENS.map(({ name, title }, state) => this.#row(name, title, state));
  #top = el("span", { class: "gx-num" });
  #legend = el(
    "div",
    { class: "heat-legend gx-note" },
    el("span", {}, "0"),
    el("i", { style: `background: ${HEAT_GRADIENT}` }),
    this.#top,
  );

  /**
   * @param {object} on
   * @param {(shown: boolean) => void} on.expects  what comes next is to be shown, or not
   */
  constructor(on) {
    this.box = checkbox(
      "Show where it is expected",
      "While the pen stands: the density as a heat map, and the mixture's components as ellipses",
      on.expects,
    );
    this.root = el(
      "section",
      { class: "gx-panel moment" },
      el("h3", {}, "The last point", why("surprise")),
      this.#last,
      el("h3", {}, "The next point", why("the-mixture")),
      this.box.root,
      this.#legend,
      this.#pointed,
      el(
        "div",
        { class: "pens", role: "group", "aria-label": "The pen after the next point" },
        el("p", { class: "gx-note" }, "After it the pen is"),
        ...this.#rows.map(({ root }) => root),
      ),
      el("p", { class: "gx-note" }, "A point that you put yourself has the state that is pressed."),
    );
    this.#press();
  }

  /**
   * @param {string} name
   * @param {string} title
   * @param {number} state
   */
  #row(name, title, state) {
    const bar = el("i", { class: "bar" });
    const share = el("span", { class: "gx-num share" });
    const root = el(
      "button",
      { class: "gx-btn pen", type: "button", title, disabled: state >= PLACED, onclick: () => this.#choose(state) },
      el("span", {}, name),
      el("span", { class: "track" }, bar),
      share,
    );
    return { root, bar, share };
  }

  /** @param {number} state */
  #choose(state) {
    this.pen = state;
    this.#press();
  }

  #press() {
    this.#rows.slice(0, PLACED).forEach(({ root }, state) => press(root, state === this.pen));
  }

  /** @param {Standing} standing */
  show({ step, last, following, expected, playing, over, broken }) {
    this.#last.textContent = lastWords(step, last);
    this.root.classList.toggle("playing", playing);
    this.#rows.forEach(({ root, bar, share }, state) => {
      const p = expected?.pens[state] ?? 0;
      bar.style.width = `${100 * p}%`;
      share.textContent = expected ? percent(p) : "–";
      root.classList.toggle("drawn", following !== null && stateOf(following) === state);
    });
    const ended = over ? OVER : broken ? BROKEN : "";
    if (ended || this.#why || !expected) this.#pointed.textContent = ended; // else it is what the pointer is told
    this.#why = ended;
  }

  /** @param {number} top  density where the heat map's scale ends; 0: there is none */
  showScale(top) {
    this.#legend.classList.toggle("gone", !top);
    this.#top.textContent = top ? `${Number(top.toPrecision(2))} a square unit` : "";
  }

  /**
   * What a place under the pointer would cost.
   * @param {number | null} density  null: nothing is pointed at
   */
  point(density) {
    this.#pointed.textContent = density === null ? "" : `Here: ${fmt(-Math.log(density), 1)} nats for the place`;
  }
}

/** @param {Step} step */
const stateOf = ({ point }) => (point === null ? 2 : Number(point.lifted));

/** @param {number} p */
function percent(p) {
  if (p > 0 && p < 0.0005) return "< 0.1 %";
  return `${fmt(100 * p, p > 0.9995 ? 0 : 1)} %`;
}

/**
 * @param {number} step
 * @param {Step | null} last
 */
function lastWords(step, last) {
  if (!last) return step ? "Its surprise is being computed." : "The paper is empty.";
  const { point, surprise } = last;
  const nats = `${fmt(surprise.step + surprise.pen, 1)} nats`;
  if (!point) return `The model ended the drawing: ${nats}.`;
  const who = point.model ? "the model" : "you";
  const parts = `place ${fmt(surprise.step, 1)}, pen ${fmt(surprise.pen, 1)}`;
  return `Point ${step}, by ${who}, ${point.lifted ? "pen lifted" : "pen down"}: ${nats} (${parts}).`;
}
