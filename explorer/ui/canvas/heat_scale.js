// The one scale of heat maps: perceptually uniform, from black over violet and orange to pale yellow.

/** "Magma" of S. van der Walt and N. Smith at ten equal steps. */
const STOPS = [
  "#000004",
  "#180f3d",
  "#440f76",
  "#721f81",
  "#9e2f7f",
  "#cd4071",
  "#f1605d",
  "#fd9668",
  "#feca8d",
  "#fcfdbf",
];
const RGB = STOPS.map((stop) => [1, 3, 5].map((at) => parseInt(stop.slice(at, at + 2), 16)));

export const HEAT_GRADIENT = `linear-gradient(90deg, ${STOPS.join(", ")})`;

/**
 * The colour of a value.
 * @param {number} value  from 0 on; what is above `top` has the colour of `top`
 * @param {number} top  where the scale ends, above 0
 * @returns {number[]}  red, green, blue
 */
export function heatColour(value, top) {
  const at = Math.min(1, Math.max(0, value / top)) * (STOPS.length - 1);
  const low = Math.min(Math.floor(at), STOPS.length - 2);
  const part = at - low;
  return RGB[low].map((from, i) => Math.round(from + part * (RGB[low + 1][i] - from)));
}

/**
 * Where the scale of a heat map ends, in nats a pixel: the same for every picture of a model, so that colours can be
 * compared and do not change as a picture grows. Entropy ends where all levels are equally likely, surprise at a tenth
 * of a blind guess's probability.
 * @param {string} kind  "surprise" or "entropy"
 * @param {number} levels  of a pixel's channel
 * @param {number} [channels]
 */
export function heatTop(kind, levels, channels = 1) {
  return channels * (Math.log(levels) + (kind === "surprise" ? Math.log(10) : 0));
}
