// A plot drawn by hand, again with each frame where it is dragged: axes, curves, handles that a pointer or keys move.

import { context2d, el } from "../canvas/paint.js";
import { Handle } from "./handle.js";
import { Pen } from "./pen.js";
import { ticks, tickText } from "./ticks.js";

const LEFT = 44; // px for the numbers of the y axis
const BARE = 10; // px where there are none
const BOTTOM = 40;
const TOP = 12;
const TICK_WIDTH = 72; // px between two numbers, at least
const TICK_HEIGHT = 44;
const CLICK = 5; // px a pointer may wander on an empty place

/**
 * `root` is put onto the page by whoever makes it. The axes `x` and `y` may be set anew at any time, before `redraw`.
 */
export class Plot {
  canvas = el("canvas", { class: "gx-plot-canvas" });
  root = el("div", { class: "gx-plot", role: "group" }, this.canvas);
  /** @type {Handle[]} */
  #handles = [];
  #due = false;
  #width = 600;

  /**
   * @param {object} options
   * @param {string} options.label  what is seen, for who can't
   * @param {[number, number]} options.x  the axis' ends
   * @param {[number, number]} options.y
   * @param {(pen: Pen) => void} options.draw  everything but the axes and the handles
   * @param {number} [options.height]  px
   * @param {string} [options.xTitle]
   * @param {boolean} [options.yTicks]  whether the y axis has numbers
   * @param {boolean} [options.yRoom]  whether there is room for such numbers: plots under each other share their x axis
   * @param {(x: number, y: number) => void} [options.press]  an empty place was clicked or tapped
   * @param {(at: [number, number] | null) => void} [options.hover]  where the pointer is; null: no longer there
   */
  constructor({ label, x, y, draw, height = 240, xTitle = "", yTicks = true, yRoom = yTicks, press, hover }) {
    this.x = x;
    this.y = y;
    this.draw = draw;
    this.height = height;
    this.xTitle = xTitle;
    this.yTicks = yTicks;
    this.yRoom = yRoom;
    this.root.setAttribute("aria-label", label);
    this.root.style.height = `${height}px`;
    new ResizeObserver(() => this.redraw()).observe(this.root);
    new MutationObserver(() => this.redraw()).observe(document.body, { attributes: true, attributeFilter: ["class"] });
    if (press) this.#followPress(press);
    if (hover) this.#followHover(hover);
  }

  /**
   * A handle; those that were added later lie above.
   * @param {import("./handle.js").Grip} grip
   */
  addHandle(grip) {
    const handle = new Handle(this, grip);
    this.#handles.push(handle);
    this.root.append(handle.root);
    this.redraw();
    return handle;
  }

  /** @param {Handle} handle  is taken off */
  removeHandle(handle) {
    this.#handles = this.#handles.filter((other) => other !== handle);
    handle.root.remove();
    this.redraw();
  }

  /** Draw what there is now, with the next frame. */
  redraw() {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.#draw();
    });
  }

  /** As it is now, for a file. */
  get picture() {
    return this.canvas;
  }

  /** What draws in the plot's coordinates. */
  pen() {
    return new Pen(context2d(this.canvas), {
      x: this.x,
      y: this.y,
      box: {
        left: this.yRoom ? LEFT : BARE,
        right: this.#width - BARE,
        top: TOP,
        bottom: this.height - BOTTOM,
      },
      styles: getComputedStyle(this.root),
    });
  }

  /**
   * @param {number} left  px from the plot's left edge
   * @param {number} top  px from its upper edge
   * @returns {[number, number]}  the coordinates there
   */
  place(left, top) {
    const { box } = this.pen();
    const [x0, x1] = this.x;
    const [y0, y1] = this.y;
    return [
      x0 + ((left - box.left) / (box.right - box.left)) * (x1 - x0),
      y0 + ((box.bottom - top) / (box.bottom - box.top)) * (y1 - y0),
    ];
  }

  /** @param {MouseEvent} event  @returns {[number, number]} */
  #placeOf(event) {
    const { left, top } = this.root.getBoundingClientRect();
    return this.place(event.clientX - left, event.clientY - top);
  }

  /** @param {(x: number, y: number) => void} press */
  #followPress(press) {
    /** @type {PointerEvent | null} */
    let down = null;
    this.canvas.addEventListener("pointerdown", (event) => {
      down = event.button === 0 ? event : null;
    });
    this.canvas.addEventListener("pointerup", (event) => {
      if (down && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < CLICK)
        press(...this.#placeOf(event));
      down = null;
    });
  }

  /** @param {(at: [number, number] | null) => void} hover */
  #followHover(hover) {
    this.root.addEventListener("pointermove", (event) => hover(this.#placeOf(event)));
    this.root.addEventListener("pointerleave", () => hover(null));
  }

  #draw() {
    if (!this.root.isConnected || !this.root.clientWidth) return;
    this.#width = this.root.clientWidth;
    const scale = devicePixelRatio || 1;
    const [wide, high] = [Math.round(this.#width * scale), Math.round(this.height * scale)];
    if (this.canvas.width !== wide || this.canvas.height !== high) {
      this.canvas.width = wide;
      this.canvas.height = high;
    }
    const pen = this.pen();
    const { context, box } = pen;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.fillStyle = pen.colour("panel"); // a file has a ground, too
    context.fillRect(0, 0, this.#width, this.height);
    this.#drawAxes(pen);
    context.save();
    context.beginPath();
    context.rect(box.left, 0, box.right - box.left + BARE, box.bottom + 1);
    context.clip();
    this.draw(pen);
    context.restore();
    for (const handle of this.#handles) handle.draw(pen);
    // After the last colour was looked up: what is written here makes no style be reckoned anew in this frame.
    for (const handle of this.#handles) handle.follow(pen);
  }

  /** @param {Pen} pen */
  #drawAxes(pen) {
    const { box } = pen;
    const [x0] = this.x;
    const [y0] = this.y;
    for (const x of ticks(...this.x, Math.max(2, (box.right - box.left) / TICK_WIDTH))) {
      pen.line(
        [
          [x, y0],
          [x, this.y[1]],
        ],
        { colour: "line", width: 1 },
      );
      pen.text(x, y0, tickText(x), { align: "center", dy: 16 });
    }
    if (this.yTicks) {
      for (const y of ticks(...this.y, Math.max(2, (box.bottom - box.top) / TICK_HEIGHT))) {
        pen.line(
          [
            [x0, y],
            [this.x[1], y],
          ],
          { colour: "line", width: 1 },
        );
        pen.text(x0, y, tickText(y), { align: "right", dx: -6, dy: 4 });
      }
    }
    pen.line(
      [
        [x0, y0],
        [this.x[1], y0],
      ],
      { colour: "muted", width: 1 },
    );
    pen.text((x0 + this.x[1]) / 2, y0, this.xTitle, { align: "center", dy: 33 });
  }
}
