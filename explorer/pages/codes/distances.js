// How far every code is from what the encoder found in one cell: bars from the nearest to the farthest, on a canvas.

import { el, fmt } from "../../ui/canvas/paint.js";
import { inks, sharpen } from "../../ui/canvas/sharpen.js";

const HEIGHT = 120;
const FLOOR = 20;
const TOP = 18;

export class Distances {
  /** @param {object} on  point(rank) a bar is pointed at, -1 for none; pick(code) it was clicked */
  constructor(on) {
    Object.assign(this, { on, shown: null, rank: -1 });
    this.canvas = el("canvas", { class: "distances", tabindex: "0", role: "slider" });
    const at = (event) =>
      this.shown
        ? Math.min(
            this.shown.order.length - 1,
            Math.max(
              0,
              Math.floor(
                ((event.clientX - this.canvas.getBoundingClientRect().left) / this.canvas.clientWidth) *
                  this.shown.order.length,
              ),
            ),
          )
        : -1;
    this.canvas.addEventListener("pointermove", (event) => {
      if (event.pointerType !== "touch") this.point(at(event));
    });
    this.canvas.addEventListener("pointerleave", () => this.point(-1));
    this.canvas.addEventListener("blur", () => this.point(-1));
    this.canvas.addEventListener("click", (event) => this.shown && on.pick(this.shown.order[at(event)]));
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    this.show(null);
  }

  key(event) {
    if (!this.shown || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = this.shown.order.length - 1;
    const to = {
      ArrowLeft: this.rank - 1,
      ArrowDown: this.rank - 1,
      ArrowRight: this.rank + 1,
      ArrowUp: this.rank + 1,
      Home: 0,
      End: last,
    }[event.key];
    if (event.key === "Enter" || event.key === " ") this.on.pick(this.shown.order[Math.max(0, this.rank)]);
    else if (to !== undefined) this.point(Math.min(last, Math.max(0, to)));
    else return;
    event.preventDefault();
  }

  point(rank) {
    if (rank === this.rank) return;
    this.rank = rank;
    this.on.point(rank);
    this.draw();
  }

  /** @param {object | null} shown  order (codes, nearest first), distances (by code), code (that stands in the cell) */
  show(shown) {
    this.shown = shown;
    this.canvas.setAttribute("aria-disabled", String(!shown));
    this.draw();
  }

  draw() {
    const { canvas, shown, rank } = this;
    this.say();
    if (!canvas.clientWidth) return;
    const { context, width } = sharpen(canvas, HEIGHT);
    if (!shown) return;
    const { order, distances, code } = shown;
    const colours = inks(canvas);
    const wide = width / order.length;
    const gap = wide > 3 ? 1 : 0;
    const floor = HEIGHT - FLOOR;
    const top = distances[order.at(-1)] || 1;
    const tall = (at) => Math.max(1, (distances[order[at]] / top) * (floor - TOP));
    const stands = order.indexOf(code);
    order.forEach((_, at) => {
      const wider = at === rank ? Math.max(2, wide - gap) : wide - gap;
      context.fillStyle = at === rank ? colours.ink : colours.accent;
      context.globalAlpha = at === rank || at === stands ? 1 : 0.38;
      context.fillRect(at * wide, floor - tall(at), wider, tall(at));
    });
    context.globalAlpha = 1;
    context.fillStyle = colours.line;
    context.fillRect(0, floor, width, 1);
    // What stands in the cell: a triangle over its bar.
    const middle = Math.min(width - 5, Math.max(5, (stands + 0.5) * wide));
    const tip = floor - tall(stands) - 3;
    context.fillStyle = colours.ink;
    context.beginPath();
    context.moveTo(middle, tip);
    context.lineTo(middle - 5, tip - 7);
    context.lineTo(middle + 5, tip - 7);
    context.fill();
    Object.assign(context, {
      font: "12px system-ui, sans-serif",
      fillStyle: colours.muted,
      textBaseline: "alphabetic",
    });
    for (const [text, align, x] of [
      ["nearest", "left", 0],
      ["farthest", "right", width],
    ]) {
      context.textAlign = align;
      context.fillText(text, x, HEIGHT - 5);
    }
  }

  /** The same for who doesn't see it. */
  say() {
    const { canvas, shown } = this;
    const at = Math.max(0, this.rank);
    const code = shown?.order[at];
    for (const [name, value] of Object.entries({
      label: "Distance of every code, the nearest first. Arrow keys go from code to code, Enter picks one.",
      valuemin: 1,
      valuemax: shown?.order.length ?? 1,
      valuenow: at + 1,
      valuetext: shown ? `Number ${at + 1}: code ${code}, distance ${fmt(shown.distances[code], 3)}` : "No cell",
    }))
      canvas.setAttribute(`aria-${name}`, String(value));
  }
}
