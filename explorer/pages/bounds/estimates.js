// ln p(x) estimated from more and more draws, in three ways at once; computed by the server in parts, kept here.

import { LogMean } from "../../ui/maths/log_mean.js";

/** @typedef {"prior" | "weighted" | "unweighted"} Way */
/** @typedef {{[way in Way]: number}} Values  in nats */
/** @typedef {Values & {count: number}} Point  the estimates after so many draws */

/**
 * What `/api/bounds/draws` gives, in nats for each draw: ln p(x|z) of z from the prior, of z from q, and ln p(z) - ln
 * q(z) of those.
 * @typedef {{prior: number[], near: number[], ratio: number[]}} LogWeights
 */

const APART = 1.06; // from one point that is kept to the next

export class Estimates {
  #means = { prior: new LogMean(), weighted: new LogMean(), unweighted: new LogMean() };
  #next = 1;

  /** @type {Point[]} at counts that grow by the same factor */
  points = [];

  get count() {
    return this.#means.prior.count;
  }

  /** @returns {Values}  after all draws so far */
  get values() {
    const { prior, weighted, unweighted } = this.#means;
    return { prior: prior.value, weighted: weighted.value, unweighted: unweighted.value };
  }

  /** @param {LogWeights} weights  of more draws */
  add({ prior, near, ratio }) {
    for (let i = 0; i < prior.length; i++) {
      this.#means.prior.add(prior[i]);
      this.#means.weighted.add(near[i] + ratio[i]);
      this.#means.unweighted.add(near[i]);
      if (this.count < this.#next) continue;
      this.points.push({ count: this.count, ...this.values });
      this.#next = Math.max(this.count + 1, this.count * APART);
    }
  }
}
