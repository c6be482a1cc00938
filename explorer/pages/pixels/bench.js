// The Pixels page: autoregressive models draw pictures of which all, a part or nothing is unknown, and one player
// steps through the records of all samples that stand beside each other.

import { el } from "../../ui/canvas/paint.js";
import { anySeed } from "../../ui/controls/seed.js";
import { beginCanvas, branchCanvas, pack } from "../../ui/painting/canvas.js";
import { Record } from "../../ui/painting/record.js";
import { Player } from "../../ui/player/player.js";
import { Bench, mountPage } from "../../ui/shell/bench.js";
import { messageOf, postBytes, query } from "../../ui/transport/api.js";
import { Completions } from "./completions.js";
import { PixelsControls } from "./controls.js";
import { PixelsExport } from "./export.js";
import { Passes } from "./passes.js";
import { SampleRow } from "./sample_row.js";
import { Score } from "./score.js";
import { StartPanel } from "./start.js";

/**
 * @import { BegunCanvas, Scored } from "../../ui/painting/canvas.js"
 * @import { Card } from "../../ui/types.js"
 * @import { Cursor } from "./board.js"
 * @import { Unlinkable } from "./export.js"
 * @import { EndEvent, ErrorEvent, SampleSettings, SampleView } from "./sample_view.js"
 * @import { Start } from "./start.js"
 * @import { PixelsView } from "./view.js"
 */

/**
 * How a new record is shown: from its first pixel on, or at a step of it, -1 for its newest.
 * @typedef {"played" | number} Place
 */

const RATE = 300; // pixels a second at first: a picture of 784 takes some 2.6 s
const PLAYED = "played";
const LAST = -1;
const NONE = {
  title: "No autoregressive model yet",
  sentence: "This page shows models that paint pixel by pixel. Train one on this machine, then reload the page:",
  command: "python -m train gated-pixelcnn-mnist",
};

/** @param {HTMLElement} root */
export const mount = (root) =>
  mountPage(root, {
    path: "pixels",
    make: (/** @type {{cards: Card[], view: PixelsView}} */ { cards, view }) => new PixelsBench(root, cards, view),
    none: NONE,
  });

class PixelsBench extends Bench {
  /** @type {Start} */
  #start = { kind: "empty" };
  /** @type {number | null} the step that the link names, for the first record; null where it names none */
  #linkedStep = null;
  /** The link names a forced pixel, whose branch is not begun yet. */
  #linked = false;
  /** Which opening of a model is the newest. */
  #opening = 0;
  /** Which drawing is the newest. */
  #drawing = 0;

  /**
   * @param {HTMLElement} root
   * @param {Card[]} cards  all models that draw pixel by pixel
   * @param {PixelsView} view
   */
  constructor(root, cards, view) {
    super(root, "What was painted stays");
    this.cards = cards;
    this.view = view;
    const error = (/** @type {string} */ message) => this.fail(message);
    this.controls = new PixelsControls(cards, (found, live) => this.#change(found, live));
    this.samples = this.#makeSamples();
    this.player = this.#makePlayer();
    this.startPanel = new StartPanel({ changed: (start) => this.#setStart(start), error });
    this.score = new Score();
    this.completions = new Completions((which) => this.#pick(which));
    this.passes = new Passes(error);
    this.export = new PixelsExport({
      view: () => this.#shownView(),
      record: () => this.samples.main.record,
      canvas: () => this.samples.main.board.canvas,
      own: () => this.#own(),
      error,
    });
    this.fold = el(
      "details",
      { class: "gx-panel passes-fold", ontoggle: () => this.#openPasses() },
      el("summary", {}, "All pixels at once, again and again"),
      this.passes.root,
    );
    this.samples.boards.after(this.player.root);
    root.addEventListener("keydown", (event) => this.#key(event));
  }

  #makeSamples() {
    return new SampleRow({
      look: (cursor) => this.#looked(cursor),
      force: (sample, level) => this.#force(sample, level),
      heat: (heat) => this.#setOverlays({ heat }),
      field: (shown) => this.#setOverlays({ field: Number(shown) }),
      arrived: () => this.player.refresh(),
      ended: (sample, end) => this.#ended(sample, end),
      closeBeside: () => this.#change({ beside: "" }),
      closed: () => {
        this.view.force = [];
        this.player.refresh();
      },
      status: (status) => this.say(status),
      error: (message) => this.fail(message),
    });
  }

  #makePlayer() {
    const { samples } = this;
    return new Player({
      total: () => this.#total,
      available: () => samples.available,
      show: (step) => this.#show(step),
      label: "The painting",
      unit: "pixels",
      rate: RATE,
      next: (step) => samples.main.record?.next(step) ?? step + 1,
      back: (step) => samples.main.record?.back(step) ?? step - 1, // what was given is not stepped through
      onplay: () => this.#replay(),
      onstop: () => samples.stop(),
    });
  }

  #page() {
    const stage = el(
      "div",
      { class: "gx-stage" },
      this.error,
      this.note,
      this.samples.root,
      this.score.root,
      this.completions.root,
      this.fold,
    );
    const column = el("div", { class: "gx-controls" }, this.controls.root, this.startPanel.root, this.export.root);
    return el("div", { class: "gx-layout" }, stage, column);
  }

  /** Pixels of a picture. */
  get #total() {
    const [, h, w] = this.#cardOf(this.view.model).shape;
    return h * w;
  }

  get #atEnd() {
    return this.player.step >= this.#total;
  }

  /** @param {string} name */
  #cardOf(name) {
    const card = this.cards.find((one) => one.name === name);
    if (!card) throw new Error(`There is no model ${name} on this page.`);
    return card;
  }

  /** Show what the link says. */
  begin() {
    const { view } = this;
    const [y, x] = view.at;
    if (view.step >= 0 || view.force.length) this.#linkedStep = view.step;
    this.#linked = view.force.length > 0;
    this.root.replaceChildren(this.#page());
    this.#setOverlays({});
    if (view.at.length) this.samples.look({ which: view.which, y, x, pinned: true });
    this.fold.open = view.way === "passes";
    this.#openModel();
  }

  leave() {
    this.samples.leave();
    this.passes.leave();
  }

  resume() {
    this.#draw(LAST);
  }

  /** Another model: it is loaded and asked what it is, then it draws. */
  async #openModel() {
    const turn = ++this.#opening;
    const { view } = this;
    this.controls.show(view);
    this.samples.putBeside(view.beside !== "");
    try {
      const { levels } = await this.samples.main.prepare(view.model);
      if (turn !== this.#opening) return;
      const card = this.#cardOf(view.model);
      this.score.open(card);
      this.#openPasses();
      await this.startPanel.open({ card, levels, view });
      // A picture that has to be fetched is told of by itself.
      if (turn === this.#opening && this.startPanel.kind === this.#start.kind) this.#draw();
    } catch (error) {
      if (turn === this.#opening) this.fail(messageOf(error));
    }
  }

  /**
   * @param {Partial<PixelsView>} found  what of the view a person changed
   * @param {boolean} [live]  by dragging: what is shown stays at its step
   */
  #change(found, live = false) {
    const { view, player } = this;
    const other = found.model !== undefined && found.model !== view.model;
    Object.assign(view, found, { force: [] });
    if (view.beside === view.model) view.beside = "";
    this.export.forget();
    if (other) {
      this.#openModel();
      return;
    }
    this.controls.show(view);
    this.samples.putBeside(view.beside !== "");
    this.#openPasses();
    const stays = this.#atEnd || player.clock.wanted !== null ? LAST : player.step;
    this.#draw(live ? stays : PLAYED, live);
  }

  /** @param {Start} start */
  #setStart(start) {
    const before = this.#start;
    const picture = start.kind === "picture";
    this.#start = start;
    this.view.start = picture ? start.name : "";
    this.view.hole = picture && start.preset !== "brushed" ? start.preset : "";
    this.export.forget();
    const same = start.kind === "empty" && before.kind === "empty";
    if (same || (picture && !start.done)) return; // still under the brush
    this.#draw();
  }

  /**
   * What a model draws with.
   * @param {string} model
   * @returns {SampleSettings}
   */
  #settingsOf(model) {
    const { n, temperature, seed, label } = this.view;
    return { model, n, label: labelFor(label, this.#cardOf(model).conditions), temperature, seed, way: "rows" };
  }

  /**
   * Draw anew with all models.
   * @param {Place} [place]  where the new record is shown; the link's step at first
   * @param {boolean} [live]  a hand is dragging
   */
  async #draw(place = this.#linkedStep ?? PLAYED, live = false) {
    const turn = ++this.#drawing;
    const { samples } = this;
    this.#linkedStep = null;
    samples.clearBranches();
    if (!this.#linked) this.view.force = [];
    this.fail("");
    this.completions.show(null);
    this.score.show(null);
    try {
      for (const sample of samples.models) {
        const settings = this.#settingsOf(sample === samples.main ? this.view.model : this.view.beside);
        const card = this.#cardOf(settings.model);
        const begun = await beginCanvas(this.#start, card, (greys) => scoreOf(settings, greys));
        if (turn !== this.#drawing) return;
        const { canvas, given, scored } = begun;
        sample.setTitle(card.title);
        if (begun.unknown) sample.begin({ ...settings, canvas: pack(canvas), context: { canvas, given } }, live);
        else if (scored) this.#openScored(sample, settings, begun, scored);
      }
      if (samples.main.busy) this.#play(place);
    } catch (error) {
      if (turn === this.#drawing) this.fail(messageOf(error));
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
    this.#ended(sample, { event: "end" });
  }

  /**
   * @param {SampleView} sample
   * @param {EndEvent | ErrorEvent} end
   */
  #ended(sample, end) {
    const { record } = sample;
    if (end.event === "error") this.fail(end.message);
    if (sample === this.samples.main && end.event === "end" && record) {
      const rowByRow = record.order.every((at, step) => at === step);
      this.startPanel.setOrder(rowByRow ? null : record.rank);
      if (this.#start.kind === "picture" && this.#start.hole.includes(1)) this.completions.show(record);
      if (this.#linked) this.#forceFromLink(record);
    }
    if (this.samples.busy) this.player.refresh();
    else this.player.end();
    this.#show(this.player.step);
  }

  /**
   * Play was pressed where nothing is left to play: the same record from its first pixel, or a new one where none is
   * there.
   */
  #replay() {
    if (this.samples.main.whole) return false;
    this.#draw();
    return true;
  }

  /** @param {number} step */
  #show(step) {
    this.samples.show(step);
    this.#showScore(step);
  }

  /**
   * How likely the picture that is looked at is, once it is whole.
   * @param {number} step
   */
  #showScore(step) {
    const { whole, record } = this.samples.main;
    if (!whole || !record || step < this.#total) {
      this.score.show(null);
      return;
    }
    const [c, h, w] = record.shape;
    const which = Math.min(this.samples.cursor?.which ?? 0, record.n - 1);
    const nats = record.nats(which);
    this.score.show({
      nats,
      bitsPerDim: nats / Math.LN2 / (c * h * w),
      label: record.n > 1 ? `Picture ${which + 1}` : "This picture",
    });
  }

  /** @param {Cursor} cursor */
  #looked({ which, y, x }) {
    this.view.which = which;
    this.view.at = [y, x];
    this.export.forget();
    this.#showScore(this.player.step);
  }

  /** @param {number} which  the completion that is to be looked at */
  #pick(which) {
    const { cursor, main } = this.samples;
    if (!main.record) return;
    const [y, x] = cursor ? [cursor.y, cursor.x] : main.record.place(this.#total - 1);
    this.samples.look({ which, y, x, pinned: true });
  }

  /** @param {Partial<PixelsView>} found  heat map or receptive field */
  #setOverlays(found) {
    Object.assign(this.view, found);
    this.samples.setOverlays(this.view.heat, this.view.field > 0);
  }

  /**
   * The pixel under a sample's cursor takes another level, and drawing goes on from there beside the first.
   * @param {SampleView} sample
   * @param {number} level
   */
  #force(sample, level) {
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
    this.export.forget();
    if (this.#linked) return; // its step is kept
    this.player.clock.ended = false;
    this.player.go(step);
    this.player.play();
    branch.root.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }

  /** @param {Record} record  whose pixel the link forces */
  #forceFromLink(record) {
    const [y, x, level] = this.view.force;
    const [, h, w] = record.shape;
    if (level < record.levels && y < h && x < w) {
      this.samples.look({ which: this.view.which, y, x, pinned: true });
      this.#force(this.samples.main, level);
    } else {
      this.view.force = [];
    }
    this.#linked = false;
  }

  /** The fold below: its passes run when it is opened, and anew when something else is to be drawn. */
  #openPasses() {
    const { model, label, temperature, seed } = this.#settingsOf(this.view.model);
    this.view.way = this.fold.open ? "passes" : "rows";
    this.passes.open({ model, label, temperature, seed });
    if (this.fold.open && !this.passes.passes.length) this.passes.run();
  }

  /** @returns {PixelsView} as a link is to say it */
  #shownView() {
    return { ...this.view, step: this.#atEnd ? LAST : this.player.step };
  }

  /** What of the page a link can't hold: it holds one branch of the first sample. */
  #own() {
    const { branches, main } = this.samples;
    const ofMain = branches.filter(({ origin }) => origin === main).length;
    const unlinkable = branches.length - Math.min(ofMain, 1);
    const start = this.#start;
    /** @type {Unlinkable[]} */
    const own = [];
    if (start.kind === "picture" && !start.name) own.push("picture");
    if (start.kind === "picture" && start.preset === "brushed") own.push("hole");
    if (unlinkable) own.push("branches");
    return own;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { target } = event;
    const typing = target instanceof Element && target.matches("input, select, textarea");
    if (event.ctrlKey || event.metaKey || event.altKey || typing) return;
    if (event.key.toLowerCase() === "n") this.#change({ seed: anySeed() });
  }
}

/**
 * The class as the route takes it.
 * @param {string} label
 * @param {number} conditions  classes that the model knows
 */
function labelFor(label, conditions) {
  if (!conditions || label === "") return null;
  return label === "each" ? label : Math.min(Number(label), conditions - 1);
}

/**
 * A whole picture in a model's levels, and what it makes of each pixel.
 * @param {SampleSettings} settings
 * @param {Uint8Array<ArrayBuffer>} greys  (c*h*w)
 * @returns {Promise<Scored>}
 */
function scoreOf({ model, label }, greys) {
  return postBytes(query("/api/pixels/score", typeof label === "number" ? { model, label } : { model }), greys);
}
