// One code of the codebook: how it looks, how often it is used, and in which pictures of the test set it stands.

import { decodeBase64, el, fmt, paint } from "../../ui/canvas/paint.js";
import { sharpen } from "../../ui/canvas/sharpen.js";
import { getJSON, query } from "../../ui/transport/api.js";

const SETTLE_MS = 150;
const TILE = 64;
const SCALE = 6; // SCALE: canvas pixels to a pixel of a test picture, so that frames around cells are fine
const BRIGHT = "#4fc3c9"; // on pictures, whatever the theme

export class Where {
  /** @param {object} on  picture(index) a test picture was clicked */
  constructor(on) {
    Object.assign(this, { on, turn: 0, pictures: new Map() }); // pictures: index -> promise of its pixels
    this.tile = el("canvas", { class: "where-tile", role: "img" });
    this.title = el("h4", {});
    this.values = Object.fromEntries(["share", "here"].map((name) => [name, el("dd", {})]));
    this.numbers = el(
      "dl",
      { class: "codes-numbers gx-num" },
      el("dt", { title: "The share of all cells of the test set's pictures that have this code" }, "use"),
      this.values.share,
      el("dt", {}, "here"),
      this.values.here,
    );
    this.hint = el(
      "p",
      { class: "gx-note" },
      "Click a code: here it says how often it is used, and in which pictures it stands.",
    );
    this.told = el("p", { class: "gx-note", role: "status" });
    this.list = el("ul", { class: "where-list" });
    this.body = el(
      "div",
      { class: "where-body" },
      el("div", { class: "where-head" }, this.tile, el("div", {}, this.title, this.numbers)),
      this.told,
      this.list,
    );
    this.root = el("section", { class: "codes-where", "aria-label": "The code that is picked" }, this.hint, this.body);
    this.show(null);
  }

  open(model, book) {
    Object.assign(this, { model, book, pictures: new Map() });
    this.show(null);
  }

  /** @param {object | null} found  level (number), code, look (as `drawCode` has it), rank (0 for the most used) */
  show(found) {
    const other = !found || !this.found || found.level !== this.found.level || found.code !== this.found.code;
    this.found = found;
    this.body.classList.toggle("gx-hidden", !found);
    this.hint.classList.toggle("gx-hidden", Boolean(found));
    if (!found) {
      this.turn++;
      return;
    }
    this.write();
    if (other) this.ask();
  }

  /** The numbers, which change with the picture on the stage. */
  write() {
    const { level, code, look, rank } = this.found;
    const { usage } = this.book.levels[level];
    const { context } = sharpen(this.tile, TILE);
    look.tiles.draw(context, code, 0, 0, TILE);
    this.tile.setAttribute("aria-label", `Code ${code} as the decoder shows it`);
    this.title.textContent = `Code ${code}`;
    const count = look.counts[code];
    this.values.share.textContent = !usage
      ? "not measured"
      : usage[code]
        ? `${fmt((100 * usage[code]) / usage.reduce((a, b) => a + b, 0), 2)} % of cells, rank ${rank + 1}`
        : "never in the test set: a dead code";
    this.values.here.textContent = count
      ? `${count} ${count === 1 ? "cell" : "cells"} of this picture`
      : "not in this picture";
  }

  /** Where it stands in the test set; asked once a person rests on a code. */
  async ask() {
    const turn = ++this.turn;
    const { level, code } = this.found;
    this.told.textContent = "";
    this.list.style.opacity = "0.4";
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    if (turn !== this.turn) return;
    try {
      const { count, pictures } = await getJSON(query("/api/codes/where", { model: this.model, level, code }));
      const { grid } = this.book.levels[level];
      const shown = await Promise.all(pictures.map(({ index }) => this.picture(index)));
      if (turn !== this.turn) return;
      this.told.textContent = count
        ? `${count.toLocaleString("en")} cells of the test set have it. The pictures with most of them:`
        : "No picture of the test set has it.";
      this.list.replaceChildren(...pictures.map((picture, i) => this.item(picture, shown[i], grid)));
    } catch (error) {
      if (turn !== this.turn) return;
      this.told.textContent = error.message;
      this.list.replaceChildren();
    }
    this.list.style.opacity = "";
  }

  picture(index) {
    if (!this.pictures.has(index)) {
      const asked = getJSON(query("/api/test-picture", { model: this.model, index })).then(({ pixels }) =>
        decodeBase64(pixels),
      );
      asked.catch(() => this.pictures.delete(index));
      this.pictures.set(index, asked);
    }
    return this.pictures.get(index);
  }

  item({ index, cells }, pixels, [rows, columns]) {
    const [c, h, w] = this.book.shape;
    const small = el("canvas");
    const canvas = el("canvas", { width: w * SCALE, height: h * SCALE });
    const context = canvas.getContext("2d");
    paint(small, pixels, [c, h, w]);
    context.imageSmoothingEnabled = false;
    context.drawImage(small, 0, 0, canvas.width, canvas.height);
    const wide = canvas.width / columns;
    const tall = canvas.height / rows;
    for (const cell of cells) {
      const x = (cell % columns) * wide;
      const y = Math.floor(cell / columns) * tall;
      Object.assign(context, { strokeStyle: BRIGHT, lineWidth: 3, fillStyle: "rgb(79 195 201 / 22%)" });
      context.fillRect(x, y, wide, tall);
      context.strokeRect(x + 1.5, y + 1.5, wide - 3, tall - 3);
    }
    const words = `Test picture ${index}: ${cells.length} ${cells.length === 1 ? "cell has" : "cells have"} this code`;
    return el(
      "li",
      {},
      el(
        "button",
        {
          type: "button",
          class: "where-picture",
          title: `${words}. Click to open it above`,
          "aria-label": words,
          onclick: () => this.on.picture(index),
        },
        canvas,
      ),
    );
  }
}
