// All sliders of one model, from the most to the least informative latent, with their locks and their strips.

import { el, loadImage } from "../../ui/canvas/paint.js";
import { centre, collapsed, order, STEPS, same, traversals } from "../../ui/latents/latent_space.js";
import { MoreSliders } from "../../ui/latents/more_sliders.js";
import { StripRenewer } from "../../ui/latents/strip_renewer.js";
import { LatentRow } from "./latent_row.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./state.js").LatentsState} LatentsState */
/** @typedef {import("./decoders.js").Decoders} Decoders */

const AT_FIRST = 10; // sliders, and as many more at a press
const SORTED =
  "Sorted by KL from each latent's posterior to the prior, in nats, the mean over the test set: at most so much does " +
  "it tell about a picture.";
const UNSORTED = "This model has no KL to sort by: its latents stand in their own order, over the range of its codes.";
const COLLAPSED =
  "Their posterior is the prior for every picture (less than 0.01 nats): they collapsed in training, and moving them " +
  "changes next to nothing.";

export class SliderBank {
  /** @type {Map<number, LatentRow>} by latent, those that have been built */
  #rows = new Map();

  /** @type {number[]} latents in their order */
  #live = [];

  /** @type {Set<number>} latents that the model does not use */
  #dead = new Set();

  #limit = AT_FIRST; // sliders that may be shown
  #made = false; // whether the strips made at training time are of the class that is shown

  /** @type {{card: Card, image: HTMLImageElement} | null} the strips made at training time */
  #sheet = null;

  /** @type {{mean: number[], std: number[]} | null} */
  #posterior = null;

  /** @type {HTMLCanvasElement | null} the picture of z, once it is there */
  #picture = null;

  /** @type {StripRenewer<LatentRow>} */
  #renewer = new StripRenewer(STEPS, (rows, done) => this.#askStrips(rows, done));

  #used = el("div", { class: "latents-list" });
  #more = new MoreSliders(AT_FIRST, () => this.#showMore());
  #unusedList = el("div", { class: "latents-list" });
  #unusedTitle = el("summary", {});
  #unused = el(
    "details",
    { class: "unused", ontoggle: () => this.#renewShown() },
    this.#unusedTitle,
    el("p", { class: "gx-note" }, COLLAPSED),
    this.#unusedList,
  );
  #note = el("p", { class: "gx-note" });

  /**
   * @param {LatentsState} state  whose z is on the sliders
   * @param {Decoders} decoders  give the strips, at a lower priority than the hand's picture
   * @param {object} on
   * @param {(index: number, value: number) => void} on.input  a slider moves under a hand or a key
   * @param {() => void} on.rest  a drag or a key press is over
   * @param {(index: number, locked: boolean) => void} on.lock  a latent is to be held, or let go
   */
  constructor(state, decoders, on) {
    this.state = state;
    this.decoders = decoders;
    this.on = on;
    const near = () => this.#connect();
    this.root = el(
      "section",
      { class: "bank", "aria-label": "Latents", onpointerenter: near, onfocusin: near },
      this.#note,
      this.#used,
      this.#more.root,
      this.#unused,
    );
  }

  /**
   * The sliders of the state's model, at the state's z.
   * @param {boolean} made  the strips made at training time are of the class that is shown
   */
  open(made) {
    const { card, view } = this.state;
    this.#renewer.clear();
    this.#rows = new Map();
    this.#limit = AT_FIRST;
    this.#made = made;
    this.#posterior = null;
    this.#picture = null;
    this.#unused.open = false;
    const all = order(card);
    this.#live = all.filter((index) => !collapsed(card, index));
    this.#dead = new Set(all.filter((index) => collapsed(card, index)));
    // A link may have locked a latent further down: that one must be seen.
    this.#live.forEach((index, rank) => {
      if (view.locked.includes(index)) this.#limit = Math.max(this.#limit, rank + 1);
    });
    const count = this.#dead.size;
    this.#used.replaceChildren();
    this.#unusedList.replaceChildren(...[...this.#dead].map((index) => this.#build(index).root));
    this.#unused.classList.toggle("gx-hidden", !count);
    this.#unusedTitle.textContent = `${count} dimension${count === 1 ? "" : "s"} the model does not use`;
    this.#note.textContent = card.kl ? SORTED : UNSORTED;
    this.#fill();
    this.showLocks();
    this.#openStrips();
  }

  /** A hand is near: its first picture need not wait for the connection. */
  #connect() {
    this.decoders.connect(this.state.card.name);
  }

  /** As many sliders as may be shown. */
  #fill() {
    const shown = this.#used.children.length;
    this.#used.append(...this.#live.slice(shown, this.#limit).map((index) => this.#build(index).root));
    this.#more.show(this.#live.length - this.#used.children.length);
  }

  #showMore() {
    const first = this.#used.children.length;
    this.#limit += AT_FIRST;
    this.#fill();
    this.showLocks();
    if (this.#posterior) this.showPosterior(this.#posterior);
    if (this.#picture) this.showPicture(this.#picture);
    this.#connect();
    const added = new Set(this.#live.slice(first, this.#limit));
    this.#renewer.mark(this.#shown().filter(({ index }) => added.has(index)));
  }

  /** @param {number} index */
  #build(index) {
    const row = new LatentRow(this.state.card, index, {
      input: (value) => this.on.input(index, value),
      rest: () => this.on.rest(),
      lock: (locked) => this.on.lock(index, locked),
    });
    row.show(this.state.view.z[index]);
    this.#rows.set(index, row);
    return row;
  }

  /** Strips as they were made at training time, where these sliders stand in the centre; else from the model. */
  async #openStrips() {
    const { card } = this.state;
    if (!this.#made || !this.#atCentre()) {
      this.#renewShown();
      return;
    }
    try {
      const image = await loadImage(`/previews/${encodeURIComponent(card.name)}/strips.png`);
      if (this.state.card !== card) return;
      for (const row of this.#rows.values()) row.paintFrom(image);
      this.#sheet = { card, image };
    } catch {
      if (this.state.card === card) this.#renewShown(); // a model of one's own may have no previews
    }
  }

  #atCentre() {
    return same(this.state.view.z, centre(this.state.card));
  }

  /** The rows that can be seen. */
  #shown() {
    const rows = [...this.#rows.values()];
    return this.#unused.open ? rows : rows.filter(({ index }) => !this.#dead.has(index));
  }

  #renewShown() {
    const painted = this.#made && this.#atCentre() && this.#sheet?.card === this.state.card;
    if (this.#unused.open && painted) return;
    this.#renewer.mark(this.#shown());
  }

  /** Another class: no strip shows the truth any more. */
  renewStrips() {
    this.#made = false;
    this.#renewer.mark(this.#shown());
  }

  /** What strips were asked for will not come: the model refused. */
  forgetStrips() {
    this.#renewer.clear();
  }

  /**
   * @param {LatentRow[]} rows
   * @param {() => boolean} done
   */
  #askStrips(rows, done) {
    const { card, view } = this.state;
    const indices = rows.map(({ index }) => index);
    const size = card.shape.reduce((a, b) => a * b) * STEPS;
    this.decoders.decode(card, "strips", traversals(view.z, indices, card.range), (pixels) => {
      if (!done()) return;
      rows.forEach((row, i) => row.paint(pixels.subarray(i * size, (i + 1) * size)));
    });
  }

  /** All of z has changed: the sliders follow, and their strips. */
  showZ() {
    const { z } = this.state.view;
    for (const row of this.#rows.values()) if (row.slider.value !== z[row.index]) row.show(z[row.index]);
    this.#renewer.mark(this.#shown());
  }

  /**
   * One slider was moved by a hand: the strips of the others follow; its own stays true while only it moves.
   * @param {number} held
   */
  renewOthers(held) {
    this.#renewer.mark(this.#shown().filter(({ index }) => index !== held));
  }

  /**
   * The picture under a slider's handle, blended from the strip, where the model's own is not there yet.
   * @param {number} index
   * @param {HTMLCanvasElement} canvas
   * @returns {boolean}  whether there was a strip to blend it from
   */
  blendInto(index, canvas) {
    return this.#rows.get(index)?.slider.blendInto(canvas) ?? false;
  }

  /**
   * The picture of z, into the frames on all sliders.
   * @param {HTMLCanvasElement} picture
   */
  showPicture(picture) {
    this.#picture = picture;
    for (const row of this.#rows.values()) row.slider.showCurrent(picture);
  }

  /** The state's locked latents. */
  showLocks() {
    const { locked } = this.state.view;
    for (const row of this.#rows.values()) row.setLocked(locked.includes(row.index));
  }

  /**
   * Where a picture lies, on every slider.
   * @param {{mean: number[], std: number[]} | null} posterior
   */
  showPosterior(posterior) {
    this.#posterior = posterior;
    for (const row of this.#rows.values()) row.setBand(posterior);
  }
}
