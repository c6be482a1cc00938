// Means of numbers of which only the logarithms are known.

/**
 * ln of the mean of exp(values), kept while values are added: nothing overflows, and old ones are not looked at again.
 */
export class LogMean {
  count = 0;
  #most = Number.NEGATIVE_INFINITY;
  #sum = 0; // of exp(value - most)

  /** @param {number} value */
  add(value) {
    this.count += 1;
    if (value > this.#most) {
      this.#sum = this.#sum * Math.exp(this.#most - value) + 1;
      this.#most = value;
    } else if (value > Number.NEGATIVE_INFINITY) this.#sum += Math.exp(value - this.#most);
  }

  /** ln of the mean of what was added; -Infinity before. */
  get value() {
    return this.count ? this.#most + Math.log(this.#sum) - Math.log(this.count) : Number.NEGATIVE_INFINITY;
  }
}
