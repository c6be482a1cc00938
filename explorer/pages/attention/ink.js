// A digit of one's own: drawn on a pad of 28 x 28 pixels, black or white, so that it fits into a link.

import { el } from "../../ui/canvas/paint.js";
import { Pad } from "../../ui/picture/pad.js";

const SHAPE = [1, 28, 28];
const HALF = 128;

/** Ink uint8 (28 * 28) as the scene's name of a glyph: bits row by row, the highest first, in base64url. */
export function ownGlyph(pixels) {
  const bytes = new Uint8Array(pixels.length / 8);
  pixels.forEach((value, at) => {
    if (value >= HALF) bytes[at >> 3] |= 128 >> (at & 7);
  });
  return `own:${btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "")}`;
}

export class AttentionInk {
  /** @param {(glyph: string, label: number) => void} onadd */
  constructor(onadd) {
    const root = el("div", {});
    this.room = true;
    this.pad = new Pad(root, { shape: SHAPE, binary: true, onchange: () => this.tell() });
    this.label = el(
      "select",
      { class: "gx-select" },
      el("option", { value: "-1" }, "nobody knows"),
      ...Array.from({ length: 10 }, (_, label) => el("option", { value: label }, String(label))),
    );
    this.add = el(
      "button",
      {
        class: "gx-btn primary",
        type: "button",
        disabled: true,
        title: "Put the drawing into the scene",
        onclick: () => this.give(onadd),
      },
      "Add it to the scene",
    );
    this.root = el(
      "div",
      { class: "ink gx-source" },
      root,
      el(
        "label",
        { class: "gx-field", title: "What your drawing is. Without it no answer can be called right or wrong" },
        "What it is",
        this.label,
      ),
      this.add,
    );
  }

  /** Whether there is room for one more. */
  allow(room) {
    this.room = room;
    this.tell();
  }

  tell() {
    this.add.disabled = this.pad.empty || !this.room;
  }

  give(onadd) {
    onadd(ownGlyph(this.pad.pixels), Number(this.label.value));
    this.pad.clear();
  }
}
