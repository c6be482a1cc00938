// What a person takes along: the link, the Python, the picture, and the painting of it as a GIF.

import { el, saveBlob } from "../../ui/canvas/paint.js";
import { pack } from "../../ui/painting/canvas.js";
import { sideBySide, TakeAlong } from "../../ui/picture/take_along.js";
import { postForBlob } from "../../ui/transport/api.js";

const SIDE = 512; // px of a saved picture, at least
const SECONDS = [3, 6, 12];
const OWN = { picture: "your own picture", painted: "the painted hole", branches: "more than one forced pixel" };
const NOTHING = "There is no picture yet. Press Play first.";

export class PixelsExport extends TakeAlong {
  /**
   * @param {object} on  view() -> the view, record() -> the Record or null, board() -> the Board that shows it, columns() -> pictures a row,
   *   own() -> what of it a link can't hold ("picture", "painted", "branches"), error(message)
   */
  constructor(on) {
    super({
      ...on,
      page: "pixels",
      saves: "Save what stands on the canvas, enlarged",
      file: () => `pixels-${on.view().model}-seed-${on.view().seed}`,
      picture: () => {
        const { canvas } = on.board();
        if (on.record())
          return sideBySide([canvas], Math.max(1, Math.ceil(SIDE / Math.max(canvas.width, canvas.height))), 0);
        on.error(NOTHING);
        return { toBlob() {} };
      },
    });
    this.root.classList.add("pixels-export");
    this.gif = el(
      "button",
      {
        class: "gx-btn",
        type: "button",
        title: "Save how the picture is painted, pixel by pixel, as an animation",
        onclick: () => this.saveGIF(),
      },
      "Save GIF of the painting",
    );
    this.seconds = el(
      "select",
      { class: "gx-select", "aria-label": "Length of the GIF", title: "How long the painting takes in the GIF" },
      ...SECONDS.map((seconds) => el("option", { value: String(seconds) }, `${seconds} s`)),
    );
    this.seconds.value = "6";
    this.said.before(el("div", { class: "gx-row gif-row" }, this.gif, this.seconds));
  }

  async copyLink() {
    await super.copyLink();
    const own = this.on.own().map((what) => OWN[what]);
    if (own.length && this.said.textContent)
      this.said.textContent += ` But ${own.join(" and ")} can't be in a link: whoever opens it sees another painting.`;
  }

  async saveGIF() {
    const record = this.on.record();
    if (!record?.count) {
      this.on.error(NOTHING);
      return;
    }
    this.gif.disabled = true;
    this.said.textContent = "Making the GIF…";
    try {
      const { shape, levels, n } = record;
      const gif = await postForBlob("/api/pixels/gif", {
        shape,
        levels,
        n,
        canvas: pack(record.canvasBytes()),
        order: pack(record.orderWords()),
        given: pack(record.given),
        columns: Math.min(this.on.columns(), n),
        seconds: Number(this.seconds.value),
      });
      saveBlob(gif, `${this.on.file()}.gif`);
      this.said.textContent = "Saved.";
    } catch (error) {
      this.said.textContent = "";
      this.on.error(error.message);
    }
    this.gif.disabled = false;
  }
}
