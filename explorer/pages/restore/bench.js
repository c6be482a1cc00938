// The Restore page: one picture, one kind of damage, and every method that can serve it side by side.

import { decodeBase64, el, encodeBase64 } from "../../ui/canvas/paint.js";
import { Bench, mountPage } from "../../ui/shell/bench.js";
import { getJSON } from "../../ui/transport/api.js";
import { JobSocket } from "../../ui/transport/jobs.js";
import { PAINTED, RestoreDamage } from "./damage.js";
import { RestoreExport } from "./export.js";
import { RestoreGrid } from "./grid.js";
import { RestoreInput } from "./input.js";
import { RestoreMethods } from "./methods.js";
import { RestoreStage } from "./stage.js";
import { restoreTable } from "./table.js";
import { Typicality } from "./typicality.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./types.js").Damage} Damage */
/** @typedef {import("./types.js").Method} Method */
/** @typedef {import("./types.js").NamedPicture} NamedPicture */
/** @typedef {import("./types.js").Picture} Picture */
/** @typedef {import("./types.js").RestoreEvent} RestoreEvent */
/** @typedef {import("./types.js").RestoreJob} RestoreJob */
/** @typedef {import("./types.js").RestoreView} RestoreView */
/** @typedef {import("./types.js").Result} Result */
/** @typedef {import("./types.js").Side} Side */
/** @typedef {import("./types.js").Subject} Subject */

/**
 * What a subject is left with, for its return.
 * @typedef {{clean: Picture | null, view: RestoreView}} Left
 */

const QUICK_S = 0.15; // a method that took longer waits until the hand rests
const PHOTO = "photo";

/** @param {HTMLElement} root */
export function mount(root) {
  /** @type {Promise<Subject[]>} */
  const asked = getJSON("/api/restore/subjects");
  asked.catch(() => {}); // told where it is waited for
  return mountPage(root, {
    path: "restore",
    make: async (/** @type {{root: HTMLElement, all: Card[], view: RestoreView}} */ given) =>
      new RestoreBench(given.root, { cards: given.all, subjects: await asked, view: given.view }),
  });
}

/**
 * Whether there is a picture to begin with.
 * @param {Subject} subject
 */
const isReady = ({ name, test_count: count = 0, model }) => name === PHOTO || (count > 0 && Boolean(model));

/**
 * The picture that a subject opens with, as a link has it; empty where there is none.
 * @param {Subject} subject
 */
function firstPicture({ name, examples = [], test_count: count = 0 }) {
  if (name === PHOTO) return `photo:${examples[0]?.name}`;
  return count ? "test:0" : "";
}

class RestoreBench extends Bench {
  /** @type {Picture | null} */
  #clean = null;

  /** @type {Map<string, Left>} by the subject's name */
  #left = new Map();

  /** @type {Typicality | null} once its fold has been opened */
  #likelihood = null;

  #status = el("p", { class: "gx-note status", role: "status" });
  #measured = el("div", { class: "measured-box" });
  #likely = el(
    "details",
    { class: "gx-panel likely", ontoggle: () => this.#openLikely() },
    el("summary", {}, "How likely is this picture?"),
  );

  /**
   * @param {HTMLElement} root
   * @param {object} given
   * @param {Card[]} given.cards  every model
   * @param {Subject[]} given.subjects
   * @param {RestoreView} given.view
   */
  constructor(root, { cards, subjects, view }) {
    super(root, "What was restored stays");
    this.cards = cards;
    this.subjects = subjects;
    this.view = view;
    this.chosen = Boolean(view.right); // by the person, not the best of a round
    this.input = new RestoreInput(cards, subjects, {
      subject: (name) => this.#choose(name),
      picture: (found, done) => this.#setPicture(found, done),
    });
    this.damage = new RestoreDamage((damage, done) => this.#setDamage(damage, done));
    this.methods = new RestoreMethods(() => this.#setMethods());
    this.stage = new RestoreStage({
      choose: (side, name) => this.#put(side, name),
      result: (name) => this.#result(name),
    });
    this.grid = new RestoreGrid({
      pick: (name) => this.#put("right", name),
      stop: () => this.jobs.stop(),
      restart: () => this.#ask(),
      isMixture: (name) => this.cards.some((card) => card.name === name && card.can.includes("component_map")),
    });
    /** @type {JobSocket<RestoreJob, RestoreEvent>} */
    this.jobs = new JobSocket("/api/restore", {
      event: (message, job) => this.#receive(message, job.live),
      status: (status) => this.say(status),
    });
    this.export = new RestoreExport({
      view: () => this.view,
      shown: () => this.#shown(),
      own: () => this.#own(),
      error: (message) => this.fail(message),
    });
    this.page = this.#layOut();
    this.followAddress(this.export, ["subject", "kind"]);
  }

  /** The view's subject. */
  get subject() {
    return this.subjects.find(({ name }) => name === this.view.subject) ?? this.subjects[0];
  }

  get photographs() {
    return this.view.subject === PHOTO;
  }

  #layOut() {
    const stage = el(
      "div",
      { class: "gx-stage" },
      this.error,
      this.note,
      this.stage.root,
      this.#status,
      this.grid.root,
      this.#measured,
      this.#likely,
    );
    const controls = el(
      "div",
      { class: "gx-controls" },
      this.input.root,
      this.damage.root,
      this.methods.root,
      this.export.root,
    );
    return el("div", { class: "gx-layout" }, stage, controls);
  }

  /** @override */
  begin() {
    const { view } = this;
    const named = this.subjects.find(({ name }) => name === view.subject);
    if (!named) {
      const other = "There is no method for the link's pictures here: others are shown.";
      if (view.subject) this.remarks.push(other);
      view.picture = "";
      view.strength = null;
    }
    view.subject = (named ?? this.subjects.find(isReady) ?? this.subjects[0]).name;
    this.root.replaceChildren(this.page);
    this.#open();
  }

  /** @override */
  leave() {
    this.jobs.close();
  }

  /**
   * Goes on where a job was cut off.
   * @override
   */
  resume() {
    this.#ask();
  }

  /** The view's subject onto the page, with the picture it had when it was left, or its first. */
  #open() {
    const { view, subject } = this;
    const before = this.#left.get(view.subject);
    const first = view.picture || firstPicture(subject);
    this.#clean = before?.clean ?? null;
    this.grid.clear();
    this.methods.open(subject.methods, view.methods);
    const unknown = this.methods.unknown(view.methods);
    if (unknown.length) this.remarks.push(`Not here: ${unknown.join(", ")}.`);
    this.damage.open(subject.damages, view);
    Object.assign(view, this.damage.state, { methods: this.methods.names });
    this.#openMethods();
    if (this.#clean) this.#setPicture({ ...this.#clean, name: view.picture }, true);
    else this.stage.empty(first ? "" : whatToDo(subject));
    this.input.open(subject, before ? view.picture : first);
  }

  /** The methods that are on and serve the damage. */
  #openMethods() {
    const { kind, left, right } = this.view;
    const serving = this.methods.serving(kind);
    const names = ["clean", "damaged", ...serving.map(({ name }) => name)];
    this.methods.show(kind);
    this.#measured.replaceChildren(...restoreTable(this.cards, this.subject, kind));
    this.grid.open(serving, this.subject.shape?.[0] ?? 1, this.photographs);
    this.stage.open(serving, this.photographs);
    if (!names.includes(left)) this.view.left = "damaged";
    if (!names.includes(right)) {
      this.view.right = "";
      this.chosen = false;
    }
    if (this.#clean) this.grid.setClean(this.#clean);
  }

  /** @param {string} name  of another subject */
  #choose(name) {
    const { view } = this;
    if (name === view.subject) return;
    this.#left.set(view.subject, { clean: this.#clean, view: { ...view } });
    this.jobs.abandon();
    const { kind, seed } = view;
    const fresh = { picture: "", kind, strength: null, seed, methods: [], left: "damaged", right: "" };
    Object.assign(view, this.#left.get(name)?.view ?? fresh, { subject: name });
    this.chosen = Boolean(view.right);
    this.fail("");
    this.remarks = [];
    this.#open();
    this.tell(this.remarks.join(" "));
  }

  /**
   * @param {NamedPicture} picture
   * @param {boolean} done  the hand rests
   */
  #setPicture({ pixels, shape, name, part }, done) {
    const clean = { pixels, shape, part };
    this.#clean = clean;
    this.view.picture = name;
    this.grid.setClean(clean);
    this.damage.mask.setPicture(pixels, shape);
    this.#likelihood?.setPicture(this.view.subject, clean);
    this.#ask(!done);
  }

  /**
   * @param {Damage} damage
   * @param {boolean} done  the hand rests
   */
  #setDamage(damage, done) {
    const other = damage.kind !== this.view.kind;
    Object.assign(this.view, damage);
    if (other && !this.chosen) this.view.right = ""; // another damage has another best
    if (other) this.#openMethods();
    this.#ask(!done);
  }

  #setMethods() {
    this.view.methods = this.methods.names;
    this.#openMethods();
    this.#ask();
  }

  /**
   * Damage the picture and restore it.
   * @param {boolean} [live]  a hand is still moving: the quick methods only, and none for photographs
   */
  #ask(live = false) {
    if (!this.#clean) return;
    const serving = this.methods.serving(this.view.kind);
    const wanted = live ? serving.filter((method) => this.#isQuick(method)) : serving;
    const methods = wanted.map(({ name }) => name);
    this.export.forget();
    this.fail("");
    this.grid.begin(methods, live);
    this.grid.setBusy(true);
    this.jobs.request(this.#jobOf(this.#clean, methods), live);
  }

  /** @param {Method} method */
  #isQuick({ name, slow }) {
    const took = this.grid.card(name)?.result?.seconds ?? 0;
    return !this.photographs && !slow && took < QUICK_S;
  }

  /**
   * @param {Picture} clean
   * @param {string[]} methods
   * @returns {RestoreJob}
   */
  #jobOf({ pixels, shape }, methods) {
    const { subject, kind, strength, seed } = this.view;
    const mask = kind === PAINTED ? { mask: encodeBase64(this.damage.mask.mask) } : {};
    return { subject, shape, pixels: encodeBase64(pixels), damage: { kind, strength, seed, ...mask }, methods };
  }

  /**
   * @param {RestoreEvent} message
   * @param {boolean} live  of a job of a moving hand
   */
  #receive(message, live) {
    switch (message.event) {
      case "damaged": {
        const { pixels, psnr, ssim, note = "", lost } = message;
        this.#status.textContent = note;
        this.#answer("damaged", {
          pixels: decodeBase64(pixels),
          psnr,
          ssim,
          lost: lost ? decodeBase64(lost) : undefined,
        });
        return;
      }
      case "progress":
        this.grid.card(message.method)?.progress(message.done, message.note);
        return;
      case "result": {
        const { method, pixels, psnr, ssim, seconds, note } = message;
        this.#answer(method, { pixels: decodeBase64(pixels), psnr, ssim, seconds, note });
        return;
      }
      case "failed":
        this.grid.card(message.method)?.setState("failed", message.message);
        return;
      default:
        this.#finish(message, live);
    }
  }

  /**
   * The job is over.
   * @param {Extract<RestoreEvent, {event: "end" | "stopped" | "error"}>} message
   * @param {boolean} live
   */
  #finish(message, live) {
    const ended = message.event === "end";
    if (message.event === "error") this.fail(message.message);
    if (ended && live) this.grid.rank();
    else this.grid.finish();
    this.grid.setBusy(false);
    if (ended && !live) this.#settle();
  }

  /**
   * @param {string} name  "damaged" or a method
   * @param {Result} result
   */
  #answer(name, result) {
    this.grid.result(name, result);
    if (name === this.#right || name === this.view.left) this.#show();
    const detail = { method: name, psnr: result.psnr };
    this.root.dispatchEvent(new CustomEvent("gx-painted", { detail }));
  }

  /** What is right of the divider: what was chosen, else the best, else the damaged picture. */
  get #right() {
    return this.view.right || this.grid.ranked[0]?.method.name || "damaged";
  }

  /** Everything has come in: from now on the right side stays with the best of this round. */
  #settle() {
    if (!this.view.right && this.grid.ranked.length) this.view.right = this.#right;
    this.#show();
  }

  /**
   * @param {string} name  "clean", "damaged" or a method
   * @returns {Result | null}
   */
  #result(name) {
    if (name === "clean") return this.#clean;
    return this.grid.card(name)?.result ?? null;
  }

  #show() {
    if (!this.#clean) return;
    this.stage.show(this.view.left, this.#right, this.#clean.shape);
    this.grid.setChosen(this.#right);
  }

  /**
   * Everything that is finished, as the sheet to be saved takes it.
   * @returns {import("./sheet.js").Shown | null}
   */
  #shown() {
    if (!this.#clean) return null;
    const answers = this.grid.finished.map(({ method, result }) => ({ title: method.title, result }));
    const pictures = [{ title: "Clean", result: this.#clean }, ...answers];
    return { pictures, shape: this.#clean.shape, words: this.damage.words };
  }

  /** What of the view a link can't hold, in words. */
  #own() {
    const picture = this.view.picture ? [] : ["your own picture"];
    const hole = this.view.kind === PAINTED ? ["the painted hole"] : [];
    return [...picture, ...hole];
  }

  /** The fold below is filled when it is first opened: until then no model is asked. */
  #openLikely() {
    if (this.#likelihood || !this.#likely.open) return;
    const root = el("div", {});
    this.#likely.append(root);
    this.#likelihood = new Typicality(root);
    if (this.#clean) this.#likelihood.setPicture(this.view.subject, this.#clean);
  }

  /**
   * @param {Side} side
   * @param {string} name  of what is seen there
   */
  #put(side, name) {
    this.view[side] = name;
    this.chosen ||= side === "right";
    this.export.forget();
    this.#show();
  }
}

/** @param {Subject} subject  that has no picture */
const whatToDo = ({ title, shape }) =>
  `${shape?.[0] === 3 ? "Upload" : "Draw on the pad, or upload"} a picture of ${title.toLowerCase()}: it is damaged ` +
  "and restored here.";
