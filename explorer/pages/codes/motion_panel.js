// What moves under the three squares: the prior's dream, or the morph into the second picture; one of them is open.

import { el } from "../../ui/canvas/paint.js";
import { press } from "../../ui/controls/buttons.js";

/** @typedef {import("./dream.js").Dream} Dream */
/** @typedef {import("./model_state.js").ModelState} ModelState */
/** @typedef {import("./morph.js").Morph} Morph */
/** @typedef {"dream" | "morph"} MotionName */

const TITLES = {
  dream: ["Let the prior dream", "The prior draws codes one by one, around the cells that stay"],
  morph: ["A second picture", "Go over to a second picture's codes, cell by cell, or copy regions of them"],
};

export class MotionPanel {
  /**
   * @param {{dream: Dream, morph: Morph}} motions
   * @param {{[name in MotionName]: HTMLElement}} heads  what stands above the player of each
   */
  constructor({ dream, morph }, heads) {
    this.dream = dream;
    this.morph = morph;
    this.dream.root.prepend(heads.dream);
    this.morph.root.prepend(heads.morph);
    this.tabs = { dream: this.#tab("dream"), morph: this.#tab("morph") };
    this.root = el(
      "section",
      { class: "gx-panel codes-motion" },
      el("div", { class: "tabs", role: "tablist", "aria-label": "What moves" }, this.tabs.dream, this.tabs.morph),
      this.dream.root,
      this.morph.root,
    );
    this.open("dream");
  }

  /** @param {MotionName} name */
  #tab(name) {
    const [text, title] = TITLES[name];
    return el("button", { class: "gx-btn", type: "button", role: "tab", title, onclick: () => this.open(name) }, text);
  }

  /** @param {MotionName} name */
  open(name) {
    this.#show("dream", name === "dream");
    this.#show("morph", name === "morph");
  }

  /**
   * @param {MotionName} name
   * @param {boolean} open  else it is hidden, and what it plays is paused
   */
  #show(name, open) {
    const tab = this.tabs[name];
    const motion = this[name];
    tab.setAttribute("aria-selected", String(open));
    press(tab, open);
    motion.root.classList.toggle("gx-hidden", !open);
    if (!open) motion.pause();
  }

  /**
   * The morph begins with the codes as they stand.
   * @param {ModelState} state
   */
  openMorph({ layout, cells, second }) {
    this.morph.open(layout, cells, second?.cells ?? null);
  }

  /**
   * @param {ModelState} state
   * @param {number} share  of the way to the second picture, 0 to 1
   * @param {boolean} fromOriginal  it begins with the picture's own codes
   */
  goMorph({ layout, original, second }, share, fromOriginal) {
    this.open("morph");
    if (fromOriginal && original) this.morph.open(layout, original, second?.cells ?? null);
    this.morph.go(share);
  }

  /** The page is left. */
  leave() {
    this.morph.pause();
    this.dream.pause();
    this.dream.close();
  }
}
