// The large picture with its divider, what is on either side of it, and the numbers of both.

import { el, fmt } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { select } from "../../ui/controls/fields.js";
import { CompareSlider } from "../../ui/picture/compare_slider.js";
import { valuesAt } from "../../ui/picture/difference.js";
import { decibels, PSNR, SSIM, seconds } from "./measures.js";
import { paintResult } from "./paint_result.js";

/** @typedef {import("../../ui/picture/compare_slider.js").Place} Place */
/** @typedef {import("./types.js").Method} Method */
/** @typedef {import("./types.js").Result} Result */
/** @typedef {import("./types.js").Shape} Shape */
/** @typedef {import("./types.js").Side} Side */

/** @type {Side[]} */
const SIDES = ["left", "right"];
const CLEAN = "clean";
const DAMAGED = "damaged";

export class RestoreStage {
  /** @type {Shape | null} of the pictures that are shown */
  #shape = null;

  /** @type {Method[]} that may stand on a side */
  #methods = [];

  /** What is left of the divider, and right of it. */
  #names = { left: DAMAGED, right: "" };

  #hint = el("p", { class: "gx-note empty" });
  #numbers = el("table", { class: "both gx-num" });
  #note = el("p", { class: "gx-note" });
  #readout = el("p", { class: "gx-note gx-num readout" });

  /**
   * @param {object} on
   * @param {(side: Side, name: string) => void} on.choose  what is on a side
   * @param {(name: string) => Result | null} on.result  of "clean", "damaged" or a method; null where there is none yet
   */
  constructor(on) {
    this.on = on;
    this.slider = new CompareSlider({ pixel: (place) => this.#read(place) });
    this.frame = el("div", { class: "compare-frame" }, this.slider.root, this.#hint);
    this.boxes = {
      left: select("Left of the divider", "What is seen there", (name) => on.choose("left", name)),
      right: select("Right of the divider", "What is seen there", (name) => on.choose("right", name)),
    };
    const swap = button("Swap", "What is on the left to the right, and the other way round", () => this.#swap());
    const side = el(
      "div",
      { class: "compare-side" },
      this.boxes.left.root,
      this.boxes.right.root,
      el("div", { class: "gx-row" }, swap),
      this.#numbers,
      this.#note,
      this.#readout,
    );
    this.root = el("section", { class: "compare-stage" }, this.frame, side);
  }

  /**
   * The methods that may stand on a side.
   * @param {Method[]} methods
   * @param {boolean} photographs
   */
  open(methods, photographs) {
    this.#methods = methods;
    this.frame.classList.toggle("wide", photographs);
    for (const { box } of Object.values(this.boxes)) {
      const names = [CLEAN, DAMAGED, ...methods.map(({ name }) => name)];
      box.replaceChildren(...names.map((name) => el("option", { value: name }, this.#titleOf(name))));
    }
  }

  /** @param {string} name */
  #methodOf(name) {
    return this.#methods.find((method) => method.name === name);
  }

  /** @param {string} name */
  #titleOf(name) {
    if (name === CLEAN) return "Clean";
    if (name === DAMAGED) return "Damaged";
    return this.#methodOf(name)?.title ?? "";
  }

  /**
   * Show two of the pictures by name; one that is not there yet leaves its side as it was.
   * @param {string} left
   * @param {string} right
   * @param {Shape} shape
   */
  show(left, right, shape) {
    const fresh = this.#shape?.join() !== shape.join();
    const [, h, w] = shape;
    this.#names = { left, right };
    this.#shape = shape;
    this.#hint.textContent = "";
    this.slider.setRatio(w, h);
    this.slider.root.classList.remove("gx-hidden");
    for (const side of SIDES) {
      const canvas = this.slider[side];
      const found = this.on.result(this.#names[side]);
      this.boxes[side].box.value = this.#names[side];
      if (found) paintResult(canvas, found, shape);
      else if (fresh) Object.assign(canvas, { width: w, height: h });
    }
    this.slider.setNames(this.#titleOf(left) || "…", this.#titleOf(right) || "…");
    this.#write();
  }

  /**
   * There is no picture yet.
   * @param {string} words  how there will be one
   */
  empty(words) {
    this.boxes.left.box.value = DAMAGED;
    this.boxes.right.box.value = CLEAN;
    this.#hint.textContent = words;
    this.slider.root.classList.add("gx-hidden");
    this.#numbers.replaceChildren();
    this.#note.textContent = "";
    this.#readout.textContent = "";
  }

  /** The numbers of both sides. */
  #write() {
    const sides = el("tr", {}, el("td", {}), ...SIDES.map((side) => el("th", { scope: "col" }, side)));
    const time = (/** @type {Result} */ { seconds: took }) => (took === undefined ? "–" : seconds(took));
    this.#numbers.replaceChildren(
      sides,
      this.#row("PSNR", PSNR, (result) => decibels(result.psnr)),
      this.#row("SSIM", SSIM, (result) => fmt(result.ssim, 3)),
      this.#row("time", "Computing time on the server", time),
    );
    const { right } = this.#names;
    const notes = [this.#methodOf(right)?.about, this.on.result(right)?.note];
    this.#note.textContent = notes.filter(Boolean).join(" ");
  }

  /**
   * @param {string} title
   * @param {string} help
   * @param {(result: Result) => string} write
   */
  #row(title, help, write) {
    const cells = SIDES.map((side) => {
      const name = this.#names[side];
      const result = this.on.result(name);
      return el("td", {}, result && name !== CLEAN ? write(result) : "–");
    });
    return el("tr", {}, el("th", { scope: "row", title: help }, title), ...cells);
  }

  /**
   * What a pixel is on both sides.
   * @param {Place | null} place
   */
  #read(place) {
    if (!place || !this.#shape) {
      this.#readout.textContent = "";
      return;
    }
    const shape = this.#shape;
    const [, h, w] = shape;
    const column = Math.floor(place.x * w);
    const row = Math.floor(place.y * h);
    const value = (/** @type {string} */ name) => {
      const found = this.on.result(name);
      return found ? valuesAt(found.pixels, row * w + column, shape, fmt) : "–";
    };
    const shown = SIDES.map((side) => this.#names[side]).filter((name) => name !== CLEAN);
    const values = [`clean ${value(CLEAN)}`, ...shown.map((name) => `${this.#titleOf(name)} ${value(name)}`)];
    this.#readout.textContent = `row ${row + 1}, column ${column + 1}: ${values.join(", ")}`;
  }

  #swap() {
    const { left, right } = this.#names;
    this.on.choose("left", right);
    this.on.choose("right", left);
  }
}
