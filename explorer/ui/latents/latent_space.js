// What the Latents page knows of a model's latent space: order, centre, traversals. Pure functions of cards and arrays.

export const STEPS = 13; // pictures on a strip, as in strips.png
const COLLAPSED = 0.01; // nats; below this the decoder has learnt to ignore a dimension

/** A link keeps four decimals, so z never has more: what a link restores is what was there. */
export const tidy = (value) => Math.round(value * 1e4) / 1e4;

export const centre = (card) => card.range.map(([low, high]) => tidy((low + high) / 2));

/** What a decoder is sent: each z with the weights of the classes behind it. `z` is flat, count * latents. */
export function rows(card, z, weights) {
  if (!card.conditions) return Float32Array.from(z);
  const d = card.latents;
  const width = d + card.conditions;
  const out = new Float32Array((z.length / d) * width);
  for (let row = 0; row * d < z.length; row++) {
    out.set(z.slice(row * d, (row + 1) * d), row * width);
    out.set(weights, row * width + d);
  }
  return out;
}

export const same = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);

/** Dimensions from the most to the least informative; those of an autoencoder, which has no KL, as they come. */
export function order(card) {
  const natural = card.range.map((_, index) => index);
  return card.kl ? natural.sort((a, b) => card.kl[b] - card.kl[a]) : natural;
}

export const collapsed = (card, index) => Boolean(card.kl) && card.kl[index] < COLLAPSED;

/** Whether two models can share sliders and stand beside each other. */
export const fits = (a, b) => a.latents === b.latents && a.shape.join() === b.shape.join();

/** z of `from` under the sliders of `to`: rank by rank, and where their ranges differ, place by place on the slider. */
export function translate(z, from, to) {
  const source = order(from);
  const out = new Array(z.length);
  order(to).forEach((index, rank) => {
    const value = z[source[rank]];
    const [low, high] = from.range[source[rank]];
    const [low2, high2] = to.range[index];
    out[index] = low === low2 && high === high2 ? value : tidy(low2 + ((value - low) / (high - low)) * (high2 - low2));
  });
  return out;
}

export const sharesRanges = (a, b) => order(a).every((index, rank) => same(a.range[index], b.range[order(b)[rank]]));

/** The latents of strips: `z` with each of `dimensions` (count of them) run over its range. Float32, count * STEPS * d. */
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

/** z₁, z₂, … as in the formulas. */
export const symbol = (index) => `z${String(index + 1).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[digit])}`;
