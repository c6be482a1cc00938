// Questions that are asked while something is pointed at or dragged: one is under way at a time, only the newest waits,
// and an answer that nobody waits for any more is dropped.

import { messageOf, postJSON } from "../../ui/transport/api.js";
import { NewestOnly } from "../../ui/transport/newest_only.js";

const CHANNEL = "newest";

/**
 * @template {object} Q  a question: plain data, that JSON can hold
 * @template A  its answer
 */
export class Inquiry {
  /** @type {NewestOnly<{channel: string, key: string, question: Q}>} */
  #requests = new NewestOnly();

  #asked = "";

  #timer = 0;

  /**
   * @param {string} path  of the route
   * @param {object} on
   * @param {(answer: A, question: Q) => void} on.answered
   * @param {(message: string) => void} on.failed  the same question may be asked again
   */
  constructor(path, on) {
    this.path = path;
    this.on = on;
  }

  /**
   * @param {Q} question
   * @param {number} wait  ms for which nothing newer may come before it is sent
   * @returns {boolean}  false where it is the one that was asked last: nothing is asked then
   */
  ask(question, wait) {
    const key = JSON.stringify(question);
    if (key === this.#asked) return false;
    this.#asked = key;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#requests.put({ channel: CHANNEL, key, question });
      this.#send();
    }, wait);
    return true;
  }

  async #send() {
    const request = this.#requests.take();
    if (!request) return;
    const { key, question } = request;
    try {
      /** @type {A} */
      const answer = await postJSON(this.path, question);
      if (key === this.#asked) this.on.answered(answer, question);
    } catch (error) {
      if (key === this.#asked) {
        this.#asked = "";
        this.on.failed(messageOf(error));
      }
    }
    this.#requests.land();
    this.#send();
  }
}
