// The completions of one picture, by what the model thinks of each as a whole.

import { el, fmt, paint } from "../../ui/canvas/paint.js";
import { why } from "../../ui/lessons/why.js";

/** @import { Record } from "../../ui/painting/record.js" */

/**
 * −log p of a completion in nats.
 * @typedef {object} Completion
 * @property {number} which  of the record's pictures
 * @property {number} drawn  of what was drawn
 * @property {number} rest  of the known pixels that come after the hole has begun
 * @property {number} total  of the whole picture
 */

const NOTE = "−log p in nats, least first: of what was drawn, and of the whole picture, with what was known before.";
const LATE_NOTE =
  "−log p in nats, least first: of what was drawn, of the known pixels that come after the hole has begun, and of " +
  "the whole picture, with what was known before. A draw knows only what came before it. Where the rest is likely " +
  "after it, the two fit together; the total counts both.";

/** A list of a record's pictures, the likeliest first. It hides where there is nothing to compare. */
export class Completions {
  /** @param {(which: number) => void} pick  a completion was clicked */
  constructor(pick) {
    this.pick = pick;
    this.list = el("ol", { class: "completions" });
    this.note = el("p", { class: "gx-note" });
    const title = el("h3", {}, "Which completion fits best", why("completions"));
    this.root = el("section", { class: "gx-panel pixels-completions gx-hidden" }, title, this.list, this.note);
  }

  /** @param {Record | null} record  all of it, with known and drawn pixels; else the panel hides */
  show(record) {
    const known = record?.given.reduce((sum, one) => sum + one, 0) ?? 0;
    const serves = record !== null && known > 0 && known < record.total;
    this.root.classList.toggle("gx-hidden", !serves);
    if (!serves) return;
    const { completions, late } = counted(record);
    const ranked = completions.sort((a, b) => a.total - b.total);
    this.list.replaceChildren(...ranked.map((one, rank) => this.#row(record, one, rank + 1, late > 0)));
    this.note.textContent = late ? LATE_NOTE : NOTE;
  }

  /**
   * @param {Record} record
   * @param {Completion} completion
   * @param {number} rank  from 1
   * @param {boolean} late  known pixels come after the hole has begun
   */
  #row(record, { which, drawn, rest, total }, rank, late) {
    const name = `Picture ${which + 1}`;
    const known = late ? `known rest ${fmt(rest, 1)} nats, ` : "";
    const numbers = el(
      "span",
      { class: "numbers gx-num" },
      number("drawn", drawn),
      late ? number("rest", rest) : null,
      number("total", total),
    );
    const button = el(
      "button",
      {
        class: "completion",
        type: "button",
        "data-which": String(which),
        title: `Look at ${name}`,
        "aria-label": `${rank}. ${name}: drawn ${fmt(drawn, 1)} nats, ${known}total ${fmt(total, 1)} nats`,
        onclick: () => this.pick(which),
      },
      el("span", { class: "rank gx-num" }, String(rank)),
      thumbnail(record, which),
      el("span", { class: "name" }, name),
      numbers,
    );
    return el("li", {}, button);
  }
}

/**
 * @param {Record} record
 * @param {number} which
 */
function thumbnail(record, which) {
  const canvas = el("canvas", { class: "gx-canvas", "aria-hidden": "true" });
  const [, h, w] = record.shape;
  canvas.style.setProperty("--ratio", String(w / h));
  paint(canvas, record.pixels(which, record.total), [3, h, w]);
  return canvas;
}

/**
 * @param {string} title
 * @param {number} value  in nats
 */
function number(title, value) {
  return el("span", { class: "number" }, el("span", { class: "what" }, title), el("b", {}, fmt(value, 1)));
}

/**
 * @param {Record} record
 * @returns {{completions: Completion[], late: number}}  late: how many pixels are known after the first that is drawn
 */
function counted(record) {
  const completions = Array.from({ length: record.n }, (_, which) => ({ which, drawn: 0, rest: 0, total: 0 }));
  let begun = false;
  let late = 0;
  for (let step = 0; step < record.count; step++) {
    const [y, x] = record.place(step);
    const given = record.isGiven(y, x);
    begun ||= !given;
    late += Number(given && begun);
    for (const one of completions) {
      const nats = record.surprise(one.which, y, x);
      one.total += nats;
      if (!given) one.drawn += nats;
      else if (begun) one.rest += nats;
    }
  }
  return { completions, late };
}
