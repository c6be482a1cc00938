// One pixel of a picture: the distribution it was drawn from, what came, and how surprising that was. From here a
// level is forced, and heat map and receptive field are laid over the board.

import { el, fmt } from "../../ui/canvas/paint.js";
import { hint } from "../../ui/controls/fields.js";
import { Bars, percent } from "./bars.js";
import { LevelChooser } from "./level_chooser.js";
import { Overlays } from "./overlays.js";

/**
 * @import { Record } from "../../ui/painting/record.js"
 * @import { Heat, Spot } from "./board.js"
 */

/**
 * The pixel that is looked at, after so many steps of its record.
 * @typedef {Spot & {record: Record, step: number, temperature: number}} Inspected
 */

/**
 * What is known of a pixel.
 * @typedef {object} PixelState
 * @property {"forced" | "given" | "drawn" | "next" | "later"} kind
 * @property {string} state  the kind, in words
 * @property {number | null} level  that stands there
 * @property {Float32Array | null} p  what it is drawn from; null where that can't be shown yet
 * @property {string} why  it can't be shown, where it can't
 */

/**
 * Whom an inspector tells.
 * @typedef {object} InspectorListener
 * @property {(level: number) => void} force  the pixel is to take this level
 * @property {(heat: Heat) => void} heat  another heat map was chosen
 * @property {(shown: boolean) => void} field  whether the receptive field is to be shown
 */

const HINT =
  "Point at a pixel, or focus the picture and use the arrow keys: here stands what the model expected there. " +
  "A click keeps the pixel while the painting goes on.";
const LATER =
  "This pixel is still to come. What the model expects here depends on pixels before it that are not painted yet.";
const GIVEN =
  "This value was there from the start. What the model expects here shows once the pixels before it are painted.";
const PAIR = ["black", "white"];

/** @param {number} nats */
const both = (nats) => `${fmt(nats, 3)} nats, ${fmt(nats / Math.LN2, 3)} bits`;

/** A panel about the pixel that `show` names. */
export class Inspector {
  /** @type {number | null} the level that is to be forced */
  chosen = null;
  /** @type {Inspected | null} */
  #at = null;
  /** @type {Record | null} */
  #record = null;
  #channel = 0;
  #key = "";

  /** @param {InspectorListener} listener */
  constructor(listener) {
    this.listener = listener;
    this.title = el("h3", {});
    this.state = el("span", { class: "state" });
    this.bars = new Bars(el("canvas", { class: "bars", role: "img" }), (level) => this.#choose(level));
    this.hint = hint();
    this.values = { drawn: el("dd", {}), surprise: el("dd", {}), entropy: el("dd", {}) };
    this.note = el("p", { class: "gx-note more standing" });
    this.said = el("p", { class: "said unseen", "aria-live": "polite" });
    this.levels = new LevelChooser({
      choose: (level) => this.#choose(level),
      channel: (channel) => this.#setChannel(channel),
      force: () => {
        if (this.chosen !== null) listener.force(this.chosen);
      },
    });
    this.overlays = new Overlays({ heat: listener.heat, field: listener.field });
    this.root = el(
      "section",
      { class: "gx-panel pixels-inspector", "aria-label": "The pixel under the cursor" },
      el("div", { class: "head" }, this.title, this.state),
      el("div", { class: "bars-box" }, this.bars.canvas, this.hint),
      this.#numbers(),
      this.note,
      this.levels.root,
      this.said,
      this.overlays.root,
    );
    this.show(null);
  }

  #numbers() {
    const { drawn, surprise, entropy } = this.values;
    const term = (/** @type {string} */ text, /** @type {string} */ title) => el("dt", { title }, text);
    return el(
      "dl",
      { class: "numbers gx-num" },
      term("value", "The level that stands there, and its probability"),
      drawn,
      term("surprise", "−ln p of that level: 0 where it was certain"),
      surprise,
      term("entropy", "The surprise that the model expected: 0 where it was sure"),
      entropy,
    );
  }

  /**
   * The record that is on the board, before a pixel of it is looked at.
   * @param {Record} record
   */
  open(record) {
    this.#record = record;
    this.show(null);
  }

  /** @param {Heat} heat  the chosen heat map */
  setHeat(heat) {
    this.overlays.setHeat(heat);
  }

  /** @param {boolean} shown */
  setField(shown) {
    this.overlays.setField(shown);
  }

  /** @param {Inspected | null} at  null where no pixel is looked at */
  show(at) {
    const key = at ? [at.which, at.y, at.x, at.record.levels].join() : "";
    if (key !== this.#key) this.chosen = null;
    this.#key = key;
    this.#at = at;
    this.#record = at?.record ?? this.#record;
    if (this.#channel >= (this.#record?.shape[0] ?? 1)) {
      this.#channel = 0;
      this.levels.setChannel(0);
    }
    const pixel = at && this.#find(at);
    this.title.textContent = at ? placeName(at) : "A pixel";
    this.state.textContent = pixel?.state ?? "";
    this.state.className = `state ${pixel?.kind ?? ""}`;
    this.hint.textContent = pixel ? pixel.why : HINT;
    const warm = at && pixel?.p && at.temperature !== 1;
    this.note.textContent = warm ? `Dashed: at temperature ${at.temperature}, as it was drawn.` : "";
    this.#fill(at, pixel);
    this.#draw(at, pixel);
    this.overlays.setRecord(this.#record);
  }

  /**
   * What is known of the pixel at this step. A distribution is shown once everything that it depends on is on the
   * board.
   * @param {Inspected} at
   * @returns {PixelState}
   */
  #find({ record, which, y, x, step }) {
    const rank = record.stepOf(y, x);
    const there = record.isThere(y, x, step);
    const kind = kindOf(record, y, x, step);
    const state = {
      forced: "forced",
      given: record.forced ? "kept from the painting that this one branched off" : "given, not drawn",
      drawn: `drawn as number ${rank + 1}`,
      next: "about to be drawn",
      later: "not painted yet",
    }[kind];
    const p = rank >= 0 && rank <= step ? record.probabilities(which, y, x, this.#channel) : null;
    const missing = kind === "later" ? LATER : GIVEN;
    return {
      kind,
      state,
      level: there ? record.level(which, y, x, this.#channel) : null,
      p,
      why: p ? "" : missing,
    };
  }

  /**
   * The numbers, and the sentence that is read out.
   * @param {Inspected | null} at
   * @param {PixelState | null} pixel
   */
  #fill(at, pixel) {
    const { drawn, surprise, entropy } = this.values;
    drawn.textContent = "–";
    surprise.textContent = "–";
    entropy.textContent = "–";
    this.said.textContent = "";
    if (!at || !pixel) return;
    const { record, which, y, x } = at;
    const { level, p } = pixel;
    if (level !== null) {
      const chance = p ? `, p = ${percent(chanceOf(at, level, p))}` : "";
      drawn.textContent = `${levelName(record, level)}${chance}`;
    }
    if (p && level !== null) surprise.textContent = both(record.surprise(which, y, x));
    if (p) entropy.textContent = both(record.entropy(which, y, x));
    const values = `Value ${drawn.textContent}; surprise ${surprise.textContent}; entropy ${entropy.textContent}.`;
    this.said.textContent = `${this.title.textContent}: ${pixel.state}. ${p ? values : pixel.why}`;
  }

  /**
   * The bars, and what can be forced.
   * @param {Inspected | null} at
   * @param {PixelState | null} pixel
   */
  #draw(at, pixel) {
    const record = this.#record;
    const levels = record?.levels ?? 2;
    const pair = levels === 2;
    const p = pixel?.p ?? null;
    const level = pixel?.level ?? null;
    // Of two levels the other one is what can be forced.
    if (p && pair && this.chosen === null && level !== null) this.chosen = 1 - level;
    const stands = pixel?.kind === "drawn" || pixel?.kind === "forced" ? level : null;
    if (at && p) {
      this.bars.show({
        p,
        temperature: at.temperature,
        drawn: level,
        chosen: this.chosen,
        names: pair ? PAIR : null,
        grey: (one) => at.record.grey(one),
      });
      const likeliest = levelName(at.record, p.indexOf(Math.max(...p)));
      this.#describe(`Probabilities of ${p.length} levels; the likeliest is ${likeliest}`);
    } else {
      this.bars.show(null);
      this.#describe("No distribution");
    }
    this.levels.show({
      levels,
      channels: at?.record.shape[0] ?? 1,
      chosen: this.chosen,
      open: p !== null,
      ready: p !== null && this.chosen !== null && this.chosen !== stands,
    });
  }

  /** @param {string} text  what the bars show */
  #describe(text) {
    this.bars.canvas.setAttribute("aria-label", text);
  }

  /** @param {number | null} level */
  #choose(level) {
    this.chosen = level;
    this.#draw(this.#at, this.#at && this.#find(this.#at));
  }

  /** @param {number} channel */
  #setChannel(channel) {
    this.#channel = channel;
    this.show(this.#at);
  }
}

/** @param {Inspected} at */
function placeName({ record, which, y, x }) {
  const row = record.n > 1 ? `Picture ${which + 1}, row` : "Row";
  return `${row} ${y + 1}, column ${x + 1}`;
}

/**
 * @param {Record} record
 * @param {number} y
 * @param {number} x
 * @param {number} step
 * @returns {PixelState["kind"]}
 */
function kindOf(record, y, x, step) {
  if (record.isForced(y, x)) return "forced";
  if (record.isGiven(y, x)) return "given";
  if (record.isThere(y, x, step)) return "drawn";
  return record.stepOf(y, x) === step ? "next" : "later";
}

/**
 * The probability of the level that stands there: by the surprise, which is exact, where it is of one channel.
 * @param {Inspected} at
 * @param {number} level
 * @param {Float32Array} p
 */
function chanceOf({ record, which, y, x }, level, p) {
  return record.shape[0] === 1 ? Math.exp(-record.surprise(which, y, x)) : p[level];
}

/**
 * @param {Record} record
 * @param {number} level
 */
function levelName({ levels }, level) {
  return levels === 2 ? PAIR[level] : `level ${level} of 0–${levels - 1}`;
}
