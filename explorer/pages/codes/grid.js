// The grid of a picture's code numbers: every cell as its code's tile with the number on it. A pointer and the keys look, paint and pick.

import { decodeBase64, el, paintSheet } from "../../ui/canvas/paint.js";
import { UNKNOWN } from "../../ui/painting/record.js";

const SIDE = 672; // canvas pixels: a whole number a cell for 7, 8, 14, 16 and more
const COLUMNS = 16; // of the sheet of tiles
const CROWDED = 10; // cells a side from which on numbers would cover their tiles
const ACCENT = "#4fd0d6";
const CHANGED = "#ff9d3c";

const rgb = (colour) => `rgb(${colour.join()})`;

export class CodeGrid {
  /**
   * @param {object} on  look(place), press(place, {pick}), drag(place), release(), cancel() for a hand that paints, pick(place); spans() true where
   *   the keys hold what they began until Enter is struck again; place: {level, y, x}
   */
  constructor(on) {
    Object.assign(this, { on, level: 0, cursor: null, pointer: null, held: false, numbers: true, painted: [] });
    this.canvas = el("canvas", {
      class: "gx-canvas codes-canvas",
      tabindex: "0",
      role: "application",
      "aria-roledescription": "grid of codes",
    });
    this.mark = el("i", { class: "cell-mark gx-hidden", "aria-hidden": "true" });
    this.frame = el("i", { class: "cell-box gx-hidden", "aria-hidden": "true" });
    this.root = el("div", { class: "codes-grid" }, this.canvas, this.frame, this.mark);
    this.listen();
  }

  /** Another model: its tiles, and which of its levels is shown. */
  open(book, layout, level) {
    this.pointer = null;
    this.drop();
    Object.assign(this, { layout, cells: null });
    this.sheets = book.levels.map(({ tiles, codes, side }) => {
      const sheet = el("canvas");
      paintSheet(sheet, decodeBase64(tiles), [book.shape[0], side, side], codes, COLUMNS);
      return { sheet, side };
    });
    this.setLevel(level);
  }

  setLevel(level) {
    this.drop();
    const { h, w } = this.layout.levels[level];
    const cell = Math.floor(SIDE / Math.max(h, w));
    Object.assign(this, { level, cell, painted: [], cursor: null });
    Object.assign(this.canvas, { width: cell * w, height: cell * h });
    this.root.style.setProperty("--ratio", w / h);
    this.canvas.setAttribute(
      "aria-label",
      `${h} by ${w} codes. Arrow keys move, Enter uses the tool, P picks the code, shift with arrows drags, Escape lets go`,
    );
    this.mark.classList.add("gx-hidden");
    if (this.cells) this.show(this.cells, this.about);
  }

  setNumbers(on) {
    this.numbers = on;
    this.painted = [];
    if (this.cells) this.show(this.cells, this.about);
  }

  get crowded() {
    return Math.max(this.layout.levels[this.level].h, this.layout.levels[this.level].w) > CROWDED;
  }

  /** @param {Uint16Array} cells  @param {object} about  unknown, kept (Uint8Array, flags), original (Uint16Array or null), code (the picked one) */
  show(cells, about) {
    Object.assign(this, { cells, about });
    const { start, end, w } = this.layout.levels[this.level];
    const { unknown, kept, original, code } = about;
    for (let index = start; index < end; index++) {
      const state = {
        code: unknown?.[index] ? -1 : cells[index],
        kept: kept[index],
        changed: !unknown?.[index] && original !== null && cells[index] !== original[index],
        picked: !unknown?.[index] && cells[index] === code,
      };
      const key = `${state.code} ${state.kept} ${state.changed} ${state.picked}`;
      const at = index - start;
      if (this.painted[at] === key) continue;
      this.painted[at] = key;
      this.paintCell(Math.floor(at / w), at % w, state);
    }
  }

  paintCell(y, x, { code, kept, changed, picked }) {
    const context = this.canvas.getContext("2d");
    const { cell } = this;
    const left = x * cell;
    const top = y * cell;
    const unit = cell / 24;
    context.imageSmoothingEnabled = false;
    if (code < 0) {
      for (const part of [0, 1, 2, 3]) {
        context.fillStyle = rgb(UNKNOWN[(part + (part >> 1)) % 2]);
        context.fillRect(left + ((part % 2) * cell) / 2, top + ((part >> 1) * cell) / 2, cell / 2, cell / 2);
      }
    } else {
      const { sheet, side } = this.sheets[this.level];
      context.drawImage(
        sheet,
        (code % COLUMNS) * side,
        Math.floor(code / COLUMNS) * side,
        side,
        side,
        left,
        top,
        cell,
        cell,
      );
      if (this.numbers) this.paintNumber(context, code, left + cell / 2, top + cell / 2);
    }
    context.strokeStyle = "rgb(128 140 155 / 45%)";
    context.lineWidth = 1;
    context.strokeRect(left + 0.5, top + 0.5, cell - 1, cell - 1);
    if (picked) {
      context.strokeStyle = ACCENT;
      context.lineWidth = 2 * unit;
      context.strokeRect(left + 1.5 * unit, top + 1.5 * unit, cell - 3 * unit, cell - 3 * unit);
    }
    const corner = (colour, ...points) => {
      context.fillStyle = colour;
      context.beginPath();
      for (const [px, py] of points) context.lineTo(left + px, top + py);
      context.fill();
    };
    if (changed) corner(CHANGED, [cell - 7 * unit, 0], [cell, 0], [cell, 7 * unit]);
    if (kept) corner(ACCENT, [0, cell - 7 * unit], [7 * unit, cell], [0, cell]);
  }

  /** White with a dark edge, to be read on every tile. */
  paintNumber(context, code, x, y) {
    const size = Math.round(this.cell * (this.crowded ? 0.4 : 0.27));
    Object.assign(context, {
      font: `600 ${size}px system-ui, sans-serif`,
      textAlign: "center",
      textBaseline: "middle",
      lineJoin: "round",
      lineWidth: size / 3.5,
      strokeStyle: "rgb(0 0 0 / 75%)",
      fillStyle: "#fff",
    });
    context.strokeText(code, x, y);
    context.fillText(code, x, y);
  }

  /** Put the cursor on a cell of the level that is shown, or nowhere. */
  setCursor(place) {
    this.cursor = place;
    this.lay(this.mark, place && { top: place.y, left: place.x, h: 1, w: 1 });
  }

  /** A rectangle of cells, or none. */
  setBox(box) {
    this.lay(this.frame, box);
  }

  lay(node, box) {
    node.classList.toggle("gx-hidden", !box);
    if (!box) return;
    const { h, w } = this.layout.levels[this.level];
    Object.assign(node.style, {
      left: `${(box.left / w) * 100}%`,
      top: `${(box.top / h) * 100}%`,
      width: `${(box.w / w) * 100}%`,
      height: `${(box.h / h) * 100}%`,
    });
  }

  placeOf(event) {
    const area = this.canvas.getBoundingClientRect();
    const { h, w } = this.layout.levels[this.level];
    return this.layout.clamp({
      level: this.level,
      y: Math.floor(((event.clientY - area.top) / area.height) * h),
      x: Math.floor(((event.clientX - area.left) / area.width) * w),
    });
  }

  listen() {
    const { canvas, on } = this;
    canvas.addEventListener("pointerdown", (event) => {
      if (!this.cells || this.pointer !== null || event.button > 2) return;
      const place = this.placeOf(event);
      const pick = event.altKey || event.button > 0;
      if (!pick) {
        this.pointer = event.pointerId;
        canvas.setPointerCapture(event.pointerId);
      }
      this.drop();
      on.look(place);
      on.press(place, { pick });
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!this.cells) return;
      if (this.pointer === event.pointerId)
        for (const part of event.getCoalescedEvents?.() ?? []) on.drag(this.placeOf(part));
      const place = this.placeOf(event);
      if (this.pointer === event.pointerId) on.drag(place);
      if (!this.at(place)) on.look(place);
    });
    const end = (event) => {
      if (event.pointerId !== this.pointer) return;
      this.pointer = null;
      on.release();
    };
    canvas.addEventListener("pointerup", end);
    canvas.addEventListener("pointercancel", end);
    canvas.addEventListener("contextmenu", (event) => event.preventDefault()); // the right button picks
    canvas.addEventListener("blur", () => this.drop());
    canvas.addEventListener("keydown", (event) => this.key(event));
  }

  at(place) {
    return this.cursor !== null && place.y === this.cursor.y && place.x === this.cursor.x;
  }

  key(event) {
    if (!this.cells || event.ctrlKey || event.metaKey || event.altKey || this.pointer !== null) return;
    const { on } = this;
    const here = this.cursor ?? this.layout.middle(this.level);
    const by = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (by) {
      const place = this.layout.clamp({ ...here, y: here.y + by[0], x: here.x + by[1] });
      if (event.shiftKey && !this.held) on.press(here, { pick: false });
      if (event.shiftKey || this.held) on.drag(place);
      if (event.shiftKey && !this.held) {
        if (on.spans()) this.held = true;
        else on.release();
      }
      on.look(place);
    } else if (event.key === "Enter" && this.held) this.drop(true);
    else if (event.key === "Enter") {
      on.press(here, { pick: false });
      this.held = on.spans();
      if (!this.held) on.release();
    } else if (event.key.toLowerCase() === "p") on.press(here, { pick: true });
    else if (event.key === "Escape" && this.held) this.drop();
    else return;
    event.preventDefault();
  }

  /** What the keys, or a pointer that is down, hold comes to its end. */
  drop(done = false) {
    if (!this.held) return;
    this.held = false;
    if (done) this.on.release();
    else this.on.cancel();
  }
}
