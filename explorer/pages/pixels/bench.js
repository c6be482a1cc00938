// The Pixels page: autoregressive models draw pictures of which all, a part or nothing is unknown, and one player
// steps through the records of all samples that stand beside each other.

import { el } from "../../ui/canvas/paint.js";
import { History } from "../../ui/controls/history.js";
import { anySeed } from "../../ui/controls/seed.js";
import { Player } from "../../ui/player/player.js";
import { Bench, mountPage } from "../../ui/shell/bench.js";
import { messageOf } from "../../ui/transport/api.js";
import { Completions } from "./completions.js";
import { PixelsControls } from "./controls.js";
import { Drawing, LAST, PLAYED } from "./drawing.js";
import { linkedStart, PixelsExport, unlinkable } from "./export.js";
import { openingOf } from "./first_picture.js";
import { Passes } from "./passes.js";
import { SampleRow } from "./sample_row.js";
import { Score, scoreIn } from "./score.js";
import { StartPanel } from "./start.js";

/**
 * @import { Card } from "../../ui/types.js"
 * @import { Cursor } from "./board.js"
 * @import { EndEvent, ErrorEvent, SampleView } from "./sample_view.js"
 * @import { Start } from "./start.js"
 * @import { PixelsView } from "./view.js"
 */

const RATE = 300; // pixels a second at first: a picture of 784 takes some 2.6 s
const NONE = {
  title: "No autoregressive model yet",
  sentence: "This page shows models that paint pixel by pixel. Train one on this machine, then reload the page:",
  command: "python -m train gated-pixelcnn-mnist",
};

/**
 * What decides the pictures: each is a step that can be undone.
 * @param {PixelsView} view
 */
const settingsIn = ({ model, beside, label, other, mix, n, temperature, seed }) => ({
  model,
  beside,
  label,
  other,
  mix,
  n,
  temperature,
  seed,
});

/** @param {HTMLElement} root */
export const mount = (root) =>
  mountPage(root, {
    path: "pixels",
    make: (/** @type {{root: HTMLElement, cards: Card[], view: PixelsView}} */ given) =>
      new PixelsBench(given.root, given.cards, given.view),
    none: NONE,
  });

class PixelsBench extends Bench {
  /** @type {Start} */
  #start = { kind: "empty" };
  /** Which opening of a model is the newest. */
  #opening = 0;

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
    this.controls = new PixelsControls(cards, {
      change: (found, live) => this.#change(found, live),
      rest: () => this.history.commit(settingsIn(view)),
      undo: () => this.undo(),
      redo: () => this.redo(),
    });
    /** @type {History<ReturnType<typeof settingsIn>>} */
    this.history = new History(settingsIn(view), () => this.controls.steps.show(this.history));
    this.samples = this.#makeSamples();
    this.player = this.#makePlayer();
    this.drawing = this.#makeDrawing();
    this.startPanel = new StartPanel({ changed: (start) => this.#setStart(start), error });
    this.score = new Score();
    this.completions = new Completions((which) => this.#pick(which));
    this.passes = new Passes(error);
    this.export = new PixelsExport({
      view: () => this.#shownView(),
      records: () => this.samples.all.flatMap(({ record }) => record ?? []),
      canvases: () => this.samples.all.filter(({ record }) => record).map(({ board }) => board.canvas),
      own: () => unlinkable(this.#start, this.samples),
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
    this.controls.steps.show(this.history);
    this.followUndoKeys();
    this.followAddress(this.export, ["model", "beside"]);
  }

  #makeSamples() {
    return new SampleRow({
      look: (cursor) => this.#looked(cursor),
      force: (sample, level) => this.drawing.force(sample, level),
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

  #makeDrawing() {
    const { view, samples, player } = this;
    return new Drawing(
      { cardOf: (name) => this.#cardOf(name), view, samples, player },
      {
        start: () => this.#start,
        begun: () => {
          this.fail("");
          this.completions.show(null);
          this.score.show(null);
        },
        scored: (sample) => this.#ended(sample, { event: "end" }),
        branched: () => this.export.forget(),
        error: (message) => this.fail(message),
      },
    );
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
    this.drawing.followLink();
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
    this.drawing.draw(LAST);
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
      const before = this.#start;
      this.score.open(card);
      this.#openPasses();
      await this.startPanel.open({ card, levels, view });
      // A picture that has to be fetched is told of by itself, and drawn with then.
      if (turn === this.#opening && this.startPanel.kind === this.#start.kind && before === this.#start) {
        this.drawing.draw();
      }
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
    const opening = other ? openingOf(view, this.#cardOf(view.model), this.#cardOf(found.model ?? "")) : {};
    Object.assign(view, found, opening, { force: [] });
    if (view.beside === view.model) view.beside = "";
    if (!live) this.history.commit(settingsIn(view));
    const stays = this.#atEnd || player.clock.wanted !== null ? LAST : player.step;
    if (this.#showSettings(other)) this.drawing.draw(live ? stays : PLAYED, live);
  }

  /**
   * The view's settings are other ones.
   * @param {boolean} other  the model, too: it opens with its own picture
   * @returns {boolean}  whether the page's pictures are to be drawn anew with them
   */
  #showSettings(other) {
    const { view } = this;
    this.export.forget();
    if (other) {
      this.#openModel();
      return false;
    }
    this.controls.show(view);
    this.samples.putBeside(view.beside !== "");
    this.#openPasses();
    return true;
  }

  undo() {
    this.#restore(this.history.undo());
  }

  redo() {
    this.#restore(this.history.redo());
  }

  /**
   * Settings from before, with the pictures that they make.
   * @param {ReturnType<typeof settingsIn> | null} settings  null where there are none
   */
  #restore(settings) {
    if (!settings) return;
    const { view } = this;
    const other = settings.model !== view.model;
    Object.assign(view, settings, { force: [] });
    if (this.#showSettings(other)) this.drawing.draw(LAST);
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
    this.drawing.draw();
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
      this.drawing.forceFromLink(record);
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
    this.drawing.draw();
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
    const { main, cursor } = this.samples;
    const shown = main.whole && step >= this.#total ? main.record : null;
    this.score.show(shown && scoreIn(shown, cursor?.which ?? 0));
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

  /** The fold below: its passes run when it is opened, and anew when something else is to be drawn. */
  #openPasses() {
    const { model, label, temperature, seed } = this.drawing.settingsOf(this.view.model);
    this.view.way = this.fold.open ? "passes" : "rows";
    this.passes.open({ model, label, temperature, seed });
    if (this.fold.open && !this.passes.passes.length) this.passes.run();
  }

  /** @returns {PixelsView} as a link is to say it */
  #shownView() {
    return { ...this.view, ...linkedStart(this.#start), step: this.#shownStep };
  }

  /** As a link is to say it: before the first record has come it is the link's own. */
  get #shownStep() {
    if (!this.samples.main.record) return this.view.step;
    const step = this.player.clock.wanted ?? this.player.step;
    return step >= this.#total ? LAST : step;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { target } = event;
    const typing = target instanceof Element && target.matches("input, select, textarea");
    if (event.ctrlKey || event.metaKey || event.altKey || typing) return;
    if (event.key.toLowerCase() === "n") this.#change({ seed: anySeed() });
  }
}
