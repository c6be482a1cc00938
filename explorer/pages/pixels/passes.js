// Fixed-point sampling: all pixels at once, again and again with the same noise, until the picture stands still.

import { decodeBase64, el, paint } from "../../ui/canvas/paint.js";
import { UNKNOWN } from "../../ui/painting/record.js";
import { Player } from "../../ui/player/player.js";
import { JobSocket } from "../../ui/transport/jobs.js";

const CELL = 14;
const DOT = 4; // px of a pixel on this canvas, and of the mark on it
const UNSURE = "rgb(79 195 201 / 34%)";
const CHANGED = "#ee8866"; // over what may still change; on what just did
const RATE = 10; // passes a second
const GUESS = 48; // passes to leave room for until it is known how many there are
const CHART = { width: 288, height: 96, left: 34, bottom: 18, top: 8, right: 8 };

export class Passes {
  /** @param {object} on  error(message) */
  constructor(on) {
    this.on = on;
    this.passes = [];
    this.whole = false; // every pass of `what` is there
    this.socket = new JobSocket("/api/paint", {
      event: (message) => this.receive(message),
      status: (text) => {
        if (text === "offline" && this.socket.busy) on.error("The explorer does not answer. Is it still running?");
      },
    });
    this.player = new Player({
      total: () => (this.socket.busy ? Math.max(GUESS, this.passes.length + 8) : this.passes.length),
      available: () => this.passes.length,
      show: (step) => this.show(step),
      label: "Passes",
      unit: "passes",
      rate: RATE,
      onplay: () => this.begin(),
      onstop: () => this.socket.stop(),
    });
    this.canvas = el("canvas", { class: "gx-canvas passes-picture", role: "img" });
    this.chart = el("canvas", { class: "passes-chart", role: "img", width: 2 * CHART.width, height: 2 * CHART.height });
    this.told = el("p", { class: "gx-num told" });
    this.verdict = el("p", { class: "gx-note gx-num", role: "status" });
    this.legend = el(
      "div",
      { class: "gx-note passes-legend" },
      el("span", {}, el("i", { class: "unsure" }), "may still change"),
      el("span", {}, el("i", { class: "changed" }), "changed in this pass"),
      el("span", {}, el("i", { class: "sure" }), "certain to stay"),
    );
    this.root = el(
      "div",
      { class: "pixels-passes" },
      el(
        "p",
        { class: "gx-note" },
        "An empty canvas and the same seed, painted another way: each pass asks for all pixels together, every one from those that stood before it after the last pass. What changed may change others, and once nothing does, it is the picture that is painted pixel by pixel.",
      ),
      el(
        "div",
        { class: "passes-row" },
        this.canvas,
        el("div", { class: "passes-side" }, this.legend, this.told, this.chart, this.verdict),
      ),
      this.player.root,
    );
  }

  /** @param {{model: string, label: number | string | null, temperature: number, seed: number}} what  is painted by the next run; what was painted before goes */
  open(what) {
    if (JSON.stringify(what) === JSON.stringify(this.what)) return;
    this.what = what;
    this.socket.abandon();
    this.forget();
    this.player.open();
  }

  forget() {
    this.passes = [];
    this.whole = false;
    this.verdict.textContent = "";
  }

  /** Ask for the passes, unless all are there and can be played again; true where it has begun. */
  begin() {
    if (this.whole) return false;
    const { model, label, temperature, seed } = this.what;
    this.forget();
    this.socket.request({
      model,
      n: 1,
      label: label === "each" ? 0 : label,
      temperature,
      seed,
      canvas: "",
      way: "passes",
    });
    return true;
  }

  /** Paint from the start, and play it. */
  run() {
    this.begin();
    this.player.restart();
  }

  receive(message) {
    const { event } = message;
    if (event === "begin")
      Object.assign(this, { shape: message.shape, levels: message.levels, total: message.total * message.shape[0] });
    else if (event === "pass") {
      const settled = decodeBase64(message.settled);
      const changed = decodeBase64(message.changed);
      this.passes.push({
        levels: decodeBase64(message.levels),
        settled,
        changed,
        moved: sum(changed),
        sure: sum(settled),
      });
      this.player.refresh();
      this.paintChart(this.player.step);
    } else {
      if (event === "error") this.on.error(message.message);
      if (event === "stopped") this.verdict.textContent = `Stopped after ${passesOf(this.passes.length)}.`;
      this.whole = event === "end";
      if (this.whole)
        this.verdict.textContent = `Settled after ${passesOf(message.passes ?? this.passes.length)} instead of ${this.total}, one a pixel. In the last of them nothing changed.`;
      this.player.end();
      this.paintChart(this.player.step);
      this.root.dispatchEvent(new CustomEvent("gx-painted", { detail: { passes: this.passes.length, event } }));
    }
  }

  show(step) {
    this.paintPicture(step);
    this.paintChart(step);
    const pass = this.passes[step - 1];
    this.told.textContent = pass
      ? `Pass ${step}: ${pass.moved} changed, ${pass.sure} of ${this.total} are certain`
      : "Nothing is painted yet.";
    this.canvas.setAttribute("aria-label", pass ? `The picture after pass ${step}` : "An unknown picture");
  }

  paintPicture(step) {
    const pass = this.passes[step - 1];
    const [c, h, w] = this.shape ?? [1, 28, 28];
    const plane = h * w;
    const { canvas } = this;
    if (canvas.width !== w * CELL || canvas.height !== h * CELL)
      Object.assign(canvas, { width: w * CELL, height: h * CELL });
    canvas.style.setProperty("--ratio", w / h);
    const context = canvas.getContext("2d");
    const every = (test, draw) => {
      for (let i = 0; i < plane; i++) if (test(i)) draw((i % w) * CELL, Math.floor(i / w) * CELL, i);
    };
    if (!pass) {
      every(
        () => true,
        (x, y, i) => {
          context.fillStyle = `rgb(${UNKNOWN[((i % w) + Math.floor(i / w)) % 2]})`;
          context.fillRect(x, y, CELL, CELL);
        },
      );
      return;
    }
    const small = el("canvas");
    const channels = [...Array(c).keys()];
    paint(
      small,
      pass.levels.map((level) => Math.round((255 * level) / (this.levels - 1))),
      this.shape,
    );
    context.imageSmoothingEnabled = false;
    context.drawImage(small, 0, 0, canvas.width, canvas.height);
    context.fillStyle = UNSURE;
    every(
      (i) => !channels.every((k) => pass.settled[k * plane + i]),
      (x, y) => context.fillRect(x, y, CELL, CELL),
    );
    context.fillStyle = CHANGED;
    every(
      (i) => channels.some((k) => pass.changed[k * plane + i]),
      (x, y) => context.fillRect(x + (CELL - DOT) / 2, y + (CELL - DOT) / 2, DOT, DOT),
    );
  }

  /** Changed pixels of each pass as a line, and where the player stands. */
  paintChart(step) {
    const { width, height, left, bottom, top, right } = CHART;
    const { passes } = this;
    const context = this.chart.getContext("2d");
    const colour = (name) => getComputedStyle(this.root).getPropertyValue(name).trim() || "#888";
    const most = Math.max(1, ...passes.map(({ moved }) => moved));
    const end = Math.max(2, this.socket.busy ? Math.max(GUESS, passes.length) : passes.length);
    const x = (number) => left + ((number - 1) / (end - 1)) * (width - left - right);
    const y = (moved) => height - bottom - (moved / most) * (height - bottom - top);
    context.setTransform(2, 0, 0, 2, 0, 0);
    context.clearRect(0, 0, width, height);
    Object.assign(context, {
      font: "11px system-ui, sans-serif",
      fillStyle: colour("--gx-muted"),
      strokeStyle: colour("--gx-line"),
      lineWidth: 1,
      textAlign: "right",
    });
    context.strokeRect(left, height - bottom, width - left - right, 0.01);
    this.chart.setAttribute(
      "aria-label",
      passes.length
        ? `Changed pixels of each pass: ${passes.map(({ moved }) => moved).join(", ")}`
        : "Changed pixels of each pass; nothing has run yet",
    );
    if (!passes.length) return;
    context.fillText(String(most), left - 6, y(most) + 6);
    context.fillText("0", left - 6, y(0) + 2);
    context.fillText(passesOf(end), width - right, height - 4);
    Object.assign(context, { textAlign: "left" });
    context.fillText("changed pixels", left, height - 4);
    Object.assign(context, {
      strokeStyle: colour("--gx-accent"),
      fillStyle: colour("--gx-accent"),
      lineWidth: 2,
      lineJoin: "round",
    });
    context.beginPath();
    passes.forEach(({ moved }, i) => context.lineTo(x(i + 1), y(moved)));
    context.stroke();
    const here = passes[step - 1];
    if (!here) return;
    context.beginPath();
    context.arc(x(step), y(here.moved), 4, 0, 7);
    context.fill();
  }

  stop() {
    this.player.stop();
  }

  /** The page is left. */
  close() {
    this.player.stop();
    this.socket.close();
  }
}

const passesOf = (count) => `${count} ${count === 1 ? "pass" : "passes"}`;
const sum = (flags) => flags.reduce((total, flag) => total + flag, 0);
