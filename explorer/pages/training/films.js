// Films: the plane of a checkpoint with two latents as it came about, from the snapshots that its training kept.

import { context2d, el, fmt, saveBlob } from "../../ui/canvas/paint.js";
import { fittingStripOf } from "../../ui/canvas/strip_of.js";
import { button } from "../../ui/controls/buttons.js";
import { errorLine } from "../../ui/controls/error_line.js";
import { checkbox, select } from "../../ui/controls/fields.js";
import { why } from "../../ui/lessons/why.js";
import { Player } from "../../ui/player/player.js";
import { getJSON, messageOf, postForBlob, query } from "../../ui/transport/api.js";
import { colourOf, drawDots } from "./dots.js";
import { readFilm } from "./film.js";

/**
 * @typedef {import("../../ui/types.js").Card} Card
 * @typedef {import("./parts_state.js").PartsState} PartsState
 * @typedef {import("./parts_state.js").Kept} Kept
 * @typedef {import("./film.js").Film} Film
 * @typedef {import("./film.js").Snapshot} Snapshot
 */

const SIDE = 672; // px of the canvas, 12 tiles of 28 pixels doubled; CSS scales it
const GIF_SIDES = [336, 252, 168, 112]; // px of a plane: the first with which the frames can be sent
const GIF_HEAD = 28; // px above the plane: step and loss
const GIF_MS = 120;
const GIF_LAST_MS = 2500;
const RATE = 10;
const NONE =
  "No checkpoint here has a film. Train one with two latents, and it keeps one: python -m train vae-mnist-2d";

export class Films {
  /** @type {Film | null} */
  #film = null;

  #models = select("Film of", "A checkpoint whose training kept snapshots", (film) => this.#choose(film), "inline");
  #codes = checkbox(
    "Codes of validation pictures",
    "Each dot is the code of one picture in the colour of its class",
    () => this.#draw(),
  );

  #canvas = el("canvas", {
    class: "gx-canvas film-plane",
    width: SIDE,
    height: SIDE,
    role: "img",
    "aria-label": "The plane of two latents",
  });

  #readout = el("dl", { class: "film-numbers gx-num" });
  #about = el("p", { class: "gx-note standing" });
  #legend = el("div", { class: "gx-row film-legend" });
  #error = errorLine();
  #gif = button("Save GIF of the film", "Every snapshot, one after another, as an animation", () => this.#saveGIF());

  #player = new Player({
    label: "Film of a training",
    unit: "snapshots",
    rate: RATE,
    total: () => Math.max(0, (this.#film?.snapshots.length ?? 0) - 1),
    available: () => Math.max(0, (this.#film?.snapshots.length ?? 0) - 1),
    show: (place) => this.#show(place),
  });

  /** @type {Card[]} with a film */
  #cards = [];

  #turn = 0;

  /**
   * @param {PartsState} state  is changed here
   * @param {Card[]} cards
   * @param {() => void} onchange  the state has changed
   */
  constructor(state, cards, onchange) {
    this.state = state;
    this.cards = cards;
    this.onchange = onchange;
    this.#codes.box.checked = true;
    const side = el(
      "div",
      { class: "film-side" },
      this.#models.root,
      this.#readout,
      this.#codes.root,
      this.#legend,
      this.#gif,
      this.#about,
    );
    this.root = el(
      "section",
      { class: "gx-panel films", "aria-label": "Films" },
      el("h3", {}, "Films of finished runs", why("films")),
      this.#error,
      el("div", { class: "film-bench" }, el("div", { class: "film-screen" }, this.#canvas, this.#player.root), side),
    );
  }

  /** @param {Kept[]} kept  what there is of each checkpoint */
  begin(kept) {
    const filmed = new Set(kept.filter(({ film }) => film).map(({ name }) => name));
    this.#cards = this.cards.filter(({ name }) => filmed.has(name));
    this.#models.box.replaceChildren(...this.#cards.map(({ name, title }) => el("option", { value: name }, title)));
    if (!this.#cards.length) {
      this.#error.textContent = NONE;
      return;
    }
    this.#open(this.state.snapshot);
  }

  leave() {
    this.#player.pause();
  }

  get #card() {
    const { film } = this.state;
    return (
      this.#cards.find(({ name }) => name === film) ??
      this.#cards.find(({ first, kl }) => first.includes("training") && kl) ??
      this.#cards[0]
    );
  }

  /** @param {string} film */
  #choose(film) {
    this.state.film = film;
    this.onchange();
    this.#open(-1);
  }

  /** @param {number} place  snapshot that is shown first; -1: the last */
  async #open(place) {
    const turn = ++this.#turn;
    const card = this.#card;
    this.#models.box.value = card.name;
    this.#error.textContent = "";
    try {
      const film = await readFilm(await getJSON(query("/api/training/film", { model: card.name })));
      if (turn !== this.#turn) return;
      for (const { plane } of this.#film?.snapshots ?? []) plane.close();
      this.#film = film;
      this.#tell(card, film);
      this.#player.open();
      this.#player.end();
      this.#player.go(place);
    } catch (error) {
      if (turn === this.#turn) this.#error.textContent = messageOf(error);
    }
  }

  /**
   * @param {Card} card
   * @param {Film} film
   */
  #tell(card, film) {
    const last = film.snapshots[film.snapshots.length - 1];
    const whose = film.repeats
      ? "A run of the same recipe and seed as the checkpoint, repeated for the film: " +
        `${film.repeats.steps.toLocaleString("en")} steps. It ends at a loss of ${fmt(last.validation, 2)} ` +
        `(${film.unit}) on validation pictures.`
      : "The run that made the checkpoint.";
    this.#about.textContent =
      `${whose} Snapshots lie close together at first, where most happens. They are of the averaged weights, ` +
      `as checkpoints have them; dots are ${film.labels.length} validation pictures.`;
    const there = [...new Set(film.labels)].sort((a, b) => a - b);
    this.#legend.replaceChildren(
      ...(there.length > 1 ? there : []).map((label) =>
        el(
          "span",
          {},
          el("i", { class: "mark", style: `background: ${colourOf(label)}` }),
          card.classes[label] ?? label,
        ),
      ),
    );
  }

  /** @param {number} place  of a snapshot */
  #show(place) {
    const snapshots = this.#film?.snapshots;
    if (!snapshots) return;
    const last = place === snapshots.length - 1;
    this.state.snapshot = last ? -1 : place;
    this.#draw();
    if (!this.#player.playing) this.onchange();
  }

  get #snapshot() {
    return this.#film?.snapshots[this.#player.step] ?? null;
  }

  #draw() {
    const [film, snapshot] = [this.#film, this.#snapshot];
    if (!film || !snapshot) return;
    drawPlane(context2d(this.#canvas), SIDE, film, snapshot, this.#codes.box.checked);
    this.#canvas.dataset.step = String(snapshot.step);
    this.#readout.replaceChildren(
      ...numbersOf(film, snapshot).flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]),
    );
  }

  async #saveGIF() {
    const film = this.#film;
    if (!film) return;
    this.#gif.disabled = true;
    try {
      const path = query("/api/film", { frames: film.snapshots.length, step: GIF_MS, last: GIF_LAST_MS });
      const withCodes = this.#codes.box.checked;
      const frames = await fittingStripOf(GIF_SIDES, (side) =>
        film.snapshots.map((snapshot) => frameOf(side, film, snapshot, withCodes)),
      );
      saveBlob(await postForBlob(path, frames), `film-${this.#card.name}.gif`);
    } catch (error) {
      this.#error.textContent = messageOf(error);
    }
    this.#gif.disabled = false;
  }
}

/**
 * @param {Film} film
 * @param {Snapshot} snapshot
 * @returns {[string, string][]}
 */
function numbersOf({ unit, repeats }, { step, seconds, validation, reconstruction, kl, range }) {
  /** @type {[string, string][]} a repeated run took its own time, which says nothing of the checkpoint's */
  const when = repeats ? [] : [["seconds", fmt(seconds, 1)]];
  const ends = range.map(([low, high]) => `${fmt(low, 1)} to ${fmt(high, 1)}`);
  return [
    ["step", step.toLocaleString("en")],
    ...when,
    [`loss, ${unit}`, fmt(validation, 2)],
    ["reconstruction", fmt(reconstruction, 2)],
    ...(kl.length
      ? /** @type {[string, string][]} */ ([["KL of z₁, z₂", kl.map((one) => fmt(one, 2)).join(", ")]])
      : []),
    ["plane, z₁", ends[0]],
    ["plane, z₂", ends[1]],
  ];
}

/**
 * The plane with the codes on it, over a square of a canvas.
 * @param {CanvasRenderingContext2D} context
 * @param {number} side  px
 * @param {Film} film
 * @param {Snapshot} snapshot
 * @param {boolean} withCodes
 */
function drawPlane(context, side, { labels }, { plane, codes }, withCodes) {
  context.imageSmoothingEnabled = side < plane.width;
  context.drawImage(plane, 0, 0, side, side);
  if (withCodes) drawDots(context, side, codes, labels);
}

/**
 * A frame of the GIF: the plane under its step and loss.
 * @param {number} side  px of the plane
 * @param {Film} film
 * @param {Snapshot} snapshot
 * @param {boolean} withCodes
 */
function frameOf(side, film, snapshot, withCodes) {
  const canvas = el("canvas", { width: side, height: side + GIF_HEAD });
  const context = context2d(canvas, { willReadFrequently: true });
  context.fillStyle = "#12161b";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = "#e8ecf1";
  context.font = '13px system-ui, "DejaVu Sans", sans-serif';
  const words = `step ${snapshot.step.toLocaleString("en")}: ${fmt(snapshot.validation, 1)} ${film.unit}`;
  context.fillText(words, 8, 19, side - 16);
  context.translate(0, GIF_HEAD);
  context.save();
  context.beginPath();
  context.rect(0, 0, side, side);
  context.clip();
  drawPlane(context, side, film, snapshot, withCodes);
  context.restore();
  return canvas;
}
