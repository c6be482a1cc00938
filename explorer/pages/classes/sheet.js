// Cells in rows and columns on one canvas, with a cursor that is a plain link: it opens in a tab of its own as links do.

import { el, paintSheet, setSmooth } from "../../ui/canvas/paint.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Sheet {
  /**
   * @param {string} label  read aloud for the whole sheet
   * @param {object} on  look(index) a cell is under the pointer or the arrows, leave() its link is about to be followed
   */
  constructor(label, on) {
    this.on = on;
    this.at = 0;
    this.pixels = null;
    this.canvas = el("canvas", { class: "gx-canvas", "aria-hidden": "true" });
    this.link = el("a", {
      class: "cell gx-hidden",
      tabindex: "-1",
      draggable: "false",
      title: "Open on the Latents page",
      onclick: () => on.leave(),
    });
    this.root = el(
      "div",
      {
        class: "cells",
        tabindex: "0",
        role: "application",
        "aria-label": `${label}. Arrow keys go from picture to picture, Enter opens it on the Latents page.`,
      },
      this.canvas,
      this.link,
    );
    this.listen();
  }

  open(shape, rows, columns) {
    const [, h, w] = shape;
    Object.assign(this, { shape, rows, columns, at: Math.min(this.at, rows * columns - 1) });
    // The old pictures stay until the new ones are there, unless they are of another size.
    if (this.canvas.width !== w * columns || this.canvas.height !== h * rows) {
      Object.assign(this.canvas, { width: w * columns, height: h * rows });
      this.pixels = null;
    }
    this.root.style.setProperty("--ratio", (w * columns) / (h * rows));
    this.place();
  }

  paint(pixels) {
    this.pixels = pixels;
    paintSheet(this.canvas, pixels, this.shape, this.rows * this.columns, this.columns);
  }

  /** Pictures from a file made at training time. */
  paintImage(image) {
    this.canvas.getContext("2d").drawImage(image, 0, 0, this.canvas.width, this.canvas.height);
  }

  /** The pixels of one cell, or null before there are any. */
  picture(index) {
    const size = this.shape.reduce((a, b) => a * b);
    return this.pixels?.subarray(index * size, (index + 1) * size) ?? null;
  }

  setSmooth(smooth) {
    setSmooth(this.canvas, smooth);
  }

  /** The cursor shows on the sheet that was looked at last. */
  setActive(active) {
    this.link.classList.toggle("gx-hidden", !active);
  }

  setLink(url, words) {
    this.link.href = url;
    this.link.setAttribute("aria-label", `${words}: open on the Latents page`);
  }

  place() {
    const { style } = this.link;
    const { rows, columns, at } = this;
    Object.assign(style, {
      left: `${((at % columns) / columns) * 100}%`,
      top: `${(Math.floor(at / columns) / rows) * 100}%`,
      width: `${100 / columns}%`,
      height: `${100 / rows}%`,
    });
  }

  look(index) {
    this.at = index;
    this.place();
    this.on.look(index);
  }

  cellAt(event) {
    const area = this.canvas.getBoundingClientRect();
    const part = (value, count) => Math.min(count - 1, Math.max(0, Math.floor(value * count)));
    return (
      part((event.clientY - area.top) / area.height, this.rows) * this.columns +
      part((event.clientX - area.left) / area.width, this.columns)
    );
  }

  listen() {
    const { root } = this;
    root.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch" || event.buttons) return;
      const index = this.cellAt(event);
      if (index !== this.at || this.link.classList.contains("gx-hidden")) this.look(index);
    });
    // A finger has no hover: its first tap looks at a cell, the second one is on the link that has come to lie there.
    root.addEventListener("click", (event) => {
      if (event.target !== this.link) this.look(this.cellAt(event));
    });
    root.addEventListener("focus", () => this.look(this.at));
    root.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const { columns, rows, at } = this;
      const row = Math.floor(at / columns);
      const column = at % columns;
      const step = ARROWS[event.key];
      if (event.key === "Enter" && event.target === root) this.link.click();
      else if (step)
        this.look(
          Math.min(Math.max(row + step[1], 0), rows - 1) * columns +
            Math.min(Math.max(column + step[0], 0), columns - 1),
        );
      else if (event.key === "Home") this.look(row * columns);
      else if (event.key === "End") this.look((row + 1) * columns - 1);
      else return;
      event.preventDefault();
    });
  }
}
