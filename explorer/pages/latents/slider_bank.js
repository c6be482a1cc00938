// All sliders of one model, from the most to the least informative latent, with their locks and their strips.

import { el, fmt, loadImage } from "../../ui/canvas/paint.js";
import { centre, collapsed, order, STEPS, same, symbol, traversals } from "../../ui/latents/latent_space.js";
import { StripRenewer } from "../../ui/latents/strip_renewer.js";
import { StripSlider } from "../../ui/latents/strip_slider.js";

const AT_FIRST = 10; // sliders shown before "show more"

export class SliderBank {
  /**
   * @param {object} on  input(index, value), rest(), lock(index, locked), near() when a hand comes close,
   *   pictures(z, callback(pixels)) decodes latents at a lower priority than the hand's
   */
  constructor(on) {
    this.on = on;
    this.renewer = new StripRenewer(STEPS, (sliders, done) => this.askStrips(sliders, done));
    this.used = el("div", { class: "latents-list" });
    this.more = el("button", { class: "gx-btn more", type: "button", onclick: () => this.showMore() });
    this.unusedList = el("div", { class: "latents-list" });
    this.unusedTitle = el("summary", {});
    this.unused = el(
      "details",
      { class: "unused", ontoggle: () => this.renewVisible() },
      this.unusedTitle,
      el(
        "p",
        { class: "gx-note" },
        "Their posterior is the prior for every picture (less than 0.01 nats): they collapsed in training, and moving them changes next to nothing.",
      ),
      this.unusedList,
    );
    this.note = el("p", { class: "gx-note" });
    this.root = el(
      "section",
      { class: "bank", "aria-label": "Latents", onpointerenter: () => on.near(), onfocusin: () => on.near() },
      this.note,
      this.used,
      this.more,
      this.unused,
    );
  }

  /** Other sliders: those of `card`, at `z`. `made`: the strips made at training time are of the class that is shown. */
  open(card, z, locked, made) {
    this.renewer.clear();
    Object.assign(this, { card, made, z: [...z], sliders: new Map(), limit: AT_FIRST });
    this.unused.open = false;
    const all = order(card);
    this.live = all.filter((index) => !collapsed(card, index));
    this.dead = all.filter((index) => collapsed(card, index));
    // A link may have moved or locked a latent further down: that one must be seen.
    this.live.forEach((index, rank) => {
      if (locked.includes(index)) this.limit = Math.max(this.limit, rank + 1);
    });
    this.used.replaceChildren();
    this.unusedList.replaceChildren();
    this.dead.forEach((index) => this.unusedList.append(this.row(index)));
    this.unused.classList.toggle("gx-hidden", !this.dead.length);
    this.unusedTitle.textContent = `${this.dead.length} dimension${this.dead.length === 1 ? "" : "s"} the model does not use`;
    this.note.textContent = card.kl
      ? "Sorted by what each latent tells about a picture: its KL, in nats, on the test set."
      : "This model has no KL to sort by: its latents stand in their own order, over the range of its codes.";
    this.fill();
    this.setLocked(locked);
    this.openStrips();
  }

  fill() {
    for (const index of this.live.slice(this.used.children.length, this.limit)) this.used.append(this.row(index));
    const left = this.live.length - this.used.children.length;
    this.more.classList.toggle("gx-hidden", left <= 0);
    this.more.textContent = `Show ${Math.min(left, AT_FIRST)} more of ${left}`;
    this.more.title = "Show the sliders of less informative latents";
  }

  showMore() {
    const first = this.used.children.length;
    this.limit += AT_FIRST;
    this.fill();
    this.setLocked(this.locked);
    if (this.band) this.setBand(this.band);
    this.on.near();
    this.renewer.mark(this.live.slice(first, this.limit).map((index) => this.sliders.get(index)));
  }

  row(index) {
    const { card } = this;
    const [low, high] = card.range[index];
    const name = symbol(index);
    const kl = card.kl ? `${fmt(card.kl[index])} nats` : "";
    const value = el("output", { class: "gx-num value" });
    const slider = new StripSlider(
      {
        low,
        high,
        middle: centre(card)[index],
        count: STEPS,
        shape: card.shape,
        label: `Latent ${index + 1}${kl && `, ${kl}`}`,
        digits: 2,
        step: (high - low) / 60,
        leap: (high - low) / 12,
        describe: (at) => `${fmt(at)}`,
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
    slider.index = index;
    slider.output = value;
    slider.lock = el(
      "button",
      {
        class: "gx-btn quiet lock",
        type: "button",
        "aria-pressed": "false",
        "aria-label": `Lock latent ${index + 1}`,
        title: "Hold this latent: Sample, Centre and the hand leave it as it is",
        onclick: () => this.on.lock(index, !slider.locked),
      },
      "lock",
    );
    this.sliders.set(index, slider);
    slider.show(this.z[index]);
    value.textContent = fmt(this.z[index]);
    const head = el(
      "div",
      { class: "latent-name" },
      el("b", {}, name),
      el("span", { class: "gx-num", title: "KL from the posterior to the prior, averaged over the test set" }, kl),
    );
    return el(
      "div",
      { class: "latent", "data-index": String(index) },
      head,
      slider.root,
      el("div", { class: "latent-end" }, value, slider.lock),
    );
  }

  /** Strips as they were made at training time, where these sliders stand in the centre; else from the model. */
  async openStrips() {
    const { card } = this;
    if (!this.made || !same(this.z, centre(card))) {
      this.renewVisible();
      return;
    }
    try {
      const image = await loadImage(`/previews/${encodeURIComponent(card.name)}/strips.png`);
      if (this.card !== card) return;
      for (const slider of this.sliders.values()) if (!slider.painted) slider.paintRow(image, slider.index);
      this.sheet = { card, image };
    } catch {
      if (this.card === card) this.renewVisible();
    } // a model of one's own may have no previews
  }

  visible() {
    return [...this.sliders.values()].filter((slider) => this.unused.open || !this.dead.includes(slider.index));
  }

  renewVisible() {
    if (this.unused.open && this.made && same(this.z, centre(this.card)) && this.sheet?.card === this.card) return;
    this.renewer.mark(this.visible());
  }

  /** Another class: no strip shows the truth any more. */
  renew() {
    this.made = false;
    this.renewer.mark(this.visible());
  }

  askStrips(sliders, done) {
    const z = traversals(
      this.z,
      sliders.map(({ index }) => index),
      this.card.range,
    );
    const size = this.card.shape.reduce((a, b) => a * b) * STEPS;
    this.on.pictures(z, (pixels) => {
      if (done())
        sliders.forEach((slider, row) => {
          slider.painted = true;
          slider.paint(pixels.subarray(row * size, (row + 1) * size));
        });
    });
  }

  /** The sliders to z; `held` is the one under the hand, whose own strip stays true while only it moves. */
  setZ(z, held = null) {
    z.forEach((value, index) => {
      const slider = this.sliders.get(index);
      if (!slider || slider.value === value) return;
      slider.show(value);
      slider.output.textContent = fmt(value);
    });
    this.z = [...z];
    this.renewer.mark(this.visible().filter(({ index }) => index !== held));
  }

  setLocked(locked) {
    this.locked = locked;
    for (const slider of this.sliders.values()) {
      const on = locked.includes(slider.index);
      slider.setLocked(on);
      slider.lock.setAttribute("aria-pressed", String(on));
      slider.lock.textContent = on ? "locked" : "lock";
    }
  }

  /** Mean and deviation of a posterior on every slider, or null. */
  setBand(posterior) {
    this.band = posterior;
    for (const slider of this.sliders.values())
      slider.setBand(posterior ? posterior.mean[slider.index] : null, posterior?.std[slider.index]);
  }
}
