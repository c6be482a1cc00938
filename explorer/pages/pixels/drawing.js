// How samples come about: drawn from the page's settings, a whole picture that is only scored, and the branches that
// leave a sample where a pixel was forced.

import { beginCanvas, branchCanvas, pack } from "../../ui/painting/canvas.js";
import { Record } from "../../ui/painting/record.js";
import { messageOf, postBytes, query } from "../../ui/transport/api.js";

/**
 * @import { BegunCanvas, Scored } from "../../ui/painting/canvas.js"
 * @import { Player } from "../../ui/player/player.js"
 * @import { Card } from "../../ui/types.js"
 * @import { SampleRow } from "./sample_row.js"
 * @import { SampleSettings, SampleView } from "./sample_view.js"
 * @import { Start } from "./start.js"
 * @import { PixelsView } from "./view.js"
 */

/**
 * How a new record is shown: from its first pixel on, or at a step of it, -1 for its newest.
 * @typedef {"played" | number} Place
 */

/**
 * @typedef {object} DrawingCalls
 * @property {() => Start} start  what drawing begins with
 * @property {() => void} begun  everything is drawn anew: what was said of the last pictures is over
 * @property {(sample: SampleView) => void} scored  a whole picture's record is there
 * @property {() => void} branched  a branch is drawn
 * @property {(message: string) => void} error
 */

/** The record is shown from its first pixel on. */
export const PLAYED = "played";

const UNTOLD = "It knows no classes: it was not told the one that is asked for, and paints whichever it likes.";

/** The step of the newest pixel. */
export const LAST = -1;

export class Drawing {
  /** @type {number | null} the step that the link names, for the first record; null where it names none */
  #linkedStep = null;
  /** The link names a forced pixel, whose branch is not begun yet. */
  #linked = false;
  /** Which drawing is the newest. */
  #turn = 0;

  /**
   * @param {object} page
   * @param {(name: string) => Card} page.cardOf
   * @param {PixelsView} page.view
   * @param {SampleRow} page.samples
   * @param {Player} page.player  of the samples
   * @param {DrawingCalls} on
   */
  constructor({ cardOf, view, samples, player }, on) {
    this.cardOf = cardOf;
    this.view = view;
    this.samples = samples;
    this.player = player;
    this.on = on;
  }

  /** The view is a link's: its step and its forced pixel wait for the first record. */
  followLink() {
    const { step, force } = this.view;
    if (step >= 0 || force.length) this.#linkedStep = step;
    this.#linked = force.length > 0;
  }

  /**
   * What a model draws with.
   * @param {string} model
   * @returns {SampleSettings}
   */
  settingsOf(model) {
    const { n, temperature, seed } = this.view;
    return { model, n, label: labelFor(this.view, this.cardOf(model).conditions), temperature, seed, way: "rows" };
  }

  /**
   * Draw anew with all models.
   * @param {Place} [place]  where the new record is shown; the link's step at first
   * @param {boolean} [live]  a hand is dragging
   */
  async draw(place = this.#linkedStep ?? PLAYED, live = false) {
    const turn = ++this.#turn;
    const { samples } = this;
    this.#linkedStep = null;
    samples.clearBranches();
    if (!this.#linked) this.view.force = [];
    this.on.begun();
    try {
      for (const sample of samples.models) {
        const settings = this.settingsOf(sample === samples.main ? this.view.model : this.view.beside);
        const card = this.cardOf(settings.model);
        const begun = await beginCanvas(this.on.start(), card, (greys) => scoreOf(settings, greys));
        if (turn !== this.#turn) return;
        const { canvas, given, scored } = begun;
        sample.setTitle(card.title, this.view.label !== "" && !card.conditions ? UNTOLD : "");
        if (begun.unknown) sample.begin({ ...settings, canvas: pack(canvas), context: { canvas, given } }, live);
        else if (scored) this.#openScored(sample, settings, begun, scored);
      }
      if (samples.main.busy) this.#play(place);
    } catch (error) {
      if (turn === this.#turn) this.on.error(messageOf(error));
    }
  }

  /**
   * A new record is on its way.
   * @param {Place} place
   */
  #play(place) {
    const { player } = this;
    player.open();
    // Nothing moves by itself where a person does not want it.
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (place !== PLAYED) player.go(place);
    else if (still) player.go(LAST);
    else player.play();
  }

  /**
   * A whole picture is not drawn: its record is there at once.
   * @param {SampleView} sample
   * @param {SampleSettings} settings
   * @param {BegunCanvas} begun
   * @param {Scored} scored
   */
  #openScored(sample, settings, { given, canvas }, { shape, levels, label, rows }) {
    const record = new Record({ shape, levels, n: 1, labels: [label], given, canvas });
    for (const row of rows) record.add(row);
    sample.open(record, { ...settings, n: 1 });
    this.player.open();
    this.player.go(LAST);
    this.on.scored(sample);
  }

  /**
   * The pixel under a sample's cursor takes another level, and drawing goes on from there beside the first.
   * @param {SampleView} sample
   * @param {number} level
   */
  force(sample, level) {
    const { cursor, settings, record } = sample;
    if (!cursor || !settings || !record) return;
    const { which, y, x } = cursor;
    const step = record.stepOf(y, x);
    if (step < 0) return;
    const name = record.levels === 2 ? ["black", "white"][level] : `level ${level}`;
    const branch = this.samples.addBranch(`Row ${y + 1}, column ${x + 1}: ${name}`, sample);
    if (sample === this.samples.main) this.view.force = [y, x, level];
    const { canvas, given } = branchCanvas(record, which, y, x, level);
    branch.begin({
      model: settings.model,
      n: 1,
      label: record.labels[which] ?? null,
      temperature: settings.temperature,
      seed: settings.seed + which,
      way: settings.way,
      canvas: pack(canvas),
      context: { canvas, given, forced: [y, x] },
    });
    this.on.branched();
    if (this.#linked) return; // its step is kept
    this.player.clock.ended = false;
    this.player.go(step);
    this.player.play();
    branch.root.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }

  /**
   * The branch that the link names, where it is not drawn yet.
   * @param {Record} record  of the first sample, whole
   */
  forceFromLink(record) {
    if (!this.#linked) return;
    const [y, x, level] = this.view.force;
    const [, h, w] = record.shape;
    if (level < record.levels && y < h && x < w) {
      this.samples.look({ which: this.view.which, y, x, pinned: true });
      this.force(this.samples.main, level);
    } else {
      this.view.force = [];
    }
    this.#linked = false;
  }
}

/**
 * The class, or the blend of two, as the route takes it.
 * @param {Pick<PixelsView, "label" | "other" | "mix">} view
 * @param {number} conditions  classes that the model knows
 * @returns {SampleSettings["label"]}
 */
function labelFor({ label, other, mix }, conditions) {
  if (!conditions || label === "") return null;
  if (label === "each") return label;
  const number = (/** @type {string} */ text) => Math.min(Number(text), conditions - 1);
  return other ? [number(label), number(other), mix] : number(label);
}

/**
 * A whole picture in a model's levels, and what it makes of each pixel.
 * @param {SampleSettings} settings
 * @param {Uint8Array<ArrayBuffer>} greys  (c*h*w)
 * @returns {Promise<Scored>}
 */
function scoreOf({ model, label }, greys) {
  const told = label === null || label === "each" ? "" : String(label);
  return postBytes(query("/api/pixels/score", { model, label: told }), greys);
}
