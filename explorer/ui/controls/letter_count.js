// How many letters a name has, and how many it may have, once that is near.

import { el } from "../canvas/paint.js";

const NEAR = 10; // letters before the last

export class LetterCount {
  root = el("span", { class: "gx-note gx-num letters" });

  /**
   * @param {HTMLInputElement} box  gets no more letters than that
   * @param {number} most
   */
  constructor(box, most) {
    this.box = box;
    this.most = most;
    box.maxLength = most;
    box.addEventListener("input", () => this.show());
  }

  /** The box was filled by the page. */
  show() {
    const { length } = this.box.value;
    const full = length < this.most ? "" : ": a name can't be longer";
    this.root.textContent = length < this.most - NEAR ? "" : `${length} of ${this.most} letters${full}`;
  }
}
