// A picture of one's own: where each model on the page puts it, and the five test codes nearest to its own.

import { decodeBase64, el, fmt, paint } from "../../ui/canvas/paint.js";
import { encodeWith } from "../../ui/latents/encode.js";
import { AMONG, EMPTY } from "./hand.js";

/** @typedef {import("./pane.js").MapPane} MapPane */
/** @typedef {import("./pane.js").OwnFound} OwnFound */

const TORN = 0.1; // of the map, farther than which from its nearest codes a place on it says little

/**
 * @typedef {object} OwnEvents
 * @property {() => MapPane[]} panes  one a model
 * @property {(code: number[], label: number) => void} found  the first model's code; none where it is cleared
 */

export class OwnPicture {
  /** @type {Uint8Array<ArrayBuffer> | null} (c, h, w) */
  #pixels = null;

  #turn = 0;

  root = el("div", { class: "own-results" });

  /** @param {OwnEvents} on */
  constructor(on) {
    this.on = on;
  }

  /** No picture any more. */
  clear() {
    this.#turn++;
    this.#pixels = null;
    for (const pane of this.on.panes()) pane.forgetOwn();
    this.root.replaceChildren();
    this.on.found([], -1);
  }

  /**
   * The same picture under other models; from a link there is only the first one's code.
   * @param {number[]} code
   * @param {number} label
   */
  again(code, label) {
    if (this.#pixels) this.take(this.#pixels);
    else if (code.length) this.#locate(this.on.panes()[0], code, label, this.#place(0));
  }

  /**
   * @param {Uint8Array<ArrayBuffer>} pixels
   * @throws {Error} where a model refuses it
   */
  async take(pixels) {
    const turn = ++this.#turn;
    this.#pixels = pixels;
    const panes = this.on.panes();
    const cards = panes.map(({ card }) => card);
    await encodeWith(cards, pixels, null, (found, again) => {
      if (again || turn !== this.#turn) return;
      found.forEach(({ mean, label = -1 }, i) => this.#locate(panes[i], mean, label, this.#place(i)));
      this.on.found(found[0].mean, found[0].label ?? -1);
    });
  }

  /**
   * The element that a model's answer stands in.
   * @param {number} number  of the model
   */
  #place(number) {
    while (this.root.children.length <= number) this.root.append(el("div", { class: "own-result" }));
    while (this.root.children.length > this.on.panes().length) this.root.lastElementChild?.remove();
    return this.root.children[number];
  }

  /**
   * @param {MapPane} pane
   * @param {number[]} code
   * @param {number} label
   * @param {Element} place
   */
  #locate(pane, code, label, place) {
    pane.locate(code, label, (found) => place.replaceChildren(...result(pane, found, this.on.panes().length > 1)));
  }
}

/**
 * Where a picture's code lies among those of the test set, and whether the map can show it there.
 * @param {MapPane} pane
 * @param {OwnFound} found
 */
function whereabouts({ kind, points }, { places, points: near, lonelier }) {
  const [x, y] = places[kind];
  const away = near.map((index) => points?.at(index) ?? [x, y]).map(([px, py]) => Math.hypot(px - x, py - y));
  const torn = kind === "umap" && Math.max(...away) > TORN;
  const star = torn ? "The map puts its nearest far apart, the star only between them." : "The star is its place.";
  return `Its code lies ${company(lonelier)}. ${star}`;
}

/**
 * How near others are to a picture's code, in words.
 * @param {number} lonelier
 */
function company(lonelier) {
  if (lonelier < AMONG) return "among those of the test set";
  return lonelier < EMPTY ? "where codes are few" : "on empty land, far from every test code";
}

/**
 * What a model makes of the picture, and the nearest test codes, decoded.
 * @param {MapPane} pane
 * @param {OwnFound} found
 * @param {boolean} named  there are two models
 */
function result(pane, found, named) {
  const { card } = pane;
  const pixels = decodeBase64(found.pixels);
  /**
   * @param {number} index  of the picture among the pixels
   * @param {string} label
   * @param {string[]} captions
   */
  const figure = (index, label, captions) => {
    const canvas = el("canvas", { class: "gx-canvas", role: "img", "aria-label": label });
    canvas.style.setProperty("--ratio", String(card.shape[2] / card.shape[1]));
    paint(canvas, pixels, card.shape, index);
    return el(
      "figure",
      {},
      canvas,
      el("figcaption", { class: "gx-num" }, ...captions.map((text) => el("span", {}, text))),
    );
  };
  const near = found.points.map((point, i) =>
    figure(i + 1, `Test picture ${point}, decoded from its code`, [pane.classOf(point), fmt(found.distances[i], 2)]),
  );
  return [
    named ? el("h4", {}, card.title) : null,
    el(
      "div",
      { class: "own-here" },
      figure(0, "Your picture as the model decodes it", ["decoded"]),
      el(
        "p",
        { class: "gx-note" },
        `${whereabouts(pane, found)} The five nearest test codes, decoded, and how far they are:`,
      ),
    ),
    el("div", { class: "own-near" }, ...near),
  ].filter((node) => node !== null);
}
