// The other styles: draws from the prior by seed and temperature. The seed counts on, so that each press shows new ones.

import { el, fmt } from "../../ui/canvas/paint.js";
import { MAX_SEED } from "../../ui/controls/seed.js";
import { postJSON, query } from "../../ui/transport/api.js";
import { STYLES } from "./cells.js";

export class Draws {
  /** @param {object} on  model() -> name, drawn(z end to end, {seed, temperature}, final), error(message) */
  constructor(on) {
    this.on = on;
    this.again = null;
    this.busy = false;
    this.button = el(
      "button",
      {
        class: "gx-btn primary",
        type: "button",
        title: "Draw other styles from the prior; yours and the kept rows stay",
        onclick: () => this.ask({ seed: this.settings.seed === MAX_SEED ? 0 : this.settings.seed + 1, fresh: true }),
      },
      "New styles",
    );
    this.value = el("output", { class: "gx-num" });
    this.temperature = el("input", {
      type: "range",
      min: "0",
      max: "2",
      step: "0.05",
      "aria-label": "Temperature",
      oninput: () => this.ask({ temperature: Number(this.temperature.value) }, false),
      onchange: () => this.ask({ temperature: Number(this.temperature.value) }),
    });
    this.seed = el("input", {
      class: "gx-input gx-num seed",
      type: "number",
      min: "0",
      max: String(MAX_SEED),
      step: "1",
      inputmode: "numeric",
      onchange: () => this.type(),
    });
    this.root = el(
      "div",
      { class: "draws" },
      this.button,
      el(
        "label",
        {
          class: "gx-field inline",
          title: "How far from the average styles may lie: 0 is the average, 1 the prior, 2 oddities",
        },
        "Temperature",
        this.temperature,
        this.value,
      ),
      el("label", { class: "gx-field inline", title: "The same seed draws the same styles" }, "Seed", this.seed),
    );
  }

  show(settings) {
    this.settings = { seed: settings.seed, temperature: settings.temperature };
    this.seed.value = settings.seed;
    this.temperature.value = settings.temperature;
    this.value.textContent = fmt(settings.temperature);
  }

  type() {
    const typed = Math.round(Number(this.seed.value));
    this.ask({ seed: Number.isFinite(typed) ? Math.min(Math.max(typed, 0), MAX_SEED) : 0 });
  }

  /** Draw with these settings; only the newest are waited for, and what is on the page stays until they are there. */
  async ask(change, final = true) {
    const { fresh = false, ...settings } = change;
    this.again = { settings: { ...this.settings, ...settings }, fresh: fresh || Boolean(this.again?.fresh), final };
    this.show(this.again.settings);
    if (this.busy) return;
    this.busy = true;
    try {
      while (this.again) {
        const { settings: wanted, fresh: anew, final: last } = this.again;
        const model = this.on.model();
        this.again = null;
        const { z } = await postJSON(query("/api/sample", { model }), { n: STYLES, ...wanted });
        if (model === this.on.model()) this.on.drawn(Float32Array.from(z.flat()), { ...wanted, fresh: anew }, last);
      }
    } catch (error) {
      this.again = null;
      this.on.error(error.message);
    } finally {
      this.busy = false;
    }
  }
}
