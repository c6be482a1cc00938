// Every code as the decoder shows it: small pictures from which all panels of the Codes page draw, and a shelf on which they stand in rows.

import { decodeBase64, el, paintSheet } from "../../ui/canvas/paint.js";
import { inks, sharpen } from "../../ui/canvas/sharpen.js";

const GAP = 4;
const LEAST = 20;
const MOST = 48;
const TALL = 320; // px: between tiles, their size, and how tall a shelf is to be, about
const MANY = 1024;
const TINY = 10; // more codes than this have smaller tiles
const BRIGHT = "#4fc3c9";
const DARK = "#0c1014"; // on pictures, whatever the theme

/** The pictures of one level's codes. */
export class Tiles {
  /** @param {object} level  of the book: codes, side, tiles  @param {number} channels */
  constructor({ codes, side, tiles }, channels) {
    Object.assign(this, { codes, side, columns: Math.ceil(Math.sqrt(codes)) });
    this.sheet = el("canvas");
    paintSheet(this.sheet, decodeBase64(tiles), [channels, side, side], codes, this.columns);
  }

  draw(context, code, x, y, size) {
    const { side, columns } = this;
    context.imageSmoothingEnabled = false;
    context.drawImage(
      this.sheet,
      (code % columns) * side,
      Math.floor(code / columns) * side,
      side,
      side,
      x,
      y,
      size,
      size,
    );
  }
}

/**
 * A code with what is to be said of it: crossed out where it is dead, a dot where the present picture has it, a frame where it is picked.
 * @param {object} look  tiles, dead (Set), counts (cells of the present picture by code), picked, pointed (-1: none)
 */
export function drawCode(context, look, code, x, y, size, colours) {
  const dead = look.dead.has(code);
  context.globalAlpha = dead ? 0.45 : 1;
  look.tiles.draw(context, code, x, y, size);
  context.globalAlpha = 1;
  if (dead)
    line(
      context,
      [
        [x + 3, y + size - 3],
        [x + size - 3, y + 3],
      ],
      colours.warn,
      2.5,
    );
  if (look.counts[code]) {
    context.beginPath();
    context.arc(x + size - 5, y + 5, 4, 0, 7);
    Object.assign(context, { fillStyle: BRIGHT, strokeStyle: DARK, lineWidth: 1.5 });
    context.fill();
    context.stroke();
  }
  if (code !== look.picked && code !== look.pointed) return;
  Object.assign(context, {
    strokeStyle: code === look.picked ? colours.accent : colours.ink,
    lineWidth: code === look.picked ? 3 : 2,
  });
  context.strokeRect(x - 1, y - 1, size + 2, size + 2);
}

function line(context, [[fromX, fromY], [toX, toY]], colour, width) {
  for (const [strokeStyle, lineWidth] of [
    [DARK, width + 2],
    [colour, width],
  ]) {
    Object.assign(context, { strokeStyle, lineWidth });
    context.beginPath();
    context.moveTo(fromX, fromY);
    context.lineTo(toX, toY);
    context.stroke();
  }
}

/** Pointing at codes and picking them, by mouse, finger and keyboard. `view` has canvas, look, on, at(x, y) -> code or -1, and go(code, key) -> code or -1. */
export function listen(view) {
  const { canvas, on } = view;
  const found = (event) => {
    const area = canvas.getBoundingClientRect();
    return view.look ? view.at(event.clientX - area.left, event.clientY - area.top) : -1;
  };
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "touch") on.point(found(event));
  });
  canvas.addEventListener("pointerleave", () => on.point(-1));
  canvas.addEventListener("blur", () => on.point(-1));
  canvas.addEventListener("click", (event) => {
    const code = found(event);
    if (code >= 0) on.pick(code);
  });
  canvas.addEventListener("keydown", (event) => {
    if (!view.look || event.ctrlKey || event.metaKey || event.altKey) return;
    const { pointed, picked } = view.look;
    const from = pointed >= 0 ? pointed : Math.max(picked, 0);
    if (event.key === "Enter" || event.key === " ") on.pick(from);
    else {
      const next = view.go(from, event.key);
      if (next < 0) return;
      on.point(next);
    }
    event.preventDefault();
  });
}

/** All codes in rows, in a given order. */
export class Shelf {
  /** @param {object} on  point(code), pick(code) */
  constructor(on) {
    Object.assign(this, { on, look: null, order: [], columns: 1 });
    this.canvas = el("canvas", { class: "shelf", tabindex: "0", role: "application" });
    this.root = el("div", {}, this.canvas);
    listen(this);
    new ResizeObserver(() => this.draw()).observe(this.root);
  }

  show(look, order) {
    Object.assign(this, { look, order });
    this.draw();
  }

  draw() {
    const wide = this.root.clientWidth;
    const { order, look, canvas } = this;
    if (!wide || !look) return;
    const even = Math.floor(Math.sqrt((wide * TALL) / order.length)) - GAP;
    const least = Math.min(MOST, Math.max(order.length > MANY ? TINY : LEAST, even));
    this.columns = Math.max(1, Math.floor((wide + GAP) / (least + GAP)));
    this.pitch = Math.floor((wide + GAP - 2) / this.columns);
    const size = this.pitch - GAP;
    const height = Math.ceil(order.length / this.columns) * this.pitch;
    canvas.style.height = `${height}px`;
    const { context } = sharpen(canvas, height);
    const colours = inks(canvas);
    canvas.setAttribute(
      "aria-label",
      `The codebook, ${order.length} codes. Arrow keys go from code to code, Enter picks one.`,
    );
    order.forEach((code, i) =>
      drawCode(
        context,
        look,
        code,
        2 + (i % this.columns) * this.pitch,
        2 + Math.floor(i / this.columns) * this.pitch,
        size,
        colours,
      ),
    );
  }

  at(x, y) {
    const column = Math.floor(x / this.pitch);
    const row = Math.floor(y / this.pitch);
    return column < 0 || row < 0 || column >= this.columns ? -1 : (this.order[row * this.columns + column] ?? -1);
  }

  go(code, key) {
    const step = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -this.columns,
      ArrowDown: this.columns,
      Home: -Infinity,
      End: Infinity,
    }[key];
    const { length } = this.order;
    if (step === undefined) return -1;
    const to = this.order.indexOf(code) + step;
    return this.order[
      Number.isFinite(step) ? (to < 0 || to >= length ? this.order.indexOf(code) : to) : step < 0 ? 0 : length - 1
    ];
  }
}
