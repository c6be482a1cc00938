// What the prior makes of one patch: before and after the filter, the filter itself, and which components it may be of.

import { context2d, decodeBase64, diverging, el, fmt, paint } from "../../ui/canvas/paint.js";
import { PATCH } from "./patch_types.js";

/** @typedef {import("./patch_types.js").PatchTold} Told */

const MOST = 5; // components that are named
const LEAST = 0.005; // their responsibility

/** @param {string} label */
const picture = (label) => el("canvas", { class: "gx-canvas patch", role: "img", "aria-label": label });

/**
 * @param {HTMLCanvasElement} canvas
 * @param {string} text
 */
const named = (canvas, text) => el("figure", {}, canvas, el("figcaption", {}, text));

export class PatchShown {
  #was = picture("The patch of the photograph");
  #noisy = picture("The patch as it is now");
  #cleaned = picture("The patch after the filter");
  #filter = picture("The filter’s weights for the central pixel");
  #filterSaid = el("p", { class: "gx-note gx-num" });
  #says = el("p", { class: "gx-num patch-said" });
  #bars = el("div", { class: "patch-bars", role: "group", "aria-label": "Responsibilities" });

  /** @param {(component: number) => void} onchoose  a component was pressed, by falling weight */
  constructor(onchoose) {
    this.onchoose = onchoose;
    this.root = el(
      "div",
      { class: "patch-told" },
      el(
        "div",
        { class: "gx-row pictures" },
        named(this.#was, "as it was"),
        named(this.#noisy, "as it is"),
        named(this.#cleaned, "filtered"),
        named(this.#filter, "the filter"),
      ),
      this.#filterSaid,
      this.#says,
      this.#bars,
    );
  }

  /**
   * @param {Told} told
   * @param {number} sigma  of 255, that the filter was made for
   */
  show(told, sigma) {
    const shape = /** @type {const} */ ([1, PATCH, PATCH]);
    paint(this.#was, decodeBase64(told.photograph), shape);
    paint(this.#noisy, decodeBase64(told.noisy), shape);
    paint(this.#cleaned, decodeBase64(told.cleaned), shape);
    this.#paintFilter(told.centre);
    const top = Math.max(...told.centre.map(Math.abs));
    this.#filterSaid.textContent =
      `The filter: how much each pixel counts for the central one, orange up to ${fmt(top, 2)}, blue below 0. Made ` +
      `for noise of ${fmt(Math.max(1, sigma), 0)} of 255.`;
    this.#says.textContent = `ln p of this patch as it is: ${fmt(told.nats, 0)} nats. Which component made it?`;
    this.#showShares(told.responsibilities);
  }

  /** @param {number[]} weights */
  #paintFilter(weights) {
    const top = Math.max(...weights.map(Math.abs), 1e-9);
    this.#filter.width = PATCH;
    this.#filter.height = PATCH;
    const image = new ImageData(PATCH, PATCH);
    for (const [i, weight] of weights.entries()) image.data.set([...diverging(weight / top), 255], 4 * i);
    context2d(this.#filter).putImageData(image, 0, 0);
  }

  /** @param {number[]} shares */
  #showShares(shares) {
    const order = [...shares.keys()].sort((a, b) => shares[b] - shares[a]).slice(0, MOST);
    const rows = order.filter((k, i) => i === 0 || shares[k] >= LEAST);
    this.#bars.replaceChildren(...rows.map((k) => this.#bar(k, shares[k])));
  }

  /**
   * @param {number} k
   * @param {number} share
   */
  #bar(k, share) {
    const fill = el("span", { class: "fill" });
    fill.style.width = `${100 * share}%`;
    return el(
      "button",
      { class: "patch-bar gx-num", type: "button", title: "Show this component", onclick: () => this.onchoose(k) },
      fill,
      el("span", {}, `${k + 1}`),
      el("span", {}, `${(100 * share).toFixed(1)} %`),
    );
  }
}
