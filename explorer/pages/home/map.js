// The map of a model's codes, with the picture of the code nearest to the pointer.

import { context2d, el, paint } from "../../ui/canvas/paint.js";
import { MapWindow } from "../../ui/map/map_window.js";
import { Points } from "../../ui/map/points.js";
import { PointsLayer } from "../../ui/map/points_layer.js";
import { getBuffer, getJSON, postForBlob, query } from "../../ui/transport/api.js";
import { OneByOne } from "../../ui/transport/one_by_one.js";
import { livingBox, placeIn } from "./living.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("../../ui/types.js").Shape} Shape */

const SIDE = 720; // pixels of the map
const REACH = 1; // as far as it takes
/** @type {[number, number]} */
const OPENING = [0.3, 0.62];

export class LivingMap {
  #map = el("canvas", { class: "gx-canvas sheet", width: SIDE, height: SIDE, role: "img" });
  #lens = el("canvas", { class: "gx-canvas lens", "aria-hidden": "true" });
  #window = new MapWindow();
  #shown = -1; // the point whose picture is in the lens, or under way

  /** @param {Card} card */
  constructor(card) {
    const [, h, w] = card.shape;
    this.card = card;
    /** @type {OneByOne<{index: number, shape: Shape}>} */
    this.asked = new OneByOne(
      (wanted) => this.#show(wanted),
      () => {}, // the lens keeps the picture before
    );
    this.#map.setAttribute("aria-label", `The map of the codes of ${card.title}`);
    this.box = el("div", { class: "sheet-box" }, this.#map, this.#lens);
    this.box.style.setProperty("--ratio", "1");
    this.#lens.style.setProperty("--ratio", String(w / h));
    this.root = livingBox("plane", this.box);
    this.#load();
  }

  async #load() {
    const model = this.card.name;
    try {
      const [about, buffer] = await Promise.all([
        getJSON(query("/api/map", { model })),
        getBuffer(query("/api/map/points", { model, kind: "umap" })),
      ]);
      this.#open(new Points(buffer), about.small);
    } catch {
      this.root.classList.add("gx-hidden"); // the door stays, without its picture
    }
  }

  /**
   * @param {Points} points
   * @param {Shape} shape  of a small picture
   */
  #open(points, shape) {
    const scene = { context: context2d(this.#map), window: this.#window, side: SIDE, unit: 2 };
    new PointsLayer(points).draw(scene, { off: new Set(), lit: null, faint: false }, "", false);
    this.#place(points, shape, OPENING);
    this.box.addEventListener("pointermove", (event) => this.#place(points, shape, placeIn(event, this.box)));
  }

  /**
   * @param {Points} points
   * @param {Shape} shape
   * @param {[number, number]} place  parts of the width and of the height
   */
  #place(points, shape, [x, y]) {
    const place = this.#window.placeAt(x, y);
    let index = -1;
    let best = REACH;
    for (let i = 0; i < points.count; i++) {
      const [px, py] = points.at(i);
      const far = Math.hypot(px - place[0], py - place[1]);
      if (far >= best) continue;
      best = far;
      index = i;
    }
    if (index < 0) return;
    const [fx, fy] = this.#window.fractionOf(points.at(index));
    this.#lens.style.left = `${fx * 100}%`;
    this.#lens.style.top = `${fy * 100}%`;
    if (index !== this.#shown) this.asked.put({ index, shape });
    this.#shown = index;
  }

  /** @param {{index: number, shape: Shape}} wanted */
  async #show({ index, shape }) {
    const asked = new Blob([Uint16Array.of(index)]);
    const answer = await postForBlob(query("/api/map/pictures", { model: this.card.name }), asked);
    paint(this.#lens, new Uint8Array(await answer.arrayBuffer()), shape);
  }
}
