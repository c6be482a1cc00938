// Everything on the Classes page that shows pictures: its sheets, the enlarged cell, the classifier's reading, and the
// connection that all of them come through.

import { el } from "../../ui/canvas/paint.js";
import { oneHot } from "../../ui/controls/class_chooser.js";
import { Decoder } from "../../ui/transport/decoder.js";
import { cellsOf, columns, latentsLink, pack, ROWS, STYLES } from "./cells.js";
import { Enlarged } from "./enlarged.js";
import { Judge } from "./judge.js";
import { Sheet } from "./sheet.js";

const SHEETS = {
  sheet: "Styles and classes",
  styles: "From one style to another",
  across: "The style between, in all classes",
  labels: "From one class to another",
};

export class ClassesStage {
  /** @param {object} on  view(), card(), take(cell), keep(cell), leave(), status(text), error(message), painted({count, z}) */
  constructor(on) {
    Object.assign(this, { on, shown: null, active: "sheet", decoder: null });
    this.sheets = Object.fromEntries(
      Object.entries(SHEETS).map(([name, label]) => [
        name,
        new Sheet(label, { look: () => this.look(name), leave: () => on.leave() }),
      ]),
    );
    this.enlarged = new Enlarged({ take: on.take, keep: on.keep, leave: () => on.leave() });
    this.judge = new Judge({ read: () => this.read() });
    this.judged = el("p", { class: "gx-note gx-num judged", role: "status" });
  }

  /** Another model. */
  open(card, cards) {
    this.close();
    this.shown = null;
    this.enlarged.open(card);
    this.judge.open(card, cards);
  }

  openSheet(view, card) {
    this.sheets.sheet.open(card.shape, ROWS, view.mode === "one" ? STYLES / ROWS : columns(card));
  }

  close() {
    this.decoder?.close();
    this.decoder = null;
  }

  setSmooth(smooth) {
    for (const part of [...Object.values(this.sheets), this.enlarged]) part.setSmooth(smooth);
  }

  connection() {
    this.decoder ??= new Decoder(this.on.card().name, {
      onstatus: (text) => this.on.status(text),
      onerror: (message) => this.on.error(message),
    });
    return this.decoder;
  }

  /** Everything in one message; only the newest is ever waited for. */
  ask(drawn) {
    const card = this.on.card();
    const cells = cellsOf(this.on.view(), card, drawn);
    const { sheet } = this.sheets;
    this.connection().request("hand", pack(Object.values(cells).flat()), (pixels) => {
      if (card === this.on.card() && cells.sheet.length === sheet.rows * sheet.columns) this.paint(cells, pixels, card);
    });
  }

  /** Pictures of many z in the class that is chosen, at a lower priority than the hand's. */
  strips(latents, callback) {
    const card = this.on.card();
    const weights = oneHot(card.conditions, this.on.view().cls);
    this.connection().request("strips", pack(latents.map((z) => ({ z, weights }))), (pixels) => {
      if (card === this.on.card()) callback(pixels);
    });
  }

  paint(cells, pixels, card) {
    const size = card.shape.reduce((a, b) => a * b);
    let start = 0;
    for (const [name, group] of Object.entries(cells)) {
      this.sheets[name].paint(pixels.subarray(start, start + group.length * size));
      start += group.length * size;
    }
    this.shown = cells;
    this.judge.look(pixels);
    this.enlarge();
    this.on.painted({ count: cells.sheet.length, z: cells.sheet[0].z });
  }

  look(name) {
    this.active = name;
    this.enlarge();
  }

  /** The cell that was looked at last, with its link and its reading. */
  enlarge() {
    const sheet = this.sheets[this.active];
    const cell = this.shown?.[this.active][sheet.at];
    const { model } = this.on.view();
    for (const [name, other] of Object.entries(this.sheets)) other.setActive(name === this.active);
    if (!cell || !sheet.pixels) return;
    sheet.setLink(latentsLink(model, cell), cell.words);
    this.enlarged.show(cell, sheet.picture(sheet.at));
    this.read();
  }

  /** What the classifier says, of the cell that is looked at and of the whole sheet. */
  read() {
    const { readings } = this.judge;
    const names = Object.keys(this.shown ?? {});
    const before = names.slice(0, names.indexOf(this.active)).reduce((sum, name) => sum + this.shown[name].length, 0);
    this.enlarged.setReading(readings?.[before + this.sheets[this.active].at]);
    if (readings)
      this.judged.textContent = `An independent classifier reads ${this.judge.right(this.shown.sheet)} of these ${this.shown.sheet.length} pictures as the class that was asked for.`;
  }
}
