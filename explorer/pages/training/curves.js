// Curves of a live run: what it learns on, and how well the test pictures of each class come back.

import { CLASS_COLOURS, el } from "../../ui/canvas/paint.js";
import { Chart } from "../../ui/charts/chart.js";

/** @typedef {import("./state.js").Moment} Moment */

const EMPTY = { range: [0, 100] }; // of the axis of steps, as long as there are none
const REDRAW_MS = 400; // between two drawings while a run goes on
const NETWORKS = [
  { name: "a", colour: "--gx-accent" },
  { name: "b", colour: "--gx-warn" },
];

export class Curves {
  #learnt = new Chart({ label: "Reconstruction and KL against steps", height: 260 });
  #tested = new Chart({ label: "Reconstruction of the test pictures of each class against steps", height: 260 });
  #timer = 0;
  /** @type {{moments: Moment[], classes: string[], called: {[network: string]: string}, at: number} | null} */
  #due = null;

  root = el(
    "div",
    { class: "curves" },
    el("div", {}, el("h4", {}, "What it learns on, nats per image"), this.#learnt.root),
    el("div", {}, el("h4", {}, "Test pictures by class, −ln p(x|z) in nats"), this.#tested.root),
  );

  /**
   * Draw soon; the newest call counts.
   * @param {Moment[]} moments
   * @param {string[]} classes
   * @param {{[network: string]: string}} called
   * @param {number} at  the step that stands on the screen
   */
  show(moments, classes, called, at) {
    this.#due = { moments, classes, called, at };
    this.#timer ||= window.setTimeout(() => this.#draw(), REDRAW_MS);
  }

  #draw() {
    this.#timer = 0;
    if (!this.#due) return;
    const { moments, classes, called, at } = this.#due;
    const there = NETWORKS.filter(({ name }) => moments.some(({ networks }) => networks[name]));
    const layout = {
      xaxis: { title: { text: "steps" }, ...(moments.length < 2 ? EMPTY : {}) },
      yaxis: { rangemode: "tozero" },
      showlegend: true,
      shapes: [
        {
          type: "line",
          x0: at,
          x1: at,
          yref: "paper",
          y0: 0,
          y1: 1,
          line: { color: "--gx-muted", width: 1, dash: "dot" },
        },
      ],
    };
    this.#learnt.show(
      there.flatMap(({ name, colour }) => learntTraces(moments, name, called[name], colour)),
      layout,
    );
    this.#tested.show(
      there.flatMap(({ name }, i) => testedTraces(moments, name, i ? "dot" : "solid", classes, called[name])),
      layout,
    );
  }
}

/**
 * @param {Moment[]} moments
 * @param {string} name
 * @param {string} words
 * @param {string} color
 */
function learntTraces(moments, name, words, color) {
  const known = moments.flatMap(({ step, networks }) => {
    const learnt = networks[name]?.learnt;
    return learnt ? [{ step, learnt }] : [];
  });
  const x = known.map(({ step }) => step);
  return [
    {
      type: "scatter",
      mode: "lines",
      x,
      y: known.map(({ learnt }) => learnt[0]),
      name: `reconstruction, ${words}`,
      line: { color },
    },
    {
      type: "scatter",
      mode: "lines",
      x,
      y: known.map(({ learnt }) => learnt[1]),
      name: `KL, ${words}`,
      line: { color, dash: "dash" },
    },
  ];
}

/**
 * @param {Moment[]} moments
 * @param {string} name
 * @param {string} dash
 * @param {string[]} classes
 * @param {string} words
 */
const testedTraces = (moments, name, dash, classes, words) =>
  classes.map((label, i) => ({
    type: "scatter",
    mode: "lines",
    x: moments.map(({ step }) => step),
    y: moments.map(({ networks }) => networks[name]?.tested[i] ?? null),
    name: dash === "solid" ? label : `${label}, ${words}`,
    showlegend: dash === "solid",
    line: { color: CLASS_COLOURS[i % CLASS_COLOURS.length], dash },
  }));
