// What the networks see: whole classes, single pictures again and again, pictures of one's own.

import { el, encodeBase64, paint } from "../../ui/canvas/paint.js";
import { button, press, toggleButton } from "../../ui/controls/buttons.js";
import { why } from "../../ui/lessons/why.js";
import { Pad } from "../../ui/picture/pad.js";
import { seesWords } from "./state.js";

/** @typedef {import("./state.js").Ready} Ready */
/** @typedef {import("../../ui/types.js").Shape} Shape */

/** @type {Shape} */
const DRAWN = [1, 28, 28];
const MOST_OWN = 8;
const MOST_PARTS = 16;

export class DietPanel {
  #classes = el("div", { class: "gx-row", role: "group", "aria-label": "Classes that are seen" });
  #singles = el("div", { class: "singles", role: "group", "aria-label": "Single pictures" });
  #own = el("div", { class: "singles", role: "group", "aria-label": "Pictures of your own" });
  #said = el("p", { class: "gx-note", role: "status" });
  #padRoot = el("div", {});
  #all = toggleButton("Everything", "All training pictures", () => this.onchange("all"));
  #add = button("Show it this", "Your drawing, again and again, in place of what it sees now", () =>
    this.#addDrawing(),
  );

  /** @type {Map<string, HTMLElement>} the buttons, by what they add */
  #parts = new Map();

  /** @type {string[]} */
  #names = [];

  sees = "all";

  /**
   * @param {object} on
   * @param {(sees: string) => void} on.change
   * @param {(pixels: string) => void} on.draw  a drawing of 28 x 28 bytes in base64
   */
  constructor({ change, draw }) {
    this.onchange = change;
    this.ondraw = draw;
    this.pad = new Pad(this.#padRoot, { shape: DRAWN, onchange: () => this.#showAdd() });
    this.root = el(
      "section",
      { class: "gx-panel diet" },
      el("h3", {}, "What it sees", why("what-it-sees-it-keeps")),
      el("div", { class: "gx-row" }, this.#all),
      this.#classes,
      this.#said,
      el("details", { class: "fold" }, el("summary", {}, "Single pictures, again and again"), this.#singles),
      el(
        "details",
        { class: "fold" },
        el("summary", {}, "Draw one of your own"),
        this.#padRoot,
        el("div", { class: "gx-row" }, this.#add),
        this.#own,
      ),
    );
    this.#showAdd();
  }

  #showAdd() {
    this.#add.disabled = this.pad.empty;
  }

  #addDrawing() {
    this.ondraw(encodeBase64(this.pad.pixels));
    this.pad.clear();
  }

  /**
   * Other pictures to choose from.
   * @param {Ready} ready
   * @param {Uint8Array} firsts  the first training pictures of each class
   */
  open({ classes, each, shape }, firsts) {
    this.#names = classes;
    this.#parts.clear();
    this.#own.replaceChildren();
    this.#add.classList.remove("gx-hidden");
    this.#classes.replaceChildren(
      ...classes.map((name, label) => this.#part(`c${label}`, name, `All training pictures of ${name}`)),
    );
    this.#singles.replaceChildren(
      ...classes.flatMap((name, label) =>
        Array.from({ length: each }, (_, number) => {
          const part = number ? `s${label}-${number}` : `s${label}`;
          return this.#picture(
            part,
            firsts,
            shape,
            label * each + number,
            `Class ${name}, training picture no. ${number + 1}`,
          );
        }),
      ),
    );
  }

  /**
   * @param {string} part
   * @param {string} text
   * @param {string} title
   */
  #part(part, text, title) {
    const made = toggleButton(text, title, () => this.#toggle(part));
    this.#parts.set(part, made);
    return made;
  }

  /**
   * @param {string} part
   * @param {Uint8Array} pixels
   * @param {Shape} shape
   * @param {number} index
   * @param {string} title
   */
  #picture(part, pixels, shape, index, title) {
    const canvas = el("canvas", {});
    paint(canvas, pixels, shape, index);
    const made = el(
      "button",
      { class: "single", type: "button", title, "aria-label": title, onclick: () => this.#toggle(part) },
      canvas,
    );
    this.#parts.set(part, made);
    return made;
  }

  /**
   * An own picture that the run has taken.
   * @param {number} number  of it
   * @param {Uint8Array} pixels
   */
  addOwn(number, pixels) {
    const made = this.#picture(`o${number}`, pixels, DRAWN, 0, `Your picture ${number + 1}`);
    this.#own.append(made);
    this.#add.classList.toggle("gx-hidden", number + 1 >= MOST_OWN);
  }

  /** @param {string} part */
  #toggle(part) {
    const parts = this.sees === "all" ? [] : this.sees.split(".");
    const next = parts.includes(part) ? parts.filter((one) => one !== part) : [...parts, part];
    if (next.length > MOST_PARTS) {
      this.#said.textContent = `At most ${MOST_PARTS} classes and pictures at a time: take one away first.`;
      return;
    }
    this.onchange(next.join(".") || "all");
  }

  /**
   * @param {string} sees
   * @param {{pictures: number}} there
   */
  show(sees, { pictures }) {
    this.sees = sees;
    const parts = sees.split(".");
    press(this.#all, sees === "all");
    for (const [part, made] of this.#parts) press(made, parts.includes(part));
    const words =
      sees === "all" ? `all ${pictures.toLocaleString("en")} training pictures` : seesWords(sees, this.#names);
    const mine = parts.some((part) => part[0] === "o") ? " A link has no pictures of your own." : "";
    this.#said.textContent = `It sees ${words}.${mine}`;
  }
}
