// Which methods are on: a check-list with a sentence of help for each.

import { el } from "../../ui/canvas/paint.js";

export class RestoreMethods {
  /** @param {() => void} onchange */
  constructor(onchange) {
    this.onchange = onchange;
    this.list = el("div", { class: "method-list" });
    this.absent = el("p", { class: "gx-note" });
    const button = (text, title, choose) =>
      el(
        "button",
        {
          class: "gx-btn quiet",
          type: "button",
          title,
          onclick: () => this.setOn(this.methods.filter(choose).map(({ name }) => name)),
        },
        text,
      );
    this.root = el(
      "section",
      { class: "gx-panel methods" },
      el(
        "div",
        { class: "between" },
        el("h3", {}, "Methods"),
        el(
          "div",
          { class: "gx-row" },
          button("all", "Every method that can serve this damage", () => true),
          button("as at first", "The methods that were on when the page was opened", ({ shown }) => shown),
        ),
      ),
      this.list,
      this.absent,
    );
  }

  /** Another subject. `on`: names; empty for those that are on at first. */
  open(methods, on) {
    this.methods = methods;
    const known = on.filter((name) => methods.some((method) => method.name === name));
    this.on = new Set(
      known.length || on.includes("none") ? known : methods.filter(({ shown }) => shown).map(({ name }) => name),
    );
    this.boxes = new Map(
      methods.map((method) => [
        method.name,
        el("input", { type: "checkbox", checked: this.on.has(method.name), onchange: () => this.toggle(method.name) }),
      ]),
    );
    this.rows = new Map(
      methods.map((method) => [
        method.name,
        el(
          "label",
          { class: "method-row", title: method.about },
          this.boxes.get(method.name),
          el(
            "span",
            {},
            el("b", {}, method.title),
            method.slow ? el("span", { class: "gx-note slow" }, "takes a while") : null,
            el("span", { class: "gx-note help" }, method.about),
          ),
        ),
      ]),
    );
  }

  /** Show the methods that serve a kind of damage. */
  show(kind) {
    const serving = this.methods.filter((method) => method.serves.includes(kind));
    const others = this.methods.filter((method) => !method.serves.includes(kind));
    this.list.replaceChildren(...serving.map(({ name }) => this.rows.get(name)));
    this.absent.textContent = !serving.length
      ? "No method here serves this damage."
      : others.length
        ? `Not made for this damage: ${others.map(({ title }) => title).join(", ")}.`
        : "";
  }

  /** Names of the methods that are on and serve `kind`, in their own order. */
  serving(kind) {
    return this.methods.filter((method) => this.on.has(method.name) && method.serves.includes(kind));
  }

  /** For the view: nothing where it is what it was at first. */
  get names() {
    const names = this.methods.filter(({ name }) => this.on.has(name)).map(({ name }) => name);
    const first = this.methods.filter(({ shown }) => shown).map(({ name }) => name);
    return names.join() === first.join() ? [] : names.length ? names : ["none"];
  }

  toggle(name) {
    if (!this.on.delete(name)) this.on.add(name);
    this.onchange();
  }

  setOn(names) {
    this.on = new Set(names);
    for (const [name, box] of this.boxes) box.checked = this.on.has(name);
    this.onchange();
  }
}
