// A place whose caption names a model of which no picture has come yet: what stands there is dimmed, with a sentence.

import { el } from "../canvas/paint.js";

/** @typedef {import("../types.js").Status} Status */

const PATIENCE_MS = 1000; // a change of models that is quicker shows no sign of it

/** @param {string} title */
const underway = (title) => `${title} is on its way: this is no picture of it yet.`;

/** @param {string} title */
const unreachable = (title) =>
  `${title} could not be fetched: this is no picture of it. Check the connection; its picture then comes by itself.`;

export class Awaited {
  #title = ""; // of the model whose picture is awaited; empty: what is seen is of the model of the caption
  #offline = false;
  #timer = 0;
  #said = el("p", { class: "awaited-said gx-hidden" });

  /** @param {HTMLElement} frame  that holds the picture */
  constructor(frame) {
    this.frame = frame;
    frame.append(this.#said);
  }

  /** @param {string} title  of the model that the caption names from now on */
  begin(title) {
    this.#title = title;
    this.#offline = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show(), PATIENCE_MS);
  }

  /** Its picture is there. */
  end() {
    if (!this.#title) return;
    this.#title = "";
    this.#show();
  }

  /** @param {Status} status  of the connection that the picture comes through */
  say(status) {
    if (!this.#title) return;
    this.#offline = status === "offline";
    if (this.#offline || this.frame.classList.contains("awaited")) this.#show();
  }

  #show() {
    clearTimeout(this.#timer);
    const words = this.#offline ? unreachable : underway;
    this.frame.classList.toggle("awaited", this.#title !== "");
    this.#said.classList.toggle("gx-hidden", !this.#title);
    this.#said.textContent = this.#title && words(this.#title);
  }
}
