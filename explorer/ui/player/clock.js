// The clock of a record that is played while it is still being computed: which step stands on the screen, and when the next one does.

const LONGEST_MS = 100; // a tab that slept goes on where it was, it does not catch up

export class Clock {
  /**
   * @param {object} record  total() steps there will be, available() steps that have arrived, next(step) the step after which something
   *   new is to be seen (default: the next one)
   */
  constructor({ total, available, next = (step) => step + 1 }) {
    Object.assign(this, {
      total,
      available,
      next,
      step: 0,
      playing: false,
      ended: false,
      wanted: null,
      rate: Infinity,
      credit: 0,
    });
  }

  /** The last step that can be shown now. */
  get limit() {
    return Math.min(this.total(), this.available());
  }

  /** Nothing is left to play, and nothing more will come. */
  get dry() {
    return this.step >= this.limit && (this.ended || this.step >= this.total());
  }

  /** Steps are still to come. */
  get coming() {
    return !this.ended && this.available() < this.total();
  }

  /** Another record, at its beginning. */
  open() {
    Object.assign(this, { step: 0, playing: false, ended: false, wanted: null, credit: 0 });
  }

  /** The first step is due at once, however slow the rate. */
  play() {
    Object.assign(this, { playing: true, wanted: null, credit: 1 });
  }

  pause() {
    this.playing = false;
  }

  /** To a step, or -1 for the end; what has not arrived yet is gone to as soon as it has. */
  go(step) {
    const total = this.total();
    const target = step < 0 ? total : Math.min(step, total);
    this.step = Math.min(target, this.limit);
    this.wanted = this.step < target && !this.ended ? target : null;
  }

  /** Something arrived, or the record is another one. */
  refresh() {
    this.go(this.wanted ?? this.step);
  }

  /** `ms` have passed. True where the last step of all was reached by it. */
  tick(ms) {
    if (!this.playing) return false;
    const { limit } = this;
    if (this.rate === Infinity) this.step = limit;
    else {
      this.credit += (this.rate * Math.min(Math.max(ms, 0), LONGEST_MS)) / 1000;
      while (this.credit >= 1 && this.step < limit) {
        const next = this.next(this.step);
        if (next > limit && !this.ended) break;
        this.step = Math.min(next, limit);
        this.credit--;
      }
      this.credit = Math.min(this.credit, 1); // what was waited for is not made up for
    }
    if (this.dry) this.playing = false;
    return this.step >= this.total() && !this.playing;
  }
}
