// The transport bar of everything that can be stepped through: play, pause, step, step back, scrub, speed and Stop.

import { el } from "../canvas/paint.js";
import { Clock } from "./clock.js";

/**
 * What a player plays, and whom it tells.
 * @typedef {object} Played
 * @property {() => number} total  steps there will be
 * @property {() => number} available  steps that have arrived
 * @property {(step: number) => void} show  draw the state after `step` steps, also where it began or ended to play;
 *   called at most once a frame
 * @property {string} unit  what a step is, in the plural: "pixels"
 * @property {string} [label]  of the bar
 * @property {number} [rate]  steps a second, Infinity for all at once
 * @property {() => boolean} [onplay]  Play was pressed and nothing more is there to play: true where a new record has
 *   been begun
 * @property {() => void} [onstop]  ends the computing
 * @property {(step: number) => number} [next]  the step after one, where steps that show nothing new are left out
 * @property {(step: number) => number} [back]  the step before one, likewise
 */

/** @type {[number, string][]} */
const RATES = [
  [1, "1 a second"],
  [10, "10 a second"],
  [60, "60 a second"],
  [300, "300 a second"],
  [Infinity, "at once"],
];
const RATE = 300;
const LEAP = 0.05; // of the whole, with the page keys
const KEYS = "space plays and pauses, arrow keys step, Home and End go to the ends";

/**
 * A bar, `root`, over a clock. It tells of a new step with `show`, and by the event "gx-played" that the last one was
 * reached. The record behind it says so when something arrived (`refresh`), when nothing more will come (`end`), or
 * when it is another one (`open`).
 */
export class Player {
  #frame = 0;
  /** @type {number | null} when the clock last ticked, null while it stands */
  #last = null;
  /** @type {number | null} the step that `show` was last called with */
  #shown = null;
  /** Whether it played when `show` was last called. */
  #showedPlaying = false;
  /** A drag holds the playing. */
  #held = false;
  /** Play was pressed for a record of which nothing has arrived yet. */
  #due = false;
  /** Steps that the record had when Play was pressed for another one. */
  #old = 0;

  /** @param {Played} played */
  constructor(played) {
    const { label = "Playing", unit, rate = RATE } = played;
    this.played = played;
    this.clock = new Clock(played);
    this.clock.rate = rate;
    this.words = el("span", {}, "Play");
    this.sign = el("i", { class: "icon go" });
    this.playButton = el(
      "button",
      { class: "gx-btn primary play", type: "button", title: "Play or pause (space)", onclick: () => this.toggle() },
      this.sign,
      this.words,
    );
    this.stopButton = el(
      "button",
      {
        class: "gx-btn stop",
        type: "button",
        title: "End the computing; what is there stays",
        onclick: () => this.stop(),
      },
      el("i", { class: "icon halt" }),
      "Stop",
    );
    this.slider = scrubSlider(unit);
    this.readout = el("span", { class: "gx-note gx-num count" });
    this.speed = speedSelect(unit, rate, (wanted) => this.setRate(wanted));
    this.root = el(
      "div",
      { class: "player", role: "group", "aria-label": `${label}: ${KEYS}` },
      this.slider,
      this.readout,
      this.#moves(),
      this.speed,
    );
    this.#listen();
    this.#draw();
  }

  /** The step that stands on the screen. */
  get step() {
    return this.clock.step;
  }

  /** It plays, or will as soon as something has arrived. */
  get playing() {
    return this.clock.playing || this.#due;
  }

  /** Steps a second. */
  get rate() {
    return this.clock.rate;
  }

  #moves() {
    return el(
      "div",
      { class: "moves" },
      moveButton("first", "To the start (Home)", () => this.jump(0)),
      moveButton("back", "One step back (left arrow)", () => this.jump(this.#back())),
      this.playButton,
      moveButton("forth", "One step on (right arrow)", () => this.jump(this.#next())),
      moveButton("first last", "To the end (End)", () => this.jump(-1)),
      this.stopButton,
    );
  }

  #listen() {
    const { slider } = this;
    // A drag holds the playing, and its end lets it go on from there.
    slider.addEventListener("input", () => {
      this.#held ||= this.playing;
      this.clock.pause();
      this.go(Number(slider.value));
    });
    slider.addEventListener("change", () => {
      if (this.#held && !this.clock.dry) this.clock.play();
      this.#held = false;
      this.wake();
    });
    this.root.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || target === this.speed) return;
    const step = this.#stepOfKey(event.key);
    if (step !== null) this.jump(step);
    else if (event.key === " " && !(target instanceof HTMLButtonElement)) this.toggle();
    else return;
    event.preventDefault();
  }

  /**
   * Where a key goes to, null where it is none of the player's.
   * @param {string} key
   */
  #stepOfKey(key) {
    const leap = Math.max(1, Math.round(this.played.total() * LEAP));
    switch (key) {
      case "ArrowLeft":
      case "ArrowDown":
        return this.#back();
      case "ArrowRight":
      case "ArrowUp":
        return this.#next();
      case "PageUp":
        return this.step + leap;
      case "PageDown":
        return Math.max(0, this.step - leap);
      case "Home":
        return 0;
      case "End":
        return -1;
      default:
        return null;
    }
  }

  #next() {
    return Math.min(this.played.total(), this.clock.next(this.step));
  }

  #back() {
    const { back = (step) => step - 1 } = this.played;
    return Math.max(0, back(this.step));
  }

  /** @param {number} rate  steps a second */
  setRate(rate) {
    this.clock.rate = rate;
    this.speed.value = String(rate);
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  /** Play on, from the start where the end was reached, or the record that `onplay` begins. */
  play() {
    if (this.playing) return;
    const { clock, played } = this;
    this.#old = played.available();
    this.#due = clock.dry && (played.onplay?.() ?? false);
    if (!this.#due) {
      if (clock.dry) clock.go(0);
      if (clock.total() > 0) clock.play();
    }
    this.refresh();
  }

  pause() {
    this.clock.pause();
    this.#held = false;
    this.#due = false;
    this.wake();
  }

  /** No more will come; what has arrived can still be played. */
  end() {
    this.clock.ended = true;
    this.#due = false;
    this.wake();
  }

  /** End the playing and the computing. */
  stop() {
    this.pause();
    this.end();
    this.played.onstop?.();
  }

  /**
   * By hand to a step, -1 for the end: what plays is paused.
   * @param {number} step
   */
  jump(step) {
    this.pause();
    this.go(step);
  }

  /**
   * To a step, -1 for the end: what plays goes on from there.
   * @param {number} step
   */
  go(step) {
    this.clock.go(step);
    this.wake();
  }

  /** Another record, at its beginning. It plays where Play was pressed for it. */
  open() {
    this.clock.open();
    if (this.#due) this.clock.play();
    this.#held = false;
    this.#due = false;
    this.wake(true);
  }

  /** Another record, and it plays. */
  restart() {
    this.#due = true;
    this.open();
  }

  /**
   * Something arrived. The record that Play was pressed for shows by having less in it than the one before: until
   * then that one stays.
   */
  refresh() {
    if (this.#due && this.played.available() < Math.max(1, this.#old)) this.open();
    this.clock.refresh();
    this.wake();
  }

  /** Paint with the next frame; `anew`: even where the step is the one that stands there. */
  wake(anew = false) {
    if (anew) this.#shown = null;
    this.#frame ||= requestAnimationFrame((now) => this.#paint(now));
  }

  /** @param {number} now  ms */
  #paint(now) {
    const { clock } = this;
    const before = this.#last ?? now;
    this.#frame = 0;
    const over = clock.tick(now - before);
    this.#last = clock.playing ? now : null;
    if (clock.playing) this.wake();
    if (this.#shown !== clock.step || this.#showedPlaying !== this.playing) {
      this.#shown = clock.step;
      this.#showedPlaying = this.playing;
      this.played.show(clock.step);
    }
    this.#draw();
    if (over) this.root.dispatchEvent(new CustomEvent("gx-played", { detail: { step: clock.step }, bubbles: true }));
  }

  #draw() {
    const { clock, slider, root } = this;
    const total = clock.total();
    const share = (/** @type {number} */ value) => String(total ? value / total : 0);
    const said = `${clock.step} of ${total} ${this.played.unit}`;
    const waiting = clock.coming && clock.step >= clock.limit && total > 0;
    const busy = this.playing || (clock.coming && total > 0);
    slider.max = String(total);
    slider.value = String(clock.step);
    slider.setAttribute("aria-valuetext", said);
    root.style.setProperty("--played", share(clock.step));
    root.style.setProperty("--arrived", share(clock.limit));
    root.classList.toggle("waiting", waiting);
    root.classList.toggle("playing", clock.playing);
    this.readout.textContent = total ? said : "";
    this.words.textContent = this.playing ? "Pause" : "Play";
    this.sign.className = `icon ${this.playing ? "hold" : "go"}`;
    this.stopButton.setAttribute("aria-disabled", String(!busy));
  }
}

/**
 * A button with a sign only.
 * @param {string} icon
 * @param {string} title
 * @param {() => void} onclick
 */
function moveButton(icon, title, onclick) {
  const sign = el("i", { class: `icon ${icon}` });
  return el("button", { class: "gx-btn", type: "button", title, "aria-label": title, onclick }, sign);
}

/** @param {string} unit */
function scrubSlider(unit) {
  return el("input", {
    type: "range",
    class: "scrub",
    min: "0",
    max: "0",
    step: "1",
    value: "0",
    "aria-label": `Place in the record, in ${unit}`,
  });
}

/**
 * @param {string} unit
 * @param {number} rate  steps a second at first
 * @param {(rate: number) => void} choose
 */
function speedSelect(unit, rate, choose) {
  const select = el(
    "select",
    { class: "gx-select speed", "aria-label": `Speed, in ${unit}`, title: `How many ${unit} a second` },
    ...RATES.map(([value, text]) => el("option", { value: String(value) }, text)),
  );
  select.value = String(rate);
  select.addEventListener("change", () => choose(Number(select.value)));
  return select;
}
