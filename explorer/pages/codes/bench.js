// The Codes page: a picture, its grid of code numbers and what the decoder makes of them; a hand that repaints the codes, a prior that
// dreams them, and the codebook that they are from.

import { el } from "../../ui/canvas/paint.js";
import { undoKeys } from "../../ui/controls/history.js";
import { getJSON } from "../../ui/transport/api.js";
import { Decoder } from "../../ui/transport/decoder.js";
import { Atlas } from "./atlas.js";
import { CellInspector } from "./cell.js";
import { CodesControls } from "./controls.js";
import { Cost } from "./cost.js";
import { Desk } from "./desk.js";
import { CodesExport } from "./export.js";
import { alike } from "./layout.js";
import { Motion } from "./motion.js";
import { Pictures } from "./pictures.js";
import { Repaint } from "./repaint.js";
import { DreamSettings } from "./settings.js";
import { Stage } from "./stage.js";

const OFFLINE = "The explorer does not answer. The codes stay as they are, and it is tried again.";

export async function mount(root) {
  try {
    const cards = await getJSON("/api/models");
    const models = cards.filter((card) => card.can.includes("quantize") && card.pages.codes);
    if (!models.length) {
      root.replaceChildren(noModel());
      return;
    }
    const { view, notes } = await getJSON(`/api/view/codes${location.search}`);
    const bench = new CodesBench(root, models, cards, view);
    await bench.begin();
    bench.note.textContent = notes.join(" ");
  } catch (error) {
    root.replaceChildren(el("p", { class: "gx-error", role: "alert" }, error.message));
  }
}

function noModel() {
  return el(
    "section",
    { class: "gx-panel" },
    el("h3", {}, "No model with a codebook yet"),
    el(
      "p",
      { class: "gx-note" },
      "This page opens the codebook of a VQ-VAE. Train one on this machine, then reload the page:",
    ),
    el("pre", { class: "gx-code" }, "python -m train vqvae-mnist"),
  );
}

class CodesBench {
  constructor(root, models, cards, view) {
    Object.assign(this, { root, models, cards, view, desks: new Map(), desk: null, decoder: null, turn: 0 });
    const error = (message) => this.fail(message);
    this.repaint = new Repaint(this);
    const { repaint } = this;
    const { hand } = repaint;
    this.stage = new Stage({
      look: (place) => this.look(place),
      level: (level) => repaint.setLevel(level),
      step: (by) => this.controls.step(by),
      press: (place, { pick }) => repaint.press(place, pick),
      drag: (place) => hand.drag(place),
      release: () => hand.release(),
      cancel: () => hand.cancel(),
      spans: () => hand.spans && hand.busy,
    });
    this.dreams = new DreamSettings({
      change: (found, live) => this.change(found, live),
      keep: (flags) => {
        repaint.takeHold();
        repaint.keep(flags);
        this.rest();
      },
    });
    this.pictures = new Pictures(this);
    this.motion = new Motion(
      {
        dream: {
          base: () => this.desk.cells,
          kept: () => this.desk.kept,
          settings: () => this.settings,
          show: (cells, unknown) => this.dreamt(cells, unknown),
          whole: (cells) => this.wake(cells),
          error,
        },
        morph: {
          show: (cells) => this.set(cells, "morph"),
          rest: () => this.rest("morph"),
          wanted: () => this.pictures.wantSecond(true),
        },
      },
      { dream: this.dreams.root, morph: this.pictures.second.root },
    );
    this.controls = new CodesControls(models, {
      model: (name) => this.openModel(name),
      picture: (pixels, about) => this.pictures.take(pixels, about),
    });
    this.atlas = new Atlas({
      pick: (level, code) => repaint.pick(level, code),
      order: (order) => {
        view.order = order;
        this.export.forget();
      },
      picture: (index) => this.controls.open(this.desk.card, index),
    });
    this.inspector = new CellInspector({ pick: (code) => repaint.pick(this.desk.level, code) });
    this.inspector.root.addEventListener("gx-seen", ({ detail }) => this.stage.showSeen(detail.seen));
    this.cost = new Cost();
    this.export = new CodesExport({
      view: () => this.shownView(),
      canvas: () => this.stage.right.canvas,
      file: () => `codes-${this.desk.card.name}`,
      error,
    });
    this.build();
    addEventListener("pagehide", () => {
      this.motion.leave();
      this.closeDecoder();
    });
    undoKeys(root, { undo: () => repaint.travel("undo"), redo: () => repaint.travel("redo") });
  }

  get settings() {
    return { label: this.view.label, temperature: this.view.temperature, seed: this.view.seed };
  }

  /** The picture on the left, where it is one and not only what a link's codes decode to. */
  get here() {
    return this.desk?.shown && !this.desk.shown.made ? this.desk.shown : null;
  }

  build() {
    this.error = el("p", { class: "gx-error", role: "alert" });
    this.note = el("p", { class: "gx-note", role: "status" });
    this.page = el(
      "div",
      { class: "gx-layout" },
      el(
        "div",
        { class: "gx-stage" },
        this.error,
        this.note,
        this.stage.root,
        this.repaint.tools.root,
        this.motion.root,
        this.atlas.root,
      ),
      el(
        "div",
        { class: "gx-controls" },
        this.controls.root,
        this.inspector.root,
        this.controls.picture,
        this.cost.root,
        this.export.root,
      ),
    );
  }

  /** Show what the link says. */
  async begin() {
    const { view } = this;
    await this.openModel(view.model, { ...view });
    if (this.desk) this.root.replaceChildren(this.page);
  }

  /** @param {object | null} link  the view that the page was opened with */
  async openModel(name, link = null) {
    const turn = ++this.turn;
    const card = this.models.find((one) => one.name === name);
    if (!this.desks.has(name)) {
      try {
        this.desks.set(name, await Desk.of(card, this.cards, () => this.tell()));
      } catch (error) {
        if (!this.desk) throw error;
        if (turn === this.turn) {
          this.fail(error.message);
          this.controls.show(this.desk.card);
        }
        return;
      }
      if (turn !== this.turn) return;
    }
    const before = this.desk;
    const desk = (this.desk = this.desks.get(name));
    const { book, layout } = desk;
    before?.settle();
    this.fail("");
    this.closeDecoder();
    if (link && link.level < layout.levels.length) desk.level = link.level;
    if (link && link.code >= 0) desk.codes[desk.level] = link.code;
    this.repaint.hand.open(layout);
    this.stage.open(book, layout, desk.level, card.test);
    this.repaint.setNumbers(!this.stage.grid.crowded);
    this.atlas.open(book, name);
    this.atlas.setOrder(this.view.order);
    this.inspector.open(name, book);
    this.cost.open(name, book);
    this.motion.dream.open(layout, desk.priors);
    this.motion.morph.open(layout, desk.cells, desk.second?.cells ?? null);
    this.dreams.open(layout, desk.priors.find(Boolean) ?? null);
    this.controls.show(card);
    this.export.forget();
    this.pictures.open(before, link);
  }

  /** @param {Uint16Array} cells  the codes as they stand from now on  @param {string} from  "morph" where that is what moves them */
  set(cells, from = "") {
    this.desk.cells = cells;
    this.endDream();
    if (from !== "morph") this.motion.morph.pause();
    this.paint();
    this.export.forget();
  }

  /** Grid and decoded picture; only the newest codes are waited for. */
  paint() {
    const { desk } = this;
    const cells = desk.standing;
    this.paintGrid();
    this.request(cells, (pixels) => {
      this.stage.showDecoded(pixels);
      this.root.dispatchEvent(new CustomEvent("gx-painted", { detail: { model: desk.card.name, cells: [...cells] } }));
    });
  }

  paintGrid() {
    const {
      desk,
      stage: {
        grid: { cursor },
      },
    } = this;
    if (cursor) this.stage.say(desk.words(cursor));
    this.stage.grid.show(desk.standing, {
      unknown: desk.partial?.unknown ?? null,
      kept: desk.kept,
      original: desk.original,
      code: desk.code,
    });
  }

  request(cells, callback, channel = "hand") {
    const { desk } = this;
    this.decoder ??= new Decoder(desk.card.name, {
      path: "/api/codes/decode",
      onstatus: (text) => this.say(text),
      onerror: (message) => this.fail(message),
    });
    this.decoder.request(channel, cells.slice(), (pixels) => {
      if (desk === this.desk) callback(pixels);
    });
  }

  closeDecoder() {
    this.decoder?.close();
    this.decoder = null;
  }

  /** A step is over: it can be undone, and all that takes longer to compute follows. */
  rest(from = "") {
    const { desk } = this;
    desk.commit();
    this.tell();
    this.atlas.mark(desk.cells);
    this.cost.show({ pixels: this.here?.pixels ?? null, cells: desk.cells });
    if (from !== "morph") this.motion.morph.open(desk.layout, desk.cells, desk.second?.cells ?? null);
    this.inspect();
  }

  /** Tools and controls as they stand. */
  tell() {
    const { desk } = this;
    if (!desk?.shown) return;
    this.repaint.tell();
    this.dreams.show(this.view, desk.kept);
  }

  look(place) {
    if (!this.desk.shown) return;
    this.stage.showCursor(place, this.desk.words(place));
    if (!this.repaint.hand.busy && !this.desk.partial) this.inspect();
  }

  inspect() {
    const {
      desk,
      stage: {
        grid: { cursor },
      },
    } = this;
    if (cursor) this.inspector.show({ pixels: this.here?.pixels ?? null, cells: desk.cells, ...cursor });
  }

  /** The dream as far as it is: what is not drawn yet has its level's most used code in the decoded picture. */
  dreamt(cells, unknown) {
    const first = !this.desk.partial;
    this.motion.morph.pause();
    this.desk.partial = { cells, unknown };
    this.paint();
    this.export.forget();
    if (first) this.tell();
  }

  /** The dream is whole. */
  wake(cells) {
    const { desk } = this;
    const other = !alike(desk.cells, cells);
    Object.assign(desk, { partial: null, cells });
    if (other) this.rest();
    else this.tell();
  }

  /** The dream, where there is one on the page, is over: the codes from before it stand there. */
  endDream() {
    if (!this.desk.partial && !this.motion.dream.busy) return false;
    this.desk.partial = null;
    this.motion.dream.release();
    return true;
  }

  /** What is to be dreamt is another: a dream begins, or follows a control that is dragged. */
  change(found, live = false) {
    const {
      motion: { dream },
    } = this;
    Object.assign(this.view, found);
    this.tell();
    this.export.forget();
    if (live && !dream.whole) return;
    this.motion.open("dream");
    if (live) dream.follow();
    else {
      this.desk.settle();
      dream.run();
    }
  }

  shownView() {
    return { ...this.view, ...this.desk.view(this.motion.morph) };
  }

  say(text) {
    if (text === "offline") this.fail(OFFLINE);
    else if (this.error.textContent === OFFLINE) this.fail("");
  }

  fail(message) {
    this.error.textContent = message;
  }
}
