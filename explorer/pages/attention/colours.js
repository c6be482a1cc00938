// The nine colours that a digit may have and a question may name, and the row in which one is chosen.

import { el } from "../../ui/canvas/paint.js";

/** As in explorer/scenes/colours.py; a scene puts a little noise on them. */
export const COLOURS = [
  ["red", [245, 0, 40]],
  ["orange", [245, 150, 0]],
  ["yellow", [255, 250, 60]],
  ["green", [5, 125, 25]],
  ["cyan", [45, 225, 250]],
  ["blue", [50, 55, 255]],
  ["purple", [145, 35, 165]],
  ["pink", [255, 120, 190]],
  ["white", [255, 255, 255]],
];
export const colourName = (colour) => COLOURS[colour][0];

export class ColourRow {
  /** @param {string} label  of the group  @param {(colour: number) => void} onchoose  @param {(name: string) => string} title  of a button  @param {boolean} names  write them */
  constructor(label, onchoose, title, names = false) {
    this.buttons = COLOURS.map(([name, rgb], colour) =>
      el(
        "button",
        {
          class: "gx-btn swatch",
          type: "button",
          title: title(name),
          "aria-label": name,
          "aria-pressed": "false",
          style: `--colour: rgb(${rgb.join()})`,
          onclick: () => onchoose(colour),
        },
        el("i", { "aria-hidden": "true" }),
        names ? el("span", {}, name) : null,
      ),
    );
    this.root = el(
      "div",
      { class: `swatches${names ? " named" : ""}`, role: "group", "aria-label": label },
      ...this.buttons,
    );
  }

  /** @param {number} chosen  @param {Set<number> | null} there  colours that the scene has; null: all are alike */
  show(chosen, there = null) {
    this.buttons.forEach((button, colour) => {
      button.setAttribute("aria-pressed", String(colour === chosen));
      button.classList.toggle("absent", there !== null && !there.has(colour));
    });
  }
}
