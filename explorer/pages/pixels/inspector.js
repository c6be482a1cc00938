// One pixel of a painting: the distribution it was drawn from, what came, and how surprising that was. From here a level is forced,
// and heat map and receptive field are laid over the board.

import { HEAT_GRADIENT, heatTop } from "../../ui/canvas/heat_scale.js";
import { el, fmt } from "../../ui/canvas/paint.js";
import { Bars, percent } from "./bars.js";

const HINT =
  "Point at a pixel, or focus the picture and use the arrow keys: here stands what the model expected there. A click keeps the pixel while the painting goes on.";
const LATER =
  "This pixel is still to come. What the model expects here depends on pixels before it that are not painted yet.";
const GIVEN =
  "This value was there from the start. What the model expects here shows once the pixels before it are painted.";
const HEATS = [
  ["", "none", "The pictures as they are"],
  ["entropy", "entropy", "How undecided the model was before each pixel"],
  ["surprise", "surprise", "How unlikely each pixel was that came: −ln p"],
];
const both = (nats) => `${fmt(nats, 3)} nats, ${fmt(nats / Math.LN2, 3)} bits`;

export class Inspector {
  /** @param {object} on  force(level, channel), heat(kind), field(on) */
  constructor(on) {
    Object.assign(this, { on, record: null, at: null, chosen: null, channel: 0, top: null });
    this.build();
    this.show(null);
    this.setHeat("");
  }

  build() {
    this.title = el("h3", {});
    this.state = el("span", { class: "state" });
    this.bars = new Bars(el("canvas", { class: "bars", role: "img" }), (level) => this.choose(level));
    this.hint = el("p", { class: "gx-note hint" });
    this.values = Object.fromEntries(["drawn", "surprise", "entropy"].map((name) => [name, el("dd", {})]));
    const row = (title, help, name) => [el("dt", { title: help }, title), this.values[name]];
    this.numbers = el(
      "dl",
      { class: "numbers gx-num" },
      ...row("value", "The level that stands there, and its probability", "drawn"),
      ...row("surprise", "−ln p of that level: 0 where it was certain", "surprise"),
      ...row("entropy", "The surprise that the model expected: 0 where it was sure", "entropy"),
    );
    this.note = el("p", { class: "gx-note more" });
    this.two = ["black", "white"].map((name, level) =>
      el(
        "button",
        { class: "gx-btn", type: "button", "aria-pressed": "false", onclick: () => this.choose(level) },
        name,
      ),
    );
    this.number = el("input", {
      type: "number",
      class: "gx-input",
      min: "0",
      step: "1",
      "aria-label": "Level to force",
      oninput: () => this.typed(),
    });
    this.plane = el(
      "select",
      {
        class: "gx-select gx-hidden",
        "aria-label": "Colour",
        onchange: () => {
          this.channel = Number(this.plane.value);
          this.show(this.at);
        },
      },
      ...["red", "green", "blue"].map((name, i) => el("option", { value: String(i) }, name)),
    );
    this.forceButton = el(
      "button",
      {
        class: "gx-btn",
        type: "button",
        title: "Put this level there and go on from it, as a branch beside the first painting",
        onclick: () => this.on.force(this.chosen, this.channel),
      },
      "Force it",
    );
    this.forcing = el(
      "div",
      { class: "gx-row forcing" },
      el("span", { class: "gx-note" }, "Another value here, as a branch"),
      this.plane,
      el("span", { class: "two" }, ...this.two),
      this.number,
      this.forceButton,
    );
    this.said = el("p", { class: "said", "aria-live": "polite" });
    this.root = el(
      "section",
      { class: "gx-panel pixels-inspector", "aria-label": "The pixel under the cursor" },
      el("div", { class: "head" }, this.title, this.state),
      el("div", { class: "bars-box" }, this.bars.canvas, this.hint),
      this.numbers,
      this.note,
      this.forcing,
      this.said,
      this.overlays(),
    );
  }

  overlays() {
    this.heats = HEATS.map(([kind, text, title]) =>
      el(
        "button",
        {
          class: "gx-btn",
          type: "button",
          title,
          "data-heat": kind,
          onclick: () => {
            this.setHeat(kind, this.top);
            this.on.heat(kind);
          },
        },
        text,
      ),
    );
    this.legend = el(
      "div",
      { class: "heat-legend gx-num" },
      el("span", {}, "0"),
      el("i", { style: `background: ${HEAT_GRADIENT}` }),
      el("span", {}),
    );
    this.fieldBox = el("input", { type: "checkbox", onchange: () => this.on.field(this.fieldBox.checked) });
    return el(
      "div",
      { class: "overlays" },
      el(
        "div",
        { class: "gx-row heats", role: "group", "aria-label": "Heat map over the picture" },
        el("span", { class: "gx-note" }, "Heat map"),
        el("span", { class: "segments" }, ...this.heats),
      ),
      this.legend,
      el(
        "label",
        { class: "check", title: "Which pixels the distribution at the cursor depends on, measured by gradient" },
        this.fieldBox,
        "Receptive field of this pixel",
      ),
    );
  }

  /** The record that is on the board, before a pixel of it is looked at. */
  open(record) {
    this.record = record;
    this.show(null);
  }

  /** The chosen heat map; `top`: where its scale ends in nats (default: the one of `heatTop`). */
  setHeat(kind, top = null) {
    Object.assign(this, { kind, top });
    for (const button of this.heats) button.setAttribute("aria-pressed", String(button.dataset.heat === kind));
    this.writeLegend();
  }

  writeLegend() {
    const { record } = this;
    const end = this.kind && record ? (this.top ?? heatTop(this.kind, record.levels, record.shape[0])) : null;
    this.legend.classList.toggle("off", !this.kind);
    this.legend.lastChild.textContent =
      end === null ? "nats" : `${fmt(end)} nats${this.kind === "surprise" ? " or more" : ""}`;
  }

  setField(on) {
    this.fieldBox.checked = on;
  }

  /** @param {object | null} at  record, which, y, x, step, temperature (1), note (a sentence, "") */
  show(at) {
    const key = at && [at.which, at.y, at.x, at.record.levels].join();
    if (key !== this.key) this.chosen = null;
    Object.assign(this, { key, at, record: at?.record ?? this.record });
    if (this.channel >= (this.record?.shape[0] ?? 1)) this.plane.value = String((this.channel = 0));
    const found = at && this.find();
    this.title.textContent = at
      ? `${at.record.n > 1 ? `Picture ${at.which + 1}, row` : "Row"} ${at.y + 1}, column ${at.x + 1}`
      : "A pixel";
    this.state.textContent = found?.state ?? "";
    this.state.className = `state ${found?.kind ?? ""}`;
    this.hint.textContent = !at ? HINT : found.p ? "" : found.why;
    this.note.textContent = at
      ? [
          at.temperature !== undefined && at.temperature !== 1 && found.p
            ? `Dashed: at temperature ${at.temperature}, as it was drawn.`
            : "",
          at.note ?? "",
        ]
          .filter(Boolean)
          .join(" ")
      : "";
    this.plane.classList.toggle("gx-hidden", at?.record.shape[0] !== 3);
    this.fill(found);
    this.draw(found);
    this.writeLegend();
  }

  /** What is known of the pixel at this step. A distribution is shown once everything that it depends on is on the board. */
  find() {
    const { record, which, y, x, step } = this.at;
    const rank = record.stepOf(y, x);
    const there = record.isThere(y, x, step);
    const kind = record.isForced(y, x)
      ? "forced"
      : record.isGiven(y, x)
        ? "given"
        : there
          ? "drawn"
          : rank === step
            ? "next"
            : "later";
    const state = {
      forced: "forced",
      given: record.forced ? "kept from the painting that this one branched off" : "given, not drawn",
      drawn: `drawn as number ${rank + 1}`,
      next: "about to be drawn",
      later: "not painted yet",
    }[kind];
    const level = there ? record.level(which, y, x, this.channel) : null;
    const open = rank >= 0 && rank <= step;
    const why = kind === "later" ? LATER : GIVEN;
    return { kind, state, level, why, p: open ? record.probabilities(which, y, x, this.channel) : null };
  }

  fill(found) {
    const { record, which, y, x } = this.at ?? {};
    const { values } = this;
    values.drawn.textContent =
      found?.level != null ? `${this.name(found.level)}${found.p ? `, p = ${percent(this.chance(found))}` : ""}` : "–";
    values.surprise.textContent = found?.p && found.level !== null ? both(record.surprise(which, y, x)) : "–";
    values.entropy.textContent = found?.p ? both(record.entropy(which, y, x)) : "–";
    this.said.textContent = found
      ? `${this.title.textContent}: ${found.state}. ${found.p ? `Value ${values.drawn.textContent}; surprise ${values.surprise.textContent}; entropy ${values.entropy.textContent}.` : found.why}`
      : "";
  }

  /** The probability of the level that stands there: by the surprise, which is exact, where it is of one channel. */
  chance({ level, p }) {
    const { record, which, y, x } = this.at;
    return record.shape[0] === 1 ? Math.exp(-record.surprise(which, y, x)) : p[level];
  }

  name(level) {
    const { levels } = this.at.record;
    return levels === 2 ? ["black", "white"][level] : `level ${level} of 0–${levels - 1}`;
  }

  draw(found = this.at && this.find()) {
    const p = found?.p ?? null;
    const { record } = this;
    const temperature = this.at?.temperature ?? 1;
    const pair = record ? record.levels === 2 : true;
    // Of two levels the other one is what can be forced.
    if (p && pair && this.chosen === null && found.level !== null) this.chosen = 1 - found.level;
    const ready =
      p !== null &&
      this.chosen !== null &&
      this.chosen !== (found.kind === "drawn" || found.kind === "forced" ? found.level : null);
    this.bars.show(
      p && {
        p,
        temperature,
        drawn: found.level,
        chosen: this.chosen,
        names: pair ? ["black", "white"] : null,
        grey: (level) => record.grey(level),
      },
    );
    this.bars.canvas.setAttribute(
      "aria-label",
      p
        ? `Probabilities of ${p.length} levels; the likeliest is ${this.name(p.indexOf(Math.max(...p)))}`
        : "No distribution",
    );
    this.two.forEach((button, level) => {
      button.setAttribute("aria-pressed", String(p !== null && this.chosen === level));
      button.disabled = p === null;
    });
    this.two[0].parentElement.classList.toggle("gx-hidden", !pair);
    this.number.classList.toggle("gx-hidden", pair);
    this.number.max = String((record?.levels ?? 2) - 1);
    this.number.disabled = p === null;
    if (this.number !== document.activeElement) this.number.value = this.chosen ?? "";
    this.forceButton.disabled = !ready;
  }

  choose(level) {
    this.chosen = level;
    this.draw();
  }

  typed() {
    const level = Number(this.number.value);
    const fits = this.number.value !== "" && Number.isInteger(level) && level >= 0 && level < this.at.record.levels;
    this.choose(fits ? level : null);
  }
}
