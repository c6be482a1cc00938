// Two places between: from one style to another, and from one class to another.

import { el } from "../../ui/canvas/paint.js";
import { BLEND, ROWS } from "./cells.js";

const option = (value, text) => el("option", { value: String(value) }, text);

export class Blends {
  /** @param {{styles: Sheet, across: Sheet, labels: Sheet}} sheets  @param {object} on  change(part of the view), rest() */
  constructor(sheets, on) {
    this.sheets = sheets;
    const select = (name, label, title) => {
      const box = el("select", {
        class: "gx-select",
        "aria-label": label,
        onchange: () => {
          on.change({ [name]: Number(box.value) });
          on.rest();
        },
      });
      return { box, root: el("label", { class: "gx-field", title }, label, box) };
    };
    this.a = select("a", "From style A", "The style at the left end");
    this.b = select("b", "To style B", "The style at the right end");
    this.cls = select("cls", "Class", "The class that the upper row shows");
    this.one = select("one", "From class", "The class at the left end");
    this.two = select("two", "To class", "The class at the right end");
    this.row = select("row", "Style", "The style that all pictures of this row share");
    this.t = el("input", {
      type: "range",
      min: "0",
      max: "1",
      step: "0.01",
      "aria-label": "How far from the first style to the second",
      oninput: () => on.change({ t: Number(this.t.value) }),
      onchange: () => on.rest(),
    });
    this.share = el("output", { class: "gx-num" });
    this.names = el("div", { class: "captions names", "aria-hidden": "true" });
    const ends = (...parts) => el("div", { class: "ends" }, ...parts.map(({ root }) => root));
    const captions = el(
      "div",
      { class: "captions gx-num", "aria-hidden": "true" },
      ...Array.from({ length: BLEND }, (_, i) => el("span", {}, `${Math.round((i / (BLEND - 1)) * 100)} %`)),
    );
    this.root = el(
      "div",
      { class: "blends" },
      el(
        "section",
        { class: "gx-panel", "aria-label": "Between two styles" },
        el("h3", {}, "Between two styles"),
        ends(this.a, this.b, this.cls),
        el("div", {}, sheets.styles.root, captions),
        el(
          "label",
          { class: "gx-field" },
          el("span", { class: "between" }, "The style at this place, in all classes", this.share),
          this.t,
        ),
        el("div", {}, sheets.across.root, this.names),
      ),
      el(
        "section",
        { class: "gx-panel", "aria-label": "Between two classes" },
        el("h3", {}, "Between two classes"),
        ends(this.one, this.two, this.row),
        el("div", {}, sheets.labels.root, captions.cloneNode(true)),
        (this.truth = el("p", { class: "gx-note" })),
      ),
    );
  }

  open(card, wide) {
    const styles = () => Array.from({ length: ROWS }, (_, i) => option(i, i ? `style ${i + 1}` : "your style"));
    const names = () => card.classes.map((name, k) => option(k, name));
    for (const { box } of [this.a, this.b, this.row]) box.replaceChildren(...styles());
    for (const { box } of [this.cls, this.one, this.two]) box.replaceChildren(...names());
    this.names.replaceChildren(...card.classes.slice(0, wide).map((name) => el("span", {}, name)));
    this.sheets.styles.open(card.shape, 1, BLEND);
    this.sheets.across.open(card.shape, 1, wide);
    this.sheets.labels.open(card.shape, 1, BLEND);
  }

  show(view, card) {
    for (const name of ["a", "b", "cls", "one", "two", "row"]) this[name].box.value = String(view[name]);
    this.t.value = view.t;
    this.share.textContent = `${Math.round(view.t * 100)} %`;
    this.truth.textContent =
      view.one === view.two
        ? "Choose two different classes."
        : `Nothing in the training set was ever labelled half ${card.classes[view.one]} and half ${card.classes[view.two]}. The decoder can still compute with such a label: this shows a place between, not a class of its own.`;
  }
}
