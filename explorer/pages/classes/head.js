// What stands around the sheet: the model, the two ways to look at it, and the names of its rows and columns.

import { el, paint } from "../../ui/canvas/paint.js";
import { ROWS } from "./cells.js";

const MODES = {
  sheet: ["Styles × classes", "Each row is a style, each column a class"],
  one: ["One class", "A hundred styles of a single class"],
};

/** What is shown where there is nothing to show. */
export function noModel() {
  return el(
    "section",
    { class: "gx-panel" },
    el("h3", {}, "No conditional model yet"),
    el(
      "p",
      { class: "gx-note" },
      "This page shows models that are told a class beside the latents. Train one on this machine, then reload the page:",
    ),
    el("pre", { class: "gx-code" }, "python -m train cvae-mnist-16d"),
  );
}

export class ClassesHead {
  /** @param {object[]} cards  @param {object} on  model(name), mode(name), column(index), smooth(on), lock(row) */
  constructor(cards, on) {
    this.on = on;
    this.cards = cards;
    this.model = el(
      "select",
      { class: "gx-select", onchange: () => on.model(this.model.value) },
      ...cards.map((card) => el("option", { value: card.name }, card.title)),
    );
    this.tabs = Object.fromEntries(
      Object.entries(MODES).map(([name, [text, title]]) => [
        name,
        el("button", { class: "gx-btn", type: "button", title, onclick: () => on.mode(name) }, text),
      ]),
    );
    this.smooth = el("input", { type: "checkbox", onchange: () => on.smooth(this.smooth.checked) });
    this.about = el("p", { class: "gx-note about" });
    this.root = el(
      "section",
      { class: "model-bar" },
      el("label", { class: "gx-field", title: "The checkpoint that makes these pictures" }, "Model", this.model),
      el("div", { class: "modes", role: "group", "aria-label": "What the sheet shows" }, ...Object.values(this.tabs)),
      el(
        "label",
        { class: "check", title: "Blend the pixels when pictures are enlarged" },
        this.smooth,
        "Smooth pixels",
      ),
      this.about,
    );
    this.columns = el("div", { class: "columns", role: "group" });
    this.rows = el("div", { class: "rows", role: "group", "aria-label": "Styles" });
    this.own = el("canvas", { class: "gx-canvas", role: "img", "aria-label": "Your picture" });
  }

  open(card, wide) {
    this.model.value = card.name;
    this.about.textContent = [
      card.about,
      wide < card.conditions ? `Its first ${wide} of ${card.conditions} classes are columns.` : "",
    ]
      .filter(Boolean)
      .join(" ");
    this.names = card.classes.slice(0, wide);
    this.columns.style.setProperty("--columns", wide);
    this.columns.classList.toggle(
      "long",
      this.names.some((name) => name.length > 2),
    );
    this.columns.replaceChildren(
      ...this.names.map((name, k) =>
        el("button", { class: "head", type: "button", onclick: () => this.on.column(k) }, el("span", {}, name)),
      ),
    );
    this.rows.replaceChildren(...Array.from({ length: ROWS }, (_, row) => this.row(row)));
  }

  row(row) {
    const ends = el("span", { class: "ends-of" });
    if (row === 0)
      return el(
        "div",
        { class: "head yours", title: "The style under the sliders" },
        el("span", { class: "name" }, "yours"),
        this.own,
        ends,
      );
    return el(
      "button",
      {
        class: "head",
        type: "button",
        "aria-label": `Style ${row + 1}: keep it`,
        title: "Keep this style when new ones are drawn",
        onclick: () => this.on.lock(row),
      },
      el("span", { class: "name" }, el("span", { class: "word" }, "style "), String(row + 1)),
      el("span", { class: "kept" }),
      ends,
    );
  }

  show(view, card, own) {
    const one = view.mode === "one";
    for (const [name, tab] of Object.entries(this.tabs)) tab.setAttribute("aria-pressed", String(name === view.mode));
    this.smooth.checked = Boolean(view.smooth);
    this.columns.setAttribute("aria-label", one ? "Class" : "Classes; press one for many styles of it");
    this.columns.classList.toggle("choosing", one);
    this.rows.classList.toggle("gx-hidden", one);
    this.columns.parentElement?.classList.toggle("one", one);
    [...this.columns.children].forEach((head, k) => {
      head.title = one ? `A hundred styles of ${this.names[k]}` : `${this.names[k]}: press for a hundred styles of it`;
      if (one) head.setAttribute("aria-pressed", String(k === view.cls));
      else head.removeAttribute("aria-pressed");
    });
    [...this.rows.children].forEach((head, row) => {
      head.querySelector(".ends-of").textContent = [row === view.a ? "A" : "", row === view.b ? "B" : ""].join("");
      if (row === 0) return;
      const kept = view.locked.includes(row);
      head.setAttribute("aria-pressed", String(kept));
      head.querySelector(".kept").textContent = kept ? "kept" : "";
    });
    this.own.classList.toggle("gx-hidden", !own);
    if (own) paint(this.own, own, card.shape);
  }

  /** Heads as they are written beside a saved sheet. */
  onPaper(view) {
    if (view.mode === "one") return { rows: [], columns: [], title: `Styles of class ${this.names[view.cls]}` };
    return {
      rows: [...this.rows.children].map((_, row) => (row ? `style ${row + 1}` : "yours")),
      columns: this.names,
      title: "",
    };
  }
}
