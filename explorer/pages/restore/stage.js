// The large picture with its divider, what is on either side of it, and the numbers of both.

import { el, fmt, paint } from "../../ui/canvas/paint.js";
import { CompareSlider } from "../../ui/picture/compare_slider.js";
import { decibels, PSNR, SSIM, seconds } from "./card.js";

const TITLES = { clean: "Clean", damaged: "Damaged" };

export class RestoreStage {
  /** @param {object} on  choose(side, name), result(name) -> {pixels, psnr, ssim, seconds, note} or null */
  constructor(on) {
    Object.assign(this, { on, shape: null, methods: [], names: ["damaged", ""] });
    this.slider = new CompareSlider({ pixel: (x, y) => this.read(x, y) });
    this.hint = el("p", { class: "gx-note empty" });
    this.frame = el("div", { class: "compare-frame" }, this.slider.root, this.hint);
    this.boxes = ["left", "right"].map((side) =>
      el("select", { class: "gx-select", onchange: (event) => on.choose(side, event.target.value) }),
    );
    this.swap = el(
      "button",
      {
        class: "gx-btn",
        type: "button",
        title: "What is on the left to the right, and the other way round",
        onclick: () => this.swapSides(),
      },
      "Swap",
    );
    this.numbers = el("table", { class: "both gx-num" });
    this.note = el("p", { class: "gx-note" });
    this.readout = el("p", { class: "gx-note gx-num readout" });
    this.side = el(
      "div",
      { class: "compare-side" },
      el("label", { class: "gx-field" }, "Left of the divider", this.boxes[0]),
      el("label", { class: "gx-field" }, "Right of the divider", this.boxes[1]),
      el("div", { class: "gx-row" }, this.swap),
      this.numbers,
      this.note,
      this.readout,
    );
    this.root = el("section", { class: "compare-stage" }, this.frame, this.side);
  }

  /** The methods that may stand on a side. */
  open(methods, photographs) {
    this.methods = methods;
    this.frame.classList.toggle("wide", photographs);
    for (const box of this.boxes) {
      box.replaceChildren(
        el("option", { value: "clean" }, TITLES.clean),
        el("option", { value: "damaged" }, TITLES.damaged),
        ...methods.map(({ name, title }) => el("option", { value: name }, title)),
      );
    }
  }

  title(name) {
    return TITLES[name] ?? this.methods.find((method) => method.name === name)?.title ?? "";
  }

  /** Show two of the pictures by name; one that is not there yet leaves its side as it was. */
  show(left, right, shape) {
    this.names = [left, right];
    const fresh = this.shape?.join() !== shape.join();
    this.shape = shape;
    const [, h, w] = shape;
    const canvases = [this.slider.left, this.slider.right];
    this.slider.setRatio(w, h);
    this.hint.textContent = "";
    this.slider.root.classList.remove("gx-hidden");
    this.names.forEach((name, i) => {
      this.boxes[i].value = name;
      const found = this.on.result(name);
      if (found) paint(canvases[i], found.pixels, shape);
      else if (fresh) Object.assign(canvases[i], { width: w, height: h });
    });
    this.slider.setNames(...this.names.map((name) => this.title(name) || "…"));
    this.write();
  }

  /** There is no picture yet. */
  empty(words) {
    this.boxes.forEach((box, i) => {
      box.value = ["damaged", "clean"][i];
    });
    this.hint.textContent = words;
    this.slider.root.classList.add("gx-hidden");
    this.numbers.replaceChildren();
    this.note.textContent = this.readout.textContent = "";
  }

  write() {
    const found = this.names.map((name) => this.on.result(name));
    const row = (title, help, text) =>
      el(
        "tr",
        {},
        el("th", { scope: "row", title: help }, title),
        ...found.map((result, i) => el("td", {}, this.names[i] === "clean" || !result ? "–" : text(result))),
      );
    this.numbers.replaceChildren(
      el("tr", {}, el("td", {}), el("th", { scope: "col" }, "left"), el("th", { scope: "col" }, "right")),
      row("PSNR", PSNR, (result) => decibels(result.psnr)),
      row("SSIM", SSIM, (result) => fmt(result.ssim, 3)),
      row("time", "Computing time on the server", (result) =>
        result.seconds === undefined ? "–" : seconds(result.seconds),
      ),
    );
    this.note.textContent = [this.methods.find(({ name }) => name === this.names[1])?.about, found[1]?.note]
      .filter(Boolean)
      .join(" ");
  }

  read(x, y) {
    if (x === undefined || !this.shape) {
      this.readout.textContent = "";
      return;
    }
    const [, h, w] = this.shape;
    const column = Math.floor(x * w);
    const row = Math.floor(y * h);
    const value = (name) => {
      const found = this.on.result(name);
      return found ? fmt(found.pixels[row * w + column] / 255) : "–";
    };
    this.readout.textContent = `row ${row + 1}, column ${column + 1}: clean ${value("clean")}, ${this.names
      .filter((name) => name !== "clean")
      .map((name) => `${this.title(name)} ${value(name)}`)
      .join(", ")}`;
  }

  swapSides() {
    const [left, right] = this.names;
    this.on.choose("left", right);
    this.on.choose("right", left);
  }
}
