// One method's answer: its picture or its difference from the clean one, its numbers, and how far it has come.

import { diverging, el, fmt, paint } from "../../ui/canvas/paint.js";

export const PSNR =
  "Peak signal-to-noise ratio: 10 log10(1 / mean squared error) on the scale 0 to 1, in decibels. Higher is closer to the clean picture; 3 dB halve the squared error.";
export const SSIM =
  "Structural similarity: compares means, contrasts and patterns in small windows. 1 for the same picture, near 0 for unlike ones.";

export const seconds = (value) =>
  value < 0.0995 ? `${Math.max(1, Math.round(value * 1000))} ms` : `${fmt(value, value < 9.95 ? 2 : 0)} s`;
export const decibels = (value) => (value === null || value > 99 ? "∞ dB" : `${fmt(value)} dB`);

/** uint8 (3, h, w): `pixels` minus `clean` on the diverging scale, `gain` times. */
export function differences(pixels, clean, gain) {
  const out = new Uint8Array(3 * pixels.length);
  for (let i = 0; i < pixels.length; i++)
    diverging(((pixels[i] - clean[i]) / 255) * gain).forEach((part, channel) => {
      out[channel * pixels.length + i] = part;
    });
  return out;
}

export class RestoreCard {
  /** @param {{name: string, title: string, about: string}} method  @param {() => void} onpick */
  constructor(method, onpick) {
    Object.assign(this, { method, result: null, state: "idle" });
    this.canvas = el("canvas", { class: "gx-canvas blank", "aria-hidden": "true" });
    this.rank = el("span", { class: "rank gx-num" });
    this.words = el("span", { class: "words" });
    this.bar = el("progress", { class: "bar", max: 1, "aria-label": `Progress of ${method.title}` });
    this.said = el("p", { class: "gx-note said" });
    this.psnr = el("dd", { class: "gx-num psnr" }, "–");
    this.ssim = el("dd", { class: "gx-num ssim" }, "–");
    this.time = el("dd", { class: "gx-num" }, "–");
    this.pick = el(
      "button",
      {
        class: "pick",
        type: "button",
        title: `${method.about} Press to see it on the right of the divider.`,
        "aria-label": `Show ${method.title} on the right`,
        onclick: onpick,
      },
      this.canvas,
      this.rank,
      this.words,
      this.bar,
    );
    this.root = el(
      "article",
      { class: "gx-panel method", "data-method": method.name },
      this.pick,
      el("h4", {}, method.title),
      el(
        "dl",
        { class: "numbers" },
        el("dt", { title: PSNR }, "PSNR"),
        this.psnr,
        el("dt", { title: SSIM }, "SSIM"),
        this.ssim,
        ...(method.name === "damaged" ? [] : [el("dt", { title: "Computing time on the server" }, "time"), this.time]),
      ),
      this.said,
    );
  }

  /** "waiting", "running", "done", "failed" or "stopped"; what was found before stays on screen, dimmed, and nothing moves. */
  setState(state, words = "") {
    this.state = state;
    this.root.dataset.state = state;
    this.words.textContent = state === "done" || state === "failed" ? "" : words;
    this.said.textContent = state === "done" || state === "failed" ? words : "";
    this.root.setAttribute("aria-busy", String(state === "waiting" || state === "running"));
    this.canvas.classList.toggle("blank", !this.result);
    if (state === "failed" || state === "stopped" || state === "idle") this.setRank(0, false);
  }

  /** As if nothing had ever been found. */
  reset() {
    this.result = null;
    for (const number of [this.psnr, this.ssim, this.time]) number.textContent = "–";
    this.setState("idle");
  }

  progress(done, note) {
    if (this.state !== "running") this.setState("running");
    this.bar.value = done;
    this.words.textContent = note || `${Math.round(done * 100)} %`;
  }

  /** @param {{pixels: Uint8Array, psnr: number, ssim: number, seconds?: number, note?: string}} result */
  setResult(result) {
    this.result = result;
    this.psnr.textContent = decibels(result.psnr);
    this.ssim.textContent = fmt(result.ssim, 3);
    if (result.seconds !== undefined) this.time.textContent = seconds(result.seconds);
    this.setState("done", result.note ?? "");
  }

  /** What is on the canvas: the picture, or its difference from the clean one. */
  draw(shape, clean, asDifference, gain) {
    const [, h, w] = shape;
    this.canvas.style.setProperty("--ratio", w / h);
    if (this.result?.pixels.length !== h * w) {
      if (this.canvas.width !== w || this.canvas.height !== h) Object.assign(this.canvas, { width: w, height: h });
      return;
    }
    if (asDifference) paint(this.canvas, differences(this.result.pixels, clean, gain), [3, h, w]);
    else paint(this.canvas, this.result.pixels, shape);
  }

  /** Its place among the finished ones by PSNR, 0 for none. */
  setRank(rank, best) {
    this.rank.textContent = rank ? String(rank) : "";
    this.rank.title = rank ? `Number ${rank} by PSNR` : "";
    this.root.classList.toggle("best", best);
    if (best) this.rank.textContent = "best";
  }

  setChosen(chosen) {
    this.root.classList.toggle("chosen", chosen);
    this.pick.setAttribute("aria-pressed", String(chosen));
  }
}
