// Questions to a slow server, one at a time: what is wanted while it answers waits, and is replaced by what is newer.

import { messageOf } from "./api.js";

/** @template Q  a question */
export class OneByOne {
  /** @type {{question: Q} | null} */
  #next = null;

  #busy = false;

  /**
   * @param {(question: Q) => Promise<void>} ask
   * @param {(message: string) => void} error
   */
  constructor(ask, error) {
    this.ask = ask;
    this.error = error;
  }

  /** What waits, if anything. */
  get waiting() {
    return this.#next?.question;
  }

  /** @param {Q} question  the newest */
  async put(question) {
    this.#next = { question };
    if (this.#busy) return;
    this.#busy = true;
    while (this.#next) await this.#go();
    this.#busy = false;
  }

  async #go() {
    const next = this.#next;
    this.#next = null;
    try {
      if (next) await this.ask(next.question);
    } catch (error) {
      this.error(messageOf(error));
    }
  }

  /** What waits is not wanted any more. */
  forget() {
    this.#next = null;
  }
}
