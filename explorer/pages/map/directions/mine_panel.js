// The neighbourhood of the current picture: real codes beside each other, and what lies between (a MINE grid).

import { el, fmt } from "../../../ui/canvas/paint.js";
import { why } from "../../../ui/lessons/why.js";
import { messageOf, postJSON, query } from "../../../ui/transport/api.js";
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

  /** @type {Coded | null} that is to be shown, or is being asked for */
  #wanted = null;

  #busy = false;
  #said = el("p", { class: "gx-note standing", role: "status" });

  /**
   * @param {import("./pictures.js").Pictures} pictures
   * @param {object} on
   * @param {(picture: Coded) => void} on.pick  is to be the current one
   * @param {(message: string) => void} on.error
   */
  constructor(pictures, on) {
    this.on = on;
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

  /**
   * Newest only: what is wanted while the server looks is asked for when it has answered.
   * @param {Coded} picture
   */
  async show(picture) {
    this.#wanted = picture;
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#wanted) await this.#ask();
    } catch (error) {
      this.on.error(messageOf(error));
    } finally {
      this.#busy = false;
    }
  }

  async #ask() {
    const card = this.#card;
    const picture = this.#wanted;
    this.#wanted = null;
    if (!card || !picture) return;
    const { z, weights } = picture;
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
