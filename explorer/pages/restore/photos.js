// Photographs: examples to choose from, and an own one chosen, dropped or pasted.

import { decodeBase64, el, paint } from "../../ui/canvas/paint.js";
import { catchFiles } from "../../ui/picture/catch_files.js";
import { getJSON, postBytes } from "../../ui/transport/api.js";

const MOST_BYTES = 5 * 2 ** 20; // as the server has it

export class RestorePhotos {
  /** @param {object[]} examples  name, title, credit each  @param {(found: {pixels, shape, name}) => void} onpicture */
  constructor(examples, onpicture) {
    Object.assign(this, { examples, onpicture, found: new Map(), turn: 0 });
    this.tiles = new Map(examples.map((example) => [example.name, this.tile(example)]));
    this.file = el("input", {
      type: "file",
      accept: "image/*",
      class: "source-file",
      onchange: () => {
        this.upload(this.file.files[0]);
        this.file.value = "";
      },
    });
    this.notes = el("p", { class: "gx-note", role: "status" });
    this.error = el("p", { class: "gx-error", role: "alert" });
    this.root = el(
      "div",
      { class: "photos gx-source" },
      el("div", { class: "tiles" }, ...this.tiles.values()),
      el(
        "label",
        { class: "drop" },
        this.file,
        el("b", {}, "Choose a photograph"),
        el(
          "span",
          { class: "gx-note" },
          "or drop one here, or paste it (Ctrl+V). It is made grey, and larger ones are scaled down to 512 pixels; up to 5 MB.",
        ),
      ),
      this.notes,
      this.error,
    );
    catchFiles(this.root, (file) => this.upload(file));
  }

  tile({ name, title, credit }) {
    const canvas = el("canvas", { class: "gx-canvas", "aria-hidden": "true" });
    return el(
      "button",
      {
        class: "tile",
        type: "button",
        title: [title, credit].filter(Boolean).join(". "),
        "aria-label": title,
        onclick: () => this.open(name),
      },
      canvas,
    );
  }

  /** Show an example; its pixels are fetched once. */
  async open(name) {
    const turn = ++this.turn;
    this.error.textContent = "";
    try {
      const found = await this.fetch(name);
      if (turn !== this.turn) return;
      this.mark(name);
      const { title, credit } = this.examples.find((example) => example.name === name);
      this.notes.textContent = [`${title}.`, credit, ...found.notes].filter(Boolean).join(" ");
      this.onpicture({ pixels: found.pixels, shape: found.shape, name: `photo:${name}` });
    } catch (error) {
      if (turn === this.turn) this.error.textContent = error.message;
    }
  }

  fetch(name) {
    if (!this.found.has(name)) {
      const asked = getJSON(`/api/photo/${encodeURIComponent(name)}`).then((found) => ({
        ...found,
        pixels: decodeBase64(found.pixels),
      }));
      asked
        .then(({ pixels, shape }) => paint(this.tiles.get(name).firstChild, pixels, shape))
        .catch(() => this.found.delete(name)); // asked for again by the next click
      this.found.set(name, asked);
    }
    return this.found.get(name);
  }

  /** The other thumbnails, one after the other. */
  async fill() {
    for (const { name } of this.examples) {
      try {
        await this.fetch(name);
      } catch {
        return;
      }
    }
  }

  mark(name) {
    for (const [key, tile] of this.tiles) tile.setAttribute("aria-pressed", String(key === name));
  }

  async upload(file) {
    if (!file) return;
    const turn = ++this.turn;
    this.error.textContent = "";
    if (file.size > MOST_BYTES) {
      this.error.textContent = "The file is larger than 5 MB. Save the picture smaller and try again.";
      return;
    }
    try {
      const { pixels, shape, notes } = await postBytes("/api/photo", file);
      if (turn !== this.turn) return;
      this.mark("");
      this.notes.textContent = ["Your photograph.", ...notes].join(" ");
      this.onpicture({ pixels: decodeBase64(pixels), shape, name: "" });
    } catch (error) {
      if (turn === this.turn) this.error.textContent = error.message;
    }
  }
}
