// The Manifold page: one or two latent planes under one cursor, their controls, and what can be taken from them.

import { el, fmt } from "../../ui/canvas/paint.js";
import { encode } from "../../ui/latents/encode.js";
import { same } from "../../ui/latents/latent_space.js";
import { PictureSource } from "../../ui/picture/picture_source.js";
import { sideBySide, TakeAlong } from "../../ui/picture/take_along.js";
import { Bench, mountPage } from "../../ui/shell/bench.js";
import { messageOf } from "../../ui/transport/api.js";
import { GridPanel } from "./grid_panel.js";
import { LinkedTray } from "./linked_tray.js";
import { ModelBar } from "./model_bar.js";
import { OverlayPanel } from "./overlay_panel.js";
import { ownResult } from "./own.js";
import { PlanePane } from "./pane.js";
import { SamplesPanel } from "./samples.js";
import { ManifoldState } from "./state.js";
import { middle, PlaneView, wholePlane } from "./view.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("../../ui/types.js").Status} Status */
/** @typedef {import("../../ui/picture/tray.js").Kept} Kept */
/** @typedef {import("../../ui/latents/encode.js").Encoded} Encoded */
/** @typedef {import("./pane.js").PaneEvents} PaneEvents */
/** @typedef {import("./state.js").ManifoldView} ManifoldView */
/** @typedef {import("./view.js").Mode} Mode */

const GAP = 24; // pixels between two planes in a saved picture
const LOCATED = 1 / 3; // of the window, that two deviations of a posterior to both sides fill
const POINT_ZOOM = 0.25; // about a posterior without width

/** @type {{[status: string]: string}} */
const SAID = {
  loading: "The model is being loaded; until then pictures are blended from the sheet.",
  offline: "The explorer does not answer. The last pictures stay; it is tried again.",
};

/** @param {HTMLElement} root */
export const mount = (root) =>
  mountPage(root, {
    path: "manifold",
    /** @param {{cards: Card[], view: ManifoldView}} given */
    make: ({ cards, view }) => new ManifoldBench(root, new ManifoldState(cards, view)),
  });

class ManifoldBench extends Bench {
  /** @type {PlanePane[]} one a model */
  #panes = [];

  /** @type {{pixels: Uint8Array<ArrayBuffer>, dataset: string} | null} an own picture, and what it was made like */
  #own = null;

  #toast = el("p", { class: "gx-note toast", role: "status" });
  #planes = el("div", { class: "planes" });
  #ownResults = el("div", { class: "own-results" });

  /**
   * @param {HTMLElement} root
   * @param {ManifoldState} state
   */
  constructor(root, state) {
    super(root);
    const { card, view } = state;
    /** @param {string} message */
    const error = (message) => this.fail(message);
    this.state = state;
    /** The window of the first pane. */
    this.window = new PlaneView(card, view.mode, view);
    this.models = new ModelBar({
      model: (name) => this.#chooseModel(name),
      beside: (name) => this.#chooseBeside(name),
      fit: (fit) => this.#setFit(fit),
    });
    this.grid = new GridPanel({
      mode: (mode) => this.#setMode(mode),
      grid: (n) => this.#setGrid(n),
      smooth: (smooth) => this.#setSmooth(smooth),
      zoom: (factor) => this.#zoom(factor, 0.5, 0.5),
      reset: () => this.#reset(),
    });
    this.overlays = new OverlayPanel({
      points: (shown) => this.#showPoints(shown),
      pictures: (alpha) => {
        state.pictures = alpha;
        this.#changed();
      },
      density: (shown) => this.#change({ density: Number(shown) }),
      toggle: (index) => this.#toggleClass(index),
      hide: (classes) => this.#change({ off: classes }),
    });
    this.takeAlong = new TakeAlong({
      page: "manifold",
      view: () => view,
      error,
      saves: "Save the plane as it is seen, with what is drawn on it",
      file: () => `plane-${state.onBench.map(({ name }) => name).join("-")}`,
      picture: () => this.#composed(),
    });
    this.samples = new SamplesPanel({
      pick: (pane, z) => this.#point(z, pane),
      keep: (pane, z) => this.#keep(pane, z),
      error,
    });
    const trayRoot = el("div", { class: "tray" });
    const sourceRoot = el("div", {});
    this.page = this.#build(trayRoot, sourceRoot);
    this.source = new PictureSource(sourceRoot, { onpicture: (pixels) => this.#takePicture(pixels), card });
    this.tray = new LinkedTray(trayRoot, { onpick: (kept) => this.#pick(kept) });
  }

  /**
   * @param {HTMLElement} trayRoot
   * @param {HTMLElement} sourceRoot
   */
  #build(trayRoot, sourceRoot) {
    const stage = el(
      "div",
      { class: "gx-stage" },
      this.models.root,
      this.error,
      this.note,
      this.#toast,
      this.#planes,
      trayRoot,
      this.samples.root,
    );
    const own = el(
      "section",
      { class: "gx-panel" },
      el("h3", {}, "A picture of your own"),
      sourceRoot,
      this.#ownResults,
    );
    const controls = el("div", { class: "gx-controls" }, this.grid.root, this.overlays.root, own, this.takeAlong.root);
    return el("div", { class: "gx-layout" }, stage, controls);
  }

  begin() {
    const { cursor } = this.state.view;
    this.root.replaceChildren(this.page);
    this.#openPanes(this.window);
    if (cursor.length) this.#point(cursor);
  }

  /** Sockets are closed with the page; one that comes back from the browser's memory opens its own again. */
  leave() {
    for (const pane of this.#panes) pane.sleep();
  }

  /**
   * One pane a model.
   * @param {PlaneView} window  of the first
   */
  #openPanes(window) {
    const { card, onBench, view } = this.state;
    for (const pane of this.#panes) pane.close();
    this.window = window;
    this.#panes = onBench.map((one, index) => {
      /** @type {PlanePane} */
      const pane = new PlanePane(
        one,
        this.state,
        this.#windowOf(one, index),
        this.#events(index, () => pane),
      );
      return pane;
    });
    this.#planes.replaceChildren(...this.#panes.map((pane) => pane.root));
    this.#planes.classList.toggle("two", this.#panes.length > 1);
    this.#place();
    this.samples.show(this.#panes, Boolean(view.smooth));
    if (this.#panes.length > 1) this.#point(view.cursor.length ? view.cursor : middle(card));
    for (const pane of this.#panes) {
      pane.hand.setSmooth(Boolean(view.smooth));
      if (view.points) pane.loadCodes();
    }
    if (this.#own) this.#takePicture(this.#own.pixels);
    this.#showState();
  }

  /**
   * What a pane tells.
   * @param {number} index
   * @param {() => PlanePane} self  the pane
   * @returns {PaneEvents}
   */
  #events(index, self) {
    const keep = () => this.#keep(self(), self().hand.z);
    return {
      input: {
        wake: () => {
          for (const pane of this.#panes) pane.begin();
        },
        hover: (fx, fy) => this.#hover(fx, fy),
        step: (dx, dy) => this.#step(self(), dx, dy),
        pan: (dx, dy) => {
          this.window.pan(dx, dy);
          this.#place(true);
        },
        zoom: (factor, fx, fy) => this.#zoom(factor, fx, fy),
        rest: () => this.#place(),
        keep,
        reset: () => this.#reset(),
      },
      keep,
      painted: (painted) => this.#dispatch("gx-painted", { ...painted, pane: index }),
      sheet: () => this.#dispatch("gx-sheet", { pane: index }),
      status: (status) => this.say(status),
      error: (message) => this.fail(message),
    };
  }

  /**
   * News for whoever listens to the page.
   * @param {string} name
   * @param {object} detail
   */
  #dispatch(name, detail) {
    this.root.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /**
   * The window of a pane.
   * @param {Card} card
   * @param {number} index
   */
  #windowOf(card, index) {
    return index ? this.window.over(card, Boolean(this.state.view.fit)) : this.window.copy();
  }

  /**
   * Give every pane its window.
   * @param {boolean} [moving]  a hand drags
   */
  #place(moving = false) {
    const { x, y, span, mode } = this.window;
    this.#panes.forEach((pane, index) => pane.show(this.#windowOf(pane.card, index), moving));
    Object.assign(this.state.view, { x, y, span, mode });
    this.grid.show(this.state.view, this.window.isWhole);
    if (!moving) this.takeAlong.forget();
  }

  /** What the controls say. */
  #showState() {
    this.models.show(this.state);
    this.grid.show(this.state.view, this.window.isWhole);
    this.overlays.show(this.state);
  }

  /** A control has changed what is drawn. */
  #changed() {
    this.fail("");
    this.tell("");
    this.takeAlong.forget();
    for (const pane of this.#panes) pane.draw();
    this.#showState();
  }

  /**
   * Change fields of the view, and show them.
   * @param {Partial<ManifoldView>} fields
   */
  #change(fields) {
    Object.assign(this.state.view, fields);
    this.#changed();
  }

  /** @param {string} name */
  #chooseModel(name) {
    const { state } = this;
    const before = state.card;
    const card = state.named(name);
    if (!card) return;
    const beside = state.named(state.view.beside);
    const mode = card.kl ? "cdf" : "linear";
    Object.assign(state.view, { model: name, mode, cursor: [], off: [], ...wholePlane(card, mode) });
    if (beside && (beside === card || !same(beside.shape, card.shape))) state.view.beside = "";
    if (!same(card.shape, before.shape) || this.#own?.dataset !== card.dataset) this.#own = null;
    if (!this.#own) this.#ownResults.replaceChildren();
    this.source.setCard(card);
    this.fail("");
    this.tell("");
    this.#openPanes(new PlaneView(card, mode));
  }

  /** @param {string} name  of the second model, or empty */
  #chooseBeside(name) {
    const { view } = this.state;
    view.beside = name;
    this.fail("");
    this.tell("");
    this.#openPanes(this.window.copy());
    this.#point(view.cursor);
  }

  /** @param {Mode} mode */
  #setMode(mode) {
    const { card, view } = this.state;
    if (mode !== view.mode) {
      this.window = new PlaneView(card, mode);
      this.#place();
      this.#point(view.cursor);
    }
    this.#changed();
  }

  /** @param {boolean} fit */
  #setFit(fit) {
    const { view } = this.state;
    view.fit = Number(fit);
    this.#place();
    this.#point(view.cursor);
    this.#changed();
  }

  /** @param {number} n  pictures across */
  #setGrid(n) {
    this.#change({ grid: n });
    for (const pane of this.#panes) pane.askSheet();
  }

  /** @param {boolean} smooth */
  #setSmooth(smooth) {
    for (const pane of this.#panes) pane.hand.setSmooth(smooth);
    this.#change({ smooth: Number(smooth) });
  }

  /** @param {boolean} shown */
  #showPoints(shown) {
    this.#change({ points: Number(shown) });
    if (shown) for (const pane of this.#panes) pane.loadCodes(true);
  }

  /** @param {number} index  of the class */
  #toggleClass(index) {
    const { off } = this.state.view;
    const hidden = off.includes(index);
    this.#change({ off: hidden ? off.filter((other) => other !== index) : [...off, index] });
  }

  /**
   * @param {number} fx
   * @param {number} fy
   */
  #hover(fx, fy) {
    for (const pane of this.#panes) pane.point(pane.view.zAt(fx, fy));
    this.#rememberCursor();
  }

  /**
   * Put the cursor on a z of one pane, and on the same place of the window in the others.
   * @param {number[]} z  empty: nowhere
   * @param {PlanePane} [from]
   */
  #point(z, from = this.#panes[0]) {
    if (!z.length) return;
    const [fx, fy] = from.view.fractionOf(z);
    for (const pane of this.#panes) {
      const shared = pane === from || this.#shareWindow(pane, from);
      pane.point(shared ? z : pane.view.zAt(fx, fy));
    }
    this.#rememberCursor();
  }

  #rememberCursor() {
    this.state.view.cursor = this.#panes[0].hand.z ?? [];
  }

  /**
   * @param {PlanePane} a
   * @param {PlanePane} b
   */
  #shareWindow(a, b) {
    return a.view.mode === b.view.mode && same(a.view.rect, b.view.rect);
  }

  /**
   * Move the cursor of a pane by fractions of the window, as far as its edge.
   * @param {PlanePane} pane
   * @param {number} dx
   * @param {number} dy
   */
  #step(pane, dx, dy) {
    const [fx, fy] = pane.hand.z ? pane.view.fractionOf(pane.hand.z) : [0.5, 0.5];
    /** @param {number} value */
    const inside = (value) => Math.min(Math.max(value, 0), 1);
    this.#hover(inside(fx + dx), inside(fy + dy));
  }

  /**
   * Make the window `factor` times as wide, about a place; or about the cursor, where it is in sight.
   * @param {number} factor
   * @param {number} [fx]
   * @param {number} [fy]
   */
  #zoom(factor, fx, fy) {
    if (fx === undefined || fy === undefined) this.window.zoom(factor, ...this.#cursorPlace());
    else this.window.zoom(factor, fx, fy);
    this.#place();
  }

  /**
   * Where the cursor of the first pane is, in fractions of the window; the middle where it is out of sight.
   * @returns {[number, number]}
   */
  #cursorPlace() {
    const { hand, view } = this.#panes[0];
    const place = hand.z && view.fractionOf(hand.z);
    return place?.every((value) => value >= 0 && value <= 1) ? place : [0.5, 0.5];
  }

  #reset() {
    this.window.reset();
    this.#place();
  }

  /**
   * @param {PlanePane} pane
   * @param {number[] | null} z
   */
  #keep({ card }, z) {
    if (!z) return;
    const place = z.map((value) => fmt(value, 2)).join(", ");
    this.tray.add({ model: card.name, z: [...z], label: `${card.title} (${place})` });
  }

  /** @param {Kept} kept  a picture of the tray */
  #pick({ model, z }) {
    const paneOfModel = () => this.#panes.find(({ card }) => card.name === model);
    if (!paneOfModel()) this.#chooseModel(model);
    const pane = paneOfModel();
    if (pane) this.#point(z, pane);
    else this.tell("This one was kept from a model without a plane; its link opens it in Latents.");
  }

  /**
   * An own picture: each model's posterior onto its plane, and what it makes of it beside.
   * @param {Uint8Array<ArrayBuffer>} pixels
   */
  async #takePicture(pixels) {
    this.#own = { pixels, dataset: this.state.card.dataset };
    this.fail("");
    const panes = this.#panes.filter(({ card }) => card.can.includes("encode"));
    try {
      const found = await Promise.all(panes.map(({ card }) => encode(card, pixels)));
      if (this.#own?.pixels !== pixels || panes.some((pane) => pane.closed)) return;
      panes.forEach((pane, i) => pane.showPosterior(found[i]));
      const smooth = Boolean(this.state.view.smooth);
      const results = panes.map((pane, i) => {
        const locate = () => this.#locate(pane, found[i]);
        return ownResult({ card: pane.card, pixels, found: found[i], smooth, locate });
      });
      this.#ownResults.replaceChildren(...results);
      this.#point(found[0].mean, panes[0]);
    } catch (error) {
      this.fail(messageOf(error));
    }
  }

  /**
   * Zoom so far that two standard deviations of a posterior fill a third of the window.
   * @param {PlanePane} pane
   * @param {Encoded} posterior
   */
  #locate(pane, { mean, std }) {
    const { view } = pane;
    const [low, high] = [-2, 2].map((times) => view.fractionOf(mean.map((value, i) => value + times * std[i])));
    const size = Math.max(Math.abs(high[0] - low[0]), Math.abs(high[1] - low[1]));
    const [fx, fy] = view.fractionOf(mean);
    this.window.zoom(size > 0 ? size / LOCATED : POINT_ZOOM, fx, fy);
    const zoomed = this.#windowOf(pane.card, this.#panes.indexOf(pane));
    const [nx, ny] = zoomed.fractionOf(mean);
    this.window.pan(0.5 - nx, 0.5 - ny);
    this.#place();
  }

  /** The planes as seen, side by side. */
  #composed() {
    return sideBySide(
      this.#panes.map((pane) => pane.still()),
      1,
      GAP,
    );
  }

  /**
   * How a connection stands, over the page: what comes and goes moves nothing.
   * @param {Status} status
   */
  say(status) {
    const said = SAID[status] ?? "";
    if (this.#toast.textContent !== said) this.#toast.textContent = said; // said with every picture
  }
}
