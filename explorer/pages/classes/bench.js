// The Classes page: styles in rows, classes in columns, one style under the hand, and two places between.

import { el } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { History, UndoButtons } from "../../ui/controls/history.js";
import { tidy } from "../../ui/latents/latent_space.js";
import { latentsLink } from "../../ui/latents/latents_link.js";
import { drawOf } from "../../ui/picture/mean_or_draw.js";
import { TakeAlong } from "../../ui/picture/take_along.js";
import { Tray } from "../../ui/picture/tray.js";
import { Bench, mountPage } from "../../ui/shell/bench.js";
import { SILENT } from "../../ui/transport/api.js";
import { Blends } from "./blend.js";
import { Draws } from "./draws.js";
import { FromPicture } from "./from_picture.js";
import { ClassesHead } from "./head.js";
import { numbers } from "./numbers.js";
import { onPaper, SCALE } from "./paper.js";
import { RowStyles } from "./row_styles.js";
import { StyleSliders } from "./sliders.js";
import { ClassesStage } from "./stage.js";
import { columnCount, isAsTrained } from "./view.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("../../ui/types.js").Status} Status */
/** @typedef {import("./cells.js").Cell} Cell */
/** @typedef {import("./view.js").ClassesView} ClassesView */

const RETRY_MS = 2000;
const LOADING = "Loading the model: the sheet was made when it was trained.";

/** @param {HTMLElement} root */
export const mount = (root) =>
  mountPage(root, {
    path: "classes",
    none: {
      title: "No conditional model yet",
      sentence:
        "This page shows models that are told a class beside the latents. " +
        "Train one on this machine, then reload the page:",
      command: "python -m train cvae-mnist-16d",
    },
    make: (/** @type {{root: HTMLElement, cards: Card[], all: Card[], view: ClassesView}} */ given) =>
      new ClassesBench(given.root, given),
  });

class ClassesBench extends Bench {
  #status = el("p", { class: "gx-note status gx-num", role: "status" });
  #numbers = el("section", { class: "gx-panel" });
  #steps = new UndoButtons("Back to what was before (Ctrl+Z)", this);

  /**
   * @param {HTMLElement} root
   * @param {object} given
   * @param {Card[]} given.cards  models that are told a class
   * @param {Card[]} given.all  every model
   * @param {ClassesView} given.view
   */
  constructor(root, { cards, all, view }) {
    super(root, "Your styles are kept");
    this.cards = cards;
    this.all = all;
    this.view = view;
    this.styles = new RowStyles(view);
    this.history = new History({ ...view }, () => this.#refresh());
    this.stage = this.#makeStage();
    this.head = this.#makeHead();
    this.draws = new Draws({
      model: () => this.view.model,
      drawn: (drawn) => this.#takeDrawn(drawn),
      error: (message) => {
        this.draws.show(this.view);
        this.fail(message);
        if (message === SILENT && !this.styles.drawn) this.#drawLater();
      },
    });
    this.bank = new StyleSliders(this.card, {
      input: (index, value) => this.#drag(index, value),
      rest: () => this.#commit(),
      together: (on) => this.#change({ together: Number(on) }, true),
      pictures: (latents, callback) => this.stage.strips(latents, callback),
    });
    this.from = new FromPicture(this.card, {
      card: () => this.card,
      style: (found, done) => this.#follow(found, done),
      gone: () => this.#forgetPicture(),
      back: (mean) => this.#take(mean),
      error: (message) => this.fail(message),
    });
    this.blends = new Blends(this.stage.sheets, {
      change: (part) => this.#change(part),
      rest: () => this.#commit(),
    });
    this.export = new TakeAlong({
      page: "classes",
      saves: `Save the sheet with its heads, ${SCALE} times enlarged`,
      view: () => this.view,
      file: () => `classes-${this.view.model}`,
      picture: () => onPaper(this.stage.sheets.sheet, this.head.onPaper(this.view)),
      error: (message) => this.fail(message),
    });
    const trayRoot = el("div", {});
    this.tray = new Tray(trayRoot, { onpick: (kept) => this.#pick(kept) });
    this.page = this.#layOut(trayRoot);
    this.followUndoKeys();
    this.followAddress(this.export, ["model", "mode"]);
  }

  /** The card of the view's model. */
  get card() {
    return this.#cardOf(this.view.model) ?? this.cards[0];
  }

  /** @param {string} name */
  #cardOf(name) {
    return this.cards.find((card) => card.name === name);
  }

  #makeStage() {
    return new ClassesStage({
      view: () => this.view,
      card: () => this.card,
      take: ({ z }) => this.#take(z),
      keep: (cell) => this.#keep(cell),
      status: (status) => this.say(status),
      error: (message) => {
        this.bank.renewer.clear();
        this.fail(message);
      },
      painted: (detail) => {
        this.#showStyle();
        this.root.dispatchEvent(new CustomEvent("gx-painted", { detail }));
      },
    });
  }

  #makeHead() {
    return new ClassesHead(this.cards, {
      model: (name) => this.#choose(name),
      mode: (mode) => this.#setMode(mode, this.view.cls),
      column: (k) => this.#setMode("one", k),
      smooth: (on) => {
        this.#setSmooth(on);
        this.#commit();
      },
      draw: (draw) => {
        this.stage.close();
        this.#change({ draw }, true);
        this.bank.mark();
      },
      lock: (row) => this.#toggleKept(row),
    });
  }

  /** @param {HTMLElement} trayRoot */
  #layOut(trayRoot) {
    const reset = button("Reset", "Your style as the seed drew it, and nothing moved or kept", () => this.#reset());
    const steps = el("div", { class: "gx-row" }, ...this.#steps.buttons, reset);
    const sheet = el("div", { class: "sheet" }, this.head.columns, this.head.rows, this.stage.sheets.sheet.root);
    const stage = el(
      "div",
      { class: "gx-stage" },
      this.head.root,
      this.error,
      this.note,
      el("div", { class: "tools" }, this.draws.root, steps),
      el("div", { class: "area" }, sheet, this.stage.enlarged.root),
      this.stage.judged,
      this.#status,
    );
    const controls = el("div", { class: "gx-controls" }, this.from.root, this.bank.root);
    return el(
      "div",
      { class: "page" },
      el("div", { class: "gx-layout" }, stage, controls),
      this.blends.root,
      el("div", { class: "below" }, this.#numbers, this.export.root, trayRoot),
    );
  }

  /**
   * The sheet made at training time is there before the model is.
   * @override
   */
  async begin() {
    await this.#open();
    this.root.replaceChildren(this.page);
  }

  /** @override */
  leave() {
    this.stage.close();
  }

  /** @override */
  resume() {
    this.#ask();
  }

  /** The view's model onto the page. */
  async #open() {
    const { view, card } = this;
    this.styles.drawn = null;
    this.#status.textContent = "";
    this.head.open(card);
    this.stage.open(card, this.all);
    this.blends.open(card);
    this.#openSheet();
    this.bank.open(card, view.z.length ? view.z : Array(card.latents).fill(0));
    this.#numbers.replaceChildren(...numbers(card));
    this.#setSmooth(Boolean(view.smooth));
    this.draws.show(view);
    this.#refresh();
    const drawing = this.draws.ask({}, { final: false });
    if (isAsTrained(view) && columnCount(card) === card.conditions) await this.stage.showTrained(card, drawing);
  }

  #openSheet() {
    const { rows, columns } = this.stage.openSheet(this.view, this.card);
    const [, h, w] = this.card.shape;
    this.root.style.setProperty("--part", String((w * columns) / (h * rows)));
    this.bank.setTogether(Boolean(this.view.together), this.view.mode === "one");
  }

  #refresh() {
    this.head.show(this.view, this.card, this.from.pixels);
    this.blends.show(this.view, this.card);
    this.#steps.show(this.history);
  }

  /** Without its first styles a model shows nothing: they are asked for until the explorer answers. */
  #drawLater() {
    this.stage.say("offline");
    setTimeout(() => {
      if (!this.styles.drawn && this.root.isConnected) this.draws.ask({}, { final: false });
    }, RETRY_MS);
  }

  /**
   * Styles came from the prior.
   * @param {import("./draws.js").Drawn} drawn
   */
  #takeDrawn(drawn) {
    if (this.error.textContent === SILENT) this.fail("");
    this.styles.takeDrawn(drawn);
    this.#moved();
    if (drawn.final) this.#commit();
  }

  /**
   * A slider of the style moved under the hand.
   * @param {number} index
   * @param {number} value
   */
  #drag(index, value) {
    if (this.styles.move(index, value)) this.#moved(index);
  }

  /**
   * The first row's style, all at once.
   * @param {number[]} z
   */
  #take(z) {
    this.styles.put(z);
    this.#moved();
    this.#commit();
  }

  /** @param {Cell} cell  goes into the tray */
  #keep({ z, weights, words }) {
    this.tray.add({ model: this.view.model, z: z.map(tidy), weights, label: words });
  }

  /**
   * The style of a picture, and the class it is taken for or was said to be.
   * @param {import("./guess.js").Found} found
   * @param {boolean} done  no stroke is going on
   */
  #follow(found, done) {
    this.styles.put(found.mean);
    this.view.cls = found.label;
    this.bank.setBand(found);
    this.#moved();
    this.#refresh();
    if (done) this.#commit();
  }

  /** The style under the hand, in the class that was chosen, into the frames of the sliders. */
  #showStyle() {
    const { sheet } = this.stage.sheets;
    const { mode, cls } = this.view;
    const picture = sheet.picture(mode === "one" ? 0 : Math.min(cls, sheet.columns - 1));
    if (picture) this.bank.showPicture(picture);
  }

  #forgetPicture() {
    this.bank.setBand(null);
    this.#refresh();
  }

  #reset() {
    this.styles.reset();
    this.#moved();
    this.#commit();
    this.#refresh();
  }

  /**
   * Styles changed: the sliders and all pictures follow.
   * @param {number | null} [held]  the latent under the hand
   */
  #moved(held = null) {
    const { first } = this.styles;
    if (!first) return;
    this.bank.setZ(first, held);
    this.export.forget();
    this.#ask();
  }

  /**
   * A part of the view that moves no slider.
   * @param {Partial<ClassesView>} part
   * @param {boolean} [final]  the hand rests
   */
  #change(part, final = false) {
    Object.assign(this.view, part);
    if ("cls" in part) this.bank.mark();
    this.#refresh();
    this.export.forget();
    this.#ask();
    if (final) this.#commit();
  }

  /**
   * @param {ClassesView["mode"]} mode
   * @param {number} cls
   */
  #setMode(mode, cls) {
    Object.assign(this.view, { mode, cls });
    this.#openSheet();
    this.#change({ cls }, true);
  }

  /** @param {boolean} on */
  #setSmooth(on) {
    this.view.smooth = Number(on);
    this.stage.setSmooth(on);
    this.from.guess.setSmooth(on);
  }

  /** @param {number} row  whose style is kept from now on, or no more */
  #toggleKept(row) {
    const part = this.styles.toggled(row);
    if (part) this.#change(part, true);
  }

  /**
   * Another model; what was done with this one is kept for its return.
   * @param {string} name
   */
  #choose(name) {
    const { view } = this;
    const before = this.card;
    const card = this.#cardOf(name);
    if (!card) return;
    const last = card.conditions - 1;
    this.styles.goTo(name);
    view.draw = drawOf(card, view.draw);
    for (const end of /** @type {const} */ (["cls", "one", "two"])) view[end] = Math.min(view[end], last);
    if (view.one === view.two) Object.assign(view, { one: 0, two: last });
    this.fail("");
    this.tell("");
    this.#open();
    this.export.forget();
    const same = before.dataset === card.dataset && before.shape.join() === card.shape.join();
    this.from.change(card, same);
    this.#commit();
  }

  /**
   * A kept picture: its style under the sliders, or on the Latents page where its model is not for this one.
   * @param {import("../../ui/picture/tray.js").Kept} kept
   */
  #pick({ model, z, weights = [] }) {
    if (!this.#cardOf(model)) {
      location.assign(latentsLink(model, z, weights));
      return;
    }
    if (model !== this.view.model) this.#choose(model);
    this.#take(z);
  }

  #ask() {
    if (this.styles.drawn) this.stage.ask(this.styles.drawn);
  }

  #commit() {
    this.history.commit(this.view);
  }

  /** @override */
  undo() {
    this.#travel(this.history.undo());
  }

  /** @override */
  redo() {
    this.#travel(this.history.redo());
  }

  /** @param {ClassesView | null} state  before or after this one; null where there is none */
  #travel(state) {
    if (!state) return;
    const other = state.model !== this.view.model;
    if (state.draw !== this.view.draw) this.stage.close();
    const redraw = state.seed !== this.view.seed || state.temperature !== this.view.temperature;
    Object.assign(this.view, state);
    if (other) {
      this.from.change(this.card, false);
      this.#open();
      return;
    }
    this.#openSheet();
    this.#setSmooth(Boolean(state.smooth));
    this.draws.show(state);
    this.#refresh();
    if (redraw) this.draws.ask({}, { final: false });
    else this.#moved();
    this.bank.mark();
  }

  /**
   * @override
   * @param {Status} status
   */
  say(status) {
    this.#status.textContent = status === "loading" ? LOADING : "";
    super.say(status);
  }
}
