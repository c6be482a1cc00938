// The maps of how a mask is made: one of each pass and one of what they are joined to, over the picture, and what their
// colours say.

import { HEAT_GRADIENT } from "../../ui/canvas/heat_scale.js";
import { el } from "../../ui/canvas/paint.js";
import { CellMap } from "./cell_map.js";
import { countGiven, hasMap, JOINED, lookAfter, PASSES, valueAt } from "./making.js";
import { topOf } from "./masks.js";

/** @typedef {import("./cells.js").Place} Place */
/** @typedef {import("./making.js").MadeStage} MadeStage */

/** @typedef {{map: CellMap, caption: HTMLElement, figure: HTMLElement}} MapFigure */

/**
 * @param {string} kind
 * @param {string} words
 */
const key = (kind, words) => el("span", { class: "key" }, el("i", { class: kind }), words);

export class MakingMaps {
  /** The map that is pointed at. */
  #pointed = -1;

  #top = el("span", {});

  /**
   * @param {(which: number, place: Place) => void} point  a value is looked at; which: the number of a pass, or JOINED
   */
  constructor(point) {
    this.point = point;
    this.maps = [...PASSES.map(({ name }) => name), "Joined"].map((name, which) => this.#buildMap(name, which));
    this.root = el("div", { class: "play-maps" }, ...this.maps.map(({ figure }) => figure));
    this.legend = this.#buildLegend();
  }

  /**
   * @param {string} name
   * @param {number} which
   * @returns {MapFigure}
   */
  #buildMap(name, which) {
    const map = new CellMap(name, (place) => this.#point(which, place));
    const caption = el("span", { class: "gx-num" });
    const arrow = which < JOINED ? `${PASSES[which].arrow} ` : "";
    const figure = el(
      "figure",
      { "data-map": which < JOINED ? `pass-${which}` : "mask" },
      el("figcaption", {}, el("b", {}, arrow, name), caption),
      map.canvas,
    );
    return { map, caption, figure };
  }

  #buildLegend() {
    return el(
      "div",
      { class: "cells-legend gx-num" },
      el("span", {}, "0"),
      el("i", { style: `background: ${HEAT_GRADIENT}` }),
      this.#top,
      key("fresh", "given in this step"),
      key("waiting", "still to come"),
    );
  }

  /**
   * @param {number} which
   * @param {Place} place
   */
  #point(which, place) {
    this.#pointed = which;
    this.point(which, place);
  }

  /** Nothing is pointed at any more. */
  leave() {
    for (const { map } of this.maps) map.at = null;
  }

  /**
   * @param {MadeStage} made
   * @param {HTMLCanvasElement} picture
   * @param {number} step
   */
  show(made, picture, step) {
    this.maps.forEach(({ map, caption, figure }, which) => {
      const there = hasMap(made, which);
      figure.classList.toggle("gx-hidden", !there);
      if (!there) return;
      const cursor = this.#cursorIn(which, made);
      map.show(lookAfter(made, picture, which, step, cursor));
      caption.textContent = captionOf(made, which, step, cursor);
      map.describe(wordsOf(made, which, step));
    });
    const top = topOf(made.mask);
    this.#top.textContent = top < 1 ? `1, joined ${top.toFixed(2)}` : "1"; // below 1 it is a softmax
  }

  /**
   * The cell that is pointed at, in the map where it is.
   * @param {number} which
   * @param {MadeStage} made
   */
  #cursorIn(which, { h, w }) {
    const { at } = this.maps[which].map;
    return which === this.#pointed && at && at.row < h && at.column < w ? at : null;
  }
}

/**
 * What stands over a map: the value that is pointed at, or how far the map has come.
 * @param {MadeStage} made
 * @param {number} which
 * @param {number} step
 * @param {Place | null} cursor
 */
function captionOf(made, which, step, cursor) {
  if (cursor) {
    const value = valueAt(made, which, step, cursor);
    return value === null ? "here: to come" : `here: ${value.toFixed(3)}`;
  }
  if (which !== JOINED) return `${countGiven(made, which, step)} of ${made.h * made.w}`;
  return step < made.steps ? "after the last step" : `largest ${Math.max(...made.mask).toFixed(2)}`;
}

/**
 * A map in words, for who can't see it.
 * @param {MadeStage} made
 * @param {number} which
 * @param {number} step
 */
function wordsOf({ h, w, steps }, which, step) {
  return which === JOINED && step < steps ? "still to come" : `${h} × ${w} values, step ${step} of ${steps}`;
}
