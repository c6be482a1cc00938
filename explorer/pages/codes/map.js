// The codes on a plane: alike vectors lie near each other. It is dragged with the mouse and enlarged with the buttons, with Ctrl and the wheel, or with + and −.

import { el } from "../../ui/canvas/paint.js";
import { inks, sharpen } from "../../ui/canvas/sharpen.js";
import { drawCode, listen } from "./tiles.js";

const TILE = 24;
const EDGE = 20;
const MOST = 8;
const STEP = 1.5; // px, px, and how far it can be enlarged
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class CodeMap {
  /** @param {object} on  point(code), pick(code) */
  constructor(on) {
    Object.assign(this, { on, look: null, places: [], zoom: 1, middle: [0.5, 0.5], dragged: false });
    this.canvas = el("canvas", { class: "code-map", tabindex: "0", role: "application" });
    const button = (text, title, onclick) =>
      el("button", { class: "gx-btn", type: "button", title, "aria-label": title, onclick }, text);
    this.buttons = el(
      "div",
      { class: "map-zoom" },
      button("+", "Enlarge the map", () => this.enlarge(STEP)),
      button("−", "Make the map smaller", () => this.enlarge(1 / STEP)),
      button("all", "Show the whole map", () => this.enlarge(0)),
    );
    this.root = el("div", { class: "map-box" }, this.canvas, this.buttons);
    listen(this);
    this.drag();
    new ResizeObserver(() => this.draw()).observe(this.root);
  }

  /** @param {object} look  as `drawCode` has it  @param {number[]} order  codes, the most used first: they lie on top  @param {number[][]} places  [x, y] of each code in 0..1 */
  show(look, order, places) {
    if (places !== this.places) Object.assign(this, { zoom: 1, middle: [0.5, 0.5] });
    Object.assign(this, { look, order, places });
    this.draw();
  }

  get size() {
    return Math.min(48, TILE * Math.sqrt(this.zoom));
  }

  /** Where a place of the map lies on the canvas, and back. */
  lies(place) {
    return place.map((at, axis) => this.room[axis] / 2 + (at - this.middle[axis]) * this.unit * this.zoom);
  }
  place(point) {
    return point.map((at, axis) => this.middle[axis] + (at - this.room[axis] / 2) / (this.unit * this.zoom));
  }

  draw() {
    const { canvas, look } = this;
    if (!look || !canvas.clientWidth) return;
    const height = canvas.clientHeight;
    const { context, width } = sharpen(canvas, height);
    const colours = inks(canvas);
    const half = this.size / 2;
    this.room = [width, height];
    // One scale for both directions, at which the whole map just fits: lengths can be compared.
    this.unit = Math.min(
      ...this.room.map(
        (room, axis) =>
          (room - 2 * EDGE) / (2 * Math.max(0.05, ...this.places.map((place) => Math.abs(place[axis] - 0.5)))),
      ),
    );
    canvas.setAttribute(
      "aria-label",
      `A map of ${this.order.length} codes. Arrow keys go to the next code in a direction, Enter picks one, plus and minus enlarge.`,
    );
    this.top = [...this.order].reverse().sort((a, b) => rank(look, a) - rank(look, b));
    for (const code of this.top) {
      const [x, y] = this.lies(this.places[code]);
      Object.assign(context, { strokeStyle: colours.line, lineWidth: 2 }); // tiles as dark, or as light, as the ground end there
      context.strokeRect(x - half, y - half, this.size, this.size);
      drawCode(context, look, code, x - half, y - half, this.size, colours);
    }
  }

  /** The topmost code under a point of the canvas. */
  at(x, y) {
    const half = this.size / 2;
    return (
      this.top?.findLast((code) =>
        this.lies(this.places[code]).every((middle, axis) => Math.abs(middle - [x, y][axis]) <= half),
      ) ?? -1
    );
  }

  /** The next code in an arrow's direction: near, and not far off the line. */
  go(code, key) {
    if (key === "+" || key === "=" || key === "-" || key === "0") {
      this.enlarge(key === "0" ? 0 : key === "-" ? 1 / STEP : STEP, code);
      return code;
    }
    const way = ARROWS[key];
    const [fromX, fromY] = this.places[code];
    if (!way) return -1;
    let best = code;
    let least = Infinity;
    this.places.forEach(([x, y], other) => {
      const dx = x - fromX;
      const dy = y - fromY;
      const along = dx * way[0] + dy * way[1];
      const off = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
      if (other !== code && along > 0 && along + 2 * off < least) [best, least] = [other, along + 2 * off];
    });
    const [x, y] = this.lies(this.places[best]);
    if (x < 0 || y < 0 || x > this.room[0] || y > this.room[1]) this.move([...this.places[best]]);
    return best;
  }

  /** By a factor, 0 for the whole map; around a code, or what is picked. */
  enlarge(factor, code = this.look?.picked ?? -1) {
    if (!this.look) return;
    const from = this.zoom;
    this.zoom = factor ? Math.min(MOST, Math.max(1, from * factor)) : 1;
    const [x, y] = this.places[code] ?? this.middle;
    const kept = from / this.zoom;
    this.move(this.zoom === 1 ? [0.5, 0.5] : [x + (this.middle[0] - x) * kept, y + (this.middle[1] - y) * kept]);
  }

  move(middle) {
    this.middle = middle.map((at) => Math.min(1, Math.max(0, at)));
    this.draw();
  }

  drag() {
    const { canvas } = this;
    let held = null;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button === 0 && event.pointerType !== "touch")
        held = { x: event.clientX, y: event.clientY, moved: false };
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!held || !(event.buttons & 1)) {
        held = null;
        return;
      }
      const dx = event.clientX - held.x;
      const dy = event.clientY - held.y;
      if (!held.moved && Math.hypot(dx, dy) < 4) return;
      if (!held.moved) canvas.setPointerCapture(event.pointerId);
      held = { x: event.clientX, y: event.clientY, moved: true };
      this.move(this.middle.map((at, axis) => at - [dx, dy][axis] / (this.unit * this.zoom)));
    });
    // A drag is no click.
    canvas.addEventListener(
      "click",
      (event) => {
        if (held?.moved) event.stopImmediatePropagation();
        held = null;
      },
      { capture: true },
    );
    canvas.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey || !this.look) return;
        event.preventDefault();
        const area = canvas.getBoundingClientRect();
        const point = [event.clientX - area.left, event.clientY - area.top];
        const before = this.place(point);
        this.zoom = Math.min(MOST, Math.max(1, this.zoom * Math.exp(-event.deltaY * 0.01)));
        const after = this.place(point);
        this.move(this.middle.map((at, axis) => at + before[axis] - after[axis]));
      },
      { passive: false },
    );
  }
}

/** What is pointed at lies over all others, then what is picked, then what the picture has. */
const rank = (look, code) => (code === look.pointed ? 3 : code === look.picked ? 2 : look.counts[code] ? 1 : 0);
