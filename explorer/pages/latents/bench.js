// The Latents page: one z under the sliders of a model, perhaps a second model beside it, and all that leads to a z.

import { el, loadImage } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { ClassChooser, oneHot } from "../../ui/controls/class_chooser.js";
import { History } from "../../ui/controls/history.js";
import { centre, fits, rows, same, tidy, translate } from "../../ui/latents/latent_space.js";
import { PictureSource } from "../../ui/picture/picture_source.js";
import { sideBySide, TakeAlong } from "../../ui/picture/take_along.js";
import { Tray } from "../../ui/picture/tray.js";
import { Bench, mountPage } from "../../ui/shell/bench.js";
import { Decoder } from "../../ui/transport/decoder.js";
import { LatentsModels } from "./models.js";
import { OwnPicture } from "./own_picture.js";
import { PathPlayer } from "./path_player.js";
import { Sampler } from "./sampler.js";
import { SliderBank } from "./slider_bank.js";
import { StagePicture } from "./stage_picture.js";

const SCALE = 8;
const GAP = 2; // of a saved picture: enlargement, and pixels of the model between two

/** @param {HTMLElement} root */
export const mount = (root) =>
  mountPage(root, {
    path: "latents",
    able: (card) => !card.usable || "latents" in card.pages,
    make: ({ cards, view }) => new LatentBench(root, cards, view),
  });

class LatentBench extends Bench {
  constructor(root, cards, view) {
    super(root, "The sliders keep their values");
    Object.assign(this, { cards, view, decoders: new Map(), ready: new Set(), left: new Map() });
    this.pictures = [new StagePicture(), new StagePicture()];
    this.models = new LatentsModels(cards, {
      model: (name) => this.choose(name),
      beside: (name) => this.setBeside(name),
      smooth: (on) => this.setSmooth(on),
    });
    this.bank = new SliderBank({
      input: (index, value) => this.drag(index, value),
      rest: () => this.commit(),
      lock: (index, on) => this.lock(index, on),
      near: () => this.decoder(this.view.model),
      pictures: (z, callback) => this.decode("strips", z, callback),
    });
    this.sampler = new Sampler({
      model: () => this.view.model,
      error: (message) => this.fail(message),
      settings: (found) => Object.assign(this.view, found),
      sampled: (z, final) => {
        this.move(this.heldBack(z), "sample");
        if (final) this.commit();
      },
    });
    this.own = new OwnPicture({
      cards: () => this.onBench(),
      posterior: (found) => this.bank.setBand(found),
      relabel: (label) => this.encode(this.own.pixels, true, label),
      back: () => this.toPicture(true),
      error: (message) => this.fail(message),
    });
    this.path = new PathPlayer({
      z: () => this.view.z,
      weights: () => this.view.weights,
      card: () => this.card,
      decode: (channel, z, callback) => this.decode(channel, z, callback),
      error: (message) => this.fail(message),
      move: (z) => this.move(z, "path"),
      rest: () => this.commit(),
      changed: (found) => {
        Object.assign(this.view, found);
        this.export.forget();
      },
    });
    this.classes = new ClassChooser((index) => {
      this.setWeights(oneHot(this.card.conditions, index));
      this.commit();
    });
    this.export = new TakeAlong({
      page: "latents",
      view: () => this.view,
      error: (message) => this.fail(message),
      saves: `Save what is seen, ${SCALE} times enlarged`,
      file: () => `latents-${this.view.model}`,
      picture: () =>
        sideBySide(
          this.pictures.slice(0, this.onBench().length).map(({ canvas }) => canvas),
          SCALE,
          GAP,
        ),
    });
    this.build();
    this.followUndoKeys();
  }

  /** A page that the browser brings back from its memory opens its connections anew when they are needed. */
  leave() {
    this.path.pause();
    this.decoders.forEach((decoder) => decoder.close());
    this.decoders.clear();
  }

  undo() {
    this.travel(this.history.undo());
  }

  redo() {
    this.travel(this.history.redo());
  }

  get card() {
    return this.cards.find(({ name }) => name === this.view.model);
  }
  get besideCard() {
    return this.cards.find(({ name }) => name === this.view.beside);
  }
  onBench() {
    return [this.card, this.besideCard].filter(Boolean);
  }

  build() {
    this.undoButton = button("Undo", "Back to the picture before (Ctrl+Z)", () => this.undo());
    this.redoButton = button("Redo", "Forward again (Ctrl+Shift+Z)", () => this.redo());
    this.status = el("p", { class: "gx-note loading", role: "status" });
    const tools = el(
      "div",
      { class: "tools" },
      el(
        "div",
        { class: "gx-row" },
        this.sampler.button,
        button("Centre", "Every slider that is not locked to the middle", () => this.toCentre()),
        this.undoButton,
        this.redoButton,
        button("Keep", "Keep this picture in the tray below", () =>
          this.tray.add({ model: this.view.model, z: this.view.z, weights: this.view.weights, label: this.card.title }),
        ),
      ),
      this.sampler.root,
    );
    this.hero = el(
      "div",
      { class: "hero" },
      el("div", { class: "stage-pictures" }, ...this.pictures.map(({ root }) => root)),
      this.status,
      this.classes.root,
      tools,
    );
    this.ownRoot = el("div", {});
    this.trayRoot = el("div", {});
    this.page = el(
      "div",
      { class: "gx-layout" },
      el(
        "div",
        { class: "gx-stage" },
        this.models.root,
        this.error,
        this.note,
        el(
          "div",
          { class: "bench" },
          this.hero,
          el("div", { class: "work" }, this.bank.root, this.own.root, this.path.root, this.trayRoot),
        ),
      ),
      el(
        "div",
        { class: "gx-controls" },
        el("section", { class: "gx-panel from" }, el("h3", {}, "Start from a picture"), this.ownRoot),
        this.export.root,
      ),
    );
  }

  /** Show what the link says; the page is put on screen with its first picture in it. */
  async begin() {
    const { view } = this;
    if (!view.z.length) view.z = centre(this.card);
    view.weights = this.weightsFor(this.card);
    this.history = new History(this.step(), () => this.refresh());
    this.source = new PictureSource(this.ownRoot, {
      card: this.card,
      onpicture: (pixels, { done }) => this.encode(pixels, done),
    });
    this.tray = new Tray(this.trayRoot, { onpick: (kept) => this.pick(kept) });
    this.sampler.show(view.seed, view.temperature);
    await this.open();
    this.root.replaceChildren(this.page);
  }

  step() {
    return { model: this.view.model, z: this.view.z, weights: this.view.weights };
  }

  /** The class weights on the page, as far as a model knows as many classes; else its first class. */
  weightsFor(card) {
    return this.view.weights.length === card.conditions ? this.view.weights : oneHot(card.conditions, 0);
  }

  /** The view's models onto the bench, at the view's z. */
  async open() {
    const { view } = this;
    const cards = this.onBench();
    const made = same(view.weights, oneHot(this.card.conditions, 0));
    const atCentre = made && same(view.z, centre(this.card));
    for (const [name, decoder] of this.decoders)
      if (!cards.some((card) => card.name === name)) {
        decoder.close();
        this.decoders.delete(name);
        this.ready.delete(name);
      }
    this.status.textContent = "";
    this.pictures.forEach((picture, i) => {
      picture.root.classList.toggle("gx-hidden", i >= cards.length);
      if (cards[i]) picture.open(cards[i]);
    });
    this.hero.classList.toggle("two", cards.length > 1);
    this.setSmooth(view.smooth);
    this.bank.open(this.card, view.z, view.locked, made);
    this.classes.open(this.card);
    this.classes.show(view.weights);
    this.bank.setBand(null);
    this.source.setCard(this.card);
    this.sampler.setCard(this.card);
    this.path.open(view);
    this.refresh();
    if (!atCentre) {
      this.ask();
      return;
    }
    try {
      const images = await Promise.all(
        cards.map((card) => loadImage(`/previews/${encodeURIComponent(card.name)}/centre.png`)),
      );
      if (same(cards, this.onBench()) && same(view.z, centre(this.card)))
        images.forEach((image, i) => this.pictures[i].paintImage(image));
    } catch {
      this.ask();
    } // a model of one's own may have no previews
  }

  refresh() {
    this.models.show(this.view);
    this.undoButton.disabled = !this.history.canUndo;
    this.redoButton.disabled = !this.history.canRedo;
  }

  /** The connection to a model, opened when it is first needed. */
  decoder(name) {
    if (!this.decoders.has(name)) {
      this.decoders.set(
        name,
        new Decoder(name, {
          onstatus: (status) => this.connection(name, status),
          onerror: (message) => {
            this.bank.renewer.clear();
            this.fail(message);
          },
        }),
      );
    }
    return this.decoders.get(name);
  }

  decode(channel, z, callback) {
    const { card } = this;
    this.decoder(card.name).request(channel, rows(card, z, this.weightsFor(card)), (pixels) => {
      if (card === this.card) callback(pixels);
    });
  }

  /** Ask for the large pictures; only the newest z is ever waited for. */
  ask() {
    this.onBench().forEach((card, i) => {
      const z = rows(card, i ? translate(this.view.z, this.card, card) : this.view.z, this.weightsFor(card));
      this.decoder(card.name).request("hand", z, (pixels) => {
        if (card !== this.onBench()[i]) return;
        this.pictures[i].paint(pixels);
        this.root.dispatchEvent(new CustomEvent("gx-painted", { detail: { model: card.name, z } }));
      });
    });
  }

  /** A slider moved under the hand. Until the model is there its own strip gives the picture. */
  drag(index, value) {
    this.path.stop();
    this.sampler.forget();
    this.set(
      this.view.z.map((old, i) => (i === index ? tidy(value) : old)),
      index,
    );
    if (!this.ready.has(this.view.model)) this.bank.sliders.get(index).blendInto(this.pictures[0].canvas, value);
  }

  /** All of z at once, from wherever. */
  move(z, from = "") {
    if (from !== "path") this.path.stop();
    if (from !== "sample") this.sampler.forget();
    this.set(z.map(tidy));
  }

  set(z, held = null) {
    this.view.z = z;
    this.ask();
    this.bank.setZ(z, held);
    this.export.forget();
  }

  /** Another class for the same z. */
  setWeights(weights) {
    if (same(weights, this.view.weights)) return;
    this.view.weights = weights;
    this.classes.show(weights);
    this.ask();
    this.bank.renew();
    this.path.refresh();
    this.export.forget();
  }

  /** A step is over: it can be undone. */
  commit() {
    this.history.commit(this.step());
  }

  /** Locked latents as they are, the others from `z`. */
  heldBack(z) {
    return z.map((value, i) => (this.view.locked.includes(i) ? this.view.z[i] : value));
  }

  toCentre() {
    this.move(this.heldBack(centre(this.card)));
    this.commit();
  }

  lock(index, on) {
    this.view.locked = on
      ? [...this.view.locked, index].sort((a, b) => a - b)
      : this.view.locked.filter((other) => other !== index);
    this.bank.setLocked(this.view.locked);
    this.export.forget();
  }

  setSmooth(on) {
    this.view.smooth = Number(on);
    this.pictures.forEach((picture) => picture.setSmooth(Boolean(on)));
    this.own.setSmooth(Boolean(on));
  }

  /** Another model; what was done with this one is kept for its return. */
  choose(name, z = null, weights = null) {
    const { view } = this;
    const card = this.cards.find((other) => other.name === name);
    const before = this.card;
    if (!card?.usable) {
      this.fail(`${name} can't be used here. Choose another model.`);
      return;
    }
    this.left.set(view.model, {
      z: view.z,
      weights: view.weights,
      locked: view.locked,
      a: view.a,
      b: view.b,
      t: view.t,
    });
    const kept = this.left.get(name) ?? { z: centre(card), weights: [], locked: [], a: [], b: [], t: 0 };
    Object.assign(view, kept, { model: name, z: z ?? kept.z, weights: weights ?? kept.weights });
    view.weights = this.weightsFor(card);
    if (view.beside === name) view.beside = fits(before, card) ? before.name : "";
    if (this.besideCard && !fits(card, this.besideCard)) view.beside = "";
    this.sampler.forget();
    this.fail("");
    this.tell("");
    this.open();
    this.export.forget();
    if (before.dataset !== card.dataset || before.shape.join() !== card.shape.join()) this.own.clear();
    else this.own.show();
    if (!z) this.commit();
  }

  setBeside(name) {
    this.view.beside = name;
    this.open();
    this.export.forget();
    this.own.show();
  }

  async encode(pixels, done, label = null) {
    this.fail("");
    if ((await this.own.show(pixels, label)) && this.own.posterior) this.toPicture(false);
    if (done) this.commit();
  }

  /** The sliders, and the class, to where the own picture lies. */
  toPicture(done) {
    const { mean, label } = this.own.posterior;
    this.move(mean);
    if (this.card.conditions) this.setWeights(oneHot(this.card.conditions, label));
    if (done) this.commit();
  }

  pick(kept) {
    this.travel(kept);
    this.commit();
  }

  travel(state) {
    if (!state) return;
    if (state.model !== this.view.model) {
      this.choose(state.model, state.z, state.weights);
      return;
    }
    this.move(state.z);
    if (this.card.conditions) this.setWeights(state.weights);
  }

  /** How the connection to a model stands. */
  connection(name, status) {
    if (status === "ready") this.ready.add(name);
    else this.ready.delete(name);
    this.status.textContent = status === "loading" ? "Loading the model: blended from the strip till then." : "";
    this.say(status);
  }
}
