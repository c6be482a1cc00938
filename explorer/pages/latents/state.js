// What the Latents page shows, once: its view, and the cards of its models. The page's parts read it here; the bench
// changes z, the class and the models, and each part the settings that are its own.

import { oneHot } from "../../ui/controls/class_chooser.js";
import { fromFields, toFields } from "../../ui/directions/direction.js";
import { centre, fits } from "../../ui/latents/latent_space.js";
import { ModelsOnBench } from "../../ui/latents/models_on_bench.js";
import { drawOf } from "../../ui/picture/mean_or_draw.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("../../ui/directions/direction.js").Direction} Direction */

/**
 * The fields of the page's link.
 * @typedef {object} LatentsView
 * @property {string} model
 * @property {number[]} z
 * @property {number[]} weights  by class, of a conditional model; else empty
 * @property {string} beside  a second model, or empty
 * @property {number} seed  of the next draw; -1: the model's first
 * @property {number} temperature
 * @property {number[]} locked  latents, ascending
 * @property {number[]} a  one end of the path, empty where none is kept
 * @property {number[]} b  the other
 * @property {string} kind  of the path: "slerp" or "lerp"
 * @property {number} t  place on the path, 0 to 1
 * @property {number[]} along  directions beside the sliders, as a link holds them
 * @property {string} named  what they are called
 * @property {number} draw  seed of the noise that pictures are drawn with; 0: their means
 * @property {number} smooth  1: pixels are blended when pictures are enlarged
 */

/**
 * What can be undone.
 * @typedef {Pick<LatentsView, "model" | "z" | "weights"> & Partial<Pick<LatentsView, "along" | "named">>} Step  a kept
 *   picture is one without directions
 */

/**
 * The first model is the one whose latents are on the sliders.
 * @extends {ModelsOnBench<LatentsView>}
 */
export class LatentsState extends ModelsOnBench {
  /** @type {Map<string, Partial<LatentsView>>} what was done with models that are not on the page now */
  #left = new Map();

  /**
   * @param {Card[]} cards  all that are listed, unusable ones too
   * @param {LatentsView} view  of the page's link; an empty z stands for the centre
   */
  constructor(cards, view) {
    super(cards, view);
    if (!view.z.length) view.z = centre(this.card);
    view.weights = this.weightsFor(this.card);
  }

  /** What can be undone, as it is now. */
  get step() {
    const { model, z, weights, along, named } = this.view;
    return { model, z, weights, along, named };
  }

  /** Directions that stand beside the sliders. */
  get directions() {
    return fromFields(this.view, this.card);
  }

  /** @param {Direction[]} directions */
  set directions(directions) {
    Object.assign(this.view, toFields(directions));
  }

  /**
   * The class weights on the page, as far as a model knows as many classes; else its first class.
   * @param {Card} card
   */
  weightsFor(card) {
    return this.view.weights.length === card.conditions ? this.view.weights : oneHot(card.conditions, 0);
  }

  /**
   * Locked latents as they are, the others from `z`.
   * @param {number[]} z
   */
  exceptLocked(z) {
    return z.map((value, i) => (this.view.locked.includes(i) ? this.view.z[i] : value));
  }

  /**
   * @param {number} index
   * @param {boolean} locked
   */
  setLocked(index, locked) {
    const others = this.view.locked.filter((other) => other !== index);
    this.view.locked = locked ? [...others, index].sort((a, b) => a - b) : others;
  }

  /**
   * Another model; what was done with this one is kept for its return. The second model stays where it fits.
   * @param {Card} card
   * @param {number[] | null} z  null: where the model was left, or its centre
   * @param {number[] | null} weights  null: as it was left, or as they are
   */
  switchTo(card, z, weights) {
    const { view } = this;
    const before = this.card;
    this.#left.set(before.name, {
      z: view.z,
      weights: view.weights,
      locked: view.locked,
      along: view.along,
      named: view.named,
      a: view.a,
      b: view.b,
      t: view.t,
    });
    const fresh = { z: centre(card), weights: [], locked: [], along: [], named: "", a: [], b: [], t: 0 };
    Object.assign(view, { model: card.name }, this.#left.get(card.name) ?? fresh);
    if (z) view.z = z;
    if (weights) view.weights = weights;
    view.weights = this.weightsFor(card);
    view.draw = drawOf(card, view.draw);
    if (view.beside === card.name) view.beside = fits(before, card) ? before.name : "";
    if (this.besideCard && !fits(card, this.besideCard)) view.beside = "";
  }
}
