// All models side by side, in one look and on one scale each; a place that is pointed at in one is marked in all.

import { HEAT_GRADIENT } from "../../ui/canvas/heat_scale.js";
import { el } from "../../ui/canvas/paint.js";
import { LAYER_GRADIENT } from "./paint.js";
import { AttentionPanel } from "./panel.js";
import { short } from "./play.js";

const SAVED = 400;
const GAP = 16;
const LINE = 32; // of a saved picture, in pixels
const TOP = "each mask’s largest value";
const SOME = "1, or each mask’s largest value where its values sum up to 1";
const LINES = "Lines at a quarter, a half (thick) and three quarters of ";

/** A value of a mask for a person: small ones keep two digits. */
const number = (value) =>
  value === null ? "–" : value > 0 && value < 0.001 ? value.toExponential(1).replace("-", "−") : value.toFixed(3);

export class AttentionPanels {
  /** @param {object[]} cards  @param {object} on  inspect(name) */
  constructor(cards, on) {
    this.panels = new Map(
      cards.map((card) => [
        card.name,
        new AttentionPanel(card, short(card), {
          inspect: () => on.inspect(card.name),
          point: (at) => this.point(card.name, at),
        }),
      ]),
    );
    this.grid = el("div", { class: "panel-grid" });
    this.ramp = el("i", {});
    this.start = el("span", {}, "0");
    this.end = el("span", {});
    this.legend = el("div", { class: "cells-legend gx-num" }, this.start, this.ramp, this.end);
    this.readout = el("p", { class: "gx-note gx-num readout", "aria-live": "polite" });
    this.root = el(
      "section",
      { class: "attention-panels", "data-part": "panels", "aria-label": "What the models answer, and where they look" },
      this.grid,
      el("div", { class: "between under" }, this.legend, this.readout),
    );
  }

  /** @param {object} state  reply, model (the inspected one), look, opacity, stage  @param {Path2D | null} outline */
  show(state, outline) {
    const { reply, model, look, stage } = state;
    const shown = reply.models.map(({ name }) => this.panels.get(name));
    if (this.grid.childElementCount !== shown.length || shown.some(({ root }, i) => root !== this.grid.children[i]))
      this.grid.replaceChildren(...shown.map(({ root }) => root));
    this.grid.dataset.count = String(shown.length);
    shown.forEach((panel, i) => {
      panel.head.setAttribute("aria-pressed", String(panel.card.name === model));
      panel.show(reply.models[i], reply, state, outline);
    });
    this.state = state;
    const tops = new Set(shown.map((panel) => panel.mask(stage)?.top).filter(Boolean));
    const scaled = look === "overlay" || look === "mask";
    this.ramp.style.background = look === "mask" ? HEAT_GRADIENT : LAYER_GRADIENT;
    for (const part of [this.ramp, this.start]) part.classList.toggle("gx-hidden", !scaled);
    this.legend.classList.toggle("gx-hidden", look === "lit");
    this.end.textContent = `${scaled ? "" : LINES}${stage < 0 || !tops.has(1) ? TOP : tops.size === 1 ? "1" : SOME}`;
    if (this.at) this.point(this.from, this.at);
  }

  point(from, at) {
    Object.assign(this, { from, at });
    const { reply, stage, model } = this.state;
    const values = reply.models.map(({ name }) => [short(this.panels.get(name).card), this.panels.get(name).point(at)]);
    this.readout.textContent = at
      ? `row ${at.y + 1}, column ${at.x + 1}: ${values.map(([name, value]) => `${name} ${number(value)}`).join(", ")}`
      : "";
    const panel = this.panels.get(from);
    if (!at || stage < 0 || from !== model || !panel.now) return; // what was pointed at last stays explained
    const { cell } = panel.now;
    panel.root.dispatchEvent(
      new CustomEvent("gx-cell", {
        bubbles: true,
        detail: {
          model,
          stage,
          row: Math.floor((at.y + 0.5) / cell),
          column: Math.floor((at.x + 0.5) / cell),
          pass: 0,
        },
      }),
    );
  }

  /** All panels as one picture, each under its name and over its answer. */
  sheet() {
    const shown = this.state.reply.models.map(({ name }) => this.panels.get(name));
    const columns = Math.min(shown.length, 4);
    const rows = Math.ceil(shown.length / columns);
    const sheet = el("canvas", { width: columns * (SAVED + GAP) + GAP, height: rows * (SAVED + 2 * LINE + GAP) + GAP });
    const context = sheet.getContext("2d");
    context.fillStyle = "#12161b";
    context.fillRect(0, 0, sheet.width, sheet.height);
    Object.assign(context, { fillStyle: "#e8ecf1", textBaseline: "middle", imageSmoothingEnabled: false });
    shown.forEach(({ head, canvas, digit, verdict, sure, error }, i) => {
      const x = GAP + (i % columns) * (SAVED + GAP);
      const y = GAP + Math.floor(i / columns) * (SAVED + 2 * LINE + GAP);
      context.font = "600 18px system-ui, sans-serif";
      context.fillText(head.textContent, x, y + LINE / 2, SAVED);
      context.drawImage(canvas, x, y + LINE, SAVED, SAVED);
      context.font = "16px system-ui, sans-serif";
      context.fillText(
        error.textContent ||
          [digit, verdict, sure]
            .map(({ textContent }) => textContent)
            .filter(Boolean)
            .join("  "),
        x,
        y + LINE * 1.5 + SAVED,
        SAVED,
      );
    });
    return sheet;
  }
}
