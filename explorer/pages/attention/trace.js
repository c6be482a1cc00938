// One value of a mask: its number, and what it depends on; of the features, and of the values that were given before it.

import { HEAT_GRADIENT } from "../../ui/canvas/heat_scale.js";
import { el } from "../../ui/canvas/paint.js";
import { postJSON } from "../../ui/transport/api.js";
import { CellMap, floats, pictureOf } from "./cells.js";
import { short } from "./play.js";

const SETTLE_MS = 40;
const REST_MS = 250; // a pointer that only passes asks nothing, nor does a digit that is being dragged
const COUNTS = 0.01; // of the strongest dependence: less is not counted
const CAN = "trace";
const HINT =
  "Point at a value of a mask, or focus a map and use the arrow keys: here stands what this value depends on.";
const PASSES = ["↘ pass", "↖ pass"];
const AT_ONCE = "None: all are given at once.";
const FIRST = "None: it is its pass’s first.";

export class Trace {
  constructor() {
    Object.assign(this, {
      cards: [],
      state: null,
      at: null,
      found: null,
      key: "",
      timer: 0,
      busy: false,
      wanted: null,
    });
    this.title = el("h3", {});
    this.place = el("p", { class: "gx-note gx-num place" });
    this.number = el("dd", {});
    this.hint = el("p", { class: "gx-note hint" });
    this.features = this.figure("Depends on features", "How strongly each cell's features move this value");
    this.values = this.figure(
      "and on earlier values",
      "How strongly each value that the same pass gave before moves this one",
    );
    this.error = el("p", { class: "gx-error", role: "alert" });
    this.said = el("p", { class: "said", "aria-live": "polite" });
    this.legend = el(
      "div",
      { class: "cells-legend" },
      el("span", {}, "0"),
      el("i", { style: `background: ${HEAT_GRADIENT}` }),
      el("span", {}, "the strongest, by gradient"),
    );
    this.body = el(
      "div",
      { class: "trace-body" },
      el(
        "dl",
        { class: "trace-number gx-num" },
        el("dt", { title: "The value in the finished mask of this stage" }, "in the mask"),
        this.number,
      ),
      el("div", { class: "trace-maps" }, this.features.root, this.values.root),
      this.legend,
    );
    this.root = el(
      "section",
      { class: "gx-panel attention-trace", "data-part": "trace", "aria-label": "What a value depends on" },
      el("div", {}, this.title, this.place),
      el("div", { class: "trace-box" }, this.body, this.hint),
      this.error,
      this.said,
    );
    this.point(null);
  }

  figure(name, title) {
    const map = new CellMap({ name });
    const note = el("p", { class: "gx-note gx-num", title: "Those with at least a hundredth of the strongest" });
    return { map, note, root: el("figure", { title }, el("figcaption", {}, name), map.canvas, note) };
  }

  open(cards) {
    this.cards = cards;
  }

  /** @param {object} state  as the bench has it: what is looked at stays, in the new picture. */
  show(state) {
    this.state = state;
    if (this.at) this.point(this.at, REST_MS);
  }

  /** @param {object | null} at  model, stage, row, column, pass; null: nothing is pointed at any more, and what was looked at last stays to be read  @param {number} wait  ms before it is asked */
  point(at, wait = SETTLE_MS) {
    at = this.at = at ?? this.at;
    const card = at && this.cards.find(({ name }) => name === at.model);
    const can = card?.can.includes(CAN);
    const size = at && this.size(at);
    this.title.textContent = at ? `Row ${at.row + 1}, column ${at.column + 1}` : "A value of a mask";
    this.place.textContent = size ? `of ${size.h} × ${size.w}, ${card ? short(card) : at.model}` : "";
    this.hint.textContent = !at ? HINT : can ? "" : `${at.model} can't say what its values depend on.`;
    this.body.classList.toggle("empty", !can || !this.found);
    if (!can || !this.state?.reply) return;
    const { scene, colour, reply } = this.state;
    const { model, stage, row, column, pass = 0 } = at;
    const body = { scene, colour, model, stage, row, column, pass };
    const key = JSON.stringify(body);
    if (key === this.key) return;
    this.key = key;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.wanted = { key, body, reply };
      this.ask();
    }, wait);
  }

  /** The stage that a value is of, as the last reply has it. */
  size({ model, stage }) {
    return this.state?.reply?.models.find(({ name }) => name === model)?.stages?.[stage] ?? null;
  }

  async ask() {
    if (this.busy || !this.wanted) return;
    const { key, body, reply } = this.wanted;
    this.wanted = null;
    this.busy = true;
    try {
      const answer = await postJSON("/api/attend/trace", body);
      if (key === this.key) this.fill(answer, body, reply);
    } catch (error) {
      if (key === this.key) {
        this.found = null;
        this.key = "";
        this.body.classList.add("empty");
        this.error.textContent = error.message;
      }
    }
    this.busy = false;
    this.ask();
  }

  fill({ features, values, value, h, w }, { model, stage, row, column, pass }, reply) {
    const cell = this.size({ model, stage })?.cell ?? 100 / Math.max(h, w);
    const look = { picture: pictureOf(reply), h, w, cell, cursor: { row, column } };
    this.found = { features: floats(features), values: values === null ? null : floats(values) };
    this.error.textContent = "";
    this.body.classList.remove("empty");
    this.number.textContent = value < 0.0005 ? value.toExponential(1).replace("-", "−") : value.toFixed(3);
    const counted = {};
    for (const [name, { map, note, root }] of [
      ["features", this.features],
      ["values", this.values],
    ]) {
      const found = this.found[name];
      const top = found ? Math.max(...found) : 0;
      const count = (counted[name] = found ? found.reduce((sum, one) => sum + (top > 0 && one >= COUNTS * top), 0) : 0);
      map.show({ ...look, values: top > 0 ? found : null, top });
      root.classList.toggle("nothing", !(top > 0));
      note.textContent =
        top > 0 ? `${count} of ${h * w} matter` : name === "values" ? (found ? FIRST : AT_ONCE) : "None";
      map.name(top > 0 ? `${count} of ${h * w} cells with at least a hundredth of the strongest` : note.textContent);
    }
    this.place.textContent = `of ${h} × ${w}, ${short(this.cards.find(({ name }) => name === model))}${this.found.values ? `, ${PASSES[pass] ?? PASSES[0]}` : ""}`;
    this.said.textContent = `${this.title.textContent}: ${this.number.textContent} in the mask. It depends on the features of ${counted.features} cells${this.found.values ? ` and on ${counted.values} earlier values` : ""}.`;
    this.root.dispatchEvent(
      new CustomEvent("gx-painted", { detail: { model, stage, row, column, pass, value, ...counted } }),
    );
  }
}
