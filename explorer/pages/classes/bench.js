// The Classes page: styles in rows, classes in columns, one style under the hand, and two places between.

import { el, loadImage } from "../../ui/canvas/paint.js";
import { History } from "../../ui/controls/history.js";
import { tidy } from "../../ui/latents/latent_space.js";
import { PictureSource } from "../../ui/picture/picture_source.js";
import { putInAddress, TakeAlong } from "../../ui/picture/take_along.js";
import { Tray } from "../../ui/picture/tray.js";
import { getJSON } from "../../ui/transport/api.js";
import { Blends } from "./blend.js";
import { columns, dragged, latentsLink, styleAt, toggled, toQuery } from "./cells.js";
import { Draws } from "./draws.js";
import { Guess } from "./guess.js";
import { ClassesHead, noModel } from "./head.js";
import { numbers } from "./numbers.js";
import { onPaper, SCALE } from "./paper.js";
import { StyleSliders } from "./sliders.js";
import { ClassesStage } from "./stage.js";

const OFFLINE = "The explorer does not answer. Your styles are kept, and it is tried again.";

export async function mount(root) {
  try {
    const cards = await getJSON("/api/models");
    const able = cards.filter((card) => card.pages.classes);
    if (!able.length) {
      root.replaceChildren(noModel());
      return;
    }
    const { view, notes } = await getJSON(`/api/view/classes${location.search}`);
    const bench = new ClassesBench(root, able, cards, view);
    await bench.begin();
    bench.tell(notes.join(" "));
  } catch (error) {
    root.replaceChildren(el("p", { class: "gx-error", role: "alert" }, error.message));
  }
}

class ClassesBench {
  constructor(root, able, cards, view) {
    Object.assign(this, { root, able, cards, view, drawn: null, left: new Map() });
    const error = (message) => this.fail(message);
    const rest = () => this.commit();
    this.stage = new ClassesStage({
      view: () => this.view,
      card: () => this.card,
      leave: () => this.leave(),
      take: ({ z }) => this.take(z),
      keep: ({ z, weights, words }) => this.tray.add({ model: view.model, z: z.map(tidy), weights, label: words }),
      status: (text) => this.say(text),
      error: (message) => {
        this.bank.renewer.clear();
        this.fail(message);
      },
      painted: (detail) => root.dispatchEvent(new CustomEvent("gx-painted", { detail })),
    });
    this.head = new ClassesHead(able, {
      model: (name) => this.choose(name),
      mode: (mode) => this.setMode(mode, this.view.cls),
      column: (k) => this.setMode("one", k),
      smooth: (on) => {
        this.setSmooth(on);
        this.commit();
      },
      lock: (row) => this.lock(row),
    });
    this.draws = new Draws({
      model: () => this.view.model,
      error: (message) => {
        this.draws.show(this.view);
        this.fail(message);
      },
      drawn: (...found) => this.draw(...found),
    });
    this.bank = new StyleSliders({
      input: (index, value) => this.drag(index, value),
      rest,
      together: (on) => this.change({ together: Number(on) }, true),
      pictures: (latents, callback) => this.stage.strips(latents, callback),
    });
    this.guess = new Guess({
      card: () => this.card,
      error,
      style: (found, done) => this.follow(found, done),
      gone: () => this.forgetPicture(),
      back: () => {
        this.take(this.guess.found.mean);
      },
    });
    this.blends = new Blends(this.stage.sheets, { change: (part) => this.change(part), rest });
    this.export = new TakeAlong({
      page: "classes",
      view: () => this.view,
      error,
      saves: `Save the sheet with its heads, ${SCALE} times enlarged`,
      file: () => `classes-${view.model}`,
      picture: () => onPaper(this.stage.sheets.sheet, this.head.onPaper(this.view)),
    });
    this.build();
    // A page that the browser brings back from its memory opens its connection anew.
    addEventListener("pagehide", () => this.stage.close());
    addEventListener("pageshow", (event) => {
      if (event.persisted) this.ask();
    });
    addEventListener("keydown", (event) => this.key(event));
  }

  get card() {
    return this.able.find(({ name }) => name === this.view.model);
  }
  get style() {
    return styleAt(this.view, this.drawn, 0);
  }

  build() {
    const button = (text, title, onclick) => el("button", { class: "gx-btn", type: "button", title, onclick }, text);
    this.undoButton = button("Undo", "Back to what was before (Ctrl+Z)", () => this.travel(this.history.undo()));
    this.redoButton = button("Redo", "Forward again (Ctrl+Shift+Z)", () => this.travel(this.history.redo()));
    this.error = el("p", { class: "gx-error", role: "alert" });
    this.note = el("p", { class: "gx-note", role: "status" });
    this.status = el("p", { class: "gx-note status gx-num", role: "status" });
    this.sourceRoot = el("div", {});
    this.trayRoot = el("div", {});
    this.numbers = el("section", { class: "gx-panel" });
    const sheet = el("div", { class: "sheet" }, this.head.columns, this.head.rows, this.stage.sheets.sheet.root);
    this.page = el(
      "div",
      { class: "page" },
      el(
        "div",
        { class: "gx-layout" },
        el(
          "div",
          { class: "gx-stage" },
          this.head.root,
          this.error,
          this.note,
          el(
            "div",
            { class: "tools" },
            this.draws.root,
            el(
              "div",
              { class: "gx-row" },
              this.undoButton,
              this.redoButton,
              button("Reset", "Your style as the seed drew it, and nothing moved or kept", () => this.reset()),
            ),
          ),
          el("div", { class: "area" }, sheet, this.stage.enlarged.root),
          this.stage.judged,
          this.status,
        ),
        el(
          "div",
          { class: "gx-controls" },
          this.bank.root,
          el(
            "section",
            { class: "gx-panel from" },
            el("h3", {}, "Style from a picture"),
            this.sourceRoot,
            this.guess.root,
          ),
        ),
      ),
      this.blends.root,
      el("div", { class: "below" }, this.numbers, this.export.root, this.trayRoot),
    );
  }

  /** Show what the link says; the sheet made at training time is there before the model is. */
  async begin() {
    this.history = new History(this.view, () => this.refresh());
    this.source = new PictureSource(this.sourceRoot, {
      card: this.card,
      onpicture: (pixels, about) => {
        this.fail("");
        return this.guess.take(pixels, about);
      },
    });
    this.tray = new Tray(this.trayRoot, { onpick: (kept) => this.pick(kept) });
    await this.open();
    this.root.replaceChildren(this.page);
  }

  /** The view's model onto the page. */
  async open() {
    const { view, card } = this;
    const first =
      view.mode === "sheet" &&
      !view.seed &&
      view.temperature === 1 &&
      ![view.z, view.shift, view.locked].some(({ length }) => length);
    this.drawn = null;
    this.status.textContent = "";
    this.head.open(card, columns(card));
    this.stage.open(card, this.cards);
    this.source.setCard(card);
    this.blends.open(card, columns(card));
    this.openSheet();
    this.bank.open(card, view.z.length ? view.z : Array(card.latents).fill(0));
    this.numbers.replaceChildren(...numbers(card));
    this.setSmooth(view.smooth);
    this.draws.show(view);
    this.refresh();
    const drawing = this.draws.ask({}, false);
    if (!first || columns(card) < card.conditions) return;
    try {
      const image = await loadImage(`/previews/${encodeURIComponent(card.name)}/sheet.png`);
      if (card === this.card && !this.stage.shown) this.stage.sheets.sheet.paintImage(image);
    } catch {
      await drawing;
    } // a model of one's own may have no previews
  }

  openSheet() {
    this.stage.openSheet(this.view, this.card);
    this.bank.setTogether(this.view.together, this.view.mode === "one");
  }

  refresh() {
    this.head.show(this.view, this.card, this.guess.pixels);
    this.blends.show(this.view, this.card);
    this.undoButton.disabled = !this.history.canUndo;
    this.redoButton.disabled = !this.history.canRedo;
  }

  /** Styles came from the prior. */
  draw(z, { fresh, ...settings }, final) {
    Object.assign(this.view, settings, fresh ? { shift: [] } : {});
    this.drawn = z;
    this.moved();
    if (final) this.commit();
  }

  /** A slider of the style moved under the hand. */
  drag(index, value) {
    Object.assign(this.view, dragged(this.view, this.drawn, index, value));
    this.moved(index);
  }

  /** The first row's style, all at once. */
  take(z) {
    this.view.z = z.map(tidy);
    this.moved();
    this.commit();
  }

  /** The style of a picture, and the class it is taken for or was said to be. */
  follow(found, done) {
    Object.assign(this.view, { z: found.mean.map(tidy), cls: found.label });
    this.bank.setBand(found);
    this.moved();
    this.refresh();
    if (done) this.commit();
  }

  forgetPicture() {
    this.bank.setBand(null);
    this.refresh();
  }

  reset() {
    Object.assign(this.view, { z: [], shift: [], locked: [], styles: [] });
    this.moved();
    this.commit();
    this.refresh();
  }

  /** Styles changed: the sliders and all pictures follow. `held` is the latent under the hand. */
  moved(held = null) {
    if (!this.drawn) return;
    this.bank.setZ(this.style, held);
    this.export.forget();
    this.ask();
  }

  /** A part of the view that moves no slider. */
  change(part, final = false) {
    Object.assign(this.view, part);
    if ("cls" in part) this.bank.mark();
    this.refresh();
    this.export.forget();
    this.ask();
    if (final) this.commit();
  }

  setMode(mode, cls) {
    Object.assign(this.view, { mode, cls });
    this.openSheet();
    this.change({ cls }, true);
  }

  setSmooth(on) {
    this.view.smooth = Number(on);
    for (const part of [this.stage, this.guess]) part.setSmooth(Boolean(on));
  }

  lock(row) {
    this.change(toggled(this.view, this.drawn, row), true);
  }

  /** Another model; what was done with this one is kept for its return. */
  choose(name) {
    const { view } = this;
    const before = this.card;
    const card = this.able.find((other) => other.name === name);
    const last = card.conditions - 1;
    this.left.set(view.model, { z: view.z, shift: view.shift, locked: view.locked, styles: view.styles });
    Object.assign(view, { z: [], shift: [], locked: [], styles: [] }, this.left.get(name), {
      model: name,
      cls: Math.min(view.cls, last),
      one: Math.min(view.one, last),
      two: Math.min(view.two, last),
    });
    this.fail("");
    this.tell("");
    this.open();
    this.export.forget();
    if (before.dataset === card.dataset && before.shape.join() === card.shape.join()) this.guess.again();
    else this.guess.clear();
    this.commit();
  }

  /** A kept picture: its style under the sliders, or on the Latents page where its model is not for this one. */
  pick({ model, z, weights = [] }) {
    if (!this.able.some(({ name }) => name === model)) {
      location.assign(latentsLink(model, { z, weights }));
      return;
    }
    if (model !== this.view.model) this.choose(model);
    this.take(z);
  }

  ask() {
    if (this.drawn) this.stage.ask(this.drawn);
  }

  commit() {
    this.history.commit(this.view);
  }

  travel(state) {
    if (!state) return;
    const other = state.model !== this.view.model;
    const redraw = state.seed !== this.view.seed || state.temperature !== this.view.temperature;
    Object.assign(this.view, state);
    if (other) {
      this.guess.clear();
      this.open();
      return;
    }
    this.openSheet();
    this.setSmooth(state.smooth);
    this.draws.show(state);
    this.refresh();
    if (redraw) this.draws.ask({}, false);
    else this.moved();
    this.bank.mark();
  }

  /** Before a link takes the person away: the way back leads to what is here. */
  leave() {
    putInAddress(toQuery(this.view));
  }

  key(event) {
    const typing =
      /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) &&
      event.target.type !== "range" &&
      event.target.type !== "checkbox";
    const key = event.key.toLowerCase();
    if (
      !(event.ctrlKey || event.metaKey) ||
      event.altKey ||
      typing ||
      !this.root.isConnected ||
      (key !== "z" && key !== "y")
    )
      return;
    event.preventDefault();
    this.travel(key === "y" || event.shiftKey ? this.history.redo() : this.history.undo());
  }

  say(text) {
    this.status.textContent = text === "loading" ? "Loading the model: the sheet was made when it was trained." : "";
    if (text === "offline") this.fail(OFFLINE);
    else if (this.error.textContent === OFFLINE) this.fail("");
  }

  tell(text) {
    this.note.textContent = text;
  }
  fail(message) {
    this.error.textContent = message;
  }
}
