// The scene and what is asked of it: the picture to be arranged, the question, and what it has to be told about both.

import { el } from "../../ui/canvas/paint.js";
import { ColourRow } from "./colour_row.js";
import { colourName, colourStyle } from "./colours.js";
import { DigitTools } from "./digit.js";
import { AttentionEditor } from "./editor.js";
import { digitName } from "./names.js";

/** @typedef {import("./arrangement.js").Arrangement} Arrangement */
/** @typedef {import("./types.js").Digit} Digit */
/** @typedef {import("./types.js").Reply} Reply */

/** @param {string[]} words */
const listed = (words) =>
  words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words.at(-1)}` : (words.at(0) ?? "");

export class AttentionScene {
  #colour = 0;

  #chip = el("b", { class: "asked" });

  #truth = el("p", { class: "gx-num truth", role: "status" });

  #notes = el("p", { class: "gx-note" });

  /**
   * @param {Arrangement} arrangement
   * @param {object} on
   * @param {() => void} on.changed  the scene is another
   * @param {(id: number) => void} on.grab  a digit is held
   * @param {() => void} on.finish  a step is over
   * @param {(colour: number) => void} on.ask
   * @param {() => void} on.undo
   * @param {() => void} on.redo
   */
  constructor(arrangement, on) {
    this.arrangement = arrangement;
    this.on = on;
    this.editor = new AttentionEditor(arrangement, {
      select: (id) => this.#select(id),
      grab: (id) => on.grab(id),
      move: (id, x, y) => this.#move(id, x, y),
      scale: (id, scale) => this.#scale(id, scale),
      finish: () => on.finish(),
      remove: (id) => this.#remove(id),
      duplicate: (id) => this.#duplicate(id),
      ask: (colour) => on.ask(colour),
    });
    this.tools = new DigitTools({
      change: (changes) => this.#step(() => arrangement.change(arrangement.selected, changes)),
      scale: (scale) => this.#scale(arrangement.selected, scale),
      finish: () => on.finish(),
      remove: () => this.#remove(arrangement.selected),
      duplicate: () => this.#duplicate(arrangement.selected),
      ask: () => {
        if (arrangement.digit) on.ask(arrangement.digit.colour);
      },
      undo: () => on.undo(),
      redo: () => on.redo(),
    });
    this.colours = new ColourRow(
      "What is asked",
      (colour) => on.ask(colour),
      (name) => `Ask which digit is ${name}`,
      true,
    );
    this.colours.root.dataset.part = "colours";
    this.root = this.#build();
  }

  #build() {
    const question = el("h3", { class: "question" }, "Which digit is ", this.#chip, "?");
    return el(
      "section",
      { class: "attention-scene", "data-part": "scene", "aria-label": "The scene and the question" },
      this.editor.root,
      el(
        "div",
        { class: "scene-side" },
        el("div", { class: "scene-question" }, question, this.colours.root, this.#truth),
        this.tools.root,
        this.#notes,
      ),
    );
  }

  /** @param {number} id */
  #select(id) {
    if (this.arrangement.selected === id) return;
    this.arrangement.selected = id;
    this.show(this.#colour);
  }

  /**
   * @param {number} id
   * @param {number} x
   * @param {number} y
   */
  #move(id, x, y) {
    this.arrangement.raise(id);
    this.arrangement.move(id, x, y);
    this.on.changed();
  }

  /**
   * @param {number} id
   * @param {number} scale
   */
  #scale(id, scale) {
    this.arrangement.raise(id);
    this.arrangement.scale(id, scale);
    this.on.changed();
  }

  /**
   * Something is done at one stroke.
   * @param {() => void} work
   */
  #step(work) {
    work();
    this.on.changed();
    this.on.finish();
  }

  /** @param {number} id */
  #remove(id) {
    const { digits } = this.arrangement;
    const at = digits.findIndex((digit) => digit.id === id);
    const next = digits[at + 1] ?? digits[at - 1];
    const held = this.editor.root.contains(document.activeElement);
    this.#step(() => {
      this.arrangement.remove(id);
      if (!held || !next) return;
      this.arrangement.selected = next.id; // the keys go on with another digit
      this.editor.focus(next.id);
    });
  }

  /** @param {number} id */
  #duplicate(id) {
    if (this.arrangement.full) return;
    this.#step(() => this.arrangement.duplicate(id));
    this.editor.focus(this.arrangement.selected);
  }

  /**
   * The scene as it stands, before the server has answered.
   * @param {number} colour  that is asked for
   */
  show(colour) {
    const { arrangement } = this;
    this.#colour = colour;
    this.editor.draw();
    this.tools.show(arrangement.digit, arrangement.history);
    this.colours.show(colour, arrangement.colours);
    this.#chip.textContent = colourName(colour);
    this.#chip.style.setProperty("--colour", colourStyle(colour));
  }

  /**
   * What the server answered.
   * @param {Reply} reply
   * @param {Digit[]} digits  those that it was asked about
   * @param {Path2D | null} outline  of the asked one
   */
  answer(reply, digits, outline) {
    const asked = digits.filter((digit) => digit.colour === this.#colour);
    this.editor.answer(reply, digits, outline);
    this.#truth.textContent = this.#verdict(reply, asked.length);
    this.#notes.textContent = [this.#ambiguity(asked.length), ...hidings(reply, digits)].filter(Boolean).join(" ");
  }

  /**
   * What is right, and how many models say so.
   * @param {Reply} reply
   * @param {number} asked  how many digits have the colour
   */
  #verdict({ truth, models }, asked) {
    if (!asked) return `Nothing here is ${colourName(this.#colour)}: whatever the models answer, it is a guess.`;
    if (truth === null) return "Nobody has said what it is.";
    const answers = models.filter(({ probs }) => probs);
    const right = answers.filter(({ answer }) => answer === truth);
    const say = answers.length === 1 ? "model says" : "models say";
    const share = answers.length ? `${right.length} of ${answers.length} ${say} so.` : "";
    return `It is a ${truth}. ${share}`;
  }

  /** @param {number} asked  how many digits have the colour */
  #ambiguity(asked) {
    if (asked < 2) return "";
    return `${asked} digits are ${colourName(this.#colour)}; the one that lies on top counts as the answer.`;
  }
}

/**
 * Which digits hide others: they lie over them.
 * @param {Reply} reply
 * @param {Digit[]} digits
 */
function hidings({ overlaps }, digits) {
  /** @type {Map<number, string[]>} */
  const hidden = new Map();
  for (const [below, above] of overlaps) {
    hidden.set(above, [...(hidden.get(above) ?? []), `the ${digitName(digits[below])}`]);
  }
  return [...hidden].map(([above, names]) => `The ${digitName(digits[above])} hides a part of ${listed(names)}.`);
}
