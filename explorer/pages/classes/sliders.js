// The style under the hand: a slider for each latent, the most informative first, over the pictures it passes through.

import { el, fmt, paint } from "../../ui/canvas/paint.js";
import { centre, collapsed, order, symbol } from "../../ui/latents/latent_space.js";
import { MoreSliders } from "../../ui/latents/more_sliders.js";
import { StripRenewer } from "../../ui/latents/strip_renewer.js";
import { StripSlider } from "../../ui/latents/strip_slider.js";
import { why } from "../../ui/lessons/why.js";

/** @typedef {import("../../ui/types.js").Card} Card */

/**
 * A latent's slider, and where its value stands in numbers.
 * @typedef {{index: number, slider: StripSlider, output: HTMLOutputElement}} StyleRow
 */

/**
 * Mean and standard deviation by latent.
 * @typedef {{mean: number[], std: number[]}} Posterior
 */

/**
 * @typedef {object} SliderEvents
 * @property {(index: number, value: number) => void} input  a slider moves
 * @property {() => void} rest  the hand rests
 * @property {(on: boolean) => void} together  all styles are to move, or only the hand's
 * @property {(latents: number[][], callback: (pixels: Uint8Array) => void) => void} pictures  gets pictures for strips,
 *   at a lower priority than the hand's
 */

const AT_FIRST = 6; // sliders
const MORE = 10;
const STEPS = 9; // pictures on a strip
const SORTED =
  "Sorted by KL to the prior, in nats, the mean over the test set: at most so much does a latent tell about a picture.";
const TOGETHER = "Add what a slider changes to every style that is not kept, instead of to yours alone";

export class StyleSliders {
  /** @type {number[]} latents, the most informative first, without those that collapsed */
  #order = [];

  /** @type {Map<number, StyleRow>} by latent */
  #rows = new Map();

  /** @type {number[]} */
  #z = [];

  /** @type {Posterior | null} */
  #band = null;

  /** How many sliders are shown. */
  #limit = AT_FIRST;

  /** @type {StripRenewer<StyleRow>} */
  renewer = new StripRenewer(STEPS, (rows, done) => this.#askStrips(rows, done));

  #list = el("div", { class: "styles-list" });
  #more = new MoreSliders(MORE, () => this.#showMore());
  #unused = el("p", { class: "gx-note" });
  #note = el("p", { class: "gx-note" });
  /** @type {Uint8Array | null} of the style, once it is there */
  #picture = null;

  #box = el("input", { type: "checkbox" });

  /**
   * @param {Card} card
   * @param {SliderEvents} on
   */
  constructor(card, on) {
    this.card = card;
    this.on = on;
    this.#box.onchange = () => on.together(this.#box.checked);
    this.root = el(
      "section",
      { class: "gx-panel your-style", "aria-label": "Your style" },
      el("h3", {}, "Your style", why("why-z-carries-style-only")),
      this.#note,
      this.#list,
      this.#more.root,
      this.#unused,
      el("label", { class: "check", title: TOGETHER }, this.#box, "Move all styles together"),
    );
  }

  /**
   * Another model.
   * @param {Card} card
   * @param {number[]} z
   */
  open(card, z) {
    this.renewer.clear();
    this.card = card;
    this.#z = [...z];
    this.#rows = new Map();
    this.#limit = AT_FIRST;
    this.#band = null;
    this.#picture = null;
    this.#order = order(card).filter((index) => !collapsed(card, index));
    this.#unused.textContent = ofCollapsed(card.latents - this.#order.length);
    this.#note.textContent = card.kl ? SORTED : "";
    this.#list.replaceChildren();
    this.#fill();
  }

  /**
   * The picture of the style, into the frames on all sliders.
   * @param {Uint8Array} pixels  (c, h, w)
   */
  showPicture(pixels) {
    this.#picture = pixels;
    const { shape } = this.card;
    const canvas = el("canvas", { width: shape[2], height: shape[1] });
    paint(canvas, pixels, shape);
    for (const { slider } of this.#rows.values()) slider.showCurrent(canvas);
  }

  #showMore() {
    this.#limit += MORE;
    this.#fill();
    this.setBand(this.#band);
    if (this.#picture) this.showPicture(this.#picture);
    this.mark();
  }

  #fill() {
    for (const index of this.#order.slice(this.#rows.size, this.#limit)) this.#list.append(this.#row(index));
    this.#more.show(this.#order.length - this.#rows.size);
  }

  /** @param {number} index  of a latent */
  #row(index) {
    const rank = this.#order.indexOf(index);
    const nats = this.#natsOf(index, rank);
    const output = el("output", { class: "gx-num" });
    const slider = this.#slider(index, `Latent ${index + 1}, ${nats}`);
    const row = { index, slider, output };
    this.#rows.set(index, row);
    show(row, this.#z[index]);
    const name = el("span", {}, el("b", {}, symbol(index)), el("span", { class: "gx-note gx-num" }, ` ${nats}`));
    return el(
      "div",
      { class: "style-slider", "data-index": String(index) },
      el("div", { class: "between" }, name, output),
      slider.root,
    );
  }

  /**
   * @param {number} index
   * @param {number} rank
   */
  #natsOf(index, rank) {
    const { kl } = this.card;
    if (!kl) return "";
    return `${rank ? "" : "most informative, "}${fmt(kl[index], 1)} nats`;
  }

  /**
   * @param {number} index
   * @param {string} label
   */
  #slider(index, label) {
    const { card } = this;
    const [low, high] = card.range[index];
    const size = high - low;
    return new StripSlider(
      {
        low,
        high,
        middle: centre(card)[index],
        count: STEPS,
        shape: card.shape,
        label,
        digits: 2,
        step: size / 60,
        leap: size / 12,
        describe: (at) => fmt(at),
      },
      { input: (at) => this.#input(index, at), rest: () => this.on.rest() },
    );
  }

  /**
   * @param {number} index
   * @param {number} value
   */
  #input(index, value) {
    const row = this.#rows.get(index);
    this.#z[index] = value;
    if (row) row.output.textContent = fmt(value);
    this.on.input(index, value);
  }

  /**
   * The sliders to z.
   * @param {number[]} z
   * @param {number | null} [held]  the latent under the hand, whose own strip stays true while only it moves
   */
  setZ(z, held = null) {
    this.#z = [...z];
    for (const row of this.#rows.values()) if (row.slider.value !== z[row.index]) show(row, z[row.index]);
    this.mark(held);
  }

  /**
   * The strips no longer show the truth.
   * @param {number | null} [held]  but for this latent's
   */
  mark(held = null) {
    this.renewer.mark([...this.#rows.values()].filter(({ index }) => index !== held));
  }

  /**
   * @param {StyleRow[]} rows
   * @param {() => boolean} done  whether the pictures are still wanted
   */
  #askStrips(rows, done) {
    const [c, h, w] = this.card.shape;
    const size = c * h * w * STEPS;
    const latents = rows.flatMap(({ index }) => this.#strip(index));
    this.on.pictures(latents, (pixels) => {
      if (done()) rows.forEach(({ slider }, row) => slider.paint(pixels.subarray(row * size, (row + 1) * size)));
    });
  }

  /**
   * The latents that a slider passes through.
   * @param {number} index
   */
  #strip(index) {
    const [low, high] = this.card.range[index];
    return Array.from({ length: STEPS }, (_, step) => this.#z.with(index, low + (step / (STEPS - 1)) * (high - low)));
  }

  /** @param {Posterior | null} posterior  of a picture, shown on every slider */
  setBand(posterior) {
    this.#band = posterior;
    for (const { index, slider } of this.#rows.values()) {
      slider.setBand(posterior?.mean[index] ?? null, posterior?.std[index]);
    }
  }

  /**
   * Whether all styles move.
   * @param {boolean} on
   * @param {boolean} always  in a sheet of one class they always do; else the person says
   */
  setTogether(on, always) {
    this.#box.checked = on || always;
    this.#box.disabled = always;
  }
}

/**
 * Nobody is told.
 * @param {StyleRow} row
 * @param {number} value
 */
function show({ slider, output }, value) {
  slider.show(value);
  output.textContent = fmt(value);
}

/** @param {number} count  of the latents that the decoder has learnt to ignore */
function ofCollapsed(count) {
  if (!count) return "";
  const [latents, them] = count > 1 ? ["latents", "them"] : ["latent", "it"];
  return `${count} more ${latents} collapsed in training: moving ${them} changes next to nothing.`;
}
