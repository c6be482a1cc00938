// The Pixels page: autoregressive models paint from a canvas, of which all, a part or nothing is unknown, and one player steps
// through the records of all paintings that stand beside each other.

import { el } from "../../ui/canvas/paint.js";
import { anySeed } from "../../ui/controls/seed.js";
import { begin as beginWith, branch, pack } from "../../ui/painting/canvas.js";
import { Record } from "../../ui/painting/record.js";
import { Player } from "../../ui/player/player.js";
import { getJSON, postBytes, query } from "../../ui/transport/api.js";
import { Completions } from "./completions.js";
import { PixelsControls } from "./controls.js";
import { Easel } from "./easel.js";
import { PixelsExport } from "./export.js";
import { Passes } from "./passes.js";
import { Score } from "./score.js";
import { Start } from "./start.js";

const OFFLINE = "The explorer does not answer. What was painted stays, and it is tried again.";
const RATE = 300; // pixels a second at first: a picture of 784 takes some 2.6 s
const PLAYED = "played";
const LAST = -1; // where a new record is shown: from its first pixel on, at its newest, or at a step

export async function mount(root) {
  try {
    const cards = (await getJSON("/api/models")).filter((card) => card.pages.pixels);
    if (!cards.length) {
      root.replaceChildren(noModel());
      return;
    }
    const { view, notes } = await getJSON(`/api/view/pixels${location.search}`);
    const bench = new PixelsBench(root, cards, view);
    bench.begin();
    bench.note.textContent = notes.join(" ");
  } catch (error) {
    root.replaceChildren(el("p", { class: "gx-error", role: "alert" }, error.message));
  }
}

function noModel() {
  return el(
    "section",
    { class: "gx-panel" },
    el("h3", {}, "No autoregressive model yet"),
    el(
      "p",
      { class: "gx-note" },
      "This page shows models that paint pixel by pixel. Train one on this machine, then reload the page:",
    ),
    el("pre", { class: "gx-code" }, "python -m train gated-pixelcnn-mnist"),
  );
}

class PixelsBench {
  constructor(root, cards, view) {
    Object.assign(this, { root, cards, view, start: { kind: "empty" }, turn: 0, job: 0 });
    const error = (message) => this.fail(message);
    this.controls = new PixelsControls(cards, { change: (found, live) => this.change(found, live) });
    this.easel = new Easel({
      look: (cursor) => this.looked(cursor),
      force: (painting, level) => this.force(painting, level),
      heat: (heat) => this.choose({ heat }),
      field: (field) => this.choose({ field: Number(field) }),
      arrived: () => this.player.refresh(),
      ended: (painting, message) => this.ended(painting, message),
      shutBeside: () => this.change({ beside: "" }),
      shut: () => {
        this.view.force = [];
        this.player.refresh();
      },
      status: (text) => this.say(text),
      error,
    });
    this.main = this.easel.main;
    this.player = new Player({
      total: () => this.total,
      available: () => this.easel.available,
      show: (step) => this.show(step),
      label: "The painting",
      unit: "pixels",
      rate: RATE,
      next: (step) => this.main.record?.next(step) ?? step + 1,
      back: (step) => this.main.record?.back(step) ?? step - 1, // what was given is not stepped through
      onplay: () => this.replay(),
      onstop: () => this.easel.stop(),
    });
    this.startPanel = new Start({ changed: (start) => this.setStart(start), error });
    this.score = new Score();
    this.completions = new Completions({ pick: (which) => this.pick(which) });
    this.passes = new Passes({ error });
    this.export = new PixelsExport({
      view: () => this.shownView(),
      record: () => this.main.record,
      board: () => this.main.board,
      step: () => this.player.step,
      columns: () => Math.ceil(Math.sqrt(this.main.record?.n ?? 1)),
      error,
      own: () => this.own(),
    });
    this.build();
    addEventListener("pagehide", () => {
      this.easel.leave();
      this.passes.close();
    });
    addEventListener("pageshow", (event) => {
      if (event.persisted) this.paint(LAST);
    }); // brought back from the browser's memory
    root.addEventListener("keydown", (event) => {
      if (
        event.key.toLowerCase() === "n" &&
        !event.ctrlKey &&
        !event.metaKey &&
        !event.altKey &&
        !event.target.matches("input, select, textarea")
      )
        this.change({ seed: anySeed() });
    });
  }

  get total() {
    const [, h, w] = this.cardOf(this.view.model).shape;
    return h * w;
  }

  get atEnd() {
    return this.player.step >= this.total;
  }
  cardOf(name) {
    return this.cards.find((card) => card.name === name);
  }

  build() {
    this.error = el("p", { class: "gx-error", role: "alert" });
    this.note = el("p", { class: "gx-note", role: "status" });
    this.fold = el(
      "details",
      { class: "gx-panel passes-fold", ontoggle: () => this.openPasses() },
      el("summary", {}, "All pixels at once, again and again"),
      this.passes.root,
    );
    this.easel.boards.after(this.player.root);
    this.page = el(
      "div",
      { class: "gx-layout" },
      el(
        "div",
        { class: "gx-stage" },
        this.error,
        this.note,
        this.easel.root,
        this.score.root,
        this.completions.root,
        this.fold,
      ),
      el("div", { class: "gx-controls" }, this.controls.root, this.startPanel.root, this.export.root),
    );
  }

  /** Show what the link says. */
  begin() {
    const { view } = this;
    const [y, x] = view.at;
    // A link names a step.
    this.first = view.step >= 0 || view.force.length ? view.step : undefined;
    this.linked = view.force.length > 0;
    this.root.replaceChildren(this.page);
    this.choose({});
    if (view.at.length) this.easel.look({ which: view.which, y, x, pinned: true });
    this.fold.open = view.way === "passes";
    this.openModel();
  }

  /** Another model: it is loaded and asked what it is, then it paints. */
  async openModel() {
    const turn = ++this.turn;
    const { view } = this;
    this.controls.show(view);
    this.easel.putBeside(view.beside);
    try {
      const { levels } = await this.main.prepare(view.model);
      if (turn !== this.turn) return;
      this.score.open(this.cardOf(view.model));
      this.openPasses();
      await this.startPanel.open({ card: this.cardOf(view.model), levels, view }); // a picture that has to be fetched is told of by itself
      if (turn === this.turn && this.startPanel.kind === this.start.kind) this.paint();
    } catch (error) {
      if (turn === this.turn) this.fail(error.message);
    }
  }

  /** @param {object} found  what of the view a person changed  @param {boolean} live  by dragging: what is shown stays at its step */
  change(found, live = false) {
    const { view } = this;
    const other = found.model && found.model !== view.model;
    Object.assign(view, found, { force: [] });
    if (view.beside === view.model) view.beside = "";
    this.export.forget();
    if (other) {
      this.openModel();
      return;
    }
    this.controls.show(view);
    this.easel.putBeside(view.beside);
    this.openPasses();
    this.paint(!live ? PLAYED : this.atEnd || this.player.clock.wanted !== null ? LAST : this.player.step, live);
  }

  setStart(start) {
    const same = start.kind === "empty" && this.start.kind === "empty";
    this.start = start;
    Object.assign(this.view, { start: start.name ?? "", hole: start.preset === "painted" ? "" : (start.preset ?? "") });
    this.export.forget();
    if (same || start.done === false) return; // still under the brush
    this.paint();
  }

  jobOf(name) {
    const { n, temperature, seed, label } = this.view;
    const { conditions } = this.cardOf(name);
    return {
      model: name,
      n,
      label: !conditions || label === "" ? null : label === "each" ? label : Math.min(Number(label), conditions - 1),
      temperature,
      seed,
      way: "rows",
    };
  }

  /** Paint anew all that is on the easel, shown from its first pixel on, at its LAST or at a step. */
  async paint(at = this.first ?? PLAYED, live = false) {
    const turn = ++this.job;
    const { start, view, easel, player } = this;
    this.first = undefined;
    easel.clearBranches();
    if (!this.linked) view.force = [];
    this.fail("");
    this.completions.show(null);
    this.score.show(null);
    try {
      for (const painting of [easel.main, ...(easel.beside ? [easel.beside] : [])]) {
        const job = this.jobOf(painting === easel.main ? view.model : view.beside);
        const card = this.cardOf(job.model);
        const from = await beginWith(start, card, (greys) =>
          postBytes(
            query("/api/pixels/score", {
              model: job.model,
              ...(Number.isInteger(job.label) ? { label: job.label } : {}),
            }),
            greys,
          ),
        );
        if (turn !== this.job) return;
        painting.setTitle(card.title);
        if (from.unknown) painting.begin({ ...job, canvas: pack(from.canvas) }, from, live);
        else this.openScored(painting, job, from);
      }
      if (!easel.main.busy) return;
      player.open();
      // Nothing moves by itself where a person does not want it.
      if (at !== PLAYED) player.go(at);
      else if (matchMedia("(prefers-reduced-motion: reduce)").matches) player.go(LAST);
      else player.play();
    } catch (error) {
      if (turn === this.job) this.fail(error.message);
    }
  }

  /** A whole picture is not painted: its record is there at once. */
  openScored(painting, job, { given, canvas, found }) {
    const record = new Record({ shape: found.shape, levels: found.levels, n: 1, labels: [found.label], given, canvas });
    for (const row of found.rows) record.add(row);
    painting.open(record, { ...job, n: 1 });
    this.player.open();
    this.player.go(LAST);
    this.ended(painting, { event: "end" });
  }

  ended(painting, { event, message }) {
    if (event === "error") this.fail(message);
    if (painting === this.main && event === "end") {
      this.startPanel.setOrder(this.main.record.order.some((at, step) => at !== step) ? this.main.record.rank : null);
      if (this.start.kind === "picture" && this.start.hole.includes(1)) this.completions.show(this.main.record);
      if (this.linked) this.forceFromLink();
    }
    if (this.easel.all.some(({ busy }) => busy)) this.player.refresh();
    else this.player.end();
    this.show(this.player.step);
  }

  /** Play was pressed where nothing is left to play: the same painting from its first pixel, or a new one where none is there. */
  replay() {
    if (this.main.whole) return false;
    this.paint();
    return true;
  }

  show(step) {
    this.easel.show(step);
    this.told(step);
  }

  /** How likely the picture that is looked at is, once it is whole. */
  told(step) {
    const { main } = this;
    if (!main.whole || step < this.total) {
      this.score.show(null);
      return;
    }
    const which = Math.min(this.easel.cursor?.which ?? 0, main.record.n - 1);
    const nats = main.record.nats(which);
    this.score.show({
      nats,
      bitsPerDim: nats / Math.LN2 / main.record.shape.reduce((a, b) => a * b),
      label: main.record.n > 1 ? `Picture ${which + 1}` : "This picture",
    });
  }

  looked(cursor) {
    Object.assign(this.view, cursor ? { which: cursor.which, at: [cursor.y, cursor.x] } : { at: [] });
    this.export.forget();
    this.told(this.player.step);
  }

  pick(which) {
    const [y, x] = this.easel.cursor
      ? [this.easel.cursor.y, this.easel.cursor.x]
      : this.main.record.place(this.total - 1);
    this.easel.look({ which, y, x, pinned: true });
  }

  choose(found) {
    Object.assign(this.view, found);
    this.easel.setChoices(this.view.heat, Boolean(this.view.field));
  }

  /** The pixel under a painting's cursor takes another level, and the painting goes on from there beside the first. */
  force(painting, level) {
    const {
      cursor: { which, y, x },
      job,
      record,
    } = painting;
    const step = record.stepOf(y, x);
    if (step < 0) return;
    const made = this.easel.addBranch(
      `Row ${y + 1}, column ${x + 1}: ${record.levels === 2 ? ["black", "white"][level] : `level ${level}`}`,
    );
    made.origin = painting;
    if (painting === this.main) this.view.force = [y, x, level];
    const from = branch(record, which, y, x, level);
    made.begin(
      { ...job, n: 1, label: record.labels[which] ?? null, seed: job.seed + which, canvas: pack(from.canvas) },
      { ...from, force: [y, x] },
    );
    this.export.forget();
    if (this.linked) return; // its step is kept
    this.player.clock.ended = false;
    this.player.go(step);
    this.player.play();
    made.root.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }

  forceFromLink() {
    const [y, x, level] = this.view.force;
    if (level < this.main.record.levels && y < this.main.record.shape[1] && x < this.main.record.shape[2]) {
      this.easel.look({ which: this.view.which, y, x, pinned: true });
      this.force(this.main, level);
    } else this.view.force = [];
    this.linked = false;
  }

  /** The fold below: its passes run when it is opened, and anew when something else is to be painted. */
  openPasses() {
    const { model, label, temperature, seed } = this.jobOf(this.view.model);
    this.view.way = this.fold.open ? "passes" : "rows";
    this.passes.open({ model, label, temperature, seed });
    if (this.fold.open && !this.passes.passes.length) this.passes.run();
  }

  shownView() {
    return { ...this.view, step: this.atEnd ? -1 : this.player.step };
  }

  /** What of the page a link can't hold. */
  own() {
    const { start, easel } = this;
    const branches =
      easel.branches.filter(({ origin }) => origin !== this.main).length +
      Math.max(0, easel.branches.filter(({ origin }) => origin === this.main).length - 1);
    return [
      start.kind === "picture" && !start.name ? "picture" : "",
      start.preset === "painted" ? "painted" : "",
      branches ? "branches" : "",
    ].filter(Boolean);
  }

  say(text) {
    if (text === "offline") this.fail(OFFLINE);
    else if (this.error.textContent === OFFLINE) this.fail("");
  }

  fail(message) {
    this.error.textContent = message;
  }
}
