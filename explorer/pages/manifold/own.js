// An own picture on the plane: what each model on the page makes of it, in pictures and in nats.

import { decodeBase64, el, fmt, paint, setSmooth } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { encodeWith } from "../../ui/latents/encode.js";
import { natsText } from "../../ui/metrics.js";
import { messageOf } from "../../ui/transport/api.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("../../ui/latents/encode.js").Encoded} Encoded */
/** @typedef {import("./pane.js").PlanePane} PlanePane */

/**
 * @typedef {object} OwnPictureCalls
 * @property {() => PlanePane[]} panes  one a model
 * @property {() => boolean} smooth  pixels are blended when pictures are enlarged
 * @property {(means: Map<PlanePane, number[]>) => void} found  where each model's posterior is
 * @property {(pane: PlanePane, posterior: Encoded) => void} locate  a posterior is to be brought into the window
 * @property {(message: string) => void} error  empty when it is over
 */

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
  if (elbo !== null && kl_total !== null) {
    const mean = "The mean of ln p(x | z) over the posterior";
    rows.push(...score("reconstruction", mean, `${natsText(elbo + kl_total, 1)} nats`));
  }
  if (kl_total !== null) rows.push(...score("KL", "From the posterior to the prior", `${fmt(kl_total, 2)} nats`));
  if (elbo !== null)
    rows.push(...score("ELBO", "Evidence lower bound: reconstruction minus KL", `${natsText(elbo, 1)} nats`));
  if (iwae !== null) {
    const title = "The importance-weighted bound on log p(x), in expectation tighter";
    rows.push(...score(`IWAE, k = ${iwae_samples}`, title, `${natsText(iwae, 1)} nats`));
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
function ownResult({ card, pixels, found, smooth, locate }) {
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

/** The own picture that is on the page, if any. `root` has what each model makes of it. */
export class OwnPicture {
  /** @type {Uint8Array<ArrayBuffer> | null} (c, h, w) */
  #pixels = null;

  root = el("div", { class: "own-results" });

  /** @param {OwnPictureCalls} on */
  constructor(on) {
    this.on = on;
  }

  /** No picture any more. */
  clear() {
    this.#pixels = null;
    for (const pane of this.on.panes()) pane.showPosterior(null);
    this.root.replaceChildren();
  }

  /** The same picture under other models. */
  again() {
    if (this.#pixels) this.take(this.#pixels);
  }

  /**
   * Each model's posterior onto its plane, and what it makes of the picture beside.
   * @param {Uint8Array<ArrayBuffer>} pixels
   */
  async take(pixels) {
    this.#pixels = pixels;
    this.on.error("");
    const panes = this.on.panes().filter(({ card }) => card.can.includes("encode"));
    try {
      await encodeWith(
        panes.map(({ card }) => card),
        pixels,
        null,
        (found, again) => {
          if (this.#pixels !== pixels || panes.some((pane) => pane.closed)) return;
          this.#show(panes, pixels, found);
          if (!again) this.on.found(new Map(panes.map((pane, i) => [pane, found[i].mean])));
        },
      );
    } catch (error) {
      this.on.error(messageOf(error));
    }
  }

  /**
   * @param {PlanePane[]} panes
   * @param {Uint8Array<ArrayBuffer>} pixels
   * @param {Encoded[]} found  what the model of each pane makes of the picture
   */
  #show(panes, pixels, found) {
    panes.forEach((pane, i) => pane.showPosterior(found[i]));
    const smooth = this.on.smooth();
    const results = panes.map((pane, i) => {
      const locate = () => this.on.locate(pane, found[i]);
      return ownResult({ card: pane.card, pixels, found: found[i], smooth, locate });
    });
    this.root.replaceChildren(...results);
  }
}
