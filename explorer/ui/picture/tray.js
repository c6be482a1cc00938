// Kept pictures, on every page and from one visit to the next: model, z, class weights and a label, decoded anew for each visit.

import { el, paint } from "../canvas/paint.js";
import { getJSON } from "../transport/api.js";
import { Decoder } from "../transport/decoder.js";

const KEY = "gx-kept";
const MOST = 60;

/** What is kept, as far as it makes sense: the storage is anybody's to write to. */
function read() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found)
      ? found
          .filter(
            (kept) =>
              kept &&
              typeof kept.model === "string" &&
              Array.isArray(kept.z) &&
              kept.z.every(Number.isFinite) &&
              (kept.weights ?? []).every(Number.isFinite),
          )
          .slice(-MOST)
      : [];
  } catch {
    return [];
  }
}

/** Whether the model is still there, and still the one that made the picture. */
const suits = (card, { z, weights }) =>
  card?.usable && card.latents === z.length && card.conditions === (weights?.length ?? 0);

export class Tray {
  /** @param {HTMLElement} root  @param {{onpick: (kept: {model: string, z: number[], weights: number[], label: string}) => void}} on */
  constructor(root, { onpick }) {
    this.onpick = onpick;
    this.kept = read();
    this.thumbs = new Map(); // entry -> its pixels, once decoded
    this.strip = el("div", { class: "tray-strip" });
    this.hint = el(
      "p",
      { class: "gx-note" },
      "Nothing kept yet. What you keep stays in this browser, on this page and on the others.",
    );
    this.clearButton = el(
      "button",
      { class: "gx-btn quiet", type: "button", title: "Remove every kept picture", onclick: () => this.set([]) },
      "Remove all",
    );
    root.classList.add("gx-tray", "gx-panel");
    root.replaceChildren(
      el("div", { class: "tray-head" }, el("h3", {}, "Kept pictures"), this.clearButton),
      this.hint,
      this.strip,
    );
    this.render();
    // Another tab kept something.
    addEventListener("storage", (event) => {
      if (event.key === KEY) {
        this.kept = read();
        this.render();
      }
    });
  }

  /** Keep a picture; the same one is not kept twice. */
  add({ model, z, weights = [], label = "" }) {
    const entry = { model, z: [...z], weights: [...weights], label };
    const place = (kept) => [kept.model, ...kept.z, ...(kept.weights ?? [])].join();
    this.set([...this.kept.filter((kept) => place(kept) !== place(entry)), entry].slice(-MOST));
  }

  set(kept) {
    this.kept = kept;
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      this.hint.textContent = "This browser lets nothing be stored: what you keep is gone when the page is closed.";
    }
    this.render();
  }

  async render() {
    this.hint.classList.toggle("gx-hidden", this.kept.length > 0);
    this.clearButton.classList.toggle("gx-hidden", this.kept.length < 2);
    if (this.kept.length) {
      try {
        this.cards ??= new Map((await getJSON("/api/models")).map((card) => [card.name, card]));
      } catch {
        return;
      } // the page itself says that the explorer is away
    }
    this.strip.replaceChildren(...this.kept.map((entry) => this.tile(entry)));
    this.decode();
  }

  tile(entry) {
    const card = this.cards.get(entry.model);
    const fits = suits(card, entry);
    const label = String(entry.label ?? "") || entry.model;
    const canvas = el("canvas", { class: "gx-canvas", "aria-hidden": "true" });
    if (fits) {
      canvas.style.setProperty("--ratio", card.shape[2] / card.shape[1]);
      Object.assign(canvas, { width: card.shape[2], height: card.shape[1] });
      if (this.thumbs.has(entry)) paint(canvas, this.thumbs.get(entry), card.shape);
    }
    const pick = el(
      "button",
      {
        class: "tray-pick",
        type: "button",
        title: fits ? label : `${label}: this model is not here any more`,
        "aria-label": `Show ${label}`,
        onclick: () => this.onpick(entry),
      },
      canvas,
    );
    pick.disabled = !fits;
    const remove = el(
      "button",
      {
        class: "gx-btn quiet tray-remove",
        type: "button",
        title: `Remove ${label}`,
        "aria-label": `Remove ${label}`,
        onclick: () => this.set(this.kept.filter((kept) => kept !== entry)),
      },
      "remove",
    );
    return el(
      "div",
      { class: "tray-tile" },
      pick,
      el("span", { class: "tray-label" }, card?.title ?? entry.model),
      remove,
    );
  }

  /** Thumbnails that are missing, one message a model over a connection that is closed again. */
  decode() {
    const groups = new Map();
    for (const entry of this.kept) {
      const card = this.cards?.get(entry.model);
      if (this.thumbs.has(entry) || !suits(card, entry)) continue;
      groups.set(card, [...(groups.get(card) ?? []), entry]);
    }
    for (const [card, entries] of groups) {
      const size = card.shape.reduce((a, b) => a * b);
      const decoder = new Decoder(card.name, { onerror: () => decoder.close() });
      addEventListener("pagehide", () => decoder.close(), { once: true });
      entries.forEach((entry) => this.thumbs.set(entry, new Uint8Array(size))); // asked for: not again by the next render
      decoder.request(
        "tray",
        Float32Array.from(entries.flatMap(({ z, weights }) => [...z, ...(weights ?? [])])),
        (pixels) => {
          decoder.close();
          entries.forEach((entry, i) => {
            this.thumbs.set(entry, pixels.slice(i * size, (i + 1) * size));
            const canvas = this.strip.children[this.kept.indexOf(entry)]?.querySelector("canvas");
            if (canvas) paint(canvas, this.thumbs.get(entry), card.shape);
          });
        },
      );
    }
  }
}
