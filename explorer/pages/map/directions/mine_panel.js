// The neighbourhood of the current picture: real codes beside each other, and what lies between (a MINE grid).

import { el, fmt } from "../../../ui/canvas/paint.js";
import { why } from "../../../ui/lessons/why.js";
import { postJSON, query } from "../../../ui/transport/api.js";
import { OneByOne } from "../../../ui/transport/one_by_one.js";
import { Sheet } from "./sheet.js";

/** @typedef {import("../../../ui/types.js").Card} Card */
/** @typedef {import("./pictures.js").Coded} Coded */

const REAL = 4; // codes of pictures a side
const FINE = 3; // steps from one to the next

/**
 * The answer of `/api/neighbourhood`.
 * @typedef {object} Neighbourhood
 * @property {number[][]} grid
 * @property {number} side
 * @property {number} fine  one in so many, across and down, is a real code
 * @property {number[]} distance  of the real ones from the picture
 */

export class MinePanel {
  /** @type {Card | null} */
  #card = null;

  #said = el("p", { class: "gx-note standing", role: "status" });

  /**
   * @param {import("./pictures.js").Pictures} pictures
   * @param {object} on
   * @param {(picture: Coded) => void} on.pick  is to be the current one
   * @param {(message: string) => void} on.error
   */
  constructor(pictures, on) {
    /** @type {OneByOne<Coded>} */
    this.asked = new OneByOne((picture) => this.#ask(picture), on.error);
    this.sheet = new Sheet({ label: "Neighbourhood", file: "mine-grid", pictures, pick: on.pick });
    this.root = el(
      "section",
      { class: "gx-panel mine-panel" },
      el("h3", {}, "The neighbourhood of the current picture", why("neighbourhoods")),
      el("div", { class: "gx-row" }, this.sheet.save),
      this.sheet.root,
      this.#said,
    );
  }

  /** @param {Card} card */
  open(card) {
    this.#card = card;
  }

  /** @param {Coded} picture */
  show(picture) {
    this.asked.put(picture);
  }

  /** @param {Coded} picture */
  async #ask({ z, weights }) {
    const card = this.#card;
    if (!card) return;
    /** @type {Neighbourhood} */
    const found = await postJSON(query("/api/neighbourhood", { model: card.name }), { z, side: REAL, fine: FINE });
    if (card !== this.#card) return;
    const { grid, side, fine, distance } = found;
    const real = grid
      .map((_, place) => place)
      .filter((place) => Math.floor(place / side) % fine === 0 && (place % side) % fine === 0);
    const codes = grid.map((code) => ({ z: code, weights }));
    this.sheet.show(card, codes, { side, framed: real });
    this.#said.textContent =
      `Framed: the ${real.length} test pictures with the nearest codes, ${fmt(Math.min(...distance))} to ` +
      `${fmt(Math.max(...distance))} away, like beside like; between them blends of their codes.`;
  }
}
