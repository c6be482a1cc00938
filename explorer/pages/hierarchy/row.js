// One group of latents as a row: what it holds, its share of the KL, its temperature, and pictures with it drawn anew.

import { el, fmt } from "../../ui/canvas/paint.js";
import { button, press, toggleButton } from "../../ui/controls/buttons.js";
import { rangedField } from "../../ui/controls/fields.js";
import { natsText } from "../../ui/metrics.js";
import { redrawn } from "./groups.js";
import { mapWords, READY, sizeWords } from "./view.js";

/** @typedef {import("./state.js").HierarchyState} HierarchyState */
/** @typedef {import("./strip.js").Strips} Strips */
/** @typedef {import("./view.js").Choice} Choice */

const OTHERS = 8; // pictures with the group drawn anew

/**
 * Whom a row tells.
 * @typedef {object} RowCalls
 * @property {(level: number) => void} redraw
 * @property {(level: number, temperature: number, done: boolean) => void} temperature  done: the hand rests
 * @property {(level: number) => void} lock
 * @property {(level: number) => void} hold  it comes from the given picture from now on, or no more
 * @property {(level: number) => void} walk  from draw to draw, or no more
 * @property {(level: number) => void} gif
 * @property {(choice: Choice) => void} take
 */

/**
 * Buttons for the ready temperatures.
 * @param {(temperature: number) => void} choose
 * @param {string} of  what they are of
 */
export function readyButtons(choose, of) {
  const nodes = READY.map((value) =>
    button(String(value), `Temperature ${value} for ${of}`, () => choose(value), "ready gx-num"),
  );
  const root = el("div", { class: "segments", role: "group", "aria-label": `Ready temperatures for ${of}` }, ...nodes);
  return {
    root,
    /**
     * @param {number | null} value  that stands there; null where there are several
     * @param {boolean} idle  nothing that it is of is drawn
     */
    show: (value, idle) =>
      nodes.forEach((node, i) => {
        press(node, READY[i] === value);
        node.disabled = idle;
      }),
  };
}

export class GroupRow {
  #source = el("span", { class: "gx-note gx-num source", role: "status" });

  /**
   * @param {HierarchyState} state
   * @param {number} level
   * @param {Strips} strips
   * @param {RowCalls} on
   */
  constructor(state, level, strips, on) {
    this.state = state;
    this.level = level;
    const group = state.groups[level];
    const size = sizeWords(group);
    const rest = () => on.temperature(level, this.temperature.box.valueAsNumber, true);
    this.temperature = rangedField(
      "Temperature",
      "How far from what the groups above lead to expect the draw may lie: 0 is just that, 1 as the model says",
      { min: 0, max: 1.5, step: 0.01, label: `Temperature of the group ${size}` },
      (value) => on.temperature(level, value, false),
    );
    this.temperature.box.addEventListener("change", rest);
    this.ready = readyButtons((value) => on.temperature(level, value, true), `the group ${size}`);
    this.lockButton = toggleButton("Lock", `“Draw all” leaves the group ${size} as it is`, () => on.lock(level));
    this.holdButton = toggleButton("From picture", `The group ${size} as your picture has it`, () => on.hold(level));
    this.walkButton = toggleButton("Walk", `From draw to draw of the group ${size}, all else held`, () =>
      on.walk(level),
    );
    this.strip = strips.add({
      label: `Only the group ${size} drawn anew`,
      choices: () => this.#seeds().map((seed) => redrawn(state.groups, state.choice, level, seed)),
      pick: (choice) => on.take(choice),
      words: (i) => `Only the group ${size} drawn anew, seed ${this.#seeds()[i]}: take it`,
      chosen: (i) => this.#isDrawn() && state.view.seeds[level] === this.#seeds()[i],
    });
    const gif = button("GIF", `The group ${size} walked through three draws and back, as a file`, () => on.gif(level));
    const redraw = button("Redraw", `Draw the group ${size} anew; all others stay`, () => on.redraw(level), "primary");
    const name = el(
      "div",
      { class: "name" },
      el("div", {}, el("h4", {}, size), el("span", { class: "gx-note" }, mapWords(group)), this.#source),
      this.#share(),
    );
    this.root = el(
      "article",
      { class: "group-row" },
      el(
        "div",
        { class: "between head" },
        name,
        el("div", { class: "gx-row" }, this.holdButton, this.lockButton, redraw),
      ),
      this.strip.root,
      el(
        "div",
        { class: "warmth" },
        this.temperature.root,
        this.ready.root,
        el("div", { class: "gx-row" }, this.walkButton, gif),
      ),
    );
  }

  /** The seeds on its strip: the eight among which the group's own is. */
  #seeds() {
    const seed = this.state.view.seeds[this.level];
    const first = Math.floor(seed / OTHERS) * OTHERS;
    return Array.from({ length: OTHERS }, (_, i) => first + i);
  }

  /** Whether the group is as its seed draws it. */
  #isDrawn() {
    const { held, turns } = this.state.view;
    return !this.#isHeld(held) && !turns[this.level];
  }

  /** @param {number[]} held */
  #isHeld(held) {
    return Boolean(this.state.posterior) && held.includes(this.level);
  }

  /** Its share of the KL over the test set, where that is known. */
  #share() {
    const { group_kl: kl } = this.state.card;
    if (!kl) return null;
    const whole = kl.reduce((sum, value) => sum + value, 0);
    const share = whole ? kl[this.level] / whole : 0;
    const bar = el("i", {});
    bar.style.setProperty("--share", String(share));
    const words = `${natsText(kl[this.level], 1)} nats, ${fmt(100 * share, 0)} %`;
    return el(
      "span",
      { class: "share gx-num", title: `Its KL, averaged over the test set, and its share of the whole: ${words}` },
      el("span", { class: "bar", "aria-hidden": "true" }, bar),
      words,
    );
  }

  /** @param {number | null} walking  the group that is walking */
  show(walking) {
    const { level, state } = this;
    const { temperatures, locked, held, seeds, turns } = state.view;
    const isHeld = this.#isHeld(held);
    const temperature = temperatures[level];
    this.temperature.show(temperature, fmt(temperature));
    this.temperature.box.disabled = isHeld;
    this.ready.show(isHeld ? null : temperature, isHeld);
    press(this.lockButton, locked.includes(level));
    press(this.holdButton, isHeld);
    press(this.walkButton, walking === level);
    this.walkButton.textContent = walking === level ? "Pause" : "Walk";
    this.holdButton.classList.toggle("gx-hidden", !state.posterior);
    const turn = turns[level] ? ` → ${seeds[level] + 1}, ${fmt(100 * turns[level], 0)} %` : "";
    this.#source.textContent = isHeld ? "from your picture" : `seed ${seeds[level]}${turn}`;
  }
}
