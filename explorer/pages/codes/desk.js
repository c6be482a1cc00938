// What lies on the table of one model: its codebook, the picture, its codes as they stand, the cells that are kept, and all that was before.

import { decodeBase64 } from "../../ui/canvas/paint.js";
import { History } from "../../ui/controls/history.js";
import { getJSON, query } from "../../ui/transport/api.js";
import { alike, Layout } from "./layout.js";

export class Desk {
  /** @param {object} card  @param {object} book  of /api/codes/book  @param {object[]} cards  all, for the priors  @param {() => void} changed  the history has another step */
  constructor(card, book, cards, changed) {
    const layout = new Layout(book);
    const priors = book.priors.map((name) => cards.find((one) => one.name === name)).filter(Boolean);
    Object.assign(this, {
      card,
      book,
      layout,
      pictures: [],
      picture: -1,
      cells: layout.common(),
      kept: new Uint8Array(layout.count),
      level: layout.levels.length - 1,
      second: null,
      partial: null,
    });
    // The prior of a level is the one that draws as many cells.
    this.priors = layout.levels.map(({ h, w }) => priors.find(({ shape }) => shape[1] === h && shape[2] === w) ?? null);
    this.codes = layout.levels.map(() => -1); // picked, of each level
    Object.assign(this, { changed, history: null });
  }

  /** A model's desk, with its codebook from the server; arguments as above. */
  static async of(card, cards, changed) {
    const book = await getJSON(query("/api/codes/book", { model: card.name }));
    for (const level of book.levels) level.bytes = decodeBase64(level.tiles);
    return new Desk(card, book, cards, changed);
  }

  get shown() {
    return this.pictures[this.picture] ?? null;
  }
  get original() {
    return this.shown?.original ?? null;
  }
  get own() {
    return alike(this.cells, this.original);
  }
  get code() {
    return this.codes[this.level];
  }
  get tile() {
    return {
      pixels: this.book.levels[this.level].bytes,
      shape: [this.book.shape[0], this.book.levels[this.level].side, this.book.levels[this.level].side],
      index: this.code,
    };
  }

  /** @param {{pixels: Uint8Array, name: string, original: Uint16Array}} picture  name: "test:17", or "" where it can't be named */
  setPicture(picture) {
    this.picture = this.pictures.push(picture) - 1;
    this.cells = picture.original;
  }

  /** The codes that are on the screen. */
  get standing() {
    return this.partial?.cells ?? this.cells;
  }

  /** A cell in words. */
  words({ level, y, x }) {
    const index = this.layout.index({ level, y, x });
    const code = this.standing[index];
    const first = this.original?.[index];
    return `row ${y + 1}, column ${x + 1}: ${this.partial?.unknown[index] ? "not drawn yet" : `code ${code}${first === code ? "" : `, was ${first}`}`}${this.kept[index] ? ", stays" : ""}`;
  }

  /** The cell of a level in which most is to be seen: where the picture's pixels are farthest from their mean. */
  striking(level) {
    const { pixels } = this.shown;
    const [c, h, w] = this.book.shape;
    const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
    const { start, end } = this.layout.levels[level];
    const far = new Float64Array(end - start);
    for (let i = 0; i < c * h * w; i++)
      far[this.layout.index(this.layout.cellAt(level, Math.floor(i / w) % h, i % w)) - start] += Math.abs(
        pixels[i] - mean,
      );
    return this.layout.place(start + far.indexOf(Math.max(...far)));
  }

  /** What the brush paints with where nobody has picked yet. */
  pickSomething() {
    this.codes = this.codes.map((code, level) =>
      code >= 0 ? code : this.cells[this.layout.index(this.striking(level))],
    );
  }

  /** Before the first picture there was nothing that could be gone back to. */
  begin() {
    this.history ??= new History(this.state(), this.changed);
  }

  get composite() {
    return this.partial
      ? this.partial.cells.map((code, index) => (this.partial.unknown[index] ? this.cells[index] : code))
      : this.cells;
  }

  /** A dream that is not whole becomes codes like others: what was not drawn stays as it was before. */
  settle() {
    const there = this.partial !== null;
    this.cells = this.composite;
    this.partial = null;
    return there;
  }

  /** Plain, to be undone and redone. */
  state() {
    return { picture: this.picture, cells: [...this.cells], kept: [...this.kept] };
  }
  commit() {
    this.history.commit(this.state());
  }

  take({ picture, cells, kept }) {
    Object.assign(this, { picture, cells: Uint16Array.from(cells), kept: Uint8Array.from(kept), partial: null });
  }

  /** What of the view is the desk's. `morph`: the share of the way from the picture's own codes, which a link can name where both pictures can be named. */
  view(morph) {
    const { card, shown, second, composite: cells } = this;
    return {
      model: card.name,
      source: shown?.name ?? "",
      cells: shown?.name && alike(cells, this.original) ? [] : [...cells],
      level: this.level,
      code: this.code,
      beside: second?.name ?? "",
      morph: shown?.name && second?.name && alike(morph.from, this.original) ? morph.share : 0,
      kept: [...this.kept.keys()].filter((index) => this.kept[index]),
    };
  }
}
