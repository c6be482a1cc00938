// What a person takes along: the link, the Python, the picture as PNG or SVG, and how it is drawn as a GIF.

import { el, saveBlob } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { TakeAlong } from "../../ui/picture/take_along.js";
import { messageOf, postForBlob } from "../../ui/transport/api.js";
import { settled, write } from "./own.js";
import { svgBlob, svgOf } from "./svg.js";

/**
 * @import { Point, SketchesView } from "./types.js"
 */

const SECONDS = [3, 6, 12];
const FIRST_SECONDS = 6;
const NOTHING = "There is nothing on the paper yet.";

export class SketchesExport extends TakeAlong {
  /**
   * @param {object} source
   * @param {() => SketchesView} source.view
   * @param {() => Point[]} source.points  that stand on the paper
   * @param {() => HTMLCanvasElement} source.canvas
   * @param {(message: string) => void} source.error
   */
  constructor(source) {
    super({
      page: "sketches",
      view: source.view,
      error: source.error,
      saves: "Save the paper as it stands here",
      file: () => fileName(source.view()),
      picture: () => (pointsOf(source).length ? source.canvas() : null),
    });
    this.source = source;
    this.seconds = el(
      "select",
      { class: "gx-select", "aria-label": "Length of the GIF", title: "How long the drawing takes in the GIF" },
      ...SECONDS.map((seconds) => el("option", { value: String(seconds) }, `${seconds} s`)),
    );
    this.seconds.value = String(FIRST_SECONDS);
    this.gif = button("Save GIF", "Save how it is drawn, point by point, as an animation", () => this.#saveGIF());
    this.said.before(
      el(
        "div",
        { class: "gx-row gif-row" },
        button("Save SVG", "Save the lines, to be scaled and edited", () => this.#saveSVG()),
        this.gif,
        this.seconds,
      ),
    );
  }

  /** Seconds that a GIF takes. */
  get length() {
    return Number(this.seconds.value);
  }

  #saveSVG() {
    const points = pointsOf(this.source);
    if (!points.length) return;
    saveBlob(svgBlob(svgOf([points])), `${fileName(this.source.view())}.svg`);
  }

  async #saveGIF() {
    const points = pointsOf(this.source);
    if (!points.length) return;
    this.gif.disabled = true;
    this.said.textContent = "Making the GIF…";
    try {
      const content = { drawn: [write(settled(points))], seconds: this.length };
      saveBlob(await postForBlob("/api/sketches/gif", content), `${fileName(this.source.view())}.gif`);
      this.said.textContent = "Saved.";
    } catch (error) {
      this.said.textContent = "";
      this.source.error(messageOf(error));
    }
    this.gif.disabled = false;
  }
}

/**
 * What is there to be saved.
 * @param {object} source
 * @param {() => Point[]} source.points  that stand on the paper
 * @param {(message: string) => void} source.error
 * @returns {Point[]}  none where there are none, and that is said
 */
function pointsOf(source) {
  const points = source.points();
  source.error(points.length ? "" : NOTHING);
  return points;
}

/** @param {SketchesView} view */
const fileName = ({ model, seed }) => `sketch-${model}-seed-${seed}`;
