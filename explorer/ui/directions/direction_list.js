// Directions on a page: a slider each, those that the browser keeps, and the form that makes new ones.

import { el } from "../canvas/paint.js";
import { button, press, signButton, toggleButton } from "../controls/buttons.js";
import { STEPS } from "../latents/latent_space.js";
import { StripRenewer } from "../latents/strip_renewer.js";
import { why } from "../lessons/why.js";
import { cosine, isSame, MOST, stepOf, TOO_MANY } from "./direction.js";
import { DirectionRow } from "./direction_row.js";
import { KeptDirections } from "./kept.js";
import { DirectionMaker } from "./maker.js";

/** @typedef {import("../types.js").Card} Card */
/** @typedef {import("../transport/decoder.js").Decoded} Decoded */
/** @typedef {import("./direction.js").Direction} Direction */
/** @typedef {import("./groups.js").Selection} Selection */

const NOT_STORED = "This browser lets nothing be stored: what you keep is gone when the page is closed.";

/**
 * What a page gives: read anew each time.
 * @typedef {object} Host
 * @property {Card} card
 * @property {number[]} z  of the picture that moves
 * @property {number[]} locked  latents that are held
 * @property {Direction[]} directions  on the page
 * @property {(channel: string, z: ArrayLike<number>, callback: Decoded) => void} decode
 */

/**
 * How directions that are not at right angles meet, in a sentence; empty where all but are.
 * @param {readonly Direction[]} directions
 */
function meeting(directions) {
  const pairs = directions.flatMap((a, i) => directions.slice(i + 1).map((b) => ({ a, b, cos: cosine(a, b) })));
  const nearest = pairs.sort((one, other) => Math.abs(other.cos) - Math.abs(one.cos))[0];
  if (!nearest) return "";
  const { a, b, cos } = nearest;
  const shown = cos.toFixed(2).replace("-", "−");
  const apart = Math.abs(cos) < 0.05 ? "all but at right angles" : "moving one moves the other";
  return `The cosine between ${a.name} and ${b.name} is ${shown}: ${apart}.`;
}

export class DirectionList {
  /** @type {DirectionRow[]} */
  #rows = [];

  /** @type {StripRenewer<DirectionRow>} */
  #renewer = new StripRenewer(STEPS, (rows, done) => this.#askStrips(rows, done));

  #kept = new KeptDirections(() => this.#showKept());
  #list = el("div", { class: "direction-rows" });
  #note = el("p", { class: "gx-note" });
  #chips = el("div", { class: "gx-row direction-chips" });
  #maker = new DirectionMaker({
    made: (direction) => {
      this.learn(direction);
      this.put(direction);
    },
  });
  #makes = toggleButton("Make one", "A direction of two groups of test pictures", () =>
    this.#unfold(this.#maker.root.classList.contains("gx-hidden")),
  );

  /** @type {Direction[]} on this visit, with all that is known of them: a link holds less */
  #made = [];

  /**
   * @param {Host} host
   * @param {object} on
   * @param {(z: number[]) => void} on.move  z is to move along a direction
   * @param {() => void} on.rest  a step is over
   * @param {(directions: Direction[]) => void} on.changed  the page is to have these
   * @param {(message: string) => void} on.error
   */
  constructor(host, on) {
    this.host = host;
    this.on = on;
    const head = el("h3", {}, "Directions that mean something", why("directions"));
    this.root = el(
      "section",
      { class: "gx-panel directions" },
      el("div", { class: "between" }, head, this.#makes),
      this.#maker.root,
      this.#list,
      this.#note,
      this.#chips,
    );
    this.#maker.root.classList.add("gx-hidden");
  }

  /** The sliders of the host's directions, at its z; another model, perhaps. */
  open() {
    const { card, directions } = this.host;
    this.#renewer.clear();
    this.#rows = directions.map((direction) => this.#build(card, this.#known(direction)));
    this.#list.replaceChildren(...this.#rows.map(({ root }) => root));
    this.#maker.showOthers(directions);
    if (this.#makes.ariaPressed === "true") this.#maker.open(card);
    this.#showKept();
    this.showZ();
  }

  /**
   * Pictures that a hand selected.
   * @param {readonly Selection[]} selections  the newest last
   * @param {boolean} begins  a direction is to be made of the newest
   */
  showSelections(selections, begins) {
    this.#maker.showSelections(selections, begins);
    if (begins) this.#unfold(true);
  }

  /**
   * What is known of a direction beyond what a link holds.
   * @param {Direction} direction
   */
  learn(direction) {
    this.#made.push(direction);
  }

  /**
   * A direction with all that is known of it.
   * @param {Direction} direction
   */
  #known(direction) {
    return this.#made.find((other) => isSame(other, direction)) ?? this.#kept.known(direction);
  }

  /** z, or what of it is held, has changed. */
  showZ() {
    const { z, locked } = this.host;
    for (const row of this.#rows) row.show(z, stepOf(row.direction, locked));
    this.#renewer.mark(this.#rows);
  }

  /** Another class, or draws instead of means: no strip shows the truth any more. */
  renew() {
    this.#renewer.mark(this.#rows);
  }

  /** What strips were asked for will not come. */
  forget() {
    this.#renewer.clear();
  }

  /**
   * The picture of z, into the frames on all sliders.
   * @param {HTMLCanvasElement} picture
   */
  showPicture(picture) {
    for (const { slider } of this.#rows) slider.showCurrent(picture);
  }

  /**
   * One more direction onto the page.
   * @param {Direction} direction
   */
  put(direction) {
    const others = this.host.directions.filter((other) => !isSame(other, direction));
    if (others.length >= MOST) {
      this.#note.textContent = TOO_MANY;
      return;
    }
    this.on.changed([...others, direction]);
  }

  /** @param {boolean} shown  whether the form that makes directions is */
  #unfold(shown) {
    this.#maker.root.classList.toggle("gx-hidden", !shown);
    press(this.#makes, shown);
    if (shown) this.#maker.open(this.host.card);
  }

  /**
   * @param {Card} card
   * @param {Direction} direction
   */
  #build(card, direction) {
    return new DirectionRow(card, direction, {
      move: (row, z) => this.#move(row, z),
      rest: () => this.on.rest(),
      keep: () => (this.#kept.has(direction) ? this.#kept.remove(direction) : this.#kept.add(direction)),
      remove: () => this.on.changed(this.host.directions.filter((other) => !isSame(other, direction))),
    });
  }

  /**
   * One slider was moved by a hand: its own strip stays true.
   * @param {DirectionRow} held
   * @param {number[]} z
   */
  #move(held, z) {
    this.on.move(z);
    const { locked } = this.host;
    for (const row of this.#rows) row.show(z, stepOf(row.direction, locked));
    this.#renewer.drop([held]);
    this.#renewer.mark(this.#rows.filter((row) => row !== held));
  }

  /** Which the browser keeps, and those of them that are not on the page. */
  #showKept() {
    const { card, directions } = this.host;
    for (const row of this.#rows) row.showKept(this.#kept.has(row.direction));
    const waiting = this.#kept.of(card).filter((kept) => !directions.some((other) => isSame(other, kept)));
    const chips = waiting.flatMap((kept) => [
      button(kept.name, `Put ${kept.name} on the page`, () => this.put(kept), "small"),
      signButton("×", `Forget ${kept.name}`, () => this.#kept.remove(kept), "quiet small forget"),
    ]);
    this.#chips.replaceChildren(...(chips.length ? [el("span", { class: "gx-note" }, "Kept:"), ...chips] : []));
    this.#note.textContent = this.#kept.lasts ? meeting(directions) : NOT_STORED;
  }

  /**
   * @param {DirectionRow[]} rows
   * @param {() => boolean} done
   */
  #askStrips(rows, done) {
    const { card } = this.host;
    const asked = rows.filter(({ codes }) => codes.length);
    if (!asked.length) {
      done();
      return;
    }
    const size = card.shape.reduce((a, b) => a * b) * STEPS;
    this.host.decode(
      "directions",
      asked.flatMap(({ codes }) => codes),
      (pixels) => {
        if (!done()) return;
        asked.forEach(({ slider }, i) => slider.paint(pixels.subarray(i * size, (i + 1) * size)));
      },
    );
  }
}
