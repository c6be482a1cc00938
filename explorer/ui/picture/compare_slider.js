// Two pictures of one size over each other, and a divider between them that is dragged.

import { el } from "../canvas/paint.js";
import { followDrag, keyTarget } from "../controls/drag.js";

const STEP = 2; // percent of the width, by arrow keys
const LEAP = 10; // with shift, and by page keys
const MIDDLE = 50; // percent
const HIDDEN = 8; // percent: a side that is narrower has no room for its name

/**
 * A place on the pictures, each part in [0, 1) of their width and height.
 * @typedef {{x: number, y: number}} Place
 */

export class CompareSlider {
  /** Percent of the width that the left picture takes. */
  at = MIDDLE;

  /** @type {[string, string]} */
  #names = ["", ""];

  left = el("canvas", { class: "gx-canvas compare-left", "aria-hidden": "true" });
  right = el("canvas", { class: "gx-canvas compare-right", "aria-hidden": "true" });
  #tags = [el("span", { class: "compare-tag" }), el("span", { class: "compare-tag right" })];
  #line = el("div", { class: "compare-line", "aria-hidden": "true" }, el("i", {}));
  root = el(
    "div",
    {
      class: "compare",
      tabindex: "0",
      role: "slider",
      "aria-label": "Divider between two pictures",
      "aria-orientation": "horizontal",
      "aria-valuemin": "0",
      "aria-valuemax": "100",
    },
    this.right,
    this.left,
    ...this.#tags,
    this.#line,
  );

  /**
   * What is shown is painted by the caller onto `left` and `right`.
   * @param {object} on
   * @param {(place: Place | null) => void} on.pixel  the pointer is over this place, or over the pictures no more
   */
  constructor(on) {
    this.on = on;
    this.#listen();
    this.#show();
  }

  /**
   * What the two sides are called.
   * @param {string} left
   * @param {string} right
   */
  setNames(left, right) {
    this.#names = [left, right];
    this.#tags.forEach((tag, i) => {
      tag.textContent = this.#names[i];
    });
    this.#show();
  }

  /**
   * @param {number} width  of the pictures
   * @param {number} height
   */
  setRatio(width, height) {
    this.root.style.setProperty("--ratio", String(width / height));
  }

  /** @param {number} percent  of the width, where the divider is put */
  move(percent) {
    this.at = Math.min(100, Math.max(0, Math.round(percent * 10) / 10));
    this.#show();
  }

  #show() {
    const [left, right] = this.#names;
    const place = `${Math.round(this.at)} %`;
    this.root.style.setProperty("--at", `${this.at}%`);
    this.root.setAttribute("aria-valuenow", String(this.at));
    this.root.setAttribute(
      "aria-valuetext",
      left ? `${place} from the left: ${left} before it, ${right} after it` : place,
    );
    this.#tags[0].classList.toggle("gone", this.at < HIDDEN);
    this.#tags[1].classList.toggle("gone", this.at > 100 - HIDDEN);
  }

  /**
   * @param {MouseEvent} event
   * @returns {Place}  beyond [0, 1) where the pointer has left the pictures
   */
  #placeOf(event) {
    const area = this.root.getBoundingClientRect();
    return { x: (event.clientX - area.left) / area.width, y: (event.clientY - area.top) / area.height };
  }

  #listen() {
    const { root } = this;
    root.addEventListener("pointermove", (event) => {
      const place = this.#placeOf(event);
      const inside = place.x >= 0 && place.x < 1 && place.y >= 0 && place.y < 1;
      this.on.pixel(inside ? place : null);
    });
    root.addEventListener("pointerleave", () => this.on.pixel(null));
    followDrag(root, { move: (event) => this.move(this.#placeOf(event).x * 100) });
    root.addEventListener("dblclick", () => this.move(MIDDLE));
    root.addEventListener("keydown", (event) => {
      const target = keyTarget(event, { value: this.at, step: STEP, leap: LEAP, low: 0, high: 100, middle: MIDDLE });
      if (target === null) return;
      event.preventDefault();
      this.move(target);
    });
  }
}
