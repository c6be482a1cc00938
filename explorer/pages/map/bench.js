// The Map page: one or two maps of codes, what is under the hand, lassos and selections, and a picture of one's own.

import { el } from "../../ui/canvas/paint.js";
import { same } from "../../ui/latents/latent_space.js";
import { why } from "../../ui/lessons/why.js";
import { MapWindow } from "../../ui/map/map_window.js";
import { PictureSource } from "../../ui/picture/picture_source.js";
import { sideBySide, TakeAlong } from "../../ui/picture/take_along.js";
import { Bench, mountPage } from "../../ui/shell/bench.js";
import { DirectionsWhenSeen } from "./directions/when_seen.js";
import { DisplayPanel } from "./display_panel.js";
import { Lasso } from "./lasso.js";
import { ModelBar } from "./model_bar.js";
import { OwnPicture } from "./own.js";
import { MapPane } from "./pane.js";
import { MapState } from "./state.js";
import { Worth } from "./worth.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./state.js").Kind} Kind */
/** @typedef {import("./state.js").MapView} MapView */

const GAP = 24; // pixels between two maps in a saved picture

/** @param {HTMLElement} root */
export const mount = (root) =>
  mountPage(root, {
    path: "map",
    /** @param {{root: HTMLElement, cards: Card[], view: MapView}} given */
    make: (given) => new MapBench(given.root, new MapState(given.cards, given.view)),
    none: {
      title: "No model here has a map",
      sentence: "A map is made of a model that encodes, from the codes of its test set:",
      command: "python -m train map NAME",
    },
  });

class MapBench extends Bench {
  /** @type {MapPane[]} one a model */
  panes = [];

  #panes = el("div", { class: "panes" });

  /**
   * @param {HTMLElement} root
   * @param {MapState} state
   */
  constructor(root, state) {
    super(root);
    const { card, view } = state;
    /** @param {string} message  empty when it is over */
    const error = (message) => this.fail(message);
    this.state = state;
    this.models = new ModelBar({
      model: (name) => this.#chooseModel(name),
      kind: (kind) => this.#chooseKind(kind),
      beside: (name) => this.#chooseBeside(name),
    });
    this.worth = new Worth((kind) => this.#chooseKind(kind));
    this.display = new DisplayPanel({
      change: (fields) => this.#change(fields),
      toggle: (index) => this.#toggleClass(index),
      zoom: (factor) => {
        for (const pane of this.panes) pane.zoom(factor);
      },
      reset: () => {
        for (const pane of this.panes) pane.reset();
      },
    });
    this.lasso = new Lasso(state, {
      panes: () => this.panes,
      armed: (armed) => this.#panes.classList.toggle("armed", armed),
      drawn: () => this.takeAlong.forget(),
      selections: (newest) => {
        this.directions.showSelections(Boolean(newest));
        if (newest) this.root.dispatchEvent(new CustomEvent("gx-selection", { detail: newest }));
      },
    });
    this.own = new OwnPicture({
      panes: () => this.panes,
      found: (code, label) => {
        Object.assign(view, { own: code.map((value) => Number(value.toFixed(4))), label });
        this.takeAlong.forget();
      },
    });
    this.directions = new DirectionsWhenSeen(state, { changed: () => this.takeAlong.forget(), error });
    this.takeAlong = new TakeAlong({
      page: "map",
      view: () => ({ ...view, ...this.directions.view() }),
      error,
      saves: "Save the map as it is seen, with what is drawn on it",
      file: () => `map-${state.onBench.map(({ name }) => name).join("-")}`,
      picture: () =>
        sideBySide(
          this.panes.map((pane) => pane.map.still()),
          1,
          GAP,
        ),
    });
    const sourceRoot = el("div", {});
    this.page = this.#build(sourceRoot);
    this.source = new PictureSource(sourceRoot, {
      onpicture: (pixels) => this.own.take(pixels),
      oncleared: () => this.own.clear(),
      card,
    });
    this.followAddress(this.takeAlong, ["model", "beside", "kind"]);
  }

  /** @param {HTMLElement} sourceRoot */
  #build(sourceRoot) {
    const stage = el(
      "div",
      { class: "gx-stage" },
      this.models.root,
      this.error,
      this.note,
      this.#panes,
      this.worth.root,
    );
    const own = el(
      "section",
      { class: "gx-panel own" },
      el("h3", {}, "A picture of your own", why("between-points")),
      sourceRoot,
      this.own.root,
    );
    const controls = el(
      "div",
      { class: "gx-controls" },
      this.display.root,
      this.lasso.panel.root,
      own,
      this.takeAlong.root,
    );
    return el("div", {}, el("div", { class: "gx-layout" }, stage, controls), this.directions.root);
  }

  begin() {
    this.root.replaceChildren(this.page);
    this.#openPanes(new MapWindow(this.state.view));
  }

  /** Connections are closed with the page; one that comes back from the browser's memory opens its own again. */
  leave() {
    for (const pane of this.panes) pane.sleep();
    this.directions.close();
  }

  /** @param {MapWindow} window  of the first map */
  #openPanes(window) {
    const { state } = this;
    for (const pane of this.panes) pane.close();
    this.panes = state.onBench.map((card, number) => this.#pane(card, number ? new MapWindow() : window));
    this.#panes.replaceChildren(...this.panes.map((pane) => pane.root));
    this.#panes.classList.toggle("two", this.panes.length > 1);
    this.#showState();
  }

  /**
   * @param {Card} card
   * @param {MapWindow} window
   */
  #pane(card, window) {
    const others = (/** @type {MapPane} */ pane) => this.panes.filter((other) => other !== pane);
    return new MapPane(card, this.state, window, {
      about: (pane) => this.#arrived(pane),
      shown: (pane, spot) => {
        this.#followCursor(pane);
        this.root.dispatchEvent(new CustomEvent("gx-painted", { detail: { z: spot.z, model: pane.card.name } }));
        if (!this.directions.isBegun) this.#handOver(pane);
      },
      counterpart: (pane, index) => {
        for (const other of others(pane)) if (other.cursor.index !== index) other.pick(index, true);
      },
      moved: (pane) => this.#followWindow(pane),
      held: (pane) => {
        for (const other of others(pane)) other.cursor.hold(pane.cursor.held); // both are where one of them is
        this.#followCursor(pane);
        if (pane.cursor.held) this.#handOver(pane);
        this.takeAlong.forget();
        this.root.dispatchEvent(new CustomEvent("gx-held", { detail: pane.cursor.held ? pane.cursor.spot : null }));
      },
      isTracing: () => this.lasso.isArmed,
      lasso: (pane, corners, done) => this.lasso.trace(pane, corners, done),
      error: (message) => this.fail(message),
      status: (status) => this.say(status),
    });
  }

  /**
   * The picture under the hand is the one that directions move.
   * @param {MapPane} pane
   */
  #handOver(pane) {
    const { spot, index } = pane.cursor;
    if (pane === this.panes[0] && spot) this.directions.setCode(spot.z, spot.weights, index);
  }

  /**
   * A map has come: what the link says of it is shown.
   * @param {MapPane} pane
   */
  #arrived(pane) {
    const { view } = this.state;
    this.worth.show(this.panes);
    if (this.panes.every(({ points }) => points) && view.lasso.length) this.lasso.set(view.lasso);
    if (pane !== this.panes[0]) {
      const index = this.panes[0].cursor.spot?.points[0];
      if (index !== undefined) pane.pick(index, true);
      pane.cursor.hold(this.panes[0].cursor.held);
      return;
    }
    const held = view.picked >= 0 || view.cursor.length === 2;
    if (view.picked >= 0) pane.pick(view.picked);
    else if (view.cursor.length === 2) pane.point([view.cursor[0], view.cursor[1]], false);
    else pane.pick(0);
    if (held) pane.cursor.hold(true);
    this.own.again(view.own, view.label);
  }

  /** What the controls say. */
  #showState() {
    this.models.show(this.state);
    this.display.show(this.state);
    this.lasso.list();
    this.worth.show(this.panes);
  }

  /**
   * Change fields of the view, and show them.
   * @param {Partial<MapView>} fields
   */
  #change(fields) {
    Object.assign(this.state.view, fields);
    this.fail("");
    this.tell("");
    this.takeAlong.forget();
    for (const pane of this.panes) pane.map.draw();
    if ("plane" in fields || "off" in fields) for (const pane of this.panes) pane.cursor.renew();
    if ("off" in fields) this.lasso.renew();
    this.#showState();
  }

  /** @param {number} index  of the class */
  #toggleClass(index) {
    const { off } = this.state.view;
    this.#change({ off: off.includes(index) ? off.filter((other) => other !== index) : [...off, index] });
  }

  /** @param {string} name */
  #chooseModel(name) {
    const { state } = this;
    const before = state.card;
    const card = state.named(name);
    if (!card) return;
    const alike = card.dataset === before.dataset;
    const elsewhere = { cursor: [], lasso: [], picked: alike ? state.view.picked : -1 };
    Object.assign(state.view, { model: name, ...elsewhere, own: [], label: -1, ...new MapWindow().place });
    state.view.kind = state.kindOf(card);
    if (!alike) {
      Object.assign(state.view, { off: [], beside: "" });
      state.selections = [];
      this.own.clear();
    } else if (state.view.beside === name) state.view.beside = same(before.shape, card.shape) ? before.name : "";
    this.source.setCard(card);
    this.#reopen();
  }

  /** @param {Kind} kind */
  #chooseKind(kind) {
    Object.assign(this.state.view, { kind, cursor: [], lasso: [], ...new MapWindow().place });
    this.#reopen();
  }

  /** @param {string} name  of the second model, or empty */
  #chooseBeside(name) {
    this.state.view.beside = name;
    this.#reopen(this.panes[0].window);
  }

  /** @param {MapWindow} [window]  of the first map: the whole of it if none is given */
  #reopen(window = new MapWindow()) {
    this.fail("");
    this.tell("");
    this.lasso.forget();
    this.directions.setCard();
    this.#openPanes(window);
    this.takeAlong.forget();
  }

  /**
   * The view follows the first map's cursor, where it is held.
   * @param {MapPane} pane
   */
  #followCursor(pane) {
    if (pane !== this.panes[0]) return;
    const { view } = this.state;
    const { held, index, place } = pane.cursor;
    view.picked = held ? index : -1;
    view.cursor = held && place && index < 0 ? place.map((value) => Number(value.toFixed(4))) : [];
    this.followHover();
  }

  /** @param {MapPane} pane  whose window rests */
  #followWindow(pane) {
    if (pane !== this.panes[0]) return;
    Object.assign(this.state.view, pane.window.place);
    this.takeAlong.forget();
  }
}
