// What a painting begins with: an empty canvas, or a picture of one's own with a part of it rubbed out.

import { el } from "../../ui/canvas/paint.js";
import { beyond, unusable } from "../../ui/painting/order.js";
import { UNKNOWN } from "../../ui/painting/record.js";
import { RestoreMask } from "../../ui/picture/mask.js";
import { PictureSource } from "../../ui/picture/picture_source.js";
import { getJSON } from "../../ui/transport/api.js";

const FIRST = "bottom";
// what is rubbed out of h rows and w columns
const HOLES = {
  bottom: { title: "Bottom half", lies: (y, _x, h) => y >= Math.floor(h / 2) },
  right: { title: "Right half", lies: (_y, x, _h, w) => x >= Math.floor(w / 2) },
  middle: {
    title: "Middle",
    lies: (y, x, h, w) =>
      y >= Math.floor(h / 4) && y < h - Math.floor(h / 4) && x >= Math.floor(w / 4) && x < w - Math.floor(w / 4),
  },
  top: { title: "Top half", lies: (y, _x, h) => y < Math.floor(h / 2) },
  "": { title: "Nothing", lies: () => false },
};

/** A named hole in a picture of `shape`, Uint8Array h*w, 1 where it is rubbed out. */
export function holeOf(name, [, h, w]) {
  return Uint8Array.from({ length: h * w }, (_, i) => Number(HOLES[name].lies(Math.floor(i / w), i % w, h, w)));
}

/** What the order of drawing makes of a hole, in words. */
function explain(hole, shape, order) {
  const sum = (flags) => flags.reduce((total, flag) => total + flag, 0);
  const rubbed = sum(hole);
  const known = hole.length - rubbed;
  if (!rubbed) return "Nothing is rubbed out, so nothing is drawn: the picture is scored as it is.";
  if (!known) return "Everything is rubbed out: that is an empty canvas.";
  const late = sum(unusable(hole, shape, order));
  const never = sum(beyond(hole, shape, order));
  const of = late === known ? `all ${known} known pixels` : `${late} of the ${known} known pixels`;
  const named = order ? "The order of this model" : "Raster order";
  if (!late) return `${named}: all ${known} known pixels come before the hole, so none of them is lost to it.`;
  const blind =
    never === late
      ? `${of} come after the hole. They are there, but no pixel of the hole can look at them.`
      : `${of} come after the hole has begun. They are there, but what is drawn before them can't look at them${never ? `; ${never} come after all of the hole` : ""}.`;
  return `${named}: ${blind} So draw several: the one with the highest total log-probability is to the model the likeliest, given all that is known, that rest too.`;
}

export class Start {
  /**
   * @param {object} on  changed({kind: "empty"} | {kind: "picture", pixels (greys, c*h*w), hole (h*w, 1: rubbed out), name ("test:17" or ""),
   *   preset ("bottom", "right", "middle", "top", "" or "painted"), done}) when a person changed it or a link's picture has come; error(message)
   */
  constructor(on) {
    Object.assign(this, {
      on,
      kind: "empty",
      pixels: null,
      name: "",
      preset: FIRST,
      asked: FIRST,
      order: null,
      card: null,
    });
    const button = (text, title, onclick) =>
      el("button", { class: "gx-btn", type: "button", title, "aria-pressed": "false", onclick }, text);
    this.kinds = {
      empty: button("Empty canvas", "The model paints everything", () => this.choose("empty")),
      picture: button("A picture", "Rub out a part of a picture and let the model complete it, or only score it", () =>
        this.choose("picture"),
      ),
    };
    this.holes = new Map(
      Object.entries(HOLES).map(([name, { title }]) => [
        name,
        button(title, name ? `Rub out ${title.toLowerCase()}` : "Rub out nothing: the picture is only scored", () =>
          this.rub(name),
        ),
      ]),
    );
    this.sourceRoot = el("div", {});
    this.greys = el("p", { class: "gx-note" });
    this.mask = new RestoreMask((done) => this.painted(done), {
      lost: "rubbed out",
      cover: (x, y) => UNKNOWN[(x + y) % 2],
      begun: false,
    });
    this.told = el("p", { class: "gx-note order-note", role: "status" });
    this.rubbing = el(
      "div",
      { class: "rubbing gx-hidden" },
      el("h4", {}, "Rub out"),
      el("div", { class: "holes", role: "group", "aria-label": "What is rubbed out" }, ...this.holes.values()),
      this.mask.root,
      this.told,
    );
    this.body = el("div", { class: "start-body gx-hidden" }, this.sourceRoot, this.greys, this.rubbing);
    this.root = el(
      "section",
      { class: "gx-panel pixels-start" },
      el("h3", {}, "Begin with"),
      el("div", { class: "start-kinds", role: "group", "aria-label": "Begin with" }, ...Object.values(this.kinds)),
      this.body,
    );
  }

  /** Another model, or a link. An own picture stays where its size stays. `order`: when each pixel is drawn, where that is not row by row. */
  async open({ card, levels, view, order = null }) {
    const before = this.kind;
    const same = this.card?.shape.join() === card.shape.join();
    const fits = same && (!this.name || this.card.dataset === card.dataset);
    const own = fits && before === "picture" && !view.start;
    Object.assign(this, { card, order });
    this.greys.textContent =
      levels === 2
        ? "The model knows black and white only: each grey of your picture becomes white with itself as the chance."
        : levels < 256
          ? `The model knows ${levels} greys: each of your picture's becomes the nearest.`
          : "";
    if (!fits) Object.assign(this, { pixels: null, name: "" });
    const { start } = view;
    this.show(start || own ? "picture" : "empty");
    if (start && start === this.name) {
      if (view.hole && view.hole !== this.preset) this.rub(view.hole, false);
      return;
    }
    if (start) this.wanted = Number(start.split(":")[1]);
    if (start && !(same && this.preset === "painted" && !view.hole)) this.asked = view.hole;
    if (!start && !own)
      this.bringSource(); // not waited for: a picture may be dropped onto the page, too
    else await this.bringSource();
    if (start && !this.pixels && card === this.card) {
      this.show("empty");
      this.on.error("The link's picture can't be had here: the canvas is empty.");
    }
    if (before === "picture" && this.kind === "empty") this.emit(true);
  }

  /** When each pixel is drawn (a whole record's `rank`), once that is known; null: row by row. */
  setOrder(order) {
    this.order = order?.some((place, i) => place !== i) ? order : null;
    if (this.pixels) this.tell();
  }

  show(kind) {
    this.kind = kind;
    for (const [name, button] of Object.entries(this.kinds)) button.setAttribute("aria-pressed", String(name === kind));
    this.body.classList.toggle("gx-hidden", kind !== "picture");
  }

  async choose(kind) {
    if (kind === this.kind) return;
    this.show(kind);
    if (kind === "empty" || this.pixels) {
      this.emit(true);
      return;
    }
    this.wanted = 0;
    await this.bringSource();
  }

  /** Pictures are brought to the model's size by one that takes pictures of the same kind; drawing needs none. */
  async bringSource() {
    const { card } = this;
    try {
      this.cards ??= await getJSON("/api/models");
    } catch (error) {
      this.on.error(error.message);
      return;
    }
    if (card !== this.card) return;
    const taker =
      this.cards.find(
        (one) =>
          one.usable &&
          one.can.includes("encode") &&
          one.dataset === card.dataset &&
          one.shape.join() === card.shape.join(),
      ) ?? card;
    if (this.source) this.source.setCard(taker);
    else
      this.source = new PictureSource(this.sourceRoot, {
        card: taker,
        draws: true,
        onpicture: (pixels, about) => this.take(pixels, about),
      });
    const { wanted } = this;
    this.wanted = undefined;
    if (wanted === undefined || !taker.test || !taker.can.includes("encode")) return;
    this.source.index = wanted;
    this.source.open("test");
    await this.source.take(wanted);
  }

  take(pixels, { from, done }) {
    if (pixels.length !== this.card.shape.reduce((product, size) => product * size)) return; // on its way while another model was chosen
    const resized = this.mask.shape.join() !== this.card.shape.join();
    const hole = this.asked ?? (this.preset === "painted" ? FIRST : this.preset);
    Object.assign(this, { pixels, name: from === "test" ? `test:${this.source.index}` : "" });
    this.mask.setPicture(pixels, this.card.shape);
    if (resized || this.asked !== null) this.rub(hole, false);
    this.asked = null; // once: from now on the hole is the person's
    this.tell();
    if (from === "upload") this.show("picture"); // dropped or pasted
    if (this.kind === "picture") this.emit(done);
  }

  rub(name, emit = true) {
    this.mask.set(holeOf(name, this.card.shape));
    this.tell();
    if (emit) this.emit(true);
  }

  painted(done) {
    this.tell();
    this.emit(done);
  }

  /** Which hole this is, and what the order of drawing makes of it. */
  tell() {
    const { mask } = this.mask;
    const { shape } = this.card;
    const named = Object.keys(HOLES).find((name) => holeOf(name, shape).every((out, i) => out === mask[i]));
    this.preset = named ?? "painted";
    for (const [name, button] of this.holes) button.setAttribute("aria-pressed", String(name === this.preset));
    this.rubbing.classList.remove("gx-hidden");
    this.told.textContent = explain(mask, shape, this.order);
  }

  emit(done) {
    const { kind, pixels, name, preset } = this;
    this.on.changed(kind === "empty" ? { kind } : { kind, pixels, hole: this.mask.mask.slice(), name, preset, done });
  }
}
