// The Latents page: one z under the sliders of a model, perhaps a second model beside it, and all that leads to a z.

import { el, loadImage } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { ClassChooser, oneHot } from "../../ui/controls/class_chooser.js";
import { History, UndoButtons } from "../../ui/controls/history.js";
import { DirectionList } from "../../ui/directions/direction_list.js";
import { centre, same, tidy, translate } from "../../ui/latents/latent_space.js";
import { PictureSource } from "../../ui/picture/picture_source.js";
import { sideBySide, TakeAlong } from "../../ui/picture/take_along.js";
import { Tray } from "../../ui/picture/tray.js";
import { Bench, mountPage } from "../../ui/shell/bench.js";
import { Decoders } from "./decoders.js";
import { LatentsModels } from "./models.js";
import { OwnPicture } from "./own_picture.js";
import { PathPlayer } from "./path_player.js";
import { Sampler } from "./sampler.js";
import { SliderBank } from "./slider_bank.js";
import { StagePicture } from "./stage_picture.js";
import { LatentsState } from "./state.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./state.js").LatentsView} LatentsView */
/** @typedef {import("./state.js").Step} Step */

// Of a saved picture: enlargement, and pixels of the model between two.
const SCALE = 8;
const GAP = 2;

/** @param {HTMLElement} root */
export const mount = (root) =>
  mountPage(root, {
    path: "latents",
    able: (card) => !card.usable || "latents" in card.pages,
    /** @param {{root: HTMLElement, cards: Card[], view: LatentsView}} given */
    make: (given) => new LatentsBench(given.root, new LatentsState(given.cards, given.view)),
  });

/** z, the class and the models change here alone; every part reads them from the state, and is told when to look. */
class LatentsBench extends Bench {
  #pictures = [new StagePicture(), new StagePicture()];
  #loading = el("p", { class: "gx-note loading standing", role: "status" });

  /** Where the pictures, and what leads to them, stand. */
  #hero = el("div", { class: "hero" });

  /** @type {number[] | null} see `findAside`; null: none */
  #aside = null;

  /** @type {Step | null} what stood there before an own picture came */
  #before = null;

  #sourceRoot = el("div", { onpointerdown: () => this.decoders.fetchSoon() });
  #trayRoot = el("div", {});
  #steps = new UndoButtons("Back to the picture before (Ctrl+Z)", this);

  /**
   * @param {HTMLElement} root
   * @param {LatentsState} state
   */
  constructor(root, state) {
    super(root, "The sliders keep their values");
    /** @param {string} message */
    const error = (message) => this.fail(message);
    const rest = () => this.#commit();
    this.state = state;
    /** @type {History<Step>} */
    this.history = new History(state.step, () => this.#showState());
    this.decoders = new Decoders(state, {
      status: (status) => this.#showStatus(status),
      error: (message) => {
        this.bank.forgetStrips();
        this.directions.forget();
        this.fail(message);
      },
    });
    this.models = new LatentsModels(state, {
      model: (name) => this.#chooseModel(name),
      beside: (name) => this.#chooseBeside(name),
      smooth: (on) => this.#setSmooth(on),
      draw: (draw) => this.#setDraw(draw),
    });
    this.bank = new SliderBank(state, this.decoders, {
      input: (index, value) => this.#drag(index, value),
      rest,
      lock: (index, locked) => this.#lock(index, locked),
    });
    this.directions = new DirectionList(this.#directed(), {
      move: (z) => this.#moveAlong(z),
      rest,
      changed: (directions) => this.#setDirections(directions),
      error,
    });
    this.sampler = new Sampler(state, {
      sampled: (z, final) => this.#takeSample(z, final),
      error,
    });
    this.own = new OwnPicture(state, {
      posterior: (posterior) => this.bank.showPosterior(posterior),
      relabel: (label) => this.#encode(this.own.pixels, true, label),
      back: () => this.#goToOwnPicture(true),
      error,
    });
    this.path = new PathPlayer(state, this.decoders, {
      move: (z) => this.#followPath(z),
      rest,
      changed: () => this.takeAlong.forget(),
      error,
    });
    this.classes = new ClassChooser((index) => this.#chooseClass(index));
    this.takeAlong = new TakeAlong({
      page: "latents",
      view: () => state.view,
      error,
      saves: `Save what is seen, ${SCALE} times enlarged`,
      file: () => `latents-${state.view.model}`,
      picture: () => this.#composed(),
    });
    this.page = this.#build();
    this.source = new PictureSource(this.#sourceRoot, {
      card: state.card,
      onpicture: (pixels, { done }) => this.#encode(pixels, done),
      oncleared: () => this.#forgetPicture(),
    });
    this.tray = new Tray(this.#trayRoot, {
      onpick: (kept) => this.#pick(kept),
      onmorph: (from, to) => {
        this.#pick(from);
        this.path.morph(from.z, to.z);
      },
    });
    this.followUndoKeys();
    this.followAddress(this.takeAlong, ["model", "beside"]);
  }

  /** What the directions read of the page. */
  #directed() {
    const { state } = this;
    return {
      get card() {
        return state.card;
      },
      get z() {
        return state.view.z;
      },
      get locked() {
        return state.view.locked;
      },
      get directions() {
        return state.directions;
      },
      /** @type {import("../../ui/directions/direction_list.js").Host["decode"]} */
      decode: (channel, z, callback) => this.decoders.decode(state.card, channel, z, callback),
    };
  }

  #build() {
    const centreButton = button("Centre", "Every slider that is not locked to the middle", () => this.#goToCentre());
    const keepButton = button("Keep", "Keep this picture in the tray below", () => this.#keep());
    const buttons = el(
      "div",
      { class: "gx-row" },
      this.sampler.button,
      centreButton,
      ...this.#steps.buttons,
      keepButton,
    );
    this.#hero.append(
      el("div", { class: "stage-pictures" }, ...this.#pictures.map(({ root }) => root)),
      this.#loading,
      this.classes.root,
      el("div", { class: "tools" }, buttons, this.sampler.root),
    );
    const work = el(
      "div",
      { class: "work" },
      this.directions.root,
      this.bank.root,
      this.own.root,
      this.path.root,
      this.#trayRoot,
    );
    const stage = el(
      "div",
      { class: "gx-stage" },
      this.models.root,
      this.error,
      this.note,
      el("div", { class: "bench" }, this.#hero, work),
    );
    const source = el("section", { class: "gx-panel from" }, el("h3", {}, "Start from a picture"), this.#sourceRoot);
    const controls = el("div", { class: "gx-controls" }, source, this.takeAlong.root);
    return el("div", { class: "gx-layout" }, stage, controls);
  }

  /** Show what the link says; the page is put on screen with its first picture in it. */
  async begin() {
    await this.#open();
    this.root.replaceChildren(this.page);
  }

  /** A page that the browser brings back from its memory opens its connections anew when they are needed. */
  leave() {
    this.path.pause();
    this.decoders.closeAll();
  }

  undo() {
    this.#travel(this.history.undo());
  }

  redo() {
    this.#travel(this.history.redo());
  }

  /** The state's models onto the bench, at the state's z. */
  async #open() {
    const { state } = this;
    const { card, onBench, view } = state;
    const firstClass = same(view.weights, oneHot(card.conditions, 0));
    const asMade = firstClass && !view.draw;
    this.decoders.closeUnused();
    this.#loading.textContent = "";
    this.#pictures.forEach((picture, i) => {
      picture.root.classList.toggle("gx-hidden", i >= onBench.length);
      if (onBench[i]) picture.open(onBench[i]);
    });
    this.#hero.classList.toggle("two", onBench.length > 1);
    this.#setSmooth(Boolean(view.smooth));
    this.bank.open(asMade);
    this.directions.open();
    this.classes.open(card);
    this.classes.show(view.weights);
    this.source.setCard(card);
    this.sampler.setCard(card);
    this.path.open();
    this.#showState();
    if (asMade && same(view.z, centre(card))) await this.#showCentre(onBench);
    else this.#ask();
  }

  /**
   * The pictures of the centre, as they were made at training time.
   * @param {Card[]} cards
   */
  async #showCentre(cards) {
    try {
      const files = cards.map((card) => loadImage(`/previews/${encodeURIComponent(card.name)}/centre.png`));
      const images = await Promise.all(files);
      const { card, onBench, view } = this.state;
      if (!same(cards, onBench) || !same(view.z, centre(card))) return;
      images.forEach((image, i) => this.#pictures[i].paintImage(image));
      this.#showOnSliders();
    } catch {
      this.#ask(); // a model of one's own may have no previews
    }
  }

  /** What the models' selects and the history's buttons say. */
  #showState() {
    this.models.show();
    this.#steps.show(this.history);
  }

  /**
   * How far the second model's own code of the own picture is from where the sliders put it, once they stand on the
   * first one's: each model shows the picture as it knows it, and the sliders move both from there.
   */
  #findAside() {
    const { card, besideCard, view } = this.state;
    const mean = this.own.codeOf(card);
    const other = besideCard && this.own.codeOf(besideCard);
    const there = mean && other && same(view.z, mean.map(tidy));
    this.#aside = there ? translate(mean, card, besideCard).map((value, i) => other[i] - value) : null;
  }

  /**
   * The sliders' z for the second model.
   * @param {Card} card
   */
  #zBeside(card) {
    const z = translate(this.state.view.z, this.state.card, card);
    return this.#aside ? z.map((value, i) => value + (this.#aside?.[i] ?? 0)) : z;
  }

  /** Ask for the large pictures; only the newest z is ever waited for. */
  #ask() {
    const { onBench, view } = this.state;
    onBench.forEach((card, i) => {
      const z = i ? this.#zBeside(card) : view.z;
      this.decoders.decode(card, "hand", z, (pixels, sent) => {
        if (card !== this.state.onBench[i]) return;
        this.#pictures[i].paint(pixels);
        if (!i) this.#showOnSliders();
        this.root.dispatchEvent(new CustomEvent("gx-painted", { detail: { model: card.name, z: sent } }));
      });
    });
  }

  /**
   * A slider moved under the hand. Until the model is there its own strip gives the picture.
   * @param {number} index
   * @param {number} value
   */
  #drag(index, value) {
    const { view } = this.state;
    this.path.stop();
    this.sampler.forget();
    view.z = view.z.with(index, tidy(value));
    this.#ask();
    this.bank.renewOthers(index);
    this.directions.showZ();
    this.takeAlong.forget();
    if (this.decoders.isReady(view.model)) return;
    if (!this.bank.blendInto(index, this.#pictures[0].canvas)) return;
    this.#pictures[0].awaited.end();
    this.#showOnSliders();
  }

  /** The picture of z, into the frames on all sliders. */
  #showOnSliders() {
    this.bank.showPicture(this.#pictures[0].canvas);
    this.directions.showPicture(this.#pictures[0].canvas);
  }

  /**
   * z moves along a direction under the hand; its slider is there already.
   * @param {number[]} z
   */
  #moveAlong(z) {
    this.path.stop();
    this.sampler.forget();
    this.state.view.z = z;
    this.#findAside();
    this.#ask();
    this.bank.showZ();
    this.takeAlong.forget();
  }

  /** @param {import("../../ui/directions/direction.js").Direction[]} directions  that are to stand on the page */
  #setDirections(directions) {
    this.state.directions = directions;
    this.directions.open();
    this.directions.showPicture(this.#pictures[0].canvas);
    this.takeAlong.forget();
    this.#commit();
  }

  /**
   * All of z at once, from wherever.
   * @param {number[]} z
   */
  #move(z) {
    this.path.stop();
    this.sampler.forget();
    this.#setZ(z);
  }

  /** @param {number[]} z */
  #followPath(z) {
    this.sampler.forget();
    this.#setZ(z);
  }

  /**
   * @param {number[]} z
   * @param {boolean} final  the hand rests
   */
  #takeSample(z, final) {
    this.path.stop();
    this.#setZ(this.state.exceptLocked(z));
    if (final) this.#commit();
  }

  /** @param {number[]} z */
  #setZ(z) {
    this.state.view.z = z.map(tidy);
    this.#findAside();
    this.#ask();
    this.bank.showZ();
    this.directions.showZ();
    this.takeAlong.forget();
  }

  /**
   * Another class for the same z.
   * @param {number[]} weights
   */
  #setWeights(weights) {
    const { view } = this.state;
    if (same(weights, view.weights)) return;
    view.weights = weights;
    this.classes.show(weights);
    this.#ask();
    this.bank.renewStrips();
    this.directions.renew();
    this.path.refresh();
    this.takeAlong.forget();
  }

  /** @param {number} index */
  #chooseClass(index) {
    this.#setWeights(oneHot(this.state.card.conditions, index));
    this.#commit();
  }

  /** A step is over: it can be undone. */
  #commit() {
    this.history.commit(this.state.step);
  }

  #goToCentre() {
    this.#move(this.state.exceptLocked(centre(this.state.card)));
    this.#commit();
  }

  /**
   * @param {number} index
   * @param {boolean} locked
   */
  #lock(index, locked) {
    this.state.setLocked(index, locked);
    this.bank.showLocks();
    this.directions.showZ();
    this.takeAlong.forget();
  }

  /** @param {boolean} smooth */
  #setSmooth(smooth) {
    this.state.view.smooth = Number(smooth);
    for (const picture of this.#pictures) picture.setSmooth(smooth);
    this.own.setSmooth(smooth);
  }

  /** @param {number} draw  seed of the noise that pictures are drawn with from now on; 0: their means */
  #setDraw(draw) {
    this.state.view.draw = draw;
    this.decoders.closeAll();
    this.#showState();
    this.#ask();
    this.bank.renewStrips();
    this.directions.renew();
    this.path.refresh();
    this.takeAlong.forget();
  }

  /** @param {string} name */
  #chooseModel(name) {
    const card = this.state.named(name);
    if (!card?.usable) {
      this.fail(`${name} can't be used here. Choose another model.`);
      return;
    }
    this.#switchTo(card);
    this.#commit();
  }

  /**
   * Another model, where it was left or at a given z.
   * @param {Card} card
   * @param {number[] | null} z
   * @param {number[] | null} weights
   * @param {Partial<Step>} step  with its directions, where it has any
   */
  #switchTo(card, z = null, weights = null, { along, named } = {}) {
    const before = this.state.card;
    this.path.stop();
    this.sampler.forget();
    this.state.switchTo(card, z, weights);
    if (along && named !== undefined) Object.assign(this.state.view, { along, named });
    this.#aside = null;
    this.fail("");
    this.tell("");
    this.#open();
    this.takeAlong.forget();
    if (before.dataset !== card.dataset || !same(before.shape, card.shape)) this.own.clear();
    else this.#showOwnAgain();
  }

  /** @param {string} name  of the second model, or empty */
  #chooseBeside(name) {
    this.state.view.beside = name;
    this.#aside = null;
    this.#open();
    this.takeAlong.forget();
    this.#showOwnAgain();
  }

  /** Other models on the page, for the same own picture. */
  async #showOwnAgain() {
    if (!(await this.own.show())) return;
    this.#findAside();
    if (this.#aside) this.#ask();
  }

  /**
   * The sliders follow a picture.
   * @param {Uint8Array<ArrayBuffer> | null} pixels
   * @param {boolean} done  it is the last of a stroke
   * @param {number | null} [label]  the class that it is
   */
  async #encode(pixels, done, label = null) {
    this.fail("");
    if (!this.own.pixels) this.#before = this.state.step;
    await this.own.show(pixels, label, () => this.#goToOwnPicture(false));
    if (done) this.#commit();
  }

  /** No own picture any more: the sliders go back to where they were before the first one. */
  #forgetPicture() {
    this.own.clear();
    this.bank.showPosterior(null);
    if (this.#before?.model === this.state.view.model) this.#travel(this.#before);
    this.#before = null;
    this.#commit();
  }

  /**
   * The sliders, and the class, to where the own picture lies.
   * @param {boolean} done
   */
  #goToOwnPicture(done) {
    if (!this.own.posterior) return;
    const { mean, label } = this.own.posterior;
    const { conditions } = this.state.card;
    this.#move(mean);
    if (conditions && label !== undefined) this.#setWeights(oneHot(conditions, label));
    if (done) this.#commit();
  }

  #keep() {
    this.tray.add({ ...this.state.step, label: this.state.card.title });
  }

  /** @param {import("../../ui/picture/tray.js").Kept} kept */
  #pick({ model, z, weights = [] }) {
    this.#travel({ model, z, weights });
    this.#commit();
  }

  /**
   * The directions of a step that is shown again; a kept picture has none, and leaves those on the page.
   * @param {Step} step
   */
  #takeDirections({ along, named }) {
    const { view } = this.state;
    if (!along || named === undefined || (same(along, view.along) && named === view.named)) return;
    Object.assign(view, { along, named });
    this.directions.open();
    this.directions.showPicture(this.#pictures[0].canvas);
  }

  /** @param {Step | null} step  to show again; null: there is none */
  #travel(step) {
    if (!step) return;
    if (step.model === this.state.view.model) {
      this.#takeDirections(step);
      this.#move(step.z);
      if (this.state.card.conditions) this.#setWeights(step.weights);
      return;
    }
    const card = this.state.named(step.model);
    if (card?.usable) this.#switchTo(card, step.z, step.weights, step);
    else this.fail(`${step.model} can't be used here. Choose another model.`);
  }

  /** @param {"loading" | "ready" | "offline"} status  of a connection */
  #showStatus(status) {
    this.#loading.textContent = status === "loading" ? "Loading the model: blended from the strip till then." : "";
    for (const { awaited } of this.#pictures) awaited.say(status);
    this.say(status);
  }

  /** The pictures side by side, as they are saved. */
  #composed() {
    const shown = this.#pictures.slice(0, this.state.onBench.length);
    return sideBySide(
      shown.map(({ canvas }) => canvas),
      SCALE,
      GAP,
    );
  }
}
