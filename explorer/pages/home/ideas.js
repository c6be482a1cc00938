// The pages on arguments as small plots: what the pointer does to each is what its page is about.

import { el } from "../../ui/canvas/paint.js";
import { density } from "../../ui/maths/normal.js";
import { Plot } from "../../ui/plot/plot.js";
import { placed } from "../../ui/transport/place.js";

/** @typedef {import("../../ui/plot/pen.js").Pen} Pen */

/**
 * @typedef {object} Idea
 * @property {string} href
 * @property {string} title
 * @property {string} sentence
 * @property {string} label  what is seen, for who can't see it
 * @property {[number, number]} x  the axis' ends
 * @property {[number, number]} y
 * @property {number} start  where the pointer is as long as there is none
 * @property {(pen: Pen, at: number) => void} draw  at: where on x the pointer is
 */

const HEIGHT = 190;

// of the last door: a loss with two valleys, and how one goes down it
const LOSS = {
  value: (/** @type {number} */ x) => 0.9 + 0.08 * x * x + 0.7 * Math.sin(1.7 * x + 0.6),
  slope: (/** @type {number} */ x) => 0.16 * x + 1.19 * Math.cos(1.7 * x + 0.6),
};
const STEPS = 14;
const RATE = 0.25;

/** @type {Idea[]} */
const IDEAS = [
  {
    href: "/bounds",
    title: "Bounds",
    sentence: "The curve of a mean is not the mean of a curve: the gap from which the ELBO comes, and where it closes.",
    label: "ln x with a chord, and the gap between both sides of Jensen's inequality",
    x: [0, 10],
    y: [-0.6, 2.6],
    start: 9,
    draw: (pen, at) => {
      const far = Math.max(0.6, at);
      const mean = (1 + far) / 2;
      const below = Math.log(far) / 2;
      pen.curve(Math.log, { from: 0.05, width: 2 });
      pen.line(
        [
          [1, 0],
          [far, Math.log(far)],
        ],
        { colour: "accent" },
      );
      pen.line(
        [
          [mean, Math.log(mean)],
          [mean, below],
        ],
        { colour: "warn", width: 5 },
      );
      for (const x of [1, far]) pen.dot(x, Math.log(x), { colour: "accent", radius: 6 });
    },
  },
  {
    href: "/gradients",
    title: "Gradients",
    sentence: "Two ways to the slope of an expectation from draws, measured, raced, and where each fails.",
    label: "The density of z moved by theta under a function",
    x: [-4, 4],
    y: [0, 1],
    start: 1,
    draw: (pen, at) => {
      pen.area((z) => 1.6 * density(z - at), { colour: "warn" });
      pen.curve((z) => 0.07 * z * z, { width: 2 });
      pen.line(
        [
          [at - 1, 0.07 * (at * at - 2 * at)],
          [at + 1, 0.07 * (at * at + 2 * at)],
        ],
        { colour: "accent", width: 3 },
      );
      pen.dot(at, 0.07 * at * at, { colour: "accent", radius: 6 });
    },
  },
  {
    href: "/mixtures",
    title: "Mixtures",
    sentence: "Bells that add up, points that belong to several of them, and noise bent into any density.",
    label: "Two bells and their sum",
    x: [-4, 4],
    y: [0, 0.5],
    start: 1.4,
    draw: (pen, at) => {
      const one = (/** @type {number} */ x) => (0.5 * density((x + 1.5) / 0.7)) / 0.7;
      const other = (/** @type {number} */ x) => 0.5 * density(x - at);
      pen.area(one, { colour: "accent" });
      pen.area(other, { colour: "warn" });
      pen.curve((x) => one(x) + other(x), { width: 2 });
    },
  },
  {
    href: "/training",
    title: "Training",
    sentence: "A network learns while you watch: pick what it sees, and find out what it forgets.",
    label: "Steps down the slope of a loss, from where the pointer is",
    x: [-4, 4],
    y: [0, 2.4],
    start: 0.85,
    draw: (pen, at) => {
      pen.curve(LOSS.value, { width: 2 });
      /** @type {[number, number][]} */
      const path = [];
      for (let x = at, step = 0; step < STEPS; step++, x -= RATE * LOSS.slope(x)) path.push([x, LOSS.value(x)]);
      pen.line(path, { colour: "accent" });
      for (const [x, y] of path) pen.dot(x, y, { colour: "accent", radius: 4 });
    },
  },
];

/** @param {Idea} idea */
function door({ href, title, sentence, label, x, y, start, draw }) {
  let at = start;
  const plot = new Plot({
    label,
    x,
    y,
    height: HEIGHT,
    yTicks: false,
    draw: (pen) => draw(pen, at),
    press: () => location.assign(placed(href)),
    hover: (place) => {
      at = Math.min(x[1], Math.max(x[0], place ? place[0] : start));
      plot.redraw();
    },
  });
  return el(
    "article",
    { class: "gx-panel door idea" },
    el("div", { class: "plot-box" }, plot.root),
    el("h2", {}, el("a", { href }, title)),
    el("p", {}, sentence),
  );
}

/** The strip on Home. */
export const ideas = () =>
  el("section", { class: "ideas" }, el("h2", {}, "The arguments"), el("div", { class: "four" }, ...IDEAS.map(door)));
