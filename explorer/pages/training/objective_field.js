// A network's objective: with noise and a price on the KL, or without both.

import { el, fmt } from "../../ui/canvas/paint.js";
import { press, toggleButton } from "../../ui/controls/buttons.js";
import { rangedField } from "../../ui/controls/fields.js";
import { readObjective } from "./state.js";

const MOST_BETA = 20;
const REST_MS = 250;

export class ObjectiveField {
  #beta = 1;

  #vae = toggleButton("VAE: noise", "The code is drawn from a Gaussian, and its KL to the prior is priced", () =>
    this.onchange(`vae${this.#beta}`),
  );
  #ae = toggleButton("Autoencoder: none", "The code is the mean itself; nothing holds it near the prior", () =>
    this.onchange("ae"),
  );
  #price = rangedField(
    "β, the price of the KL",
    "1 is the VAE's own; above it codes are held nearer to the prior",
    { min: 0, max: MOST_BETA, step: 0.5 },
    (beta) => this.onchange(`vae${beta}`, REST_MS),
  );

  /**
   * @param {string} title
   * @param {(objective: string, rest?: number) => void} onchange  rest: ms in which a hand that drags may still change
   *   it
   */
  constructor(title, onchange) {
    this.onchange = onchange;
    this.root = el(
      "div",
      { class: "objective", role: "group", "aria-label": title },
      el("h4", {}, title),
      el("div", { class: "gx-row" }, this.#vae, this.#ae),
      this.#price.root,
    );
  }

  /** @param {string} text  of the objective */
  show(text) {
    const { noise, beta } = readObjective(text);
    if (noise) this.#beta = beta;
    press(this.#vae, noise);
    press(this.#ae, !noise);
    this.#price.show(this.#beta, fmt(this.#beta, 1));
    this.#price.root.classList.toggle("gx-hidden", !noise);
  }
}
