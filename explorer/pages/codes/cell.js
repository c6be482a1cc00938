// One cell of a picture's codes: what of the picture it sees, how far every code is from what was found there, and what the decoder
// would make of the nearest eight.

import { HEAT_GRADIENT, heatColour } from "../../ui/canvas/heat_scale.js";
import { decodeBase64, el, fmt, paint } from "../../ui/canvas/paint.js";
import { pack } from "../../ui/painting/canvas.js";
import { postJSON } from "../../ui/transport/api.js";
import { Distances } from "./distances.js";

const SETTLE_MS = 40;
const SIDE = 136;
const EIGHT = 8; // a cursor that only passes asks nothing; px of a picture on the screen
const LEVELS = ["coarse grid", "fine grid"];
const HINT = "Point at a cell of the codes, or focus them and use the arrow keys: here stands how the code was chosen.";
const NOTHING = "These codes come from no picture, so there is nothing that a distance could be measured from.";

export class CellInspector {
  /** @param {object} on  pick(code) a code was picked up */
  constructor(on) {
    Object.assign(this, { on, at: null, found: null, wanted: null, timer: 0, busy: false, turn: 0 });
    this.distances = new Distances({ point: (rank) => this.point(rank), pick: (code) => on.pick(code) });
    this.build();
    this.show(null);
  }

  build() {
    this.title = el("h3", {});
    this.state = el("p", { class: "state" });
    const figure = (title, words) => {
      const canvas = el("canvas", { class: "gx-canvas", role: "img", "aria-label": title });
      return { canvas, root: el("figure", {}, canvas, el("figcaption", { class: "gx-note" }, words)) };
    };
    this.seen = figure("The part of the picture that the cell sees", "what it sees");
    this.weight = figure("How strongly each pixel moves what is found in the cell", "0");
    this.weight.root.lastChild.append(el("i", { style: `background: ${HEAT_GRADIENT}` }), "most");
    this.weight.root.title = "How strongly each pixel moves what is found in the cell, by gradient";
    this.reach = el("p", { class: "gx-note gx-num reach" });
    this.hint = el("p", { class: "gx-note hint" });
    this.read = el("p", { class: "read gx-num" });
    this.variants = Array.from({ length: EIGHT }, () => this.variant());
    this.error = el("p", { class: "gx-error", role: "alert" });
    this.said = el("p", { class: "said", "aria-live": "polite" });
    this.body = el(
      "div",
      { class: "inspect-body" },
      el("div", { class: "sees" }, this.seen.root, this.weight.root),
      this.reach,
      el(
        "h4",
        { title: "Euclidean distance from the encoder's features of this cell to the vector of each code" },
        "Distance to every code",
      ),
      this.distances.canvas,
      this.read,
      el(
        "h4",
        {
          title:
            "Each is decoded with all other cells as they are, and cut out around this one. Click one to paint with it",
        },
        "The nearest eight, decoded here",
      ),
      el("div", { class: "variants" }, ...this.variants.map(({ root }) => root)),
    );
    this.root = el(
      "section",
      { class: "gx-panel codes-cell", "aria-label": "The cell under the cursor" },
      el("div", {}, this.title, this.state),
      el("div", { class: "inspect-box" }, this.body, this.hint),
      this.error,
      this.said,
    );
  }

  variant() {
    const canvas = el("canvas", { class: "gx-canvas" });
    const name = el("b", {});
    const far = el("span", {});
    const one = { canvas, name, far, code: -1 };
    one.root = el(
      "button",
      { class: "variant gx-num", type: "button", onclick: () => this.on.pick(one.code) },
      canvas,
      name,
      far,
    );
    return one;
  }

  open(model, book) {
    Object.assign(this, { model, book, found: null });
    this.turn++;
    this.show(null);
  }

  /** @param {object | null} at  pixels uint8 (c, h, w) or null where the codes come from no picture, cells, level, y, x */
  show(at) {
    this.at = at;
    this.error.textContent = "";
    clearTimeout(this.timer);
    const asks = at?.pixels;
    this.wanted = asks ? at : null;
    this.hint.textContent = !at ? HINT : at.pixels ? "" : NOTHING;
    this.body.classList.toggle("empty", !asks || !this.found); // what was found before stays until the answer is there
    this.name();
    if (asks) this.timer = setTimeout(() => this.ask(), SETTLE_MS);
    else this.fill(null);
  }

  /** Where the cell lies and what stands in it: known without asking. */
  name() {
    const { at } = this;
    this.title.textContent = at
      ? `Row ${at.y + 1}, column ${at.x + 1}${this.book.levels.length > 1 ? `, ${LEVELS[at.level]}` : ""}`
      : "A cell";
    this.state.textContent = at ? `Code ${this.code}` : "";
    this.state.classList.remove("other");
  }

  /** The code that stands in the cell. */
  get code() {
    const { cells, level, y, x } = this.at;
    const before = this.book.levels.slice(0, level).reduce((sum, { grid: [h, w] }) => sum + h * w, 0);
    return cells[before + y * this.book.levels[level].grid[1] + x];
  }

  /** One question is under way at a time, and only the newest waits. */
  async ask() {
    if (this.busy || !this.wanted) return;
    const at = this.wanted;
    const turn = this.turn;
    const { pixels, cells, level, y, x } = at;
    this.wanted = null;
    this.busy = true;
    try {
      const answer = await postJSON(`/api/codes/cell?${new URLSearchParams({ model: this.model })}`, {
        pixels: pack(pixels.slice()),
        cells: [...cells],
        level,
        y,
        x,
      });
      if (turn === this.turn && this.at === at) this.fill(answer);
    } catch (error) {
      if (turn === this.turn && this.at === at) {
        this.fill(null);
        this.error.textContent = error.message;
      }
    }
    this.busy = false;
    this.ask();
  }

  fill(answer) {
    this.found = answer && {
      ...answer,
      distances: floats(answer.distances).map(Math.sqrt),
      seen: floats(answer.seen),
      variants: decodeBase64(answer.variants),
    };
    const { found } = this;
    const code = found ? this.code : -1;
    this.distances.show(found && { order: found.order, distances: found.distances, code });
    this.point(-1);
    this.body.classList.toggle("empty", !found);
    if (found) {
      const [nearest] = found.order;
      const kept = code === nearest;
      const words = kept
        ? `Code ${code}, the nearest of ${found.order.length}`
        : `Code ${code} was put here; the nearest is ${nearest}`;
      this.state.textContent = words;
      this.state.classList.toggle("other", !kept);
      this.said.textContent = `${this.title.textContent}: ${words}, at a distance of ${fmt(found.distances[nearest], 3)}.`;
      this.paintSeen();
      this.paintVariants(code);
    }
    this.root.dispatchEvent(new CustomEvent("gx-seen", { detail: { seen: found?.seen ?? null } }));
  }

  /** The rectangle that anything reaches the cell from, as it is and by the strength of the gradient. */
  paintSeen() {
    const {
      found: { seen },
      at,
      book: {
        shape: [c, h, w],
        levels,
      },
    } = this;
    const { top, left, tall, wide } = box(seen, h, w);
    const most = seen.reduce((a, b) => Math.max(a, b), 0) || 1;
    const cut = new Uint8Array(c * tall * wide);
    const heat = new Uint8Array(3 * tall * wide);
    for (let y = 0; y < tall; y++)
      for (let x = 0; x < wide; x++) {
        const from = (top + y) * w + left + x;
        const to = y * wide + x;
        for (let plane = 0; plane < c; plane++) cut[plane * tall * wide + to] = at.pixels[plane * h * w + from];
        heatColour(seen[from], most).forEach((value, plane) => {
          heat[plane * tall * wide + to] = value;
        });
      }
    const [rows, columns] = levels[at.level].grid;
    const frame = [(at.x * w) / columns - left, (at.y * h) / rows - top, w / columns, h / rows];
    for (const [{ canvas }, pixels, planes] of [
      [this.seen, cut, c],
      [this.weight, heat, 3],
    ])
      framed(canvas, pixels, [planes, tall, wide], frame);
    this.reach.textContent = `Reached from ${tall} × ${wide} pixels; half of the weight lies within ${half(seen, h, w, frame, top, left)}.`;
  }

  paintVariants(code) {
    const {
      order,
      distances,
      variants,
      patch: [, , side],
    } = this.found;
    const [c] = this.book.shape;
    this.variants.forEach((one, i) => {
      one.code = order[i];
      one.root.classList.toggle("gx-hidden", order[i] === undefined);
      if (order[i] === undefined) return;
      paint(one.canvas, variants, [c, side, side], i);
      one.name.textContent = String(order[i]);
      one.far.textContent = fmt(distances[order[i]], distances[order[i]] < 10 ? 2 : 1);
      one.root.setAttribute("aria-pressed", String(order[i] === code));
      one.root.title = `Code ${order[i]}, at a distance of ${fmt(distances[order[i]], 3)}. Click to paint with it`;
    });
  }

  point(rank) {
    const { found } = this;
    if (!found) {
      this.read.textContent = "";
      return;
    }
    const { order, distances } = found;
    const code = order[rank];
    const next = distances[order[1]] / distances[order[0]];
    this.read.textContent =
      rank < 0
        ? `Nearest: code ${order[0]} at ${fmt(distances[order[0]], 2)}. ${next < 100 ? `The next is ${fmt(next, next < 1.1 ? 2 : 1)} times as far.` : `The next is at ${fmt(distances[order[1]], 2)}.`}`
        : `Number ${rank + 1}: code ${code} at ${fmt(distances[code], 2)}. Click to paint with it.`;
  }
}

const floats = (text) => new Float32Array(decodeBase64(text).buffer);

/** The smallest rectangle around all that is above 0. */
function box(seen, h, w) {
  let top = h;
  let left = w;
  let bottom = -1;
  let right = -1;
  seen.forEach((value, i) => {
    if (!value) return;
    const y = Math.floor(i / w);
    const x = i % w;
    [top, left, bottom, right] = [Math.min(top, y), Math.min(left, x), Math.max(bottom, y), Math.max(right, x)];
  });
  return bottom < 0
    ? { top: 0, left: 0, tall: h, wide: w }
    : { top, left, tall: bottom - top + 1, wide: right - left + 1 };
}

/** The smallest square around the cell that holds half of all strength, in words. */
function half(seen, h, w, [x, y, wide, tall], top, left) {
  const all = seen.reduce((a, b) => a + b, 0);
  const middleX = left + x + wide / 2;
  const middleY = top + y + tall / 2;
  for (let side = Math.max(wide, tall); ; side += 2) {
    const fromY = Math.max(0, Math.floor(middleY - side / 2));
    const toY = Math.min(h, Math.ceil(middleY + side / 2));
    const fromX = Math.max(0, Math.floor(middleX - side / 2));
    const toX = Math.min(w, Math.ceil(middleX + side / 2));
    let sum = 0;
    for (let row = fromY; row < toY; row++)
      for (let column = fromX; column < toX; column++) sum += seen[row * w + column];
    if (2 * sum >= all || (toY - fromY === h && toX - fromX === w)) return `${toY - fromY} × ${toX - fromX}`;
  }
}

/** A part of a picture in a square of fixed size, with a frame around the cell. */
function framed(canvas, pixels, [c, tall, wide], [x, y, cellWide, cellTall]) {
  const small = el("canvas");
  const fine = 2;
  const size = SIDE * fine;
  const scale = Math.min(size / wide, size / tall);
  const left = (size - wide * scale) / 2;
  const top = (size - tall * scale) / 2;
  paint(small, pixels, [c, tall, wide]);
  Object.assign(canvas, { width: size, height: size });
  const context = canvas.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.drawImage(small, left, top, wide * scale, tall * scale);
  for (const [strokeStyle, lineWidth] of [
    ["#0c1014", 5],
    ["#4fc3c9", 3],
  ]) {
    Object.assign(context, { strokeStyle, lineWidth });
    context.strokeRect(left + x * scale, top + y * scale, cellWide * scale, cellTall * scale);
  }
}
