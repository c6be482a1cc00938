// How much each point surprised the model, as bars in the order in which they were drawn; a press goes to a point.

import { el, fmt } from "../../ui/canvas/paint.js";
import { inks, sharpen } from "../../ui/canvas/sharpen.js";
import { why } from "../../ui/lessons/why.js";

/**
 * @import { SketchRecord } from "./record.js"
 */

const HEIGHT = 88;
const TOP = 4;
const FLOOR = 4;

export class SurpriseStrip {
  /** @type {SketchRecord | null} */
  #record = null;
  #step = 0;
  #frame = 0;

  #canvas = el("canvas", { class: "strip", height: HEIGHT, "aria-hidden": "true" });
  #sum = el("p", { class: "gx-note gx-num", role: "status" });

  /** @param {(step: number) => void} go  to the step that was pressed */
  constructor(go) {
    this.go = go;
    this.root = el(
      "section",
      { class: "surprise" },
      el("h3", {}, "Surprise, point by point", why("surprise")),
      this.#canvas,
      this.#sum,
    );
    const at = (/** @type {PointerEvent} */ event) => {
      if (!event.buttons && event.type !== "pointerdown") return;
      const box = this.#canvas.getBoundingClientRect();
      const total = this.#record?.available ?? 0;
      if (total) this.go(Math.min(total, Math.max(1, Math.ceil(((event.clientX - box.left) / box.width) * total))));
    };
    this.#canvas.addEventListener("pointerdown", at);
    this.#canvas.addEventListener("pointermove", at);
    new ResizeObserver(() => this.#wake()).observe(this.#canvas);
  }

  /**
   * @param {SketchRecord} record
   * @param {number} step  how many points are there
   */
  show(record, step) {
    this.#record = record;
    this.#step = step;
    this.#wake();
  }

  #wake() {
    this.#frame ||= requestAnimationFrame(() => this.#paint());
  }

  #paint() {
    this.#frame = 0;
    const record = this.#record;
    const { context, width } = sharpen(this.#canvas, HEIGHT);
    if (!record || !width) return;
    const colours = inks(this.#canvas);
    const total = record.available;
    const { length } = record.endings[record.watched] ?? [];
    const steps = Array.from({ length: record.count + length }, (_, i) => record.stepOf(i));
    const costs = steps.map((step) => (step ? step.surprise.step + step.surprise.pen : 0));
    const most = Math.max(12, ...costs);
    const wide = width / Math.max(1, total);
    const tall = HEIGHT - TOP - FLOOR;
    steps.forEach((step, i) => {
      if (!step) return;
      const high = Math.max(1, (tall * Math.max(0, costs[i])) / most);
      context.globalAlpha = i < this.#step ? 1 : 0.3;
      context.fillStyle = step.point && !step.point.model ? colours.ink : colours.accent;
      context.fillRect(
        i * wide + Math.min(1, wide / 8),
        HEIGHT - FLOOR - high,
        Math.max(1, wide - Math.min(2, wide / 4)),
        high,
      );
    });
    context.globalAlpha = 1;
    context.fillStyle = colours.line;
    context.fillRect(0, HEIGHT - FLOOR, width, 1);
    this.#sum.textContent = sumWords(
      steps.flatMap((step, i) => (step ? [{ own: step.point?.model === false, cost: costs[i] }] : [])),
    );
  }
}

/**
 * @param {{own: boolean, cost: number}[]} costs
 */
function sumWords(costs) {
  const part = (/** @type {boolean} */ own, /** @type {string} */ who) => {
    const those = costs.filter((cost) => cost.own === own);
    if (!those.length) return "";
    const sum = those.reduce((all, { cost }) => all + cost, 0);
    const many = `${those.length} of ${who}`;
    return `${many}: ${fmt(sum, 0)} nats, ${fmt(sum / those.length, 1)} each`;
  };
  const said = [part(true, "yours"), part(false, "the model's")].filter(Boolean);
  return said.join("; ");
}
