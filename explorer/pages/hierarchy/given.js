// A picture of one's own or of the test set under the model: where each group has its KL, and what the first groups
// alone say of it.

import { HEAT_GRADIENT, heatColour } from "../../ui/canvas/heat_scale.js";
import { decodeBase64, el, fmt, paint, setSmooth } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { why } from "../../ui/lessons/why.js";
import { natsText } from "../../ui/metrics.js";
import { firstOf, klOf } from "./groups.js";
import { sizeWords } from "./view.js";

/** @typedef {import("./state.js").HierarchyState} HierarchyState */
/** @typedef {import("./strip.js").Strips} Strips */
/** @typedef {import("./view.js").Choice} Choice */

const DRAWS = 2; // rows with the other groups drawn

/** @param {number} value */
const nats = (value) => `${natsText(value, 1)} nats`;

/**
 * A group's KL by place.
 * @typedef {{size: string, cells: Float32Array, h: number, w: number, total: number}} KLMap
 */

export class GivenPanel {
  #pair = el("div", { class: "pair" });
  #maps = el("div", { class: "kl-maps" });
  #numbers = el("p", { class: "gx-note gx-num standing", role: "status" });
  #readout = el("p", { class: "gx-note gx-num standing", role: "status" });

  /** @type {Uint8Array<ArrayBuffer> | null} (c, h, w) */
  pixels = null;

  /**
   * @param {HierarchyState} state
   * @param {Strips} strips
   * @param {object} on
   * @param {(choice: Choice) => void} on.take
   */
  constructor(state, strips, on) {
    this.state = state;
    this.on = on;
    const rows = [null, ...Array(DRAWS).keys()].map((draw) => this.#row(draw, strips));
    this.heads = el("div", { class: "heads gx-note" });
    this.root = el(
      "section",
      { class: "gx-panel given gx-hidden" },
      el(
        "div",
        { class: "between" },
        el("h3", {}, "Your picture, group by group", why("a-picture-s-kl-by-place")),
        button("All of it", "Every group as your picture has it: its reconstruction", () => this.#takeAll()),
      ),
      el(
        "div",
        { class: "given-body" },
        el("div", {}, this.#pair, this.#maps, this.#numbers, this.#readout),
        el("div", { class: "firsts" }, el("h4", {}, "From its first groups alone"), this.heads, ...rows),
      ),
    );
  }

  /**
   * @param {number | null} draw  which draw of the other groups; null: they are at their mean
   * @param {Strips} strips
   */
  #row(draw, strips) {
    const rest = draw === null ? "at its mean" : "drawn";
    const strip = strips.add({
      label: `The first groups of your picture, the rest ${rest}`,
      choices: () => this.#choices(draw),
      pick: (choice) => this.on.take(choice),
      words: (i) => `${this.#count(i)}, the rest ${rest}: take it`,
    });
    const name = el("span", { class: "gx-note rest" }, draw === null ? "rest at its mean" : "rest drawn");
    return el("div", { class: "first-row" }, name, strip.root);
  }

  /** @param {number} i */
  #count(i) {
    const { length } = this.state.groups;
    if (i + 1 === length) return `all ${length}`;
    return i ? `the first ${i + 1}` : "the first group";
  }

  /**
   * @param {number | null} draw
   * @returns {Choice[]}
   */
  #choices(draw) {
    const { state } = this;
    if (!state.posterior) return [];
    const seed = draw === null ? null : state.view.seeds[state.groups.length - 1] + draw;
    return state.groups.map((_, i) => firstOf(state.groups, state.choice, i + 1, seed));
  }

  #takeAll() {
    const { groups, choice } = this.state;
    this.on.take(firstOf(groups, choice, groups.length, null));
  }

  /** @param {Uint8Array<ArrayBuffer> | null} pixels  of the picture whose posterior the state has */
  show(pixels) {
    const { state } = this;
    this.pixels = pixels;
    this.root.classList.toggle("gx-hidden", !pixels || !state.posterior);
    if (!pixels || !state.posterior) return;
    const { posterior, card, groups } = state;
    const figures = /** @type {[string, Uint8Array][]} */ ([
      ["picture", pixels],
      ["reconstruction", decodeBase64(posterior.reconstruction)],
    ]);
    this.#pair.replaceChildren(...figures.map(([name, content]) => this.#figure(name, content)));
    this.root.classList.toggle("one", groups.length < 2);
    this.heads.replaceChildren(...groups.map((_, i) => el("span", {}, this.#count(i))));
    this.heads.style.setProperty("--count", String(groups.length));
    const point = posterior.std.some((value) => !(value > 0));
    this.#maps.replaceChildren();
    if (point) {
      this.#numbers.textContent = `${card.title} gives a point, not a distribution: its groups have no KL.`;
      return;
    }
    this.#showMaps();
  }

  /**
   * @param {string} name
   * @param {Uint8Array} content
   */
  #figure(name, content) {
    const { card, view } = this.state;
    const canvas = el("canvas", { class: "gx-canvas", role: "img", "aria-label": `${name}, ${card.title}` });
    paint(canvas, content, card.shape);
    setSmooth(canvas, Boolean(view.smooth));
    return el("figure", {}, canvas, el("figcaption", {}, name));
  }

  #showMaps() {
    const { posterior, groups } = this.state;
    if (!posterior) return;
    const maps = groups.map((group, level) => {
      const cells = klOf(groups, posterior, level);
      const total = cells.reduce((sum, value) => sum + value, 0);
      return { size: sizeWords(group), cells, h: group[1], w: group[2], total };
    });
    const whole = maps.reduce((sum, { total }) => sum + total, 0);
    const top = Math.max(1e-6, ...maps.map(({ cells }) => Math.max(...cells)));
    this.#maps.replaceChildren(...maps.map((map) => this.#map(map, whole, top)), legend(top));
    const parts = [`KL ${nats(whole)}`];
    if (posterior.elbo !== null) parts.push(`ELBO ${nats(posterior.elbo)}`);
    parts.push(`squared error ${fmt(posterior.mse, 4)} a pixel`);
    this.#numbers.textContent = `${parts.join(", ")}.`;
  }

  /**
   * @param {KLMap} map
   * @param {number} whole  the KL of all groups
   * @param {number} top  of the scale
   */
  #map({ size, cells, h, w, total }, whole, top) {
    const colours = new Uint8Array(3 * h * w);
    cells.forEach((value, i) => {
      heatColour(value, top).forEach((part, channel) => {
        colours[channel * h * w + i] = part;
      });
    });
    const share = whole ? (100 * total) / whole : 0;
    const words = `${size}: ${nats(total)}, ${fmt(share, 0)} %`;
    const canvas = el("canvas", {
      class: "gx-canvas kl-map",
      role: "img",
      "aria-label": `KL of the group ${words}`,
      onpointermove: (event) => {
        const area = canvas.getBoundingClientRect();
        const row = Math.min(h - 1, Math.max(0, Math.floor(((event.clientY - area.top) / area.height) * h)));
        const column = Math.min(w - 1, Math.max(0, Math.floor(((event.clientX - area.left) / area.width) * w)));
        const value = fmt(cells[row * w + column], 2);
        this.#readout.textContent = `Group ${size}, row ${row + 1}, column ${column + 1}: ${value} nats`;
      },
      onpointerleave: () => {
        this.#readout.textContent = "";
      },
    });
    paint(canvas, colours, [3, h, w]);
    return el("figure", {}, canvas, el("figcaption", { class: "gx-num" }, words));
  }
}

/** @param {number} top  of the scale, in nats */
function legend(top) {
  const scale = el("i", {});
  scale.style.background = HEAT_GRADIENT;
  const words = "nats a place, all maps together";
  return el("div", { class: "legend gx-num", "aria-hidden": "true" }, "0", scale, fmt(top, 1), el("span", {}, words));
}
