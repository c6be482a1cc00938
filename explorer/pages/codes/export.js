// What a person takes along: the link, which holds the picture as its codes, the Python that decodes them, and the picture.

import { sideBySide, TakeAlong } from "../../ui/picture/take_along.js";

const SIDE = 512; // px of a saved picture, at least

export class CodesExport extends TakeAlong {
  /** @param {object} on  view() -> the view, canvas() -> the decoded picture in its own size, file() -> name of a saved file, error(message) */
  constructor(on) {
    super({
      ...on,
      page: "codes",
      saves: "Save the decoded picture, enlarged",
      picture: () => {
        const canvas = on.canvas();
        return sideBySide([canvas], Math.max(1, Math.ceil(SIDE / Math.max(canvas.width, canvas.height))), 0);
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
