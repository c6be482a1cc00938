// Two kept points of latent space and the way between them: 16 pictures with a slider over them, played, or exported.

import { el, paint, saveBlob, savePNG } from "../../ui/canvas/paint.js";
import { tidy } from "../../ui/latents/latent_space.js";
import { StripSlider } from "../../ui/latents/strip_slider.js";
import { postForBlob, postJSON, query } from "../../ui/transport/api.js";

const PICTURES = 16;
const FINE = 7; // points between two pictures, so that a slider between them follows the arc
const POINTS = (PICTURES - 1) * FINE + 1;
const ONE_WAY_MS = 4000;
const GIF_EVERY = 3;
const GIF_MS = 60;
const GIF_SIDE = 256;

export class PathPlayer {
  /**
   * @param {object} on  z() -> z on the sliders, weights() of the classes, card(), decode(channel, z, callback), move(z) while it plays or is
   *   dragged, rest() after, changed({a, b, kind, t}), error(message)
   */
  constructor(on) {
    this.on = on;
    this.a = this.b = [];
    this.points = null;
    this.asked = 0;
    this.frame = 0;
    this.build();
  }

  build() {
    const button = (text, title, onclick) => el("button", { class: "gx-btn", type: "button", title, onclick }, text);
    const end = (name) => {
      const canvas = el("canvas", { class: "gx-canvas thumb", "aria-hidden": "true" });
      const shown = el(
        "button",
        {
          class: "gx-btn quiet end",
          type: "button",
          title: `Put ${name} on the sliders`,
          "aria-label": `Go to ${name}`,
          onclick: () => this.goTo(name === "A" ? 0 : 1),
        },
        canvas,
      );
      return {
        canvas,
        shown,
        keep: button(`Keep ${name}`, `Keep what is on the sliders as ${name}, one end of the path`, () =>
          this.keep(name.toLowerCase()),
        ),
      };
    };
    this.ends = { a: end("A"), b: end("B") };
    this.kind = el(
      "select",
      {
        class: "gx-select",
        title: "Straight line, or the arc around the origin",
        onchange: () => {
          this.refresh();
          this.tell();
        },
      },
      el("option", { value: "slerp" }, "arc (slerp)"),
      el("option", { value: "lerp" }, "straight line (lerp)"),
    );
    this.play = button("Play", "Walk to and fro between A and B", () => (this.frame ? this.pause() : this.start()));
    this.png = button("Export PNG", "Save the 16 pictures of the path", () =>
      savePNG(this.slider.canvas, `path-${this.on.card().name}.png`, 4),
    );
    this.gif = button("Export GIF", "Save the walk to and fro as an animation", () => this.saveGIF());
    this.slider = new StripSlider(
      {
        low: 0,
        high: 1,
        middle: 0.5,
        count: PICTURES,
        digits: 3,
        step: 0.02,
        leap: 0.1,
        shape: [1, 28, 28],
        label: "Place on the path from A to B",
        describe: (t) => `${Math.round(t * 100)} % of the way`,
      },
      { input: (t) => this.scrub(t), rest: () => this.on.rest() },
    );
    this.hint = el("p", { class: "gx-note" });
    this.strip = el(
      "div",
      { class: "path-strip gx-hidden" },
      this.slider.root,
      el("div", { class: "gx-row" }, this.play, el("label", { class: "path-kind" }, this.kind), this.png, this.gif),
    );
    this.root = el(
      "section",
      { class: "gx-panel path" },
      el(
        "div",
        { class: "between" },
        el("h3", {}, "From A to B"),
        el("div", { class: "gx-row" }, this.ends.a.shown, this.ends.a.keep, this.ends.b.shown, this.ends.b.keep),
      ),
      this.hint,
      this.strip,
    );
  }

  /** Another model, or a link: its ends, kind and place. */
  open({ a, b, kind, t }) {
    this.pause();
    const card = this.on.card();
    Object.assign(this, { a, b, points: null });
    this.kind.value = kind;
    this.slider.setShape(card.shape);
    this.slider.show(t);
    for (const { canvas } of Object.values(this.ends)) {
      Object.assign(canvas, { width: card.shape[2], height: card.shape[1] });
      canvas.style.setProperty("--ratio", card.shape[2] / card.shape[1]);
    }
    this.refresh();
  }

  keep(name) {
    this.pause();
    this[name] = [...this.on.z()];
    this.slider.show(name === "a" ? 0 : 1);
    this.refresh();
    this.tell();
  }

  tell() {
    this.on.changed({ a: this.a, b: this.b, kind: this.kind.value, t: this.slider.value });
  }

  refresh() {
    const kept = ["a", "b"].filter((name) => this[name].length);
    const both = kept.length === 2;
    const card = this.on.card();
    for (const name of ["a", "b"]) this.ends[name].shown.classList.toggle("gx-hidden", !this[name].length);
    this.hint.textContent = both
      ? ""
      : kept.length
        ? `Now find another picture and keep it as ${kept[0] === "a" ? "B" : "A"}.`
        : "Keep two pictures and see what lies between them.";
    this.strip.classList.toggle("gx-hidden", !both);
    if (kept.length)
      this.on.decode("ends", Float32Array.from(kept.flatMap((name) => this[name])), (pixels) => {
        if (card === this.on.card()) kept.forEach((name, i) => paint(this.ends[name].canvas, pixels, card.shape, i));
      });
    if (both) this.fetch(card);
  }

  async fetch(card) {
    const turn = ++this.asked;
    try {
      const { z } = await postJSON(query("/api/path", { model: card.name }), {
        a: this.a,
        b: this.b,
        kind: this.kind.value,
        steps: POINTS,
      });
      if (turn !== this.asked || card !== this.on.card()) return;
      this.points = z;
      const pictures = z.filter((_, i) => i % FINE === 0);
      this.on.decode("path", Float32Array.from(pictures.flat()), (pixels) => {
        if (turn === this.asked) this.slider.paint(pixels);
      });
    } catch (error) {
      this.on.error(error.message);
    }
  }

  /** z at t: the server's points, and a straight line between two neighbours of them. */
  at(t) {
    const place = t * (POINTS - 1);
    const left = Math.min(Math.floor(place), POINTS - 2);
    const part = place - left;
    return this.points[left].map((value, i) => tidy(value + part * (this.points[left + 1][i] - value)));
  }

  scrub(t) {
    this.stop();
    if (this.points) this.on.move(this.at(t));
    this.tell();
  }

  goTo(t) {
    this.pause();
    if (this.points) this.slider.show(t);
    this.on.move(t ? this.b : this.a);
    this.on.rest();
    this.tell();
  }

  start() {
    if (!this.points) return;
    // The phase at which the walk stands where the slider is: t = (1 - cos(pi * phase)) / 2.
    let phase = Math.acos(1 - 2 * this.slider.value) / Math.PI;
    let last = performance.now();
    this.play.textContent = "Pause";
    this.play.setAttribute("aria-pressed", "true");
    const walk = (now) => {
      phase += Math.max(0, now - last) / ONE_WAY_MS;
      last = now;
      const t = (1 - Math.cos(Math.PI * phase)) / 2;
      this.slider.show(Math.round(t * 1000) / 1000);
      this.on.move(this.at(this.slider.value));
      this.frame = requestAnimationFrame(walk);
    };
    this.frame = requestAnimationFrame(walk);
  }

  /** Stop walking; true where it walked. */
  stop() {
    if (!this.frame) return false;
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.play.textContent = "Play";
    this.play.setAttribute("aria-pressed", "false");
    return true;
  }

  pause() {
    if (!this.stop()) return;
    this.tell();
    this.on.rest();
  }

  async saveGIF() {
    if (!this.points) return;
    const card = this.on.card();
    const there = this.points.filter((_, i) => i % GIF_EVERY === 0);
    const back = there.slice(1, -1).reverse();
    const scale = Math.max(1, Math.min(12, Math.round(GIF_SIDE / Math.max(card.shape[1], card.shape[2]))));
    this.gif.disabled = true;
    try {
      saveBlob(
        await postForBlob(query("/api/gif", { model: card.name }), {
          z: [...there, ...back],
          weights: this.on.weights(),
          ms: GIF_MS,
          scale,
        }),
        `path-${card.name}.gif`,
      );
    } catch (error) {
      this.on.error(error.message);
    } finally {
      this.gif.disabled = false;
    }
  }
}
