// How likely a real picture is: ln p(x) from draws of the prior and of q, beside the bound and, where there is one, the
// exact value.

import { onceInSight } from "../../ui/canvas/in_sight.js";
import { decodeBase64, el, fmt, paint } from "../../ui/canvas/paint.js";
import { button, press, toggleButton } from "../../ui/controls/buttons.js";
import { select } from "../../ui/controls/fields.js";
import { nextSeed } from "../../ui/controls/seed.js";
import { PictureSource } from "../../ui/picture/picture_source.js";
import { messageOf, postBytes, postJSON, query } from "../../ui/transport/api.js";
import { Estimates } from "./estimates.js";
import { EvidenceChart } from "./evidence_chart.js";
import { section } from "./section.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./types.js").BoundsView} BoundsView */
/** @typedef {Uint8Array<ArrayBuffer>} Pixels */

/** A q as the server tells of it, and its bound in nats. @typedef {{mean: number[], std: number[], elbo: number}} Q */

const PART = 500; // draws of one request
const FIRST = 1000; // draws that are made by themselves
const RUN = 5000; // draws that "Run on" adds
const MOST = 100_000;
const NEAR = 100; // px out of sight where it begins

export class EvidenceBench {
  #turn = 0; // of what is drawn; an answer to an older one is dropped
  #running = false;
  #seen = false;

  /** @type {string} base64 of the picture as the likelihood knows it */
  #picture = "";

  /** @type {Q | null} the encoder's */
  #encoders = null;

  /** @type {Q | null} of this picture alone, once it was asked for */
  #own = null;

  /** @type {number | null} ln p(x) in nats */
  #exact = null;
  #summing = false; // it is asked for

  #estimates = new Estimates();
  #chart = new EvidenceChart();
  #says = el("p", { class: "gx-num says", role: "status" });
  #progress = el("p", { class: "gx-note gx-num", role: "status" });
  #gained = el("p", { class: "gx-num" });
  #canvas = el("canvas", { class: "gx-canvas seen", role: "img", "aria-label": "The picture as the model knows it" });
  #rows = el("tbody", {});
  #models = select("Model", "Whose p(x) is estimated", (model) => this.on.change({ model }));
  #run = button("Run on", `${RUN.toLocaleString("en")} draws more`, () => this.#pressRun());
  #improve = toggleButton("Improve q for this picture", "Gradient ascent on its ELBO; the decoder stays", () =>
    this.#pressImprove(),
  );

  /**
   * @param {object} on
   * @param {import("./section.js").OnChange} on.change
   * @param {(pixels: Pixels, from: import("../../ui/picture/picture_source.js").Way) => void} on.picture  another one
   *   is to be looked at
   * @param {() => void} on.cleared  the drawing is gone
   * @param {(card: Card) => Promise<Pixels>} on.pixels  the picture that is looked at
   * @param {Card[]} cards  the models to choose from, at least one
   */
  constructor(on, cards) {
    this.on = on;
    this.cards = cards;
    for (const card of cards) this.#models.box.append(el("option", { value: card.name }, card.title));
    const place = el("div", {});
    this.source = new PictureSource(place, {
      card: cards[0],
      onpicture: (pixels, { from, done }) => {
        if (done) on.picture(pixels, from);
      },
      oncleared: () => on.cleared(),
    });
    const again = button("Other draws", "Another seed, from the first draw on", () =>
      on.change({ draw: nextSeed(this.view?.draw ?? 0) }),
    );
    const table = el(
      "table",
      {},
      el("thead", {}, el("tr", {}, el("th", {}, "ln p(x) by"), el("th", {}, "nats"))),
      this.#rows,
    );
    this.root = section({
      name: "evidence",
      title: "4. How likely is a real picture?",
      anchor: "the-evidence-by-draws",
      shown: [this.#chart.root, this.#progress, el("div", { class: "gx-row" }, this.#run, again), table, this.#says],
      controls: [this.#models.root, el("div", { class: "seen-box" }, this.#canvas), this.#improve, this.#gained, place],
    });
    onceInSight(this.root, NEAR, () => {
      this.#seen = true;
      this.#begin();
    });
  }

  get card() {
    return this.cards.find(({ name }) => name === this.view?.model) ?? this.cards[0];
  }

  /** For a file: plotly saves its own. */
  get picture() {
    return this.#canvas;
  }

  /** @type {string} of what is shown, to know what is other */
  #shown = "";

  /** @param {BoundsView} view */
  show(view) {
    this.view = view;
    const shown = JSON.stringify([view.model, view.test, view.draw]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#models.box.value = view.model;
    this.source.setCard(this.card);
    this.again();
  }

  /** From the first draw on: another model, picture or seed. */
  again() {
    this.#turn += 1;
    this.#own = null;
    press(this.#improve, false);
    if (this.#seen) this.#begin();
  }

  stop() {
    this.#turn += 1;
    this.#running = false;
  }

  get #q() {
    return this.#own ?? this.#encoders;
  }

  /** Encode the picture, then draw. */
  async #begin() {
    const turn = ++this.#turn;
    const { card } = this;
    this.#estimates = new Estimates();
    this.#exact = null;
    this.#summing = false;
    this.#progress.textContent = "The picture is encoded …";
    try {
      const pixels = await this.on.pixels(card);
      /** @type {Q & {picture: string}} */
      const found = await postBytes(query("/api/bounds/posterior", { model: card.name }), pixels);
      if (turn !== this.#turn) return;
      this.#encoders = found;
      this.#picture = found.picture;
      paint(this.#canvas, decodeBase64(found.picture), card.shape);
      this.#gained.textContent = "";
      this.#askExact();
      await this.#draw(FIRST);
    } catch (error) {
      if (turn === this.#turn) this.#progress.textContent = messageOf(error);
    }
  }

  /** For the picture that is there, whatever is done with q meanwhile. */
  async #askExact() {
    const card = this.card;
    const picture = this.#picture;
    if (card.latents !== 2 && !card.can.includes("evidence")) return;
    const isWanted = () => picture === this.#picture && card === this.card;
    this.#summing = true;
    try {
      const url = query("/api/bounds/exact", { model: card.name });
      /** @type {{evidence: number | null}} */
      const { evidence } = await postBytes(url, decodeBase64(picture));
      if (!isWanted()) return;
      this.#exact = evidence;
    } catch (error) {
      if (!isWanted()) return;
      this.#progress.textContent = messageOf(error);
    }
    this.#summing = false;
    this.#show();
  }

  /** @param {number} more  draws */
  async #draw(more) {
    const turn = this.#turn;
    const end = Math.min(MOST, this.#estimates.count + more);
    const began = performance.now();
    const from = this.#estimates.count;
    this.#setRunning(true);
    try {
      while (this.#estimates.count < end && this.#q) {
        const { mean, std } = this.#q;
        const { count } = this.#estimates;
        const seed = (this.view?.draw ?? 0) * MOST + count;
        /** @type {import("./estimates.js").LogWeights} */
        const weights = await postJSON(query("/api/bounds/draws", { model: this.card.name }), {
          picture: this.#picture,
          mean,
          std,
          seed: seed % 2 ** 31,
          draws: Math.min(PART, end - count),
        });
        if (turn !== this.#turn) return;
        this.#estimates.add(weights);
        this.#show();
        const done = this.#estimates.count - from;
        const left = ((performance.now() - began) / done) * (end - from - done);
        const time = left > 1000 ? `, ${Math.round(left / 1000)} s left` : "";
        this.#progress.textContent = `${this.#estimates.count.toLocaleString("en")} draws${time}`;
        if (!this.#running) break;
      }
    } catch (error) {
      if (turn === this.#turn) this.#progress.textContent = messageOf(error);
    }
    if (turn === this.#turn) this.#setRunning(false);
  }

  /** @param {boolean} running */
  #setRunning(running) {
    this.#running = running;
    this.#run.textContent = running ? "Stop" : "Run on";
    this.#run.disabled = !running && this.#estimates.count >= MOST;
  }

  #pressRun() {
    if (this.#running) this.#running = false;
    else this.#draw(RUN);
  }

  async #pressImprove() {
    const { card } = this;
    if (!this.#encoders || !this.#picture) return;
    const turn = ++this.#turn;
    this.#setRunning(false);
    if (this.#own) this.#own = null;
    else {
      this.#gained.textContent = "q climbs its bound, 150 steps …";
      try {
        const { mean, std } = this.#encoders;
        /** @type {Q} */
        const own = await postJSON(query("/api/bounds/improve", { model: card.name }), {
          picture: this.#picture,
          mean,
          std,
        });
        if (turn !== this.#turn) return;
        this.#own = own;
      } catch (error) {
        this.#gained.textContent = messageOf(error);
        return;
      }
    }
    press(this.#improve, Boolean(this.#own));
    this.#sayGained();
    this.#estimates = new Estimates();
    await this.#draw(FIRST);
  }

  #sayGained() {
    const [before, after] = [this.#encoders?.elbo, this.#own?.elbo];
    if (before === undefined || after === undefined) {
      this.#gained.textContent = "";
      return;
    }
    const cost = "This is the price of amortisation: one encoder for all pictures.";
    const none = "Its q is the posterior already: nothing is left to gain.";
    this.#gained.textContent = this.card.can.includes("evidence")
      ? none
      : `ELBO ${fmt(before, 2)} → ${fmt(after, 2)}, a gain of ${fmt(after - before, 2)} nats. ${cost}`;
  }

  #show() {
    const { values, count, points } = this.#estimates;
    const elbo = this.#q?.elbo ?? Number.NaN;
    const most = Math.max(FIRST, 10 ** Math.ceil(Math.log10(Math.max(1, count))));
    this.#chart.show(points, { elbo, exact: this.#exact }, most);
    const row = (/** @type {string} */ name, /** @type {number | null} */ value) =>
      el("tr", {}, el("th", { scope: "row" }, name), el("td", { class: "gx-num" }, fmt(value, 2)));
    const k = count.toLocaleString("en");
    this.#rows.replaceChildren(
      row(`${k} draws of the prior`, values.prior),
      row(`${k} draws of q, weighted`, values.weighted),
      row(`${k} draws of q, not weighted`, values.unweighted),
      row(this.#own ? "ELBO of the improved q" : "ELBO of the encoder's q", elbo),
      ...(this.#exact === null ? [] : [row("exactly", this.#exact)]),
      ...(this.#summing ? [row("exactly: the plane is being summed …", null)] : []),
    );
    const best = this.#exact ?? values.weighted;
    const short = best - values.prior;
    const whose = this.#exact === null ? "the weighted draws of q" : "ln p(x)";
    const way = values.unweighted > best ? "more" : "less";
    const biased = `Without weights q's draws estimate something else, here ${way}.`;
    const missed = `After ${k} draws the prior is ${fmt(short, 1)} nats short of ${whose}: few resemble the picture.`;
    const hit = `${k} draws of the prior have hit the picture often enough.`;
    this.#says.textContent = `${short > 1 ? missed : hit} ${biased}`;
  }
}
