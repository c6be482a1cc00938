// The picture under a person's hand: every digit in it is a handle that can be moved, sized and reached with the tab key.

import { el } from "../../ui/canvas/paint.js";
import { clamp, SCALES } from "./arrangement.js";
import { pictureOf, SIDE } from "./cells.js";
import { colourName } from "./colours.js";
import { ENLARGED, trace } from "./paint.js";
import { cutOut, drawSprite, movedBox } from "./sprite.js";

const LEAST = 6; // picture pixels a side of a handle, so that a small digit can be caught
const GUESS = 10; // half of a digit's box at scale 1 where the server has not told it yet
const WHEEL = 1.06;
const KEY = 1.1;
const LEAP = 10;
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export const nameOf = ({ colour, label }) => `${colourName(colour)} ${label < 0 ? "drawing" : label}`;

export class AttentionEditor {
  /**
   * @param {import("./arrangement.js").Arrangement} arrangement
   * @param {object} on  select(id), grab(id) a drag begins, move(id, x, y), scale(id, scale), rest() the step is over, remove(id), duplicate(id), ask(colour)
   */
  constructor(arrangement, on) {
    Object.assign(this, {
      arrangement,
      on,
      handles: new Map(),
      known: new Map(),
      reply: null,
      shown: "",
      cut: null,
      hand: null,
      outline: null,
      timer: 0,
    });
    this.canvas = el("canvas", { class: "gx-canvas", width: SIDE * ENLARGED, height: SIDE * ENLARGED, role: "img" });
    this.knob = el("i", { class: "knob gx-hidden", "aria-hidden": "true", title: "Drag to make it larger or smaller" });
    this.layer = el("div", { class: "handles" });
    this.root = el(
      "div",
      { class: "attention-editor", role: "group", "aria-label": "The scene" },
      this.canvas,
      this.layer,
      this.knob,
    );
    this.knob.addEventListener("pointerdown", (event) => this.begin(event, this.arrangement.selected, "scale"));
    this.canvas.addEventListener("pointerdown", () => {
      if (!this.hand) on.select(-1);
    });
    this.root.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
  }

  /** What the server answered, `digits` being those that it was asked about. */
  answer(reply, digits, outline) {
    Object.assign(this, { reply, outline, shown: JSON.stringify(digits) });
    this.known = new Map(digits.map((digit, i) => [digit.id, { box: reply.boxes[i], digit }]));
    if (!this.hand && this.current) this.cut = null;
    this.draw();
  }

  /** The picture without the digit that is held: from now on that follows the hand. */
  lift(id, reply) {
    if (!this.known.has(id) || this.hand?.id !== id) return;
    const base = pictureOf(reply);
    this.cut = { id, base, sprite: cutOut(pictureOf(this.reply), base), from: this.known.get(id).digit };
    this.draw();
  }

  /** Where a digit is now: as the server told it, moved as the hand moved it since. */
  box(digit) {
    const found = this.known.get(digit.id);
    if (found) return movedBox(found.box, found.digit, digit);
    const half = GUESS * digit.scale;
    return [digit.x - half, digit.y - half, digit.x + half, digit.y + half];
  }

  /** True where what the server answered is about the scene as it stands. */
  get current() {
    return this.shown === JSON.stringify(this.arrangement.digits);
  }

  get boxes() {
    return this.arrangement.digits.map((digit) => this.box(digit));
  }

  draw() {
    const {
      arrangement: { digits, digit },
      reply,
      cut,
      canvas,
    } = this;
    this.place();
    if (!reply) return;
    const context = canvas.getContext("2d");
    const { current } = this;
    const held = cut && digits.find(({ id }) => id === cut.id);
    context.setTransform(ENLARGED, 0, 0, ENLARGED, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(!current && held ? cut.base : pictureOf(reply), 0, 0);
    if (!current && held) drawSprite(context, cut.sprite, cut.from, held);
    if (current && this.outline) trace(context, this.outline, "#fff", 2);
    canvas.setAttribute(
      "aria-label",
      `A picture of ${digits.length} digits: ${digits.map(nameOf).join(", ") || "none"}`,
    );
    this.knob.classList.toggle("gx-hidden", !digit);
  }

  /** The handles, each over its digit. Those that stay are not made anew: one of them may be held. */
  place() {
    const {
      arrangement: { digits, selected },
      handles,
      layer,
    } = this;
    for (const [id, handle] of handles)
      if (!digits.some((digit) => digit.id === id)) {
        handle.remove();
        handles.delete(id);
      }
    for (const digit of digits) {
      if (!handles.has(digit.id)) {
        handles.set(digit.id, this.handle(digit.id));
        layer.append(handles.get(digit.id));
      }
      const handle = handles.get(digit.id);
      const [left, top, right, bottom] = this.box(digit);
      const wide = Math.max(LEAST, right - left);
      const high = Math.max(LEAST, bottom - top);
      const percent = (value) => `${(value / SIDE) * 100}%`;
      Object.assign(handle.style, {
        left: percent((left + right - wide) / 2),
        top: percent((top + bottom - high) / 2),
        width: percent(wide),
        height: percent(high),
        zIndex: String(digits.indexOf(digit) + (digit.id === selected ? digits.length : 0)),
      });
      handle.setAttribute("aria-pressed", String(digit.id === selected));
      handle.setAttribute(
        "aria-label",
        `${nameOf(digit)}, at ${Math.round(digit.x)}, ${Math.round(digit.y)}, size ${digit.scale.toFixed(2)}. Arrow keys move it, plus and minus size it, delete takes it away`,
      );
      if (digit.id === selected)
        Object.assign(this.knob.style, {
          left: percent(clamp((left + right + wide) / 2, [2, SIDE - 2])),
          top: percent(clamp((top + bottom + high) / 2, [2, SIDE - 2])),
        });
    }
  }

  handle(id) {
    const handle = el("button", { class: "handle", type: "button", "data-digit": String(id) });
    handle.addEventListener("pointerdown", (event) => this.begin(event, id, "move"));
    handle.addEventListener("focus", () => {
      if (this.arrangement.selected !== id) this.on.select(id);
    });
    handle.addEventListener("keydown", (event) => this.key(event, id));
    handle.addEventListener("dblclick", () =>
      this.on.ask(this.arrangement.digits.find((digit) => digit.id === id).colour),
    );
    return handle;
  }

  point({ clientX, clientY }) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    return [((clientX - left) / width) * SIDE, ((clientY - top) / height) * SIDE];
  }

  begin(event, id, kind) {
    if (event.button > 0 || this.hand) return;
    const element = event.currentTarget;
    const pointer = event.pointerId;
    this.on.select(id);
    this.focus(id);
    this.cut = null;
    this.on.grab(id);
    this.hand = { id, kind, from: this.arrangement.digit, at: this.point(event) };
    element.setPointerCapture(pointer);
    const move = (moved) => {
      if (moved.pointerId === pointer) this.drag(this.point(moved));
    };
    const end = (ended) => {
      if (ended.pointerId !== pointer) return;
      for (const name of ["pointerup", "pointercancel"]) element.removeEventListener(name, end);
      element.removeEventListener("pointermove", move);
      this.hand = null;
      this.on.rest();
    };
    element.addEventListener("pointermove", move);
    for (const name of ["pointerup", "pointercancel"]) element.addEventListener(name, end);
  }

  /** By whole pixels, as the picture has no others. */
  drag([x, y]) {
    const { id, kind, from, at } = this.hand;
    if (kind === "move") {
      const { digit } = this.arrangement;
      const right = from.x + Math.round(x - at[0]);
      const down = from.y + Math.round(y - at[1]);
      if (right !== digit.x || down !== digit.y) this.on.move(id, right, down); // a click with an unsteady hand is no step
      return;
    }
    const reach = (px, py) => Math.max(1, Math.hypot(px - from.x, py - from.y));
    this.on.scale(id, clamp((from.scale * reach(x, y)) / reach(...at), SCALES));
  }

  /** Over the digit that was taken last; elsewhere the page scrolls. */
  wheel(event) {
    const { digit } = this.arrangement;
    const handle = this.handles.get(digit?.id);
    if (!handle || event.ctrlKey || event.target !== handle || document.activeElement !== handle) return;
    event.preventDefault();
    this.on.scale(digit.id, digit.scale * (event.deltaY < 0 ? WHEEL : 1 / WHEEL));
    clearTimeout(this.timer); // one turn of the wheel is one step to be undone
    this.timer = setTimeout(() => this.on.rest(), 300);
  }

  key(event, id) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const digit = this.arrangement.digits.find((one) => one.id === id);
    const by = STEPS[event.key];
    const far = event.shiftKey ? LEAP : 1;
    if (by) this.on.move(id, digit.x + by[0] * far, digit.y + by[1] * far);
    else if (event.key === "+" || event.key === "=") this.on.scale(id, digit.scale * KEY);
    else if (event.key === "-") this.on.scale(id, digit.scale / KEY);
    else if (event.key === "Delete" || event.key === "Backspace") this.on.remove(id);
    else if (event.key === "d" || event.key === "D") this.on.duplicate(id);
    else if (event.key === "Enter") this.on.ask(digit.colour);
    else if (event.key === "Escape") {
      this.on.select(-1);
      event.currentTarget.blur();
    } else return;
    event.preventDefault();
    if (by || "+=-".includes(event.key)) this.on.rest();
  }

  focus(id) {
    this.handles.get(id)?.focus({ preventScroll: true });
  }
}
