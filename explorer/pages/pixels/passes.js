// Fixed-point sampling: all pixels at once, again and again with the same noise, until the picture stands still.

import { decodeBase64, el } from "../../ui/canvas/paint.js";
import { Player } from "../../ui/player/player.js";
import { JobSocket } from "../../ui/transport/jobs.js";
import { PassesChart } from "./passes_chart.js";
import { PassesPicture } from "./passes_picture.js";

/**
 * @import { Shape } from "../../ui/types.js"
 * @import { Pass } from "./passes_picture.js"
 */

/**
 * What is drawn.
 * @typedef {object} PassesSettings
 * @property {string} model
 * @property {number | string | [number, number, number] | null} label  a class, a blend of two, "each" (of which the
 *   first is taken), or none
 * @property {number} temperature
 * @property {number} seed
 */

/**
 * @typedef {PassesSettings & {n: 1, canvas: "", way: "passes"}} PassesJob
 */

/**
 * What the route sends.
 * @typedef {{event: "begin", id?: number, shape: Shape, levels: number, total: number}} BeginEvent
 * @typedef {{event: "pass", id?: number, levels: string, settled: string, changed: string}} PassEvent
 * @typedef {{event: "end" | "stopped", id?: number, passes?: number}} EndEvent
 * @typedef {{event: "error", id?: number | null, message: string}} ErrorEvent
 * @typedef {BeginEvent | PassEvent | EndEvent | ErrorEvent} PassesEvent
 */

const RATE = 10; // passes a second
const GUESS = 48; // passes to leave room for until it is known how many there are
const MORE = 8; // passes to leave room for beyond those that are there
const OFFLINE = "The explorer does not answer. Is it still running?";
const ABOUT =
  "An empty canvas and the same seed, painted another way: each pass asks for all pixels together, every one from " +
  "those that stood before it after the last pass. What changed may change others, and once nothing does, it is the " +
  "picture that is painted pixel by pixel.";

/** @param {number} count */
const passesOf = (count) => `${count} ${count === 1 ? "pass" : "passes"}`;

/** @param {Uint8Array} flags */
const sum = (flags) => flags.reduce((total, flag) => total + flag, 0);

/**
 * The passes of one picture, with a player of their own. `open` says what is drawn, `run` draws it; "gx-painted" is
 * dispatched when the last pass has come.
 */
export class Passes {
  /** @type {(Pass & {moved: number, sure: number})[]} with how many pixels changed, and how many are certain */
  passes = [];
  /** @type {PassesSettings | null} */
  #settings = null;
  /** Every pass of the settings is there. */
  #whole = false;
  /** @type {Shape} */
  #shape = [1, 28, 28];
  #levels = 2;
  #total = 0; // pixels, channels counted

  /** @param {(message: string) => void} fail */
  constructor(fail) {
    this.fail = fail;
    /** @type {JobSocket<PassesJob, PassesEvent>} */
    this.socket = new JobSocket("/api/paint", {
      event: (event) => this.#receive(event),
      waits: fail,
      status: (status) => {
        if (status === "offline" && this.socket.busy) fail(OFFLINE);
      },
    });
    this.player = new Player({
      total: () => (this.socket.busy ? Math.max(GUESS, this.passes.length + MORE) : this.passes.length),
      available: () => this.passes.length,
      show: (step) => this.#show(step),
      label: "Passes",
      unit: "passes",
      rate: RATE,
      onplay: () => this.#begin(),
      onstop: () => this.socket.stop(),
    });
    this.picture = new PassesPicture();
    this.chart = new PassesChart();
    this.told = el("p", { class: "gx-num told" });
    this.verdict = el("p", { class: "gx-note gx-num", role: "status" });
    const side = el("div", { class: "passes-side" }, legend(), this.told, this.chart.root, this.verdict);
    this.root = el(
      "div",
      { class: "pixels-passes" },
      el("p", { class: "gx-note" }, ABOUT),
      el("div", { class: "passes-row" }, this.picture.canvas, side),
      this.player.root,
    );
  }

  /** @param {PassesSettings} settings  of the next run; what was drawn with others goes */
  open(settings) {
    if (JSON.stringify(settings) === JSON.stringify(this.#settings)) return;
    this.#settings = settings;
    this.socket.abandon();
    this.#forget();
    this.player.open();
  }

  #forget() {
    this.passes = [];
    this.#whole = false;
    this.verdict.textContent = "";
  }

  /** Ask for the passes, unless all are there and can be played again; true where it has begun. */
  #begin() {
    if (this.#whole || !this.#settings) return false;
    const { label } = this.#settings;
    this.#forget();
    this.socket.request({
      ...this.#settings,
      label: label === "each" ? 0 : label,
      n: 1,
      canvas: "",
      way: "passes",
    });
    return true;
  }

  /** Draw from the start, and play it. */
  run() {
    this.#begin();
    this.player.restart();
  }

  /** @param {PassesEvent} event */
  #receive(event) {
    switch (event.event) {
      case "begin":
        this.#shape = event.shape;
        this.#levels = event.levels;
        this.#total = event.total * event.shape[0];
        break;
      case "pass":
        this.#addPass(event);
        break;
      default:
        this.#end(event);
    }
  }

  /** @param {PassEvent} event */
  #addPass(event) {
    const settled = decodeBase64(event.settled);
    const changed = decodeBase64(event.changed);
    const levels = decodeBase64(event.levels);
    this.passes.push({ levels, settled, changed, moved: sum(changed), sure: sum(settled) });
    this.player.refresh();
    this.#showChart(this.player.step);
  }

  /** @param {EndEvent | ErrorEvent} event */
  #end(event) {
    this.#whole = event.event === "end";
    if (event.event === "error") this.fail(event.message);
    else this.verdict.textContent = this.#verdict(event);
    this.player.end();
    this.#showChart(this.player.step);
    const detail = { passes: this.passes.length, event: event.event };
    this.root.dispatchEvent(new CustomEvent("gx-painted", { detail }));
  }

  /** @param {EndEvent} event */
  #verdict({ event, passes = this.passes.length }) {
    if (event === "stopped") return `Stopped after ${passesOf(this.passes.length)}.`;
    const instead = `instead of ${this.#total}, one a pixel`;
    return `Settled after ${passesOf(passes)} ${instead}. In the last of them nothing changed.`;
  }

  /** @param {number} step  the pass, from 1; 0 before the first */
  #show(step) {
    const pass = this.passes[step - 1] ?? null;
    this.picture.show(pass, this.#shape, this.#levels);
    this.#showChart(step);
    this.told.textContent = pass
      ? `Pass ${step}: ${pass.moved} changed, ${pass.sure} of ${this.#total} are certain`
      : "Nothing is painted yet.";
    this.picture.canvas.setAttribute("aria-label", pass ? `The picture after pass ${step}` : "An unknown picture");
  }

  /** @param {number} step */
  #showChart(step) {
    const { passes } = this;
    const end = this.socket.busy ? Math.max(GUESS, passes.length) : passes.length;
    this.chart.show(
      passes.map(({ moved }) => moved),
      step,
      end,
    );
  }

  /** The page is left. */
  leave() {
    this.player.stop();
    this.socket.close();
  }
}

/** What the marks on the picture mean. */
function legend() {
  const entry = (/** @type {string} */ kind, /** @type {string} */ text) =>
    el("span", {}, el("i", { class: kind }), text);
  return el(
    "div",
    { class: "gx-note passes-legend" },
    entry("unsure", "may still change"),
    entry("changed", "changed in this pass"),
    entry("sure", "certain to stay"),
  );
}
