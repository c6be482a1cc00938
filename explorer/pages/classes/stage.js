// Everything on the Classes page that shows pictures: its sheets, the enlarged cell, the classifier's reading, and the
// connection that all of them come through.

import { el, loadImage } from "../../ui/canvas/paint.js";
import { oneHot } from "../../ui/controls/class_chooser.js";
import { drawOf } from "../../ui/picture/mean_or_draw.js";
import { Decoder } from "../../ui/transport/decoder.js";
import { cellsOf, pack } from "./cells.js";
import { Enlarged } from "./enlarged.js";
import { Judge } from "./judge.js";
import { Sheet } from "./sheet.js";
import { columnCount, ROWS, STYLES } from "./view.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("../../ui/types.js").Status} Status */
/** @typedef {import("./cells.js").Cell} Cell */
/** @typedef {import("./cells.js").Cells} Cells */
/** @typedef {import("./cells.js").SheetName} SheetName */
/** @typedef {import("./view.js").ClassesView} ClassesView */

/**
 * @typedef {object} StageEvents
 * @property {() => ClassesView} view
 * @property {() => Card} card  of the view's model
 * @property {(cell: Cell) => void} take  its style goes under the sliders
 * @property {(cell: Cell) => void} keep  it goes into the tray
 * @property {(status: "loading" | "ready" | "offline") => void} status
 * @property {(message: string) => void} error
 * @property {(painted: {count: number, z: number[]}) => void} painted  the large sheet: its cells, and the first one's
 *   z
 */

/** @type {SheetName[]} in the order in which their cells are sent */
const NAMES = ["sheet", "styles", "across", "labels"];

export class ClassesStage {
  /** @type {Cells | null} what the pictures on the page are of */
  shown = null;

  /** @type {SheetName} the sheet that was looked at last */
  #active = "sheet";

  /** Its cell is held: it stays enlarged while the pointer goes elsewhere. */
  #held = false;

  /** @type {Decoder | null} */
  #decoder = null;

  /** What the classifier says of the large sheet. */
  judged = el("p", { class: "gx-note gx-num judged standing", role: "status" });

  /** @param {StageEvents} on */
  constructor(on) {
    this.on = on;
    this.sheets = {
      sheet: this.#sheet("sheet", "Styles and classes"),
      styles: this.#sheet("styles", "From one style to another"),
      across: this.#sheet("across", "The style between, in all classes"),
      labels: this.#sheet("labels", "From one class to another"),
    };
    this.enlarged = new Enlarged(on.card(), {
      take: on.take,
      keep: on.keep,
      hold: () => this.#hold(!this.#held),
    });
    this.judge = new Judge({ read: () => this.#read() });
  }

  /**
   * @param {SheetName} name
   * @param {string} label
   */
  #sheet(name, label) {
    return new Sheet(label, {
      look: () => this.#look(name),
      hold: (held) => this.#hold(held),
      holds: () => this.#held,
    });
  }

  /**
   * Another model.
   * @param {Card} card
   * @param {Card[]} cards  all models
   */
  open(card, cards) {
    this.close();
    this.shown = null;
    this.#held = false;
    this.enlarged.open(card);
    for (const { awaited } of this.#parts) awaited.begin(card.title);
    this.judge.open(card, cards);
  }

  /**
   * The sheet that was made at training time, until the model's own is there.
   * @param {Card} card
   * @param {Promise<void>} drawing  is waited for where there is no such sheet
   */
  async showTrained(card, drawing) {
    try {
      const image = await loadImage(`/previews/${encodeURIComponent(card.name)}/sheet.png`);
      if (card === this.on.card() && !this.shown) this.sheets.sheet.paintImage(image);
    } catch {
      await drawing; // a model of one's own may have no previews
    }
  }

  /**
   * The rows and columns of the large sheet.
   * @param {ClassesView} view
   * @param {Card} card
   */
  openSheet(view, card) {
    const { sheet } = this.sheets;
    sheet.open(card.shape, ROWS, view.mode === "one" ? STYLES / ROWS : columnCount(card));
    return sheet;
  }

  /** The connection is closed; the next request opens another. */
  close() {
    this.#decoder?.close();
    this.#decoder = null;
  }

  /** @param {boolean} smooth */
  setSmooth(smooth) {
    for (const part of this.#parts) part.setSmooth(smooth);
  }

  /** @param {Status} status  of what the pictures come through */
  say(status) {
    for (const { awaited } of this.#parts) awaited.say(status);
  }

  /** All that shows pictures. */
  get #parts() {
    return [...Object.values(this.sheets), this.enlarged];
  }

  #connection() {
    this.#decoder ??= new Decoder(this.on.card().name, {
      draw: drawOf(this.on.card(), this.on.view().draw),
      onstatus: (status) => {
        this.say(status);
        this.on.status(status);
      },
      onerror: this.on.error,
    });
    return this.#decoder;
  }

  /**
   * All cells in one message; only the newest is ever waited for.
   * @param {Float32Array} drawn  the styles that the seed drew
   */
  ask(drawn) {
    const card = this.on.card();
    const cells = cellsOf(this.on.view(), card, drawn);
    const { sheet } = this.sheets;
    const latents = pack(NAMES.flatMap((name) => cells[name]));
    this.#connection().request("hand", latents, (pixels) => {
      const fits = cells.sheet.length === sheet.rows * sheet.columns;
      if (card === this.on.card() && fits) this.#paint(cells, pixels, card);
    });
  }

  /**
   * Pictures of many z in the class that is chosen, at a lower priority than the hand's.
   * @param {number[][]} latents
   * @param {(pixels: Uint8Array) => void} callback
   */
  strips(latents, callback) {
    const card = this.on.card();
    const weights = oneHot(card.conditions, this.on.view().cls);
    const cells = latents.map((z) => ({ z, weights }));
    this.#connection().request("strips", pack(cells), (pixels) => {
      if (card === this.on.card()) callback(pixels);
    });
  }

  /**
   * @param {Cells} cells
   * @param {Uint8Array<ArrayBuffer>} pixels  of all of them, one after the other
   * @param {Card} card
   */
  #paint(cells, pixels, card) {
    const [c, h, w] = card.shape;
    let start = 0;
    for (const name of NAMES) {
      const end = start + cells[name].length * c * h * w;
      this.sheets[name].paint(pixels.subarray(start, end));
      start = end;
    }
    this.shown = cells;
    this.judge.look(pixels);
    this.#enlarge();
    this.on.painted({ count: cells.sheet.length, z: cells.sheet[0].z });
  }

  /** @param {SheetName} name  of the sheet that is looked at */
  #look(name) {
    this.#active = name;
    this.#enlarge();
  }

  /** @param {boolean} held */
  #hold(held) {
    this.#held = held;
    this.#enlarge();
  }

  /** The cell that was looked at last, with its reading. */
  #enlarge() {
    for (const name of NAMES) this.sheets[name].setActive(name === this.#active, this.#held);
    this.enlarged.setHeld(this.#held);
    const sheet = this.sheets[this.#active];
    const cell = this.shown?.[this.#active][sheet.at];
    const picture = sheet.picture(sheet.at);
    if (!cell || !picture) return;
    this.enlarged.show(cell, picture);
    this.#read();
  }

  /** What the classifier says, of the cell that is looked at and of the whole sheet. */
  #read() {
    const { shown } = this;
    const { readings } = this.judge;
    if (!shown || !readings) {
      this.enlarged.setReading(undefined);
      return;
    }
    const before = NAMES.slice(0, NAMES.indexOf(this.#active)).reduce((sum, name) => sum + shown[name].length, 0);
    this.enlarged.setReading(readings[before + this.sheets[this.#active].at]);
    const right = this.judge.countRight(shown.sheet);
    const words = `of these ${shown.sheet.length} pictures as the class that was asked for.`;
    this.judged.textContent = `An independent classifier reads ${right} ${words}`;
  }
}
