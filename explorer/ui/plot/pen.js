// What draws on a plot, in the coordinates of its axes and the colours of the theme.

/**
 * @typedef {object} Style
 * @property {string} [colour]  a token of the theme (ink, muted, line, accent, warn, soft, ...), or a colour
 * @property {number} [width]  of a line, in px
 * @property {number[]} [dash]  of a line, in px
 * @property {number} [alpha]  0 to 1
 */
/** @typedef {Style & {from?: number, to?: number}} Span  of a curve: where on x; the whole axis if nothing is said */
/** @typedef {(x: number) => number} Curve */
/** @typedef {{align?: "left" | "center" | "right", dx?: number, dy?: number, bold?: boolean}} Placing  dx, dy in px */

const STEP = 2; // px between two points of a curve
const FONT = 13;
const RIM = 4; // px around a text
const EDGE = 2; // px that a text keeps from the left edge
const SHARE_LEFT = { left: 0, center: 0.5, right: 1 }; // of a text, left of its place

export class Pen {
  /** @type {Map<string, string>} as looked up; a pen lives for one drawing, in which the theme stays */
  #colours = new Map();

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {object} frame
   * @param {[number, number]} frame.x  the axis' ends
   * @param {[number, number]} frame.y
   * @param {{left: number, right: number, top: number, bottom: number}} frame.box  of the axes, in px
   * @param {CSSStyleDeclaration} frame.styles  that hold the theme's colours
   */
  constructor(context, { x, y, box, styles }) {
    this.context = context;
    this.x = x;
    this.y = y;
    this.box = box;
    this.styles = styles;
  }

  /** @param {number} x  @returns {number}  px from the left */
  across(x) {
    const { left, right } = this.box;
    return left + ((x - this.x[0]) / (this.x[1] - this.x[0])) * (right - left);
  }

  /** @param {number} y  @returns {number}  px from the top */
  down(y) {
    const { top, bottom } = this.box;
    return bottom - ((y - this.y[0]) / (this.y[1] - this.y[0])) * (bottom - top);
  }

  /** @param {string} name  of a token, or a colour itself */
  colour(name) {
    const known = this.#colours.get(name);
    if (known) return known;
    const colour = /^#|\(/.test(name) ? name : this.styles.getPropertyValue(`--gx-${name}`).trim() || name;
    this.#colours.set(name, colour);
    return colour;
  }

  /**
   * @param {Style} style
   * @param {(context: CanvasRenderingContext2D) => void} draw
   */
  #with({ colour = "ink", width = 1.5, dash = [], alpha = 1 }, draw) {
    const { context } = this;
    context.save();
    context.strokeStyle = this.colour(colour);
    context.fillStyle = context.strokeStyle;
    context.lineWidth = width;
    context.lineJoin = "round";
    context.setLineDash(dash);
    context.globalAlpha = alpha;
    context.beginPath();
    draw(context);
    context.restore();
  }

  /**
   * Where a curve is drawn at, px by px.
   * @param {Span} span
   * @returns {number[]}
   */
  #places({ from = this.x[0], to = this.x[1] }) {
    const [low, high] = [Math.max(from, this.x[0]), Math.min(to, this.x[1])];
    const count = Math.max(1, Math.ceil((this.across(high) - this.across(low)) / STEP));
    return Array.from({ length: count + 1 }, (_, i) => low + ((high - low) * i) / count);
  }

  /**
   * The graph of a function; where it is not finite there is a gap.
   * @param {Curve} f
   * @param {Span} [span]
   */
  curve(f, span = {}) {
    this.line(
      this.#places(span).map((x) => [x, f(x)]),
      span,
    );
  }

  /**
   * @param {number[][]} points  (x, y) each; where one is not finite there is a gap
   * @param {Style} [style]
   */
  line(points, style = {}) {
    this.#with(style, (context) => {
      let on = false;
      for (const [x, y] of points) {
        const there = Number.isFinite(x) && Number.isFinite(y);
        if (there) context[on ? "lineTo" : "moveTo"](this.across(x), this.#held(this.down(y)));
        on = there;
      }
      context.stroke();
    });
  }

  /** @param {number} px  @returns {number}  not so far off that a canvas loses it */
  #held(px) {
    return Math.min(1e5, Math.max(-1e5, px));
  }

  /**
   * What lies between a curve and another one, the x axis' nought where none is given.
   * @param {Curve} f
   * @param {Span & {base?: Curve}} [span]
   */
  area(f, span = {}) {
    const { base = () => 0 } = span;
    const places = this.#places(span).filter((x) => Number.isFinite(f(x)) && Number.isFinite(base(x)));
    this.#with({ alpha: 0.3, ...span }, (context) => {
      for (const x of places) context.lineTo(this.across(x), this.#held(this.down(f(x))));
      for (const x of places.reverse()) context.lineTo(this.across(x), this.#held(this.down(base(x))));
      context.fill();
    });
  }

  /**
   * @param {[number, number]} x  from, to
   * @param {[number, number]} y
   * @param {Style} [style]
   */
  bar([x0, x1], [y0, y1], style = {}) {
    this.#with({ alpha: 0.5, ...style }, (context) => {
      const [left, top] = [this.across(x0), this.down(y1)];
      context.fillRect(left, top, this.across(x1) - left, this.down(y0) - top);
    });
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {Style & {radius?: number, hollow?: boolean}} [style]  radius in px
   */
  dot(x, y, { radius = 4, hollow = false, ...style } = {}) {
    this.#with(style, (context) => {
      context.arc(this.across(x), this.down(y), radius, 0, 2 * Math.PI);
      if (hollow) context.stroke();
      else context.fill();
    });
  }

  /**
   * A text with a rim of the ground, so that a line behind it does not strike it through; moved sideways where it would
   * leave the plot.
   * @param {number} x
   * @param {number} y
   * @param {string} text
   * @param {Style & Placing} [style]
   */
  text(x, y, text, { align = "left", dx = 0, dy = 0, bold = false, ...style } = {}) {
    this.#with({ colour: "muted", ...style }, (context) => {
      context.font = `${bold ? "600 " : ""}${FONT}px system-ui, sans-serif`;
      context.textAlign = "left";
      const { width } = context.measureText(text);
      const wished = this.across(x) + dx - width * SHARE_LEFT[align];
      const left = Math.max(EDGE, Math.min(wished, this.box.right + RIM - width));
      context.strokeStyle = this.colour("panel");
      context.lineWidth = RIM;
      context.setLineDash([]);
      context.strokeText(text, left, this.down(y) + dy);
      context.fillText(text, left, this.down(y) + dy);
    });
  }
}
