// Requests that wait for a slow server: only the newest of each channel is kept, and one is in flight. So a slow
// server, or a far one, shows fewer pictures, never old ones.

/**
 * @template {{channel: string}} R  a request; a newer one of its channel replaces it as long as it waits
 */
export class NewestOnly {
  /** @type {Map<string, R>} */
  #waiting = new Map();

  /** @type {string[]} in the order in which they were first used */
  #channels = [];

  /** @type {R | null} */
  #flying = null;

  /**
   * @param {"first used" | "longest waiting"} order  which channel goes first: the one that was used first of all,
   *   whatever waits on the others; or the one whose request has waited longest, so that none can push another out for
   *   ever
   */
  constructor(order) {
    this.order = order;
  }

  /** Whether nothing waits or is in flight. */
  get idle() {
    return !this.#flying && this.#waiting.size === 0;
  }

  /** @param {R} request */
  put(request) {
    if (!this.#channels.includes(request.channel)) this.#channels.push(request.channel);
    this.#waiting.delete(request.channel); // what is newest stands last
    this.#waiting.set(request.channel, request);
  }

  /**
   * Forget what waits on a channel.
   * @param {string} channel
   */
  cancel(channel) {
    this.#waiting.delete(channel);
  }

  /**
   * Take what is to be sent now.
   * @returns {R | null}  null where nothing waits, or something is in flight
   */
  take() {
    if (this.#flying) return null;
    const channels = this.order === "first used" ? this.#channels : [...this.#waiting.keys()];
    const channel = channels.find((name) => this.#waiting.has(name));
    if (channel === undefined) return null;
    this.#flying = this.#waiting.get(channel) ?? null;
    this.#waiting.delete(channel);
    return this.#flying;
  }

  /**
   * What was in flight is answered.
   * @returns {R | null}
   */
  land() {
    const landed = this.#flying;
    this.#flying = null;
    return landed;
  }

  /** The connection broke: what was in flight waits again, unless something newer waits on its channel. */
  recall() {
    const lost = this.land();
    if (lost && !this.#waiting.has(lost.channel)) this.put(lost);
  }

  clear() {
    this.#waiting.clear();
    this.#flying = null;
  }
}
