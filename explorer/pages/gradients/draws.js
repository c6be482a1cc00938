// Estimates made in a worker, the newest request's only.

/** @typedef {import("./functions.js").GradientsView} GradientsView */
/** @typedef {import("./worker.js").Estimates} Estimates */

export class Draws {
  #id = 0;
  #worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });

  /** @param {(found: Estimates) => void} onfound  some more of the newest request's estimates have come */
  constructor(onfound) {
    this.#worker.addEventListener("message", ({ data }) => {
      if (data.id === this.#id) onfound(data);
    });
  }

  /**
   * @param {GradientsView} view
   * @param {number} repetitions
   */
  ask(view, repetitions) {
    this.#id += 1;
    this.#worker.postMessage({ id: this.#id, view: { ...view }, repetitions });
  }

  end() {
    this.#worker.terminate();
  }
}
