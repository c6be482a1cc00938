// A sheet of drawings to take along: as it is (PNG), as lines (SVG), and as all of them are drawn (GIF).

import { context2d, el, saveBlob } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { messageOf, postForBlob } from "../../ui/transport/api.js";
import { paintPaper } from "./draw.js";
import { settled, write } from "./own.js";
import { svgBlob, svgOf } from "./svg.js";

/**
 * @import { Sheet } from "./sheet.js"
 * @import { Point } from "./types.js"
 */

const ACROSS = 3;
const SIDE = 320; // pixels of a drawing in a PNG
const GAP = 8; // pixels between two
const WIDTH = 3.2; // of a line, in units of the paper

export class TakeSheet {
  /**
   * @param {Sheet} sheet
   * @param {object} on
   * @param {() => string} on.file  its name, without an ending
   * @param {() => number} on.seconds  that a GIF takes
   * @param {(message: string) => void} on.error
   */
  constructor(sheet, on) {
    this.sheet = sheet;
    this.on = on;
    this.gif = button("GIF", "Save how all of them are drawn, at the same time", () => this.#saveGIF());
    this.root = el(
      "div",
      { class: "gx-row take-sheet gx-hidden", role: "group", "aria-label": `Save ${sheet.label}` },
      el("span", { class: "gx-note" }, "Save all"),
      button("PNG", "Save all of them as a picture", () => this.#savePNG()),
      button("SVG", "Save the lines of all, to be scaled and edited", () => this.#saveSVG()),
      this.gif,
    );
  }

  /** It stands there as long as there is something to save. */
  show() {
    this.root.classList.toggle("gx-hidden", !this.sheet.drawings.length);
  }

  #savePNG() {
    sheetOf(this.sheet.drawings).toBlob((blob) => {
      if (blob) saveBlob(blob, `${this.on.file()}.png`);
    }, "image/png");
  }

  #saveSVG() {
    saveBlob(svgBlob(svgOf(this.sheet.drawings, ACROSS)), `${this.on.file()}.svg`);
  }

  async #saveGIF() {
    this.gif.disabled = true;
    this.on.error("");
    try {
      const drawn = this.sheet.drawings.map((points) => write(settled(points)));
      const film = await postForBlob("/api/sketches/gif", { drawn, seconds: this.on.seconds() });
      saveBlob(film, `${this.on.file()}.gif`);
    } catch (error) {
      this.on.error(messageOf(error));
    }
    this.gif.disabled = false;
  }
}

/**
 * Drawings on one canvas, as they stand on their papers.
 * @param {Point[][]} drawings
 */
function sheetOf(drawings) {
  const sheet = el("canvas");
  const down = Math.ceil(drawings.length / ACROSS);
  sheet.width = ACROSS * (SIDE + GAP) - GAP;
  sheet.height = down * (SIDE + GAP) - GAP;
  const context = context2d(sheet);
  drawings.forEach((points, which) => {
    const [x, y] = [which % ACROSS, Math.floor(which / ACROSS)].map((place) => place * (SIDE + GAP));
    paintPaper(context, points, { side: SIDE, x, y, width: WIDTH });
  });
  return sheet;
}
