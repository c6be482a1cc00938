// Shake: a picture's code is moved by noise, and a classifier says what it still reads, for models side by side.

import { el, fmt } from "../../ui/canvas/paint.js";
import { Chart } from "../../ui/charts/chart.js";
import { button } from "../../ui/controls/buttons.js";
import { errorLine } from "../../ui/controls/error_line.js";
import { rangedField } from "../../ui/controls/fields.js";
import { nextSeed } from "../../ui/controls/seed.js";
import { why } from "../../ui/lessons/why.js";
import { PictureSource } from "../../ui/picture/picture_source.js";
import { messageOf } from "../../ui/transport/api.js";
import { colourAt, ModelChips } from "./model_chips.js";
import { ShakeRow } from "./shake_row.js";

/**
 * @typedef {import("../../ui/types.js").Card} Card
 * @typedef {import("../../ui/types.js").Metric & {shares: {[strength: string]: number}, pictures: number}} Shake  the
 *   metric "shake": shares of test pictures that are read rightly, by strength
 * @typedef {import("./parts_state.js").PartsState} PartsState
 */

const MOST = 6;
const STRONGEST = 0.5;
const TOLD = "0.3"; // the strength of which the sentences speak
const FIRST = 4; // models at most that the page chooses by itself
const NONE =
  "No checkpoint here has two or more latents, an encoder, and a classifier of its pictures. Train one: " +
  "python -m train vae-mnist-2d";

/** @param {Card} card  @returns {Shake | null} */
const measured = (card) => /** @type {Shake | undefined} */ (card.metrics.shake) ?? null;

export class ShakeBench {
  #chips = new ModelChips({ label: "Models that are shaken", most: MOST, onchange: (names) => this.#take(names) });
  #strength = rangedField(
    "Noise on z, of the codes’ own deviation",
    "Each latent is moved by Gaussian noise; its deviation is this share of the latent’s own over test pictures",
    { label: "Strength of the shake", max: STRONGEST, step: 0.01 },
    (shake) => this.#change({ shake }),
  );

  #chart = new Chart({ label: "Share read rightly against the strength of the shake", height: 300 });
  #told = el("p", { class: "standing shake-told", role: "status" });
  #rows = el("div", { class: "shake-rows" });
  #error = errorLine();
  #sourceRoot = el("div", {});

  /** @type {PictureSource | null} */
  #source = null;

  /** What is said where a model of other pictures has taken the place of all. */
  #swapped = "";

  /** @type {Map<string, ShakeRow>} by model */
  #shown = new Map();

  /** @type {Uint8Array<ArrayBuffer> | null} */
  #pixels = null;

  /** @type {Card[]} that can be shaken and read */
  #cards;

  /**
   * @param {PartsState} state  is changed here
   * @param {Card[]} cards
   * @param {() => void} onchange  the state has changed
   */
  constructor(state, cards, onchange) {
    this.state = state;
    this.onchange = onchange;
    this.#cards = shakeable(cards);
    const again = button("Shake again", "Other noise of the same strength", () =>
      this.#change({ noise: nextSeed(state.noise) }),
    );
    const tools = el(
      "div",
      { class: "shake-tools" },
      this.#sourceRoot,
      el("div", { class: "shake-hand" }, this.#strength.root, again),
    );
    const shown = el("div", { class: "shake-shown" }, this.#chips.root, this.#rows);
    this.root = el(
      "section",
      { class: "gx-panel shake", "aria-label": "Shake" },
      el("h3", {}, "Shake the code", why("shake")),
      this.#error,
      el("div", { class: "shake-bench" }, tools, shown),
      el("h4", {}, "Measured: test pictures that are still read rightly"),
      this.#chart.root,
      this.#told,
    );
  }

  begin() {
    const { state } = this;
    const [card] = this.#chosen;
    if (!card) {
      this.#error.textContent = NONE;
      return;
    }
    this.#source = new PictureSource(this.#sourceRoot, {
      card,
      onpicture: (pixels) => this.#receive(pixels),
    });
    this.#show();
    if (!card.test) return;
    this.#source.open("test");
    this.#source.take(state.test);
  }

  leave() {
    for (const row of this.#shown.values()) row.close();
  }

  resume() {
    for (const row of this.#shown.values()) row.resume();
  }

  /** The models that are shown, all of the first one's pictures. */
  get #chosen() {
    const names = this.state.shaken.split(",");
    const asked = names.flatMap((name) => this.#cards.find((card) => card.name === name) ?? []);
    const first = this.#cards.filter((card) => card.first.includes("training"));
    const wanted = asked.length ? asked : (first.length ? first : this.#cards).slice(0, FIRST);
    return wanted.filter(({ dataset, shape }) => dataset === wanted[0].dataset && `${shape}` === `${wanted[0].shape}`);
  }

  /** @param {string[]} names */
  #take(names) {
    const before = this.#chosen[0];
    const added = this.#cards.find(({ name }) => name === names.at(-1));
    // A model of other pictures begins a bench of its own.
    const other = added && added.dataset !== before.dataset;
    this.state.shaken = (other ? [added.name] : names).join(",");
    this.#swapped = other ? ` ${added.title} has other pictures: the models that were here are in the list again.` : "";
    if (other) {
      this.#pixels = null;
      this.#source?.setCard(added);
      if (added.test) this.#source?.take(0);
    }
    this.#show();
    this.onchange();
  }

  /** @param {Partial<PartsState>} part */
  #change(part) {
    Object.assign(this.state, part);
    this.#showStrength();
    this.onchange();
  }

  /** @param {Uint8Array<ArrayBuffer>} pixels */
  async #receive(pixels) {
    this.#pixels = pixels;
    const { index } = this.#source ?? {};
    if (typeof index === "number" && index !== this.state.test) {
      this.state.test = index;
      this.onchange();
    }
    await this.#encode([...this.#shown.values()]);
  }

  /** @param {ShakeRow[]} rows */
  async #encode(rows) {
    const pixels = this.#pixels;
    if (!pixels) return;
    try {
      await Promise.all(rows.map((row) => row.take(pixels)));
      this.#error.textContent = "";
    } catch (error) {
      this.#error.textContent = messageOf(error);
    }
  }

  #show() {
    const chosen = this.#chosen;
    const choices = this.#cards.map(({ name, title, dataset }) => ({ name, title, group: dataset }));
    const names = chosen.map(({ name }) => name);
    this.#chips.show(choices, names);
    for (const [name, row] of this.#shown) {
      if (names.includes(name)) continue;
      row.close();
      this.#shown.delete(name);
    }
    const fail = (/** @type {string} */ message) => {
      this.#error.textContent = message;
    };
    const fresh = chosen.filter(({ name }) => !this.#shown.has(name));
    for (const card of fresh) this.#shown.set(card.name, new ShakeRow(card, "", fail));
    const rows = names.flatMap((name) => this.#shown.get(name) ?? []);
    rows.forEach((row, i) => {
      row.colour(colourAt(i));
    });
    this.#rows.replaceChildren(...rows.map(({ root }) => root));
    this.#showStrength();
    this.#encode(fresh.flatMap(({ name }) => this.#shown.get(name) ?? []));
  }

  #showStrength() {
    const { shake, noise } = this.state;
    this.#strength.show(shake, `${fmt(100 * shake, 0)} %`);
    for (const row of this.#shown.values()) row.shake(shake, noise);
    this.#draw();
  }

  #draw() {
    const chosen = this.#chosen;
    const { shake } = this.state;
    this.#chart.show(
      chosen.flatMap((card, i) => curve(card, colourAt(i)) ?? []),
      {
        xaxis: { title: { text: "noise, % of the codes’ deviation" }, rangemode: "tozero" },
        yaxis: { title: { text: "% read rightly" }, rangemode: "tozero" },
        showlegend: false,
        shapes: [
          {
            type: "line",
            x0: 100 * shake,
            x1: 100 * shake,
            yref: "paper",
            y0: 0,
            y1: 1,
            line: { color: "--gx-muted", width: 1, dash: "dot" },
          },
        ],
      },
    );
    const without = chosen.filter((card) => !measured(card)).map(({ title }) => title);
    const lacks = without.length ? ` Not measured of ${without.join("; ")}.` : "";
    const given = chosen.filter(({ conditions }) => conditions).map(({ title }) => title);
    const tells = given.length
      ? ` ${given.join("; ")}: the class is told beside z, so that little of it can be lost.`
      : "";
    this.#told.textContent = surprise(chosen) + tells + lacks + this.#swapped;
  }
}

/**
 * The models whose codes can be shaken, and whose pictures a classifier can read.
 * @param {Card[]} cards
 */
function shakeable(cards) {
  const judged = new Set(
    cards.filter(({ usable, can }) => usable && can.includes("classify")).map((card) => card.dataset),
  );
  return cards.filter(
    ({ usable, can, latents, spread, dataset }) =>
      usable && latents >= 2 && spread && can.includes("encode") && can.includes("decode") && judged.has(dataset),
  );
}

/**
 * @param {Card} card
 * @param {string} color
 */
function curve(card, color) {
  const found = measured(card);
  if (!found) return null;
  const points = Object.entries(found.shares).map(([strength, share]) => ({
    x: 100 * Number(strength),
    y: 100 * share,
  }));
  points.sort((a, b) => a.x - b.x);
  return {
    type: "scatter",
    mode: "lines+markers",
    x: points.map(({ x }) => x),
    y: points.map(({ y }) => y),
    name: card.title,
    line: { color },
    marker: { color, size: 6 },
    hovertemplate: `%{y:.1f} % read rightly at %{x:g} %<extra>${card.title.replaceAll("<", "&lt;")}</extra>`,
  };
}

/**
 * What the measured shares say of models with a prior (their codes cost nats) and without, of the same number of
 * latents.
 * @param {Card[]} cards
 */
export function surprise(cards) {
  const known = cards.filter((card) => measured(card) && !card.conditions);
  const counts = [...new Set(known.map(({ latents }) => latents))].sort((a, b) => a - b);
  const share = (/** @type {Card} */ card) => measured(card)?.shares[TOLD] ?? 0;
  const percent = (/** @type {Card} */ card) => `${fmt(100 * share(card), 0)}\u00a0%`;
  const sentences = counts.flatMap((latents) => {
    const members = known.filter((card) => card.latents === latents);
    const [plain] = members.filter(({ kl }) => !kl);
    const [priced] = members.filter(({ kl }) => kl);
    if (!plain || !priced) return [];
    const better = share(plain) > share(priced) ? plain : priced;
    const tells = `${plain.title}: ${percent(plain)}, ${priced.title}: ${percent(priced)}.`;
    const which = better === plain ? "The model without a prior" : "The one with a prior";
    return [`With ${latents} latents, shaken by 30\u00a0%: ${tells} ${which} bears it better.`];
  });
  return sentences.join(" ");
}
