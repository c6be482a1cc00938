// The distribution of one pixel on a canvas: bars over the levels, or a filled curve where there are too many for bars.

const HEIGHT = 176;
const TOP = 30;
const FLOOR = 24;
const SIDE = 1;
const MOST_BARS = 32;

/** A probability for a person. */
export function percent(p) {
  if (p > 0 && p < 0.0001) return "< 0.01 %";
  return `${(100 * p).toFixed(p >= 0.9995 || p === 0 ? 0 : p >= 0.1 ? 1 : 2)} %`;
}

/** A distribution sharpened (or flattened) by a temperature; at 0 all of it lies on the likeliest level. */
export function sharpened(p, temperature) {
  const most = p.reduce((a, b) => Math.max(a, b), 0);
  const raised = p.map((value) => (temperature > 0 ? (value / most) ** (1 / temperature) : Number(value === most)));
  const sum = raised.reduce((a, b) => a + b, 0);
  return raised.map((value) => value / sum);
}

export class Bars {
  /** @param {HTMLCanvasElement} canvas  @param {(level: number) => void} choose  a level was clicked */
  constructor(canvas, choose) {
    Object.assign(this, { canvas, shown: null });
    new ResizeObserver(() => this.show(this.shown)).observe(canvas);
    canvas.addEventListener("click", (event) => {
      if (this.shown) choose(this.levelAt(event));
    });
  }

  levelAt({ clientX }) {
    const area = this.canvas.getBoundingClientRect();
    const { length } = this.shown.p;
    return Math.min(
      length - 1,
      Math.max(0, Math.floor(((clientX - area.left - SIDE) / (area.width - 2 * SIDE)) * length)),
    );
  }

  /** @param {object | null} shown  p, drawn (level or null), chosen (level or null), temperature, names (of two levels, else null), grey(level) */
  show(shown) {
    this.shown = shown;
    const { canvas } = this;
    const context = canvas.getContext("2d");
    const width = canvas.clientWidth;
    const fine = 2 * Math.ceil(devicePixelRatio / 2);
    if (canvas.width !== width * fine || canvas.height !== HEIGHT * fine)
      Object.assign(canvas, { width: width * fine, height: HEIGHT * fine });
    context.setTransform(fine, 0, 0, fine, 0, 0);
    context.clearRect(0, 0, width, HEIGHT);
    if (!shown || !width) return;
    const styles = getComputedStyle(canvas);
    const colours = Object.fromEntries(
      ["ink", "muted", "line", "accent", "warn"].map((name) => [name, styles.getPropertyValue(`--gx-${name}`).trim()]),
    );
    const { p, temperature } = shown;
    const sharp = temperature === 1 ? null : sharpened(p, temperature);
    const wide = (width - 2 * SIDE) / p.length;
    // Two bars stand on a scale from 0 to 1; where there are more, the tallest fills the height.
    const top = p.length === 2 ? 1 : Math.max(...p, ...(sharp ?? []));
    const floor = HEIGHT - FLOOR;
    const gap = p.length === 2 ? 16 : p.length <= MOST_BARS ? 2 : 0;
    const place = {
      floor,
      gap,
      wide,
      colours,
      left: (level) => SIDE + level * wide,
      tall: (value) => (value / top) * (floor - TOP),
    };
    context.font = "13px system-ui, sans-serif";
    context.textAlign = "center";
    this.bars(context, place);
    context.fillStyle = colours.line;
    context.fillRect(0, floor, width, 1);
    if (sharp) this.outline(context, place, sharp);
    if (shown.names) this.names(context, place, sharp ?? p);
    else {
      this.choice(context, place);
      this.greys(context, place);
    }
  }

  bars(context, { floor, gap, wide, colours, left, tall }) {
    const { p, drawn } = this.shown;
    context.fillStyle = colours.accent;
    p.forEach((value, level) => {
      const height = Math.max(gap ? 1 : 0, tall(value));
      context.globalAlpha = level === drawn ? 1 : 0.38;
      context.fillRect(left(level) + gap / 2, floor - height, wide - gap, height);
    });
    context.globalAlpha = 1;
    if (drawn === null || this.shown.names) return;
    // What was drawn: a triangle over its bar.
    const at = left(drawn) + wide / 2;
    const tip = floor - tall(p[drawn]) - 3;
    context.fillStyle = colours.ink;
    context.beginPath();
    context.moveTo(at, tip);
    context.lineTo(at - 5, tip - 7);
    context.lineTo(at + 5, tip - 7);
    context.fill();
  }

  /** The distribution at the temperature of the draw. */
  outline(context, { floor, gap, wide, colours, left, tall }, sharp) {
    context.strokeStyle = colours.ink;
    context.lineWidth = 1.25;
    context.setLineDash([4, 3]);
    context.beginPath();
    sharp.forEach((value, level) => {
      const from = left(level) + gap / 2;
      const to = left(level) + wide - gap / 2;
      const y = floor - tall(value);
      if (gap) {
        context.moveTo(from, floor);
        context.lineTo(from, y);
        context.lineTo(to, y);
        context.lineTo(to, floor);
      } else {
        context.lineTo(from, y);
        context.lineTo(to, y);
      }
    });
    context.stroke();
    context.setLineDash([]);
  }

  /** The level that is to be forced. */
  choice(context, { floor, gap, wide, colours, left }) {
    const { chosen, drawn } = this.shown;
    if (chosen === null || chosen === drawn) return;
    const width = Math.max(3, wide - gap);
    const from = left(chosen) + (wide - width) / 2;
    context.strokeStyle = context.fillStyle = colours.warn;
    context.lineWidth = 1.25;
    context.globalAlpha = 0.12;
    context.fillRect(from, TOP - 14, width, floor - TOP + 14);
    context.globalAlpha = 1;
    context.strokeRect(from, TOP - 14, width, floor - TOP + 14);
  }

  names(context, { floor, wide, colours, left, tall }, sharp) {
    const { p, names, grey } = this.shown;
    names.forEach((name, level) => {
      const middle = left(level) + wide / 2;
      const value = grey(level);
      context.fillStyle = colours.ink;
      context.fillText(percent(p[level]), middle, floor - tall(Math.max(p[level], sharp[level])) - 7);
      context.fillText(name, middle + 9, HEIGHT - 6);
      context.fillStyle = `rgb(${value} ${value} ${value})`;
      context.strokeStyle = colours.muted;
      context.lineWidth = 1;
      const side = middle + 9 - context.measureText(name).width / 2 - 18;
      context.fillRect(side, HEIGHT - 17, 12, 12);
      context.strokeRect(side, HEIGHT - 17, 12, 12);
    });
  }

  /** The greys that the bars stand for, under them. */
  greys(context, { floor, wide, colours, left }) {
    const { p, grey } = this.shown;
    p.forEach((_, level) => {
      const value = grey(level);
      context.fillStyle = `rgb(${value} ${value} ${value})`;
      context.fillRect(left(level), floor + 6, wide + 0.5, 12);
    });
    context.strokeStyle = colours.muted;
    context.lineWidth = 1;
    context.strokeRect(left(0), floor + 6, left(p.length) - left(0), 12);
  }
}
