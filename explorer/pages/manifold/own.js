// An own picture on the plane: what each model on the page makes of it, in pictures and in nats.

import { decodeBase64, el, fmt, paint, setSmooth } from "../../ui/canvas/paint.js";
import { postBytes, query } from "../../ui/transport/api.js";

const figure = (canvas, text) => el("figure", {}, canvas, el("figcaption", {}, text));

/** Ask a model for the posterior of a picture; see /api/encode. */
export const encode = (card, pixels) => postBytes(query("/api/encode", { model: card.name }), pixels);

/**
 * Picture, reconstruction and scores for one model.
 * @param {object} found  what /api/encode answered  @param {() => void} locate  brings the plane to the posterior
 */
export function result(card, pixels, found, smooth, locate) {
  const [, h, w] = card.shape;
  const canvas = (content, text) => {
    const node = el("canvas", { class: "gx-canvas", role: "img", "aria-label": text });
    node.style.setProperty("--ratio", w / h);
    paint(node, content, card.shape);
    setSmooth(node, smooth);
    return node;
  };
  const row = (name, title, text) => [el("dt", { title }, name), el("dd", { class: "gx-num" }, text)];
  const sigma = found.std.some((value) => value > 0) ? found.std.map((value) => `± ${fmt(value, 3)}`) : ["", ""];
  const rows = [
    ...row("z₁", "Posterior mean and standard deviation", `${fmt(found.mean[0], 3)} ${sigma[0]}`),
    ...row("z₂", "Posterior mean and standard deviation", `${fmt(found.mean[1], 3)} ${sigma[1]}`),
    ...row("squared error", "Mean over the pixels, on the scale 0 to 1", fmt(found.mse, 4)),
  ];
  if (found.kl_total !== null)
    rows.push(...row("KL", "From the posterior to the prior", `${fmt(found.kl_total, 2)} nats`));
  if (found.elbo !== null)
    rows.push(...row("ELBO", "Evidence lower bound: expected reconstruction minus KL", `${fmt(found.elbo, 1)} nats`));
  if (found.iwae !== null)
    rows.push(
      ...row(
        `IWAE, k = ${found.iwae_samples}`,
        "The tighter, importance-weighted bound on log p(x)",
        `${fmt(found.iwae, 1)} nats`,
      ),
    );
  const note =
    found.kl_total === null
      ? "A cross only: this model gives a point, no distribution."
      : "Ellipses: one and two standard deviations of q(z|x).";
  return el(
    "div",
    { class: "own-result" },
    el("h4", {}, card.title),
    el(
      "div",
      { class: "pair" },
      figure(canvas(pixels, "The picture"), "picture"),
      figure(canvas(decodeBase64(found.reconstruction), "Its reconstruction"), "reconstruction"),
    ),
    el("dl", { class: "numbers" }, ...rows),
    el("p", { class: "gx-note" }, note),
    el(
      "button",
      { class: "gx-btn", type: "button", title: "Zoom the plane to this posterior", onclick: locate },
      "Show it on the plane",
    ),
  );
}
