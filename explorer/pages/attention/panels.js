// All models side by side, in one look and on one scale each; a place that is pointed at in one is marked in all.

import { HEAT_GRADIENT } from "../../ui/canvas/heat_scale.js";
import { context2d, el } from "../../ui/canvas/paint.js";
import { colourName } from "./colours.js";
import { LAYER_GRADIENT } from "./paint.js";
import { AttentionPanel } from "./panel.js";
import { SIDE } from "./picture.js";

/** @typedef {import("./panel.js").Pixel} Pixel */
/** @typedef {import("./types.js").Card} Card */
/** @typedef {import("./types.js").MaskValue} MaskValue */
/** @typedef {import("./types.js").Shown} Shown */

// Of a saved picture, in pixels.
const SAVED = 400; // a side of a panel
const GAP = 16;
const LINE = 32;
const COLUMNS = 4;
const SHEET = "#12161b";
const INK = "#e8ecf1";

const TOP = "each mask’s largest value";
const SOME = "1, or each mask’s largest value where its values sum up to 1";
const LINES = "Lines at a quarter, a half (thick) and three quarters of ";

/**
 * A value of a mask for a person: small ones keep two digits.
 * @param {number | null} value
 */
function valueText(value) {
  if (value === null) return "–";
  return value > 0 && value < 0.001 ? value.toExponential(1).replace("-", "−") : value.toFixed(3);
}

/**
 * An answer at its mask, as on the page.
 * @param {CanvasRenderingContext2D} context
 * @param {{text: string, at: Pixel} | null} answer
 * @param {number} left  of the saved panel
 * @param {number} top
 */
function writeAnswer(context, answer, left, top) {
  if (!answer) return;
  const x = left + (SAVED * answer.at.x) / SIDE;
  const y = top + (SAVED * answer.at.y) / SIDE;
  context.font = "700 28px system-ui, sans-serif";
  context.textAlign = "center";
  context.lineWidth = 6;
  context.strokeStyle = SHEET;
  context.strokeText(answer.text, x, y);
  context.fillStyle = INK;
  context.fillText(answer.text, x, y);
  context.textAlign = "start";
}

export class AttentionPanels {
  /** @type {Shown | null} */
  #shown = null;

  /** @type {{panel: AttentionPanel, at: Pixel} | null} where it is pointed at */
  #pointed = null;

  #grid = el("div", { class: "panel-grid" });

  #ramp = el("i", {});

  #start = el("span", {}, "0");

  #end = el("span", {});

  #legend = el("div", { class: "cells-legend gx-num" }, this.#start, this.#ramp, this.#end);

  #readout = el("p", { class: "gx-note gx-num readout", "aria-live": "polite" });

  /**
   * @param {Card[]} cards
   * @param {object} on
   * @param {(name: string) => void} on.inspect  another model
   * @param {(value: MaskValue) => void} on.point  a value of the inspected model is looked at
   */
  constructor(cards, on) {
    this.on = on;
    this.panels = new Map(cards.map((card) => [card.name, this.#buildPanel(card)]));
    this.root = el(
      "section",
      { class: "attention-panels", "data-part": "panels", "aria-label": "What the models answer, and where they look" },
      this.#grid,
      el("div", { class: "between under" }, this.#legend, this.#readout),
    );
  }

  /** @param {Card} card */
  #buildPanel(card) {
    /** @type {AttentionPanel} */
    const panel = new AttentionPanel(card, {
      inspect: () => this.on.inspect(card.name),
      point: (at) => this.#point(panel, at),
    });
    return panel;
  }

  /**
   * The panels of the models that were asked, in the order of the reply.
   * @param {Shown} shown
   */
  #panelsOf({ reply }) {
    return reply.models.flatMap(({ name }) => this.panels.get(name) ?? []);
  }

  /** @param {Shown} shown */
  show(shown) {
    const panels = this.#panelsOf(shown);
    const roots = panels.map(({ root }) => root);
    const before = [...this.#grid.children];
    if (before.length !== roots.length || roots.some((root, i) => root !== before[i])) {
      this.#grid.replaceChildren(...roots);
    }
    this.#grid.dataset.count = String(panels.length);
    panels.forEach((panel, i) => panel.show(shown.reply.models[i], shown));
    this.#shown = shown;
    this.#writeLegend(shown, panels);
    if (this.#pointed) this.#point(this.#pointed.panel, this.#pointed.at);
  }

  /**
   * @param {Shown} shown
   * @param {AttentionPanel[]} panels
   */
  #writeLegend({ look, stage }, panels) {
    const scaled = look === "overlay" || look === "mask";
    const tops = new Set(panels.map((panel) => panel.maskOf(stage)?.top).filter(Boolean));
    let end = SOME;
    if (stage < 0 || !tops.has(1)) end = TOP;
    else if (tops.size === 1) end = "1";
    this.#end.textContent = scaled ? end : LINES + end;
    this.#ramp.style.background = look === "mask" ? HEAT_GRADIENT : LAYER_GRADIENT;
    this.#ramp.classList.toggle("gx-hidden", !scaled);
    this.#start.classList.toggle("gx-hidden", !scaled);
    this.#legend.classList.toggle("gx-hidden", look === "lit");
  }

  /**
   * A pixel is looked at in one panel: it is marked in all, and read out.
   * @param {AttentionPanel} panel
   * @param {Pixel | null} at  null: none is any more
   */
  #point(panel, at) {
    this.#pointed = at && { panel, at };
    if (!this.#shown) return;
    const values = this.#panelsOf(this.#shown).map((one) => `${one.name} ${valueText(one.mark(at))}`);
    this.#readout.textContent = at ? `row ${at.y + 1}, column ${at.x + 1}: ${values.join(", ")}` : "";
    const { model, stage } = this.#shown;
    if (!at || panel.card.name !== model || !panel.stage) return; // what was pointed at last stays explained
    const { cell } = panel.stage;
    const row = Math.floor((at.y + 0.5) / cell);
    const column = Math.floor((at.x + 0.5) / cell);
    this.on.point({ model, stage, row, column, pass: 0 });
  }

  /** All panels as one picture, each under its name and over its answer; null where nothing was answered yet. */
  sheet() {
    if (!this.#shown) return null;
    const panels = this.#panelsOf(this.#shown);
    const columns = Math.min(panels.length, COLUMNS);
    const rows = Math.ceil(panels.length / columns);
    const wide = SAVED + GAP;
    const high = SAVED + 2 * LINE + GAP;
    const sheet = el("canvas", { width: columns * wide + GAP, height: LINE + rows * high + GAP });
    const context = context2d(sheet);
    context.fillStyle = SHEET;
    context.fillRect(0, 0, sheet.width, sheet.height);
    context.fillStyle = INK;
    context.textBaseline = "middle";
    context.imageSmoothingEnabled = false;
    context.font = "600 20px system-ui, sans-serif";
    context.fillText(`Which digit is ${colourName(this.#shown.colour)}?`, GAP, (GAP + LINE) / 2, sheet.width - 2 * GAP);
    panels.forEach((panel, i) => {
      const x = GAP + (i % columns) * wide;
      const y = GAP + LINE + Math.floor(i / columns) * high;
      context.font = "600 18px system-ui, sans-serif";
      context.fillText(panel.name, x, y + LINE / 2, SAVED);
      context.drawImage(panel.canvas, x, y + LINE, SAVED, SAVED);
      writeAnswer(context, panel.written.shown, x, y + LINE);
      context.font = "16px system-ui, sans-serif";
      context.fillText(panel.caption, x, y + LINE * 1.5 + SAVED, SAVED);
    });
    return sheet;
  }
}
