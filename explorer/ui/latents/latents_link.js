// The way from a picture of another page to the latent sliders.

import { placed } from "../transport/place.js";
import { tidy } from "./latent_space.js";

/** @param {readonly number[]} values */
const list = (values) => values.map(tidy).join();

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
