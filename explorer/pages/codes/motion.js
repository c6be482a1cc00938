// What moves under the three squares: the prior's dream, or the morph into the second picture; one of them is open.

import { el } from "../../ui/canvas/paint.js";
import { Dream } from "./dream.js";
import { Morph } from "./morph.js";

const WAYS = {
  dream: ["Let the prior dream", "The prior draws codes one by one, around the cells that stay"],
  morph: ["A second picture", "Go over to a second picture's codes, cell by cell, or copy regions of them"],
};

export class Motion {
  /** @param {object} on  dream and morph: what each of them is told  @param {object} heads  dream and morph: what stands above its player */
  constructor(on, heads) {
    this.dream = new Dream(on.dream);
    this.morph = new Morph(on.morph);
    for (const [name, head] of Object.entries(heads)) this[name].root.prepend(head);
    this.tabs = new Map(
      Object.entries(WAYS).map(([name, [text, title]]) => [
        name,
        el("button", { class: "gx-btn", type: "button", role: "tab", title, onclick: () => this.open(name) }, text),
      ]),
    );
    this.root = el(
      "section",
      { class: "gx-panel codes-motion" },
      el("div", { class: "tabs", role: "tablist", "aria-label": "What moves" }, ...this.tabs.values()),
      this.dream.root,
      this.morph.root,
    );
    this.open("dream");
  }

  open(name) {
    for (const [key, tab] of this.tabs) {
      tab.setAttribute("aria-selected", String(key === name));
      tab.setAttribute("aria-pressed", String(key === name));
      this[key].root.classList.toggle("gx-hidden", key !== name);
      if (key !== name) this[key].player.pause();
    }
  }

  leave() {
    this.morph.pause();
    this.dream.player.pause();
    this.dream.close();
  }
}
