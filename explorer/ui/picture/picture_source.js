// Where a picture of one's own comes from: drawn, uploaded (chosen, dropped or pasted), or taken from the test set.

import { decodeBase64, el, paint } from "../canvas/paint.js";
import { getJSON, query } from "../transport/api.js";
import { catchFiles } from "./catch_files.js";
import { ModelSees } from "./model_sees.js";
import { Pad } from "./pad.js";

const EVERY_MS = 100; // at most ten pictures a second while a stroke is drawn

export class PictureSource {
  /**
   * @param {HTMLElement} root
   * @param {{card: object, draws?: boolean, onpicture: (pixels: Uint8Array, about: {from: string, done: boolean}) => Promise | void}} options
   *   onpicture gets uint8 (c, h, w) as the model expects it. The next picture is handed over when its promise is kept,
   *   and only the newest: a slow model sees fewer pictures, never old ones. draws: the pad is offered for models without an encoder, too.
   */
  constructor(root, { onpicture, card, draws = false }) {
    Object.assign(this, { onpicture, draws });
    this.queue = null;
    this.busy = false;
    this.turn = 0;
    this.index = null;
    root.classList.add("gx-source");
    this.root = root;
    this.build();
    this.setCard(card);
  }

  build() {
    const tab = (name, text, title) =>
      el("button", { class: "gx-btn", type: "button", role: "tab", title, onclick: () => this.open(name) }, text);
    this.tabs = {
      draw: tab("draw", "Draw", "Draw a picture"),
      upload: tab("upload", "Upload", "Choose, drop or paste a picture"),
      test: tab("test", "Test set", "Take a picture that the model has never been trained on"),
    };
    const padRoot = el("div", {});
    this.pad = new Pad(padRoot, {
      shape: [1, 28, 28],
      onchange: (pixels, done) => this.give(pixels, { from: "draw", done }),
    });
    this.panes = { draw: padRoot, upload: this.buildUpload(), test: this.buildTest() };
    this.error = el("p", { class: "gx-error", role: "alert" });
    this.absent = el("p", { class: "gx-note" });
    this.body = el(
      "div",
      { class: "source-body" },
      el(
        "div",
        { class: "tabs", role: "tablist", "aria-label": "Where the picture comes from" },
        ...Object.values(this.tabs),
      ),
      ...Object.values(this.panes),
      this.error,
      this.absent,
    );
    this.none = el("p", { class: "gx-note" });
    this.root.replaceChildren(this.body, this.none);
    this.open("draw");
    catchFiles(
      this.root,
      (file) => this.upload(file),
      () => this.card?.can.includes("encode"),
    );
  }

  buildUpload() {
    const input = (more) =>
      el("input", {
        type: "file",
        accept: "image/*",
        ...more,
        onchange: ({ target }) => {
          this.upload(target.files[0]);
          target.value = "";
        },
      });
    this.uploaded = el("canvas", {
      class: "gx-canvas gx-hidden",
      role: "img",
      "aria-label": "The uploaded picture as the model gets it",
    });
    this.notes = el("p", { class: "gx-note", role: "status" });
    this.sees = new ModelSees({
      card: () => this.card,
      onerror: (message) => {
        this.error.textContent = message;
      },
      onpixels: (pixels, notes) => {
        paint(this.uploaded, pixels, this.card.shape);
        this.uploaded.classList.remove("gx-hidden");
        this.notes.textContent = notes.join(" ");
        this.give(pixels, { from: "upload", done: true });
      },
    });
    return el(
      "div",
      { class: "source-upload" },
      el(
        "label",
        { class: "drop" },
        input({ class: "source-file" }),
        el("b", {}, "Choose a picture"),
        el(
          "span",
          { class: "gx-note" },
          "or drop one here, or paste it (Ctrl+V). PNG, JPEG, WebP, GIF, BMP, TIFF; what is larger than 5 MB is made smaller first.",
        ),
      ),
      el(
        "label",
        { class: "gx-btn camera" },
        input({ class: "source-camera", capture: "environment" }),
        "Take a photograph",
      ),
      this.uploaded,
      this.notes,
      this.sees.root,
    );
  }

  buildTest() {
    const button = (text, title, onclick) => el("button", { class: "gx-btn", type: "button", title, onclick }, text);
    this.tested = el("canvas", { class: "gx-canvas", role: "img", "aria-label": "Picture of the test set" });
    this.number = el("input", {
      class: "gx-input gx-num",
      type: "number",
      min: "0",
      step: "1",
      "aria-label": "Number of the test picture",
      onchange: () => this.take(Math.round(Number(this.number.value)) || 0),
    });
    this.label = el("p", { class: "gx-note gx-num", role: "status" });
    return el(
      "div",
      { class: "source-test" },
      this.tested,
      this.label,
      el(
        "div",
        { class: "gx-row" },
        button("Previous", "The test picture before", () => this.take((this.index ?? 0) - 1)),
        this.number,
        button("Next", "The test picture after", () => this.take((this.index ?? -1) + 1)),
        button("Random", "Any picture of the test set", () =>
          this.take(Math.floor(Math.random() * this.card.test_count)),
        ),
      ),
    );
  }

  /** Another model: the pad takes its size; what was drawn stays where the size stays. */
  setCard(card) {
    const other = card.dataset !== this.card?.dataset;
    this.card = card;
    const can = card.can.includes("encode");
    const test = can && card.test;
    this.body.classList.toggle("gx-hidden", !can && !this.draws);
    if (!can) this.sees.stop();
    this.none.textContent = can || this.draws ? "" : `${card.title} has no encoder: it can't take a picture.`;
    this.pad.setShape(card.shape, card.dataset === "shapes");
    const ratio = card.shape[2] / card.shape[1];
    for (const canvas of [this.uploaded, this.tested]) canvas.style.setProperty("--ratio", ratio);
    this.tabs.upload.classList.toggle("gx-hidden", !can && this.draws);
    this.tabs.test.classList.toggle("gx-hidden", !test);
    this.absent.textContent =
      !can || test
        ? ""
        : "Its test set is not on this disk (start the app with --data), so there is nothing to take from it.";
    if (this.tabs[this.shown].classList.contains("gx-hidden")) this.open("draw");
    if (!other) return;
    this.index = null;
    this.number.value = "";
    this.number.max = String(Math.max(0, card.test_count - 1));
    Object.assign(this.tested, { width: card.shape[2], height: card.shape[1] });
    this.label.textContent = card.test
      ? `${card.test_count.toLocaleString("en")} pictures that it was not trained on`
      : "";
    this.uploaded.classList.add("gx-hidden");
    this.sees.forget();
    this.notes.textContent = this.error.textContent = "";
  }

  open(name) {
    this.shown = name;
    for (const key of Object.keys(this.tabs)) {
      this.tabs[key].setAttribute("aria-selected", String(key === name));
      this.tabs[key].setAttribute("aria-pressed", String(key === name));
      this.panes[key].classList.toggle("gx-hidden", key !== name);
    }
    if (name === "test" && this.index === null && this.card) this.take(0);
  }

  /** Hand a picture over, newest only. */
  async give(pixels, about) {
    this.queue = { pixels, about };
    if (this.busy) return;
    this.busy = true;
    while (this.queue) {
      const next = this.queue;
      const began = performance.now();
      this.queue = null;
      try {
        await this.onpicture(next.pixels, next.about);
      } catch (error) {
        this.error.textContent = error.message;
      }
      const wait = EVERY_MS - (performance.now() - began);
      if (wait > 0)
        await new Promise((resolve) => {
          setTimeout(resolve, wait);
        });
    }
    this.busy = false;
  }

  upload(file) {
    if (!file) return;
    this.open("upload");
    this.turn++;
    this.sees.take(file);
  }

  async take(index) {
    const turn = ++this.turn;
    const { card } = this;
    const count = card.test_count;
    this.sees.stop();
    this.error.textContent = "";
    try {
      const found = await getJSON(
        query("/api/test-picture", { model: card.name, index: ((index % count) + count) % count }),
      );
      if (turn !== this.turn || card !== this.card) return;
      this.index = found.index;
      this.number.value = found.index;
      const pixels = decodeBase64(found.pixels);
      const name = String(found.class || "");
      paint(this.tested, pixels, card.shape);
      this.label.textContent = `${(found.index + 1).toLocaleString("en")} of ${found.count.toLocaleString("en")}${name && `: ${name}`}`;
      this.give(pixels, { from: "test", done: true });
    } catch (error) {
      if (turn === this.turn) this.error.textContent = error.message;
    }
  }
}
