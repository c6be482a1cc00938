// The Sketches page: a hand begins a drawing and a model goes on, point by point; one player steps through both.

import { el } from "../../ui/canvas/paint.js";
import { History } from "../../ui/controls/history.js";
import { anySeed } from "../../ui/controls/seed.js";
import { Bench, mountPage } from "../../ui/shell/bench.js";
import { SketchesControls } from "./controls.js";
import { Easel } from "./easel.js";
import { LAST } from "./endings.js";
import { SketchesExport } from "./export.js";
import { MOST, read, settled, write } from "./own.js";
import { Pair } from "./pair.js";
import { Sheet } from "./sheet.js";
import { TakeSheet } from "./take_sheet.js";
import { ZBank } from "./z_bank.js";

/**
 * @import { Card, Status } from "../../ui/types.js"
 * @import { Arrival } from "./endings.js"
 * @import { Point, SketchesView } from "./types.js"
 */

const NONE = {
  title: "No model that draws yet",
  sentence: "This page shows networks that draw with a pen. Train one on this machine, then reload the page:",
  command: "python -m train sketchrnn-things",
};

/**
 * What decides the drawings: each is a step that can be undone.
 * @param {SketchesView} view
 */
const settingsIn = ({ model, label, seed, temperature, n, number, drawn, z }) => ({
  model,
  label,
  seed,
  temperature,
  n,
  number,
  drawn,
  z,
});

/** @param {HTMLElement} root */
export const mount = (root) =>
  mountPage(root, {
    path: "sketches",
    make: (/** @type {{root: HTMLElement, cards: Card[], view: SketchesView}} */ given) =>
      new SketchesBench(given.root, given.cards, given.view),
    none: NONE,
  });

class SketchesBench extends Bench {
  /**
   * @param {HTMLElement} root
   * @param {Card[]} cards  all models that draw with a pen
   * @param {SketchesView} view
   */
  constructor(root, cards, view) {
    super(root, "Your strokes stay");
    const error = (/** @type {string} */ message) => this.fail(message);
    const status = (/** @type {Status} */ found) => this.say(found);
    this.cards = cards;
    this.view = view;
    this.controls = new SketchesControls(cards, {
      change: (found, live) => this.#change(found, live),
      rest: () => this.#rest(),
      again: () => this.#another(),
      clear: () => this.#clear(),
      undo: () => this.undo(),
      redo: () => this.redo(),
    });
    /** @type {History<ReturnType<typeof settingsIn>>} */
    this.history = new History(settingsIn(view), () => this.controls.steps.show(this.history));
    this.easel = new Easel({
      view: () => view,
      goesOn: () => this.controls.auto.box.checked,
      laid: (points, arrival) => this.#lay(points, arrival),
      expects: (shown) => this.#expect(shown),
      arrived: () => this.#showZ(),
      ended: () => this.bank.showDrawing(this.#whole()),
      shown: () => this.#showStep(),
      error,
      status,
    });
    this.sheet = new Sheet("Nine endings", (which) => this.#take(which));
    this.bank = new ZBank({
      change: (z, live) => this.#change({ z }, live),
      rest: () => this.#rest(),
      anew: (z) => this.#drawFrom(z),
      drawn: () => write(settled(this.easel.points)),
      job: () => ({ ...this.#settings(), drawn: view.drawn, number: view.number }),
      error,
    });
    this.pair = new Pair({
      drawn: () => write(settled(this.easel.points)),
      settings: () => this.#settings(),
      keep: (kept) => {
        Object.assign(view, kept);
        this.export.forget();
      },
      take: (points) => this.#lay(points),
      saved: (sheet) => this.#takeSheet(sheet, "nine-from-z"),
      error,
      status,
    });
    this.export = new SketchesExport({
      view: () => ({ ...view, step: this.easel.linked }),
      points: () => this.easel.points,
      canvas: () => this.easel.paper.canvas,
      error,
    });
    this.nine = this.#takeSheet(this.sheet, "nine-endings");
    this.page = this.#build();
    this.followAddress(this.export);
    this.followUndoKeys();
    root.addEventListener("keydown", (event) => this.#key(event));
  }

  #build() {
    const head = el("div", { class: "between" }, el("h3", {}, "Nine endings"), this.nine.root);
    this.sheetBox = el("section", { class: "nine gx-hidden" }, head, this.sheet.root);
    const stage = el(
      "div",
      { class: "gx-stage" },
      this.error,
      this.note,
      this.easel.root,
      this.sheetBox,
      this.easel.strip.root,
      this.bank.root,
      this.pair.root,
    );
    return el(
      "div",
      { class: "gx-layout" },
      stage,
      el("div", { class: "gx-controls" }, this.controls.root, this.export.root),
    );
  }

  /**
   * What saves a sheet of drawings.
   * @param {Sheet} sheet
   * @param {string} name  of the file
   */
  #takeSheet(sheet, name) {
    return new TakeSheet(sheet, {
      file: () => `sketch-${this.view.model}-${name}`,
      seconds: () => this.export.length,
      error: (message) => this.fail(message),
    });
  }

  begin() {
    const { view } = this;
    this.root.replaceChildren(this.page);
    this.#showView();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const alive = view.step === LAST && !view.drawn && !still;
    this.easel.freeze(read(view.drawn));
    this.easel.show();
    this.#request(alive ? "play" : view.step);
  }

  leave() {
    this.easel.close();
    this.pair.close();
  }

  resume() {
    this.#request(this.easel.step);
  }

  get #card() {
    return this.cards.find(({ name }) => name === this.view.model) ?? this.cards[0];
  }

  // What is asked for.

  #settings() {
    const { model, label, seed, temperature, z } = this.view;
    return { model, label: label === "" ? null : Number(label), seed, temperature, z };
  }

  /**
   * @param {Arrival} arrival
   * @param {boolean} [live]  a hand is still dragging: only the ending on the paper follows
   */
  #request(arrival, live = false) {
    const { drawn, n, number } = this.view;
    this.easel.request({ ...this.#settings(), drawn, n: live ? 1 : n, number }, read(drawn), arrival, live);
  }

  /**
   * Points onto the paper, from which the model goes on.
   * @param {Point[]} points
   * @param {Arrival} [arrival]
   */
  #lay(points, arrival = "wait") {
    const laid = settled(points).slice(0, MOST);
    this.easel.freeze(laid);
    if (points.length > MOST) this.fail(`The paper holds ${MOST} points. Clear it, or go back a step.`);
    this.view.drawn = write(laid);
    this.view.number = 0;
    this.#commit();
    this.#request(arrival);
  }

  /**
   * The drawing of a z, from an empty paper.
   * @param {number[]} z
   */
  #drawFrom(z) {
    this.view.drawn = "";
    this.#change({ z });
  }

  // What is shown.

  #showStep() {
    const { easel, view } = this;
    if (view.n > 1 && easel.record.endings.length === view.n) {
      const drawings = Array.from({ length: view.n }, (_, which) => easel.record.pointsAt(easel.step, which));
      this.sheet.show(drawings, view.number);
      this.nine.show();
    }
    this.export.onchange();
  }

  /** All of the drawing that is on the paper. */
  #whole() {
    const { record } = this.easel;
    return record.pointsAt(record.available);
  }

  /** z as it is held, or as chance chose it for what is on the paper. */
  #showZ() {
    const { z } = this.view;
    this.bank.show(z.length ? z : this.easel.record.z, z.length > 0);
  }

  /** The controls say what the view says. */
  #showView() {
    const { view } = this;
    const card = this.#card;
    this.controls.show(view);
    this.easel.moment.box.box.checked = view.expects > 0;
    this.sheetBox?.classList.toggle("gx-hidden", view.n === 1);
    this.bank.open(card);
    this.pair.open(card.can.includes("read_sketch") && card.latents > 0, view);
    this.controls.steps.show(this.history);
  }

  /** @param {boolean} shown */
  #expect(shown) {
    this.view.expects = Number(shown);
    this.export.forget();
    this.easel.show();
  }

  // Settings.

  #commit() {
    this.history.commit(settingsIn(this.view));
    this.export.forget();
    this.pair.follow();
  }

  /**
   * @param {Partial<SketchesView>} found
   * @param {boolean} [live]  a hand is still dragging
   */
  #change(found, live = false) {
    const { view, easel } = this;
    const other = found.model !== undefined && found.model !== view.model;
    const turned = "temperature" in found || "z" in found; // of the same ending
    Object.assign(view, found, turned || "n" in found ? {} : { number: 0 });
    easel.rest();
    easel.forget();
    if (other) {
      const { conditions } = this.#card;
      view.label = Number(view.label) < conditions && view.label !== "" ? view.label : "";
      view.z = [];
      this.pair.forget();
    }
    this.fail("");
    this.tell("");
    this.#showView();
    if (!live) this.#commit();
    if (!turned) {
      this.#request("play");
      return;
    }
    if (easel.step <= easel.record.count) easel.show();
    this.#followHand(live);
  }

  /**
   * Before the ending, what is expected follows the hand; of the ending all is seen at once.
   * @param {boolean} live
   */
  #followHand(live) {
    const { step, record } = this.easel;
    this.#request(step <= record.count ? step : LAST, live);
  }

  /** A hand lets go of what it turned: all endings follow. */
  #rest() {
    this.#commit();
    if (this.view.n > 1) this.#followHand(false);
  }

  #another() {
    this.#change({ seed: anySeed() });
  }

  #clear() {
    this.easel.forget();
    this.#lay([], "wait");
  }

  /** @param {number} which  of the nine endings */
  #take(which) {
    const { step, record } = this.easel;
    this.view.number = which;
    this.#commit();
    this.#request(step >= record.total ? LAST : step);
  }

  undo() {
    this.#restore(this.history.undo());
  }

  redo() {
    this.#restore(this.history.redo());
  }

  /** @param {ReturnType<typeof settingsIn> | null} settings  from before; null where there are none */
  #restore(settings) {
    if (!settings) return;
    this.easel.rest();
    this.fail("");
    Object.assign(this.view, settings);
    this.easel.forget();
    this.#showView();
    this.export.forget();
    this.easel.player.pause();
    this.pair.follow();
    this.#request(LAST);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { target } = event;
    const typing = target instanceof Element && target.matches("input, select, textarea");
    if (event.ctrlKey || event.metaKey || event.altKey || typing) return;
    if (event.key.toLowerCase() === "n") this.#another();
  }
}
