// The picture that is damaged: digits and clothes drawn, uploaded or of the test set; photographs.

import { el } from "../../ui/canvas/paint.js";
import { press, toggleButton } from "../../ui/controls/buttons.js";
import { PictureSource } from "../../ui/picture/picture_source.js";
import { RestorePhotos } from "./photos.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./types.js").Example} Example */
/** @typedef {import("./types.js").NamedPicture} NamedPicture */
/** @typedef {import("./types.js").Shape} Shape */
/** @typedef {import("./types.js").Subject} Subject */

const TEST = "test:";
const PHOTO = "photo:";
const NO_SIZE = "so none can be brought to its size. Train one: python -m train";

/**
 * The rest of a picture's name, or null where it does not begin so.
 * @param {string} name  "test:17"
 * @param {string} start  "test:"
 */
const after = (name, start) => (name.startsWith(start) ? name.slice(start.length) : null);

export class RestoreInput {
  /** @type {PictureSource | null} of digits and clothes, once there were any */
  #source = null;

  /** @type {RestorePhotos | null} */
  #photos = null;

  /** @type {NamedPicture | null} what was there before the pad was drawn on, to go back to when it is cleared */
  #before = null;

  /** @type {Shape} of the pictures of the source */
  #shape = [1, 1, 1];

  #sourceRoot = el("div", {});
  #body = el("div", {});
  #none = el("p", { class: "gx-note" });

  /**
   * @param {Card[]} cards
   * @param {Subject[]} subjects
   * @param {object} on
   * @param {(name: string) => void} on.subject
   * @param {(found: NamedPicture, done: boolean) => void} on.picture  done: no stroke is going on
   */
  constructor(cards, subjects, on) {
    this.cards = cards;
    this.on = on;
    this.buttons = new Map(
      subjects.map(({ name, title }) => [
        name,
        toggleButton(title, "Damage and restore such pictures", () => on.subject(name)),
      ]),
    );
    const names = el(
      "div",
      { class: "subjects", role: "group", "aria-label": "What is on the picture" },
      ...this.buttons.values(),
    );
    this.root = el("section", { class: "gx-panel from" }, el("h3", {}, "Picture"), names, this.#body, this.#none);
  }

  /**
   * Where a subject's pictures come from.
   * @param {Subject} subject
   * @param {string} picture  the one to fetch, empty for none; an own one stays on its pad
   */
  open(subject, picture) {
    for (const [name, made] of this.buttons) press(made, name === subject.name);
    this.#none.textContent = "";
    if (subject.shape === null) this.#openPhotos(subject.examples ?? [], picture);
    else this.#openSource(subject, subject.shape, picture);
  }

  /**
   * @param {Subject} subject
   * @param {Shape} shape
   * @param {string} picture
   */
  #openSource(subject, shape, picture) {
    const card = this.cards.find(({ name }) => name === subject.model);
    this.#body.replaceChildren(...(card ? [this.#sourceRoot] : []));
    if (!card) {
      this.#none.textContent = `No model that takes ${subject.title.toLowerCase()} is here, ${NO_SIZE}`;
      return;
    }
    this.#shape = shape;
    this.#before = null;
    const source = this.#sourceFor(card);
    const index = after(picture, TEST);
    if (index === null || !card.test) {
      source.open("draw");
      return;
    }
    source.index = Number(index);
    source.open("test");
    source.take(Number(index));
  }

  /** @param {Card} card */
  #sourceFor(card) {
    if (this.#source) {
      this.#source.setCard(card);
      return this.#source;
    }
    const source = new PictureSource(this.#sourceRoot, {
      card,
      onpicture: (pixels, { from, done, part }) => {
        const name = from === "test" ? `${TEST}${source.index}` : "";
        const found = { pixels, shape: this.#shape, name, part };
        if (from !== "draw") this.#before = found;
        this.#take(this.#sourceRoot, found, done);
      },
      oncleared: () => {
        if (this.#before) this.#take(this.#sourceRoot, this.#before, true);
      },
    });
    this.#source = source;
    return source;
  }

  /**
   * @param {Example[]} examples
   * @param {string} picture
   */
  #openPhotos(examples, picture) {
    const photos = this.#photos ?? new RestorePhotos(examples, (found) => this.#take(photos.root, found, true));
    this.#photos = photos;
    this.#body.replaceChildren(photos.root);
    const name = after(picture, PHOTO);
    const example = name === null ? null : (examples.find((one) => one.name === name) ?? examples[0]);
    if (example) photos.open(example.name);
    photos.fill();
  }

  /**
   * A picture is taken from what is on screen: another subject may have been chosen while it was on its way.
   * @param {HTMLElement} from
   * @param {NamedPicture} found
   * @param {boolean} done
   */
  #take(from, found, done) {
    if (from.isConnected) this.on.picture(found, done);
  }
}
