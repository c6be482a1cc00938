// The lasso: what lies in it, by class, and the selections that were given a name.

import { CLASS_COLOURS, el } from "../../ui/canvas/paint.js";
import { button, press, signButton, toggleButton } from "../../ui/controls/buttons.js";
import { LetterCount } from "../../ui/controls/letter_count.js";
import { MOST_NAME } from "../../ui/directions/direction.js";
import { why } from "../../ui/lessons/why.js";

/** @typedef {import("./state.js").Selection} Selection */

const SAID_CLASSES = 3;
const NAMELESS = "Write a name first: what is in the lasso is kept under it.";
const HINT = "Press Lasso and draw a loop: what is in it stands out, on a second map too.";

/**
 * @typedef {object} LassoEvents
 * @property {(armed: boolean) => void} arm  the next stroke is a lasso, or moves the map again
 * @property {() => void} around  what lies around the cursor is to be lassoed
 * @property {() => void} clear
 * @property {(name: string) => void} keep  what is lassoed gets a name
 * @property {(selection: Selection) => void} light  a kept selection is to stand out
 * @property {(selection: Selection) => void} remove
 */

export class LassoPanel {
  #said = el("p", { class: "gx-note gx-num", role: "status" });
  #bars = el("div", { class: "lasso-bars", "aria-hidden": "true" });
  #kept = el("div", { class: "selections" });

  #letters;

  /** @param {LassoEvents} on */
  constructor(on) {
    this.on = on;
    this.arm = toggleButton("Lasso", "Draw a loop around points on the map", () => on.arm(!this.armed), "lasso-tool");
    const around = button("Around the cursor", "Take the points around the cursor instead of a loop", on.around);
    this.clear = button("Clear", "No lasso", on.clear, "quiet");
    this.name = el("input", {
      class: "gx-input",
      type: "text",
      "aria-label": "Name of the selection",
      placeholder: "its name",
      onkeydown: (event) => {
        if (event.key === "Enter") this.#keep();
      },
    });
    const keep = button("Keep", "Keep this selection under its name, to make directions of", () => this.#keep());
    this.#letters = new LetterCount(this.name, MOST_NAME);
    this.keeping = el("div", { class: "keep-row gx-hidden" }, this.name, keep, this.#letters.root);
    this.root = el(
      "section",
      { class: "gx-panel lasso" },
      el("h3", {}, "Lasso", why("groups-by-hand")),
      el("div", { class: "gx-row" }, this.arm, around, this.clear),
      this.#said,
      this.#bars,
      this.keeping,
      this.#kept,
    );
    this.show([], []);
  }

  get armed() {
    return this.arm.getAttribute("aria-pressed") === "true";
  }

  set armed(armed) {
    press(this.arm, armed);
  }

  #keep() {
    const name = this.name.value.trim();
    if (!name) {
      this.#said.textContent = NAMELESS;
      this.name.focus();
      return;
    }
    this.on.keep(name);
    this.name.value = "";
    this.#letters.show();
    this.#said.textContent = `${name} is kept: below the map it can be chosen for a direction, or a row of pictures.`;
  }

  /**
   * What is in the lasso.
   * @param {number[]} counts  of points by class, where there are classes; else of all
   * @param {string[]} classes
   * @param {boolean} [drawn]  whether there is a loop, or something that was asked for
   */
  show(counts, classes, drawn = false) {
    const total = counts.reduce((sum, count) => sum + count, 0);
    this.clear.disabled = !total && !drawn;
    this.keeping.classList.toggle("gx-hidden", !total);
    const parts = counts.map((count, index) => ({ count, index })).filter(({ count }) => count > 0);
    parts.sort((a, b) => b.count - a.count);
    this.#bars.replaceChildren(
      ...parts.map(({ count, index }) => {
        const bar = el("i");
        bar.style.flexGrow = String(count);
        bar.style.background = CLASS_COLOURS[index % CLASS_COLOURS.length];
        return bar;
      }),
    );
    if (!total) {
      this.#said.textContent = drawn ? "No point is in this loop." : HINT;
      return;
    }
    const named = classes.length > 1 ? parts.slice(0, SAID_CLASSES) : [];
    const words = named.map(({ count, index }) => `${classes[index]} ${Math.round((100 * count) / total)} %`);
    const more = classes.length > 1 && parts.length > SAID_CLASSES ? ["…"] : [];
    this.#said.textContent = [`${total.toLocaleString("en")} points`, [...words, ...more].join(", ")]
      .filter(Boolean)
      .join(": ");
    this.name.placeholder = named.length ? `its name, say ${classes[named[0].index]}` : "its name";
  }

  /** @param {Selection[]} selections  that were kept */
  list(selections) {
    this.#kept.replaceChildren(
      ...selections.map((selection) =>
        el(
          "div",
          { class: "selection" },
          button(
            selection.name,
            `Let the points of ${selection.name} stand out`,
            () => this.on.light(selection),
            "quiet",
          ),
          el("span", { class: "gx-note gx-num" }, selection.indices.length.toLocaleString("en")),
          signButton("×", `Forget ${selection.name}`, () => this.on.remove(selection), "quiet"),
        ),
      ),
    );
  }
}
