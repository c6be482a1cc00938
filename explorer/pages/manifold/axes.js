// The labels along a plane: values of z on both axes, and the window in words.

import { el, fmt } from "../../ui/canvas/paint.js";
import { ticks } from "./view.js";

/** @typedef {import("./view.js").PlaneView} PlaneView */

const GAP = 44; // px between two labels

export class Axes {
  #labelled = ""; // the window that the labels are of

  across = el("div", { class: "axis across gx-num", "aria-hidden": "true" });
  up = el("div", { class: "axis up gx-num", "aria-hidden": "true" });

  /** The window in words. */
  words = el("span", { class: "gx-note gx-num window" });

  /**
   * Written anew only when the window has changed.
   * @param {PlaneView} view
   * @param {number} width  of the plane, in px
   */
  show(view, width) {
    const key = [view.mode, ...view.rect, width].join();
    if (key === this.#labelled) return;
    this.#labelled = key;
    this.#showTicks(this.across, "z₁", ticks(view, 0, GAP / width));
    this.#showTicks(this.up, "z₂", ticks(view, 1, GAP / width));
    this.#showWindow(view);
  }

  /**
   * @param {HTMLElement} axis
   * @param {string} name
   * @param {import("./view.js").Tick[]} found
   */
  #showTicks(axis, name, found) {
    const labels = found.map(({ z, at, step }) => {
      const label = el("span", {}, fmt(z, Math.max(0, -Math.floor(Math.log10(step)))));
      label.style.setProperty("--at", String(at));
      return label;
    });
    axis.replaceChildren(el("em", {}, name), ...labels);
  }

  /** @param {PlaneView} view */
  #showWindow(view) {
    if (view.mode === "cdf" && view.isWhole) {
      this.words.textContent = "the whole prior, in cells of equal mass";
      return;
    }
    const digits = Math.max(1, Math.ceil(1 - Math.log10(view.span)));
    const [left, top] = view.zAt(0, 0);
    const [right, bottom] = view.zAt(1, 1);
    const horizontal = `${fmt(left, digits)} to ${fmt(right, digits)}`;
    const vertical = `${fmt(bottom, digits)} to ${fmt(top, digits)}`;
    this.words.textContent = `z₁ ${horizontal}, z₂ ${vertical}`;
  }
}
