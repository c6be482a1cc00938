// Photographs: examples to choose from, and an own one chosen, dropped or pasted.

import { decodeBase64, el, paint } from "../../ui/canvas/paint.js";
import { press } from "../../ui/controls/buttons.js";
import { errorLine } from "../../ui/controls/error_line.js";
import { catchFiles } from "../../ui/picture/catch_files.js";
import { fileInput, lighten } from "../../ui/picture/upload.js";
import { getJSON, messageOf, postBytes } from "../../ui/transport/api.js";

/** @typedef {import("./types.js").Example} Example */
/** @typedef {import("./types.js").NamedPicture} NamedPicture */
/** @typedef {import("./types.js").Picture} Picture */
/** @typedef {import("./types.js").Shape} Shape */

/**
 * A photograph as the routes give it: base64 of uint8 (1, h, w), and what was done to it.
 * @typedef {{pixels: string, shape: Shape, notes: string[]}} Photograph
 */

/** @typedef {Picture & {notes: string[]}} Decoded */

/**
 * An example's button with its thumbnail.
 * @typedef {{root: HTMLButtonElement, canvas: HTMLCanvasElement}} Tile
 */

const HOW = "or drop one here, or paste it (Ctrl+V). It is made grey, and larger ones are scaled down to 512 pixels.";

/**
 * @param {Photograph} photograph
 * @returns {Decoded}
 */
const decode = ({ pixels, shape, notes }) => ({ pixels: decodeBase64(pixels), shape, notes });

export class RestorePhotos {
  /** @type {Map<string, Promise<Decoded>>} examples by name, once they were asked for */
  #asked = new Map();

  #turn = 0;
  #notes = el("p", { class: "gx-note", role: "status" });
  #error = errorLine();

  /**
   * @param {Example[]} examples
   * @param {(found: NamedPicture) => void} onpicture
   */
  constructor(examples, onpicture) {
    this.examples = examples;
    this.onpicture = onpicture;
    this.tiles = new Map(examples.map((example) => [example.name, this.#tile(example)]));
    const drop = el(
      "label",
      { class: "drop" },
      fileInput((file) => this.#upload(file), { class: "source-file" }),
      el("b", {}, "Choose a photograph"),
      el("span", { class: "gx-note" }, HOW),
    );
    const tiles = el("div", { class: "tiles" }, ...[...this.tiles.values()].map(({ root }) => root));
    this.root = el("div", { class: "photos gx-source" }, tiles, drop, this.#notes, this.#error);
    catchFiles(this.root, (file) => this.#upload(file));
  }

  /**
   * @param {Example} example
   * @returns {Tile}
   */
  #tile({ name, title, credit }) {
    const canvas = el("canvas", { class: "gx-canvas", "aria-hidden": "true" });
    const attributes = {
      class: "tile",
      type: "button",
      title: [title, credit].filter(Boolean).join(". "),
      "aria-label": title,
      onclick: () => this.open(name),
    };
    return { canvas, root: el("button", attributes, canvas) };
  }

  /**
   * Show an example.
   * @param {string} name
   */
  async open(name) {
    const turn = ++this.#turn;
    const example = this.examples.find((one) => one.name === name);
    if (!example) return;
    this.#error.textContent = "";
    try {
      const { pixels, shape, notes } = await this.#fetch(name);
      if (turn !== this.#turn) return;
      this.#mark(name);
      this.#notes.textContent = [`${example.title}.`, example.credit, ...notes].filter(Boolean).join(" ");
      this.onpicture({ pixels, shape, name: `photo:${name}` });
    } catch (error) {
      if (turn === this.#turn) this.#error.textContent = messageOf(error);
    }
  }

  /**
   * An example's pixels are fetched once, and then are on its tile, too.
   * @param {string} name
   */
  #fetch(name) {
    const before = this.#asked.get(name);
    if (before) return before;
    const asked = this.#fetchNew(name);
    this.#asked.set(name, asked);
    asked.catch(() => this.#asked.delete(name)); // asked for again by the next click
    return asked;
  }

  /** @param {string} name */
  async #fetchNew(name) {
    /** @type {Photograph} */
    const found = await getJSON(`/api/photo/${encodeURIComponent(name)}`);
    const decoded = decode(found);
    const tile = this.tiles.get(name);
    if (tile) paint(tile.canvas, decoded.pixels, decoded.shape);
    return decoded;
  }

  /** The thumbnails, one after the other. */
  async fill() {
    for (const { name } of this.examples) {
      try {
        await this.#fetch(name);
      } catch {
        return;
      }
    }
  }

  /** @param {string} name  of the example that is shown; empty for an own photograph */
  #mark(name) {
    for (const [key, { root }] of this.tiles) press(root, key === name);
  }

  /** @param {File} file */
  async #upload(file) {
    const turn = ++this.#turn;
    this.#error.textContent = "";
    try {
      const light = await lighten(file);
      /** @type {Photograph} */
      const found = await postBytes("/api/photo", light.file);
      if (turn !== this.#turn) return;
      const { pixels, shape, notes } = decode(found);
      this.#mark("");
      this.#notes.textContent = ["Your photograph.", ...light.notes, ...notes].join(" ");
      this.onpicture({ pixels, shape, name: "" });
    } catch (error) {
      if (turn === this.#turn) this.#error.textContent = messageOf(error);
    }
  }
}
