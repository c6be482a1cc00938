// The pictures of a record in a grid on one canvas, with a heat map over them and a cursor that goes from pixel to pixel.

import { heatColour, heatTop } from "../../ui/canvas/heat_scale.js";
import { el } from "../../ui/canvas/paint.js";
import { MARKS, Marks } from "./marks.js";

const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const SNUG = 0.9; // pixels are of a whole number of the screen's, unless that leaves more than a tenth of the width empty
const EDGE = 6; // px around the pictures that a mark on their outermost pixels may take
const KEYS = "Arrow keys go from pixel to pixel, Enter keeps the cursor where it is, Escape lets it go.";

export class Board {
  /** @param {object} on  look(which, y, x, pinned) the cursor went there, force(which, y, x) double click, title of the board ("" for none) */
  constructor(on) {
    Object.assign(this, {
      on,
      record: null,
      step: 0,
      painted: -1,
      heat: "",
      top: 1,
      cursor: null,
      field: null,
      hatched: null,
    });
    this.canvas = el("canvas", { class: "pictures", width: 28, height: 28, tabindex: "0", role: "application" });
    this.over = el("canvas", { class: "over", "aria-hidden": "true" });
    this.still = el("canvas", { class: "over", "aria-hidden": "true" });
    this.frame = el("div", { class: "board-frame" }, this.canvas, this.still, this.over);
    this.title = el("h3", { class: "board-title" });
    this.legend = el("p", { class: "gx-note board-legend" });
    this.root = el("section", { class: "pixels-board" }, this.title, this.frame, this.legend);
    this.setTitle(on.title ?? "");
    this.listen();
    new ResizeObserver(() => this.fit()).observe(this.frame);
  }

  setTitle(text) {
    this.title.textContent = text;
    this.canvas.setAttribute("aria-label", `${text || "The painting"}. ${KEYS}`);
  }

  /** Another record. What stands on the board stays until the next show, unless the grid is another one. */
  open(record) {
    const {
      shape: [, h, w],
      n,
    } = record;
    const columns = Math.ceil(Math.sqrt(n));
    const rows = Math.ceil(n / columns);
    const width = columns * (w + 1) - 1;
    const height = rows * (h + 1) - 1;
    Object.assign(this, {
      record,
      columns,
      painted: -1,
      top: this.heat ? heatTop(this.heat, record.levels, record.shape[0]) : 1,
    });
    this.frame.style.setProperty("--ratio", w / h);
    if (!this.image || this.canvas.width !== width || this.canvas.height !== height) {
      Object.assign(this.canvas, { width, height });
      this.image = new ImageData(width, height);
      this.fit();
      this.show(0);
    }
    if (this.cursor && !this.holds(this.cursor)) this.cursor = null;
  }

  holds({ which, y, x }) {
    const {
      n,
      shape: [, h, w],
    } = this.record;
    return which < n && y < h && x < w;
  }

  /** The size of a pixel on the screen, in whole pixels of the screen's where that fills the frame. */
  fit() {
    const { frame, canvas, over, still } = this;
    const sharp = devicePixelRatio;
    const width = frame.clientWidth * sharp;
    const height = frame.clientHeight * sharp;
    if (!width || !this.record) return;
    const exact = Math.min(width / canvas.width, height / canvas.height);
    const whole = Math.floor(exact);
    this.cell = whole / exact >= SNUG ? whole : exact;
    this.thin = Math.max(1, Math.min(2 * sharp, this.cell / 8));
    const size = [canvas.width, canvas.height].map((count) => count * this.cell);
    const place = [width, height].map((room, i) => Math.floor((room - size[i]) / 2));
    this.edge = Math.ceil(EDGE * sharp);
    for (const [layer, edge] of [
      [canvas, 0],
      [still, 0],
      [over, this.edge],
    ]) {
      const [wide, tall] = size.map((length) => Math.round(length) + 2 * edge);
      if (layer !== canvas) Object.assign(layer, { width: wide, height: tall });
      const [left, top] = place.map((at) => at - edge);
      const style = { left, top, width: wide, height: tall };
      for (const [name, length] of Object.entries(style)) layer.style[name] = `${length / sharp}px`;
    }
    this.lies = [];
    this.mark();
  }

  /** The pictures after `step` steps. Only pixels that came or went since the last time are written. */
  show(step) {
    const { record } = this;
    const to = Math.min(step, record.count);
    if (this.painted < 0) this.writeAll(to);
    else
      for (let at = Math.min(to, this.painted); at < Math.max(to, this.painted); at++)
        this.write(...record.place(at), to);
    Object.assign(this, { step, painted: to });
    this.canvas.getContext("2d").putImageData(this.image, 0, 0);
    this.mark();
    if (step >= record.total)
      this.root.dispatchEvent(new CustomEvent("gx-painted", { detail: { step }, bubbles: true }));
  }

  writeAll(step) {
    const [, h, w] = this.record.shape;
    for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) this.write(y, x, step);
  }

  /** One pixel of every picture. */
  write(y, x, step) {
    const { record, columns, image } = this;
    const [, h, w] = record.shape;
    const there = record.isThere(y, x, step);
    const rank = record.stepOf(y, x);
    const hot = this.heat && rank >= 0 && rank < step;
    for (let i = 0; i < record.n; i++) {
      const colour = hot ? heatColour(record.value(this.heat, i, y, x), this.top) : record.colour(i, y, x, there);
      const to = ((Math.floor(i / columns) * (h + 1) + y) * image.width + (i % columns) * (w + 1) + x) * 4;
      image.data.set(colour, to);
      image.data[to + 3] = 255;
    }
  }

  /** "" for the pictures, else "entropy" or "surprise" on a scale that ends at `top` nats (default: the one of `heatTop`). */
  setHeat(kind, top = null) {
    this.heat = kind;
    this.painted = -1;
    if (!this.record) return;
    if (kind) this.top = top ?? heatTop(kind, this.record.levels, this.record.shape[0]);
    this.show(this.step);
  }

  /** Put the cursor on a pixel, or take it away with null. */
  setCursor(which, y, x, pinned = this.cursor?.pinned ?? false) {
    this.cursor = which === null || which === undefined ? null : { which, y, x, pinned };
    this.mark();
  }

  setField(field) {
    this.field = field;
    this.mark();
  }

  setHatched(mask) {
    this.hatched = mask;
    this.mark();
  }

  mark() {
    const { record, over, cursor } = this;
    if (!record || !this.cell) return;
    const context = over.getContext("2d");
    const marks = new Marks(context, record, this);
    this.lay();
    context.setTransform(1, 0, 0, 1, this.edge, this.edge);
    context.clearRect(-this.edge, -this.edge, over.width, over.height);
    marks.forced();
    marks.newest(this.step);
    if (cursor) marks.cursor(cursor);
  }

  /** What lies over whole pictures, on a layer of its own: most steps of a painting leave it as it is. */
  lay() {
    const { record, still, cursor, hatched, heat } = this;
    const field = cursor && this.field;
    const lies = [
      record,
      hatched,
      heat && this.step,
      field,
      field && record.count,
      ...(field ? [cursor.which, cursor.y, cursor.x] : []),
    ];
    if (lies.length === this.lies?.length && lies.every((value, i) => value === this.lies[i])) return;
    this.lies = lies;
    const context = still.getContext("2d");
    const marks = new Marks(context, record, this);
    context.clearRect(0, 0, still.width, still.height);
    if (heat) marks.outlines(this.step);
    if (hatched) marks.hatched(hatched);
    if (field) marks.field(field, cursor);
    this.explain(field, marks);
  }

  /** What the colours and lines over the pictures mean; its height is kept free. */
  explain(field, marks) {
    const words = [];
    if (field) {
      const unseen = marks.unseen(field, this.cursor.y, this.cursor.x);
      const count = (kind) => unseen.filter((one) => one === kind).length;
      const blind = count(1);
      const far = count(2);
      words.push(
        ["sees", MARKS.sees, "sees"],
        blind
          ? ["blind", MARKS.blind, `blind spot: earlier and amid what it sees, but never seen (${blind} pixels)`]
          : ["none", "", "no blind spot: of all that is within its reach it sees every earlier pixel"],
      );
      if (far) words.push(["far", "", `out of reach of so few layers (${far} pixels)`]);
    }
    if (this.hatched) words.push(["hatch", "", "known, but the order cannot use it"]);
    if (this.record.forced) words.push(["forced", MARKS.forced, "forced"]);
    const key = words.join();
    if (key === this.explained) return;
    this.explained = key;
    this.legend.replaceChildren(
      ...words.map(([kind, colour, text]) =>
        el("span", { class: kind }, el("i", { style: colour ? `--mark: ${colour}` : "" }), text),
      ),
    );
  }

  /** The pixel under a pointer, null between two pictures. */
  at({ clientX, clientY }) {
    const { canvas, columns, record } = this;
    const [, h, w] = record.shape;
    const area = canvas.getBoundingClientRect();
    const across = Math.floor(((clientX - area.left) / area.width) * canvas.width);
    const down = Math.floor(((clientY - area.top) / area.height) * canvas.height);
    const found = {
      which: Math.floor(down / (h + 1)) * columns + Math.floor(across / (w + 1)),
      y: down % (h + 1),
      x: across % (w + 1),
    };
    return across >= 0 && down >= 0 && this.holds(found) ? found : null;
  }

  look({ which, y, x }, pinned) {
    this.setCursor(which, y, x, pinned);
    this.on.look(which, y, x, pinned);
  }

  listen() {
    const { canvas } = this;
    const same = (spot) =>
      spot && this.cursor && spot.which === this.cursor.which && spot.y === this.cursor.y && spot.x === this.cursor.x;
    canvas.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch" || !this.record || this.cursor?.pinned) return;
      const spot = this.at(event);
      if (spot && !same(spot)) this.look(spot, false);
    });
    // A click pins, another one on the same pixel lets go. The second half of a double click is no click of its own.
    canvas.addEventListener("click", (event) => {
      const spot = this.record && this.at(event);
      if (spot && event.detail < 2) this.look(spot, !(same(spot) && this.cursor.pinned));
    });
    canvas.addEventListener("dblclick", (event) => {
      const spot = this.record && this.at(event);
      if (!spot) return;
      this.look(spot, true);
      this.on.force(spot.which, spot.y, spot.x);
    });
    canvas.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.record) return;
    const by = ARROWS[event.key];
    const { cursor, columns, record } = this;
    const [, h, w] = record.shape;
    if (by && !cursor) this.look({ which: 0, y: h >> 1, x: w >> 1 }, false);
    else if (by) {
      // Over the edge of a picture to the one beside it.
      const far = event.shiftKey ? 4 : 1;
      const rows = Math.ceil(record.n / columns);
      const clamp = (value, count) => Math.min(Math.max(value, 0), count - 1);
      const down = clamp(Math.floor(cursor.which / columns) * h + cursor.y + far * by[0], rows * h);
      const across = clamp((cursor.which % columns) * w + cursor.x + far * by[1], columns * w);
      const spot = { which: Math.floor(down / h) * columns + Math.floor(across / w), y: down % h, x: across % w };
      if (this.holds(spot)) this.look(spot, cursor.pinned);
    } else if (event.key === "Enter" && cursor) this.look(cursor, !cursor.pinned);
    else if (event.key === "Escape" && cursor?.pinned) this.look(cursor, false);
    else return;
    event.preventDefault();
  }
}
