// What a person takes along: the link, which holds the picture as its codes, the Python that decodes them, and the
// picture.

import { sideBySide, TakeAlong } from "../../ui/picture/take_along.js";

/** @typedef {import("../../ui/picture/take_along.js").Takeaway} Takeaway */
/** @typedef {import("./model_state.js").CodesView} CodesView */

const SIDE = 512; // px of a saved picture, at least

/** @typedef {Omit<Takeaway, "view"> & {view: () => CodesView}} CodesTakeaway */

/** @extends {TakeAlong<CodesTakeaway>} */
export class CodesExport extends TakeAlong {
  /**
   * @param {object} on
   * @param {() => CodesView} on.view
   * @param {() => HTMLCanvasElement} on.canvas  the decoded picture in its own size
   * @param {() => string} on.file  a saved file's name, without its ending
   * @param {(message: string) => void} on.error
   */
  constructor({ view, canvas, file, error }) {
    super({
      page: "codes",
      saves: "Save the decoded picture, enlarged",
      view,
      file,
      error,
      picture: () => {
        const decoded = canvas();
        return sideBySide([decoded], Math.max(1, Math.ceil(SIDE / Math.max(decoded.width, decoded.height))), 0);
      },
    });
  }

  async copyLink() {
    await super.copyLink();
    const { source, cells } = this.on.view();
    if (!source && cells.length && this.said.textContent)
      this.said.textContent += " It holds the codes; the picture that they were made from can't be in a link.";
  }
}
