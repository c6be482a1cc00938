// How likely is this picture? Its nats among those of the test set, and of pictures that the model never saw.

import { el, fmt } from "../../ui/canvas/paint.js";
import { Histogram, shareBelow } from "../../ui/charts/histogram.js";
import { getJSON, query } from "../../ui/transport/api.js";

const SHOWN = 0.99; // of a set; the few strangest pictures would squeeze all others together

export class Score {
  constructor() {
    this.tests = new Map(); // model -> promise of its test sets
    this.turn = 0;
    this.verdict = el("p", { class: "verdict gx-num", role: "status" });
    this.histogram = new Histogram();
    this.about = el("p", { class: "gx-note" });
    this.root = el(
      "section",
      { class: "gx-panel pixels-score gx-hidden" },
      el("h3", {}, "How likely is this picture?"),
      this.verdict,
      this.histogram.root,
      this.about,
    );
  }

  /** Another model, by its card: its test sets are fetched once. */
  async open({ name: model, likelihoods }) {
    const turn = ++this.turn;
    this.sets = null;
    this.absent = likelihoods
      ? ""
      : `${model} was saved without the likelihoods of its test set: there is nothing to compare a picture with.`;
    if (!likelihoods) {
      this.show(this.score ?? null);
      return;
    }
    if (!this.tests.has(model)) this.tests.set(model, getJSON(query("/api/pixels/tests", { model })));
    try {
      const { sets } = await this.tests.get(model);
      if (turn === this.turn) this.sets = Object.values(sets).sort((a, b) => b.own - a.own);
    } catch (error) {
      this.tests.delete(model); // asked again when the model is opened again
      if (turn === this.turn) this.absent = error.message;
    }
    if (turn === this.turn) this.show(this.score ?? null);
  }

  /** @param {{nats: number, bitsPerDim: number, label?: string} | null} score  label: what the picture is called */
  show(score) {
    const shown =
      score && [this.turn, Boolean(this.sets), this.absent, score.nats, score.bitsPerDim, score.label].join();
    if (score && shown === this.shown) return; // asked again with every move of a cursor
    Object.assign(this, { score, shown });
    this.root.classList.toggle("gx-hidden", !score);
    if (!score) return;
    const { nats, bitsPerDim, label } = score;
    const own = this.sets?.find((set) => set.own && set.nll.length);
    const other = this.sets?.find((set) => !set.own && set.nll.length);
    const value = `${label ? `${label} has ` : ""}${fmt(nats, 1)} nats (${fmt(bitsPerDim, 3)} bits/pixel)`;
    this.histogram.root.classList.toggle("gx-hidden", !own);
    if (!own) {
      this.verdict.textContent = `${value}.`;
      this.about.textContent = this.absent;
      this.root.dispatchEvent(new CustomEvent("gx-painted", { detail: { nats, less: null } }));
      return;
    }
    const less = 1 - shareBelow(own.nll, nats);
    this.verdict.textContent = `${value}: ${place(less, own.title)}`;
    this.histogram.show(
      this.sets
        .filter(({ nll }) => nll.length)
        .map((set) => ({
          title: set.title,
          own: set.own,
          values: set.nll.slice(0, Math.ceil(SHOWN * set.nll.length)),
        })),
      nats,
      "−log p in nats: the further left, the likelier",
    );
    this.about.textContent = other ? compare(own, other) : "";
    this.root.dispatchEvent(new CustomEvent("gx-painted", { detail: { nats, less } }));
  }
}

function place(less, title) {
  const percent = less * 100;
  if (percent < 0.05) return `less likely than every picture of the ${title} test set.`;
  if (percent > 99.95) return `likelier than every picture of the ${title} test set.`;
  return `${fmt(percent, percent < 1 || percent > 99 ? 1 : 0)} % of the ${title} test set are less likely.`;
}

/** How well the number tells the two sets apart. */
function compare(own, other) {
  const area = other.nll.reduce((sum, value) => sum + shareBelow(own.nll, value), 0) / other.nll.length;
  const pair = `Of one picture from ${own.title} and one from ${other.title}, the first is the likelier in ${fmt(Math.floor(area * 1000) / 10, area > 0.99 && area < 1 ? 1 : 0)} % of cases.`;
  if (area > 0.9)
    return `${pair} So a picture of many nats is a strange one here; few nats alone don't make it a good one.`;
  return `${pair} The sum over all pixels judges strangers poorly: pixels that are easy to foretell, such as an empty ground, make any picture likely.`;
}
