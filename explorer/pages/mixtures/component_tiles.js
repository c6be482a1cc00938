// The components of a mixture over patches, as tiles by weight, and one of them large.

import { context2d, decodeBase64, el, paint } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { why } from "../../ui/lessons/why.js";

/** @typedef {import("./patch_types.js").Components} Components */

const FEW = 36; // tiles at first
const GAP = 1; // pixels between the pictures of a tile
const LARGE = 8; // screen pixels for each of a patch

/** @param {number} share */
const percent = (share) => `${(100 * share).toFixed(share < 0.001 ? 2 : 1)} %`;

export class ComponentTiles {
  #grid = el("div", { class: "component-tiles", role: "group", "aria-label": "Components by weight" });
  #large = el("div", { class: "component-large" });
  #more = button("Show all", "All components, down to the rarest", () => this.#showAll(), "quiet");

  /** @type {Components | null} */
  #components = null;
  #samples = new Uint8Array();
  #directions = new Uint8Array();

  /** @type {HTMLButtonElement[]} */
  #tiles = [];

  /** @param {(component: number) => void} onchoose  by falling weight */
  constructor(onchoose) {
    this.onchoose = onchoose;
    this.root = el("div", { class: "components" }, this.#large, this.#grid, this.#more);
    this.#grid.addEventListener("keydown", (event) => this.#press(event));
  }

  /**
   * @param {Components} components
   * @param {number} chosen
   */
  open(components, chosen) {
    this.#components = components;
    this.#samples = decodeBase64(components.samples);
    this.#directions = decodeBase64(components.directions);
    this.#tiles = components.weights.map((weight, k) => this.#tile(k, weight));
    this.#grid.replaceChildren(...this.#tiles);
    this.#more.textContent = `Show all ${components.weights.length}`;
    this.choose(Math.min(chosen, components.weights.length - 1));
  }

  /** @param {number} k  is shown large; its tile may be among those that are not shown */
  choose(k) {
    if (!this.#components) return;
    const reached = k < FEW || this.#grid.classList.contains("all") ? k : 0;
    for (const [i, tile] of this.#tiles.entries()) {
      tile.setAttribute("aria-pressed", String(i === k));
      tile.tabIndex = i === reached ? 0 : -1;
    }
    this.#showLarge(k);
  }

  #showAll() {
    this.#grid.classList.add("all");
    this.#more.classList.add("gx-hidden");
  }

  /**
   * @param {number} k
   * @param {number} weight
   */
  #tile(k, weight) {
    const canvas = el("canvas", {});
    this.#paintTile(canvas, k);
    return el(
      "button",
      {
        class: `tile${k < FEW ? "" : " further"}`,
        type: "button",
        title: `Component ${k + 1}, ${percent(weight)} of all patches. Above two draws, below its main directions.`,
        "aria-label": `Component ${k + 1}, ${percent(weight)}`,
        onclick: () => {
          this.choose(k);
          this.onchoose(k);
        },
      },
      canvas,
      el("span", { class: "gx-num" }, percent(weight)),
    );
  }

  /**
   * Two draws above the two strongest directions.
   * @param {HTMLCanvasElement} canvas
   * @param {number} k
   */
  #paintTile(canvas, k) {
    if (!this.#components) return;
    const { size, counts } = this.#components;
    canvas.width = 2 * size + GAP;
    canvas.height = 2 * size + GAP;
    const context = context2d(canvas);
    const one = el("canvas", {});
    for (let i = 0; i < 2; i++) {
      paint(one, this.#samples, [1, size, size], k * counts.samples + i);
      context.drawImage(one, i * (size + GAP), 0);
      paint(one, this.#directions, [1, size, size], k * counts.directions + i);
      context.drawImage(one, i * (size + GAP), size + GAP);
    }
  }

  /** @param {number} k */
  #showLarge(k) {
    if (!this.#components) return;
    const { size, counts, weights, deviations, shares } = this.#components;
    const pictures = (/** @type {Uint8Array} */ pixels, /** @type {number} */ count, /** @type {string} */ what) =>
      Array.from({ length: count }, (_, i) => {
        const canvas = el("canvas", { class: "gx-canvas", role: "img", "aria-label": `${what} ${i + 1}` });
        paint(canvas, pixels, [1, size, size], k * count + i);
        canvas.style.width = `${LARGE * size}px`;
        return canvas;
      });
    const directions = pictures(this.#directions, counts.directions, "direction").map((canvas, i) =>
      el("figure", {}, canvas, el("figcaption", { class: "gx-num" }, percent(shares[k][i]))),
    );
    this.#large.replaceChildren(
      el(
        "div",
        {},
        el("h4", {}, `Component ${k + 1} of ${weights.length}`),
        el(
          "p",
          { class: "gx-note gx-num" },
          `${percent(weights[k])} of all patches; a pixel deviates by ${(255 * deviations[k]).toFixed(1)} of 255 ` +
            "from the patch’s mean.",
        ),
      ),
      el(
        "div",
        {},
        el("h4", {}, "Draws from it"),
        el("div", { class: "gx-row" }, ...pictures(this.#samples, counts.samples, "draw")),
      ),
      el(
        "div",
        {},
        el("h4", {}, "Its strongest directions, and their share of the variance", why("a-mixture-of-patches")),
        el("div", { class: "gx-row" }, ...directions),
      ),
    );
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const last = this.#tiles.length - 1;
    const from = this.#tiles.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const k = Math.min(last, Math.max(0, from + by));
    if (k >= FEW) this.#showAll();
    this.choose(k);
    this.onchoose(k);
    this.#tiles[k].focus();
  }
}
