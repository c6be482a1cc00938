// An independent classifier looks at everything on the page once it stands still; while it moves nothing is asked.

import { postBytes, query } from "../../ui/transport/api.js";

const REST_MS = 250;

export class Judge {
  /** @param {object} on  read() there are readings, or none any more */
  constructor(on) {
    this.on = on;
    this.turn = this.timer = 0;
    this.readings = null;
  }

  /** The classifier for a model's pictures, where there is one: with the same data set, shape and classes. */
  open(card, cards) {
    this.dataset = cards.some(
      (one) =>
        one.usable &&
        one.can.includes("classify") &&
        one.dataset === card.dataset &&
        one.shape.join() === card.shape.join(),
    )
      ? card.dataset
      : "";
    this.classes = card.conditions;
    this.forget();
  }

  forget() {
    clearTimeout(this.timer);
    this.turn++;
    if (this.readings) {
      this.readings = null;
      this.on.read();
    }
  }

  /** New pictures are on the page. A classifier that does not answer is passed over: the page has said what else is wrong. */
  look(pixels) {
    this.forget();
    if (!this.dataset) return;
    const { turn } = this;
    this.timer = setTimeout(async () => {
      let found = null;
      try {
        found = (await postBytes(query("/api/classify", { dataset: this.dataset }), pixels)).probabilities;
      } catch {
        return;
      }
      if (turn !== this.turn || found[0].length !== this.classes) return;
      this.readings = found;
      this.on.read();
    }, REST_MS);
  }

  /** Of the first pictures, those of `cells`, how many are read as the class that was asked for. */
  right(cells) {
    return cells.filter(({ asked }, i) => this.readings[i].indexOf(Math.max(...this.readings[i])) === asked).length;
  }
}
