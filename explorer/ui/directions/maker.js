// The form that makes a direction: where it comes from, where it leads, its name, what it is to be at right angles to.

import { el, fmt } from "../canvas/paint.js";
import { button } from "../controls/buttons.js";
import { select } from "../controls/fields.js";
import { LetterCount } from "../controls/letter_count.js";
import { messageOf } from "../transport/api.js";
import { MOST, MOST_NAME, shortened, TOO_MANY } from "./direction.js";
import { directionBetween, groupOptions, groupsOf, REST, selected } from "./groups.js";

/** @typedef {import("../types.js").Card} Card */
/** @typedef {import("./direction.js").Direction} Direction */
/** @typedef {import("./groups.js").Found} Found */
/** @typedef {import("./groups.js").Group} Group */
/** @typedef {import("./groups.js").Selection} Selection */

/**
 * How far an AUC may be off for having been measured on few pictures (Hanley and McNeil 1982, equations 1 and 2).
 * @param {number} auc
 * @param {number} to  pictures of the one group
 * @param {number} from  of the other
 */
function standardError(auc, to, from) {
  const [one, other] = [auc / (2 - auc), (2 * auc ** 2) / (1 + auc)];
  const own = auc * (1 - auc) + (to - 1) * (one - auc ** 2) + (from - 1) * (other - auc ** 2);
  return Math.sqrt(Math.max(0, own) / (to * from));
}

/**
 * What was made, in a sentence.
 * @param {Found} found
 */
function told({ made, held, auc, both }) {
  const [to, from, heldTo, heldFrom] = [...made, ...held].map((count) => count.toLocaleString("en"));
  const pictures = `Made of ${from} and ${to} test pictures`;
  const shared = both ? ` (${both} in both groups count for neither)` : "";
  if (auc === null) return `${pictures}${shared}; too few to keep some out of it and judge it by them.`;
  const error = standardError(auc, held[0], held[1]);
  const judged =
    `${pictures}${shared}; ${heldFrom} and ${heldTo} others are told apart with an AUC of ${fmt(auc, 3)} ` +
    `(standard error ${fmt(error, 2)})`;
  const chance = auc - 2 * error < 0.5;
  return chance ? `${judged}: no better than chance, as far as so few can tell.` : `${judged}.`;
}

export class DirectionMaker {
  /** @type {Group[]} by labels and attributes */
  #known = [];

  /** @type {Group[]} of a hand */
  #selections = [];

  /** @type {Card | null} whose groups are known, or asked for */
  #card = null;

  /** @type {readonly Direction[]} */
  #others = [];

  #named = false; // by a person
  #from = select("From", "The pictures that do not have it", () => this.#suggest());
  #to = select("To", "The pictures that have it", () => this.#suggest());
  #against = select(
    "At right angles to",
    "A direction of the page that moving along the new one is not to change",
    () => this.#suggest(),
  );
  #name = el("input", {
    class: "gx-input",
    type: "text",
    oninput: () => {
      this.#named = this.#name.value.trim() !== "";
    },
  });
  #letters = new LetterCount(this.#name, MOST_NAME);
  #make = button("Make it", "The difference of the means of the two groups' codes", () => this.#ask(), "primary");
  #said = el("p", { class: "gx-note standing", role: "status" });

  /**
   * @param {object} on
   * @param {(direction: Direction, found: Found) => void} on.made
   */
  constructor(on) {
    this.on = on;
    const name = el(
      "label",
      { class: "gx-field", title: "What the slider is called" },
      "Name",
      this.#name,
      this.#letters.root,
    );
    const fields = [this.#from.root, this.#to.root, name, this.#against.root, this.#make];
    this.root = el("div", { class: "direction-maker" }, ...fields, this.#said);
    this.#make.disabled = true;
  }

  /**
   * A model's groups, asked for once.
   * @param {Card} card
   */
  async open(card) {
    if (this.#card === card) return;
    this.#card = card;
    this.#known = [];
    this.#said.textContent = "";
    this.#fill();
    try {
      const known = await groupsOf(card);
      if (card !== this.#card) return;
      this.#known = known;
      this.#fill();
      if (!known.length && !this.#selections.length) {
        this.#said.textContent =
          "Nothing is known of these pictures: select some on the Map page, then make a direction.";
      }
    } catch (error) {
      if (card === this.#card) this.#said.textContent = messageOf(error);
    }
  }

  /**
   * Pictures that a hand selected can be chosen on either side.
   * @param {readonly Selection[]} selections  the newest last
   * @param {boolean} begins  the direction is to lead to the newest, from the one before it
   */
  showSelections(selections, begins) {
    this.#selections = selections.map(selected);
    this.#fill();
    const [to, from] = this.#selections.toReversed();
    if (!begins || !to) return;
    this.#to.box.value = to.id;
    this.#from.box.value = from?.id ?? REST.id;
    this.#suggest();
  }

  /**
   * The directions on the page, which a new one can be at right angles to.
   * @param {readonly Direction[]} others
   */
  showOthers(others) {
    const chosen = this.#against.box.value;
    this.#others = others;
    const options = others.map(({ name }, i) => el("option", { value: String(i) }, name));
    const every = others.length > 1 ? [el("option", { value: "all" }, "all of them")] : [];
    this.#against.box.replaceChildren(el("option", { value: "" }, "nothing"), ...options, ...every);
    this.#against.box.value = chosen;
    if (this.#against.box.selectedIndex < 0) this.#against.box.value = "";
    this.#against.root.classList.toggle("gx-hidden", !others.length);
  }

  get #groups() {
    return [...this.#selections, ...this.#known];
  }

  #fill() {
    const groups = this.#groups;
    const kept = [this.#from.box.value, this.#to.box.value];
    this.#from.box.replaceChildren(el("option", { value: REST.id }, REST.name), ...groupOptions(groups));
    this.#to.box.replaceChildren(...groupOptions(groups));
    const first = groups.find(({ count }) => count > 0);
    const second = groups.find((group) => group !== first && group.of === first?.of && group.count > 0);
    [this.#from.box.value, this.#to.box.value] = kept;
    if (this.#to.box.selectedIndex < 0) {
      this.#from.box.value = second && first ? first.id : REST.id;
      this.#to.box.value = (second ?? first)?.id ?? "";
    } else if (this.#from.box.selectedIndex < 0) this.#from.box.value = REST.id;
    this.#suggest();
  }

  /** The chosen groups. */
  get #chosen() {
    const groups = [REST, ...this.#groups];
    return {
      from: groups.find(({ id }) => id === this.#from.box.value),
      to: groups.find(({ id }) => id === this.#to.box.value),
    };
  }

  #suggest() {
    const { from, to } = this.#chosen;
    this.#make.disabled = !from || !to || from === to;
    if (this.#named || !from || !to) return;
    const plain = from === REST ? to.name : `${from.name} → ${to.name}`;
    this.#name.value = shortened(`${plain}${this.#against.box.value ? " ⊥" : ""}`, MOST_NAME); // at right angles
    this.#letters.show();
  }

  async #ask() {
    const card = this.#card;
    const { from, to } = this.#chosen;
    if (!card || !from || !to) return;
    if (this.#others.length >= MOST) {
      this.#said.textContent = TOO_MANY;
      return;
    }
    const { value } = this.#against.box;
    const against = value === "all" ? this.#others : this.#others.filter((_, i) => String(i) === value);
    this.#make.disabled = true;
    try {
      const { direction, found } = await directionBetween(card, { from, to, name: this.#name.value, against });
      if (card !== this.#card) return;
      this.#named = false;
      this.#said.textContent = told(found);
      this.on.made(direction, found);
    } catch (error) {
      this.#said.textContent = messageOf(error);
    } finally {
      this.#suggest();
    }
  }
}
