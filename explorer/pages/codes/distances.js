// How far every code is from what the encoder found in one cell: bars from the nearest to the farthest, on a canvas,
// that a pointer and the keys go along.

import { el, fmt } from "../../ui/canvas/paint.js";
import { inks, sharpen } from "../../ui/canvas/sharpen.js";

/** @typedef {import("../../ui/canvas/sharpen.js").Inks} Inks */

/**
 * @typedef {object} DistancesShown
 * @property {number[]} order  of the codes, the nearest first
 * @property {Float32Array} distances  by code
 * @property {number} code  that stands in the cell
 */

const HEIGHT = 120; // px
const FLOOR = 20; // px under the bars
const TOP = 18; // px over the highest
const FAINT = 0.38;
const LABEL = "Distance of every code, the nearest first. Arrow keys go from code to code, Enter picks one.";

export class Distances {
  /** @type {DistancesShown | null} */
  #shown = null;

  /** Of the bar that is pointed at, 0 for the nearest; -1 for none. */
  #rank = -1;

  canvas = el("canvas", { class: "distances", tabindex: "0", role: "slider" });

  /**
   * @param {object} on
   * @param {(rank: number) => void} on.point  a bar is pointed at, -1 for none
   * @param {(code: number) => void} on.pick
   */
  constructor(on) {
    this.on = on;
    const { canvas } = this;
    canvas.addEventListener("pointermove", (event) => {
      if (event.pointerType !== "touch") this.#point(this.#rankAt(event));
    });
    canvas.addEventListener("pointerleave", () => this.#point(-1));
    canvas.addEventListener("blur", () => this.#point(-1));
    canvas.addEventListener("click", (event) => {
      if (this.#shown) on.pick(this.#shown.order[this.#rankAt(event)]);
    });
    canvas.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.#draw()).observe(canvas);
    this.show(null);
  }

  /** @param {MouseEvent} event */
  #rankAt(event) {
    if (!this.#shown) return -1;
    const codes = this.#shown.order.length;
    const share = (event.clientX - this.canvas.getBoundingClientRect().left) / this.canvas.clientWidth;
    return Math.min(codes - 1, Math.max(0, Math.floor(share * codes)));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!this.#shown || event.ctrlKey || event.metaKey || event.altKey) return;
    const { order } = this.#shown;
    if (event.key === "Enter" || event.key === " ") this.on.pick(order[Math.max(0, this.#rank)]);
    else {
      const to = this.#target(event.key, order.length - 1);
      if (to === null) return;
      this.#point(Math.min(order.length - 1, Math.max(0, to)));
    }
    event.preventDefault();
  }

  /**
   * @param {string} key
   * @param {number} last
   * @returns {number | null}  the rank that a key goes to, perhaps beyond an end
   */
  #target(key, last) {
    switch (key) {
      case "ArrowLeft":
      case "ArrowDown":
        return this.#rank - 1;
      case "ArrowRight":
      case "ArrowUp":
        return this.#rank + 1;
      case "Home":
        return 0;
      case "End":
        return last;
      default:
        return null;
    }
  }

  /** @param {number} rank */
  #point(rank) {
    if (rank === this.#rank) return;
    this.#rank = rank;
    this.on.point(rank);
    this.#draw();
  }

  /** @param {DistancesShown | null} shown */
  show(shown) {
    this.#shown = shown;
    this.canvas.setAttribute("aria-disabled", String(!shown));
    this.#draw();
  }

  #draw() {
    const { canvas } = this;
    this.#say();
    if (!canvas.clientWidth) return;
    const { context, width } = sharpen(canvas, HEIGHT);
    if (!this.#shown) return;
    const colours = inks(canvas);
    this.#drawBars(context, this.#shown, width, colours);
    context.font = "12px system-ui, sans-serif";
    context.fillStyle = colours.muted;
    context.textBaseline = "alphabetic";
    context.textAlign = "left";
    context.fillText("nearest", 0, HEIGHT - 5);
    context.textAlign = "right";
    context.fillText("farthest", width, HEIGHT - 5);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {DistancesShown} shown
   * @param {number} width  px
   * @param {Inks} colours
   */
  #drawBars(context, { order, distances, code }, width, colours) {
    const wide = width / order.length;
    const gap = wide > 3 ? 1 : 0;
    const floor = HEIGHT - FLOOR;
    const farthest = distances[order[order.length - 1]] || 1;
    const heights = order.map((one) => Math.max(1, (distances[one] / farthest) * (floor - TOP)));
    const stands = order.indexOf(code);
    heights.forEach((height, rank) => {
      const pointed = rank === this.#rank;
      context.fillStyle = pointed ? colours.ink : colours.accent;
      context.globalAlpha = pointed || rank === stands ? 1 : FAINT;
      context.fillRect(rank * wide, floor - height, pointed ? Math.max(2, wide - gap) : wide - gap, height);
    });
    context.globalAlpha = 1;
    context.fillStyle = colours.line;
    context.fillRect(0, floor, width, 1);
    // What stands in the cell: a triangle over its bar.
    const middle = Math.min(width - 5, Math.max(5, (stands + 0.5) * wide));
    const tip = floor - heights[stands] - 3;
    context.fillStyle = colours.ink;
    context.beginPath();
    context.moveTo(middle, tip);
    context.lineTo(middle - 5, tip - 7);
    context.lineTo(middle + 5, tip - 7);
    context.fill();
  }

  /** The same for who doesn't see it. */
  #say() {
    const { canvas } = this;
    const shown = this.#shown;
    const at = Math.max(0, this.#rank);
    const code = shown?.order[at] ?? -1;
    canvas.setAttribute("aria-label", LABEL);
    canvas.setAttribute("aria-valuemin", "1");
    canvas.setAttribute("aria-valuemax", String(shown?.order.length ?? 1));
    canvas.setAttribute("aria-valuenow", String(at + 1));
    const words = shown ? `Number ${at + 1}: code ${code}, distance ${fmt(shown.distances[code], 3)}` : "No cell";
    canvas.setAttribute("aria-valuetext", words);
  }
}
