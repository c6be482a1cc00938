// One or two latent planes under one cursor and through one window: the first pane's window is the page's, the second
// shows the same place of its own plane.

import { el } from "../../ui/canvas/paint.js";
import { same } from "../../ui/latents/latent_space.js";
import { sideBySide } from "../../ui/picture/take_along.js";
import { PlanePane } from "./pane.js";
import { middle, PlaneView } from "./view.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("../../ui/types.js").Status} Status */
/** @typedef {import("../../ui/latents/encode.js").Encoded} Encoded */
/** @typedef {import("./pane.js").PaneEvents} PaneEvents */
/** @typedef {import("./state.js").ManifoldState} ManifoldState */
/** @typedef {import("./view.js").Mode} Mode */

/**
 * @typedef {object} PlanesEvents
 * @property {import("./drawn_path.js").DrawnPath} path  that is drawn over the planes
 * @property {(pane: PlanePane, z: number[] | null) => void} keep  a picture is to be kept
 * @property {(moving: boolean) => void} placed  another window is shown; moving: a hand drags
 * @property {() => void} hover  the cursor is elsewhere
 * @property {(name: string, detail: object) => void} news  for whoever listens to the page
 * @property {(status: Status) => void} status  of a connection
 * @property {(message: string) => void} error
 */

const GAP = 24; // pixels between two planes in a saved picture
const LOCATED = 1 / 3; // of the window, that two deviations of a posterior to both sides fill
const POINT_ZOOM = 0.25; // about a posterior without width

export class Planes {
  /** @type {PlanePane[]} one a model */
  panes = [];

  root = el("div", { class: "planes" });

  /**
   * @param {ManifoldState} state
   * @param {PlanesEvents} on
   */
  constructor(state, on) {
    this.state = state;
    this.on = on;
    /** The window of the first pane. */
    this.window = new PlaneView(state.card, state.view.mode, state.view);
  }

  /**
   * One pane a model of the state.
   * @param {PlaneView} window  of the first
   */
  open(window) {
    const { card, onBench, view } = this.state;
    for (const pane of this.panes) pane.close();
    this.window = window;
    this.panes = onBench.map((one, index) => {
      /** @type {PlanePane} */
      const pane = new PlanePane(
        one,
        this.state,
        this.#windowOf(one, index),
        this.#events(index, () => pane),
      );
      return pane;
    });
    this.root.replaceChildren(...this.panes.map((pane) => pane.root));
    this.root.classList.toggle("two", this.panes.length > 1);
    this.#place();
    if (this.panes.length > 1) this.point(view.cursor.length ? view.cursor : middle(card));
    for (const pane of this.panes) {
      pane.hand.setSmooth(Boolean(view.smooth));
      if (view.points) pane.loadCodes();
    }
  }

  /** Let go of the connections; the next hand opens new ones. */
  sleep() {
    for (const pane of this.panes) pane.sleep();
  }

  /** All pictures are asked for anew: they are drawn otherwise now. */
  renew() {
    for (const pane of this.panes) pane.renew();
  }

  /** What is drawn over the planes has changed. */
  draw() {
    for (const pane of this.panes) pane.draw();
  }

  /**
   * The drawn path in z of a pane, at the same place of the window in each.
   * @param {PlanePane} pane
   */
  #pathOn(pane) {
    const { points } = this.on.path;
    const [first] = this.panes;
    if (pane === first || !first) return points;
    return points.map((z) => pane.view.zAt(...first.view.fractionOf(z)));
  }

  /** The planes as seen, side by side. */
  still() {
    return sideBySide(
      this.panes.map((pane) => pane.still()),
      1,
      GAP,
    );
  }

  /**
   * What a pane tells.
   * @param {number} index
   * @param {() => PlanePane} self  the pane
   * @returns {PaneEvents}
   */
  #events(index, self) {
    const keep = () => this.on.keep(self(), self().hand.z);
    return {
      input: {
        wake: () => {
          for (const pane of this.panes) pane.begin();
        },
        hover: (fx, fy) => this.#hover(fx, fy),
        step: (dx, dy) => this.#step(self(), dx, dy),
        pan: (dx, dy) => {
          this.window.pan(dx, dy);
          this.#place(true);
        },
        zoom: (factor, fx, fy) => this.zoom(factor, fx, fy),
        rest: () => this.#place(),
        isTracing: () => this.on.path.armed,
        trace: (fx, fy, first) => {
          this.on.path.trace(this.panes[0].view.zAt(fx, fy), first);
          this.draw();
        },
        traced: () => this.on.path.finish(),
        keep,
        reset: () => this.reset(),
      },
      keep,
      painted: (painted) => this.on.news("gx-painted", { ...painted, pane: index }),
      sheet: () => this.on.news("gx-sheet", { pane: index }),
      status: this.on.status,
      error: this.on.error,
      path: () => this.#pathOn(self()),
    };
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
    this.panes.forEach((pane, index) => pane.show(this.#windowOf(pane.card, index), moving));
    Object.assign(this.state.view, { x, y, span, mode });
    this.on.placed(moving);
  }

  /** @param {Mode} mode  how z lies on the plane: the whole of it is shown */
  setMode(mode) {
    const { card, view } = this.state;
    if (mode === view.mode) return;
    this.window = new PlaneView(card, mode);
    this.#place();
    this.point(view.cursor);
  }

  /** The second model's window is found anew. */
  refit() {
    this.#place();
    this.point(this.state.view.cursor);
  }

  /** Another number of pictures across. */
  askSheets() {
    for (const pane of this.panes) pane.askSheet();
  }

  /** @param {boolean} smooth  pixels are blended when pictures are enlarged */
  setSmooth(smooth) {
    for (const pane of this.panes) pane.hand.setSmooth(smooth);
  }

  /** A person asks for the codes of the test set. */
  loadCodes() {
    for (const pane of this.panes) pane.loadCodes(true);
  }

  /**
   * @param {number} fx
   * @param {number} fy
   */
  #hover(fx, fy) {
    for (const pane of this.panes) pane.point(pane.view.zAt(fx, fy));
    this.#rememberCursor();
  }

  /**
   * Put the cursor on a z of one pane, and on the same place of the window in the others.
   * @param {number[]} z  empty: nowhere
   * @param {PlanePane} [from]
   */
  point(z, from = this.panes[0]) {
    if (!z.length) return;
    const [fx, fy] = from.view.fractionOf(z);
    for (const pane of this.panes) {
      const shared = pane === from || this.#shareWindow(pane, from);
      pane.point(shared ? z : pane.view.zAt(fx, fy));
    }
    this.#rememberCursor();
  }

  /**
   * Put each pane's cursor on a z of its own; one that is given none shows the same place of the window as the first.
   * @param {Map<PlanePane, number[]>} zs
   */
  pointEach(zs) {
    const [first] = zs;
    if (!first) return;
    this.point(first[1], first[0]);
    for (const [pane, z] of zs) pane.point(z);
    this.#rememberCursor();
  }

  #rememberCursor() {
    this.state.view.cursor = this.panes[0].hand.z ?? [];
    this.on.hover();
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
  zoom(factor, fx, fy) {
    if (fx === undefined || fy === undefined) this.window.zoom(factor, ...this.#cursorPlace());
    else this.window.zoom(factor, fx, fy);
    this.#place();
  }

  /**
   * Where the cursor of the first pane is, in fractions of the window; the middle where it is out of sight.
   * @returns {[number, number]}
   */
  #cursorPlace() {
    const { hand, view } = this.panes[0];
    const place = hand.z && view.fractionOf(hand.z);
    return place?.every((value) => value >= 0 && value <= 1) ? place : [0.5, 0.5];
  }

  /** The whole plane. */
  reset() {
    this.window.reset();
    this.#place();
  }

  /**
   * Zoom so far that two standard deviations of a posterior fill a third of the window.
   * @param {PlanePane} pane
   * @param {Encoded} posterior
   */
  locate(pane, { mean, std }) {
    const { view } = pane;
    const [low, high] = [-2, 2].map((times) => view.fractionOf(mean.map((value, i) => value + times * std[i])));
    const size = Math.max(Math.abs(high[0] - low[0]), Math.abs(high[1] - low[1]));
    const [fx, fy] = view.fractionOf(mean);
    this.window.zoom(size > 0 ? size / LOCATED : POINT_ZOOM, fx, fy);
    const zoomed = this.#windowOf(pane.card, this.panes.indexOf(pane));
    const [nx, ny] = zoomed.fractionOf(mean);
    this.window.pan(0.5 - nx, 0.5 - ny);
    this.#place();
  }
}
