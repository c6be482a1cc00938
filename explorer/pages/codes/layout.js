// The code numbers of a picture, all levels one after the other in one list: where a cell lies, and what a brush, a flood, a swap
// and a morph make of them. Pure functions of plain arrays.

const GOLDEN = 0.618;

const divisor = (a, b) => (b ? divisor(b, a % b) : a);

export class Layout {
  /** @param {object} book  of /api/codes/book: levels with grid, codes, usage and order; shape of a picture */
  constructor({ levels, shape }) {
    this.shape = shape;
    this.levels = [];
    this.count = 0;
    for (const {
      grid: [h, w],
      codes,
      usage,
      order,
    } of levels) {
      this.levels.push({
        h,
        w,
        codes,
        start: this.count,
        end: this.count + h * w,
        common: usage ? usage.indexOf(Math.max(...usage)) : (order?.use?.[0] ?? 0),
      });
      this.count += h * w;
    }
  }

  index({ level, y, x }) {
    const { start, w } = this.levels[level];
    return start + y * w + x;
  }

  place(index) {
    const level = this.levels.findIndex(({ end }) => index < end);
    const { start, w } = this.levels[level];
    return { level, y: Math.floor((index - start) / w), x: (index - start) % w };
  }

  clamp({ level, y, x }) {
    const { h, w } = this.levels[level];
    return { level, y: Math.min(h - 1, Math.max(0, y)), x: Math.min(w - 1, Math.max(0, x)) };
  }

  /** The cell of a level that stands for a pixel. */
  cellAt(level, row, column) {
    const { h, w } = this.levels[level];
    const [, height, width] = this.shape;
    return this.clamp({ level, y: Math.floor((row * h) / height), x: Math.floor((column * w) / width) });
  }

  middle(level) {
    return { level, y: this.levels[level].h >> 1, x: this.levels[level].w >> 1 };
  }

  /** Every cell on the level of its most used code. */
  common() {
    return Uint16Array.from({ length: this.count }, (_, index) => this.levels[this.place(index).level].common);
  }

  /** Whether these are numbers of codes, one for each cell. */
  fits(cells) {
    return (
      cells.length === this.count &&
      [...cells].every(
        (code, index) => Number.isInteger(code) && code >= 0 && code < this.levels[this.place(index).level].codes,
      )
    );
  }

  /** The cells of a straight line. */
  line(from, to) {
    const steps = Math.max(Math.abs(to.y - from.y), Math.abs(to.x - from.x), 1);
    return Array.from({ length: steps + 1 }, (_, i) =>
      this.index({
        level: from.level,
        y: Math.round(from.y + ((to.y - from.y) * i) / steps),
        x: Math.round(from.x + ((to.x - from.x) * i) / steps),
      }),
    );
  }

  /** The corners of a rectangle between two cells, and the cells in it. */
  box(a, b) {
    const top = Math.min(a.y, b.y);
    const left = Math.min(a.x, b.x);
    const h = Math.abs(a.y - b.y) + 1;
    const w = Math.abs(a.x - b.x) + 1;
    return {
      top,
      left,
      h,
      w,
      cells: Array.from({ length: h * w }, (_, i) =>
        this.index({ level: a.level, y: top + Math.floor(i / w), x: left + (i % w) }),
      ),
    };
  }

  /** The cells that hang together with one, side by side, and have its code. */
  patch(cells, from) {
    const { h, w } = this.levels[from.level];
    const code = cells[this.index(from)];
    const found = new Set([this.index(from)]);
    const edge = [from];
    while (edge.length) {
      const { level, y, x } = edge.pop();
      for (const [dy, dx] of [
        [0, 1],
        [1, 0],
        [0, -1],
        [-1, 0],
      ]) {
        const next = { level, y: y + dy, x: x + dx };
        const index = this.index(next);
        if (next.y < 0 || next.x < 0 || next.y >= h || next.x >= w || found.has(index) || cells[index] !== code)
          continue;
        found.add(index);
        edge.push(next);
      }
    }
    return [...found];
  }

  /** Two codes of a level change places everywhere. */
  swap(cells, level, a, b) {
    const { start, end } = this.levels[level];
    return cells.map((code, index) => (index < start || index >= end ? code : code === a ? b : code === b ? a : code));
  }

  /** Where two pictures have other codes, in the order in which a morph changes them: coarse levels first, and spread over the picture. */
  path(a, b) {
    return this.levels.flatMap(({ start, end }) => {
      const other = Array.from({ length: end - start }, (_, i) => start + i).filter((index) => a[index] !== b[index]);
      const n = other.length;
      let step = Math.max(1, Math.round(n * GOLDEN));
      while (divisor(n, step) > 1) step--;
      return other.map((_, i) => other[(i * step) % n]);
    });
  }
}

/** `cells` with the code, or each with its own of `codes`, at some of them. */
export function put(cells, indices, codes) {
  const out = cells.slice();
  for (const index of indices) out[index] = codes.length ? codes[index] : codes;
  return out;
}

export const alike = (a, b) =>
  a !== null && b !== null && a.length === b.length && a.every((value, i) => value === b[i]);
