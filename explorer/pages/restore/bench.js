// The Restore page: one picture, one kind of damage, and every method that can serve it side by side.

import { decodeBase64, el } from "../../ui/canvas/paint.js";
import { getJSON } from "../../ui/transport/api.js";
import { JobSocket } from "../../ui/transport/jobs.js";
import { RestoreDamage } from "./damage.js";
import { RestoreExport } from "./export.js";
import { RestoreGrid } from "./grid.js";
import { RestoreInput } from "./input.js";
import { RestoreMethods } from "./methods.js";
import { RestoreStage } from "./stage.js";
import { restoreTable } from "./table.js";
import { Typicality } from "./typicality.js";

const OFFLINE = "The explorer does not answer. What was restored stays, and it is tried again.";
const QUICK_S = 0.15; // a method that took longer waits until the hand rests
const PHOTO = "photo";

const encode = (bytes) => {
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
};

export async function mount(root) {
  try {
    const [cards, subjects, { view, notes }] = await Promise.all([
      getJSON("/api/models"),
      getJSON("/api/restore/subjects"),
      getJSON(`/api/view/restore${location.search}`),
    ]);
    const bench = new RestoreBench(root, cards, subjects, view);
    bench.begin();
    bench.tell([...notes, ...bench.missing].join(" "));
  } catch (error) {
    root.replaceChildren(el("p", { class: "gx-error", role: "alert" }, error.message));
  }
}

class RestoreBench {
  constructor(root, cards, subjects, view) {
    Object.assign(this, {
      root,
      cards,
      subjects,
      view,
      clean: null,
      left: new Map(),
      missing: [],
      chosen: Boolean(view.right),
    });
    this.input = new RestoreInput(cards, subjects, {
      subject: (name) => this.choose(name),
      picture: (found, done) => this.setPicture(found, done),
    });
    this.damage = new RestoreDamage((found, done) => this.setDamage(found, done));
    this.methods = new RestoreMethods(() => this.setMethods());
    this.stage = new RestoreStage({
      choose: (side, name) => this.put(side, name),
      result: (name) => this.result(name),
    });
    this.grid = new RestoreGrid({
      pick: (name) => this.put("right", name),
      stop: () => this.restorer.stop(),
      restart: () => this.ask(),
    });
    this.restorer = new JobSocket("/api/restore", {
      event: (message, job) => this.receive(message, job),
      status: (text) => this.say(text),
    });
    this.export = new RestoreExport({
      view: () => this.view,
      error: (message) => this.fail(message),
      shown: () => this.clean && { pictures: this.pictures(), shape: this.clean.shape, words: this.damage.words },
      own: () =>
        [this.view.picture ? "" : "your own picture", this.view.kind === "painted" ? "the painted hole" : ""].filter(
          Boolean,
        ),
    });
    this.build();
    addEventListener("pagehide", () => this.restorer.close());
    // A page that the browser brings back from its memory goes on where a job was cut off.
    addEventListener("pageshow", (event) => {
      if (event.persisted) this.ask();
    });
  }

  get subject() {
    return this.subjects.find(({ name }) => name === this.view.subject);
  }
  get photographs() {
    return this.view.subject === PHOTO;
  }

  build() {
    this.error = el("p", { class: "gx-error", role: "alert" });
    this.note = el("p", { class: "gx-note", role: "status" });
    this.status = el("p", { class: "gx-note status", role: "status" });
    this.measured = el("div", { class: "measured-box" });
    this.likely = el(
      "details",
      { class: "gx-panel likely", ontoggle: () => this.openLikely() },
      el("summary", {}, "How likely is this picture?"),
    );
    this.page = el(
      "div",
      { class: "gx-layout" },
      el(
        "div",
        { class: "gx-stage" },
        this.error,
        this.note,
        this.stage.root,
        this.status,
        this.grid.root,
        this.measured,
        this.likely,
      ),
      el("div", { class: "gx-controls" }, this.input.root, this.damage.root, this.methods.root, this.export.root),
    );
  }

  /** Show what the link says. */
  begin() {
    const { view } = this;
    const ready = ({ name, test_count: count, model }) => name === PHOTO || (count > 0 && model);
    const named = this.subjects.find(({ name }) => name === view.subject);
    if (view.subject && !named) this.missing.push("There is no method for the link's pictures here: others are shown.");
    if (!named) Object.assign(view, { picture: "", strength: null });
    view.subject = (named ?? this.subjects.find(ready) ?? this.subjects[0]).name;
    this.root.replaceChildren(this.page);
    this.open();
  }

  /** The view's subject onto the page, with the picture it had when it was left, or its first. */
  open() {
    const { view, subject } = this;
    const before = this.left.get(view.subject);
    const first =
      view.picture || (this.photographs ? `photo:${subject.examples[0]?.name}` : subject.test_count ? "test:0" : "");
    this.clean = before?.clean ?? null;
    this.grid.clear();
    this.methods.open(subject.methods, view.methods);
    const unknown = view.methods.filter(
      (name) => name !== "none" && !subject.methods.some((method) => method.name === name),
    );
    if (unknown.length) this.missing.push(`Not here: ${unknown.join(", ")}.`);
    this.damage.open(subject.damages, view);
    Object.assign(view, this.damage.state, { methods: this.methods.names });
    this.measured.replaceChildren(...restoreTable(this.cards, this.subject));
    this.openMethods();
    if (!this.clean)
      this.stage.empty(
        first
          ? ""
          : `Draw on the pad, or upload a picture of ${subject.title.toLowerCase()}: it is damaged and restored here.`,
      );
    else this.setPicture({ ...this.clean, name: view.picture }, true);
    this.input.open(subject, before ? view.picture : first);
  }

  openMethods() {
    const { kind, left, right } = this.view;
    const serving = this.methods.serving(kind);
    const names = ["clean", "damaged", ...serving.map(({ name }) => name)];
    this.methods.show(kind);
    this.grid.open(serving, this.photographs);
    this.stage.open(serving, this.photographs);
    if (!names.includes(left)) this.view.left = "damaged";
    if (!names.includes(right)) {
      this.view.right = "";
      this.chosen = false;
    }
    if (this.clean) this.grid.setClean(this.clean.pixels, this.clean.shape);
  }

  choose(name) {
    const { view } = this;
    if (name === view.subject) return;
    this.left.set(view.subject, { clean: this.clean, view: { ...view } });
    this.restorer.abandon();
    const kept = this.left.get(name)?.view ?? {
      picture: "",
      kind: view.kind,
      strength: null,
      seed: view.seed,
      methods: [],
      left: "damaged",
      right: "",
    };
    Object.assign(view, kept, { subject: name });
    this.chosen = Boolean(view.right);
    this.fail("");
    this.open();
    this.tell(this.missing.splice(0).join(" "));
  }

  setPicture({ pixels, shape, name }, done) {
    this.clean = { pixels, shape };
    this.view.picture = name;
    this.grid.setClean(pixels, shape);
    this.damage.mask.setPicture(pixels, shape);
    this.likelihood?.setPicture(this.view.subject, pixels, shape);
    this.ask(!done);
  }

  setDamage(found, done) {
    const other = found.kind !== this.view.kind;
    Object.assign(this.view, found);
    if (other && !this.chosen) this.view.right = ""; // another damage has another best
    if (other) this.openMethods();
    this.ask(!done);
  }

  setMethods() {
    this.view.methods = this.methods.names;
    this.openMethods();
    this.ask();
  }

  /** Damage the picture and restore it; `live`: a hand is still moving, so the quick methods only, and none for photographs. */
  ask(live = false) {
    if (!this.clean) return;
    const { subject, kind, strength, seed } = this.view;
    const { pixels, shape } = this.clean;
    const serving = this.methods.serving(kind);
    const quick = ({ name, slow }) =>
      !this.photographs && !slow && (this.grid.card(name)?.result?.seconds ?? 0) < QUICK_S;
    const methods = serving.filter((method) => !live || quick(method)).map(({ name }) => name);
    this.export.forget();
    this.fail("");
    this.grid.begin(methods, live);
    this.grid.setBusy(true);
    const mask = kind === "painted" ? { mask: encode(this.damage.mask.mask) } : {};
    this.restorer.request(
      { subject, shape, pixels: encode(pixels), damage: { kind, strength, seed, ...mask }, methods },
      live,
    );
  }

  receive(message, job) {
    const { event, method } = message;
    if (event === "damaged") {
      this.status.textContent = message.note ?? "";
      this.answer("damaged", { ...message, note: "", pixels: decodeBase64(message.pixels) });
    } else if (event === "progress") this.grid.card(method)?.progress(message.done, message.note);
    else if (event === "result") this.answer(method, { ...message, pixels: decodeBase64(message.pixels) });
    else if (event === "failed") this.grid.card(method)?.setState("failed", message.message);
    else {
      if (event === "error") this.fail(message.message);
      if (event === "end" && job.live) this.grid.rank();
      else this.grid.finish();
      this.grid.setBusy(false);
      if (event === "end" && !job.live) this.settle();
    }
  }

  answer(name, result) {
    this.grid.result(name, result);
    if (name === this.right || name === this.view.left) this.show();
    this.root.dispatchEvent(new CustomEvent("gx-painted", { detail: { method: name, psnr: result.psnr } }));
  }

  /** What is right of the divider: what was chosen, else the best, else the first that has answered. */
  get right() {
    return this.view.right || this.grid.ranked[0]?.method.name || "damaged";
  }

  /** Everything has come in: from now on the right side stays with the best of this round. */
  settle() {
    if (!this.view.right && this.grid.ranked.length) this.view.right = this.right;
    this.show();
  }

  result(name) {
    return name === "clean" ? this.clean : (this.grid.card(name)?.result ?? null);
  }

  show() {
    this.stage.show(this.view.left, this.right, this.clean.shape);
    this.grid.setChosen(this.right);
  }

  /** Everything that is finished, as the sheet to be saved takes it. */
  pictures() {
    const finished = [this.grid.damaged, ...this.grid.cards.values()].filter(({ state }) => state === "done");
    return [
      { title: "Clean", result: this.clean },
      ...finished.map(({ method, result }) => ({ title: method.title, result })),
    ];
  }

  /** The fold below is filled when it is first opened: until then no model is asked. */
  openLikely() {
    if (this.likelihood || !this.likely.open) return;
    const root = el("div", {});
    this.likely.append(root);
    this.likelihood = new Typicality(root);
    if (this.clean) this.likelihood.setPicture(this.view.subject, this.clean.pixels, this.clean.shape);
  }

  put(side, name) {
    this.view[side] = name;
    this.chosen ||= side === "right";
    this.export.forget();
    if (this.clean) this.show();
  }

  say(text) {
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
