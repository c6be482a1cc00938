// The damaged picture and every method's answer, side by side.

import { el } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { DifferenceLegend } from "../../ui/picture/difference_legend.js";
import { messageOf, postForBlob, query } from "../../ui/transport/api.js";
import { MethodCard } from "./method_card.js";

/** @typedef {import("./types.js").Method} Method */
/** @typedef {import("./types.js").Picture} Picture */
/** @typedef {import("./types.js").Result} Result */
/** @typedef {MethodCard & {result: Result}} FinishedCard */

const DAMAGED = { name: "damaged", title: "Damaged", about: "What the methods are given." };
const COMPONENTS =
  "On the card of a patch prior (photographs only): each colour is one of the mixture's Gaussians, that under which " +
  "the 8 × 8 patch around the pixel is likeliest. Flat areas, edges of one direction and textures each have their own.";
const GAIN = 4; // of differences on photographs, which are smaller

/**
 * A select without a name beside it.
 * @param {string} label
 * @param {() => void} onchange
 * @param {[string, string][]} options  values and their texts
 */
const chooser = (label, onchange, options) =>
  el(
    "select",
    { class: "gx-select", "aria-label": label, onchange },
    ...options.map(([value, text]) => el("option", { value }, text)),
  );

/**
 * @param {MethodCard} card
 * @returns {card is FinishedCard}
 */
const isFinished = (card) => card.state === "done" && card.result !== null;

export class RestoreGrid {
  /** @type {Map<string, MethodCard>} of the methods that are on */
  cards = new Map();

  /** @type {Picture | null} */
  #clean = null;

  #gain = 1;

  /** @type {WeakSet<Result>} whose components were asked for */
  #asked = new WeakSet();

  /** Whether the job that runs is one of a moving hand. */
  #live = false;

  #view = chooser("What the cards show", () => this.#draw(), [
    ["pictures", "Pictures"],
    ["differences", "Differences from the clean picture"],
    ["components", "Components of the mixture"],
  ]);
  #order = chooser("Order of the methods", () => this.#sort(), [
    ["listed", "In fixed order"],
    ["psnr", "Highest PSNR first"],
  ]);
  #legend = new DifferenceLegend("method minus clean, of full white");
  #components = el("p", { class: "gx-note gx-hidden" }, COMPONENTS);
  #list = el("div", { class: "cards" });

  /**
   * @param {object} on
   * @param {(name: string) => void} on.pick  a picture is to be seen right of the divider
   * @param {() => void} on.stop
   * @param {() => void} on.restart
   * @param {(name: string) => boolean} on.isMixture  a method's picture can be told the component of each patch
   */
  constructor(on) {
    this.on = on;
    this.stopButton = button("Stop", "End what is being computed", on.stop);
    this.startButton = button("Restore", "Compute every method that is on", on.restart);
    this.damaged = new MethodCard(DAMAGED, { timed: false, onpick: () => on.pick(DAMAGED.name) });
    const controls = el("div", { class: "gx-row" }, this.#view, this.#order, this.startButton, this.stopButton);
    this.root = el(
      "section",
      { class: "answers" },
      el("div", { class: "answers-head" }, el("h2", {}, "Side by side"), controls),
      this.#legend.root,
      this.#components,
      this.#list,
    );
    this.#legend.root.classList.add("gx-hidden");
    this.setBusy(false);
  }

  /**
   * The methods that are on. Cards that were here before keep what they show.
   * @param {Method[]} methods
   * @param {number} channels  of the pictures
   * @param {boolean} photographs
   */
  open(methods, channels, photographs) {
    this.#gain = photographs ? GAIN : 1;
    this.#legend.show(photographs ? "¼" : "1", channels);
    this.#list.classList.toggle("wide", photographs);
    for (const option of this.#view.options) if (option.value === "components") option.disabled = !photographs;
    if (!photographs && this.#show === "components") this.#view.value = "pictures";
    this.cards = new Map(methods.map((method) => [method.name, this.#cardOf(method)]));
    this.#sort();
  }

  /** @param {Method} method */
  #cardOf(method) {
    const { name } = method;
    return this.cards.get(name) ?? new MethodCard(method, { onpick: () => this.on.pick(name) });
  }

  /** All cards, the damaged picture's first. */
  #all() {
    return [this.damaged, ...this.cards.values()];
  }

  /**
   * Another picture: what was found for one of another size is gone.
   * @param {Picture} clean
   */
  setClean(clean) {
    const same = this.#clean?.shape.join() === clean.shape.join();
    this.#clean = clean;
    for (const card of this.#all()) {
      if (!same) card.reset();
      this.#drawOne(card);
    }
  }

  /** Another subject: nothing of the old one stays. */
  clear() {
    this.cards.clear();
    this.damaged.reset();
    this.#clean = null;
    this.startButton.disabled = true;
  }

  /**
   * A job was sent: what the other methods show is of an older damage.
   * @param {string[]} asked  methods that are computed now
   * @param {boolean} live  a hand is moving: ranks wait for the job's end
   */
  begin(asked, live) {
    this.#live = live;
    for (const [name, card] of this.cards) {
      const soon = asked.includes(name);
      card.setState("waiting", soon ? "" : "when the hand rests");
      if (!soon || !live) card.setRank(0, false);
    }
  }

  /** @param {boolean} busy  something is being computed */
  setBusy(busy) {
    this.stopButton.disabled = !busy;
    this.startButton.disabled = busy || !this.#clean;
  }

  /**
   * @param {string} name  of a method, or "damaged"
   * @returns {MethodCard | undefined}
   */
  card(name) {
    return name === DAMAGED.name ? this.damaged : this.cards.get(name);
  }

  /**
   * @param {string} name
   * @param {Result} result
   */
  result(name, result) {
    const card = this.card(name);
    if (!card) return;
    card.setResult(result);
    this.#drawOne(card);
    this.#askComponents();
    if (!this.#live) this.rank();
  }

  get #show() {
    return /** @type {import("./paint_result.js").Show} */ (this.#view.value);
  }

  #draw() {
    this.#legend.root.classList.toggle("gx-hidden", this.#show !== "differences");
    this.#components.classList.toggle("gx-hidden", this.#show !== "components");
    for (const card of this.#all()) this.#drawOne(card);
    this.#askComponents();
  }

  /** Where components are to be seen: ask for those of every finished mixture that are not here yet. */
  #askComponents() {
    if (this.#show !== "components") return;
    for (const card of this.finished) {
      if (!this.on.isMixture(card.method.name) || this.#asked.has(card.result)) continue;
      this.#asked.add(card.result);
      this.#fetchComponents(card, card.result);
    }
  }

  /**
   * @param {MethodCard} card
   * @param {Result} result  of the card
   */
  async #fetchComponents(card, result) {
    const [, height, width] = this.#clean?.shape ?? [1, 0, 0];
    const url = query("/api/restore/components", { model: card.method.name, height, width });
    try {
      const found = await postForBlob(url, new Blob([result.pixels]));
      result.components = new Uint8Array(await found.arrayBuffer());
      if (card.result === result) this.#drawOne(card);
    } catch (error) {
      card.setState("done", messageOf(error));
    }
  }

  /** @param {MethodCard} card */
  #drawOne(card) {
    if (this.#clean) card.draw(this.#clean.shape, this.#clean.pixels, this.#show, this.#gain);
  }

  /** The finished ones, best first. */
  get ranked() {
    const value = (/** @type {FinishedCard} */ card) => card.result.psnr ?? Infinity;
    return [...this.cards.values()].filter(isFinished).sort((a, b) => value(b) - value(a));
  }

  /** Everything that is finished, the damaged picture first. */
  get finished() {
    return this.#all().filter(isFinished);
  }

  /** Number the finished ones by PSNR. */
  rank() {
    this.ranked.forEach((card, i) => card.setRank(i + 1, i === 0));
  }

  /** Put the cards in order; they move only when this is called, never while answers come in. */
  #sort() {
    /** @type {MethodCard[]} */
    const first = this.#order.value === "psnr" ? this.ranked : [];
    const rest = [...this.cards.values()].filter((card) => !first.includes(card));
    const focused = document.activeElement;
    this.#list.replaceChildren(...[this.damaged, ...first, ...rest].map(({ root }) => root));
    if (focused instanceof HTMLElement && this.#list.contains(focused)) focused.focus();
  }

  /** @param {string} name  of what is right of the divider */
  setChosen(name) {
    for (const card of this.#all()) card.setChosen(card.method.name === name);
  }

  /** The job is over: what has no answer was stopped. */
  finish() {
    for (const card of this.cards.values()) {
      if (card.state !== "waiting" && card.state !== "running") continue;
      card.setState("stopped", card.result ? "stopped: of the damage before" : "stopped");
    }
    if (this.#order.value === "psnr") this.#sort();
  }
}
