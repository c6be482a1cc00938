// Looks through the held-out scenes, on and on, for a question that the models answer differently.

import { el } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { errorLine } from "../../ui/controls/error_line.js";
import { getJSON, messageOf, query } from "../../ui/transport/api.js";
import { colourName } from "./colours.js";
import { modelName } from "./names.js";

/** @typedef {import("./types.js").Card} Card */
/** @typedef {import("./types.js").Shown} Shown */

/**
 * A question that models answer differently.
 * @typedef {object} Found
 * @property {number} seed  of the scene
 * @property {number} colour  that is asked for
 * @property {number} label  what is right
 * @property {{[model: string]: number}} answers
 */

/** What `/api/attend/disagree` looked at. @typedef {{found: Found | null, next: number, questions: number}} Searched */

const TITLE = "Search the held-out scenes, from this one on, for a question that the models answer differently";
const HOW =
  "Scenes that no model was trained on are asked about, one after another, until not all give the same answer.";
const FEW = "At least two models are needed to disagree. Let another one answer, too.";
const NO_MORE = "There is no scene with a higher number. Choose a lower seed and search from there.";

/** @param {number} count */
const questions = (count) => `${count.toLocaleString("en")} ${count === 1 ? "question" : "questions"}`;

export class Disagree {
  /** Of the scene that the page shows. */
  #seed = 0;

  /** Which search it is: a later one, or a stop, ends an earlier one. */
  #turn = 0;

  #busy = false;

  /** Questions that were asked in this search. */
  #asked = 0;

  /** @type {Found | null} that is told */
  #found = null;

  /** The page has come to show it. */
  #arrived = false;

  #said = el("p", { class: "gx-num verdict", role: "status" });

  #answers = el("ul", { class: "answers gx-num" });

  #error = errorLine();

  #button = button("Find a picture where they disagree", TITLE, () => this.#run(), "primary");

  #stopButton = button("Stop", "End the search", ({ detail }) => this.#press(detail), "gx-hidden");

  /**
   * @param {Card[]} cards
   * @param {object} on
   * @param {(seed: number, colour: number) => void} on.found
   * @param {() => boolean} on.distractors  whether scenes are to have them
   * @param {() => boolean} on.background  whether they are to lie on photographs
   * @param {() => string[]} on.models  names of those that are asked
   */
  constructor(cards, on) {
    this.names = new Map(cards.map((card) => [card.name, modelName(card)]));
    this.on = on;
    this.root = el(
      "section",
      { class: "gx-panel attention-disagree", "data-part": "disagree" },
      el("h3", {}, "Where they disagree"),
      el("p", { class: "gx-note" }, HOW),
      el("div", { class: "gx-row" }, this.#button, this.#stopButton),
      this.#said,
      this.#answers,
      this.#error,
    );
  }

  /**
   * What was found is told as long as the page shows it.
   * @param {Shown} shown
   */
  show({ scene, colour }) {
    this.#seed = scene.seed;
    const found = this.#found;
    if (found?.seed === scene.seed && found.colour === colour) this.#arrived = true;
    else if (found && this.#arrived) this.#forget();
  }

  #forget() {
    this.#found = null;
    this.#said.textContent = "";
    this.#answers.replaceChildren();
  }

  async #run() {
    const turn = ++this.#turn;
    const models = this.on.models();
    this.#error.textContent = models.length < 2 ? FEW : "";
    if (models.length < 2) return;
    this.#forget();
    this.#setBusy(true);
    this.#asked = 0;
    this.#said.textContent = "Looking…";
    try {
      await this.#search(turn, models);
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#said.textContent = "";
      this.#error.textContent = messageOf(error);
    }
    if (turn === this.#turn) this.#setBusy(false);
  }

  /**
   * Some scenes at a time, until there is one, or no more, or another turn.
   * @param {number} turn
   * @param {string[]} models
   */
  async #search(turn, models) {
    const { on } = this;
    const fields = {
      distractors: Number(on.distractors()),
      background: Number(on.background()),
      models: models.join(),
    };
    let after = this.#seed;
    for (;;) {
      /** @type {Searched} */
      const searched = await getJSON(query("/api/attend/disagree", { after, ...fields }));
      if (turn !== this.#turn) return;
      this.#asked += searched.questions;
      if (searched.found) {
        this.#tell(searched.found);
        return;
      }
      if (searched.next <= after) {
        this.#said.textContent = NO_MORE;
        return;
      }
      after = searched.next;
      const scene = after.toLocaleString("en");
      this.#said.textContent = `Looked at ${questions(this.#asked)}, up to scene ${scene}. They agree so far.`;
    }
  }

  /** @param {Found} found */
  #tell(found) {
    const { seed, colour, label, answers } = found;
    this.#found = found;
    this.#arrived = false;
    const scene = `Scene ${seed.toLocaleString("en")}, the ${colourName(colour)} digit: it is a ${label}.`;
    this.#said.textContent = `${scene} Found after ${questions(this.#asked)}.`;
    this.#answers.replaceChildren(
      ...Object.entries(answers).map(([name, answer]) => this.#buildAnswer(name, answer, answer === label)),
    );
    this.on.found(seed, colour);
  }

  /**
   * @param {string} name
   * @param {number} answer
   * @param {boolean} right
   */
  #buildAnswer(name, answer, right) {
    const verdict = right ? "right" : "wrong";
    return el(
      "li",
      { class: verdict, "data-model": name },
      el("span", {}, this.names.get(name) ?? name),
      el("b", {}, String(answer)),
      el("span", {}, verdict),
    );
  }

  /** @param {number} clicks  the second of a double click on the first button falls on this one, and means nothing */
  #press(clicks) {
    if (clicks < 2) this.stop();
  }

  /** End the search, where there is one. */
  stop() {
    if (!this.#busy) return;
    this.#turn++;
    this.#said.textContent = `Stopped after ${questions(this.#asked)}.`;
    this.#setBusy(false);
  }

  /** @param {boolean} busy */
  #setBusy(busy) {
    const focused = [this.#button, this.#stopButton].some((one) => one === document.activeElement);
    this.#busy = busy;
    this.#button.classList.toggle("gx-hidden", busy);
    this.#stopButton.classList.toggle("gx-hidden", !busy);
    if (focused) (busy ? this.#stopButton : this.#button).focus(); // the button that was pressed is gone
  }
}
