// Kept pictures, on every page and from one visit to the next: model, z, class weights and a label, decoded anew for
// each visit.

import { el, paint } from "../canvas/paint.js";
import { button } from "../controls/buttons.js";
import { getJSON } from "../transport/api.js";
import { Decoder } from "../transport/decoder.js";

/** @typedef {import("../types.js").Card} Card */

/**
 * A picture that is kept: what makes it again.
 * @typedef {object} Kept
 * @property {string} model
 * @property {number[]} z
 * @property {number[]} [weights]  by class
 * @property {string} [label]
 */

const KEY = "gx-kept";
const MOST = 60;

/** @param {unknown} value */
const isNumbers = (value) => Array.isArray(value) && value.every(Number.isFinite);

/**
 * @param {unknown} entry  of the storage, which is anybody's to write to
 * @returns {entry is Kept}
 */
function isKept(entry) {
  if (typeof entry !== "object" || entry === null) return false;
  const { model, z, weights } = /** @type {{[name: string]: unknown}} */ (entry);
  return typeof model === "string" && isNumbers(z) && isNumbers(weights ?? []);
}

/**
 * What is kept, as far as it makes sense.
 * @returns {Kept[]}
 */
function read() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter(isKept).slice(-MOST) : [];
  } catch {
    return [];
  }
}

/**
 * Whether the model is still the one that made the picture.
 * @param {Card} card
 * @param {Kept} kept
 */
const suits = (card, { z, weights }) =>
  card.usable && card.latents === z.length && card.conditions === (weights?.length ?? 0);

/**
 * What is equal in two entries of the same picture.
 * @param {Kept} kept
 */
const identity = ({ model, z, weights = [] }) => [model, ...z, ...weights].join();

/** Fills its root and makes it a "gx-tray". */
export class Tray {
  #kept = read();

  /** @type {Map<Kept, Uint8Array>} the pixels of each, once decoded */
  #thumbs = new Map();

  /** @type {Map<string, Card> | null} */
  #cards = null;

  #strip = el("div", { class: "tray-strip" });

  #hint = el(
    "p",
    { class: "gx-note" },
    "Nothing kept yet. What you keep stays in this browser, on this page and on the others.",
  );

  #clearButton = button("Remove all", "Remove every kept picture", () => this.#set([]), "quiet");

  /**
   * @param {HTMLElement} root
   * @param {object} on
   * @param {(kept: Kept) => void} on.onpick
   */
  constructor(root, { onpick }) {
    this.onpick = onpick;
    root.classList.add("gx-tray", "gx-panel");
    root.replaceChildren(
      el("div", { class: "tray-head" }, el("h3", {}, "Kept pictures"), this.#clearButton),
      this.#hint,
      this.#strip,
    );
    this.#render();
    // Another tab kept something.
    addEventListener("storage", (event) => {
      if (event.key !== KEY) return;
      this.#kept = read();
      this.#render();
    });
  }

  /**
   * Keep a picture; the same one is not kept twice.
   * @param {Kept} picture
   */
  add({ model, z, weights = [], label = "" }) {
    const entry = { model, z: [...z], weights: [...weights], label };
    const others = this.#kept.filter((kept) => identity(kept) !== identity(entry));
    this.#set([...others, entry].slice(-MOST));
  }

  /** @param {Kept[]} kept */
  #set(kept) {
    this.#kept = kept;
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      this.#hint.textContent = "This browser lets nothing be stored: what you keep is gone when the page is closed.";
    }
    this.#render();
  }

  async #render() {
    this.#hint.classList.toggle("gx-hidden", this.#kept.length > 0);
    this.#clearButton.classList.toggle("gx-hidden", this.#kept.length < 2);
    if (this.#kept.length && !this.#cards) {
      try {
        /** @type {Card[]} */
        const cards = await getJSON("/api/models");
        this.#cards = new Map(cards.map((card) => [card.name, card]));
      } catch {
        return; // the page itself says that the explorer is away
      }
    }
    this.#strip.replaceChildren(...this.#kept.map((entry) => this.tile(entry)));
    this.#decode();
  }

  /**
   * The card of the model that made a picture, where it is still there and still the same.
   * @param {Kept} entry
   * @returns {Card | null}
   */
  #cardOf(entry) {
    const card = this.#cards?.get(entry.model);
    return card && suits(card, entry) ? card : null;
  }

  /**
   * One kept picture, to be picked or removed. A page may add to it.
   * @param {Kept} entry
   * @returns {HTMLElement}
   */
  tile(entry) {
    const label = String(entry.label ?? "") || entry.model;
    const title = this.#cards?.get(entry.model)?.title ?? entry.model;
    const remove = button(
      "remove",
      `Remove ${label}`,
      () => this.#set(this.#kept.filter((kept) => kept !== entry)),
      "quiet tray-remove",
    );
    remove.setAttribute("aria-label", `Remove ${label}`);
    return el(
      "div",
      { class: "tray-tile" },
      this.#pickButton(entry, label),
      el("span", { class: "tray-label" }, title),
      remove,
    );
  }

  /**
   * @param {Kept} entry
   * @param {string} label
   */
  #pickButton(entry, label) {
    const card = this.#cardOf(entry);
    const canvas = el("canvas", { class: "gx-canvas", "aria-hidden": "true" });
    if (card) {
      const [, h, w] = card.shape;
      const thumb = this.#thumbs.get(entry);
      canvas.style.setProperty("--ratio", String(w / h));
      canvas.width = w;
      canvas.height = h;
      if (thumb) paint(canvas, thumb, card.shape);
    }
    const attributes = {
      class: "tray-pick",
      type: "button",
      title: card ? label : `${label}: this model is not here any more`,
      "aria-label": `Show ${label}`,
      onclick: () => this.onpick(entry),
    };
    const pick = el("button", attributes, canvas);
    pick.disabled = !card;
    return pick;
  }

  /** Thumbnails that are missing, one message a model over a connection that is closed again. */
  #decode() {
    /** @type {Map<Card, Kept[]>} */
    const groups = new Map();
    for (const entry of this.#kept) {
      const card = this.#cardOf(entry);
      if (card && !this.#thumbs.has(entry)) groups.set(card, [...(groups.get(card) ?? []), entry]);
    }
    for (const [card, entries] of groups) this.#decodeAll(card, entries);
  }

  /**
   * @param {Card} card
   * @param {Kept[]} entries
   */
  #decodeAll(card, entries) {
    const size = card.shape.reduce((a, b) => a * b);
    const decoder = new Decoder(card.name, { onerror: () => decoder.close() });
    addEventListener("pagehide", () => decoder.close(), { once: true });
    // Asked for: not again by the next render.
    for (const entry of entries) this.#thumbs.set(entry, new Uint8Array(size));
    const z = Float32Array.from(entries.flatMap(({ z, weights = [] }) => [...z, ...weights]));
    decoder.request("tray", z, (pixels) => {
      decoder.close();
      entries.forEach((entry, i) => {
        const thumb = pixels.slice(i * size, (i + 1) * size);
        const canvas = this.#strip.children[this.#kept.indexOf(entry)]?.querySelector("canvas");
        this.#thumbs.set(entry, thumb);
        if (canvas) paint(canvas, thumb, card.shape);
      });
    });
  }
}
