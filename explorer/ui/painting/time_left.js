// How long what is painted still takes, from how far it has come.

const LONG_MS = 2000; // what takes less is not told of
const EVERY_MS = 1000; // a number that changes faster can't be read

export class TimeLeft {
  #began = 0;
  #told = 0;
  #words = "";

  /** Painting begins. */
  begin() {
    this.#began = performance.now();
    this.#told = 0;
    this.#words = "";
  }

  /**
   * In words; empty where nothing can be said yet, or painting takes less than 2 s in all.
   * @param {number} done  pixels that are there, or pictures, or whatever is counted
   * @param {number} total  of them
   */
  words(done, total) {
    const now = performance.now();
    const gone = now - this.#began;
    if (!done || done >= total || gone < EVERY_MS / 2) return "";
    if (now - this.#told < EVERY_MS) return this.#words;
    this.#told = now;
    const all = (gone * total) / done;
    this.#words = all < LONG_MS ? "" : `about ${spell((all - gone) / 1000)} left`;
    return this.#words;
  }
}

/** @param {number} seconds */
function spell(seconds) {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return `${Math.round(seconds / 60)} minutes`;
}
