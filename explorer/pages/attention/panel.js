// One model: the picture with its mask, its answer with all probabilities, and how much of its attention is where it should be.

import { el, fmt } from "../../ui/canvas/paint.js";
import { floats, pictureOf, SIDE } from "./cells.js";
import { ENLARGED, paintLook, spread, topOf, whole } from "./paint.js";

const MEASURES = [
  [
    "correctness",
    "correctness",
    "Mask correctness: the share of the attention that falls on the digit that was asked for",
  ],
  ["contrast", "contrast", "The mask scaled to a largest value of 1: its mean on the digit minus its mean elsewhere"],
  [
    "overlap",
    "IoU",
    "Intersection over union: the digit's pixels, and those where the mask reaches half of its largest value",
  ],
];
const ALL = 12; // classes up to which each has its bar; of more the likeliest have
const STEP = 4; // picture pixels that an arrow key goes where no stage's cells are shown

export class AttentionPanel {
  /** @param {object} card  @param {string} name  short  @param {object} on  inspect(), point({x, y} | null) a picture pixel is looked at */
  constructor(card, name, on) {
    Object.assign(this, { card, on, stages: [], at: null, masks: [], opened: false });
    this.head = el(
      "button",
      {
        class: "panel-name",
        type: "button",
        title: `${card.title}: play how its mask is made, and look into its values, below`,
        onclick: on.inspect,
      },
      name,
    );
    this.canvas = el("canvas", {
      class: "gx-canvas",
      tabindex: "0",
      role: "img",
      width: SIDE * ENLARGED,
      height: SIDE * ENLARGED,
    });
    this.mark = el("i", { class: "cell-mark gx-hidden", "aria-hidden": "true" });
    this.lack = el("span", { class: "lack gx-hidden" });
    this.digit = el("b", { class: "gx-num" });
    this.verdict = el("span", { class: "verdict" });
    this.sure = el("span", { class: "gx-num gx-note" });
    this.bars = el("div", { class: "bars", role: "img" });
    this.numbers = MEASURES.map(() => el("dd", {}));
    this.error = el("p", { class: "gx-error" });
    this.body = el(
      "div",
      { class: "panel-body" },
      el("div", { class: "answer", "data-part": "answer" }, this.digit, this.verdict, this.sure),
      this.bars,
      el(
        "dl",
        { class: "gx-num" },
        ...MEASURES.flatMap(([, text, title], i) => [el("dt", { title }, text), this.numbers[i]]),
      ),
    );
    this.root = el(
      "section",
      { class: "attention-panel", "data-part": "panel", "data-model": card.name, "aria-label": card.title },
      this.head,
      el("div", { class: "panel-picture" }, this.canvas, this.mark, this.lack),
      this.error,
      this.body,
    );
    this.listen();
  }

  listen() {
    const { canvas } = this;
    const find = ({ clientX, clientY }) => {
      const { left, top, width, height } = canvas.getBoundingClientRect();
      const place = (value) => Math.min(SIDE - 1, Math.max(0, Math.floor(value * SIDE)));
      return { x: place((clientX - left) / width), y: place((clientY - top) / height) };
    };
    for (const kind of ["pointermove", "pointerdown"])
      canvas.addEventListener(kind, (event) => this.on.point(find(event)));
    canvas.addEventListener("pointerleave", () => {
      if (document.activeElement !== canvas) this.on.point(null);
    });
    canvas.addEventListener("blur", () => this.on.point(null));
    canvas.addEventListener("focus", () => {
      if (canvas.matches(":focus-visible")) this.on.point(this.at ?? { x: SIDE / 2, y: SIDE / 2 });
    });
    canvas.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      const step = this.now?.cell ?? STEP;
      const { x, y } = this.at ?? { x: SIDE / 2, y: SIDE / 2 };
      if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      const go = (value, way) =>
        Math.min(SIDE - 1, Math.max(0, (Math.floor(value / step) + way) * step + step / 2)) | 0;
      this.on.point({ x: go(x, by[0]), y: go(y, by[1]) });
    });
  }

  /** The stage that is shown; null for all together, undefined where the model has no such stage. */
  get now() {
    return this.stage < 0 ? null : this.stages[this.stage];
  }

  /** @param {object} found  this model's part of the reply  @param {object} reply  @param {object} view  look, opacity, stage  @param {Path2D | null} outline */
  show(found, reply, view, outline) {
    const { error = "" } = found;
    this.error.textContent = error;
    this.body.classList.toggle("gx-hidden", Boolean(error));
    if (this.reply !== reply) {
      this.reply = reply;
      this.stages = (found.stages ?? []).map((stage) => ({ ...stage, values: floats(stage.mask) }));
      this.masks = [];
      if (!error) this.tell(found, reply);
    }
    this.stage = view.stage;
    const mask = error ? null : this.mask(view.stage);
    const { length } = this.stages;
    paintLook(this.canvas, {
      picture: pictureOf(reply),
      values: mask?.values ?? null,
      top: mask?.top ?? 1,
      look: view.look,
      opacity: view.opacity,
      outline,
    });
    this.lack.textContent = mask || error ? "" : `It has ${length === 1 ? "one stage" : `${length} stages`}.`;
    this.lack.classList.toggle("gx-hidden", !this.lack.textContent);
    const shown =
      view.stage < 0
        ? "whole mask"
        : this.now
          ? `stage ${view.stage + 1}, ${this.now.h} by ${this.now.w} values`
          : "no such stage";
    this.canvas.setAttribute(
      "aria-label",
      `${this.card.title}: ${shown} over the picture${error ? "" : `; it answers ${this.name(found.answer)}`}. Arrow keys go over it`,
    );
  }

  /** The mask of a stage, or the whole one (-1), at the picture's size, and the end of its scale; made when first needed. */
  mask(stage) {
    if (stage >= this.stages.length) return null;
    if (!this.masks[stage + 1]) {
      const product = stage < 0;
      const values = product ? whole(this.stages) : spread(this.stages[stage]);
      this.masks[stage + 1] = { values, top: topOf(product ? values : this.stages[stage].values, product) };
    }
    return this.masks[stage + 1];
  }

  name(answer) {
    return this.card.classes?.[answer] ?? String(answer);
  }

  tell({ probs, answer, ...measured }, { truth }) {
    const likeliest = [...probs.keys()].sort((a, b) => probs[b] - probs[a]);
    const listed = probs.length <= ALL ? [...probs.keys()] : likeliest.slice(0, ALL);
    if (this.bars.childElementCount !== listed.length)
      this.bars.replaceChildren(...listed.map(() => el("span", {}, el("i", {}), el("small", {}))));
    listed.forEach((i, place) => {
      const bar = this.bars.children[place];
      const p = probs[i];
      const percent = `${(100 * p).toFixed(p > 0.1 ? 0 : 1)} %`;
      bar.style.setProperty("--p", String(p));
      bar.lastChild.textContent = this.name(i);
      bar.title = `${this.name(i)}: ${percent}`;
      bar.className = i === answer ? "top" : i === truth ? "truth" : "";
    });
    this.bars.setAttribute(
      "aria-label",
      `Probabilities: ${likeliest
        .filter((i) => probs[i] >= 0.01)
        .slice(0, ALL)
        .map((i) => `${this.name(i)} ${Math.round(100 * probs[i])} %`)
        .join(", ")}`,
    );
    const right = truth === null ? null : answer === truth;
    this.digit.textContent = this.name(answer);
    this.sure.textContent = `${Math.round(100 * probs[answer])} %`;
    this.verdict.textContent = right === null ? "" : right ? "✓ right" : "✗ wrong";
    this.verdict.className = `verdict ${right === null ? "" : right ? "right" : "wrong"}`;
    MEASURES.forEach(([key], i) => {
      this.numbers[i].textContent = fmt(measured[key], 3);
    });
  }

  /** Mark the cell that a picture pixel lies in; its value, null where there is none. */
  point(at) {
    this.at = at;
    const mask = at && this.mask(this.stage);
    const cell = this.now?.cell ?? 1;
    const { style } = this.mark;
    this.mark.classList.toggle("gx-hidden", !mask);
    if (!mask) return null;
    const [x, y] = [at.x, at.y].map((value) => Math.floor((value + 0.5) / cell) * cell);
    const part = (from) => `${Math.min(cell, SIDE - from)}%`;
    Object.assign(style, { left: `${x}%`, top: `${y}%`, width: part(x), height: part(y) });
    return mask.values[at.y * SIDE + at.x];
  }
}
