// Draws from the prior: temperature, seed, and the button. The seed counts on, so that each press is a new picture.

import { el, fmt } from "../../ui/canvas/paint.js";
import { MAX_SEED } from "../../ui/controls/seed.js";
import { postJSON, query } from "../../ui/transport/api.js";

export class Sampler {
  /** @param {object} on  model() -> name, sampled(z, final), settings({seed, temperature}), error(message) */
  constructor(on) {
    this.on = on;
    this.drawn = null; // seed of the draw that is on the sliders
    this.busy = false;
    this.again = null;
    this.button = el(
      "button",
      {
        class: "gx-btn primary",
        type: "button",
        title: "Draw a new picture from the prior; locked latents stay",
        onclick: () => this.press(),
      },
      "Sample",
    );
    this.value = el("output", { class: "gx-num" });
    this.temperature = el("input", {
      type: "range",
      min: "0",
      max: "2",
      step: "0.05",
      "aria-label": "Temperature",
      oninput: () => this.warm(false),
      onchange: () => this.warm(true),
    });
    this.seed = el("input", {
      class: "gx-input gx-num seed",
      type: "number",
      min: "0",
      max: String(MAX_SEED),
      step: "1",
      inputmode: "numeric",
      onchange: () => this.settings(),
    });
    this.said = el("p", { class: "gx-note gx-num said", role: "status" });
    this.root = el(
      "div",
      { class: "sampler" },
      el(
        "label",
        {
          class: "gx-field",
          title: "How far from the centre samples may lie: 0 gives the centre, 1 the prior, 2 oddities",
        },
        el("span", { class: "between" }, "Temperature", this.value),
        this.temperature,
      ),
      el("label", { class: "gx-field", title: "The same seed draws the same picture" }, "Next seed", this.seed),
      this.said,
    );
  }

  setCard(card) {
    const can = card.can.includes("sample");
    this.button.disabled = this.temperature.disabled = this.seed.disabled = !can;
    this.button.title = can
      ? "Draw a new picture from the prior; locked latents stay"
      : `${card.title} has no prior to draw from`;
  }

  show(seed, temperature) {
    this.seed.value = seed;
    this.temperature.value = temperature;
    this.value.textContent = fmt(Number(this.temperature.value));
  }

  settings() {
    const typed = Math.round(Number(this.seed.value));
    const seed = Number.isFinite(typed) ? Math.min(Math.max(typed, 0), MAX_SEED) : 0;
    this.show(seed, this.temperature.value);
    const found = { seed, temperature: Number(this.temperature.value) };
    this.on.settings(found);
    return found;
  }

  /** The picture is no longer a sample. */
  forget() {
    this.drawn = this.again = null;
    this.said.textContent = "";
  }

  press() {
    const { seed, temperature } = this.settings();
    this.show(seed === MAX_SEED ? 0 : seed + 1, temperature);
    this.settings();
    this.draw(seed, temperature, true);
  }

  /** The temperature moved: the sample on the sliders is drawn again from its seed. */
  warm(final) {
    const { temperature } = this.settings();
    if (this.drawn !== null) this.draw(this.drawn, temperature, final);
  }

  async draw(seed, temperature, final) {
    this.again = { seed, temperature, final };
    if (this.busy) return;
    this.busy = true;
    try {
      while (this.again) {
        const wanted = this.again;
        const model = this.on.model();
        this.again = null;
        const { z } = await postJSON(query("/api/sample", { model }), {
          n: 1,
          seed: wanted.seed,
          temperature: wanted.temperature,
        });
        if (model !== this.on.model()) continue;
        this.on.sampled(z[0], wanted.final);
        this.drawn = wanted.seed;
        this.said.textContent = `Seed ${wanted.seed} at temperature ${fmt(wanted.temperature)}`;
      }
    } catch (error) {
      this.on.error(error.message);
    } finally {
      this.busy = false;
    }
  }
}
