// Draws from the prior, or what was fitted in its place: temperature, seed, and the button. The seed counts on, so that
// each press is a new picture. The first seeds of a model may be chosen ones, and that is said.

import { el, fmt } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { range } from "../../ui/controls/fields.js";
import { nextSeed, SeedField } from "../../ui/controls/seed.js";
import { postJSON, query } from "../../ui/transport/api.js";
import { OneByOne } from "../../ui/transport/one_by_one.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./state.js").LatentsState} LatentsState */
/** @typedef {{seed: number, temperature: number, final: boolean}} Draw  final: the hand rests */

const PRIOR = { draws: "Draw a new picture from the prior; locked latents stay", whole: "1 the prior" };
const FITTED = {
  draws:
    "Draw a new picture from the normal that was fitted to the codes, as this model has no prior; locked latents stay",
  whole: "1 the normal that was fitted to its codes",
};

const SEED = "The same seed draws the same picture";

/**
 * The seeds that a model's samples begin with, chosen when it was evaluated; none where there was nothing to choose by.
 * @param {Card} card
 */
const chosenOf = (card) => card.metrics.first_seeds?.seeds ?? [];

/**
 * The seed to draw with after this one.
 * @param {number} seed
 * @param {number[]} chosen
 */
function seedAfter(seed, chosen) {
  const place = chosen.indexOf(seed);
  if (place < 0) return nextSeed(seed);
  return chosen[place + 1] ?? 0;
}

/** @param {{whole: string}} source  of the draws */
const howFar = ({ whole }) => `How far from the centre samples may lie: 0 gives the centre, ${whole}, 2 oddities`;

export class Sampler {
  /** @type {number | null} seed of the draw that is on the sliders */
  #drawn = null;

  /** @type {number[]} the model's first seeds */
  #chosen = [];

  #temperatureShown = el("output", { class: "gx-num" });
  #said = el("p", { class: "gx-note gx-num said standing", role: "status" });

  button = button("Sample", PRIOR.draws, () => this.#drawNext(), "primary");

  /**
   * @param {LatentsState} state  whose seed and temperature are this part's own
   * @param {object} on
   * @param {(z: number[], final: boolean) => void} on.sampled  final: the hand rests
   * @param {(message: string) => void} on.error  empty when it is over
   */
  constructor(state, on) {
    this.state = state;
    this.on = on;
    /** @type {OneByOne<Draw>} */
    this.draws = new OneByOne((draw) => this.#ask(draw), on.error);
    this.temperature = range({
      label: "Temperature",
      min: 0,
      max: 2,
      step: 0.05,
      oninput: () => this.#setTemperature(false),
      onchange: () => this.#setTemperature(true),
    });
    this.seed = new SeedField(SEED, () => this.#read(), {
      input: "gx-num seed",
      label: "Next seed",
    });
    this.temperatureField = el(
      "label",
      { class: "gx-field", title: howFar(PRIOR) },
      el("span", { class: "between" }, "Temperature", this.#temperatureShown),
      this.temperature,
    );
    this.root = el("div", { class: "sampler" }, this.temperatureField, this.seed.root, this.#said);
    this.seed.value = Math.max(0, state.view.seed);
    this.temperature.value = String(state.view.temperature);
    this.#temperatureShown.textContent = fmt(this.temperature.valueAsNumber);
  }

  /**
   * Another model: it may have no prior.
   * @param {Card} card
   */
  setCard(card) {
    const can = card.can.includes("sample");
    this.button.disabled = !can;
    this.temperature.disabled = !can;
    this.seed.input.disabled = !can;
    this.#begin(chosenOf(card));
    const source = card.kl ? PRIOR : FITTED;
    this.button.title = can ? source.draws : `${card.title} has nothing to draw from`;
    this.temperatureField.title = howFar(source);
  }

  /**
   * Where nobody asked for a seed, the model's first one is next.
   * @param {number[]} chosen
   */
  #begin(chosen) {
    this.#chosen = chosen;
    if (this.state.view.seed < 0) this.seed.value = this.#first;
    this.#read();
    const first = `. The first ${chosen.length} are chosen: those whose pictures a classifier reads most surely`;
    this.seed.root.title = chosen.length ? SEED + first : SEED;
  }

  /** The seed that the model's samples begin with. */
  get #first() {
    return this.#chosen[0] ?? 0;
  }

  /** The fields into the view. */
  #read() {
    const { view } = this.state;
    view.seed = this.seed.value === this.#first ? -1 : this.seed.value;
    view.temperature = this.temperature.valueAsNumber;
    this.#temperatureShown.textContent = fmt(view.temperature);
  }

  /** The picture is no longer a sample. */
  forget() {
    this.#drawn = null;
    this.draws.forget();
    this.#said.textContent = "";
  }

  #drawNext() {
    this.#read();
    const { temperature } = this.state.view;
    const seed = this.seed.value;
    this.seed.value = seedAfter(seed, this.#chosen);
    this.#read();
    this.draws.put({ seed, temperature, final: true });
  }

  /**
   * The temperature moved: the sample on the sliders is drawn again from its seed.
   * @param {boolean} final
   */
  #setTemperature(final) {
    this.#read();
    if (this.#drawn !== null) this.draws.put({ seed: this.#drawn, temperature: this.state.view.temperature, final });
  }

  /** @param {Draw} draw */
  async #ask({ seed, temperature, final }) {
    const { model } = this.state.view;
    /** @type {{z: number[][]}} */
    const { z } = await postJSON(query("/api/sample", { model }), { n: 1, seed, temperature }).catch((error) => {
      if (this.seed.value === seedAfter(seed, this.#chosen)) this.seed.value = seed; // it was not drawn: it is next
      this.#read();
      throw error;
    });
    if (model !== this.state.view.model) return;
    this.on.error("");
    this.on.sampled(z[0], final);
    this.#drawn = seed;
    const chosen = this.#chosen.includes(seed) ? ", chosen for its clear picture" : "";
    this.#said.textContent = `Seed ${seed} at temperature ${fmt(temperature)}${chosen}`;
  }
}
