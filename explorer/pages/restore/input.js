// The picture that is damaged: digits and clothes drawn, uploaded or of the test set; photographs.

import { el } from "../../ui/canvas/paint.js";
import { PictureSource } from "../../ui/picture/picture_source.js";
import { RestorePhotos } from "./photos.js";

export class RestoreInput {
  /**
   * @param {object[]} cards  @param {object[]} subjects
   * @param {object} on  subject(name); picture({pixels, shape, name}, done), `name` as in a link, empty for an own picture
   */
  constructor(cards, subjects, on) {
    Object.assign(this, { cards, subjects, on });
    this.buttons = new Map(
      subjects.map(({ name, title }) => [
        name,
        el("button", { class: "gx-btn", type: "button", onclick: () => on.subject(name) }, title),
      ]),
    );
    this.sourceRoot = el("div", {});
    this.body = el("div", {});
    this.none = el("p", { class: "gx-note" });
    this.root = el(
      "section",
      { class: "gx-panel from" },
      el("h3", {}, "Picture"),
      el("div", { class: "subjects", role: "group", "aria-label": "What is on the picture" }, ...this.buttons.values()),
      this.body,
      this.none,
    );
  }

  /** Where a subject's pictures come from. `picture`: the one to fetch, "" for none; an own one stays on its pad. */
  open(subject, picture) {
    for (const [name, button] of this.buttons) button.setAttribute("aria-pressed", String(name === subject.name));
    this.none.textContent = "";
    if (subject.shape === null) {
      this.openPhotos(subject, picture);
      return;
    }
    const card = this.cards.find(({ name }) => name === subject.model);
    this.body.replaceChildren(...(card ? [this.sourceRoot] : []));
    if (!card) {
      this.none.textContent = `No model that takes ${subject.title.toLowerCase()} is here, so none can be brought to its size. Train one: python -m train`;
      return;
    }
    if (this.source) this.source.setCard(card);
    else
      this.source = new PictureSource(this.sourceRoot, {
        card,
        onpicture: (pixels, { from, done }) =>
          this.take(
            this.sourceRoot,
            { pixels, shape: this.shape, name: from === "test" ? `test:${this.source.index}` : "" },
            done,
          ),
      });
    this.shape = subject.shape;
    const [, index] = picture.split("test:");
    if (index === undefined || !card.test) {
      this.source.open("draw");
      return;
    }
    this.source.index = Number(index);
    this.source.open("test");
    this.source.take(Number(index));
  }

  openPhotos({ examples }, picture) {
    this.photos ??= new RestorePhotos(examples, (found) => this.take(this.photos.root, found, true));
    this.body.replaceChildren(this.photos.root);
    const [, name] = picture.split("photo:");
    const example = name === undefined ? null : (examples.find((one) => one.name === name) ?? examples[0]);
    if (example) this.photos.open(example.name);
    this.photos.fill();
  }

  /** A picture is taken from what is on screen: another subject may have been chosen while it was on its way. */
  take(from, found, done) {
    if (from.isConnected) this.on.picture(found, done);
  }
}
