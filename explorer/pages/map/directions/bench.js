// Below the map: directions that mean something, a row of pictures along them, analogies and neighbourhoods.

import { onceInSight } from "../../../ui/canvas/in_sight.js";
import { el, paint } from "../../../ui/canvas/paint.js";
import { button } from "../../../ui/controls/buttons.js";
import { oneHot } from "../../../ui/controls/class_chooser.js";
import { fromFields, toFields } from "../../../ui/directions/direction.js";
import { DirectionList } from "../../../ui/directions/direction_list.js";
import { ALL, directionBetween, groupsOf, selected } from "../../../ui/directions/groups.js";
import { centre } from "../../../ui/latents/latent_space.js";
import { latentsLink } from "../../../ui/latents/latents_link.js";
import { messageOf } from "../../../ui/transport/api.js";
import { AnalogyPanel } from "./analogy_panel.js";
import { MinePanel } from "./mine_panel.js";
import { Pictures, sized } from "./pictures.js";
import { RowPanel } from "./row_panel.js";

/** @typedef {import("../../../ui/types.js").Card} Card */
/** @typedef {import("../../../ui/directions/direction.js").Direction} Direction */
/** @typedef {import("../../../ui/directions/groups.js").Group} Group */
/** @typedef {import("./pictures.js").Coded} Coded */

const NEAR = 300; // px by which it may still be out of sight when it is filled

/**
 * What of the page's state is read here; the view's are those of the link that the page was opened with.
 * @typedef {object} State
 * @property {Card} card
 * @property {{along: number[], named: string}} view
 * @property {readonly import("../../../ui/directions/groups.js").Selection[]} selections  of a hand
 */

export class DirectionsBench {
  /** @type {Card} */
  #card;

  /** @type {Coded} the picture that moves */
  #current;

  /** @type {Direction[]} */
  #directions;

  #isGiven = false; // they were made for the visitor, to begin with: no link holds them

  /** @type {Group[] | null} of the model's test pictures; null until they are asked for */
  #known = null;

  #seen = false;

  #canvas = el("canvas", { class: "gx-canvas", role: "img", "aria-label": "The current picture" });

  /**
   * @param {State} state
   * @param {object} on
   * @param {() => void} on.changed  the link is another one
   * @param {(message: string) => void} on.error
   */
  constructor(state, on) {
    this.state = state;
    this.on = on;
    this.#card = state.card;
    this.#current = this.#middle();
    this.#directions = fromFields(state.view, state.card);
    this.pictures = new Pictures(on.error);
    const pick = (/** @type {Coded} */ picture) => this.#take(picture);
    const current = () => this.#current;
    this.list = new DirectionList(this.#host(), {
      move: (z) => this.#move(z),
      rest: () => this.mine.show(this.#current),
      changed: (directions) => this.#change(directions),
      error: on.error,
    });
    this.row = new RowPanel(this.pictures, { current, error: on.error });
    this.analogy = new AnalogyPanel(this.pictures, { current, pick, error: on.error });
    this.mine = new MinePanel(this.pictures, { pick, error: on.error });
    const open = button("Open on Latents", "This picture and these directions on the Latents page", () =>
      location.assign(this.#latents),
    );
    const hand = el(
      "div",
      { class: "current-picture" },
      this.#canvas,
      el("p", { class: "gx-note" }, "Press the map, or a picture of the sheets below, to take another one."),
      open,
    );
    this.root = el(
      "div",
      { class: "directions-bench" },
      el("div", { class: "along" }, hand, this.list.root),
      this.row.root,
      el("div", { class: "sheets" }, this.analogy.root, this.mine.root),
    );
    this.#open();
    onceInSight(this.root, NEAR, () => {
      this.#seen = true;
      this.#fill();
    });
  }

  /** What the directions read of the page. */
  #host() {
    const read = () => ({ card: this.#card, z: this.#current.z, weights: this.#current.weights });
    const directions = () => this.#directions;
    return {
      get card() {
        return read().card;
      },
      get z() {
        return read().z;
      },
      /** @type {number[]} */
      locked: [],
      get directions() {
        return directions();
      },
      /** @type {import("../../../ui/directions/direction_list.js").Host["decode"]} */
      decode: (channel, z, callback) => {
        const { card, weights } = read();
        const flat = Array.from(z);
        const count = flat.length / card.latents;
        const codes = Array.from({ length: count }, (_, i) => ({
          z: flat.slice(i * card.latents, (i + 1) * card.latents),
          weights,
        }));
        this.pictures.decode(channel, codes, (pixels) => callback(pixels, Float32Array.from(flat)));
      },
    };
  }

  /** The middle of the model's space, until a picture is chosen. */
  #middle() {
    return { z: centre(this.#card), weights: oneHot(this.#card.conditions, 0), index: -1 };
  }

  /** The Latents page with what is here. */
  get #latents() {
    const { z, weights } = this.#current;
    const { along, named } = toFields(this.#directions);
    const directions = along.length ? `&along=${along.join()}&${new URLSearchParams({ named })}` : "";
    return latentsLink(this.#card.name, z, weights) + directions;
  }

  #open() {
    this.row.clear();
    this.pictures.open(this.#card);
    sized(this.#canvas, this.#card);
    this.mine.open(this.#card);
  }

  /** What only shows once it is in sight. */
  async #fill() {
    const card = this.#card;
    this.list.open();
    this.row.showDirections(this.#directions);
    this.#paint();
    this.mine.show(this.#current);
    this.analogy.open(card);
    try {
      const known = await groupsOf(card);
      if (card !== this.#card) return;
      this.#known = known;
      this.#showGroups();
      if (!this.#directions.length) await this.#begin(known);
    } catch (error) {
      this.on.error(messageOf(error));
    }
  }

  /**
   * A direction to begin with, between the first two groups of the same kind.
   * @param {Group[]} groups
   */
  async #begin(groups) {
    const card = this.#card;
    const [from] = groups;
    const to = groups.find((group) => group !== from && group.of === from.of);
    if (!to) return;
    try {
      const name = `${from.name} → ${to.name}`;
      const { direction } = await directionBetween(card, { from, to, name, against: [] });
      if (card !== this.#card || this.#directions.length) return;
      this.#isGiven = true;
      this.list.learn(direction);
      this.#show([direction]);
    } catch (error) {
      this.on.error(messageOf(error));
    }
  }

  #showGroups() {
    const unknown = this.#known?.length === 0;
    const known = unknown ? [ALL] : (this.#known ?? []);
    this.row.open(this.#card, [...this.state.selections.map(selected), ...known], unknown);
  }

  /**
   * Another model.
   * @param {Card} card
   */
  setCard(card) {
    if (card === this.#card) return;
    this.#card = card;
    this.#known = null;
    this.#directions = [];
    this.#isGiven = false;
    this.#current = this.#middle();
    this.#open();
    this.list.showSelections(this.state.selections, false);
    if (this.#seen) this.#fill();
  }

  /**
   * The picture under the hand.
   * @param {number[]} z
   * @param {number[]} weights  of the classes, or none
   * @param {number} [index]  of the test picture, where it is one
   */
  setCode(z, weights, index = -1) {
    this.#current = { z: [...z], weights: [...weights], index };
    if (!this.#seen) return;
    this.#paint();
    this.list.showZ();
    this.mine.show(this.#current);
  }

  /**
   * The selections of a hand are others: groups to make a direction of.
   * @param {boolean} begins  with the newest
   */
  showSelections(begins) {
    this.list.showSelections(this.state.selections, begins);
    if (this.#seen) this.#showGroups();
  }

  /** Fields of the page's link. */
  view() {
    return toFields(this.#isGiven ? [] : this.#directions);
  }

  /** The page is left. */
  close() {
    this.pictures.close();
  }

  /** @param {Coded} picture */
  #take(picture) {
    this.setCode(picture.z, picture.weights, picture.index);
  }

  /** @param {number[]} z */
  #move(z) {
    this.#current = { ...this.#current, z, index: -1 };
    this.#paint();
  }

  #paint() {
    const { shape } = this.#card;
    this.pictures.decode("current", [this.#current], (pixels) => {
      paint(this.#canvas, pixels, shape);
      this.list.showPicture(this.#canvas);
    });
  }

  /** @param {Direction[]} directions */
  #change(directions) {
    this.#isGiven = false;
    this.#show(directions);
    this.on.changed();
  }

  /** @param {Direction[]} directions */
  #show(directions) {
    this.#directions = directions;
    this.list.open();
    this.list.showPicture(this.#canvas);
    this.row.showDirections(directions);
  }
}
