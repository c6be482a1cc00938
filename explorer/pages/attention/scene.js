// The scene and what is asked of it: the picture to be arranged, the question, and what it has to be told about both.

import { el } from "../../ui/canvas/paint.js";
import { COLOURS, ColourRow, colourName } from "./colours.js";
import { DigitTools } from "./digit.js";
import { AttentionEditor, nameOf } from "./editor.js";

export class AttentionScene {
  /**
   * @param {import("./arrangement.js").Arrangement} arrangement
   * @param {object} on  changed() the scene is another, grab(id) a digit is held, rest() a step is over, ask(colour), undo(), redo()
   */
  constructor(arrangement, on) {
    Object.assign(this, { arrangement, on });
    const changed =
      (work) =>
      (...found) => {
        work(...found);
        on.changed();
      };
    const step =
      (work) =>
      (...found) => {
        work(...found);
        on.changed();
        on.rest();
      };
    const chosen = () => arrangement.selected;
    const hand = {
      move: changed((id, x, y) => {
        arrangement.raise(id);
        arrangement.move(id, x, y);
      }),
      scale: changed((id, scale) => {
        arrangement.raise(id);
        arrangement.scale(id, scale);
      }),
      remove: step((id) => this.remove(id)),
      duplicate: (id) => this.duplicate(id),
    };
    this.editor = new AttentionEditor(arrangement, {
      ...hand,
      select: (id) => this.select(id),
      grab: on.grab,
      rest: on.rest,
      ask: on.ask,
    });
    this.tools = new DigitTools({
      change: step((changes) => arrangement.change(chosen(), changes)),
      scale: (scale) => hand.scale(chosen(), scale),
      rest: on.rest,
      remove: () => hand.remove(chosen()),
      duplicate: () => hand.duplicate(chosen()),
      ask: () => on.ask(arrangement.digit.colour),
      undo: on.undo,
      redo: on.redo,
    });
    this.chip = el("b", { class: "asked" });
    this.question = el("h3", { class: "question" }, "Which digit is ", this.chip, "?");
    this.colours = new ColourRow("What is asked", on.ask, (name) => `Ask which digit is ${name}`, true);
    this.colours.root.dataset.part = "colours";
    this.truth = el("p", { class: "gx-num truth", role: "status" });
    this.told = el("p", { class: "gx-note" });
    this.root = el(
      "section",
      { class: "attention-scene", "data-part": "scene", "aria-label": "The scene and the question" },
      this.editor.root,
      el(
        "div",
        { class: "scene-side" },
        el("div", { class: "scene-question" }, this.question, this.colours.root, this.truth),
        this.tools.root,
        this.told,
      ),
    );
  }

  select(id) {
    if (this.arrangement.selected === id) return;
    this.arrangement.selected = id;
    this.show();
  }

  remove(id) {
    const at = this.arrangement.digits.findIndex((digit) => digit.id === id);
    const held = this.editor.root.contains(document.activeElement);
    const next = this.arrangement.digits[at + 1] ?? this.arrangement.digits[at - 1];
    this.arrangement.remove(id);
    if (held && next) {
      this.arrangement.selected = next.id;
      this.editor.focus(next.id);
    } // the keys go on with another digit
  }

  duplicate(id) {
    if (this.arrangement.full) return;
    this.arrangement.duplicate(id);
    this.on.changed();
    this.on.rest();
    this.editor.focus(this.arrangement.selected);
  }

  /** The scene as it stands, before the server has answered. */
  show(colour = this.colour) {
    this.colour = colour;
    const { arrangement, editor, tools } = this;
    const [name, rgb] = COLOURS[colour];
    editor.draw();
    tools.show(arrangement.digit, arrangement.history);
    this.colours.show(colour, arrangement.colours);
    this.chip.textContent = name;
    this.chip.style.setProperty("--colour", `rgb(${rgb.join()})`);
  }

  /** What the server answered about `digits`. */
  answer(reply, digits, outline) {
    this.editor.answer(reply, digits, outline);
    const same = digits.filter((digit) => digit.colour === this.colour);
    const answers = reply.models.filter(({ probs }) => probs);
    const right = answers.filter(({ answer }) => answer === reply.truth).length;
    this.truth.textContent = !same.length
      ? `Nothing here is ${colourName(this.colour)}: whatever the models answer, it is a guess.`
      : reply.truth === null
        ? "Nobody has said what it is."
        : `It is a ${reply.truth}. ${answers.length ? `${right} of ${answers.length} ${answers.length === 1 ? "model says" : "models say"} so.` : ""}`;
    this.told.textContent = [
      same.length > 1
        ? `${same.length} digits are ${colourName(this.colour)}; the one that lies on top counts as the answer.`
        : "",
      covered(reply.overlaps, digits),
    ]
      .filter(Boolean)
      .join(" ");
  }
}

/** Which digits hide others: they lie over them. */
function covered(overlaps, digits) {
  const under = new Map();
  for (const [below, above] of overlaps)
    under.set(above, [...(under.get(above) ?? []), `the ${nameOf(digits[below])}`]);
  return [...under]
    .map(
      ([above, found]) =>
        `The ${nameOf(digits[above])} hides a part of ${found.length > 1 ? `${found.slice(0, -1).join(", ")} and ${found.at(-1)}` : found[0]}.`,
    )
    .join(" ");
}
