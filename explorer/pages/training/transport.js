// The bar of a live run: play, pause, one step, fifty, scrub back through what was, and begin anew.

import { el } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { range, select } from "../../ui/controls/fields.js";

const FIFTY = 50;
const SPEEDS = [1, 3, 10, 50];
const KEYS = "space plays and pauses, arrow keys go back and forth, Home and End to the ends";

/**
 * @typedef {object} Moved
 * @property {() => void} play
 * @property {() => void} pause
 * @property {(steps: number) => void} go  so many steps, then stop
 * @property {(index: number) => void} scrub  to a moment; -1: to what is newest, and stay there
 * @property {() => void} anew
 * @property {(every: number) => void} pace  steps between two pictures
 */

export class Transport {
  #playing = false;
  #count = 0;
  #index = 0;

  #words = el("span", {}, "Play");
  #sign = el("i", { class: "icon go" });
  #playButton = el(
    "button",
    { class: "gx-btn primary play", type: "button", title: "Play or pause (space)", onclick: () => this.toggle() },
    this.#sign,
    this.#words,
  );
  #scrub = range({ label: "Back through what was", step: 1, oninput: (index) => this.#to(index) });
  #counter = el("span", { class: "gx-note gx-num count", role: "status" });
  #speed = select("Steps between two pictures", "More steps: it learns faster, and shows less of it", (value) =>
    this.on.pace(Number(value)),
  );

  /** @param {Moved} on */
  constructor(on) {
    this.on = on;
    this.#scrub.classList.add("scrub");
    this.#speed.box.replaceChildren(...SPEEDS.map((steps) => el("option", { value: String(steps) }, String(steps))));
    this.#speed.root.classList.add("inline");
    const moves = el(
      "div",
      { class: "moves" },
      this.#playButton,
      button("One step", "One batch, one move of the weights", () => on.go(1)),
      button("50 steps", "Fifty batches", () => on.go(FIFTY)),
      button("Begin anew", "The same seed from its first weights", () => on.anew()),
    );
    this.root = el(
      "div",
      { class: "player", role: "group", "aria-label": `Training: ${KEYS}` },
      this.#scrub,
      this.#counter,
      moves,
      this.#speed.root,
    );
    this.root.addEventListener("keydown", (event) => this.#key(event));
  }

  toggle() {
    if (this.#playing) this.on.pause();
    else this.on.play();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target === this.#speed.box) return;
    /** @type {{[key: string]: number}} */
    const places = { ArrowLeft: this.#index - 1, ArrowRight: this.#index + 1, Home: 0, End: this.#count - 1 };
    if (event.key in places) this.#to(Math.min(Math.max(places[event.key], 0), this.#count - 1));
    else if (event.key === " " && !(event.target instanceof HTMLButtonElement)) this.toggle();
    else return;
    event.preventDefault();
  }

  /** @param {number} index  of a moment */
  #to(index) {
    this.on.scrub(index >= this.#count - 1 ? -1 : index);
  }

  /** @param {number} every */
  showPace(every) {
    const nearest = SPEEDS.reduce((best, steps) => (Math.abs(steps - every) < Math.abs(best - every) ? steps : best));
    this.#speed.box.value = String(nearest);
  }

  /**
   * @param {object} now
   * @param {boolean} now.playing
   * @param {number} now.count  moments that were seen
   * @param {number} now.index  of the one on the screen
   * @param {number} now.step  its step
   * @param {number} now.last  the newest step
   */
  show({ playing, count, index, step, last }) {
    this.#playing = playing;
    this.#count = count;
    this.#index = index;
    this.#words.textContent = playing ? "Pause" : "Play";
    this.#sign.className = playing ? "icon hold" : "icon go";
    this.#scrub.max = String(Math.max(0, count - 1));
    this.#scrub.value = String(index);
    const played = String(count > 1 ? index / (count - 1) : 0);
    this.root.style.setProperty("--played", played);
    this.root.style.setProperty("--arrived", "1");
    const back = step < last ? ` of ${last.toLocaleString("en")}` : "";
    this.#counter.textContent = `step ${step.toLocaleString("en")}${back}`;
  }
}
