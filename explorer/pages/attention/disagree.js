// Looks through the held-out scenes, on and on, for a question that the models answer differently.

import { el } from "../../ui/canvas/paint.js";
import { getJSON, query } from "../../ui/transport/api.js";
import { colourName } from "./colours.js";
import { short } from "./play.js";

const FEW = "At least two models are needed to disagree. Let another one answer, too.";

export class Disagree {
  /** @param {object} on  found(seed, colour) a scene was found, distractors(), background() whether scenes are to have them, models() -> names */
  constructor(on) {
    Object.assign(this, { on, cards: [], seed: 0, next: null, turn: 0, busy: false });
    this.button = el(
      "button",
      {
        class: "gx-btn primary",
        type: "button",
        title: "Search the held-out scenes, from this one on, for a question that the models answer differently",
        onclick: () => this.run(),
      },
      "Find a picture where they disagree",
    );
    this.stopButton = el(
      "button",
      { class: "gx-btn gx-hidden", type: "button", title: "End the search", onclick: () => this.stop() },
      "Stop",
    );
    this.said = el("p", { class: "gx-num verdict", role: "status" });
    this.answers = el("ul", { class: "answers gx-num" });
    this.error = el("p", { class: "gx-error", role: "alert" });
    this.root = el(
      "section",
      { class: "gx-panel attention-disagree", "data-part": "disagree" },
      el("h3", {}, "Where they disagree"),
      el(
        "p",
        { class: "gx-note" },
        "Scenes that no model was trained on are asked about, one after another, until not all give the same answer.",
      ),
      el("div", { class: "gx-row" }, this.button, this.stopButton),
      this.said,
      this.answers,
      this.error,
    );
    addEventListener("pagehide", () => this.stop());
  }

  open(cards) {
    this.cards = cards;
  }

  /** What was found is told as long as the page shows it. */
  show({ scene, colour }) {
    this.seed = scene.seed;
    const { shown } = this;
    const there = shown && shown.seed === scene.seed && shown.colour === colour;
    if (there) this.arrived = true;
    else if (shown && this.arrived) this.forget();
  }

  forget() {
    this.shown = null;
    this.said.textContent = "";
    this.answers.replaceChildren();
  }

  async run() {
    const turn = ++this.turn;
    const { on } = this;
    const models = on.models();
    const fields = {
      distractors: Number(Boolean(on.distractors())),
      background: Number(Boolean(on.background())),
      models: models.join(),
    };
    this.error.textContent = models.length < 2 ? FEW : "";
    if (models.length < 2) return;
    this.forget();
    this.setBusy(true);
    this.next = this.seed;
    this.asked = 0;
    this.said.textContent = "Looking…";
    try {
      for (;;) {
        const { found, next, questions } = await getJSON(
          query("/api/attend/disagree", { after: this.next, ...fields }),
        );
        if (turn !== this.turn) return;
        const last = next <= this.next;
        this.asked += questions;
        this.next = next;
        if (found) {
          this.tell(found);
          break;
        }
        if (last) {
          this.said.textContent = "There is no scene with a higher number. Choose a lower seed and search from there.";
          break;
        }
        this.said.textContent = `Looked at ${many(this.asked)}, up to scene ${next.toLocaleString("en")}. They agree so far.`;
      }
    } catch (error) {
      if (turn !== this.turn) return;
      this.said.textContent = "";
      this.error.textContent = error.message;
    }
    this.setBusy(false);
  }

  tell(found) {
    Object.assign(this, { shown: found, arrived: false });
    this.said.textContent = `Scene ${found.seed.toLocaleString("en")}, the ${colourName(found.colour)} digit: it is a ${found.label}. Found after ${many(this.asked)}.`;
    this.answers.replaceChildren(
      ...Object.entries(found.answers).map(([name, answer]) =>
        el(
          "li",
          { class: answer === found.label ? "right" : "wrong", "data-model": name },
          el("span", {}, short(this.cards.find((card) => card.name === name) ?? { title: name, name })),
          el("b", {}, String(answer)),
          el("span", {}, answer === found.label ? "right" : "wrong"),
        ),
      ),
    );
    this.on.found(found.seed, found.colour);
  }

  stop() {
    if (!this.busy) return;
    this.turn++;
    this.said.textContent = `Stopped after ${many(this.asked)}.`;
    this.setBusy(false);
  }

  setBusy(busy) {
    const focused = document.activeElement === this.button || document.activeElement === this.stopButton;
    this.busy = busy;
    this.button.classList.toggle("gx-hidden", busy);
    this.stopButton.classList.toggle("gx-hidden", !busy);
    if (focused) (busy ? this.stopButton : this.button).focus(); // the button that was pressed is gone
  }
}

const many = (count) => `${count.toLocaleString("en")} ${count === 1 ? "question" : "questions"}`;
