// How the plane is laid out: its spacing, how many pictures, and the window.

import { el } from "../../ui/canvas/paint.js";
import { button, press } from "../../ui/controls/buttons.js";
import { checkbox, rangedField } from "../../ui/controls/fields.js";
import { forHand } from "../../ui/controls/hand.js";
import { why } from "../../ui/lessons/why.js";
import { MeanOrDraw } from "../../ui/picture/mean_or_draw.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./state.js").ManifoldView} ManifoldView */
/** @typedef {import("./view.js").Mode} Mode */

const ZOOM = 1.6; // of one press
const HINT = forHand({
  mouse: "Move over the plane to decode, click to keep, drag to pan, wheel or pinch to zoom.",
  finger:
    "Tap the plane to decode, move a finger across it, or hold it and move; two fingers drag and zoom it. " +
    "Keep picture keeps it.",
});
const EQUAL_MASS = "Cells of equal prior mass: z is the inverse normal CDF of the place in the plane";

export class GridPanel {
  /**
   * @param {object} on
   * @param {(mode: Mode) => void} on.mode
   * @param {(n: number) => void} on.grid  pictures across
   * @param {(smooth: boolean) => void} on.smooth
   * @param {(draw: number) => void} on.draw  pictures are to be drawn with the noise of this seed; 0: their means
   * @param {(factor: number) => void} on.zoom  the window is to be this many times as wide
   * @param {() => void} on.reset  to the whole plane
   */
  constructor(on) {
    this.cdf = button("Equal prior mass", EQUAL_MASS, () => on.mode("cdf"));
    this.linear = button("Linear in z", "Equal steps in z", () => on.mode("linear"));
    this.grid = rangedField(
      "Pictures across",
      "The plane is shown as this many by this many pictures",
      { min: 10, max: 30, step: 1 },
      on.grid,
    );
    this.smooth = checkbox("Smooth pixels", "Blend the pixels when pictures are enlarged", on.smooth);
    this.drawn = new MeanOrDraw({ draw: on.draw });
    this.whole = button("Whole plane", "Show the whole plane (double-click, or key 0)", on.reset);
    const zoomOut = button("−", "Zoom out (wheel, pinch, or key −)", () => on.zoom(ZOOM), "square");
    const zoomIn = button("+", "Zoom in (wheel, pinch, or key +)", () => on.zoom(1 / ZOOM), "square");
    const spacing = { class: "segments", role: "group", "aria-label": "Spacing of the grid" };
    this.root = el(
      "section",
      { class: "gx-panel the-plane" },
      el("h3", {}, "The plane", why("cells-of-equal-prior-mass")),
      el("div", spacing, this.cdf, this.linear),
      this.grid.root,
      el("div", { class: "gx-row" }, zoomOut, zoomIn, this.whole),
      this.drawn.root,
      this.smooth.root,
      el("p", { class: "gx-note" }, HINT),
    );
  }

  /**
   * @param {Card} card  of the first model
   * @param {ManifoldView} view
   * @param {boolean} isWhole  the window shows the whole plane
   */
  show(card, view, isWhole) {
    this.drawn.show(card, view.draw);
    press(this.cdf, view.mode === "cdf");
    press(this.linear, view.mode === "linear");
    this.grid.show(view.grid, `${view.grid} × ${view.grid}`);
    this.smooth.box.checked = Boolean(view.smooth);
    this.whole.disabled = isWhole;
  }
}
