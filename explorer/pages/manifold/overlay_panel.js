// What is drawn over the pictures.

import { el } from "../../ui/canvas/paint.js";
import { ClassLegend } from "../../ui/controls/class_legend.js";
import { checkbox, rangedField } from "../../ui/controls/fields.js";
import { why } from "../../ui/lessons/why.js";

/** @typedef {import("./state.js").ManifoldState} ManifoldState */

const DENSITY =
  "Circles that hold 50, 90 and 99 % of the mass of N(0, I); dashed over a model that was not trained to follow it";

export class OverlayPanel {
  /**
   * @param {object} on
   * @param {(shown: boolean) => void} on.points  the codes of the test set
   * @param {(alpha: number) => void} on.pictures  how strongly pictures show under them, 0 to 1
   * @param {(shown: boolean) => void} on.density
   * @param {(index: number) => void} on.toggle  a class is to be shown or hidden
   * @param {(classes: number[]) => void} on.hide  these, and no others
   */
  constructor(on) {
    this.on = on;
    this.points = checkbox(
      "Codes of the test set",
      "The posterior mean of every test picture, coloured by class",
      on.points,
    );
    this.pictures = rangedField(
      "Pictures under the codes",
      "How strongly the pictures show under the codes",
      { min: 0, max: 100, step: 5 },
      (percent) => on.pictures(percent / 100),
    );
    this.density = checkbox("Density of the prior", DENSITY, on.density);
    this.legend = new ClassLegend(on);
    this.under = el("div", { class: "under" }, this.legend.root, this.pictures.root);
    this.root = el(
      "section",
      { class: "gx-panel on-plane" },
      el("h3", {}, "On the plane", why("where-codes-lie")),
      this.points.root,
      this.under,
      this.density.root,
    );
  }

  /** @param {ManifoldState} state */
  show({ card, view, pictures }) {
    const percent = Math.round(pictures * 100);
    this.points.box.checked = Boolean(view.points);
    this.density.box.checked = Boolean(view.density);
    this.under.classList.toggle("gx-hidden", !view.points);
    this.pictures.show(percent, `${percent} %`);
    this.legend.show(card.classes, view.off);
  }
}
