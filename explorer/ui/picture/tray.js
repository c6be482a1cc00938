// Kept pictures, on every page and from one visit to the next: model, z, class weights and a label, decoded anew for
// each visit.

import { el, paint } from "../canvas/paint.js";
import { button, press, toggleButton } from "../controls/buttons.js";
import { latentsLink } from "../latents/latents_link.js";
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
const MOVED = 8; // px, from where on a press is a drag
const MORPHS = "Drag one onto another, or press morph on both, and see what lies between them.";
const TWO_MODELS = "A morph is between two pictures of one model.";

/**
 * The Latents page with the way from one kept picture to another.
 * @param {Kept} from
 * @param {Kept} to
 */
const morphLink = ({ model, z, weights }, to) => `${latentsLink(model, z, weights)}&a=${z.join()}&b=${to.z.join()}`;

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

  /** @type {Kept | null} that a morph is to begin with, once another is named */
  #from = null;

  #morphNote = el("p", { class: "gx-note gx-hidden", role: "status" });

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
   * @param {(from: Kept, to: Kept) => void} [on.onmorph]  two pictures of one model: what lies between them is to be
   *   shown; the Latents page shows it, if none is given
   */
  constructor(root, { onpick, onmorph = (from, to) => location.assign(morphLink(from, to)) }) {
    this.onpick = onpick;
    this.onmorph = onmorph;
    root.classList.add("gx-tray", "gx-panel");
    root.replaceChildren(
      el("div", { class: "tray-head" }, el("h3", {}, "Kept pictures"), this.#clearButton),
      this.#hint,
      this.#strip,
      this.#morphNote,
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
    this.#morphNote.classList.toggle("gx-hidden", this.#kept.length < 2);
    this.#morphNote.textContent = MORPHS;
    this.#from = null;
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
    const morph = toggleButton("morph", "", () => this.#name(entry), "quiet tray-remove");
    morph.title = "Begin a morph here; then press it on another picture of the same model";
    morph.setAttribute("aria-label", `Morph ${label}`);
    morph.classList.toggle("gx-hidden", this.#kept.length < 2 || !this.#cardOf(entry));
    return el(
      "div",
      { class: "tray-tile" },
      this.#pickButton(entry, label),
      el("span", { class: "tray-label" }, title),
      morph,
      remove,
    );
  }

  /** @param {Kept} entry  whose morph button was pressed: the beginning of one, or its end */
  #name(entry) {
    const from = this.#from;
    this.#from = from ? null : entry;
    this.#kept.forEach((kept, i) => {
      const button = this.#strip.children[i]?.querySelector("[aria-pressed]");
      if (button instanceof HTMLElement) press(button, kept === this.#from);
    });
    this.#morphNote.textContent = this.#from ? "Now press morph on another picture of the same model." : MORPHS;
    if (from && from !== entry) this.#morph(from, entry);
  }

  /**
   * @param {Kept} from
   * @param {Kept} to
   */
  #morph(from, to) {
    if (from.model === to.model) this.onmorph(from, to);
    else this.#morphNote.textContent = TWO_MODELS;
  }

  /**
   * A tile follows the hand, and may be let go over another one.
   * @param {HTMLElement} pick
   * @param {Kept} entry
   */
  #followDrag(pick, entry) {
    /** @type {{x: number, y: number} | null} */
    let at = null;
    let dragged = false;
    /** @param {PointerEvent} event */
    const over = ({ clientX, clientY }) => {
      const tile = document.elementsFromPoint(clientX, clientY).find((node) => node.parentElement === this.#strip);
      const index = tile ? [...this.#strip.children].indexOf(tile) : -1;
      return this.#kept[index] === entry ? -1 : index;
    };
    /** @param {number} index */
    const mark = (index) => {
      [...this.#strip.children].forEach((tile, i) => {
        tile.classList.toggle("target", i === index);
      });
    };
    const end = () => {
      at = null;
      pick.style.transform = "";
      pick.classList.remove("dragged");
      mark(-1);
      setTimeout(() => {
        dragged = false; // after the click that a drag ends with
      });
    };
    pick.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      at = { x: event.clientX, y: event.clientY };
      dragged = false;
      pick.setPointerCapture(event.pointerId);
    });
    pick.addEventListener("pointermove", (event) => {
      if (!at) return;
      const x = event.clientX - at.x;
      const y = event.clientY - at.y;
      dragged ||= Math.hypot(x, y) > MOVED;
      if (!dragged) return;
      pick.style.transform = `translate(${x}px, ${y}px)`;
      pick.classList.add("dragged");
      mark(over(event));
    });
    pick.addEventListener("pointerup", (event) => {
      const to = at && dragged ? this.#kept[over(event)] : undefined;
      end();
      if (to) this.#morph(entry, to);
    });
    pick.addEventListener("pointercancel", end);
    pick.addEventListener(
      "click",
      (event) => {
        if (dragged) event.stopImmediatePropagation();
      },
      { capture: true },
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
    if (card) this.#followDrag(pick, entry);
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
