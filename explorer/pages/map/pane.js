// One model's map: what hands do on it, what the model says of the place under the cursor, and the picture beside.

import { decodeBase64, el, loadImage } from "../../ui/canvas/paint.js";
import { Points } from "../../ui/map/points.js";
import { PlaneInput } from "../../ui/plane/plane_input.js";
import { getBuffer, getJSON, messageOf, query } from "../../ui/transport/api.js";
import { Channels } from "../../ui/transport/channels.js";
import { MapCursor } from "./cursor.js";
import { Hand } from "./hand.js";
import { MapCanvas } from "./map_canvas.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("../../ui/plane/plane_input.js").PlaneEvents} PlaneEvents */
/** @typedef {import("./hand.js").Spot} Spot */
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
const KEYS =
  "Arrow keys move the cursor, shift and arrows the map, plus and minus zoom, 0 shows the whole map, Enter holds the " +
  "cursor and Escape lets it go.";

export class MapPane {
  /** @type {Points | null} once they are there */
  points = null;

  /** @type {About | null} */
  about = null;

  /** @type {number[]} corners of the lasso that is drawn on it, x and y in turn */
  lasso = [];

  /** @type {OwnFound | null} */
  own = null;

  /** @type {Channels<object, Spot & OwnFound & {error?: string}> | null} */
  #channels = null;

  #restTimer = 0;
  #closed = false;
  #failed = false; // its points did not come
  #words = el("span", { class: "gx-note gx-num" });

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
    this.cursor = this.#makeCursor();
    this.hand = new Hand(card, () => this.cursor.hold(false));
    this.map = new MapCanvas(`Map of the codes of ${card.title}. ${KEYS}`, state, window, {
      marks: () => ({ lasso: this.lasso, own: this.#ownMark, cursor: this.cursor.mark }),
      painted: () => {
        this.#words.textContent = window.isWhole ? "the whole map" : `${(1 / window.span).toFixed(1)} times`;
      },
    });
    const head = el("header", { class: "pane-head" }, el("h3", {}, card.title), this.#words);
    this.root = el(
      "section",
      { class: "pane" },
      head,
      el("div", { class: "pane-body" }, this.map.root, this.hand.root),
    );
    this.input = new PlaneInput(this.map.canvas, this.#events());
    this.map.canvas.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.cursor.hold(false);
    });
    this.#load();
    loadImage(`/previews/${encodeURIComponent(card.name)}/centre.png`).then(
      (image) => this.hand.setImage(image),
      () => {}, // a checkpoint of one's own may come without it
    );
  }

  #makeCursor() {
    return new MapCursor({
      ask: (asked, answer) => this.#ask(asked, answer),
      place: (index) => this.points?.at(index) ?? [0, 0],
      marked: () => this.map.mark(),
      shown: (spot, place, isEcho) => {
        this.hand.show(spot, decodeBase64(spot.pixels), (index) => this.classOf(index), this.#isAlone(place, spot));
        this.on.shown(this, spot);
        if (!isEcho) this.on.counterpart(this, spot.points[0] ?? spot.near);
      },
      held: () => {
        this.hand.hold(this.cursor.held);
        this.on.held(this);
      },
    });
  }

  /** @returns {PlaneEvents} */
  #events() {
    const { cursor, window } = this;
    return {
      wake: () => this.#connect(),
      hover: (fx, fy, finger) => {
        if (finger) cursor.hold(false);
        if (!cursor.held) this.point(window.placeAt(fx, fy));
      },
      lifted: () => cursor.hold(true), // no finger lies there to say where: the place is kept as by a click
      step: (dx, dy) => {
        cursor.hold(false);
        const [x, y] = cursor.place ?? [window.x, window.y];
        this.point([x + dx * window.span, y - dy * window.span], false);
      },
      pan: (dx, dy) => {
        window.pan(dx, dy);
        this.#move();
      },
      zoom: (factor, fx, fy) => {
        const [x, y] = fx === undefined || fy === undefined ? this.#cursorFraction() : [fx, fy];
        window.zoom(factor, x, y);
        this.#move();
        clearTimeout(this.#restTimer);
        this.#restTimer = setTimeout(() => this.#rest(), REST_MS);
      },
      rest: () => this.#rest(),
      isTracing: () => this.on.isTracing(),
      trace: (fx, fy, first) => this.#trace(fx, fy, first),
      traced: () => this.on.lasso(this, this.lasso, true),
      keep: () => cursor.hold(!cursor.held),
      reset: () => this.reset(),
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
      if (this.#failed) this.on.error("");
      this.#failed = false;
      this.about = about;
      this.points = new Points(points);
      this.map.open(this.points, { model: card.name, shape: about.small, error: this.on.error });
      this.on.about(this);
    } catch (error) {
      if (this.#closed) return;
      this.map.arrived();
      this.#failed = true;
      this.on.error(messageOf(error));
    }
  }

  /** The questions' connection, opened when first needed; null once the pane is closed. */
  #connect() {
    if (this.#closed) return null;
    this.#channels ??= new Channels(query("/api/map/ask", { model: this.card.name }), {
      status: (status) => {
        this.on.status(status);
        if (status === "online" && this.#failed) this.#load(); // there is an explorer again
      },
    });
    return this.#channels;
  }

  /**
   * @param {import("./cursor.js").Asked} asked
   * @param {(spot: Spot) => void} answer
   */
  #ask(asked, answer) {
    const { plane, off } = this.state.view;
    this.#connect()?.request("hand", { kind: this.kind, plane, off, ...asked }, (spot) => {
      if (this.#closed) return;
      if (spot.error && this.state.isEmpty) return; // the map says why nothing is found
      if (spot.error) this.on.error(spot.error);
      else if (this.points) answer(spot);
    });
  }

  /** @returns {Pair} */
  #cursorFraction() {
    const { place } = this.cursor;
    const found = place && this.window.fractionOf(place);
    return found?.every((value) => value >= 0 && value <= 1) ? found : [0.5, 0.5];
  }

  #move() {
    this.map.moving = true;
    this.map.draw();
  }

  #rest() {
    this.map.moving = false;
    this.map.draw();
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

  /**
   * The cursor is here: on a point that is near enough, or between points.
   * @param {Pair} place
   * @param {boolean} [snap]  to points
   */
  point(place, snap = true) {
    const { points, window } = this;
    const { plane, off } = this.state.view;
    const reach = (REACH * window.span) / (this.map.side || 1);
    const between = this.kind === "pca" && plane; // its points are everywhere
    const index = snap && points && !between ? points.nearest(place, reach, new Set(off)) : -1;
    this.cursor.move(index >= 0 ? { index } : { at: place });
  }

  /**
   * The cursor is on a test picture's code.
   * @param {number} index
   * @param {boolean} [echoes]  because the other map's is
   */
  pick(index, echoes = false) {
    if (!this.points) return;
    const one = index < this.points.count ? index : 0; // a link may name a picture that there is not
    this.cursor.move({ index: one }, echoes);
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
      const far = Math.hypot(x - ox, y - oy) * (this.map.side / this.window.span);
      if (far < CORNER) return;
      this.lasso.push(x, y);
    }
    this.map.mark();
    this.on.lasso(this, this.lasso, false);
  }

  /**
   * These test pictures stand out; null: none does more than others.
   * @param {number[] | null} indices
   */
  light(indices) {
    const { points } = this;
    if (!indices || !points) {
      this.map.light(null);
      return;
    }
    const lit = new Uint8Array(points.count);
    for (const index of indices) lit[index] = 1;
    this.map.light(lit);
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
      this.map.mark();
      found(answer);
    });
  }

  /** No picture of one's own any more. */
  forgetOwn() {
    this.own = null;
    this.map.mark();
  }

  /** The picture of one's own as it is drawn. */
  get #ownMark() {
    const { own, points } = this;
    if (!own || !points) return null;
    return { place: own.places[this.kind], near: own.points.map((index) => points.at(index)) };
  }

  /** Let go of the connection; the next hand opens a new one. */
  sleep() {
    this.#channels?.close();
    this.#channels = null;
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#restTimer);
    this.map.close();
    this.sleep();
    this.root.remove();
  }
}
