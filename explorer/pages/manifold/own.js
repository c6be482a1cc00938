// An own picture on the plane: what each model on the page makes of it, in pictures and in nats.

import { decodeBase64, el, fmt, paint, setSmooth } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("../../ui/latents/encode.js").Encoded} Encoded */

const POSTERIOR = "Posterior mean and standard deviation";

/**
 * @param {string} name
 * @param {string} title
 * @param {string} text
 */
const score = (name, title, text) => [el("dt", { title }, name), el("dd", { class: "gx-num" }, text)];

/** @param {Encoded} found */
function scores({ mean, std, mse, kl_total, elbo, iwae, iwae_samples }) {
  const wide = std.some((value) => value > 0);
  const latents = ["z₁", "z₂"].flatMap((name, i) => {
    const deviation = wide ? `± ${fmt(std[i], 3)}` : "";
    return score(name, POSTERIOR, `${fmt(mean[i], 3)} ${deviation}`);
  });
  const rows = [...latents, ...score("squared error", "Mean over the pixels, on the scale 0 to 1", fmt(mse, 4))];
  if (kl_total !== null) rows.push(...score("KL", "From the posterior to the prior", `${fmt(kl_total, 2)} nats`));
  if (elbo !== null)
    rows.push(...score("ELBO", "Evidence lower bound: expected reconstruction minus KL", `${fmt(elbo, 1)} nats`));
  if (iwae !== null) {
    const title = "The tighter, importance-weighted bound on log p(x)";
    rows.push(...score(`IWAE, k = ${iwae_samples}`, title, `${fmt(iwae, 1)} nats`));
  }
  return el("dl", { class: "numbers" }, ...rows);
}

/**
 * Picture, reconstruction and scores for one model.
 * @param {object} what
 * @param {Card} what.card
 * @param {Uint8Array} what.pixels  of the picture, (c, h, w)
 * @param {Encoded} what.found
 * @param {boolean} what.smooth
 * @param {() => void} what.locate  brings the plane to the posterior
 */
export function ownResult({ card, pixels, found, smooth, locate }) {
  const [, h, w] = card.shape;
  /**
   * @param {Uint8Array} content
   * @param {string} label
   * @param {string} caption
   */
  const figure = (content, label, caption) => {
    const canvas = el("canvas", { class: "gx-canvas", role: "img", "aria-label": label });
    canvas.style.setProperty("--ratio", String(w / h));
    paint(canvas, content, card.shape);
    setSmooth(canvas, smooth);
    return el("figure", {}, canvas, el("figcaption", {}, caption));
  };
  const pair = el(
    "div",
    { class: "pair" },
    figure(pixels, "The picture", "picture"),
    figure(decodeBase64(found.reconstruction), "Its reconstruction", "reconstruction"),
  );
  const note =
    found.kl_total === null
      ? "A cross only: this model gives a point, no distribution."
      : "Ellipses: one and two standard deviations of q(z|x).";
  return el(
    "div",
    { class: "own-result" },
    el("h4", {}, card.title),
    pair,
    scores(found),
    el("p", { class: "gx-note" }, note),
    button("Show it on the plane", "Zoom the plane to this posterior", locate),
  );
}
