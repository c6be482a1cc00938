// A digit of one's own: drawn on a pad of 28 x 28 pixels, black or white, so that it fits into a link.

import { el } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { Pad } from "../../ui/picture/pad.js";
import { labelSelect } from "./label_select.js";

/** @type {[channels: number, height: number, width: number]} */
const SHAPE = [1, 28, 28];
const HALF = 128;

/**
 * Ink as the scene's name of a glyph: bits row by row, the highest first, in base64url.
 * @param {Uint8Array} pixels  (28, 28)
 */
function ownGlyph(pixels) {
  const bytes = new Uint8Array(pixels.length / 8);
  pixels.forEach((value, at) => {
    if (value >= HALF) bytes[at >> 3] |= 128 >> (at & 7);
  });
  const base64 = btoa(String.fromCharCode(...bytes));
  return `own:${base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

export class AttentionInk {
  #room = true;

  #label = labelSelect();

  /** @param {(glyph: string, label: number) => void} onadd */
  constructor(onadd) {
    const pad = el("div", {});
    this.onadd = onadd;
    this.pad = new Pad(pad, { shape: SHAPE, binary: true, onchange: () => this.#enable() });
    this.add = button("Add it to the scene", "Put the drawing into the scene", () => this.#give(), "primary");
    this.add.disabled = true;
    this.#label.box.value = "-1";
    this.root = el("div", { class: "ink gx-source" }, pad, this.#label.root, this.add);
  }

  /** @param {boolean} room  whether there is room for one more */
  allow(room) {
    this.#room = room;
    this.#enable();
  }

  #enable() {
    this.add.disabled = this.pad.empty || !this.#room;
  }

  #give() {
    this.onadd(ownGlyph(this.pad.pixels), Number(this.#label.box.value));
    this.pad.clear();
  }
}
