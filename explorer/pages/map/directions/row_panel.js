// A row of pictures that moves along a direction, all by the same amount, as fast as the hand; saved as strip and film.

import { el, fmt, paint, paintSheet, saveBlob, savePNG } from "../../../ui/canvas/paint.js";
import { fittingStripOf } from "../../../ui/canvas/strip_of.js";
import { button } from "../../../ui/controls/buttons.js";
import { rangedField, select } from "../../../ui/controls/fields.js";
import { moved } from "../../../ui/directions/direction.js";
import { groupOptions, picturesOf } from "../../../ui/directions/groups.js";
import { messageOf, postForBlob, query } from "../../../ui/transport/api.js";
import { codedOf, sized } from "./pictures.js";

/** @typedef {import("../../../ui/types.js").Card} Card */
/** @typedef {import("../../../ui/directions/direction.js").Direction} Direction */
/** @typedef {import("../../../ui/directions/groups.js").Group} Group */
/** @typedef {import("./pictures.js").Coded} Coded */

const COUNT = 8; // pictures in the row
const GRID = 0.05; // of the slider, in differences of the means
const STEPS = 9; // of a strip, odd: the pictures themselves stand in the middle
const FRAMES = 24; // of a film there, and as many back
const FRAME_MS = 60;
const PNG_SCALE = 2;
const NO_DIRECTION = "Make a direction above, and the row moves along it.";
const NOTHING_KNOWN =
  "Nothing is known of these pictures: lasso some on the map and keep them, and directions can be made of them.";
const SIDES = [96, 64, 48]; // px of one picture of a film: the first with which it can be sent

export class RowPanel {
  /** @type {Card | null} */
  #card = null;

  /** @type {Coded[]} */
  #pictures = [];

  /** @type {Group[]} */
  #groups = [];

  #unknown = false; // nothing is known of the test pictures

  /** @type {readonly Direction[]} */
  #directions = [];

  #seed = 0;
  #turn = 0;
  #of = select("Pictures of", "Which test pictures stand in the row", () => this.#fetch());
  #along = select("Along", "The direction that the row moves along", () => this.#restart());
  #amount = rangedField(
    "How far",
    "In differences of the two groups' means, the same for every picture of the row",
    { min: -1.5, max: 1.5, step: GRID },
    () => this.#move(),
  );
  #row = el("div", { class: "direction-row" });
  #hint = el("p", { class: "gx-note", role: "status" });
  #png = button("Save strip", `Every picture of the row at ${STEPS} places, as a PNG`, () => this.#savePNG());
  #gif = button("Save GIF", "The row as it moves to and fro", () => this.#saveGIF());

  /**
   * @param {import("./pictures.js").Pictures} pictures
   * @param {object} on
   * @param {() => Coded | null} on.current  the picture under the hand
   * @param {(message: string) => void} on.error
   */
  constructor(pictures, on) {
    this.pictures = pictures;
    this.on = on;
    const others = button("Others", "Other pictures of this group, by chance", () => {
      this.#seed++;
      this.#fetch();
    });
    const own = button("Add the current one", "The picture under the hand takes the first place of the row", () =>
      this.#addCurrent(),
    );
    this.root = el(
      "section",
      { class: "gx-panel row-panel" },
      el("h3", {}, "A row of pictures along a direction"),
      el("div", { class: "row-fields" }, this.#of.root, this.#along.root, this.#amount.root),
      this.#row,
      this.#hint,
      el("div", { class: "gx-row" }, others, own, this.#png, this.#gif),
    );
  }

  /**
   * A model's groups.
   * @param {Card} card
   * @param {Group[]} groups
   * @param {boolean} unknown  nothing is known of its test pictures
   */
  open(card, groups, unknown) {
    const other = this.#card !== card;
    const chosen = this.#of.box.value;
    this.#card = card;
    this.#groups = groups;
    this.#unknown = unknown;
    this.#of.box.replaceChildren(...groupOptions(groups));
    if (groups.some(({ id }) => id === chosen)) this.#of.box.value = chosen;
    if (!other && this.#pictures.length) return;
    this.#pictures = [];
    this.#row.replaceChildren();
    this.#restart();
    this.#fetch();
  }

  /** Another model is on the page: nothing of the one before may be decoded by it. */
  clear() {
    this.#turn++;
    this.#card = null;
    this.#pictures = [];
    this.#groups = [];
    this.#directions = [];
    this.#row.replaceChildren();
  }

  /**
   * The directions that there are; the newest is moved along.
   * @param {readonly Direction[]} directions
   */
  showDirections(directions) {
    this.#directions = directions;
    this.#along.box.replaceChildren(...directions.map(({ name }, i) => el("option", { value: String(i) }, name)));
    this.#along.box.value = String(directions.length - 1);
    this.#restart();
  }

  get #direction() {
    return this.#directions[Number(this.#along.box.value)] ?? null;
  }

  async #fetch() {
    const card = this.#card;
    const group = this.#groups.find(({ id }) => id === this.#of.box.value);
    if (!card || !group) return;
    const turn = ++this.#turn;
    try {
      const found = await picturesOf(card, group, { n: COUNT, seed: this.#seed });
      if (turn !== this.#turn) return;
      this.#show(found.map((picture) => codedOf(card, picture)));
    } catch (error) {
      if (turn === this.#turn) this.on.error(messageOf(error));
    }
  }

  #addCurrent() {
    const current = this.on.current();
    if (current) this.#show([current, ...this.#pictures].slice(0, COUNT));
  }

  /** @param {Coded[]} pictures */
  #show(pictures) {
    const card = this.#card;
    if (!card) return;
    this.#pictures = pictures;
    const canvases = pictures.map((_, i) => {
      const canvas = el("canvas", { class: "gx-canvas", role: "img", "aria-label": `Picture ${i + 1} of the row` });
      sized(canvas, card);
      return canvas;
    });
    this.#row.replaceChildren(...canvases);
    this.#move();
  }

  #restart() {
    const direction = this.#direction;
    const { box } = this.#amount;
    box.disabled = !direction;
    const reach = GRID * Math.ceil((direction?.reach ?? 1) / GRID); // so that 0 is on the grid
    box.min = String(-reach);
    box.max = String(reach);
    this.#amount.show(0, fmt(0));
    for (const node of [this.#png, this.#gif]) node.disabled = !direction;
    const none = this.#unknown ? NOTHING_KNOWN : NO_DIRECTION;
    this.#hint.textContent = direction ? "" : none;
    this.#move();
  }

  #move() {
    const amount = this.#amount.box.valueAsNumber;
    this.#amount.show(amount, fmt(amount));
    const { shape } = this.#card ?? {};
    const canvases = this.#row.querySelectorAll("canvas");
    if (!shape || !canvases.length) return;
    this.pictures.decode("hand", this.#at([amount]), (pixels) => {
      this.#row.querySelectorAll("canvas").forEach((canvas, i) => {
        paint(canvas, pixels, shape, i);
      });
      this.root.dispatchEvent(new CustomEvent("gx-moved", { bubbles: true, detail: { amount } }));
    });
  }

  /**
   * The row's pictures at several places, picture by picture.
   * @param {number[]} amounts
   */
  #at(amounts) {
    const direction = this.#direction;
    return this.#pictures.flatMap(({ z, weights }) =>
      amounts.map((amount) => ({ z: direction ? moved(z, direction.vector, amount) : z, weights })),
    );
  }

  /**
   * Places from one end to the other.
   * @param {number} count
   */
  #places(count) {
    const reach = this.#direction?.reach ?? 0;
    return Array.from({ length: count }, (_, i) => ((2 * i) / (count - 1) - 1) * reach);
  }

  #savePNG() {
    const card = this.#card;
    if (!card) return;
    const wanted = this.#at(this.#places(STEPS));
    this.pictures.decode("strip", wanted, (pixels) => {
      const sheet = el("canvas", {});
      paintSheet(sheet, pixels, card.shape, wanted.length, STEPS);
      savePNG(sheet, `${this.#file}.png`, PNG_SCALE);
    });
  }

  get #file() {
    return `direction-${(this.#direction?.name ?? "").replace(/[^\w]+/g, "-")}-${this.#card?.name}`;
  }

  #saveGIF() {
    const card = this.#card;
    if (!card || !this.#pictures.length) return;
    const count = this.#pictures.length;
    const file = `${this.#file}.gif`;
    const there = this.#places(FRAMES);
    const places = [...there, ...there.slice(1, -1).reverse()];
    this.#gif.disabled = true;
    const wanted = places.flatMap((place) => this.#at([place]));
    const size = card.shape.reduce((a, b) => a * b) * count;
    this.pictures.decode("film", wanted, async (pixels) => {
      try {
        const strip = await fittingStripOf(SIDES, (side) =>
          places.map((_, i) => frameOf(pixels.subarray(i * size, (i + 1) * size), card, count, side)),
        );
        const film = query("/api/film", { frames: places.length, step: FRAME_MS, last: FRAME_MS });
        saveBlob(await postForBlob(film, strip), file);
      } catch (error) {
        this.on.error(messageOf(error));
      } finally {
        this.#gif.disabled = !this.#direction;
      }
    });
  }
}

/**
 * Pictures side by side, enlarged crisply.
 * @param {Uint8Array} pixels
 * @param {Card} card
 * @param {number} count
 * @param {number} side  px that a picture is about as wide as
 */
function frameOf(pixels, card, count, side) {
  const [, , w] = card.shape;
  const sheet = el("canvas", {});
  paintSheet(sheet, pixels, card.shape, count, count);
  const scale = Math.max(1, Math.round(side / w));
  const frame = el("canvas", { width: sheet.width * scale, height: sheet.height * scale });
  const context = frame.getContext("2d");
  if (!context) throw new Error("This browser can't draw here. Close other pages and reload.");
  context.imageSmoothingEnabled = false;
  context.drawImage(sheet, 0, 0, frame.width, frame.height);
  return frame;
}
