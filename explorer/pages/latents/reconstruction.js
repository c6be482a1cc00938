// What one model makes of a picture of one's own: picture, reconstruction and difference, and its scores in nats.

import { decodeBase64, el, fmt, paint, setSmooth } from "../../ui/canvas/paint.js";
import { select } from "../../ui/controls/fields.js";
import { COMING, natsText } from "../../ui/metrics.js";
import { differenceOf, valuesAt } from "../../ui/picture/difference.js";
import { pixelUnder } from "./stage_picture.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("../../ui/types.js").Shape} Shape */
/** @typedef {import("../../ui/latents/encode.js").Encoded} Encoded */

const TITLES = {
  mse: "Mean over the pixels, on the scale 0 to 1; the reconstruction is decoded from the posterior's mean",
  reconstruction: "The mean of ln p(x | z) over the posterior, in nats",
  kl: "From the posterior to the prior, summed over all latents",
  elbo:
    "Reconstruction minus KL: a lower bound on ln p(x). Where pixels are black or white, a grey is the chance of " +
    "white, and the bound is on the mean of ln p over black and white draws of the picture",
  bits: "The ELBO in bits, divided by the number of values: 8 is what the picture takes as it is",
  iwae: "The importance-weighted bound on ln p(x), in expectation tighter",
  label: "The class under which its bound is highest, each as likely beforehand; another one gives another style",
};
const POINT = "An autoencoder gives a point, not a distribution: it has no KL and no bound on ln p(x).";
const SECOND = "Its large picture is at its own code for the picture; a slider moves both from there.";

/**
 * @param {string} name
 * @param {string} title
 * @param {string} text
 */
const score = (name, title, text) => [el("dt", { title }, name), el("dd", { class: "gx-num" }, text)];

/** @param {number} value */
const nats = (value) => `${natsText(value)} nats`;

/**
 * @param {Encoded} found
 * @param {Card} card
 */
function scores(found, { metrics, shape }) {
  const rows = score("squared error", TITLES.mse, fmt(found.mse, 4));
  if (found.elbo !== null && found.kl_total !== null)
    rows.push(...score("reconstruction", TITLES.reconstruction, nats(found.elbo + found.kl_total)));
  if (found.kl_total !== null) rows.push(...score("KL", TITLES.kl, nats(found.kl_total)));
  if (found.elbo !== null) rows.push(...score("ELBO", TITLES.elbo, nats(found.elbo)));
  if (found.elbo !== null && metrics.bits_per_dim) {
    const values = shape.reduce((a, b) => a * b);
    rows.push(
      ...score("bits/dimension", TITLES.bits, Number.isNaN(found.elbo) ? COMING : fmt(-found.elbo / values / Math.LN2)),
    );
  }
  if (found.iwae !== null) rows.push(...score(`IWAE, k = ${found.iwae_samples}`, TITLES.iwae, nats(found.iwae)));
  return el("dl", { class: "numbers" }, ...rows);
}

/**
 * Why scores are missing, and whose code it is.
 * @param {Card} card
 * @param {Encoded} found
 * @param {boolean} second
 */
function remarks(card, found, second) {
  const words = [];
  if (found.kl_total === null) {
    const point = found.std.every((value) => value === 0);
    words.push(point ? POINT : `${card.title} can't score a picture.`);
  }
  if (second) words.push(SECOND);
  return el("p", { class: "gx-note" }, words.join(" "));
}

/**
 * Which class a conditional model took the picture for, to be corrected by hand.
 * @param {Card} card
 * @param {Encoded} found
 * @param {(label: number) => void} relabel
 */
function classTaken(card, { label, labels }, relabel) {
  if (!card.conditions || !labels) return null;
  const { box, root } = select("Taken for", TITLES.label, (value) => relabel(Number(value)));
  const options = card.classes.map((name, i) =>
    el("option", { value: String(i) }, `${name} (${fmt(labels[i] * 100, 0)} %)`),
  );
  box.append(...options);
  box.value = String(label);
  return root;
}

/**
 * One row of the panel.
 * @param {object} what
 * @param {Card} what.card
 * @param {Uint8Array} what.pixels  of the picture, (c, h, w)
 * @param {Encoded} what.found
 * @param {boolean} what.second  it is the second model on the page: the sliders do not follow its code
 * @param {boolean} what.smooth
 * @param {(label: number) => void} what.relabel  a person says which class it is
 */
export function reconstructionRow({ card, pixels, found, second, smooth, relabel }) {
  const { shape } = card;
  const [, h, w] = shape;
  const reconstruction = decodeBase64(found.reconstruction);
  const difference = Float32Array.from(reconstruction, (value, i) => value - pixels[i]);
  const readout = el("p", { class: "gx-note gx-num readout" });

  /** @param {MouseEvent} event  over one of the three pictures */
  const readOut = (event) => {
    const { x, y } = pixelUnder(event, /** @type {HTMLCanvasElement} */ (event.currentTarget), shape);
    const at = y * w + x;
    const was = valuesAt(pixels, at, shape, fmt);
    const is = valuesAt(reconstruction, at, shape, fmt);
    const apart = valuesAt(difference, at, shape, fmt);
    readout.textContent = `row ${y + 1}, column ${x + 1}: ${was} → ${is}, difference ${apart}`;
  };
  /**
   * @param {string} name
   * @param {Uint8Array} content
   * @param {Shape} [size]
   */
  const figure = (name, content, size = shape) => {
    const canvas = el("canvas", {
      class: "gx-canvas",
      role: "img",
      "aria-label": `${name}, ${card.title}`,
      onpointermove: readOut,
      onpointerleave: () => {
        readout.textContent = "";
      },
    });
    canvas.style.setProperty("--ratio", String(w / h));
    paint(canvas, content, size);
    setSmooth(canvas, smooth);
    return el("figure", {}, canvas, el("figcaption", {}, name));
  };

  const trio = el(
    "div",
    { class: "trio" },
    figure("picture", pixels),
    figure("reconstruction", reconstruction),
    figure("difference", differenceOf(reconstruction, pixels, shape), [3, h, w]),
  );
  const numbers = el(
    "div",
    { class: "scores" },
    el("h4", {}, card.title),
    scores(found, card),
    classTaken(card, found, relabel),
    remarks(card, found, second),
  );
  return el("div", { class: "own-row" }, trio, numbers, readout);
}
