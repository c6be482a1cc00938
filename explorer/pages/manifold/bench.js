// The Manifold page: one or two latent planes under one cursor, their controls, and what can be taken from them.

import { el, fmt } from "../../ui/canvas/paint.js";
import { same } from "../../ui/latents/latent_space.js";
import { why } from "../../ui/lessons/why.js";
import { drawOf } from "../../ui/picture/mean_or_draw.js";
import { PictureSource } from "../../ui/picture/picture_source.js";
import { TakeAlong } from "../../ui/picture/take_along.js";
import { Bench, mountPage } from "../../ui/shell/bench.js";
import { DrawnPath } from "./drawn_path.js";
import { GridPanel } from "./grid_panel.js";
import { LinkedTray } from "./linked_tray.js";
import { ModelBar } from "./model_bar.js";
import { OverlayPanel } from "./overlay_panel.js";
import { OwnPicture } from "./own.js";
import { Planes } from "./planes.js";
import { SamplesPanel } from "./samples.js";
import { ManifoldState } from "./state.js";
import { PlaneView, wholePlane } from "./view.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("../../ui/types.js").Status} Status */
/** @typedef {import("../../ui/picture/tray.js").Kept} Kept */
/** @typedef {import("./pane.js").PlanePane} PlanePane */
/** @typedef {import("./state.js").ManifoldView} ManifoldView */
/** @typedef {import("./view.js").Mode} Mode */

/** @type {{[status: string]: string}} */
const SAID = {
  loading: "The model is being loaded; until then pictures are blended from the sheet.",
  offline: "The explorer does not answer. It is tried again.",
};

/** @param {HTMLElement} root */
export const mount = (root) =>
  mountPage(root, {
    path: "manifold",
    /** @param {{root: HTMLElement, cards: Card[], view: ManifoldView}} given */
    make: (given) => new ManifoldBench(given.root, new ManifoldState(given.cards, given.view)),
  });

class ManifoldBench extends Bench {
  #toast = el("p", { class: "gx-note toast", role: "status" });

  /**
   * @param {HTMLElement} root
   * @param {ManifoldState} state
   */
  constructor(root, state) {
    super(root);
    const { card, view } = state;
    /** @param {string} message  empty when it is over */
    const error = (message) => this.fail(message);
    this.state = state;
    this.path = new DrawnPath(state, {
      move: (z) => this.planes.point(z),
      changed: () => this.#changed(),
      error,
    });
    this.planes = new Planes(state, {
      path: this.path,
      keep: (pane, z) => this.#keep(pane, z),
      placed: (moving) => {
        this.grid.show(state.card, view, this.planes.window.isWhole);
        if (!moving) this.takeAlong.forget();
      },
      hover: () => this.followHover(),
      news: (name, detail) => this.root.dispatchEvent(new CustomEvent(name, { detail })),
      status: (status) => this.say(status),
      error,
    });
    this.own = new OwnPicture({
      panes: () => this.planes.panes,
      smooth: () => Boolean(view.smooth),
      found: (means) => this.planes.pointEach(means),
      locate: (pane, posterior) => this.planes.locate(pane, posterior),
      error,
    });
    this.models = new ModelBar({
      model: (name) => this.#chooseModel(name),
      beside: (name) => this.#chooseBeside(name),
      fit: (fit) => this.#setFit(fit),
    });
    this.grid = new GridPanel({
      mode: (mode) => this.#setMode(mode),
      grid: (n) => this.#setGrid(n),
      smooth: (smooth) => this.#setSmooth(smooth),
      draw: (draw) => this.#setDraw(draw),
      zoom: (factor) => this.planes.zoom(factor, 0.5, 0.5),
      reset: () => this.planes.reset(),
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
      picture: () => this.planes.still(),
    });
    this.samples = new SamplesPanel({
      pick: (pane, z) => this.planes.point(z, pane),
      keep: (pane, z) => this.#keep(pane, z),
      error,
    });
    const trayRoot = el("div", { class: "tray" });
    const sourceRoot = el("div", {
      onpointerdown: () => {
        for (const pane of this.planes.panes) pane.fetchSoon();
      },
    });
    this.page = this.#build(trayRoot, sourceRoot);
    this.source = new PictureSource(sourceRoot, {
      onpicture: (pixels) => this.own.take(pixels),
      oncleared: () => this.own.clear(),
      card,
    });
    this.tray = new LinkedTray(trayRoot, { onpick: (kept) => this.#pick(kept) });
    this.followAddress(this.takeAlong, ["model", "beside", "mode"]);
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
      this.planes.root,
      trayRoot,
      this.samples.root,
    );
    const own = el(
      "section",
      { class: "gx-panel own" },
      el("h3", {}, "A picture of your own", why("a-picture-s-place")),
      sourceRoot,
      this.own.root,
    );
    const controls = el(
      "div",
      { class: "gx-controls" },
      this.grid.root,
      this.path.root,
      this.overlays.root,
      own,
      this.takeAlong.root,
    );
    return el("div", { class: "gx-layout" }, stage, controls);
  }

  begin() {
    const { cursor } = this.state.view;
    this.root.replaceChildren(this.page);
    this.#openPlanes(this.planes.window);
    if (cursor.length) this.planes.point(cursor);
  }

  /** Sockets are closed with the page; one that comes back from the browser's memory opens its own again. */
  leave() {
    this.path.stop();
    this.planes.sleep();
  }

  /** @param {PlaneView} window  of the first plane */
  #openPlanes(window) {
    this.planes.open(window);
    this.samples.show(this.planes.panes, this.state.view);
    this.own.again();
    this.#showState();
  }

  /** What the controls say. */
  #showState() {
    this.models.show(this.state);
    this.grid.show(this.state.card, this.state.view, this.planes.window.isWhole);
    this.overlays.show(this.state);
    this.path.show();
  }

  /** A control has changed what is drawn. */
  #changed() {
    this.fail("");
    this.tell("");
    this.takeAlong.forget();
    this.planes.draw();
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
    const draw = drawOf(card, state.view.draw);
    Object.assign(state.view, { model: name, mode, draw, cursor: [], path: [], off: [], ...wholePlane(card, mode) });
    if (beside && (beside === card || !same(beside.shape, card.shape))) state.view.beside = "";
    if (!same(card.shape, before.shape) || card.dataset !== before.dataset) this.own.clear();
    this.source.setCard(card);
    this.path.stop();
    this.fail("");
    this.tell("");
    this.#openPlanes(new PlaneView(card, mode));
  }

  /** @param {string} name  of the second model, or empty */
  #chooseBeside(name) {
    const { view } = this.state;
    view.beside = name;
    this.fail("");
    this.tell("");
    this.#openPlanes(this.planes.window.copy());
    this.planes.point(view.cursor);
  }

  /** @param {Mode} mode */
  #setMode(mode) {
    this.planes.setMode(mode);
    this.#changed();
  }

  /** @param {boolean} fit */
  #setFit(fit) {
    this.state.view.fit = Number(fit);
    this.planes.refit();
    this.#changed();
  }

  /** @param {number} n  pictures across */
  #setGrid(n) {
    this.#change({ grid: n });
    this.planes.askSheets();
  }

  /** @param {boolean} smooth */
  #setSmooth(smooth) {
    this.planes.setSmooth(smooth);
    this.#change({ smooth: Number(smooth) });
  }

  /** @param {number} draw  seed of the noise that pictures are drawn with from now on; 0: their means */
  #setDraw(draw) {
    this.#change({ draw });
    this.planes.renew();
    this.samples.show(this.planes.panes, this.state.view);
  }

  /** @param {boolean} shown */
  #showPoints(shown) {
    this.#change({ points: Number(shown) });
    if (shown) this.planes.loadCodes();
  }

  /** @param {number} index  of the class */
  #toggleClass(index) {
    const { off } = this.state.view;
    const hidden = off.includes(index);
    this.#change({ off: hidden ? off.filter((other) => other !== index) : [...off, index] });
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
    const paneOfModel = () => this.planes.panes.find(({ card }) => card.name === model);
    if (!paneOfModel()) this.#chooseModel(model);
    const pane = paneOfModel();
    if (pane) this.planes.point(z, pane);
    else this.tell("This one was kept from a model without a plane; its link opens it in Latents.");
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
