// The brush: on which group and which of its maps, what it does there, and the group's cells as a map to paint on.

import { HEAT_GRADIENT, heatColour } from "../../ui/canvas/heat_scale.js";
import { diverging, el, fmt, paint } from "../../ui/canvas/paint.js";
import { button, press, toggleButton } from "../../ui/controls/buttons.js";
import { rangedField, select } from "../../ui/controls/fields.js";
import { why } from "../../ui/lessons/why.js";
import { CellPad } from "./cell_pad.js";
import { cellsOf } from "./groups.js";
import { mapWords, sizeWords } from "./view.js";

/** @typedef {import("./cell_pad.js").CellCalls} CellCalls */
/** @typedef {import("./state.js").HierarchyState} HierarchyState */
/** @typedef {import("./view.js").ToolName} ToolName */

const TOP = 4; // where the colours of a latent's value end

/** @type {[ToolName, string, string][]} */
const TOOLS = [
  ["push", "Push", "Adds the amount below to the latents of each cell that it goes over"],
  ["draw", "Draw anew", "Draws the latents of each cell that it goes over anew, at the group's temperature"],
  ["back", "Take back", "Takes back what the brush did to each cell that it goes over"],
];

/**
 * Whom the panel tells.
 * @typedef {object} BrushCalls
 * @property {(level: number) => void} level
 * @property {(plane: number) => void} plane
 * @property {(tool: ToolName) => void} tool
 * @property {(amount: number, done: boolean) => void} amount
 * @property {() => void} clear
 */

export class BrushPanel {
  #levels = el("div", { class: "segments levels", role: "group", "aria-label": "Group under the brush" });
  #map = el("canvas", { class: "gx-canvas map", role: "img" });
  #legend = el("div", { class: "legend gx-num", "aria-hidden": "true" });

  /** @type {HTMLButtonElement[]} one a group */
  #levelButtons = [];

  /** @type {{[tool in ToolName]: HTMLButtonElement}} */
  #tools;

  /** Of the brush, in cells from its middle. */
  reach = 0.5;

  /**
   * @param {HierarchyState} state
   * @param {CellCalls} brush
   * @param {BrushCalls} on
   */
  constructor(state, brush, on) {
    this.state = state;
    this.on = on;
    this.pad = new CellPad("Paint on the group's map here", brush);
    this.plane = select("Map", "Which of the group's maps is shown and painted on", (value) => on.plane(Number(value)));
    const tools = TOOLS.map(([name, text, title]) => [name, toggleButton(text, title, () => on.tool(name))]);
    this.#tools = Object.fromEntries(tools);
    this.amount = rangedField(
      "Amount",
      "What the brush adds to a latent: 1 is one standard deviation of its prior",
      { min: -4, max: 4, step: 0.1 },
      (value) => on.amount(value, false),
    );
    this.amount.box.addEventListener("change", () => on.amount(this.amount.box.valueAsNumber, true));
    this.size = rangedField("Brush", "How many cells it covers", { min: 1, max: 5, step: 1 }, (value) => {
      this.#setSize(value);
    });
    this.clear = button("Take all back", "Undo all that the brush did", () => on.clear());
    this.root = this.#build();
  }

  #build() {
    const tools = el("div", { class: "segments", role: "group", "aria-label": "What the brush does" });
    tools.append(...Object.values(this.#tools));
    return el(
      "section",
      { class: "gx-panel brush-panel" },
      el("h3", {}, "Paint on a group", why("painting-on-latents")),
      el(
        "p",
        { class: "gx-note" },
        "Drag over the large picture, or over the map here: each cell holds the latents of its place in the group.",
      ),
      el(
        "div",
        { class: "brush-body" },
        el("figure", {}, el("div", { class: "frame map-frame" }, this.#map, this.pad.root), this.#legend),
        el(
          "div",
          { class: "brush-controls" },
          el("div", { class: "gx-field" }, "Group", this.#levels),
          this.plane.root,
          el("div", { class: "gx-field" }, "The brush", tools),
          this.amount.root,
          this.size.root,
          el("div", { class: "gx-row" }, this.clear),
        ),
      ),
    );
  }

  /** Another model. */
  open() {
    const { groups } = this.state;
    this.#levelButtons = groups.map((group, level) =>
      toggleButton(sizeWords(group), `Paint on the group ${sizeWords(group)}`, () => this.on.level(level)),
    );
    this.#levels.replaceChildren(...this.#levelButtons);
    this.openLevel();
  }

  /** Another group under the brush. */
  openLevel() {
    const { groups, view } = this.state;
    const group = groups[view.level];
    const [maps, h, w] = group;
    const options = [-1, ...Array(maps).keys()].map((plane) =>
      el("option", { value: String(plane) }, plane < 0 ? `all, ${mapWords(group)}` : `map ${plane + 1}`),
    );
    this.plane.box.replaceChildren(...options);
    this.pad.open(h, w);
    this.#setSize(w > 10 ? 2 : 1);
    this.#levelButtons.forEach((node, level) => press(node, level === view.level));
    this.root.style.setProperty("--map-ratio", String(w / h));
  }

  /** @param {number} cells  that the brush covers across */
  #setSize(cells) {
    this.reach = cells / 2;
    this.size.show(cells, cells === 1 ? "one cell" : `${cells} cells across`);
  }

  /**
   * The map, and what the controls say.
   * @param {Float32Array} z  of the picture on the page
   * @param {Set<number>} painted  cells of the group that the brush has moved
   */
  show(z, painted) {
    const { groups, view } = this.state;
    const [, h, w] = groups[view.level];
    const cells = cellsOf(groups, z, view.level, view.plane);
    const colours = new Uint8Array(3 * h * w);
    cells.forEach((value, i) => {
      const colour = view.plane < 0 ? heatColour(value, TOP) : diverging(value / TOP);
      colour.forEach((part, channel) => {
        colours[channel * h * w + i] = part;
      });
    });
    paint(this.#map, colours, [3, h, w]);
    this.#map.setAttribute("aria-label", `Latents of the group ${sizeWords(groups[view.level])}`);
    this.pad.setPainted(painted);
    this.plane.box.value = String(view.plane);
    for (const [name] of TOOLS) press(this.#tools[name], name === view.tool);
    this.amount.show(view.amount, (view.amount > 0 ? "+" : "") + fmt(view.amount, 1));
    this.amount.box.disabled = view.tool !== "push";
    this.clear.disabled = !view.painted.length;
    this.#showLegend(view.plane < 0);
  }

  /** @param {boolean} all  maps are shown together */
  #showLegend(all) {
    const scale = el("i", { class: all ? "" : "diverging" });
    if (all) scale.style.background = HEAT_GRADIENT;
    const words = all ? "root mean square over the maps" : "the latent's value";
    this.#legend.replaceChildren(el("span", {}, all ? "0" : `−${TOP}`), scale, el("span", {}, `${TOP}`), words);
  }
}
