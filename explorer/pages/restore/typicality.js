// How likely is this picture? Bounds on its log-likelihood under a model, where they stand among the test set's, and
// among those of pictures that the model never saw.

import { decodeBase64, el } from "../../ui/canvas/paint.js";
import { Histogram, shareBelow } from "../../ui/charts/histogram.js";
import { press, toggleButton } from "../../ui/controls/buttons.js";
import { errorLine } from "../../ui/controls/error_line.js";
import { select } from "../../ui/controls/fields.js";
import { natsText } from "../../ui/metrics.js";
import { getJSON, messageOf, postBytes, query } from "../../ui/transport/api.js";
import { PixelErrors } from "./pixel_errors.js";
import { capitalised, ofPartOnly, placeAmong, verdictOnStrangers } from "./verdicts.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./types.js").Picture} Picture */

/** @typedef {"elbo" | "iwae"} Bound */

/**
 * Bounds of the pictures of a test set in nats, from the least to the greatest.
 * @typedef {{title: string, own: boolean, elbo: number[], iwae: number[]}} TestSet
 */

/**
 * What `/api/typicality` gives of a model: the bounds of its test set and of another one, and how often of a pair its
 * own picture has the higher one. Or why there is none of it.
 * @typedef {{sets?: {[name: string]: TestSet}, auroc?: {[bound in Bound]: number}, error?: string}} Tests
 */

/**
 * What `/api/score` gives of a picture: bounds in nats, and base64 of uint8 (c, h, w).
 * @typedef {{elbo: number, iwae: number, reconstruction: string, error: string}} Score
 */

/** @type {{[bound in Bound]: string}} */
const BOUNDS = { elbo: "ELBO", iwae: "IWAE bound" };
const EVERY_MS = 150;
const FEW_LATENTS = 10; // a model with more is asked first: its bounds are tighter

/**
 * @param {string} label
 * @param {Card[]} cards
 */
const group = (label, cards) =>
  cards.length
    ? [el("optgroup", { label }, ...cards.map((card) => el("option", { value: card.name }, card.title)))]
    : [];

/** @returns {Promise<Card[]>}  the models that can say how likely a picture is */
async function fetchCards() {
  /** @type {Card[]} */
  const cards = await getJSON("/api/models");
  return cards.filter(({ usable, can }) => usable && can.includes("elbo") && can.includes("encode"));
}

/**
 * @param {string} model
 * @returns {Promise<Tests>}
 */
async function fetchTests(model) {
  try {
    return await getJSON(query("/api/typicality", { model }));
  } catch (error) {
    return { error: messageOf(error) };
  }
}

export class Typicality {
  /** @type {(Picture & {subject: string}) | null} */
  #picture = null;

  /** @type {{tests: Tests, score: Score} | null} of the picture, by the model that is chosen */
  #found = null;

  /** @type {Bound} */
  #bound = "elbo";

  /** @type {Map<string, Promise<Tests>>} by model */
  #tests = new Map();

  /** What the choice of models was made for. */
  #offered = "";

  #turn = 0;
  #timer = 0;
  #cards = fetchCards();
  #histogram = new Histogram();
  #errors = new PixelErrors();
  #model = select("According to", "The model that is asked. Ask one that never saw such pictures, too", () =>
    this.#ask(),
  );
  #buttons = {
    elbo: toggleButton(BOUNDS.elbo, "The evidence lower bound on log p(x)", () => this.#choose("elbo")),
    iwae: toggleButton(BOUNDS.iwae, "The importance-weighted bound, nearer to log p(x)", () => this.#choose("iwae")),
  };
  #verdict = el("p", { role: "status", class: "verdict gx-num" });
  #warning = el("p", { class: "gx-note" });
  #error = errorLine();
  #empty = el("p", { class: "gx-note" });
  #body = el("div", { class: "typicality" });

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    for (const [bound, made] of Object.entries(this.#buttons)) made.dataset.bound = bound;
    const bounds = el("div", { class: "gx-row", role: "group", "aria-label": "Which bound" });
    bounds.append(...Object.values(this.#buttons));
    this.#body.append(
      el("div", { class: "gx-row" }, this.#model.root, bounds),
      this.#error,
      this.#verdict,
      el("div", { class: "typical-row" }, this.#histogram.root, this.#errors.root),
      this.#warning,
    );
    root.classList.add("gx-typicality");
    root.replaceChildren(this.#body, this.#empty);
    this.#offer([], "");
  }

  /**
   * Another picture; models that can't take one of its shape are not asked.
   * @param {string} subject  what is on it
   * @param {Picture} picture
   */
  async setPicture(subject, { pixels, shape, part = false }) {
    const picture = { subject, pixels, shape, part };
    this.#picture = picture;
    try {
      const cards = (await this.#cards).filter((card) => card.shape.join() === shape.join());
      if (this.#picture !== picture) return;
      this.#offer(cards, subject);
    } catch (error) {
      this.#error.textContent = messageOf(error);
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), EVERY_MS);
  }

  /**
   * The models to choose from.
   * @param {Card[]} cards
   * @param {string} subject
   */
  #offer(cards, subject) {
    this.#body.classList.toggle("gx-hidden", !cards.length);
    this.#empty.textContent = cards.length ? "" : this.#whyNone();
    const offered = [subject, ...cards.map(({ name }) => name)].join();
    if (offered === this.#offered) return;
    this.#offered = offered;
    this.#found = null;
    const own = cards.filter(({ dataset }) => dataset === subject);
    const others = cards.filter(({ dataset }) => dataset !== subject);
    const best = own.find(({ latents }) => latents > FEW_LATENTS) ?? own[0] ?? others[0];
    this.#model.box.replaceChildren(...group("Trained on such pictures", own), ...group("Trained on others", others));
    if (best) this.#model.box.value = best.name;
  }

  #whyNone() {
    if (!this.#picture) return "Choose a picture first.";
    return "No model here says how likely a photograph is: choose a digit, a garment or a face.";
  }

  /** @param {string} model */
  #testsOf(model) {
    const tests = this.#tests.get(model) ?? fetchTests(model);
    this.#tests.set(model, tests);
    return tests;
  }

  /** Ask the chosen model; newest only. */
  async #ask() {
    const turn = ++this.#turn;
    const model = this.#model.box.value;
    const picture = this.#picture;
    if (!model || !picture) return;
    try {
      /** @type {Promise<Score>} */
      const scoring = postBytes(query("/api/score", { model }), picture.pixels);
      const [tests, score] = await Promise.all([this.#testsOf(model), scoring]);
      if (turn !== this.#turn) return;
      this.#found = { tests, score };
      this.#error.textContent = "";
      this.#errors.show(decodeBase64(score.reconstruction), decodeBase64(score.error), picture.shape);
      this.#show();
    } catch (error) {
      if (turn === this.#turn) this.#error.textContent = messageOf(error);
    }
  }

  /** @param {Bound} bound */
  #choose(bound) {
    this.#bound = bound;
    this.#show();
  }

  #show() {
    const bound = this.#bound;
    if (!this.#found) return;
    press(this.#buttons.elbo, bound === "elbo");
    press(this.#buttons.iwae, bound === "iwae");
    const { tests, score } = this.#found;
    const sets = Object.values(tests.sets ?? {}).sort((a, b) => Number(b.own) - Number(a.own));
    const [own, other] = sets;
    const known = Boolean(own?.own);
    const value = `${BOUNDS[bound]} ${natsText(score[bound], 1)} nats`;
    const said = this.#picture?.part ? `${value}, ${ofPartOnly(this.#picture.subject)}` : value;
    this.#histogram.root.classList.toggle("gx-hidden", !known);
    this.#verdict.textContent = said;
    this.#warning.textContent = tests.error ?? "";
    if (!known) return;
    const bars = sets.map((set) => ({ title: set.title, values: set[bound], own: set.own }));
    const below = shareBelow(own[bound], score[bound]);
    this.#histogram.show(bars, score[bound], `${BOUNDS[bound]} in nats`);
    const place = placeAmong(own.title, below);
    this.#verdict.textContent = this.#picture?.part ? `${said} ${capitalised(place)}` : `${said}: ${place}`;
    if (tests.auroc && other) {
      this.#warning.textContent = verdictOnStrangers(tests.auroc[bound], own.title, other.title);
    }
    this.root.dispatchEvent(new CustomEvent("gx-painted", { detail: { value: score[bound], below } }));
  }
}
