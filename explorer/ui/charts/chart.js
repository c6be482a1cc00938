// A chart by plotly: its script comes from the server's own Python package when the first chart comes into sight, and
// colours are the theme's, again whenever the theme changes.

import { onceInSight } from "../canvas/in_sight.js";
import { placed } from "../transport/place.js";

/**
 * @typedef {Record<string, unknown>} Trace  one of plotly's traces; a colour may be a token, see `Chart.colour`
 * @typedef {HTMLElement & {on: (event: string, listener: (news: ChartClick) => void) => void}} Drawn
 * @typedef {{points: {curveNumber: number, pointNumber: number, x: unknown, y: unknown}[]}} ChartClick
 * @typedef {{
 *   react: (root: HTMLElement, data: unknown, layout: unknown, config: unknown) => Promise<Drawn>,
 *   purge: (root: HTMLElement) => void,
 * }} Plotly
 */

const SCRIPT = placed("/explorer/vendor/plotly.min.js");
const TOKEN = /^--gx-[a-z-]+$/;
const FONT = 12;
const TITLE_FONT = 13;
const TITLE_GAP = 8; // px between an axis's numbers and its title
const NEAR = 200; // px out of sight where it is drawn already
const CONFIG = { displaylogo: false, responsive: true, modeBarButtons: [["toImage"]], scrollZoom: false };

/** @type {Promise<Plotly> | null} */
let loading = null;

/** @returns {Promise<Plotly>} */
function load() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = SCRIPT;
    script.onload = () => resolve(/** @type {{Plotly: Plotly}} */ (/** @type {unknown} */ (window)).Plotly);
    script.onerror = () => {
      loading = null; // asked for again by the next chart
      script.remove();
      reject(new Error("The chart's script could not be loaded. Reload the page and try again."));
    };
    document.head.append(script);
  });
  return loading;
}

/**
 * A copy of what plotly is given, with every token in the colour that the theme has for it now.
 * @param {unknown} value
 * @param {CSSStyleDeclaration} styles
 * @returns {unknown}
 */
function coloured(value, styles) {
  if (typeof value === "string") return TOKEN.test(value) ? styles.getPropertyValue(value).trim() : value;
  if (Array.isArray(value)) return value.map((part) => (typeof part === "number" ? part : coloured(part, styles)));
  if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, coloured(part, styles)]));
}

/**
 * The house's frame around an axis of a chart.
 * @param {Record<string, unknown>} axis
 */
function framedAxis(axis) {
  const title = {
    font: { size: TITLE_FONT, color: "--gx-ink" },
    standoff: TITLE_GAP,
    .../** @type {object} */ (axis.title ?? {}),
  };
  return {
    color: "--gx-muted",
    gridcolor: "--gx-line",
    linecolor: "--gx-line",
    zerolinecolor: "--gx-line",
    fixedrange: true,
    automargin: true,
    ...axis,
    title,
  };
}

/**
 * One chart. `root` is put onto the page by whoever makes it; plotly's own element is its child and has the numbers in
 * `data`.
 */
export class Chart {
  /** @type {((news: ChartClick) => void) | null} */
  onclick = null;
  /** @type {((news: ChartClick | null) => void) | null} told what the pointer is over; null: no longer */
  onhover = null;
  /** @type {{traces: Trace[], layout: Record<string, unknown>} | null} */
  #shown = null;
  #seen = false;
  /** @type {Promise<void>} */
  #drawing = Promise.resolve();
  #listening = false;

  /**
   * @param {{label: string, height?: number}} options  label: what the chart shows, for whoever can't see it; height in
   *   px
   */
  constructor({ label, height = 220 }) {
    this.height = height;
    this.root = document.createElement("div");
    this.root.className = "gx-chart";
    this.root.style.minHeight = `${height}px`;
    this.plot = document.createElement("div");
    this.plot.setAttribute("role", "img");
    this.plot.setAttribute("aria-label", label);
    this.note = document.createElement("p");
    this.note.className = "gx-note";
    this.root.append(this.plot, this.note);
    onceInSight(this.root, NEAR, () => {
      this.#seen = true;
      this.#draw();
    });
    const theme = new MutationObserver(() => this.#draw());
    theme.observe(document.body, { attributes: true, attributeFilter: ["class"] });
  }

  /**
   * A token for one of the theme's colours: ink, muted, line, accent, warn, panel, ground, soft, warn-soft.
   * @param {string} name
   */
  colour(name) {
    return `--gx-${name}`;
  }

  /**
   * Show other numbers. Nothing is drawn before the chart has come into sight.
   * @param {Trace[]} traces
   * @param {Record<string, unknown>} [layout]  laid over the house's own; axes are merged
   * @param {string} [label]  what the chart shows now
   */
  show(traces, layout = {}, label) {
    this.#shown = { traces, layout };
    if (label) this.plot.setAttribute("aria-label", label);
    this.#draw();
  }

  #draw() {
    if (!this.#seen || !this.#shown) return;
    this.#drawing = this.#drawing
      .then(() => this.#react())
      .catch((error) => {
        this.note.textContent = error instanceof Error ? error.message : String(error);
      });
  }

  async #react() {
    const plotly = await load();
    if (!this.#shown) return;
    const { traces, layout } = this.#shown;
    const styles = getComputedStyle(this.root);
    const drawn = await plotly.react(
      this.plot,
      coloured(traces, styles),
      coloured(this.#framed(layout), styles),
      CONFIG,
    );
    this.note.textContent = "";
    if (this.#listening) return;
    this.#listening = true;
    drawn.on("plotly_click", (news) => this.onclick?.(news));
    drawn.on("plotly_hover", (news) => this.onhover?.(news));
    drawn.on("plotly_unhover", () => this.onhover?.(null));
  }

  /**
   * The house's frame around a chart's own layout.
   * @param {Record<string, unknown>} layout
   */
  #framed(layout) {
    const { xaxis = {}, yaxis = {}, ...rest } = layout;
    return {
      height: this.height,
      margin: { l: 8, r: 8, t: 8, b: 8 },
      paper_bgcolor: "rgba(0, 0, 0, 0)",
      plot_bgcolor: "rgba(0, 0, 0, 0)",
      font: { family: "system-ui, sans-serif", size: FONT, color: "--gx-ink" },
      hoverlabel: { bgcolor: "--gx-panel", bordercolor: "--gx-line", font: { color: "--gx-ink" } },
      legend: { orientation: "h", y: -0.25, font: { color: "--gx-ink" } },
      bargap: 0.06,
      modebar: { bgcolor: "rgba(0, 0, 0, 0)", color: "--gx-muted", activecolor: "--gx-accent" },
      dragmode: false,
      xaxis: framedAxis(/** @type {Record<string, unknown>} */ (xaxis)),
      yaxis: framedAxis(/** @type {Record<string, unknown>} */ (yaxis)),
      ...rest,
    };
  }
}
