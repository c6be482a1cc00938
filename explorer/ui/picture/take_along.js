// What a person takes along: the link, the Python, the picture.

import { context2d, copyText, el, saveBlob } from "../canvas/paint.js";
import { button } from "../controls/buttons.js";
import { messageOf, postForBlob, postJSON } from "../transport/api.js";
import { showLinkCode } from "./link_code.js";

/**
 * Canvases side by side, enlarged crisply (or smoothly, as they are shown).
 * @param {HTMLCanvasElement[]} canvases  at least one
 * @param {number} scale  whole
 * @param {number} gap  between two, in pixels of theirs
 */
export function sideBySide(canvases, scale, gap) {
  const sheet = el("canvas");
  const context = context2d(sheet);
  sheet.width = canvases.reduce((sum, { width }) => sum + (width + gap) * scale, -gap * scale);
  sheet.height = Math.max(...canvases.map(({ height }) => height)) * scale;
  context.imageSmoothingEnabled = canvases[0].style.imageRendering === "auto";
  canvases.reduce((x, canvas) => {
    context.drawImage(canvas, x, 0, canvas.width * scale, canvas.height * scale);
    return x + (canvas.width + gap) * scale;
  }, 0);
  return sheet;
}

/** The query of the address, as it was written or read last. */
let seen = location.search;

/** Whether the address is another one than was written or read last; it counts as read then. */
export function isAnotherAddress() {
  const other = location.search !== seen;
  seen = location.search;
  return other;
}

/**
 * A view's query into the address bar, where the theme that the page was opened with stays.
 * @param {string} query
 * @param {object} [how]
 * @param {boolean} [how.push]  as a new entry of the browser's history
 * @param {object} [how.state]  is put into that of the entry
 * @returns {string}  the link, without the theme
 */
export function putInAddress(query, { push = false, state = {} } = {}) {
  const url = `${location.origin}${location.pathname}?${query}`;
  const theme = new URLSearchParams(location.search).get("__theme");
  const shown = theme ? `${url}&__theme=${encodeURIComponent(theme)}` : url;
  const entry = { ...history.state, ...state };
  if (push) history.pushState(entry, "", shown);
  else history.replaceState(entry, "", shown + location.hash); // an experiment stays open over a reload
  seen = location.search;
  return url;
}

/**
 * What a page gives to be taken along.
 * @typedef {object} Takeaway
 * @property {string} page  its name in links
 * @property {string} saves  what the button that saves the picture says when pointed at
 * @property {() => object} view  as it is on the page
 * @property {() => Pick<HTMLCanvasElement, "toBlob"> | null} picture  as it is to be saved; null where there is none
 * @property {() => string} file  the picture's name, without its ending
 * @property {(message: string) => void} error
 */

/**
 * @template {Takeaway} [T=Takeaway]
 */
export class TakeAlong {
  /** Is called when the view may have changed. */
  onchange = () => {};

  /** What was said of the last thing taken. */
  said = el("p", { class: "gx-note standing", role: "status" });

  #code = el("code", {});

  #copy = button("Copy", "Copy this Python", () => this.#copyCode());

  #fold = el(
    "div",
    { class: "code gx-hidden" },
    el("pre", { class: "gx-code", tabindex: "0", "aria-label": "Python that makes this picture" }, this.#code),
    this.#copy,
  );

  #codeButton = button("As code", "Show Python that makes the same picture", () => this.toggleCode());

  /** @param {T} on */
  constructor(on) {
    this.on = on;
    this.#codeButton.setAttribute("aria-expanded", "false");
    const buttons = el(
      "div",
      { class: "gx-row" },
      button("Copy link", "Copy a link that restores this very view", () => this.copyLink()),
      button("QR code", "The link as a code that phones read off the wall", () => this.#showLinkCode()),
      this.#codeButton,
      button("Save PNG", on.saves, () => this.#savePicture()),
    );
    this.root = el("section", { class: "gx-panel" }, el("h3", {}, "Take it with you"), buttons, this.said, this.#fold);
  }

  /** @returns {Promise<{query: string, code: string}>} */
  link() {
    return postJSON(`/api/link/${this.on.page}`, this.on.view());
  }

  async copyLink() {
    try {
      const url = putInAddress((await this.link()).query);
      this.said.textContent = (await copyText(url)) ? "Copied. The link restores this view." : url;
    } catch (error) {
      this.on.error(messageOf(error));
    }
  }

  async #showLinkCode() {
    try {
      const link = putInAddress((await this.link()).query);
      const picture = URL.createObjectURL(await postForBlob("/api/link-code", { link }));
      showLinkCode(link, picture);
    } catch (error) {
      this.on.error(messageOf(error));
    }
  }

  async toggleCode() {
    const show = this.#fold.classList.contains("gx-hidden");
    if (show) {
      try {
        this.#code.textContent = (await this.link()).code;
      } catch (error) {
        this.on.error(messageOf(error));
        return;
      }
      this.#copy.textContent = "Copy";
    }
    this.#unfold(show);
  }

  async #copyCode() {
    const copied = await copyText(this.#code.textContent ?? "");
    this.#copy.textContent = copied ? "Copied" : "Select it and copy";
  }

  #savePicture() {
    this.on.picture()?.toBlob((blob) => {
      if (blob) saveBlob(blob, `${this.on.file()}.png`);
    }, "image/png");
  }

  /** @param {boolean} show */
  #unfold(show) {
    this.#fold.classList.toggle("gx-hidden", !show);
    this.#codeButton.setAttribute("aria-expanded", String(show));
  }

  /** The view changed: what was said of the old one no longer holds. */
  forget() {
    this.onchange();
    this.said.textContent = "";
    this.#unfold(false);
  }
}
