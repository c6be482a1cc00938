// The Hierarchy page: one picture, made of groups of latents, and all that leads to another one.

import { el } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { History, UndoButtons } from "../../ui/controls/history.js";
import { nextSeed, SeedField } from "../../ui/controls/seed.js";
import { encode } from "../../ui/latents/encode.js";
import { tidy } from "../../ui/latents/latent_space.js";
import { why } from "../../ui/lessons/why.js";
import { PictureSource } from "../../ui/picture/picture_source.js";
import { sideBySide, TakeAlong } from "../../ui/picture/take_along.js";
import { Bench, mountPage } from "../../ui/shell/bench.js";
import { messageOf } from "../../ui/transport/api.js";
import { Decoder } from "../../ui/transport/decoder.js";
import { BatchPanel } from "./batch.js";
import { Brush, paintedCells } from "./brush.js";
import { BrushPanel } from "./brush_panel.js";
import { GivenPanel } from "./given.js";
import { cellsOf, redrawn } from "./groups.js";
import { HierarchyHead } from "./head.js";
import { MixPanel } from "./mix.js";
import { GroupRow, readyButtons } from "./row.js";
import { Stage } from "./stage.js";
import { HierarchyState } from "./state.js";
import { Strips } from "./strip.js";
import { sizeWords } from "./view.js";
import { Walk } from "./walk.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./state.js").Step} Step */
/** @typedef {import("./view.js").Choice} Choice */
/** @typedef {import("./view.js").HierarchyView} HierarchyView */

const SIDE = 512; // px of a saved picture, about
const SPELLED_OUT =
  "This link holds what a picture of somebody's own became, as numbers painted on all latents, to two decimals. " +
  "The picture itself is not in it: give it again to see its KL by place.";
const DRAWN_OVER = "No group is from your picture any more. Undo brings them back, “From picture” each by itself.";
const GAP = 2; // pixels of the model between two

/** @param {HTMLElement} root */
export const mount = (root) =>
  mountPage(root, {
    path: "hierarchy",
    none: {
      title: "No model with groups of latents yet",
      sentence:
        "This page shows models whose latents are maps, in one group or in several from coarse to fine. " +
        "Train one on this machine, then reload the page:",
      command: "python -m train hvae-mnist",
    },
    make: (/** @type {{root: HTMLElement, cards: Card[], view: HierarchyView}} */ given) =>
      new HierarchyBench(given.root, new HierarchyState(given.cards, given.view)),
  });

/** z is made of the view alone; whoever changes the view says so here, and every part reads it again. */
class HierarchyBench extends Bench {
  /** @type {Decoder | null} */
  #decoder = null;

  /** @type {GroupRow[]} */
  #rows = [];

  /** Whether nothing has changed since the last finished step. */
  #settled = true;

  /** A link's picture is on its way: the groups that it gives are known. */
  #restoring = false;

  #turn = 0;
  #rowsRoot = el("div", { class: "group-rows" });
  #sourceRoot = el("div", {});
  #steps = new UndoButtons("Back to the picture before (Ctrl+Z)", this);

  /**
   * @param {HTMLElement} root
   * @param {HierarchyState} state
   */
  constructor(root, state) {
    super(root, "Your groups are kept");
    this.state = state;
    /** @type {History<Step>} */
    this.history = new History(state.step, () => this.#steps.show(this.history));
    this.strips = new Strips(state, (z, callback) => this.#connect().request("strips", z, callback));
    this.brush = new Brush(state);
    const painting = this.#brushCalls();
    this.stage = new Stage(painting);
    this.panel = new BrushPanel(state, painting, {
      level: (level) => this.#setLevel(level),
      plane: (plane) => this.#setTool({ plane }),
      tool: (tool) => this.#setTool({ tool }),
      amount: (amount) => this.#setTool({ amount }),
      clear: () => this.#take({ ...state.choice, painted: [] }),
    });
    this.head = new HierarchyHead(state, {
      model: (name) => this.#choose(name),
      smooth: (on) => this.#setSmooth(on),
      draw: (draw) => this.#setDraw(draw),
    });
    const more = { take: (/** @type {Choice} */ choice) => this.#take(choice), changed: () => this.#changed() };
    this.batch = new BatchPanel(state, this.strips, more);
    this.mix = new MixPanel(state, this.strips, more);
    this.given = new GivenPanel(state, this.strips, more);
    this.walk = new Walk(state, {
      step: () => this.#follow(),
      rest: () => {
        this.#commit();
        this.takeAlong.forget();
      },
      error: (message) => this.fail(message),
    });
    this.seed = new SeedField(
      "Of all groups that are not locked: the same seed draws the same picture",
      (seed) => this.#drawAll(seed),
      { input: "gx-num" },
    );
    this.ready = readyButtons((temperature) => this.#warmAll(temperature), "all groups");
    this.takeAlong = new TakeAlong({
      page: "hierarchy",
      view: () => state.link,
      error: (message) => this.fail(message),
      saves: "Save the picture, and what the last step changed, enlarged",
      file: () => `hierarchy-${state.view.model}`,
      picture: () => this.#composed(),
    });
    this.page = this.#build();
    this.source = new PictureSource(this.#sourceRoot, {
      card: state.card,
      onpicture: (pixels, about) => this.#encode(pixels, about),
      oncleared: () => this.#forgetPicture(),
    });
    this.followUndoKeys();
    this.followAddress(this.takeAlong);
  }

  #build() {
    const drawAll = button("Draw all", "Draw every group anew that is not locked", () => this.#drawNext(), "primary");
    const hero = el(
      "div",
      { class: "hero" },
      this.stage.root,
      el("div", { class: "gx-row tools" }, drawAll, ...this.#steps.buttons),
      el(
        "div",
        { class: "all" },
        this.seed.root,
        el("div", { class: "gx-field" }, "Temperature of all groups", this.ready.root),
      ),
      this.stage.changes,
    );
    const rows = el(
      "section",
      { class: "gx-panel rows" },
      el("h3", {}, "Groups, from coarse to fine", why("one-group-after-the-other")),
      this.#rowsRoot,
    );
    const work = el("div", { class: "work" }, rows, this.panel.root);
    const stage = el(
      "div",
      { class: "gx-stage" },
      this.head.root,
      this.error,
      this.note,
      el("div", { class: "bench" }, hero, work),
    );
    const source = el("section", { class: "gx-panel from" }, el("h3", {}, "Give it a picture"), this.#sourceRoot);
    const controls = el("div", { class: "gx-controls" }, source, this.takeAlong.root);
    const below = el("div", { class: "below" }, this.given.root, this.mix.root, this.batch.root);
    return el("div", { class: "page" }, el("div", { class: "gx-layout" }, stage, controls), below);
  }

  #brushCalls() {
    return {
      begin: () => {
        this.walk.stop();
        this.brush.begin();
      },
      paint: (/** @type {number[]} */ cells) => {
        if (this.brush.paint(cells)) this.#move();
      },
      rest: () => this.#commit(),
      undo: () => this.undo(),
      point: (/** @type {number | null} */ cell) => this.#readOut(cell),
      reach: () => this.panel.reach,
    };
  }

  /** Show what the link says; the page is put on screen when its model is there. */
  async begin() {
    this.root.replaceChildren(this.page);
    const { card, view } = this.state;
    if (view.painted.length === 2 * card.latents) this.remarks.push(SPELLED_OUT);
    this.#open();
    await this.#restore();
  }

  /** The picture of the link, if it names one. */
  async #restore() {
    const { card, view } = this.state;
    if (view.index < 0) return;
    if (!card.test) {
      Object.assign(view, { index: -1, held: [] });
      this.remarks.push("The test set is not on this machine: the groups of its picture are drawn in its place.");
      this.#changed();
      return;
    }
    this.#restoring = true;
    this.source.open("test");
    await this.source.take(view.index);
  }

  /** @override */
  leave() {
    this.walk.stop();
    this.#disconnect();
  }

  /** @override */
  resume() {
    this.#ask();
    this.strips.forget();
  }

  /** @override */
  undo() {
    this.#travel(this.history.undo());
  }

  /** @override */
  redo() {
    this.#travel(this.history.redo());
  }

  /** The state's model onto the page. */
  #open() {
    const { card } = this.state;
    this.#disconnect();
    this.strips.remove(this.#rows.map(({ strip }) => strip));
    this.#rows = this.state.groups.map((_, level) => this.#makeRow(level));
    this.#rowsRoot.replaceChildren(...this.#rows.map(({ root }) => root));
    this.page.style.setProperty("--picture-ratio", String(card.shape[2] / card.shape[1]));
    this.stage.open(card);
    this.panel.open();
    this.batch.open();
    this.mix.open();
    this.given.show(null);
    this.head.show();
    this.stage.setSmooth(Boolean(this.state.view.smooth));
    this.#steps.show(this.history);
    this.strips.forget();
    this.#show();
    this.#ask();
  }

  /** @param {number} level */
  #makeRow(level) {
    return new GroupRow(this.state, level, this.strips, {
      redraw: (which) => this.#redraw(which),
      temperature: (which, temperature, done) => this.#warm(which, temperature, done),
      lock: (which) => this.#lock(which),
      hold: (which) => this.#hold(which),
      walk: (which) => this.walk.toggle(which),
      gif: (which) => this.walk.save(which),
      take: (choice) => this.#take(choice),
    });
  }

  /** The connection to the model on the page. */
  #connect() {
    const { card, view } = this.state;
    this.#decoder ??= new Decoder(card.name, {
      draw: view.draw,
      onstatus: (status) => {
        this.stage.awaited.say(status);
        this.stage.read(status === "loading" ? "Loading the model." : "");
        this.say(status);
      },
      onerror: (message) => this.fail(message),
    });
    return this.#decoder;
  }

  #disconnect() {
    this.#decoder?.close();
    this.#decoder = null;
  }

  /** Ask for the large picture; only the newest z is ever waited for. */
  #ask() {
    const { card } = this.state;
    const z = this.state.latents();
    this.#connect().request("hand", z, (pixels, sent) => {
      if (card !== this.state.card) return;
      this.stage.paint(pixels);
      this.root.dispatchEvent(new CustomEvent("gx-painted", { detail: { model: card.name, z: sent } }));
    });
    this.panel.show(z, this.#showCells());
  }

  /** The cells of the group under the brush, over the picture. */
  #showCells() {
    const { groups, view } = this.state;
    const [, h, w] = groups[view.level];
    const cells = paintedCells(groups, view.painted, view.level);
    this.stage.setCells(h, w, cells);
    return cells;
  }

  /** What the controls say. */
  #show() {
    const { view } = this.state;
    for (const row of this.#rows) row.show(this.walk.level);
    const [first, ...others] = view.temperatures;
    const allHeld = Boolean(this.state.posterior) && view.held.length === this.state.groups.length;
    this.ready.show(others.every((other) => other === first) ? first : null, allHeld);
    const free = view.seeds.findIndex((_, level) => !view.locked.includes(level));
    this.seed.value = view.seeds[Math.max(0, free)];
  }

  /** The picture changes under the hand; the small ones follow when it rests, as they would be in its way. */
  #move() {
    this.#follow();
    this.takeAlong.forget();
  }

  /** The large picture and the controls follow the view. */
  #follow() {
    if (this.#settled) this.stage.settle();
    this.#settled = false;
    this.#ask();
    this.#show();
  }

  /** The view changed. */
  #changed() {
    this.#show();
    this.strips.refresh();
    this.takeAlong.forget();
  }

  /** The hand rests. */
  #commit() {
    this.#settled = true;
    this.strips.refresh();
    this.history.commit(this.state.step);
    this.#show();
    this.takeAlong.onchange();
  }

  /**
   * Another picture, as a finished step.
   * @param {Choice} choice
   */
  #take(choice) {
    const { posterior, view } = this.state;
    this.walk.stop();
    if (posterior && view.held.length !== choice.held.length) this.tell(choice.held.length ? "" : DRAWN_OVER);
    Object.assign(view, structuredClone(choice));
    this.#move();
    this.#commit();
  }

  /** @param {number} level */
  #redraw(level) {
    const { choice, groups, view } = this.state;
    this.#take(redrawn(groups, choice, level, nextSeed(view.seeds[level])));
  }

  /** Every group that is not locked from the seed after the largest of theirs. */
  #drawNext() {
    const { locked, seeds } = this.state.view;
    const free = seeds.filter((_, level) => !locked.includes(level));
    this.#drawAll(nextSeed(Math.max(0, ...free)));
  }

  /** @param {number} seed */
  #drawAll(seed) {
    const { groups, view } = this.state;
    let { choice } = this.state;
    groups.forEach((_, level) => {
      if (!view.locked.includes(level)) choice = redrawn(groups, choice, level, seed);
    });
    this.#take(choice);
  }

  /**
   * @param {number} level
   * @param {number} temperature
   * @param {boolean} done
   */
  #warm(level, temperature, done) {
    const { view } = this.state;
    view.temperatures = view.temperatures.with(level, tidy(temperature));
    this.#move();
    if (done) this.#commit();
  }

  /** @param {number} temperature  of all groups */
  #warmAll(temperature) {
    const { choice } = this.state;
    this.#take({ ...choice, temperatures: choice.temperatures.map(() => temperature) });
  }

  /** @param {number} level */
  #lock(level) {
    const { view } = this.state;
    const others = view.locked.filter((other) => other !== level);
    view.locked = view.locked.includes(level) ? others : [...others, level].sort((a, b) => a - b);
    this.#changed();
  }

  /** @param {number} level  comes from the given picture, or no more */
  #hold(level) {
    const { choice } = this.state;
    const others = choice.held.filter((other) => other !== level);
    const held = choice.held.includes(level) ? others : [...others, level].sort((a, b) => a - b);
    this.#take({ ...choice, held });
  }

  /** @param {number} level  under the brush */
  #setLevel(level) {
    Object.assign(this.state.view, { level, plane: -1 });
    this.panel.openLevel();
    this.#setTool({});
  }

  /** @param {Partial<HierarchyView>} part  of what the brush does */
  #setTool(part) {
    Object.assign(this.state.view, part);
    this.panel.show(this.state.latents(), this.#showCells());
    this.takeAlong.forget();
  }

  /** @param {boolean} on */
  #setSmooth(on) {
    this.state.view.smooth = Number(on);
    this.stage.setSmooth(on);
    this.given.show(this.given.pixels);
    this.#changed();
  }

  /** @param {number} draw  seed of the noise; 0: means */
  #setDraw(draw) {
    this.state.view.draw = draw;
    this.#disconnect();
    this.head.show();
    this.#ask();
    this.strips.forget();
    this.takeAlong.forget();
  }

  /** @param {string} name  of another model */
  async #choose(name) {
    const { card: before } = this.state;
    const { index } = this.state.view;
    this.#switchTo(name);
    this.#commit();
    const { card } = this.state;
    if (index >= 0 && card.test && card.dataset === before.dataset) await this.source.take(index);
  }

  /** @param {string} name */
  #switchTo(name) {
    this.walk.stop();
    this.state.switchTo(name);
    this.#turn++;
    this.fail("");
    this.tell("");
    this.source.setCard(this.state.card);
    this.#open();
    this.takeAlong.forget();
  }

  /** @param {Step | null} step  to show again; null: there is none */
  #travel(step) {
    if (!step) return;
    this.walk.stop();
    const { model, ...choice } = step;
    if (model !== this.state.view.model) this.#switchTo(model);
    Object.assign(this.state.view, choice);
    this.tell("");
    this.#move();
    this.strips.refresh();
    this.#settled = true;
  }

  /**
   * A picture is given: every group as it has it, or those that the link names.
   * @param {Uint8Array<ArrayBuffer>} pixels
   * @param {import("../../ui/picture/picture_source.js").About} about
   */
  async #encode(pixels, { from, done }) {
    const { card, view, groups } = this.state;
    const turn = ++this.#turn;
    const index = from === "test" ? (this.source.index ?? -1) : -1;
    try {
      const posterior = await encode(card, pixels);
      if (turn !== this.#turn) return;
      this.fail("");
      this.state.give(posterior);
      view.index = index;
      if (!this.#restoring) {
        const held = groups.map((_, level) => level);
        Object.assign(view, { held, painted: [], turns: groups.map(() => 0) });
      }
      this.given.show(pixels);
      this.#move();
      if (this.#restoring) this.stage.begin();
      this.#restoring = false;
      if (done) this.#commit();
    } catch (error) {
      this.fail(messageOf(error));
    }
  }

  /** No picture is given any more: all groups are drawn again. */
  #forgetPicture() {
    this.#turn++;
    this.state.give(null);
    this.given.show(null);
    Object.assign(this.state.view, { index: -1, held: [] });
    this.#move();
    this.#commit();
  }

  /** @param {number | null} cell  that is pointed at */
  #readOut(cell) {
    if (cell === null) {
      this.stage.read("");
      return;
    }
    const { groups, view } = this.state;
    const [, , w] = groups[view.level];
    const value = cellsOf(groups, this.state.latents(), view.level, view.plane)[cell];
    const what = view.plane < 0 ? "latents" : `map ${view.plane + 1}`;
    const at = `row ${Math.floor(cell / w) + 1}, column ${(cell % w) + 1}`;
    this.stage.read(`${sizeWords(groups[view.level])}, ${at}: ${what} ${value.toFixed(2).replace("-", "−")}`);
  }

  /** The picture and what the last step changed, side by side, as they are saved. */
  #composed() {
    const { width, height } = this.stage.canvas;
    const scale = Math.max(1, Math.round(SIDE / Math.max(width, height)));
    return sideBySide([this.stage.canvas, this.stage.difference], scale, GAP);
  }
}
