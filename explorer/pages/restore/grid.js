// The damaged picture and every method's answer, side by side.

import { el } from "../../ui/canvas/paint.js";
import { RestoreCard } from "./card.js";

const DAMAGED = { name: "damaged", title: "Damaged", about: "What the methods are given." };

export class RestoreGrid {
  /** @param {object} on  pick(name), stop(), restart() */
  constructor(on) {
    Object.assign(this, { on, cards: new Map(), clean: null, shape: null, gain: 1 });
    this.view = el(
      "select",
      { class: "gx-select", "aria-label": "What the cards show", onchange: () => this.draw() },
      el("option", { value: "pictures" }, "Pictures"),
      el("option", { value: "differences" }, "Differences from the clean picture"),
    );
    this.order = el(
      "select",
      { class: "gx-select", "aria-label": "Order of the methods", onchange: () => this.sort() },
      el("option", { value: "listed" }, "In fixed order"),
      el("option", { value: "psnr" }, "Highest PSNR first"),
    );
    this.stopButton = el(
      "button",
      { class: "gx-btn", type: "button", title: "End what is being computed", onclick: () => on.stop() },
      "Stop",
    );
    this.startButton = el(
      "button",
      { class: "gx-btn", type: "button", title: "Compute every method that is on", onclick: () => on.restart() },
      "Restore",
    );
    this.ends = [el("span", {}), el("span", {})];
    this.legend = el(
      "div",
      { class: "legend gx-num gx-hidden", "aria-hidden": "true" },
      this.ends[0],
      el("i", {}),
      this.ends[1],
      el("span", {}, "method minus clean, of full white"),
    );
    this.damaged = new RestoreCard(DAMAGED, () => on.pick("damaged"));
    this.list = el("div", { class: "cards" });
    this.root = el(
      "section",
      { class: "answers" },
      el(
        "div",
        { class: "answers-head" },
        el("h2", {}, "Side by side"),
        el("div", { class: "gx-row" }, this.view, this.order, this.startButton, this.stopButton),
      ),
      this.legend,
      this.list,
    );
    this.setBusy(false);
  }

  /** The methods that are on. Cards that were here before keep what they show. */
  open(methods, photographs) {
    this.gain = photographs ? 4 : 1;
    this.ends.forEach((end, i) => {
      end.textContent = `${i ? "+" : "−"}${photographs ? "¼" : "1"}`;
    });
    this.list.classList.toggle("wide", photographs);
    const cards = new Map(
      methods.map((method) => [
        method.name,
        this.cards.get(method.name) ?? new RestoreCard(method, () => this.on.pick(method.name)),
      ]),
    );
    this.cards = cards;
    this.sort();
  }

  /** Another picture: what was found for the old one is gone. */
  setClean(pixels, shape) {
    const same = this.shape?.join() === shape.join();
    Object.assign(this, { clean: pixels, shape });
    for (const card of [this.damaged, ...this.cards.values()]) {
      if (!same) card.reset();
      card.draw(shape, pixels, this.asDifference, this.gain);
    }
  }

  /** Another subject: nothing of the old one stays. */
  clear() {
    this.cards.clear();
    this.damaged.reset();
    this.clean = null;
    this.startButton.disabled = true;
  }

  /** A job was sent: `asked` is computed now, what the others show is of an older damage. In a live job ranks wait for its end. */
  begin(asked, live) {
    this.live = live;
    for (const [name, card] of this.cards) {
      const soon = asked.includes(name);
      card.setState("waiting", soon ? "" : "when the hand rests");
      if (!soon || !live) card.setRank(0, false);
    }
  }

  setBusy(busy) {
    this.stopButton.disabled = !busy;
    this.startButton.disabled = busy || !this.clean;
  }

  card(name) {
    return name === "damaged" ? this.damaged : this.cards.get(name);
  }

  result(name, result) {
    const card = this.card(name);
    if (!card) return;
    card.setResult(result);
    this.drawOne(card);
    if (!this.live) this.rank();
  }

  get asDifference() {
    return this.view.value === "differences";
  }

  draw() {
    this.legend.classList.toggle("gx-hidden", !this.asDifference);
    for (const card of [this.damaged, ...this.cards.values()]) this.drawOne(card);
  }

  drawOne(card) {
    if (this.clean) card.draw(this.shape, this.clean, this.asDifference, this.gain);
  }

  /** The finished ones, best first. */
  get ranked() {
    const value = (card) => card.result.psnr ?? Infinity;
    return [...this.cards.values()].filter(({ state }) => state === "done").sort((a, b) => value(b) - value(a));
  }

  rank() {
    this.ranked.forEach((card, i) => card.setRank(i + 1, i === 0));
  }

  /** Put the cards in order; they move only when this is called, never while answers come in. */
  sort() {
    const first = this.order.value === "psnr" ? this.ranked : [];
    const rest = [...this.cards.values()].filter((card) => !first.includes(card));
    const focused = document.activeElement;
    this.list.replaceChildren(...[this.damaged, ...first, ...rest].map(({ root }) => root));
    if (focused && this.list.contains(focused)) focused.focus();
  }

  setChosen(name) {
    for (const card of [this.damaged, ...this.cards.values()]) card.setChosen(card.method.name === name);
  }

  finish() {
    for (const card of this.cards.values())
      if (card.state === "waiting" || card.state === "running")
        card.setState("stopped", card.result ? "stopped: of the damage before" : "stopped");
    if (this.order.value === "psnr") this.sort();
  }
}
