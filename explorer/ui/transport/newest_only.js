// Requests that wait for a slow server: only the newest of each channel is kept, and few are in flight. They are
// answered in the order in which they were sent, so that a slow server, or a far one, shows fewer pictures, never an
// old one last.

/**
 * @template {{channel: string}} R  a request; a newer one of its channel replaces it as long as it waits
 */
export class NewestOnly {
  /** @type {Map<string, R>} */
  #waiting = new Map();

  /** @type {R[]} in the order in which they were sent */
  #flying = [];

  /** How many may be in flight at a time. */
  room = 1;

  /**
   * @param {string} [first]  the channel that the hand is on: it goes first, whatever waits on the others, and may take
   *   all the room. Then, or without one, the request goes that has waited longest, so that none can push another out
   *   for ever
   */
  constructor(first) {
    this.first = first;
  }

  /** Whether nothing waits or is in flight. */
  get idle() {
    return this.#flying.length === 0 && this.#waiting.size === 0;
  }

  /** Whether as many are in flight as may be. */
  get full() {
    return this.#flying.length >= this.room;
  }

  /** Whether something waits for room. */
  get pressed() {
    return this.full && this.#waiting.size > 0;
  }

  /** @param {R} request */
  put(request) {
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
   * @returns {R | null}  null where nothing waits that has room
   */
  take() {
    if (this.full) return null;
    const waiting = [...this.#waiting.values()];
    const ready = waiting.filter(({ channel }) => this.#mayFly(channel));
    const taken = ready.find(({ channel }) => this.isFirst(channel)) ?? ready[0];
    if (!taken) return null;
    this.#waiting.delete(taken.channel);
    this.#flying.push(taken);
    return taken;
  }

  /**
   * What the hand is on may take all the room; of any other one request at a time does.
   * @param {string} channel
   */
  #mayFly(channel) {
    return this.isFirst(channel) || !this.#flying.some((flown) => flown.channel === channel);
  }

  /**
   * A request in flight is answered.
   * @param {R} [request]  the one that was sent first where none is named
   * @returns {R | null}  null where it is not in flight any more
   */
  land(request = this.#flying[0]) {
    const place = this.#flying.indexOf(request);
    return place < 0 ? null : this.#flying.splice(place, 1)[0];
  }

  /**
   * Whether a channel is the hand's.
   * @param {string} channel
   */
  isFirst(channel) {
    return channel === this.first;
  }

  /** The connection broke: what was in flight waits again, unless something newer waits on its channel. */
  recall() {
    for (const lost of this.#flying.splice(0).reverse()) {
      if (!this.#waiting.has(lost.channel)) this.put(lost);
    }
  }

  clear() {
    this.#waiting.clear();
    this.#flying = [];
  }
}
