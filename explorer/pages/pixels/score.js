// How likely is this picture? Its nats among those of the test set, and of pictures that the model never saw.

import { el, fmt } from "../../ui/canvas/paint.js";
import { Histogram, shareBelow } from "../../ui/charts/histogram.js";
import { why } from "../../ui/lessons/why.js";
import { getJSON, messageOf, query } from "../../ui/transport/api.js";

/**
 * @import { Record } from "../../ui/painting/record.js"
 * @import { Card } from "../../ui/types.js"
 */

/**
 * A set of test pictures by what the model makes of each.
 * @typedef {object} TestSet
 * @property {string} title
 * @property {boolean} own  of the kind that it was trained on
 * @property {number[]} nll  −log p in nats, least first
 */

/**
 * What a model makes of one picture.
 * @typedef {object} PictureScore
 * @property {number} nats
 * @property {number} bitsPerDim
 * @property {string} label  what the picture is called
 */

const SHOWN = 0.99; // of a set; the few strangest pictures would squeeze all others together
const UNIT = "−log p in nats";
const ABSENT = "was saved without the likelihoods of its test set: there is nothing to compare a picture with.";
const GOOD_JUDGE = "So a picture of many nats is a strange one here; few nats alone don't make it a good one.";
const POOR_JUDGE =
  "The sum over all pixels judges strangers poorly: pixels that are easy to predict, such as an empty ground, make " +
  "any picture likely.";

/**
 * A panel about the picture that `show` names, under the model that `open` names; "gx-painted" is dispatched with its
 * numbers.
 */
export class Score {
  /** @type {Map<string, Promise<TestSet[]>>} by model */
  #tests = new Map();
  #turn = 0;
  /** @type {TestSet[] | null} of the model, its own first; null where they are not there */
  #sets = null;
  /** Why there is nothing to compare with. */
  #absent = "";
  /** @type {PictureScore | null} */
  #score = null;
  /** What the panel was last made from. */
  #shown = "";

  constructor() {
    this.verdict = el("p", { class: "verdict gx-num", role: "status" });
    this.histogram = new Histogram({ falling: true });
    this.about = el("p", { class: "gx-note" });
    this.root = el(
      "section",
      { class: "gx-panel pixels-score gx-hidden" },
      el("h3", {}, "How likely is this picture?", why("how-likely-is-a-picture")),
      this.verdict,
      this.histogram.root,
      this.about,
    );
  }

  /**
   * Another model: its test sets are fetched once.
   * @param {Card} card
   */
  async open({ name, likelihoods }) {
    const turn = ++this.#turn;
    this.#sets = null;
    this.#absent = likelihoods ? "" : `${name} ${ABSENT}`;
    if (likelihoods) {
      try {
        const sets = await this.#testsOf(name);
        if (turn === this.#turn) this.#sets = sets;
      } catch (error) {
        this.#tests.delete(name); // asked again when the model is opened again
        if (turn === this.#turn) this.#absent = messageOf(error);
      }
    }
    if (turn === this.#turn) this.show(this.#score);
  }

  /** @param {string} model */
  #testsOf(model) {
    const known = this.#tests.get(model);
    if (known) return known;
    const sets = fetchTests(model);
    this.#tests.set(model, sets);
    return sets;
  }

  /** @param {PictureScore | null} score  null where no whole picture is looked at: the panel hides */
  show(score) {
    const shown = score
      ? [this.#turn, this.#sets !== null, this.#absent, score.nats, score.bitsPerDim, score.label].join()
      : "";
    if (score && shown === this.#shown) return; // asked again with every move of a cursor
    this.#score = score;
    this.#shown = shown;
    this.root.classList.toggle("gx-hidden", !score);
    if (!score) return;
    const { nats, bitsPerDim, label } = score;
    const value = `${label} has ${fmt(nats, 1)} nats (${fmt(bitsPerDim, 3)} bits/pixel)`;
    const sets = (this.#sets ?? []).filter(({ nll }) => nll.length);
    const own = sets.find((set) => set.own);
    this.histogram.root.classList.toggle("gx-hidden", !own);
    if (own) this.#compare(nats, value, own, sets);
    else {
      this.verdict.textContent = `${value}.`;
      this.about.textContent = this.#absent;
      this.#tell(nats, null);
    }
  }

  /**
   * @param {number} nats
   * @param {string} value  the picture's, in words
   * @param {TestSet} own
   * @param {TestSet[]} sets
   */
  #compare(nats, value, own, sets) {
    const other = sets.find((set) => !set.own);
    const less = 1 - shareBelow(own.nll, nats);
    this.verdict.textContent = `${value}: ${placeWords(less, own.title)}`;
    this.histogram.show(sets.map(mostOf), nats, UNIT);
    this.about.textContent = other ? tellApart(own, other) : "";
    this.#tell(nats, less);
  }

  /**
   * @param {number} nats
   * @param {number | null} less  the share of the test set that is less likely
   */
  #tell(nats, less) {
    this.root.dispatchEvent(new CustomEvent("gx-painted", { detail: { nats, less } }));
  }
}

/**
 * @param {string} model
 * @returns {Promise<TestSet[]>} its own first
 */
async function fetchTests(model) {
  /** @type {{sets: {[name: string]: TestSet}}} */
  const { sets } = await getJSON(query("/api/pixels/tests", { model }));
  return Object.values(sets).sort((a, b) => Number(b.own) - Number(a.own));
}

/**
 * A set for the chart, without its strangest pictures.
 * @param {TestSet} set
 */
function mostOf({ title, own, nll }) {
  return { title, own, values: nll.slice(0, Math.ceil(SHOWN * nll.length)) };
}

/**
 * @param {number} less  the share that is less likely
 * @param {string} title
 */
function placeWords(less, title) {
  const percent = less * 100;
  if (percent < 0.05) return `less likely than every picture of the ${title} test set.`;
  if (percent > 99.95) return `likelier than every picture of the ${title} test set.`;
  const digits = percent < 1 || percent > 99 ? 1 : 0;
  return `${fmt(percent, digits)} % of the ${title} test set are less likely.`;
}

/**
 * How well the number tells the two sets apart.
 * @param {TestSet} own
 * @param {TestSet} other
 */
function tellApart(own, other) {
  const area = other.nll.reduce((sum, value) => sum + shareBelow(own.nll, value), 0) / other.nll.length;
  const digits = area > 0.99 && area < 1 ? 1 : 0;
  const share = fmt(Math.floor(area * 1000) / 10, digits);
  const pair = `Of one picture from ${own.title} and one from ${other.title}`;
  return `${pair}, the first is the likelier in ${share} % of cases. ${area > 0.9 ? GOOD_JUDGE : POOR_JUDGE}`;
}

/**
 * How likely a picture of a whole record is.
 * @param {Record} record
 * @param {number} which  the number of the picture; the last one where there are fewer
 * @returns {PictureScore}
 */
export function scoreIn(record, which) {
  const [c, h, w] = record.shape;
  const number = Math.min(which, record.n - 1);
  const nats = record.nats(number);
  return {
    nats,
    bitsPerDim: nats / Math.LN2 / (c * h * w),
    label: record.n > 1 ? `Picture ${number + 1}` : "This picture",
  };
}
