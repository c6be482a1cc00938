// The way from a picture on a plane or a map to the latent sliders.

import { placed } from "../transport/place.js";

/** @param {number[]} values */
const list = (values) => values.map((value) => Number(value.toFixed(4))).join(",");

/**
 * Where a picture is found under the latent sliders.
 * @param {string} model
 * @param {number[]} z
 * @param {number[]} [weights]  by class, of a conditional model
 */
export function latentsLink(model, z, weights = []) {
  const classes = weights.length ? `&weights=${list(weights)}` : "";
  return placed(`/latents?${new URLSearchParams({ model })}&z=${list(z)}${classes}`);
}
