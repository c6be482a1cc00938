// What a person takes along: the link, the Python, the picture, and how it is drawn as a GIF.

import { el, saveBlob } from "../../ui/canvas/paint.js";
import { pack } from "../../ui/painting/canvas.js";
import { sideBySide, TakeAlong } from "../../ui/picture/take_along.js";
import { messageOf, postForBlob } from "../../ui/transport/api.js";
import { MOST, writeHole, writePicture } from "./own.js";

/**
 * @import { Record } from "../../ui/painting/record.js"
 * @import { SampleRow } from "./sample_row.js"
 * @import { Start } from "./start.js"
 * @import { PixelsView } from "./view.js"
 */

/**
 * What of the page a link can't hold.
 * @typedef {"picture" | "branches"} Unlinkable
 */

/**
 * Where what is taken along comes from.
 * @typedef {object} ExportSource
 * @property {() => PixelsView} view
 * @property {() => Record[]} records  of the samples that stand on the page, from left to right; none before the first
 * @property {() => HTMLCanvasElement[]} canvases  what stands on the page, from left to right
 * @property {() => Unlinkable[]} own  what of it a link can't hold
 * @property {(message: string) => void} error
 */

const SIDE = 512; // px of a saved picture, at least
const GAP = 3; // pixels of the model between two samples
const SECONDS = [3, 6, 12];
const FIRST_SECONDS = 6;
const TOO_MUCH = { picture: "your own picture (it is too large)", branches: "more than one forced pixel" };
const NOTHING = "There is no picture yet. Press Play first.";

export class PixelsExport extends TakeAlong {
  /** @param {ExportSource} source */
  constructor(source) {
    super({
      page: "pixels",
      view: source.view,
      error: source.error,
      saves: "Save all pictures that stand here, enlarged",
      file: () => fileName(source.view()),
      picture: () => {
        const canvases = source.canvases();
        if (canvases.length) {
          const [{ width, height }] = canvases;
          return sideBySide(canvases, Math.max(1, Math.ceil(SIDE / Math.max(width, height))), GAP);
        }
        source.error(NOTHING);
        return { toBlob() {} };
      },
    });
    this.source = source;
    this.root.classList.add("pixels-export");
    this.gif = el(
      "button",
      {
        class: "gx-btn",
        type: "button",
        title: "Save how the picture is painted, pixel by pixel, as an animation",
        onclick: () => this.#saveGIF(),
      },
      "Save GIF of the painting",
    );
    this.seconds = el(
      "select",
      { class: "gx-select", "aria-label": "Length of the GIF", title: "How long the painting takes in the GIF" },
      ...SECONDS.map((seconds) => el("option", { value: String(seconds) }, `${seconds} s`)),
    );
    this.seconds.value = String(FIRST_SECONDS);
    this.said.before(el("div", { class: "gx-row gif-row" }, this.gif, this.seconds));
  }

  async copyLink() {
    await super.copyLink();
    const lost = this.#lost();
    if (!lost || !this.said.textContent) return;
    this.said.textContent += ` But ${lost} can't be in a link: whoever opens it sees another painting.`;
  }

  async toggleCode() {
    await super.toggleCode();
    const lost = this.#lost();
    if (lost) this.said.textContent = `The code can't hold ${lost}: it makes another painting.`;
  }

  /** What neither a link nor the code can hold, in words. */
  #lost() {
    return this.source
      .own()
      .map((what) => TOO_MUCH[what])
      .join(" and ");
  }

  async #saveGIF() {
    const [first, ...beside] = this.source.records();
    if (!first?.count) {
      this.source.error(NOTHING);
      return;
    }
    this.gif.disabled = true;
    this.said.textContent = "Making the GIF…";
    try {
      const gif = await postForBlob("/api/pixels/gif", {
        ...paintingOf(first),
        beside: beside.map(paintingOf),
        seconds: Number(this.seconds.value),
      });
      saveBlob(gif, `${fileName(this.source.view())}.gif`);
      this.said.textContent = "Saved.";
    } catch (error) {
      this.said.textContent = "";
      this.source.error(messageOf(error));
    }
    this.gif.disabled = false;
  }
}

/**
 * A record as the server makes a film of it.
 * @param {Record} record
 */
const paintingOf = (record) => ({
  shape: record.shape,
  levels: record.levels,
  n: record.n,
  canvas: pack(record.canvasBytes()),
  order: pack(record.orderWords()),
  given: pack(record.given),
  columns: Math.ceil(Math.sqrt(record.n)),
});

/** @param {PixelsView} view */
const fileName = ({ model, seed }) => `pixels-${model}-seed-${seed}`;

/**
 * What of the page a link can't hold: it holds one branch of the first sample.
 * @param {Start} start
 * @param {Pick<SampleRow, "branches" | "main">} samples
 * @returns {Unlinkable[]}
 */
export function unlinkable(start, { branches, main }) {
  const ofMain = branches.filter(({ origin }) => origin === main).length;
  /** @type {Unlinkable[]} */
  const own = [];
  if (start.kind === "picture" && !start.name && start.pixels.length > MOST) own.push("picture");
  if (branches.length > Math.min(ofMain, 1)) own.push("branches");
  return own;
}

/**
 * The start of a view as a link is to say it, an own picture and an own hole with it.
 * @param {Start} start
 * @returns {Partial<PixelsView>}
 */
export function linkedStart(start) {
  if (start.kind === "empty") return {};
  const { name, pixels, preset, hole } = start;
  const small = pixels.length <= MOST;
  const own = small ? writePicture(pixels) : "";
  return { start: name || own, hole: preset === "brushed" ? writeHole(hole) : preset };
}
