// One method's answer: its picture or its difference from the clean one, its numbers, and how far it has come.

import { el, fmt } from "../../ui/canvas/paint.js";
import { press } from "../../ui/controls/buttons.js";
import { decibels, PSNR, SSIM, seconds } from "./measures.js";
import { paintResult } from "./paint_result.js";

/** @typedef {import("./types.js").Method} Method */
/** @typedef {import("./types.js").Result} Result */
/** @typedef {import("./types.js").Shape} Shape */

/** @typedef {"idle" | "waiting" | "running" | "done" | "failed" | "stopped"} State */

export class MethodCard {
  /** @type {Result | null} */
  result = null;

  /** @type {State} */
  state = "idle";

  #canvas = el("canvas", { class: "gx-canvas blank", "aria-hidden": "true" });
  #rank = el("span", { class: "rank gx-num" });
  #words = el("span", { class: "words" });
  #said = el("p", { class: "gx-note said" });
  #psnr = el("dd", { class: "gx-num psnr" }, "–");
  #ssim = el("dd", { class: "gx-num ssim" }, "–");
  #time = el("dd", { class: "gx-num" }, "–");

  /**
   * @param {Pick<Method, "name" | "title" | "about">} method
   * @param {object} options
   * @param {boolean} [options.timed]  it has a computing time
   * @param {() => void} options.onpick  it is to be seen right of the divider
   */
  constructor(method, { timed = true, onpick }) {
    this.method = method;
    this.bar = el("progress", { class: "bar", max: 1, "aria-label": `Progress of ${method.title}` });
    this.pick = el(
      "button",
      {
        class: "pick",
        type: "button",
        title: `${method.about} Press to see it on the right of the divider.`,
        "aria-label": `Show ${method.title} on the right`,
        onclick: onpick,
      },
      this.#canvas,
      this.#rank,
      this.#words,
      this.bar,
    );
    this.root = el(
      "article",
      { class: "gx-panel method", "data-method": method.name },
      this.pick,
      el("h4", {}, method.title),
      this.#numbers(timed),
      this.#said,
    );
  }

  /** @param {boolean} timed */
  #numbers(timed) {
    const time = timed ? [el("dt", { title: "Computing time on the server" }, "time"), this.#time] : [];
    return el(
      "dl",
      { class: "numbers" },
      el("dt", { title: PSNR }, "PSNR"),
      this.#psnr,
      el("dt", { title: SSIM }, "SSIM"),
      this.#ssim,
      ...time,
    );
  }

  /**
   * What was found before stays on screen, dimmed, and nothing moves.
   * @param {State} state
   * @param {string} [words]  about it
   */
  setState(state, words = "") {
    const settled = state === "done" || state === "failed";
    this.state = state;
    this.root.dataset.state = state;
    this.#words.textContent = settled ? "" : words;
    this.#said.textContent = settled ? words : "";
    this.root.setAttribute("aria-busy", String(state === "waiting" || state === "running"));
    this.#canvas.classList.toggle("blank", !this.result);
    if (state === "failed" || state === "stopped" || state === "idle") this.setRank(0, false);
  }

  /** As if nothing had ever been found. */
  reset() {
    this.result = null;
    for (const number of [this.#psnr, this.#ssim, this.#time]) number.textContent = "–";
    this.setState("idle");
  }

  /**
   * @param {number} done  0 to 1
   * @param {string} [note]  instead of the percentage
   */
  progress(done, note) {
    if (this.state !== "running") this.setState("running");
    this.bar.value = done;
    this.#words.textContent = note || `${Math.round(done * 100)} %`;
  }

  /** @param {Result} result */
  setResult(result) {
    this.result = result;
    this.#psnr.textContent = decibels(result.psnr);
    this.#ssim.textContent = fmt(result.ssim, 3);
    if (result.seconds !== undefined) this.#time.textContent = seconds(result.seconds);
    this.setState("done", result.note ?? "");
  }

  /**
   * What is on the canvas.
   * @param {Shape} shape
   * @param {Uint8Array} clean
   * @param {import("./paint_result.js").Show} show
   * @param {number} gain  how many times a difference is magnified
   */
  draw(shape, clean, show, gain) {
    const [c, h, w] = shape;
    const canvas = this.#canvas;
    canvas.style.setProperty("--ratio", String(w / h));
    if (this.result?.pixels.length !== c * h * w) {
      if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
      return;
    }
    paintResult(canvas, this.result, shape, { show, clean, gain });
  }

  /**
   * Its place among the finished ones by PSNR.
   * @param {number} rank  0 for none
   * @param {boolean} best
   */
  setRank(rank, best) {
    this.#rank.textContent = best ? "best" : String(rank || "");
    this.#rank.title = rank ? `Number ${rank} by PSNR` : "";
    this.root.classList.toggle("best", best);
  }

  /** @param {boolean} chosen  it is right of the divider */
  setChosen(chosen) {
    this.root.classList.toggle("chosen", chosen);
    press(this.pick, chosen);
  }
}
