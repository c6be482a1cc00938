// EM on a person's own points: a step, many steps, and the likelihood after each.

import { el, fmt } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { Plot } from "../../ui/plot/plot.js";
import { emStep, FLOOR, likelihood } from "./mixture.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./mixture.js").Mixture} Mixture */
/** @typedef {import("../../ui/plot/pen.js").Pen} Pen */

const HEIGHT = 150;
const STEP_MS = 90;
const ENOUGH = 1e-7; // nats a point: a step that gains less is the last
const MOST = 1000; // steps of a run
const SLOW = 20; // steps that are shown one by one; then some at a time
const LEAP = 5;
const SHOWN = 10; // steps on the axis, at least
const COLLAPSED = 1.5; // times the floor's deviation

export class EmPanel {
  #says = el("p", { class: "gx-num em-said", role: "status" });
  #note = el("p", { class: "gx-note standing em-note", role: "status" });

  /** @type {number[]} the mean of ln p before the first step, and after each */
  #path = [];
  #timer = 0;
  #step = button("EM step", "Responsibilities of your points, then the bells that fit with them", () => this.#goOne());
  #run = button("Run EM", "Steps until nothing is gained any more", () => this.#toggle(), "primary");

  /**
   * @param {State} state
   * @param {object} on
   * @param {(mixture: Mixture, done: boolean) => void} on.step  the bells after a step; done: the hand rests
   */
  constructor(state, on) {
    this.state = state;
    this.on = on;
    this.plot = new Plot({
      label: "ln p of your points after each step of EM, in nats a point",
      x: [0, SHOWN],
      y: [-3, 0],
      height: HEIGHT,
      xTitle: "steps of EM",
      draw: (pen) => this.#draw(pen),
    });
    this.buttons = [this.#step, this.#run];
    this.root = el("div", { class: "em" }, this.#says, this.plot.root, this.#note);
  }

  get running() {
    return this.#timer !== 0;
  }

  /** Points or bells were changed by hand: what was counted begins anew. */
  restart() {
    this.end();
    this.#path = [];
    this.show();
  }

  /** A run stops where it is. */
  end() {
    clearInterval(this.#timer);
    this.#timer = 0;
    this.#run.textContent = "Run EM";
  }

  show() {
    const { mixture, points } = this.state;
    for (const one of this.buttons) one.disabled = !points.length;
    if (!points.length) {
      this.#says.textContent = "EM fits the bells to points: put some down, or draw them.";
    } else {
      const now = likelihood(mixture, points);
      if (!this.#path.length) this.#path = [now];
      const steps = this.#path.length - 1;
      const before = steps ? ` (before: ${fmt(this.#path[steps - 1], 4)})` : "";
      const counted = `${points.length} point${points.length === 1 ? "" : "s"}`;
      this.#says.textContent = `Step ${steps}: ln p = ${fmt(now, 4)} nats a point${before}, ${counted}.`;
    }
    this.#note.textContent = this.#collapse();
    this.#fitAxes();
    this.plot.redraw();
  }

  /** @returns {string}  which bells stand on a point, if any do */
  #collapse() {
    const least = Math.sqrt(FLOOR);
    const fallen = this.state.mixture.deviations.flatMap((deviation, k) =>
      deviation < COLLAPSED * least ? [k + 1] : [],
    );
    if (!fallen.length || !this.state.points.length) return "";
    const who = fallen.length > 1 ? `Bells ${fallen.join(", ")} have` : `Bell ${fallen[0]} has`;
    return (
      `${who} collapsed on a point, or on equal ones. The deviation ends at ${least.toFixed(3)}, as every ` +
      `step adds ${FLOOR} to each variance; without that ln p would grow for ever.`
    );
  }

  #fitAxes() {
    this.plot.x = [0, Math.max(SHOWN, this.#path.length - 1)];
    const [low, high] = [Math.min(...this.#path), Math.max(...this.#path)];
    if (!this.#path.length) return;
    const room = Math.max(0.05, 0.15 * (high - low));
    this.plot.y = [low - room, high + room];
  }

  /** @returns {number}  what was gained, in nats a point */
  #advance() {
    const mixture = emStep(this.state.mixture, this.state.points);
    const before = this.#path[this.#path.length - 1];
    const now = likelihood(mixture, this.state.points);
    this.#path.push(now);
    this.on.step(mixture, !this.running);
    return now - before;
  }

  #goOne() {
    this.end();
    this.#advance();
  }

  #toggle() {
    if (this.running) {
      this.end();
      this.on.step(this.state.mixture, true);
      return;
    }
    let left = MOST;
    this.#run.textContent = "Stop";
    this.#timer = window.setInterval(
      () => {
        const count = this.#path.length > SLOW ? LEAP : 1;
        const gained = Math.min(...Array.from({ length: count }, () => this.#advance()));
        left -= count;
        if (gained > ENOUGH && left > 0) return;
        this.end();
        this.on.step(this.state.mixture, true);
      },
      matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : STEP_MS,
    );
  }

  /** @param {Pen} pen */
  #draw(pen) {
    const path = this.#path.map((value, i) => [i, value]);
    pen.line(path, { colour: "accent", width: 2 });
    for (const [i, value] of path) if (path.length < 60) pen.dot(i, value, { colour: "accent", radius: 3 });
  }
}
