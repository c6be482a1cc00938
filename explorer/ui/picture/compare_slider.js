// Two pictures of one size over each other, and a divider between them that is dragged.

import { el } from "../canvas/paint.js";

const STEP = 2;
const LEAP = 10; // keys, in percent of the width
const SLACK = 6; // px a finger may wander before a touch is a drag

export class CompareSlider {
  /** @param {object} on  pixel(x, y) in 0..1 while the pointer is over the pictures, and pixel() when it leaves */
  constructor(on) {
    this.on = on;
    this.at = 50;
    this.names = ["", ""];
    this.left = el("canvas", { class: "gx-canvas compare-left", "aria-hidden": "true" });
    this.right = el("canvas", { class: "gx-canvas compare-right", "aria-hidden": "true" });
    this.tags = [el("span", { class: "compare-tag" }), el("span", { class: "compare-tag right" })];
    this.line = el("div", { class: "compare-line", "aria-hidden": "true" }, el("i", {}));
    this.root = el(
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
      ...this.tags,
      this.line,
    );
    this.listen();
    this.show();
  }

  /** What the two sides are called. */
  setNames(left, right) {
    this.names = [left, right];
    this.tags.forEach((tag, i) => {
      tag.textContent = this.names[i];
    });
    this.show();
  }

  setRatio(width, height) {
    this.root.style.setProperty("--ratio", width / height);
  }

  /** Put the divider at `percent` of the width. */
  move(percent) {
    this.at = Math.min(100, Math.max(0, Math.round(percent * 10) / 10));
    this.show();
  }

  show() {
    const {
      at,
      names: [left, right],
      root,
    } = this;
    root.style.setProperty("--at", `${at}%`);
    root.setAttribute("aria-valuenow", String(at));
    root.setAttribute(
      "aria-valuetext",
      left ? `${Math.round(at)} % from the left: ${left} before it, ${right} after it` : `${Math.round(at)} %`,
    );
    this.tags[0].classList.toggle("gone", at < 8);
    this.tags[1].classList.toggle("gone", at > 92);
  }

  listen() {
    const { root } = this;
    const part = (event) => {
      const area = root.getBoundingClientRect();
      return [(event.clientX - area.left) / area.width, (event.clientY - area.top) / area.height];
    };
    let pointer = null;
    let touchedAt = null;
    root.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || pointer !== null) return;
      pointer = event.pointerId;
      root.setPointerCapture(pointer);
      root.classList.add("dragging");
      // A finger that came down may want to scroll: it moves the divider once it goes sideways, or on leaving.
      touchedAt = event.pointerType === "touch" ? event.clientX : null;
      if (touchedAt === null) this.move(part(event)[0] * 100);
    });
    root.addEventListener("pointermove", (event) => {
      const [x, y] = part(event);
      if (x >= 0 && x < 1 && y >= 0 && y < 1) this.on.pixel(x, y);
      else this.on.pixel();
      if (event.pointerId !== pointer || (touchedAt !== null && Math.abs(event.clientX - touchedAt) < SLACK)) return;
      touchedAt = null;
      this.move(x * 100);
    });
    root.addEventListener("pointerleave", () => this.on.pixel());
    const end = (event) => {
      if (event.pointerId !== pointer) return;
      pointer = null;
      root.classList.remove("dragging");
      if (touchedAt !== null && event.type === "pointerup") this.move(part(event)[0] * 100);
    };
    root.addEventListener("pointerup", end);
    root.addEventListener("pointercancel", end);
    root.addEventListener("dblclick", () => this.move(50));
    root.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const by = event.shiftKey ? LEAP : STEP;
      const target = {
        ArrowRight: this.at + by,
        ArrowUp: this.at + by,
        ArrowLeft: this.at - by,
        ArrowDown: this.at - by,
        PageUp: this.at + LEAP,
        PageDown: this.at - LEAP,
        Home: 0,
        End: 100,
        0: 50,
      }[event.key];
      if (target === undefined) return;
      event.preventDefault();
      this.move(target);
    });
  }
}
