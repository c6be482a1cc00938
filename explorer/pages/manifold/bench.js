// The Manifold page: one or two latent planes under one cursor, their controls, and what can be taken from them.

import { el, fmt } from "../../ui/canvas/paint.js";
import { PictureSource } from "../../ui/picture/picture_source.js";
import { Tray } from "../../ui/picture/tray.js";
import { getJSON } from "../../ui/transport/api.js";
import { gridPanel, modelBar, overlayPanel } from "./controls.js";
import { exportPanel } from "./export.js";
import { latentsLink, middle } from "./hand.js";
import { encode, result } from "./own.js";
import { PlanePane } from "./pane.js";
import { SamplesPanel } from "./samples.js";
import { PlaneView, wholePlane } from "./view.js";

const UNDER_CODES = 0.2; // how strongly pictures show under the test codes at first

/** The tray, with a way from each kept picture to the sliders. */
class LinkedTray extends Tray {
  tile(entry) {
    const tile = super.tile(entry);
    tile.append(
      el(
        "a",
        {
          href: latentsLink(entry.model, entry.z, entry.weights),
          title: "Go on with this picture under the latent sliders",
        },
        "open in Latents",
      ),
    );
    return tile;
  }
}

export async function mount(root) {
  root.classList.add("gx-manifold");
  try {
    const [cards, { view, notes }] = await Promise.all([
      getJSON("/api/models"),
      getJSON(`/api/view/manifold${location.search}`),
    ]);
    const page = new ManifoldPage(
      root,
      cards.filter((card) => card.pages.manifold),
      view,
    );
    page.tell(notes.join(" "));
  } catch (error) {
    root.replaceChildren(el("p", { class: "gx-error", role: "alert" }, error.message));
  }
}

class ManifoldPage {
  constructor(root, cards, view) {
    Object.assign(this, { root, cards, view, panes: [] });
    this.look = {
      grid: view.grid,
      smooth: !!view.smooth,
      points: !!view.points,
      pictures: UNDER_CODES,
      off: new Set(view.off),
      density: !!view.density,
    };
    this.build();
    this.openPanes(new PlaneView(this.card, view.mode, view));
    if (view.cursor.length) this.point(view.cursor);
    // Sockets are closed with the page; one that comes back from the browser's memory opens its own again.
    addEventListener("pagehide", () => this.panes.forEach((pane) => pane.sleep()));
  }

  get card() {
    return this.cards.find(({ name }) => name === this.view.model);
  }

  build() {
    const set = (name, value) => this.set(name, value);
    this.models = modelBar(set);
    this.grid = gridPanel(
      set,
      (factor) => this.zoom(factor, 0.5, 0.5),
      () => this.reset(),
    );
    this.overlays = overlayPanel(set);
    const exports = exportPanel({
      view: () => this.view,
      panes: () => this.panes,
      fail: (message) => this.fail(message),
    });
    this.samples = new SamplesPanel({
      pick: (pane, z) => this.point(z, pane),
      keep: (pane, z) => this.keepAt(pane, z),
      error: (message) => this.fail(message),
    });
    this.error = el("p", { class: "gx-error", role: "alert" });
    this.note = el("p", { class: "gx-note", role: "status" });
    this.status = el("p", { class: "gx-note toast", role: "status" });
    this.planes = el("div", { class: "planes" });
    this.ownRoot = el("div", {});
    this.ownResults = el("div", { class: "own-results" });
    const trayRoot = el("div", { class: "tray" });
    this.root.replaceChildren(
      el(
        "div",
        { class: "gx-layout" },
        el(
          "div",
          { class: "gx-stage" },
          this.models.root,
          this.error,
          this.note,
          this.status,
          this.planes,
          trayRoot,
          this.samples.root,
        ),
        el(
          "div",
          { class: "gx-controls" },
          this.grid.root,
          this.overlays.root,
          el("section", { class: "gx-panel" }, el("h3", {}, "A picture of your own"), this.ownRoot, this.ownResults),
          exports,
        ),
      ),
    );
    this.source = new PictureSource(this.ownRoot, { onpicture: (pixels) => this.encodeOwn(pixels), card: this.card });
    this.tray = new LinkedTray(trayRoot, { onpick: (kept) => this.pick(kept) });
  }

  /** One pane a model, over the window `first` of the first model. */
  openPanes(first) {
    this.panes.forEach((pane) => pane.close());
    this.window = first;
    const names = [this.view.model, this.view.beside].filter(Boolean);
    this.panes = names.map(
      (name, index) =>
        new PlanePane(
          this.cards.find((card) => card.name === name),
          this.look,
          this.handlers(index),
        ),
    );
    this.planes.replaceChildren(...this.panes.map((pane) => pane.root));
    this.planes.classList.toggle("two", this.panes.length > 1);
    this.place();
    this.samples.show(this.panes, this.look.smooth);
    if (this.panes.length > 1) this.point(this.view.cursor.length ? this.view.cursor : middle(this.card));
    this.panes.forEach((pane) => {
      pane.hand.setSmooth(this.look.smooth);
      if (this.look.points) pane.loadCodes();
    });
    if (this.ownPixels) this.encodeOwn(this.ownPixels);
    this.refresh();
  }

  handlers(index) {
    const rest = () => this.place();
    return {
      input: {
        wake: () => this.panes.forEach((pane) => pane.begin()),
        hover: (fx, fy) => this.hover(fx, fy),
        rest,
        reset: () => this.reset(),
        pan: (dx, dy) => {
          this.window.pan(dx, dy);
          this.place(true);
        },
        zoom: (factor, fx, fy) => this.zoom(factor, fx, fy),
        step: (dx, dy) => this.step(index, dx, dy),
      },
      keep: (pane) => this.keepAt(pane, pane.hand.z),
      painted: (detail) =>
        this.root.dispatchEvent(new CustomEvent("gx-painted", { detail: { ...detail, pane: index } })),
      sheet: () => this.root.dispatchEvent(new CustomEvent("gx-sheet", { detail: { pane: index } })),
      status: (text) => this.say(text),
      error: (message) => this.fail(message),
    };
  }

  /** Give every pane its window; `moving` while a hand drags. */
  place(moving = false) {
    this.panes.forEach((pane, index) =>
      pane.show(index ? this.window.over(pane.card, !!this.view.fit) : this.window.copy(), moving),
    );
    const { x, y, span, mode } = this.window;
    Object.assign(this.view, { x, y, span, mode });
    this.grid.show(this.view, this.window.isWhole);
  }

  refresh() {
    const classes = this.card.classes ?? [];
    this.models.show(this.view, this.cards);
    this.grid.show(this.view, this.window.isWhole);
    this.overlays.show(this.view, this.look, classes);
  }

  /** A control was moved: change the view, and show it. */
  set(name, value) {
    const { view, look } = this;
    this.fail("");
    this.tell("");
    if (name === "model") {
      const card = this.cards.find((other) => other.name === value);
      const mode = card.kl ? "cdf" : "linear";
      const beside = this.cards.find((other) => other.name === view.beside);
      Object.assign(view, { model: value, mode, cursor: [], off: [], ...wholePlane(card, mode) });
      if (beside && (beside.name === value || beside.shape.join() !== card.shape.join())) view.beside = "";
      look.off.clear();
      if (card.shape.join() !== this.source.card?.shape.join() || this.dataset !== card.dataset) this.ownPixels = null;
      this.source.setCard(card);
      this.clearOwn();
      this.openPanes(new PlaneView(card, mode));
      return;
    }
    if (name === "beside") {
      view.beside = value;
      this.openPanes(this.window.copy());
      this.point(view.cursor);
      return;
    }
    if (name === "mode" && value !== view.mode) {
      view.mode = value;
      this.window = new PlaneView(this.card, value);
      this.place();
      this.point(view.cursor);
    } else if (name === "fit") {
      view.fit = Number(value);
      this.place();
      this.point(view.cursor);
    } else if (name === "grid") {
      view.grid = look.grid = value;
      this.panes.forEach((pane) => pane.askSheet(60));
    } else if (name === "toggle") {
      if (!look.off.delete(value)) look.off.add(value);
      view.off = [...look.off];
    } else if (name === "off") {
      look.off.clear();
      value.forEach((index) => look.off.add(index));
      view.off = [...value];
    } else if (name === "pictures") look.pictures = value;
    else if (["points", "density", "smooth"].includes(name)) {
      look[name] = value;
      view[name] = Number(value);
      if (name === "points" && value) this.panes.forEach((pane) => pane.loadCodes(true));
      if (name === "smooth") this.panes.forEach((pane) => pane.hand.setSmooth(value));
    }
    this.panes.forEach((pane) => pane.draw());
    this.refresh();
  }

  hover(fx, fy) {
    this.panes.forEach((pane) => pane.point(pane.view.zAt(fx, fy)));
    this.view.cursor = this.panes[0].hand.z;
  }

  /** Put the cursor on a z of one pane, and on the same place of the window in the others. */
  point(z, from = this.panes[0]) {
    if (!z?.length) return;
    const place = from.view.fractionOf(z);
    this.panes.forEach((pane) =>
      pane.point(pane === from || this.sameWindow(pane, from) ? z : pane.view.zAt(...place)),
    );
    this.view.cursor = this.panes[0].hand.z;
  }

  sameWindow(a, b) {
    return a.view.mode === b.view.mode && a.view.rect.every((end, i) => end === b.view.rect[i]);
  }

  step(index, dx, dy) {
    const pane = this.panes[index];
    const [fx, fy] = pane.hand.z ? pane.view.fractionOf(pane.hand.z) : [0.5, 0.5];
    const keep = (value) => Math.min(Math.max(value, 0), 1);
    this.hover(keep(fx + dx), keep(fy + dy));
  }

  zoom(factor, fx, fy) {
    if (fx === undefined) {
      // from the keyboard: about the cursor where it is in sight
      const at = this.panes[0].hand.z && this.panes[0].view.fractionOf(this.panes[0].hand.z);
      [fx, fy] = at?.every((value) => value >= 0 && value <= 1) ? at : [0.5, 0.5];
    }
    this.window.zoom(factor, fx, fy);
    this.place();
  }

  reset() {
    this.window.reset();
    this.place();
  }

  keepAt(pane, z) {
    if (!z) return;
    this.tray.add({
      model: pane.card.name,
      z: [...z],
      label: `${pane.card.title} (${z.map((value) => fmt(value, 2)).join(", ")})`,
    });
  }

  pick({ model, z }) {
    const at = () => this.panes.find(({ card }) => card.name === model);
    if (!at() && this.cards.some(({ name }) => name === model)) this.set("model", model);
    if (at()) this.point(z, at());
    else this.tell("This one was kept from a model without a plane; its link opens it in Latents.");
  }

  async encodeOwn(pixels) {
    this.ownPixels = pixels;
    this.dataset = this.card.dataset;
    this.fail("");
    const panes = this.panes.filter(({ card }) => card.can.includes("encode"));
    try {
      const found = await Promise.all(panes.map(({ card }) => encode(card, pixels)));
      if (this.ownPixels !== pixels || panes.some((pane) => pane.closed)) return;
      panes.forEach((pane, i) => {
        pane.own = found[i];
        pane.draw();
      });
      this.ownResults.replaceChildren(
        ...panes.map((pane, i) =>
          result(pane.card, pixels, found[i], this.look.smooth, () => this.locate(pane, found[i])),
        ),
      );
      this.point(found[0].mean, panes[0]);
    } catch (error) {
      this.fail(error.message);
    }
  }

  clearOwn() {
    if (!this.ownPixels) this.ownResults.replaceChildren();
  }

  /** Zoom so far that two standard deviations of a posterior fill a third of the window. */
  locate(pane, { mean, std }) {
    const { view } = pane;
    const [a, b] = [-2, 2].map((times) => view.fractionOf(mean.map((value, i) => value + times * std[i])));
    const size = Math.max(Math.abs(b[0] - a[0]), Math.abs(b[1] - a[1]));
    const [fx, fy] = view.fractionOf(mean);
    this.window.zoom(size > 0 ? size * 3 : 0.25, fx, fy);
    const [nx, ny] = (pane === this.panes[0] ? this.window : this.window.over(pane.card, !!this.view.fit)).fractionOf(
      mean,
    );
    this.window.pan(0.5 - nx, 0.5 - ny);
    this.place();
  }

  say(text) {
    const said =
      {
        loading: "The model is being loaded; until then pictures are blended from the sheet.",
        offline: "The explorer does not answer. The last pictures stay; it is tried again.",
      }[text] ?? "";
    if (this.status.textContent !== said) this.status.textContent = said; // said with every picture
  }

  tell(text) {
    this.note.textContent = text;
  }
  fail(message) {
    this.error.textContent = message;
  }
}
