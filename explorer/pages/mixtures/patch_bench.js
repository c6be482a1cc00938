// The third bench: a mixture of 200 bells in 64 dimensions, the patches of a photograph under it, and how likely it
// finds the whole.

import { decodeBase64, el, fmt } from "../../ui/canvas/paint.js";
import { press, toggleButton } from "../../ui/controls/buttons.js";
import { errorLine } from "../../ui/controls/error_line.js";
import { rangedField, select } from "../../ui/controls/fields.js";
import { why } from "../../ui/lessons/why.js";
import { fileInput, lighten } from "../../ui/picture/upload.js";
import { getJSON, messageOf, postBytes, query } from "../../ui/transport/api.js";
import { Channels } from "../../ui/transport/channels.js";
import { ComponentTiles } from "./component_tiles.js";
import { EpllScale } from "./epll_scale.js";
import { PatchShown } from "./patch_told.js";
import { PhotoView } from "./photo_view.js";

/** @typedef {import("./patch_types.js").PatchState} PatchState */
/** @typedef {import("./patch_types.js").Photograph} Photograph */
/** @typedef {import("./patch_types.js").Reply} Reply */

const FAST = 8; // every so many-th patch while a hand moves
const FULL = 4; // and at rest
const REST_MS = 350;
const MOST = { sigma: 50, blur: 8 };
const OWN = "own"; // the option that stands for a person's own photograph

export class PatchBench {
  #number = el("b", { class: "gx-num epll" }, "–");
  #unit = el("span", { class: "gx-note" }, "nats a patch");
  #about = el("p", { class: "gx-note standing epll-note", role: "status" });
  #credit = el("p", { class: "gx-note standing" });
  #scale = new EpllScale();
  #tiles = new ComponentTiles((component) => this.#change({ component }));
  #told = new PatchShown((component) => this.#choose(component));
  #photo = new PhotoView((row, column) => this.#movePatch(row, column));
  #names = select("Photograph", "None of them was learnt from", (name) => this.#take(name));
  #sigma = rangedField("Noise, deviation of 255", "", { label: "Noise", max: MOST.sigma, step: 1 }, (sigma) =>
    this.#change({ sigma }),
  );

  #blur = rangedField("Blur, pixels", "", { label: "Blur", max: MOST.blur, step: 0.1 }, (blur) =>
    this.#change({ blur }),
  );

  #flat = toggleButton("One flat grey", "Every pixel becomes the photograph's mean, without noise", () =>
    this.#change(this.state.flat ? { flat: 0 } : { flat: 1, sigma: 0, blur: 0 }),
  );

  /** Beside the button of one's own photograph: the page's top may be far away. */
  #refused = errorLine();

  /** @type {Photograph[]} */
  #ready = [];

  /** A person's own photograph as base64; empty where a ready one is shown. */
  #own = "";
  #resting = 0;
  #likeliest = 0; // component of the patch

  /**
   * @param {PatchState} state  is changed here
   * @param {object} on
   * @param {() => void} on.change  the state has changed
   * @param {(message: string) => void} on.error  empty when it is over
   * @param {(status: import("../../ui/types.js").Status) => void} on.status  of the connection
   */
  constructor(state, on) {
    this.state = state;
    this.on = on;
    /** @type {Channels<object, Reply>} */
    this.link = new Channels("/api/mixtures/patches", { status: on.status });
    this.root = this.#build();
    this.#showControls();
  }

  #build() {
    const tools = el(
      "div",
      { class: "tools" },
      this.#names.root,
      this.#credit,
      el(
        "label",
        { class: "gx-btn own-photo", title: "Its middle square, in grey" },
        fileInput((file) => this.#upload(file), { class: "source-file" }),
        "Your own photograph",
      ),
      this.#refused,
      this.#sigma.root,
      this.#blur.root,
      this.#flat,
      el("h4", {}, "EPLL", why("likelier-is-not-better")),
      el("p", { class: "between" }, this.#number, this.#unit),
      this.#about,
    );
    const patch = el(
      "div",
      { class: "patch-side" },
      el("h4", {}, "The patch under the frame", why("one-patch")),
      el("p", { class: "gx-note" }, "Click on the photograph, or drag over it."),
      this.#told.root,
    );
    return el(
      "section",
      { class: "gx-panel patches", "aria-label": "Patches" },
      el("h3", {}, "A mixture of bells over patches of photographs", why("a-mixture-of-patches")),
      el("div", { class: "photo-and-patch" }, this.#photo.root, patch, this.#scale.root, tools),
      el("h4", {}, "Its components, the most frequent first"),
      this.#tiles.root,
    );
  }

  /** Ask for what is shown. */
  async begin() {
    try {
      const [ready, components] = await Promise.all([
        /** @type {Promise<Photograph[]>} */ (getJSON("/api/mixtures/photographs")),
        /** @type {Promise<import("./patch_types.js").Components>} */ (
          getJSON(query("/api/mixtures/components", { model: this.state.model }))
        ),
      ]);
      this.#ready = ready;
      this.#tiles.open(components, Math.max(0, this.state.component));
      this.#names.box.replaceChildren(...ready.map(({ name, title }) => el("option", { value: name }, title)));
      if (ready.length && !ready.some(({ name }) => name === this.state.photo)) this.state.photo = ready[0].name;
      this.#begun();
    } catch (error) {
      this.on.error(messageOf(error));
    }
  }

  get picture() {
    return this.#photo.canvas;
  }

  leave() {
    clearTimeout(this.#resting);
    this.link.close();
  }

  resume() {
    this.link.open();
  }

  /** Another photograph is shown. */
  #begun() {
    this.#scale.mark(null);
    this.#showControls();
    this.#ask();
    this.link.request("marks", { ...this.#question(FULL), marks: 1 }, ({ error, marks }) => {
      if (error) this.on.error(error);
      else this.#scale.mark(marks ?? null);
    });
  }

  /** @param {number} step */
  #question(step) {
    const { model, photo, sigma, blur, flat, row, column } = this.state;
    return { model, sigma, blur, flat, row, column, step, ...(this.#own ? { pixels: this.#own } : { photo }) };
  }

  /** Ask quickly now, and in full when the hand rests. */
  #ask() {
    this.#request(FAST);
    clearTimeout(this.#resting);
    this.#resting = window.setTimeout(() => this.#request(FULL), REST_MS);
  }

  /** @param {number} step */
  #request(step) {
    const { sigma } = this.state;
    this.link.request("photograph", this.#question(step), (reply) => this.#receive(reply, sigma));
  }

  /**
   * @param {Reply} reply
   * @param {number} sigma  that was asked with
   */
  #receive({ error, epll, step, count, pixels, patch }, sigma) {
    this.on.error(error ?? "");
    if (error || epll === undefined || !pixels || !patch || !count) return;
    this.#number.textContent = fmt(epll, 1);
    this.#about.textContent = `Of every ${step}th patch along and down: ${count.toLocaleString("en")} patches.`;
    this.#scale.show(epll);
    this.#photo.paint(decodeBase64(pixels));
    this.#told.show(patch, sigma);
    const likeliest = patch.responsibilities.indexOf(Math.max(...patch.responsibilities));
    if (this.state.component < 0 && likeliest !== this.#likeliest) this.#tiles.choose(likeliest);
    this.#likeliest = likeliest;
  }

  /** @param {Partial<PatchState>} part */
  #change(part) {
    Object.assign(this.state, part);
    this.#showControls();
    if (part.component === undefined || part.component < 0) this.#ask();
    this.on.change();
  }

  /**
   * @param {number} row
   * @param {number} column
   */
  #movePatch(row, column) {
    if (this.state.component >= 0) this.#tiles.choose(this.#likeliest);
    this.#change({ row, column, component: -1 });
  }

  /** @param {number} component */
  #choose(component) {
    this.#tiles.choose(component);
    this.#change({ component });
  }

  #showControls() {
    const { sigma, blur, flat, row, column, photo } = this.state;
    this.#sigma.show(sigma, fmt(sigma, 0));
    this.#blur.show(blur, fmt(blur, 1));
    this.#blur.box.disabled = Boolean(flat);
    press(this.#flat, Boolean(flat));
    this.#photo.frame(row, column);
    this.#names.box.value = this.#own ? OWN : photo;
    this.#credit.textContent = this.#own
      ? "Yours; a link can't hold it, and opens with the one before."
      : (this.#ready.find(({ name }) => name === photo)?.credit ?? "");
  }

  /** @param {string} name  of the select's option */
  #take(name) {
    if (name === OWN) return;
    this.#own = "";
    this.#names.box.querySelector(`[value=${OWN}]`)?.remove();
    this.state.photo = name;
    this.#begun();
    this.on.change();
  }

  /** @param {File} file */
  async #upload(file) {
    this.#refused.textContent = "";
    try {
      const { file: sent } = await lighten(file);
      /** @type {{pixels: string, notes: string[]}} */
      const { pixels } = await postBytes("/api/mixtures/photograph", sent);
      this.#own = pixels;
      if (!this.#names.box.querySelector(`[value=${OWN}]`))
        this.#names.box.append(el("option", { value: OWN }, "Your own"));
      this.#begun();
    } catch (error) {
      this.#refused.textContent = messageOf(error);
    }
  }
}
