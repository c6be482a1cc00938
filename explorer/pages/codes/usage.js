// How often each code is used over the test set, as bars in the order of the atlas.

import { el } from "../../ui/canvas/paint.js";
import { inks, sharpen } from "../../ui/canvas/sharpen.js";

const HEIGHT = 104;
const FLOOR = 14;
const TOP = 8;

export class Usage {
  /** @param {object} on  point(code), pick(code) */
  constructor(on) {
    Object.assign(this, { order: [], usage: null, look: null });
    this.canvas = el("canvas", { class: "usage", role: "img" });
    this.root = el("div", { class: "usage-box" }, this.canvas);
    const at = (event) =>
      this.order[
        Math.floor(
          ((event.clientX - this.canvas.getBoundingClientRect().left) / this.canvas.clientWidth) * this.order.length,
        )
      ] ?? -1;
    this.canvas.addEventListener("pointermove", (event) => {
      if (event.pointerType !== "touch") on.point(at(event));
    });
    this.canvas.addEventListener("pointerleave", () => on.point(-1));
    this.canvas.addEventListener("click", (event) => {
      if (at(event) >= 0) on.pick(at(event));
    });
    new ResizeObserver(() => this.draw()).observe(this.root);
  }

  /** @param {object} look  as `drawCode` has it  @param {number[]} order  of the codes  @param {number[] | null} usage  how often each stands in the test set's grids */
  show(look, order, usage) {
    Object.assign(this, { look, order, usage });
    this.root.classList.toggle("gx-hidden", !usage);
    this.draw();
  }

  draw() {
    const { canvas, look, order, usage } = this;
    if (!usage || !canvas.clientWidth) return;
    const { context, width } = sharpen(canvas, HEIGHT);
    const colours = inks(canvas);
    const wide = width / order.length;
    const gap = wide > 3 ? 1 : 0;
    const floor = HEIGHT - FLOOR;
    const most = Math.max(...usage);
    const all = usage.reduce((a, b) => a + b, 0);
    const tall = (count) => (count / most) * (floor - TOP);
    order.forEach((code, i) => {
      const special = code === look.pointed || code === look.picked;
      const height = Math.max(usage[code] ? 1 : 0, tall(usage[code]));
      context.fillStyle = code === look.pointed ? colours.ink : colours.accent;
      context.globalAlpha = special || look.counts[code] ? 1 : 0.38;
      context.fillRect(i * wide, floor - height, wide - gap, height);
      context.globalAlpha = 1;
      if (special) context.fillRect(i * wide, floor + 3, Math.max(2, wide - gap), 4);
      context.fillStyle = colours.warn;
      if (look.dead.has(code)) context.fillRect(i * wide, floor + 3, Math.max(2, wide - gap), FLOOR - 5);
    });
    context.fillStyle = colours.line;
    context.fillRect(0, floor, width, 1);
    // As often as each code would be used if all were used alike.
    const even = floor - tall(all / order.length);
    Object.assign(context, { strokeStyle: colours.muted, lineWidth: 1 });
    context.setLineDash([4, 3]);
    context.beginPath();
    context.moveTo(0, even);
    context.lineTo(width, even);
    context.stroke();
    context.setLineDash([]);
    canvas.setAttribute(
      "aria-label",
      `How often each of ${order.length} codes is used in the test set: the most used ${((100 * most) / all).toFixed(1)} % of all cells, ${look.dead.size} never`,
    );
  }
}
