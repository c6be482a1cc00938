// Samples of each model on the page, and the numbers that say what regularisation buys.

import { context2d, el, fmt, loadImage, paint, setSmooth } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { why } from "../../ui/lessons/why.js";
import { messageOf, postJSON, query } from "../../ui/transport/api.js";
import { measures } from "./measures.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./pane.js").PlanePane} PlanePane */
/** @typedef {import("../../ui/canvas/paint.js").Attributes} Attributes */

/**
 * Draws of one kind.
 * @typedef {object} Draws
 * @property {string} source  what z was drawn from, in words
 * @property {number[][]} z
 */

const COUNT = 16;
const PREVIEW_COLUMNS = 8;
const PRIOR = "z from its prior N(0, I)";
const FITTED = "z from a normal fitted to its codes";
const BORROWED = "the same z from N(0, I), as if that were its prior";

/**
 * Latents of a model's samples.
 * @param {Card} card
 * @param {number} seed
 * @returns {Promise<number[][]>}
 */
async function sample(card, seed) {
  /** @type {{z: number[][]}} */
  const { z } = await postJSON(query("/api/sample", { model: card.name }), { n: COUNT, temperature: 1, seed });
  return z;
}

export class SamplesPanel {
  /** @type {PlanePane[]} */
  #panes = [];

  /** @type {Map<PlanePane, HTMLElement>} where the samples of each stand */
  #places = new Map();

  #seed = 0;
  #smooth = false;
  #rows = el("div", { class: "sample-rows" });
  #table = el("div", { class: "measures" });
  #said = el("span", { class: "gx-note gx-num", role: "status" }, "made when the model was trained");

  /**
   * @param {object} on
   * @param {(pane: PlanePane, z: number[]) => void} on.pick  the cursor is to go to a sample
   * @param {(pane: PlanePane, z: number[]) => void} on.keep  a sample is to be kept
   * @param {(message: string) => void} on.error
   */
  constructor(on) {
    this.on = on;
    const drawButton = button("Draw new samples", "Draw 16 samples of each model with the next seed", () => {
      this.#seed += 1;
      this.#draw();
    });
    const head = el(
      "div",
      { class: "between" },
      el("h3", {}, "What regularisation buys", why("what-regularisation-buys")),
      el("div", { class: "gx-row" }, this.#said, drawButton),
    );
    this.root = el("section", { class: "gx-panel samples" }, head, this.#rows, this.#table);
  }

  /**
   * Show these panes' models; samples are drawn at once where two are compared, or where no file shows them.
   * @param {PlanePane[]} panes
   * @param {{smooth: number, draw: number}} view
   */
  show(panes, { smooth, draw }) {
    this.#panes = panes;
    this.#smooth = Boolean(smooth);
    this.#places = new Map(panes.map((pane) => [pane, el("div", { class: "draws" })]));
    const sections = [...this.#places].map(([{ card }, place]) =>
      el("section", { class: "sampled" }, el("h4", {}, card.title), place),
    );
    this.#rows.replaceChildren(...sections);
    this.#table.replaceChildren(...measures(panes.map(({ card }) => card)));
    this.#table.style.setProperty("--models", String(panes.length));
    if (!draw) for (const [{ card }, place] of this.#places) this.#showPreview(card, place);
    if (draw || panes.length > 1) this.#draw();
  }

  /**
   * The samples in preview.png (rows of 8), until others are drawn.
   * @param {Card} card
   * @param {HTMLElement} place
   */
  async #showPreview(card, place) {
    const [, h, w] = card.shape;
    let image;
    try {
      image = await loadImage(`/previews/${encodeURIComponent(card.name)}/preview.png`);
    } catch {
      return; // a model of one's own may have no previews
    }
    const wide = image.naturalWidth === PREVIEW_COLUMNS * w && image.naturalHeight >= 2 * h;
    if (place.childElementCount || !wide) return;
    const canvases = Array.from({ length: COUNT }, (_, i) => {
      const canvas = this.#canvas(card);
      const x = (i % PREVIEW_COLUMNS) * w;
      const y = Math.floor(i / PREVIEW_COLUMNS) * h;
      context2d(canvas).drawImage(image, x, y, w, h, 0, 0, w, h);
      return canvas;
    });
    place.replaceChildren(this.#strip(card.kl ? PRIOR : FITTED, canvases));
  }

  /**
   * @param {Card} card
   * @param {Attributes} [attributes]
   */
  #canvas(card, attributes = {}) {
    const [, h, w] = card.shape;
    const canvas = el("canvas", { class: "gx-canvas", ...attributes });
    canvas.width = w;
    canvas.height = h;
    canvas.style.setProperty("--ratio", String(w / h));
    setSmooth(canvas, this.#smooth);
    return canvas;
  }

  /**
   * @param {string} source
   * @param {HTMLElement[]} canvases
   */
  #strip(source, canvases) {
    return el("div", {}, el("p", { class: "gx-note" }, source), el("div", { class: "strip" }, ...canvases));
  }

  async #draw() {
    const panes = this.#panes;
    const seed = this.#seed;
    const drawing = panes.filter(({ card }) => card.can.includes("sample"));
    const withPrior = drawing.find(({ card }) => card.kl);
    try {
      const normal = withPrior ? await sample(withPrior.card, seed) : null;
      for (const pane of drawing) {
        const sets = await this.#drawsOf(pane.card, normal, seed);
        const z = sets.flatMap((draws) => draws.z.flat());
        pane.decode("samples", Float32Array.from(z), (pixels) => {
          if (this.#panes === panes && this.#seed === seed) this.#fill(pane, sets, pixels);
        });
      }
      this.#said.textContent = `seed ${seed}`;
    } catch (error) {
      this.on.error(messageOf(error));
    }
  }

  /**
   * What a model is shown: draws from its prior; or, without one, from what was fitted to its codes, under those from
   * the normal that another model has.
   * @param {Card} card
   * @param {number[][] | null} normal  draws from N(0, I), if a model on the page has it as its prior
   * @param {number} seed
   * @returns {Promise<Draws[]>}
   */
  async #drawsOf(card, normal, seed) {
    if (card.kl && normal) return [{ source: PRIOR, z: normal }];
    const fitted = { source: FITTED, z: await sample(card, seed) };
    return normal ? [{ source: BORROWED, z: normal }, fitted] : [fitted];
  }

  /**
   * @param {PlanePane} pane
   * @param {Draws[]} sets
   * @param {Uint8Array} pixels  of all draws, one after the other
   */
  #fill(pane, sets, pixels) {
    const size = pixels.length / (sets.length * COUNT);
    const strips = sets.map(({ source, z }, set) => {
      const canvases = z.map((point, i) => {
        const start = (set * COUNT + i) * size;
        return this.#sample(pane, point, pixels.subarray(start, start + size));
      });
      return this.#strip(source, canvases);
    });
    this.#places.get(pane)?.replaceChildren(...strips);
  }

  /**
   * One sample: the cursor goes to it where it is pointed at, a click keeps it.
   * @param {PlanePane} pane
   * @param {number[]} z
   * @param {Uint8Array} pixels
   */
  #sample(pane, z, pixels) {
    const where = z.map((value) => fmt(value, 2)).join(", ");
    const pick = () => this.on.pick(pane, z);
    const keep = () => this.on.keep(pane, z);
    const canvas = this.#canvas(pane.card, {
      tabindex: "0",
      role: "button",
      title: `z = (${where}). Click keeps it`,
      "aria-label": `Sample at z = (${where})`,
      onpointerenter: pick,
      onfocus: pick,
      onclick: keep,
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === "Enter") keep();
      },
    });
    paint(canvas, pixels, pane.card.shape);
    return canvas;
  }
}
