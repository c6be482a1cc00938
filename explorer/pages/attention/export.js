// What a person takes along: the link, which holds the scene and the question, the Python that asks them, the panels as
// a picture, and the making of a mask as a GIF.

import { el, saveBlob } from "../../ui/canvas/paint.js";
import { stripOf } from "../../ui/canvas/strip_of.js";
import { button } from "../../ui/controls/buttons.js";
import { TakeAlong } from "../../ui/picture/take_along.js";
import { messageOf, postForBlob, query } from "../../ui/transport/api.js";

/** @typedef {import("./types.js").Shown} Shown */

const STEP_MS = 120;
const LAST_MS = 2000; // of the finished mask
const NOTHING = "No mask is being made step by step yet. Choose a model that gives one value after another.";
const UPLOADED = " But your uploaded picture can't be in a link: whoever opens it sees the digits on black.";

export class AttentionExport extends TakeAlong {
  /** @type {Shown | null} */
  #shown = null;

  #gif = button("Save GIF of the mask’s making", "Save how the mask is made, step by step, as an animation", () =>
    this.#saveGIF(),
  );

  /**
   * @param {object} on
   * @param {() => object} on.view  as a link is to hold it
   * @param {() => HTMLCanvasElement | null} on.picture  the panels side by side
   * @param {() => string} on.file  name of a saved file, without its ending
   * @param {() => HTMLCanvasElement[]} on.film  a mask's making, canvases of one size; empty where there is none
   * @param {(message: string) => void} on.error
   */
  constructor(on) {
    super({ ...on, page: "attention", saves: "Save the picture with every model's mask and answer" });
    this.film = on.film;
    this.root.classList.add("attention-export");
    this.root.dataset.part = "export";
    this.said.before(el("div", { class: "gx-row" }, this.#gif));
  }

  async copyLink() {
    await super.copyLink();
    if (this.#shown?.scene.background === "upload" && this.said.textContent) this.said.append(UPLOADED);
  }

  /** @param {Shown} shown */
  show(shown) {
    this.#shown = shown;
  }

  async #saveGIF() {
    const frames = this.film();
    if (!frames.length) {
      this.on.error(NOTHING);
      return;
    }
    this.#gif.disabled = true;
    this.said.textContent = "Making the GIF…";
    try {
      const path = query("/api/film", { frames: frames.length, step: STEP_MS, last: LAST_MS });
      saveBlob(await postForBlob(path, await stripOf(frames)), `${this.on.file()}.gif`);
      this.said.textContent = "Saved.";
    } catch (error) {
      this.said.textContent = "";
      this.on.error(messageOf(error));
    }
    this.#gif.disabled = false;
  }
}
