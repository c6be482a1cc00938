// A network's plane at a moment: what it decodes to over z, the test pictures' codes, the watched pictures' posteriors.

import { context2d, el, fmt } from "../../ui/canvas/paint.js";
import { colourOf, drawDots } from "./dots.js";
import { objectiveWords } from "./state.js";

/** @typedef {import("./state.js").Moment} Moment */
/** @typedef {import("./state.js").Network} Network */

const SIDE = 720; // px of the canvas; CSS scales it
const POINT = 7; // of an autoencoder's code of a watched picture
const NO_WIDTH = 1e-6;
const AXES = "first latent to the right, second upwards";

export class Plane {
  canvas = el("canvas", { class: "plane", width: SIDE, height: SIDE, tabindex: "0" });
  #title = el("h3", {});
  #readout = el("p", { class: "gx-note gx-num reach" });
  root = el("figure", { class: "network" }, this.#title, this.canvas, this.#readout);

  /** @type {number[]} classes of the test pictures */
  tests = [];

  /** @type {Moment | null} */
  #moment = null;
  #turn = 0;

  /** What is drawn over the pictures. */
  shows = { codes: true, ellipses: true };

  /** @param {string} name  of the network: "a" or "b" */
  constructor(name) {
    this.name = name;
    this.canvas.addEventListener("pointermove", (event) => this.#read(event));
    this.canvas.addEventListener("pointerleave", () => this.#tellReach());
  }

  /** @param {string} objective  as text */
  call(objective) {
    this.#title.textContent = objectiveWords(objective);
    this.canvas.setAttribute("aria-label", `Plane of the ${this.#title.textContent}: ${AXES}`);
  }

  get #network() {
    return this.#moment?.networks[this.name] ?? null;
  }

  /**
   * Draw a moment; a newer one that comes while the picture is read takes its place.
   * @param {Moment} moment
   */
  async show(moment) {
    const turn = ++this.#turn;
    this.#moment = moment;
    const network = this.#network;
    if (!network) return;
    const picture = await createImageBitmap(network.plane);
    if (turn === this.#turn) {
      this.draw(this.canvas, moment, picture);
      this.canvas.dataset.step = String(moment.step);
      this.#tellReach();
    }
    picture.close();
  }

  /** Draw again what stands there. */
  refresh() {
    if (this.#moment) this.show(this.#moment);
  }

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Moment} moment
   * @param {ImageBitmap} picture
   */
  draw(canvas, moment, picture) {
    const network = moment.networks[this.name];
    const context = context2d(canvas);
    const side = canvas.width;
    context.imageSmoothingEnabled = side < picture.width;
    context.drawImage(picture, 0, 0, side, side);
    const unit = side / SIDE;
    const at = (/** @type {number} */ value) => ((value / network.reach + 1) / 2) * side;
    if (this.shows.codes) {
      const places = network.codes.map((value) => (value / network.reach + 1) / 2);
      drawDots(context, side, places, this.tests);
    }
    if (this.shows.ellipses) this.#drawPosteriors(context, moment, at, unit);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Moment} moment
   * @param {(value: number) => number} at
   * @param {number} unit
   */
  #drawPosteriors(context, moment, at, unit) {
    const { ellipses, reach } = moment.networks[this.name];
    const scale = context.canvas.width / (2 * reach);
    for (const [i, label] of moment.watched.labels.entries()) {
      const [x, y, wide, high] = ellipses.subarray(4 * i, 4 * i + 4);
      context.beginPath();
      if (wide > NO_WIDTH) context.ellipse(at(x), at(-y), 2 * wide * scale, 2 * high * scale, 0, 0, 2 * Math.PI);
      else context.arc(at(x), at(-y), POINT * unit, 0, 2 * Math.PI);
      context.strokeStyle = "rgb(0 0 0 / 80%)";
      context.lineWidth = 6 * unit;
      context.stroke();
      context.strokeStyle = colourOf(label);
      context.lineWidth = 3 * unit;
      context.stroke();
    }
  }

  #tellReach() {
    const network = this.#network;
    if (network) this.#readout.textContent = `z from ${fmt(-network.reach, 1)} to ${fmt(network.reach, 1)}`;
  }

  /** @param {PointerEvent} event */
  #read(event) {
    const network = this.#network;
    if (!network) return;
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const x = (2 * (event.clientX - left)) / width - 1;
    const y = 1 - (2 * (event.clientY - top)) / height;
    this.#readout.textContent = `z = (${fmt(x * network.reach)}, ${fmt(y * network.reach)})`;
  }
}
