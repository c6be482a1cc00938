// The style under the hand: a slider for each latent, the most informative first, over the pictures it passes through.

import { el, fmt } from "../../ui/canvas/paint.js";
import { centre, collapsed, order, symbol } from "../../ui/latents/latent_space.js";
import { StripRenewer } from "../../ui/latents/strip_renewer.js";
import { StripSlider } from "../../ui/latents/strip_slider.js";

const AT_FIRST = 6;
const MORE = 10;
const STEPS = 9; // pictures on a strip

export class StyleSliders {
  /** @param {object} on  input(index, value), rest(), together(on), pictures(latents of strips, callback) at a lower priority than the hand's */
  constructor(on) {
    this.on = on;
    this.renewer = new StripRenewer(STEPS, (sliders, done) => this.askStrips(sliders, done));
    this.list = el("div", { class: "styles-list" });
    this.more = el("button", {
      class: "gx-btn",
      type: "button",
      title: "Show the sliders of less informative latents",
      onclick: () => {
        this.limit += MORE;
        this.fill();
        this.setBand(this.band);
        this.mark();
      },
    });
    this.unused = el("p", { class: "gx-note" });
    this.note = el("p", { class: "gx-note" });
    this.box = el("input", { type: "checkbox", onchange: () => on.together(this.box.checked) });
    this.together = el(
      "label",
      { class: "check", title: "Add what a slider changes to every style that is not kept, instead of to yours alone" },
      this.box,
      "Move all styles together",
    );
    this.root = el(
      "section",
      { class: "gx-panel your-style", "aria-label": "Your style" },
      el("h3", {}, "Your style"),
      this.note,
      this.list,
      this.more,
      this.unused,
      this.together,
    );
  }

  open(card, z) {
    this.renewer.clear();
    Object.assign(this, { card, z: [...z], sliders: new Map(), limit: AT_FIRST, band: null });
    this.order = order(card).filter((index) => !collapsed(card, index));
    const dead = card.latents - this.order.length;
    this.unused.textContent = dead
      ? `${dead} more latent${dead > 1 ? "s" : ""} collapsed in training: moving ${dead > 1 ? "them" : "it"} changes next to nothing.`
      : "";
    this.note.textContent = card.kl
      ? "Sorted by what each latent tells about a picture, in nats (its KL on the test set)."
      : "";
    this.list.replaceChildren();
    this.fill();
  }

  fill() {
    for (const index of this.order.slice(this.list.children.length, this.limit)) this.list.append(this.row(index));
    const left = this.order.length - this.list.children.length;
    this.more.classList.toggle("gx-hidden", left <= 0);
    this.more.textContent = `Show ${Math.min(left, MORE)} more of ${left}`;
  }

  row(index) {
    const { card } = this;
    const [low, high] = card.range[index];
    const rank = this.order.indexOf(index);
    const value = el("output", { class: "gx-num" });
    const nats = card.kl ? `${rank ? "" : "most informative, "}${fmt(card.kl[index], 1)} nats` : symbol(index);
    const slider = new StripSlider(
      {
        low,
        high,
        middle: centre(card)[index],
        count: STEPS,
        shape: card.shape,
        label: `Style ${rank + 1}, ${nats}`,
        digits: 2,
        step: (high - low) / 60,
        leap: (high - low) / 12,
        describe: (at) => fmt(at),
      },
      {
        input: (at) => {
          this.z[index] = at;
          value.textContent = fmt(at);
          this.on.input(index, at);
        },
        rest: () => this.on.rest(),
      },
    );
    Object.assign(slider, { index, output: value });
    this.sliders.set(index, slider);
    slider.show(this.z[index]);
    value.textContent = fmt(this.z[index]);
    return el(
      "div",
      { class: "style-slider", "data-index": String(index) },
      el(
        "div",
        { class: "between", title: `Latent ${symbol(index)}` },
        el("span", {}, el("b", {}, `Style ${rank + 1}`), el("span", { class: "gx-note gx-num" }, ` ${nats}`)),
        value,
      ),
      slider.root,
    );
  }

  /** The sliders to z; `held` is the one under the hand, whose own strip stays true while only it moves. */
  setZ(z, held = null) {
    this.z = [...z];
    for (const [index, slider] of this.sliders) {
      if (slider.value === z[index]) continue;
      slider.show(z[index]);
      slider.output.textContent = fmt(z[index]);
    }
    this.mark(held);
  }

  mark(held = null) {
    this.renewer.mark([...this.sliders.values()].filter(({ index }) => index !== held));
  }

  askStrips(sliders, done) {
    const { z, card } = this;
    const size = card.shape.reduce((a, b) => a * b) * STEPS;
    const strips = sliders.flatMap(({ index }) => {
      const [low, high] = card.range[index];
      return Array.from({ length: STEPS }, (_, step) =>
        z.map((value, i) => (i === index ? low + (step / (STEPS - 1)) * (high - low) : value)),
      );
    });
    this.on.pictures(strips, (pixels) => {
      if (done()) sliders.forEach((slider, row) => slider.paint(pixels.subarray(row * size, (row + 1) * size)));
    });
  }

  /** Mean and deviation of a picture's posterior on every slider, or null. */
  setBand(posterior) {
    this.band = posterior;
    for (const [index, slider] of this.sliders)
      slider.setBand(posterior ? posterior.mean[index] : null, posterior?.std[index]);
  }

  /** In a sheet of one class every style moves; else the person says. */
  setTogether(on, always) {
    this.box.checked = on || always;
    this.box.disabled = always;
  }
}
