// Settings that a hand has changed while a run goes on, until the server says from which step on they hold.

export class Asked {
  /** @type {Map<string, string>} */
  #values = new Map();

  /** @type {Map<string, number>} timers of what is not sent yet, as the hand still moves */
  #resting = new Map();

  /** @type {Map<string, number>} how many are sent and not answered */
  #flying = new Map();

  /** @param {(name: string, value: string) => void} send */
  constructor(send) {
    this.send = send;
  }

  /**
   * @param {string} name  of a setting
   * @param {string} value
   * @param {number} rest  ms in which another value takes this one's place
   */
  ask(name, value, rest) {
    this.#values.set(name, value);
    clearTimeout(this.#resting.get(name));
    const timer = window.setTimeout(() => {
      this.#resting.delete(name);
      this.#flying.set(name, (this.#flying.get(name) ?? 0) + 1);
      this.send(name, value);
    }, rest);
    this.#resting.set(name, timer);
  }

  /** @param {string} name  of a setting whose oldest change was answered */
  answered(name) {
    const left = Math.max(0, (this.#flying.get(name) ?? 0) - 1);
    this.#flying.set(name, left);
    if (!left && !this.#resting.has(name)) this.#values.delete(name);
  }

  /** None of them holds any more. */
  clear() {
    for (const timer of this.#resting.values()) clearTimeout(timer);
    for (const map of [this.#values, this.#resting, this.#flying]) map.clear();
  }

  /**
   * @param {string} name
   * @returns {string | undefined}  what it was changed to
   */
  of(name) {
    return this.#values.get(name);
  }
}
