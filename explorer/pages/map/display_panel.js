// What is shown of the points, and how far one is zoomed in.

import { el } from "../../ui/canvas/paint.js";
import { button, signButton } from "../../ui/controls/buttons.js";
import { ClassLegend } from "../../ui/controls/class_legend.js";
import { checkbox } from "../../ui/controls/fields.js";
import { forHand } from "../../ui/controls/hand.js";

/** @typedef {import("./state.js").MapState} MapState */
/** @typedef {import("./state.js").MapView} MapView */

const HINT = forHand({
  mouse: "Move over the map to decode, click to hold, drag to pan, wheel or pinch to zoom.",
  finger:
    "Tap the map to decode and hold a place, move a finger across it, or hold it and move; " +
    "two fingers drag and zoom it.",
});
const PLANE =
  "Off: the codes of the nearest points, blended. On: the point of the plane that the two components span, where all " +
  "other directions stand at their mean";

export class DisplayPanel {
  /**
   * @param {object} on
   * @param {(fields: Partial<MapView>) => void} on.change
   * @param {(index: number) => void} on.toggle  a class is to be shown or hidden
   * @param {(factor: number) => void} on.zoom  the window becomes this many times as wide
   * @param {() => void} on.reset  to the whole map
   */
  constructor(on) {
    this.legend = new ClassLegend({ toggle: on.toggle, hide: (off) => on.change({ off }) });
    this.pictures = checkbox("Small pictures", "Decoded from the codes of some points, as one zooms in", (shown) =>
      on.change({ pictures: Number(shown) }),
    );
    this.density = checkbox("Density", "How many codes lie where", (shown) => on.change({ density: Number(shown) }));
    this.plane = checkbox("Point of the components' plane", PLANE, (shown) => on.change({ plane: Number(shown) }));
    const zoom = el(
      "div",
      { class: "gx-row" },
      signButton("+", "Zoom in (plus)", () => on.zoom(0.5), "square"),
      signButton("−", "Zoom out (minus)", () => on.zoom(2), "square"),
      button("Whole map", "Show the whole map (0, or a double click)", () => on.reset()),
    );
    this.root = el(
      "section",
      { class: "gx-panel on-map" },
      el("h3", {}, "On the map"),
      this.legend.root,
      zoom,
      this.pictures.root,
      this.density.root,
      this.plane.root,
      el("p", { class: "gx-note" }, HINT),
    );
  }

  /** @param {MapState} state */
  show(state) {
    const { card, view } = state;
    this.legend.show(card.classes, view.off);
    this.pictures.box.checked = Boolean(view.pictures);
    this.density.box.checked = Boolean(view.density);
    this.plane.box.checked = Boolean(view.plane);
    this.plane.root.classList.toggle("gx-hidden", state.kindOf(card) !== "pca");
  }
}
