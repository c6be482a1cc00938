// What is under the cursor of a map: the decoded picture, how its code was found, and how far it is from a real one.

import { context2d, el, fmt, paint } from "../../ui/canvas/paint.js";
import { latentsLink } from "../../ui/latents/latents_link.js";

/** @typedef {import("../../ui/types.js").Card} Card */

/**
 * What `/api/map/ask` says of a place.
 * @typedef {object} Spot
 * @property {number[]} z
 * @property {number[]} weights  of the classes that a conditional model was told; else empty
 * @property {"neighbours" | "plane" | "exact" | "point"} how  its code was found
 * @property {number[]} points  that it was interpolated from, or the one it is
 * @property {number[]} shares  of these
 * @property {number} near  the test picture with the nearest code, another than itself and of no hidden class
 * @property {number} distance  to that code
 * @property {number} lonelier  share of the test codes that are nearer to their own nearest one
 * @property {string} pixels  base64: the picture, and that of the nearest code
 */

export const AMONG = 0.5; // `lonelier` from which on a place is thinly settled,
export const EMPTY = 0.95; // and from which on it is empty land

/**
 * How settled a place is, in words.
 * @param {number} lonelier
 */
function settled(lonelier) {
  if (lonelier < AMONG) return "among the codes";
  return lonelier < EMPTY ? "thinly settled" : "empty land";
}

/**
 * The same of a test picture's own code: it is there, however far from others.
 * @param {number} lonelier
 */
function company(lonelier) {
  if (lonelier < AMONG) return "among many";
  return lonelier < EMPTY ? "with few around" : "all alone";
}

export class Hand {
  #how = el("p", { class: "how" }, "The model is being loaded.");
  #land = el("b");
  #distance = el("span", { class: "gx-num" });
  #fill = el("i");
  #scale = el("div", { class: "meter", role: "img" }, this.#fill);
  #share = el("p", { class: "gx-note gx-num" });
  #nearest = el("p", { class: "gx-note gx-num" });
  #link = el(
    "a",
    { class: "gx-btn", href: "#", title: "Go on with this code under the latent sliders" },
    "Open on Latents",
  );

  /**
   * @param {Card} card
   * @param {() => void} letGo  the cursor is not to be held any more
   */
  constructor(card, letGo) {
    this.card = card;
    const [, h, w] = card.shape;
    /**
     * @param {string} kind
     * @param {string} label
     */
    const picture = (kind, label) => {
      const canvas = el("canvas", {
        class: `gx-canvas ${kind}`,
        role: "img",
        "aria-label": label,
        width: w,
        height: h,
      });
      canvas.style.setProperty("--ratio", String(w / h));
      return canvas;
    };
    this.canvas = picture("hand-picture", "The picture under the cursor");
    this.nearCanvas = picture("near-picture", "The nearest code of the test set, decoded");
    this.release = el(
      "button",
      {
        class: "gx-btn gx-hidden",
        type: "button",
        title: "The picture follows the hand again (Escape)",
        onclick: letGo,
      },
      "Let go",
    );
    const far = el("div", { class: "between" }, this.#land, this.#distance);
    const near = el("div", { class: "near" }, this.nearCanvas, this.#nearest);
    const side = el(
      "div",
      { class: "hand-side" },
      this.#how,
      el("div", { class: "far" }, far, this.#scale, this.#share),
      near,
      el("div", { class: "gx-row" }, this.#link, this.release),
    );
    this.root = el("div", { class: "hand" }, this.canvas, side);
  }

  /**
   * A picture from a file, until one is decoded.
   * @param {HTMLImageElement} image
   */
  setImage(image) {
    if (!this.canvas.dataset.z) context2d(this.canvas).drawImage(image, 0, 0);
  }

  /** @param {boolean} held  the cursor stays where it is */
  hold(held) {
    this.release.classList.toggle("gx-hidden", !held);
    this.canvas.classList.toggle("held", held);
  }

  /**
   * @param {Spot} spot
   * @param {Uint8Array} pixels  decoded from the spot and from the nearest code
   * @param {(index: number) => string} classOf  of a test picture; empty where there are none
   * @param {boolean} alone  no point is near on the map
   */
  show(spot, pixels, classOf, alone) {
    const { card } = this;
    paint(this.canvas, pixels, card.shape);
    paint(this.nearCanvas, pixels, card.shape, 1);
    this.canvas.dataset.z = spot.z.join(",");
    this.canvas.dataset.how = spot.how;
    this.#how.textContent = this.#found(spot, classOf);
    const land = spot.how === "point" ? company(spot.lonelier) : settled(spot.lonelier);
    this.#land.textContent = alone ? "empty land on the map" : land;
    this.#land.dataset.empty = String(alone || land === "empty land");
    this.#distance.textContent = `${fmt(spot.distance, 2)} to the nearest code`;
    this.#fill.style.width = `${100 * spot.lonelier}%`;
    const share = Math.round(100 * spot.lonelier);
    this.#share.textContent = `${share} % of the test codes have a nearer neighbour`;
    this.#scale.setAttribute("aria-label", this.#share.textContent);
    const { near } = spot;
    this.#nearest.replaceChildren(
      spot.how === "point" ? "nearest other code: " : "nearest real code: ",
      el("span", {}, `test picture ${near.toLocaleString("en")}${named(classOf(near))}`),
    );
    this.#link.href = latentsLink(card.name, spot.z, spot.weights);
  }

  /**
   * How the code was found, in words.
   * @param {Spot} spot
   * @param {(index: number) => string} classOf
   */
  #found({ how, points, shares }, classOf) {
    switch (how) {
      case "point":
        return `The code of test picture ${points[0].toLocaleString("en")}${named(classOf(points[0]))}, decoded`;
      case "exact":
        return "The place itself: it is the two latents";
      case "plane":
        return "A point of the components' own plane: all other directions at their mean";
      default: {
        const used = shares.filter((share) => share >= 0.005).length;
        return `Between points: the codes of the ${used > 1 ? `${used} nearest` : "nearest"}, weighted by nearness`;
      }
    }
  }
}

/** @param {string} name  of a class; empty for none */
const named = (name) => (name ? ` (${name})` : "");
