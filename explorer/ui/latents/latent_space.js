// What a page with latent sliders knows of a latent space: order, centre, traversals. Pure functions of cards, arrays.

/** @typedef {import("../types.js").Card} Card */

/** Pictures on a strip, as in strips.png. */
export const STEPS = 13;

const COLLAPSED = 0.01; // nats; below this the decoder has learnt to ignore a dimension
const DIGITS = 1e4;
const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

/**
 * A link keeps four decimals, so z never has more: what a link restores is what was there.
 * @param {number} value
 */
export const tidy = (value) => Math.round(value * DIGITS) / DIGITS;

/**
 * The z in the middle of every slider.
 * @param {Pick<Card, "range">} card
 */
export const centre = (card) => card.range.map(([low, high]) => tidy((low + high) / 2));

/**
 * What a decoder is sent: each z with the weights of the classes behind it.
 * @param {Pick<Card, "latents" | "conditions">} card
 * @param {ArrayLike<number>} z  one or several, flat: count * latents
 * @param {number[]} weights  by class; unused where the model takes none
 * @returns {Float32Array<ArrayBuffer>}  count * (latents + conditions)
 */
export function rows(card, z, weights) {
  if (!card.conditions) return Float32Array.from(z);
  const width = card.latents + card.conditions;
  const count = z.length / card.latents;
  const out = new Float32Array(count * width);
  for (let row = 0; row < count; row++) {
    const start = row * width;
    for (let i = 0; i < card.latents; i++) out[start + i] = z[row * card.latents + i];
    out.set(weights, start + card.latents);
  }
  return out;
}

/**
 * Whether two lists hold the same things in the same order.
 * @param {readonly unknown[]} a
 * @param {readonly unknown[]} b
 */
export const same = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);

/**
 * Dimensions from the most to the least informative; those of an autoencoder, which has no KL, as they come.
 * @param {Pick<Card, "range" | "kl">} card
 * @returns {number[]}
 */
export function order({ range, kl }) {
  const natural = range.map((_, index) => index);
  return kl ? natural.sort((a, b) => kl[b] - kl[a]) : natural;
}

/**
 * Whether the model does not use a dimension: its posterior is the prior for every picture.
 * @param {Pick<Card, "kl">} card
 * @param {number} index
 */
export const collapsed = ({ kl }, index) => kl !== null && kl[index] < COLLAPSED;

/**
 * Whether two models can share sliders and stand beside each other.
 * @param {Card} a
 * @param {Card} b
 */
export const fits = (a, b) => a.latents === b.latents && same(a.shape, b.shape);

/**
 * z of `from` under the sliders of `to`: rank by rank, and where their ranges differ, place by place on the slider.
 * @param {number[]} z
 * @param {Card} from
 * @param {Card} to
 * @returns {number[]}
 */
export function translate(z, from, to) {
  const source = order(from);
  /** @type {number[]} */
  const out = new Array(z.length);
  order(to).forEach((index, rank) => {
    const value = z[source[rank]];
    const [low, high] = from.range[source[rank]];
    const [low2, high2] = to.range[index];
    const shared = low === low2 && high === high2;
    out[index] = shared ? value : tidy(low2 + ((value - low) / (high - low)) * (high2 - low2));
  });
  return out;
}

/**
 * Whether the sliders of two models run over the same values, rank by rank.
 * @param {Card} a
 * @param {Card} b
 */
export function sharesRanges(a, b) {
  const other = order(b);
  return order(a).every((index, rank) => same(a.range[index], b.range[other[rank]]));
}

/**
 * The latents of strips: `z` with each of `dimensions` run over its range.
 * @param {number[]} z
 * @param {number[]} dimensions
 * @param {[number, number][]} range  by dimension
 * @returns {Float32Array<ArrayBuffer>}  dimensions * STEPS * z
 */
export function traversals(z, dimensions, range) {
  const d = z.length;
  const out = new Float32Array(dimensions.length * STEPS * d);
  dimensions.forEach((index, row) => {
    const [low, high] = range[index];
    for (let step = 0; step < STEPS; step++) {
      const start = (row * STEPS + step) * d;
      out.set(z, start);
      out[start + index] = low + (step / (STEPS - 1)) * (high - low);
    }
  });
  return out;
}

/**
 * z₁, z₂, … as in the formulas.
 * @param {number} index  from 0
 */
export const symbol = (index) => `z${String(index + 1).replace(/\d/g, (digit) => SUBSCRIPTS[Number(digit)])}`;
