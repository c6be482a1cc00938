// One model's map: the canvas with its points, pictures and density, what is drawn over them, and what is under the
// hand beside it.

import { decodeBase64, el, loadImage } from "../../ui/canvas/paint.js";
import { Points } from "../../ui/map/points.js";
import { PointsLayer } from "../../ui/map/points_layer.js";
import { PlaneInput } from "../../ui/plane/plane_input.js";
import { getBuffer, getJSON, messageOf, query } from "../../ui/transport/api.js";
import { Channels } from "../../ui/transport/channels.js";
import { DensityLayer } from "./density_layer.js";
import { Hand } from "./hand.js";
import { drawCursor, drawLasso, drawOwn, wiped } from "./marks.js";
import { Thumbnails } from "./thumbnails.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("../../ui/plane/plane_input.js").PlaneEvents} PlaneEvents */
/** @typedef {import("./hand.js").Spot} Spot */
/** @typedef {import("./marks.js").Cursor} Cursor */
/** @typedef {import("../../ui/map/scene.js").Scene} Scene */
/** @typedef {import("./state.js").Kind} Kind */
/** @typedef {import("./state.js").MapState} MapState */
/** @typedef {import("../../ui/map/map_window.js").MapWindow} MapWindow */
/** @typedef {[number, number]} Pair */

/**
 * What `/api/map` says of one map.
 * @typedef {object} Told
 * @property {Kind} kind
 * @property {number} trustworthiness
 * @property {number} continuity
 * @property {number | null} accuracy  null where there are no classes
 * @property {number} [explained]  share of the codes' variance, of principal components
 */

/**
 * What `/api/map` says of a model.
 * @typedef {object} About
 * @property {{n_neighbors: number, min_dist: number}} umap
 * @property {{neighbours: number, compared: number}} measures
 * @property {{accuracy: number | null}} codes  of all latents
 * @property {number} count
 * @property {number} seed
 * @property {Told[]} maps
 * @property {number} typical  distance from a code to its nearest other one
 * @property {import("../../ui/types.js").Shape} small  of the pictures on the map
 */

/**
 * What a test code's neighbours are, and where it lies.
 * @typedef {object} OwnFound
 * @property {{[kind: string]: Pair}} places
 * @property {number[]} points  the five nearest
 * @property {number[]} distances
 * @property {number} lonelier
 * @property {string} pixels  base64: its own picture and those of the nearest
 */

/**
 * What a pane tells.
 * @typedef {object} PaneEvents
 * @property {(pane: MapPane) => void} about  what the map is worth has come
 * @property {(pane: MapPane, spot: Spot) => void} shown  the hand's picture
 * @property {(pane: MapPane, index: number) => void} counterpart  the test picture that the cursor is at
 * @property {(pane: MapPane) => void} moved  its window
 * @property {(pane: MapPane) => void} held  the cursor is held, or let go
 * @property {() => boolean} isTracing  the next stroke is a lasso
 * @property {(pane: MapPane, corners: number[], done: boolean) => void} lasso
 * @property {(message: string) => void} error
 * @property {(status: "online" | "offline") => void} status
 */

const REACH = 6; // px within which the cursor is on a point
const ALONE = 0.025; // of the map, farther than which from every point is empty land
const REST_MS = 140; // after the last turn of a wheel
const CORNER = 4; // px between two corners of a lasso
const STILL = 1600; // px a side, of a saved map
const KEYS =
  "Arrow keys move the cursor, shift and arrows the map, plus and minus zoom, 0 shows the whole map, Enter holds the " +
  "cursor and Escape lets it go.";

export class MapPane {
  /** @type {Points | null} once they are there */
  points = null;

  /** @type {About | null} */
  about = null;

  /** @type {Cursor | null} */
  #cursor = null;

  /** @type {{index: number} | {at: Pair} | null} what was asked for last */
  #asked = null;

  /** The cursor stays where it is. */
  held = false;

  /** @type {Spot | null} what the hand's picture is of */
  spot = null;

  /** @type {number[]} corners of the lasso that is drawn on it, x and y in turn */
  lasso = [];

  /** @type {Uint8Array | null} by point: 1 where it is in the lasso, on whichever map that was drawn */
  lit = null;

  #litTurn = 0;

  /** @type {OwnFound | null} */
  own = null;

  /** @type {Channels<object, Spot & OwnFound & {error?: string}> | null} */
  #channels = null;

  /** @type {PointsLayer | null} */
  #dots = null;

  /** @type {DensityLayer | null} */
  #density = null;

  /** @type {Thumbnails | null} */
  #thumbnails = null;

  #echoes = false; // the cursor is here because of the other map's
  #side = 0; // of the canvas, in px
  #frame = 0;
  #markFrame = 0;
  #restTimer = 0;
  #moving = false;
  #closed = false;

  #over = el("canvas", { class: "over", "aria-hidden": "true" });
  #words = el("span", { class: "gx-note gx-num" });
  #loading = el("p", { class: "gx-note loading" }, "The map is on its way…");

  /**
   * @param {Card} card
   * @param {MapState} state
   * @param {MapWindow} window
   * @param {PaneEvents} on
   */
  constructor(card, state, window, on) {
    this.card = card;
    this.state = state;
    this.window = window;
    this.on = on;
    this.kind = state.kindOf(card);
    this.hand = new Hand(card, () => this.hold(false));
    this.canvas = el("canvas", {
      class: "map",
      tabindex: "0",
      role: "application",
      "aria-label": `Map of the codes of ${card.title}. ${KEYS}`,
    });
    const wrap = el("div", { class: "map-wrap" }, this.canvas, this.#over, this.#loading);
    const head = el("header", { class: "pane-head" }, el("h3", {}, card.title), this.#words);
    this.root = el("section", { class: "pane" }, head, el("div", { class: "pane-body" }, wrap, this.hand.root));
    this.input = new PlaneInput(this.canvas, this.#events());
    this.canvas.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.hold(false);
    });
    this.observer = new ResizeObserver(([{ contentRect }]) => {
      this.#side = contentRect.width;
      this.draw();
    });
    this.observer.observe(this.canvas);
    this.#load();
    loadImage(`/previews/${encodeURIComponent(card.name)}/centre.png`).then(
      (image) => this.hand.setImage(image),
      () => {}, // a checkpoint of one's own may come without it
    );
  }

  /** @returns {PlaneEvents} */
  #events() {
    return {
      wake: () => this.#connect(),
      hover: (fx, fy) => {
        if (!this.held) this.point(this.window.placeAt(fx, fy));
      },
      step: (dx, dy) => {
        this.hold(false);
        const [x, y] = this.#cursor?.place ?? [this.window.x, this.window.y];
        this.point([x + dx * this.window.span, y - dy * this.window.span], false);
      },
      pan: (dx, dy) => {
        this.window.pan(dx, dy);
        this.#move();
      },
      zoom: (factor, fx, fy) => {
        const [x, y] = fx === undefined || fy === undefined ? this.#cursorFraction() : [fx, fy];
        this.window.zoom(factor, x, y);
        this.#move();
        clearTimeout(this.#restTimer);
        this.#restTimer = setTimeout(() => this.#rest(), REST_MS);
      },
      rest: () => this.#rest(),
      isTracing: () => this.on.isTracing(),
      trace: (fx, fy, first) => this.#trace(fx, fy, first),
      traced: () => this.on.lasso(this, this.lasso, true),
      keep: () => this.hold(!this.held),
      reset: () => {
        this.window.reset();
        this.#rest();
      },
    };
  }

  async #load() {
    const { card, kind } = this;
    this.#connect(); // while the points come
    try {
      const asked = { model: card.name };
      const [about, points] = await Promise.all([
        getJSON(query("/api/map", asked)),
        getBuffer(query("/api/map/points", { ...asked, kind })),
      ]);
      if (this.#closed) return;
      this.about = about;
      this.points = new Points(points);
      this.#dots = new PointsLayer(this.points);
      this.#density = new DensityLayer(this.points);
      this.#thumbnails = new Thumbnails({
        model: card.name,
        shape: about.small,
        points: this.points,
        changed: () => this.draw(),
        error: this.on.error,
      });
      this.#loading.remove();
      this.on.about(this);
      this.draw();
    } catch (error) {
      if (this.#closed) return;
      this.#loading.remove();
      this.on.error(messageOf(error));
    }
  }

  /** The questions' connection, opened when first needed; null once the pane is closed. */
  #connect() {
    if (this.#closed) return null;
    this.#channels ??= new Channels(query("/api/map/ask", { model: this.card.name }), { status: this.on.status });
    return this.#channels;
  }

  /** @returns {Pair} */
  #cursorFraction() {
    const place = this.#cursor && this.window.fractionOf(this.#cursor.place);
    return place?.every((value) => value >= 0 && value <= 1) ? place : [0.5, 0.5];
  }

  #move() {
    this.#moving = true;
    this.draw();
  }

  #rest() {
    this.#moving = false;
    this.draw();
    this.on.moved(this);
  }

  /** Back to the whole map. */
  reset() {
    this.window.reset();
    this.#rest();
  }

  /** @param {number} factor  the window becomes this many times as wide */
  zoom(factor) {
    this.window.zoom(factor, 0.5, 0.5);
    this.#rest();
  }

  get #off() {
    return new Set(this.state.view.off);
  }

  /**
   * The cursor is here: on a point that is near enough, or between points.
   * @param {Pair} place
   * @param {boolean} [snap]  to points
   */
  point(place, snap = true) {
    const { points, window } = this;
    const reach = (REACH * window.span) / (this.#side || 1);
    const between = this.kind === "pca" && this.state.view.plane; // its points are everywhere
    const index = snap && points && !between ? points.nearest(place, reach, this.#off) : -1;
    if (index >= 0) this.pick(index);
    else this.#ask({ at: place }, place);
  }

  /**
   * The cursor is on a test picture's code.
   * @param {number} index
   */
  pick(index) {
    if (!this.points) return;
    const one = index < this.points.count ? index : 0; // a link may name a picture that there is not
    this.#ask({ index: one }, this.points.at(one));
  }

  /**
   * The other map's cursor is at this test picture: it is shown here, too.
   * @param {number} index
   */
  echo(index) {
    this.pick(index);
    this.#echoes = true;
  }

  /** What is under the cursor is asked for anew: it is found otherwise now. */
  renew() {
    if (!this.#asked || !this.#cursor) return;
    const echoes = this.#echoes;
    this.#ask(this.#asked, this.#cursor.place);
    this.#echoes = echoes;
  }

  /**
   * @param {{index: number} | {at: Pair}} asked
   * @param {Pair} place
   */
  #ask(asked, place) {
    this.#asked = asked;
    this.#echoes = false;
    const old = this.#cursor;
    this.#cursor = { place, from: [], shares: [], near: null, held: this.held };
    if (old && "index" in asked) Object.assign(this.#cursor, { near: old.near });
    this.mark();
    const { plane, off } = this.state.view;
    const question = { kind: this.kind, plane, off, ...asked };
    this.#connect()?.request("hand", question, (spot) => this.#show(spot, asked, place));
  }

  /**
   * @param {Spot & {error?: string}} spot
   * @param {{index: number} | {at: Pair}} asked
   * @param {Pair} place
   */
  #show(spot, asked, place) {
    if (this.#closed) return;
    if (spot.error) {
      this.on.error(spot.error);
      return;
    }
    const { points } = this;
    if (!points) return;
    if (asked === this.#asked) {
      const near = points.at(spot.near);
      const from = spot.how === "point" ? [] : spot.points.map((index) => points.at(index));
      this.#cursor = { place, from, shares: spot.shares, near, held: this.held };
      this.mark();
    }
    this.spot = spot;
    this.hand.show(spot, decodeBase64(spot.pixels), (index) => this.classOf(index), this.#isAlone(place, spot));
    this.on.shown(this, spot);
    if (!this.#echoes) this.on.counterpart(this, spot.points[0] ?? spot.near);
  }

  /**
   * Whether no point is near a place of the map.
   * @param {Pair} place
   * @param {Spot} spot  what is there, where that was found from neighbours
   */
  #isAlone([x, y], { how, points: [nearest] }) {
    if (how !== "neighbours" || !this.points) return false;
    const [px, py] = this.points.at(nearest);
    return Math.hypot(px - x, py - y) > ALONE;
  }

  /**
   * What a test picture is of.
   * @param {number} index
   */
  classOf(index) {
    const { classes } = this.card;
    const label = this.points?.labels[index] ?? 0;
    return classes.length > 1 ? (classes[label] ?? `class ${label}`) : "";
  }

  /** Where the cursor is, and the test picture that it is on; index -1: between points. */
  get cursor() {
    if (!this.#cursor || !this.#asked) return null;
    return { place: this.#cursor.place, index: "index" in this.#asked ? this.#asked.index : -1 };
  }

  /** @param {boolean} held */
  hold(held) {
    if (held === this.held || (held && !this.#cursor)) return;
    this.held = held;
    if (this.#cursor) this.#cursor.held = held;
    this.hand.hold(held);
    this.mark();
    this.on.held(this);
  }

  /**
   * @param {number} fx
   * @param {number} fy
   * @param {boolean} first
   */
  #trace(fx, fy, first) {
    const [x, y] = this.window.placeAt(fx, fy);
    if (first) this.lasso = [x, y];
    else {
      const [ox, oy] = this.lasso.slice(-2);
      const far = Math.hypot(x - ox, y - oy) * (this.#side / this.window.span);
      if (far < CORNER) return;
      this.lasso.push(x, y);
    }
    this.mark();
    this.on.lasso(this, this.lasso, false);
  }

  /**
   * These test pictures stand out; null: none does more than others.
   * @param {number[] | null} indices
   */
  light(indices) {
    this.lit = null;
    if (indices && this.points) {
      this.lit = new Uint8Array(this.points.count);
      for (const index of indices) this.lit[index] = 1;
    }
    this.#litTurn++;
    this.draw();
  }

  /**
   * Where a code lies on this model's map, and the five test codes nearest to it.
   * @param {number[]} z
   * @param {number} label  that a conditional model is told; -1 for none
   * @param {(found: OwnFound) => void} found
   */
  locate(z, label, found) {
    this.#connect()?.request("own", { z, label }, (answer) => {
      if (this.#closed) return;
      if (answer.error) {
        this.on.error(answer.error);
        return;
      }
      this.own = answer;
      this.mark();
      found(answer);
    });
  }

  /** No picture of one's own any more. */
  forgetOwn() {
    this.own = null;
    this.mark();
  }

  /** With the next frame: all of it. */
  draw() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
    this.mark();
  }

  /** With the next frame: what lies over the points. */
  mark() {
    this.#markFrame ||= requestAnimationFrame(() => {
      this.#markFrame = 0;
      this.#paintMarks();
    });
  }

  /** The canvas' pixels in one of CSS. */
  get #unit() {
    return Math.min(devicePixelRatio || 1, 2);
  }

  #paint() {
    const unit = this.#unit;
    const side = Math.round(this.#side * unit);
    if (!side) return;
    this.#drawPoints({ context: wiped(this.canvas, side), window: this.window, side, unit }, this.#moving);
    this.#words.textContent = this.window.isWhole ? "the whole map" : `${(1 / this.window.span).toFixed(1)} times`;
  }

  /**
   * @param {Scene} scene
   * @param {boolean} moving
   */
  #drawPoints(scene, moving) {
    const { density, pictures, off } = this.state.view;
    const hidden = this.#off;
    if (density) this.#density?.draw(scene, hidden);
    const key = [off.join(), this.#litTurn, density].join("|");
    this.#dots?.draw(scene, { off: hidden, lit: this.lit, faint: Boolean(density) }, key, moving);
    if (pictures) this.#thumbnails?.draw(scene, hidden, this.lit);
  }

  #paintMarks() {
    const unit = this.#unit;
    const side = Math.round(this.#side * unit);
    if (side) this.#drawMarks({ context: wiped(this.#over, side), window: this.window, side, unit });
  }

  /** @param {Scene} scene */
  #drawMarks(scene) {
    const { points, own } = this;
    drawLasso(scene, this.lasso);
    if (own && points) {
      drawOwn(scene, { place: own.places[this.kind], near: own.points.map((index) => points.at(index)) });
    }
    if (this.#cursor) drawCursor(scene, this.#cursor);
  }

  /** The map as seen, on a canvas of its own. */
  still() {
    const canvas = el("canvas");
    const context = wiped(canvas, STILL);
    context.fillStyle = getComputedStyle(this.canvas).backgroundColor;
    context.fillRect(0, 0, STILL, STILL);
    const scene = { context, window: this.window, side: STILL, unit: STILL / (this.#side || STILL) };
    this.#drawPoints(scene, false);
    this.#drawMarks(scene);
    this.draw();
    return canvas;
  }

  /** Let go of the connection; the next hand opens a new one. */
  sleep() {
    this.#channels?.close();
    this.#channels = null;
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#restTimer);
    cancelAnimationFrame(this.#frame);
    cancelAnimationFrame(this.#markFrame);
    this.observer.disconnect();
    this.sleep();
    this.root.remove();
  }
}
