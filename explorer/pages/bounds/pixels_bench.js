// Five Bernoulli pixels: what each adds to the log-likelihood, and the best that a decoder could say.

import { el, fmt } from "../../ui/canvas/paint.js";
import { Plot } from "../../ui/plot/plot.js";
import { SAID, sumOf, TARGETS } from "./bernoulli.js";
import { kept, reset, section } from "./section.js";

/** @typedef {import("./types.js").BoundsView} BoundsView */
/** @typedef {import("../../ui/plot/pen.js").Pen} Pen */

const EDGE = 0.01; // p stays this far from 0 and 1
const WIDE = 0.3; // of a bar, to either side

export class PixelsBench {
  said = SAID;

  #plot = new Plot({
    label: "Five pixels and what the decoder says of them",
    x: [0.4, 5.9],
    y: [0, 1],
    height: 260,
    xTitle: "bar: the pixel, dot: what is said",
    draw: (pen) => this.#draw(pen),
  });

  #parts = el("p", { class: "gx-num" });
  #says = el("p", { class: "gx-num says", role: "status" });

  /** @param {import("./section.js").OnChange} onchange */
  constructor(onchange) {
    this.onchange = onchange;
    TARGETS.forEach((_, i) => {
      this.#plot.addHandle({
        label: `What the decoder says of pixel ${i + 1}`,
        along: "y",
        colour: "warn",
        at: () => [i + 1, this.said[i]],
        move: (_x, p) => this.#change(i, p),
      });
    });
    this.root = section({
      name: "pixels",
      title: "5. The first term, pixel by pixel",
      anchor: "five-pixels",
      shown: [this.#plot.root],
      controls: [
        el("p", {}, "ln p(x|z) = Σ x ln p + (1 − x) ln(1 − p)"),
        this.#parts,
        this.#says,
        el(
          "p",
          { class: "gx-note" },
          "Drag the dots up and down. Where they meet the bars the sum is as large as it can be.",
        ),
        el(
          "div",
          { class: "gx-row" },
          reset(() => onchange({ pixels: [] })),
        ),
      ],
    });
  }

  /**
   * @param {number} i
   * @param {number} p
   */
  #change(i, p) {
    const held = kept(Math.min(1 - EDGE, Math.max(EDGE, p)));
    this.onchange({ pixels: this.said.map((old, k) => (k === i ? held : old)) });
  }

  /** For a file. */
  get picture() {
    return this.#plot.picture;
  }

  /** @param {BoundsView} view */
  show(view) {
    this.said = view.pixels.length ? view.pixels : SAID;
    const { parts, sum, best, gap } = sumOf(TARGETS, this.said);
    this.#parts.textContent = `${parts.map((part) => fmt(part, 3)).join("  ")} = ${fmt(sum, 3)} nats`;
    this.#says.textContent =
      `The best possible is ${fmt(best, 3)}, not 0: greys are uncertain pixels. ` +
      `The difference, ${fmt(gap, 3)}, is the sum of KL(x, p) over the pixels.`;
    this.#plot.redraw();
  }

  /** @param {Pen} pen */
  #draw(pen) {
    TARGETS.forEach((x, i) => {
      pen.bar([i + 1 - WIDE, i + 1 + WIDE], [0, x], { colour: "accent", alpha: 0.35 });
      pen.line(
        [
          [i + 1 - WIDE, x],
          [i + 1 + WIDE, x],
        ],
        { colour: "accent", width: 2 },
      );
      pen.line(
        [
          [i + 1, x],
          [i + 1, this.said[i]],
        ],
        { colour: "warn", width: 3 },
      );
      pen.text(i + 1 - WIDE, x, String(x), { dy: x < this.said[i] ? 15 : -6, dx: 2 });
      pen.text(i + 1, this.said[i], fmt(this.said[i], 2), { dx: 12, dy: 4, colour: "warn" });
    });
  }
}
