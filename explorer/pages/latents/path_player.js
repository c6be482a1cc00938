// Two kept points of latent space and the way between them: 16 pictures with a slider over them, played, or exported.

import { el, paint, saveBlob, savePNG } from "../../ui/canvas/paint.js";
import { button, press, signButton } from "../../ui/controls/buttons.js";
import { tidy } from "../../ui/latents/latent_space.js";
import { StripSlider } from "../../ui/latents/strip_slider.js";
import { why } from "../../ui/lessons/why.js";
import { messageOf, postForBlob, postJSON, query } from "../../ui/transport/api.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./state.js").LatentsState} LatentsState */
/** @typedef {import("./decoders.js").Decoders} Decoders */
/** @typedef {"a" | "b"} End  of the path */

const PICTURES = 16;
const FINE = 7; // points between two pictures, so that a slider between them follows the arc
const POINTS = (PICTURES - 1) * FINE + 1;
const ONE_WAY_MS = 4000;
const PNG_SCALE = 4;
const GIF_EVERY = 3;
const GIF_MS = 60;
const GIF_SIDE = 256;
const GIF_MOST_SCALE = 12;

/** @type {readonly End[]} */
const ENDS = ["a", "b"];

/**
 * What to do next, in words.
 * @param {End[]} kept
 */
function whatNext(kept) {
  if (kept.length === ENDS.length) return "";
  if (!kept.length) return "Keep two pictures and see what lies between them.";
  return `Now find another picture and keep it as ${kept[0] === "a" ? "B" : "A"}.`;
}

/**
 * z at t: the server's points, and a straight line between two neighbours of them.
 * @param {number[][]} points
 * @param {number} t  0 to 1
 */
function pointAt(points, t) {
  const place = t * (points.length - 1);
  const left = Math.min(Math.floor(place), points.length - 2);
  const part = place - left;
  return points[left].map((value, i) => tidy(value + part * (points[left + 1][i] - value)));
}

export class PathPlayer {
  /** @type {number[][] | null} z along the path, POINTS of them, once they are there */
  #points = null;

  #turn = 0; // of the newest path that was asked for
  #due = false; // it is to be played as soon as it is there
  #frame = 0; // of the animation, while it plays

  #hint = el("p", { class: "gx-note" });
  #play = button("Play", "Walk to and fro between A and B", () => (this.#frame ? this.pause() : this.#start()));
  #gif = button("Export GIF", "Save the walk to and fro as an animation", () => this.#saveGIF());
  #png = button("Export PNG", "Save the 16 pictures of the path", () => {
    savePNG(this.#slider.canvas, `path-${this.state.card.name}.png`, PNG_SCALE);
  });
  #kind = el(
    "select",
    {
      class: "gx-select",
      title: "Straight line, or the arc around the origin",
      onchange: () => {
        this.state.view.kind = this.#kind.value;
        this.refresh();
        this.#tell();
      },
    },
    el("option", { value: "slerp" }, "arc (slerp)"),
    el("option", { value: "lerp" }, "straight line (lerp)"),
  );
  #slider = new StripSlider(
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
    { input: () => this.#scrub(), rest: () => this.on.rest() },
  );
  #ends = { a: this.#buildEnd("a"), b: this.#buildEnd("b") };

  /**
   * @param {LatentsState} state  whose ends, kind and place of the path are this part's own
   * @param {Decoders} decoders  give the path's pictures, at a lower priority than the hand's
   * @param {object} on
   * @param {(z: number[]) => void} on.move  z goes along the path, or to an end
   * @param {() => void} on.rest  a step is over
   * @param {() => void} on.changed  the path is another one than the link says
   * @param {(message: string) => void} on.error
   */
  constructor(state, decoders, on) {
    this.state = state;
    this.decoders = decoders;
    this.on = on;
    const { a, b } = this.#ends;
    const kind = el("label", { class: "path-kind" }, this.#kind);
    const tools = el("div", { class: "gx-row" }, this.#play, kind, this.#png, this.#gif);
    const head = el(
      "div",
      { class: "between" },
      el("h3", {}, "From A to B", why("sample-and-paths")),
      el("div", { class: "gx-row" }, a.shown, a.keep, b.shown, b.keep),
    );
    this.strip = el("div", { class: "path-strip gx-hidden" }, this.#slider.root, tools);
    this.root = el("section", { class: "gx-panel path" }, head, this.#hint, this.strip);
  }

  /**
   * The buttons of one end: its picture, which leads to it, and the one that keeps it.
   * @param {End} end
   */
  #buildEnd(end) {
    const name = end.toUpperCase();
    const canvas = el("canvas", { class: "gx-canvas thumb", "aria-hidden": "true" });
    const shown = signButton(canvas, `Put ${name} on the sliders`, () => this.#goTo(end), "quiet end");
    shown.setAttribute("aria-label", `Go to ${name}`);
    const title = `Keep what is on the sliders as ${name}, one end of the path`;
    return { canvas, shown, keep: button(`Keep ${name}`, title, () => this.#keep(end)) };
  }

  /** Another model, or a link: the state's ends, kind and place. */
  open() {
    this.pause();
    const { card, view } = this.state;
    const [, h, w] = card.shape;
    this.#points = null;
    this.#kind.value = view.kind;
    this.#slider.setShape(card.shape);
    this.#slider.show(view.t);
    for (const { canvas } of Object.values(this.#ends)) {
      Object.assign(canvas, { width: w, height: h });
      canvas.style.setProperty("--ratio", String(w / h));
    }
    this.refresh();
  }

  /**
   * The way between two points, played as soon as it is there.
   * @param {number[]} a
   * @param {number[]} b
   */
  morph(a, b) {
    this.pause();
    Object.assign(this.state.view, { a: [...a], b: [...b] });
    this.#slider.show(0);
    this.#due = true;
    this.refresh();
    this.#tell();
  }

  /** @param {End} end */
  #keep(end) {
    this.pause();
    this.state.view[end] = [...this.state.view.z];
    this.#slider.show(end === "a" ? 0 : 1);
    this.refresh();
    this.#tell();
  }

  #tell() {
    this.state.view.t = this.#slider.value;
    this.on.changed();
  }

  /** Other ends, another kind, or another class: the path's pictures are asked for. */
  refresh() {
    const { card, view } = this.state;
    const kept = ENDS.filter((end) => view[end].length);
    const both = kept.length === ENDS.length;
    for (const end of ENDS) this.#ends[end].shown.classList.toggle("gx-hidden", !view[end].length);
    this.#hint.textContent = whatNext(kept);
    this.strip.classList.toggle("gx-hidden", !both);
    if (kept.length) this.#paintEnds(card, kept);
    if (both) this.#ask(card);
  }

  /**
   * @param {Card} card
   * @param {End[]} kept
   */
  #paintEnds(card, kept) {
    const z = kept.flatMap((end) => this.state.view[end]);
    this.decoders.decode(card, "ends", z, (pixels) => {
      if (card !== this.state.card) return;
      kept.forEach((end, i) => paint(this.#ends[end].canvas, pixels, card.shape, i));
    });
  }

  /** @param {Card} card */
  async #ask(card) {
    const turn = ++this.#turn;
    const { a, b, kind } = this.state.view;
    try {
      /** @type {{z: number[][]}} */
      const { z } = await postJSON(query("/api/path", { model: card.name }), { a, b, kind, steps: POINTS });
      if (turn !== this.#turn || card !== this.state.card) return;
      this.#points = z;
      if (this.#due) this.#start();
      this.#due = false;
      const pictures = z.filter((_, i) => i % FINE === 0);
      this.decoders.decode(card, "path", pictures.flat(), (pixels) => {
        if (turn === this.#turn && card === this.state.card) this.#slider.paint(pixels);
      });
    } catch (error) {
      this.on.error(messageOf(error));
    }
  }

  #moveToSlider() {
    if (this.#points) this.on.move(pointAt(this.#points, this.#slider.value));
  }

  #scrub() {
    this.stop();
    this.#moveToSlider();
    this.#tell();
  }

  /** @param {End} end */
  #goTo(end) {
    this.pause();
    if (this.#points) this.#slider.show(end === "a" ? 0 : 1);
    this.on.move(this.state.view[end]);
    this.on.rest();
    this.#tell();
  }

  #start() {
    if (!this.#points) return;
    // The phase at which the walk stands where the slider is: t = (1 - cos(pi * phase)) / 2.
    let phase = Math.acos(1 - 2 * this.#slider.value) / Math.PI;
    let last = performance.now();
    this.#play.textContent = "Pause";
    press(this.#play, true);
    /** @param {number} now  ms */
    const walk = (now) => {
      phase += Math.max(0, now - last) / ONE_WAY_MS;
      last = now;
      const t = (1 - Math.cos(Math.PI * phase)) / 2;
      this.#slider.show(Math.round(t * 1000) / 1000);
      this.#moveToSlider();
      this.#frame = requestAnimationFrame(walk);
    };
    this.#frame = requestAnimationFrame(walk);
  }

  /**
   * Stop walking, where it is.
   * @returns {boolean}  whether it walked
   */
  stop() {
    if (!this.#frame) return false;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#play.textContent = "Play";
    press(this.#play, false);
    return true;
  }

  /** Stop walking; where it walked that is a step. */
  pause() {
    if (!this.stop()) return;
    this.#tell();
    this.on.rest();
  }

  async #saveGIF() {
    if (!this.#points) return;
    const { card, view } = this.state;
    const [, h, w] = card.shape;
    const there = this.#points.filter((_, i) => i % GIF_EVERY === 0);
    const back = there.slice(1, -1).reverse();
    const scale = Math.max(1, Math.min(GIF_MOST_SCALE, Math.round(GIF_SIDE / Math.max(h, w))));
    const film = { z: [...there, ...back], weights: view.weights, draw: view.draw, ms: GIF_MS, scale };
    this.#gif.disabled = true;
    try {
      saveBlob(await postForBlob(query("/api/gif", { model: card.name }), film), `path-${card.name}.gif`);
    } catch (error) {
      this.on.error(messageOf(error));
    } finally {
      this.#gif.disabled = false;
    }
  }
}
