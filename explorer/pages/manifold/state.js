// What the Manifold page shows, once: its view, and the cards of its models. The bench changes it; panes and controls
// read it.

import { ModelsOnBench } from "../../ui/latents/models_on_bench.js";

/** @typedef {import("./view.js").Mode} Mode */

/**
 * The fields of the page's link. The window is that of the first model's plane.
 * @typedef {object} ManifoldView
 * @property {string} model
 * @property {string} beside  a second model, or empty
 * @property {Mode} mode
 * @property {number} x  the window's centre, in plane coordinates
 * @property {number} y
 * @property {number} span  the window's width
 * @property {number} grid  pictures across
 * @property {number[]} cursor  z under the cursor; empty before a hand came
 * @property {number} points  1: the codes of the test set are shown
 * @property {number[]} off  classes whose codes are hidden
 * @property {number} density  1: contours of the prior are shown
 * @property {number} fit  1: the second model's window holds its own test codes
 * @property {number} draw  seed of the noise that pictures are drawn with; 0: their means
 * @property {number[]} path  drawn by hand, z after z; empty for none
 * @property {number} smooth  1: pixels are blended when pictures are enlarged
 */

const UNDER_CODES = 0.2;

/** @extends {ModelsOnBench<ManifoldView>} */
export class ManifoldState extends ModelsOnBench {
  /** How strongly pictures show under the test codes, 0 to 1. */
  pictures = UNDER_CODES;
}
