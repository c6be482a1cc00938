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

/**
 * The sheets by the channel that their cells come through: the hand's large one, and what follows it as fast as it can.
 * @type {{hand: SheetName[], below: SheetName[]}}
 */
const CHANNELS = { hand: ["sheet"], below: ["styles", "across", "labels"] };

/** In the order in which the classifier looks at them. */
const NAMES = [...CHANNELS.hand, ...CHANNELS.below];

export class ClassesStage {
  /** @type {Partial<Cells>} what the pictures on the page are of */
  shown = {};

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
    this.shown = {};
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
      if (card === this.on.card() && !this.shown.sheet) this.sheets.sheet.paintImage(image);
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
   * All cells; only the newest of each channel are ever waited for.
   * @param {Float32Array} drawn  the styles that the seed drew
   */
  ask(drawn) {
    const cells = cellsOf(this.on.view(), this.on.card(), drawn);
    this.#askFor("hand", cells);
    this.#askFor("below", cells);
  }

  /**
   * @param {keyof typeof CHANNELS} channel
   * @param {Cells} cells
   */
  #askFor(channel, cells) {
    const card = this.on.card();
    const { sheet } = this.sheets;
    const latents = pack(CHANNELS[channel].flatMap((name) => cells[name]));
    this.#connection().request(channel, latents, (pixels) => {
      const fits = cells.sheet.length === sheet.rows * sheet.columns;
      if (card === this.on.card() && fits) this.#paint(CHANNELS[channel], cells, pixels, card);
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
   * @param {SheetName[]} names
   * @param {Cells} cells
   * @param {Uint8Array<ArrayBuffer>} pixels  of the cells of these sheets, one after the other
   * @param {Card} card
   */
  #paint(names, cells, pixels, card) {
    const [c, h, w] = card.shape;
    let start = 0;
    for (const name of names) {
      const end = start + cells[name].length * c * h * w;
      this.sheets[name].paint(pixels.subarray(start, end));
      this.shown[name] = cells[name];
      start = end;
    }
    this.judge.look(() => this.#all());
    this.#enlarge();
    if (names === CHANNELS.hand) this.on.painted({ count: cells.sheet.length, z: cells.sheet[0].z });
  }

  /**
   * The pixels of all cells.
   * @returns {Uint8Array<ArrayBuffer> | null}  null where some are not there yet
   */
  #all() {
    const parts = NAMES.flatMap((name) => this.sheets[name].pixels ?? []);
    if (parts.length < NAMES.length) return null;
    const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
    let start = 0;
    for (const part of parts) {
      all.set(part, start);
      start += part.length;
    }
    return all;
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
    const cell = this.shown[this.#active]?.[sheet.at];
    const picture = sheet.picture(sheet.at);
    if (!cell || !picture) return;
    this.enlarged.show(cell, picture);
    this.#read();
  }

  /** What the classifier says, of the cell that is looked at and of the whole sheet. */
  #read() {
    const { sheet } = this.shown;
    const { readings } = this.judge;
    if (!sheet || !readings) {
      this.enlarged.setReading(undefined);
      return;
    }
    const before = NAMES.slice(0, NAMES.indexOf(this.#active)).reduce((sum, name) => sum + this.#count(name), 0);
    this.enlarged.setReading(readings[before + this.sheets[this.#active].at]);
    const right = this.judge.countRight(sheet);
    const words = `of these ${sheet.length} pictures as the class that was asked for.`;
    this.judged.textContent = `An independent classifier reads ${right} ${words}`;
  }

  /** @param {SheetName} name */
  #count(name) {
    return this.shown[name]?.length ?? 0;
  }
}
