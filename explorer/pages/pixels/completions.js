// The completions of one picture, by what the model thinks of each as a whole.

import { el, fmt, paint } from "../../ui/canvas/paint.js";

export class Completions {
  /** @param {object} on  pick(which) when a completion is clicked */
  constructor(on) {
    this.on = on;
    this.list = el("ol", { class: "completions" });
    this.note = el("p", { class: "gx-note" });
    this.root = el(
      "section",
      { class: "gx-panel pixels-completions gx-hidden" },
      el("h3", {}, "Which completion fits best"),
      this.list,
      this.note,
    );
  }

  /** @param {Record | null} record  with known and drawn pixels, else the panel hides  @param {string[]} names  of its pictures */
  show(record, names = []) {
    const known = record?.given.reduce((sum, one) => sum + one, 0) ?? 0;
    const serves = known > 0 && known < record.total;
    this.root.classList.toggle("gx-hidden", !serves);
    if (!serves) return;
    if (record.count < record.total) {
      this.list.replaceChildren();
      this.note.textContent = "They are ranked when every pixel is painted.";
      return;
    }
    const counted = count(record);
    const ranked = counted.pictures.sort((a, b) => a.total - b.total);
    this.list.replaceChildren(
      ...ranked.map((one, rank) =>
        this.row(record, counted, one, rank, names[one.which] ?? `Picture ${one.which + 1}`),
      ),
    );
    this.note.textContent = counted.late
      ? "−log p in nats, least first: of what was drawn, of the known pixels that come after the hole has begun, and of the whole picture, with what was known before. A draw knows only what came before it. Where the rest is likely after it, the two fit together; the total counts both."
      : "−log p in nats, least first: of what was drawn, and of the whole picture, with what was known before.";
  }

  row(record, { late }, { which, drawn, rest, total }, rank, name) {
    const canvas = el("canvas", { class: "gx-canvas", "aria-hidden": "true" });
    const [, h, w] = record.shape;
    canvas.style.setProperty("--ratio", w / h);
    paint(canvas, record.pixels(which, record.total), [3, h, w]);
    const number = (title, value) =>
      el("span", { class: "number" }, el("span", { class: "what" }, title), el("b", {}, fmt(value, 1)));
    return el(
      "li",
      {},
      el(
        "button",
        {
          class: "completion",
          type: "button",
          "data-which": String(which),
          title: `Look at ${name}`,
          onclick: () => this.on.pick(which),
          "aria-label": `${rank + 1}. ${name}: drawn ${fmt(drawn, 1)} nats, ${late ? `known rest ${fmt(rest, 1)} nats, ` : ""}total ${fmt(total, 1)} nats`,
        },
        el("span", { class: "rank gx-num" }, String(rank + 1)),
        canvas,
        el("span", { class: "name" }, name),
        el(
          "span",
          { class: "numbers gx-num" },
          number("drawn", drawn),
          late ? number("rest", rest) : null,
          number("total", total),
        ),
      ),
    );
  }
}

/** Nats of every picture: of the drawn pixels, of known ones after the first drawn, of all; and how many pixels are known after the first drawn. */
function count(record) {
  const pictures = Array.from({ length: record.n }, (_, which) => ({ which, drawn: 0, rest: 0, total: 0 }));
  let begun = false;
  let late = 0;
  for (let step = 0; step < record.count; step++) {
    const [y, x] = record.place(step);
    const given = record.isGiven(y, x);
    begun ||= !given;
    late += Number(given && begun);
    for (const picture of pictures) {
      const nats = record.surprise(picture.which, y, x);
      picture.total += nats;
      if (!given) picture.drawn += nats;
      else if (begun) picture.rest += nats;
    }
  }
  return { pictures, late };
}
