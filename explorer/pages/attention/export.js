// What a person takes along: the link, which holds the scene and the question, the Python that asks them, the panels as a picture, and the making of a mask as a GIF.

import { el, saveBlob } from "../../ui/canvas/paint.js";
import { TakeAlong } from "../../ui/picture/take_along.js";
import { postForBlob, query } from "../../ui/transport/api.js";

const DELAY_MS = 120;
const LAST_MS = 2000; // of a step; of the finished mask
const NOTHING = "No mask is being made step by step yet. Choose a model that gives one value after another.";

export class AttentionExport extends TakeAlong {
  /**
   * @param {object} on  view() -> the view, canvas() -> the panels side by side, file() -> name of a saved file, error(message), film() -> canvases of a
   *   mask's making, all of one size (without it there is no GIF)
   */
  constructor(on) {
    super({
      ...on,
      page: "attention",
      saves: "Save the picture with every model's mask and answer",
      picture: () => on.canvas(),
    });
    this.root.classList.add("attention-export");
    this.root.dataset.part = "export";
    if (!on.film) return;
    this.gif = el(
      "button",
      {
        class: "gx-btn",
        type: "button",
        title: "Save how the mask is made, step by step, as an animation",
        onclick: () => this.saveGIF(),
      },
      "Save GIF of the mask’s making",
    );
    this.said.before(el("div", { class: "gx-row" }, this.gif));
  }

  async copyLink() {
    await super.copyLink();
    if (this.state?.scene.background === "upload" && this.said.textContent)
      this.said.textContent +=
        " But your uploaded picture can't be in a link: whoever opens it sees the digits on black.";
  }

  show(state) {
    this.state = state;
  }

  async saveGIF() {
    const frames = this.on.film();
    if (!frames.length) {
      this.on.error(NOTHING);
      return;
    }
    this.gif.disabled = true;
    this.said.textContent = "Making the GIF…";
    try {
      const [{ width, height }] = frames;
      const strip = el("canvas", { width, height: frames.length * height });
      const context = strip.getContext("2d");
      frames.forEach((frame, i) => context.drawImage(frame, 0, i * height));
      const png = await new Promise((resolve) => strip.toBlob(resolve, "image/png"));
      saveBlob(
        await postForBlob(query("/api/film", { frames: frames.length, step: DELAY_MS, last: LAST_MS }), png),
        `${this.on.file()}.gif`,
      );
      this.said.textContent = "Saved.";
    } catch (error) {
      this.said.textContent = "";
      this.on.error(error.message);
    }
    this.gif.disabled = false;
  }
}
