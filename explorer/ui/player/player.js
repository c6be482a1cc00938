// The transport bar of everything that can be stepped through: play, pause, step, step back, scrub, speed and Stop.

import { el } from "../canvas/paint.js";
import { Clock } from "./clock.js";

const RATES = [
  [1, "1 a second"],
  [10, "10 a second"],
  [60, "60 a second"],
  [300, "300 a second"],
  [Infinity, "at once"],
];
const LEAP = 0.05; // of the whole, with the page keys

export class Player {
  /**
   * @param {object} on  total() steps there will be, available() steps that have arrived, show(step) draws the state after `step` steps (at most
   *   once a frame), label of the bar, unit ("pixels"), rate (steps a second, Infinity at once; default 300), onplay() when Play is pressed and
   *   there is nothing more to play: true where a new record has been begun, onstop() ends the computing, next(step) and back(step) where
   *   steps that show nothing new are left out (defaults: one on, one back)
   */
  constructor(on) {
    Object.assign(this, {
      on: { onplay: () => false, onstop: () => {}, back: (step) => step - 1, rate: 300, label: "Playing", ...on },
      frame: 0,
      last: null,
      shown: null,
      held: false,
      due: false,
      old: 0,
    });
    this.clock = new Clock(this.on);
    this.clock.rate = this.on.rate;
    this.build();
    this.listen();
    this.draw();
  }

  get step() {
    return this.clock.step;
  }
  get playing() {
    return this.clock.playing || this.due;
  }
  get rate() {
    return this.clock.rate;
  }

  build() {
    const { label, unit } = this.on;
    const button = (icon, title, onclick) =>
      el(
        "button",
        { class: "gx-btn", type: "button", title, "aria-label": title, onclick },
        el("i", { class: `icon ${icon}` }),
      );
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
    this.slider = el("input", {
      type: "range",
      class: "scrub",
      min: "0",
      max: "0",
      step: "1",
      value: "0",
      "aria-label": `Place in the record, in ${unit}`,
    });
    this.readout = el("span", { class: "gx-note gx-num count" });
    this.speed = el(
      "select",
      {
        class: "gx-select speed",
        "aria-label": `Speed, in ${unit}`,
        title: `How many ${unit} a second`,
        onchange: () => this.setRate(Number(this.speed.value)),
      },
      ...RATES.map(([rate, text]) => el("option", { value: String(rate) }, text)),
    );
    this.speed.value = String(this.rate);
    this.root = el(
      "div",
      {
        class: "player",
        role: "group",
        "aria-label": `${label}: space plays and pauses, arrow keys step, Home and End go to the ends`,
      },
      this.slider,
      this.readout,
      el(
        "div",
        { class: "moves" },
        button("first", "To the start (Home)", () => this.jump(0)),
        button("back", "One step back (left arrow)", () => this.jump(this.back())),
        this.playButton,
        button("forth", "One step on (right arrow)", () => this.jump(this.next())),
        button("first last", "To the end (End)", () => this.jump(-1)),
        this.stopButton,
      ),
      this.speed,
    );
  }

  listen() {
    const { slider } = this;
    // A drag holds the playing, and its end lets it go on from there.
    slider.addEventListener("input", () => {
      this.held ||= this.playing;
      this.clock.pause();
      this.go(Number(slider.value));
    });
    slider.addEventListener("change", () => {
      if (this.held && !this.clock.dry) this.clock.play();
      this.held = false;
      this.wake();
    });
    this.root.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target === this.speed) return;
    const leap = Math.max(1, Math.round(this.on.total() * LEAP));
    const to = {
      ArrowLeft: () => this.back(),
      ArrowDown: () => this.back(),
      ArrowRight: () => this.next(),
      ArrowUp: () => this.next(),
      PageUp: () => this.step + leap,
      PageDown: () => Math.max(0, this.step - leap),
      Home: () => 0,
      End: () => -1,
    }[event.key];
    if (to) this.jump(to());
    else if (event.key === " " && event.target.tagName !== "BUTTON") this.toggle();
    else return;
    event.preventDefault();
  }

  next() {
    return Math.min(this.on.total(), this.clock.next(this.step));
  }
  back() {
    return Math.max(0, this.on.back(this.step));
  }

  setRate(rate) {
    this.clock.rate = rate;
    this.speed.value = String(rate);
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  play() {
    if (this.playing) return;
    const { clock } = this;
    this.old = this.on.available();
    this.due = clock.dry && this.on.onplay();
    if (!this.due) {
      if (clock.dry) clock.go(0);
      if (clock.total() > 0) clock.play();
    }
    this.refresh();
  }

  pause() {
    this.clock.pause();
    this.held = this.due = false;
    this.wake();
  }

  /** No more will come; what has arrived can still be played. */
  end() {
    this.clock.ended = true;
    this.due = false;
    this.wake();
  }

  stop() {
    this.pause();
    this.end();
    this.on.onstop();
  }

  /** By hand to a step: what plays is paused. */
  jump(step) {
    this.pause();
    this.go(step);
  }

  go(step) {
    this.clock.go(step);
    this.wake();
  }

  /** Another record, at its beginning. It plays where Play was pressed for it. */
  open() {
    this.clock.open();
    if (this.due) this.clock.play();
    this.held = this.due = false;
    this.wake(true);
  }

  restart() {
    this.due = true;
    this.open();
  }

  /** Something arrived. The record that Play was pressed for shows by having less in it than the one before: until then that one stays. */
  refresh() {
    if (this.due && this.on.available() < Math.max(1, this.old)) this.open();
    this.clock.refresh();
    this.wake();
  }

  /** Paint with the next frame; `anew`: even where the step is the one that stands there. */
  wake(anew = false) {
    if (anew) this.shown = null;
    this.frame ||= requestAnimationFrame((now) => this.paint(now));
  }

  paint(now) {
    const { clock } = this;
    const before = this.last ?? now;
    this.frame = 0;
    const over = clock.tick(now - before);
    this.last = clock.playing ? now : null;
    if (clock.playing) this.wake();
    if (this.shown !== clock.step) {
      this.shown = clock.step;
      this.on.show(clock.step);
    }
    this.draw();
    if (over) this.root.dispatchEvent(new CustomEvent("gx-played", { detail: { step: clock.step }, bubbles: true }));
  }

  draw() {
    const { clock, slider, root } = this;
    const total = clock.total();
    const share = (value) => String(total ? value / total : 0);
    const said = `${clock.step} of ${total} ${this.on.unit}`;
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
