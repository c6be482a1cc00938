// What is drawn over the pictures of a board: the newest pixel, the cursor, a receptive field, outlines under a heat map, hatching.

export const MARKS = {
  sees: "#35d0d6",
  blind: "#ffa03c",
  newest: "#4fdbe0",
  forced: "#ffd84d",
  hatch: "#f08a24",
  veil: "#11161c",
};
const DARK = "rgb(10 14 18 / 85%)";
const DECADES = 4; // a field's strength is shown over four powers of ten
const ROOMY = 8; // pixels of the screen

/** A field's strength as a share: logarithmic, 0 for what does not reach at all. */
const strength = (value, most) => (value > 0 ? Math.max(0.04, 1 + Math.log10(value / most) / DECADES) : 0);

export class Marks {
  /** @param {CanvasRenderingContext2D} context  @param {{cell: number, columns: number, thin: number}} grid  of device pixels; thin: a line's width */
  constructor(context, record, { cell, columns, thin }) {
    Object.assign(this, { context, record, cell, columns, thin });
  }

  /** Upper left corner of a pixel. */
  corner(i, y, x) {
    const [, h, w] = this.record.shape;
    return [((i % this.columns) * (w + 1) + x) * this.cell, (Math.floor(i / this.columns) * (h + 1) + y) * this.cell];
  }

  /** A frame around a pixel, with a dark edge so that it shows on white and on black. */
  outline(i, y, x, colour, width) {
    const { context, cell } = this;
    const [left, top] = this.corner(i, y, x);
    const edge = Math.max(1, this.thin);
    for (const [style, line] of [
      [DARK, width + 2 * edge],
      [colour, width],
    ]) {
      context.strokeStyle = style;
      context.lineWidth = line;
      context.strokeRect(left - width / 2, top - width / 2, cell + width, cell + width);
    }
  }

  newest(step) {
    const { record } = this;
    if (step < 1 || step >= record.total || step > record.count) return;
    const [y, x] = record.place(step - 1);
    if (record.isGiven(y, x)) return;
    for (let i = 0; i < record.n; i++) this.outline(i, y, x, MARKS.newest, this.thin);
  }

  cursor({ which, y, x, pinned }) {
    this.outline(which, y, x, pinned ? MARKS.sees : "#ffffff", (pinned ? 2 : 1.5) * this.thin);
  }

  forced() {
    const { record } = this;
    if (record.forced)
      for (let i = 0; i < record.n; i++) this.outline(i, ...record.forced, MARKS.forced, 1.5 * this.thin);
  }

  /** Lines along the edges between pixels for which `inside(y, x)` is true and those for which it is not. */
  edges(i, inside, colour, width) {
    const {
      context,
      cell,
      record: {
        shape: [, h, w],
      },
    } = this;
    const [left, top] = this.corner(i, 0, 0);
    const half = width / 2;
    // One more row and column all around, which are outside.
    const wide = w + 2;
    const within = new Uint8Array((h + 2) * wide);
    for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) within[(y + 1) * wide + x + 1] = Number(inside(y, x));
    context.fillStyle = colour;
    context.beginPath();
    for (let y = 0; y <= h; y++) {
      for (let x = 0; x <= w; x++) {
        const at = (y + 1) * wide + x + 1;
        if (within[at] !== within[at - wide])
          context.rect(left + x * cell - half, top + y * cell - half, cell + width, width);
        if (within[at] !== within[at - 1])
          context.rect(left + x * cell - half, top + y * cell - half, width, cell + width);
      }
    }
    context.fill();
  }

  /** Where the picture is lighter than half, over a heat map that hides it. */
  outlines(step) {
    const { record } = this;
    const half = (record.levels - 1) / 2;
    const line = Math.max(1, 0.8 * this.thin);
    for (let i = 0; i < record.n; i++) {
      const light = (y, x) => record.isThere(y, x, step) && record.level(i, y, x) > half;
      if (this.cell >= ROOMY) this.edges(i, light, DARK, 2.4 * line); // in small pixels it would hide the colours
      this.edges(i, light, this.cell >= ROOMY ? "#ffffff" : "rgb(255 255 255 / 60%)", line);
    }
  }

  /**
   * Earlier pixels that a distribution cannot depend on. Those amid what it sees are its blind spot; those beyond are out of reach,
   * which more layers would change.
   * @returns {Uint8Array} h*w: 1 in the blind spot, 2 out of reach
   */
  unseen(field, y, x) {
    const {
      record,
      record: {
        shape: [, h, w],
      },
    } = this;
    const last = record.stepOf(y, x);
    const box = { top: h, left: w, bottom: -1, right: -1 };
    field.forEach((value, at) => {
      if (!value) return;
      const row = Math.floor(at / w);
      const column = at % w;
      Object.assign(box, {
        top: Math.min(box.top, row),
        bottom: Math.max(box.bottom, row),
        left: Math.min(box.left, column),
        right: Math.max(box.right, column),
      });
    });
    return Uint8Array.from(field, (value, at) => {
      const row = Math.floor(at / w);
      const column = at % w;
      const rank = record.stepOf(row, column);
      if (value || rank < 0 || (last >= 0 && rank >= last)) return 0;
      return row >= box.top && row <= box.bottom && column >= box.left && column <= box.right ? 1 : 2;
    });
  }

  field(field, { which, y: row, x: column }) {
    const {
      context,
      cell,
      record: {
        shape: [, h, w],
      },
    } = this;
    const most = field.reduce((a, b) => Math.max(a, b), 0);
    const unseen = this.unseen(field, row, column);
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < w; x++) {
        if (y === row && x === column) continue;
        const value = field[y * w + x];
        const blind = unseen[y * w + x] === 1;
        context.fillStyle = value > 0 ? MARKS.sees : blind ? MARKS.blind : MARKS.veil;
        context.globalAlpha = value > 0 ? 0.12 + 0.7 * strength(value, most) : blind ? 0.42 : 0.55;
        context.fillRect(...this.corner(which, y, x), cell, cell);
      }
    }
    context.globalAlpha = 1;
    this.edges(which, (y, x) => unseen[y * w + x] === 1, MARKS.blind, Math.max(1, 1.5 * this.thin));
  }

  /** Diagonal lines over every pixel of the mask. */
  hatched(mask) {
    const {
      context,
      cell,
      record: {
        n,
        shape: [, h, w],
      },
    } = this;
    const gap = Math.max(4, Math.round(7 * this.thin));
    const tile = new OffscreenCanvas(gap, gap);
    const lines = tile.getContext("2d");
    lines.fillStyle = MARKS.hatch;
    for (let at = 0; at < gap; at++)
      for (const turn of [0, gap]) lines.fillRect(at - turn, gap - 1 - at, 1.25 * this.thin, 1);
    context.fillStyle = context.createPattern(tile, "repeat");
    for (let i = 0; i < n; i++)
      for (let at = 0; at < h * w; at++)
        if (mask[at]) context.fillRect(...this.corner(i, Math.floor(at / w), at % w), cell, cell);
  }
}
