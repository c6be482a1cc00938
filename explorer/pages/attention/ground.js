// What lies behind the digits: nothing, the photograph of this scene, a named one, or a picture of one's own.

import { el } from "../../ui/canvas/paint.js";
import { press, toggleButton } from "../../ui/controls/buttons.js";
import { catchFiles } from "../../ui/picture/catch_files.js";
import { ANY_SIZE, fileInput, lighten } from "../../ui/picture/upload.js";
import { getJSON, messageOf, postBytes } from "../../ui/transport/api.js";

/** @typedef {"" | "seed" | "photo" | "upload"} Kind */

/** @typedef {{name: string, title: string, credit: string}} Photo */

/** @type {{kind: Kind, text: string, title: string}[]} */
const KINDS = [
  { kind: "", text: "Black", title: "Nothing behind the digits" },
  { kind: "seed", text: "This scene’s", title: "The photograph that the test set has behind this scene" },
  { kind: "photo", text: "A photograph", title: "One of these photographs" },
  { kind: "upload", text: "Your own", title: "A picture of your own" },
];
const HOW = `or drop one anywhere, or paste it (Ctrl+V). Its middle square is used, at 100 × 100 pixels. ${ANY_SIZE}`;

export class AttentionGround {
  /** @type {Photo[] | null} as far as they were asked for */
  #photos = null;

  /** Of the scene. */
  #background = "";

  /** There is an uploaded one to go back to. */
  #uploaded = false;

  /** @type {string} the kind whose choice is open, where it is not the scene's own; empty: none */
  #open = "";

  #turn = 0;

  #credit = el("p", { class: "gx-note" });

  #notes = el("p", { class: "gx-note", role: "status" });

  /**
   * @param {object} on
   * @param {(name: string) => void} on.background
   * @param {(pixels: string) => void} on.upload  uint8 (100, 100, 3) in base64
   * @param {(message: string) => void} on.error
   */
  constructor(on) {
    this.on = on;
    this.kinds = new Map(
      KINDS.map(({ kind, text, title }) => [kind, toggleButton(text, title, () => this.#choose(kind))]),
    );
    this.photo = el("select", {
      class: "gx-select",
      "aria-label": "Which photograph",
      onchange: () => {
        on.background(`photo:${this.photo.value}`);
      },
    });
    this.upload = el("div", { class: "ground-upload" }, this.#buildDrop(), this.#notes);
    this.root = el(
      "div",
      { class: "gx-field ground gx-source" },
      "Background",
      el("div", { class: "segments quarter", role: "group", "aria-label": "Background" }, ...this.kinds.values()),
      this.photo,
      this.#credit,
      this.upload,
    );
    catchFiles(this.root, (file) => this.#take(file));
  }

  #buildDrop() {
    const attributes = { class: "source-file", "aria-label": "A picture for the background" };
    const file = fileInput((chosen) => this.#take(chosen), attributes);
    return el("label", { class: "drop" }, file, el("b", {}, "Choose a picture"), el("span", { class: "gx-note" }, HOW));
  }

  /** @param {Kind} kind */
  async #choose(kind) {
    this.#open = kind;
    if (kind === "photo") {
      await this.#listPhotos();
      if (!this.#photos?.length) return;
    }
    if (kind === "upload" && !this.#uploaded) {
      this.show(this.#background, false); // the choice of a file; nothing changes before it
      return;
    }
    this.on.background(kind === "photo" ? `photo:${this.photo.value}` : kind);
  }

  async #listPhotos() {
    try {
      this.#photos ??= /** @type {Photo[]} */ (await getJSON("/api/scene/photos"));
      if (!this.photo.length) {
        this.photo.replaceChildren(...this.#photos.map(({ name, title }) => el("option", { value: name }, title)));
      }
      if (!this.#photos.length) this.on.error("There are no photographs here. Upload one of your own.");
    } catch (error) {
      this.on.error(messageOf(error));
    }
  }

  /**
   * @param {string} background  of the scene
   * @param {boolean} [uploaded]  there is an uploaded one to go back to
   */
  async show(background, uploaded = this.#uploaded) {
    if (background !== this.#background) this.#open = "";
    this.#background = background;
    this.#uploaded = uploaded;
    const [named, name] = background.split(":");
    const kind = this.#open || named;
    for (const [one, button] of this.kinds) press(button, one === kind);
    this.photo.classList.toggle("gx-hidden", kind !== "photo");
    this.upload.classList.toggle("gx-hidden", kind !== "upload");
    this.#credit.textContent = "";
    if (named !== "photo") return;
    await this.#listPhotos();
    if (this.#background !== background) return;
    this.photo.value = name;
    this.#credit.textContent = this.#photos?.find((one) => one.name === name)?.credit ?? "";
  }

  /** @param {File} file  of a person's own */
  async #take(file) {
    const turn = ++this.#turn;
    try {
      const light = await lighten(file);
      /** @type {{upload: string, told: string[]}} */
      const { upload, told } = await postBytes("/api/scene/picture", light.file);
      if (turn !== this.#turn) return;
      this.#notes.textContent = ["It lies behind the digits now.", ...light.notes, ...told].join(" ");
      this.#uploaded = true;
      this.on.upload(upload);
    } catch (error) {
      if (turn === this.#turn) this.on.error(messageOf(error));
    }
  }
}
