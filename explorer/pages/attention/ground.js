// What lies behind the digits: nothing, the photograph of this scene, a named one, or a picture of one's own.

import { el } from "../../ui/canvas/paint.js";
import { catchFiles } from "../../ui/picture/catch_files.js";
import { getJSON, postBytes } from "../../ui/transport/api.js";

const KINDS = [
  ["", "Black", "Nothing behind the digits"],
  ["seed", "This scene’s", "The photograph that the test set has behind this scene"],
  ["photo", "A photograph", "One of these photographs"],
  ["upload", "Your own", "A picture of your own"],
];
const MOST_BYTES = 5 * 2 ** 20; // as the server has it

export class AttentionGround {
  /** @param {object} on  background(name), upload(pixels in base64), error(message) */
  constructor(on) {
    Object.assign(this, { on, photos: null, background: "", own: false, turn: 0 });
    this.kinds = new Map(
      KINDS.map(([kind, text, title]) => [
        kind,
        el(
          "button",
          { class: "gx-btn", type: "button", title, "aria-pressed": "false", onclick: () => this.choose(kind) },
          text,
        ),
      ]),
    );
    this.photo = el("select", {
      class: "gx-select",
      "aria-label": "Which photograph",
      onchange: () => on.background(`photo:${this.photo.value}`),
    });
    this.credit = el("p", { class: "gx-note" });
    this.file = el("input", {
      type: "file",
      accept: "image/*",
      class: "source-file",
      "aria-label": "A picture for the background",
      onchange: () => {
        this.take(this.file.files[0]);
        this.file.value = "";
      },
    });
    this.drop = el(
      "label",
      { class: "drop" },
      this.file,
      el("b", {}, "Choose a picture"),
      el(
        "span",
        { class: "gx-note" },
        "or drop one anywhere, or paste it (Ctrl+V). Its middle square is used, at 100 × 100 pixels; up to 5 MB.",
      ),
    );
    this.notes = el("p", { class: "gx-note", role: "status" });
    this.upload = el("div", { class: "ground-upload" }, this.drop, this.notes);
    this.root = el(
      "div",
      { class: "gx-field ground gx-source" },
      "Background",
      el("div", { class: "segments quarter", role: "group", "aria-label": "Background" }, ...this.kinds.values()),
      this.photo,
      this.credit,
      this.upload,
    );
    catchFiles(this.root, (file) => this.take(file));
  }

  async choose(kind) {
    this.open = kind;
    if (kind === "photo") {
      await this.list();
      if (!this.photos?.length) return;
    }
    if (kind === "upload" && !this.own)
      this.show(this.background, false); // the choice of a file; nothing changes before it
    else this.on.background(kind === "photo" ? `photo:${this.photo.value}` : kind);
  }

  async list() {
    try {
      this.photos ??= await getJSON("/api/scene/photos");
      if (!this.photo.length)
        this.photo.replaceChildren(...this.photos.map(({ name, title }) => el("option", { value: name }, title)));
      if (!this.photos.length) this.on.error("There are no photographs here. Upload one of your own.");
    } catch (error) {
      this.on.error(error.message);
    }
  }

  /** @param {string} background  of the scene  @param {boolean} own  there is an uploaded one to go back to */
  async show(background, own = this.own) {
    if (background !== this.background) this.open = "";
    Object.assign(this, { background, own });
    const kind = this.open || background.split(":")[0];
    for (const [name, button] of this.kinds) button.setAttribute("aria-pressed", String(name === kind));
    this.photo.classList.toggle("gx-hidden", kind !== "photo");
    this.upload.classList.toggle("gx-hidden", kind !== "upload");
    this.credit.textContent = "";
    if (!background.startsWith("photo:")) return;
    await this.list();
    if (this.background !== background) return;
    const [, name] = background.split(":");
    this.photo.value = name;
    this.credit.textContent = this.photos?.find((one) => one.name === name)?.credit ?? "";
  }

  async take(file) {
    if (!file) return;
    const turn = ++this.turn;
    if (file.size > MOST_BYTES) {
      this.on.error("The file is larger than 5 MB. Save the picture smaller and try again.");
      return;
    }
    try {
      const { upload, told } = await postBytes("/api/scene/picture", file);
      if (turn !== this.turn) return;
      this.notes.textContent = ["It lies behind the digits now.", ...told].join(" ");
      this.own = true;
      this.on.upload(upload);
    } catch (error) {
      if (turn === this.turn) this.on.error(error.message);
    }
  }
}
