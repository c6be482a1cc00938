// What a person takes along: the link, the Python, and the sheet of everything side by side.

import { el, fmt } from "../../ui/canvas/paint.js";
import { TakeAlong } from "../../ui/picture/take_along.js";
import { decibels, seconds } from "./card.js";

const CELL = 256;
const GAP = 16;
const HEAD = 48;
const FOOT = 44;
const MOST_COLUMNS = 4; // px of the sheet

export class RestoreExport extends TakeAlong {
  /**
   * @param {object} on  view(), shown() -> {pictures: [{title, result}], shape, words} or null, own() -> what of it a link can't hold,
   *   error(message)
   */
  constructor(on) {
    super({
      ...on,
      page: "restore",
      saves: "Save all pictures with their names and numbers as one sheet",
      file: () => `restore-${on.view().subject}-${on.view().kind}`,
      picture: () => {
        const shown = on.shown();
        if (shown) return this.sheet(shown);
        on.error("There is no picture yet. Draw or choose one first.");
        return { toBlob() {} };
      },
    });
  }

  async copyLink() {
    await super.copyLink();
    const own = this.on.own();
    if (own.length && this.said.textContent)
      this.said.textContent += ` But ${own.join(" and ")} can't be in a link: whoever opens it sees another.`;
  }

  /** Pictures in rows, enlarged by a whole factor, each with its name and numbers under it. */
  sheet({ pictures, shape, words }) {
    const [, h, w] = shape;
    const scale = Math.max(1, Math.floor(CELL / Math.max(h, w)));
    const width = Math.max(CELL, w * scale);
    const columns = Math.min(MOST_COLUMNS, pictures.length);
    const sheet = el("canvas", {
      width: columns * (width + GAP) + GAP,
      height: HEAD + Math.ceil(pictures.length / columns) * (h * scale + FOOT + GAP),
    });
    const context = sheet.getContext("2d");
    const small = el("canvas", { width: w, height: h });
    context.fillStyle = "#fff";
    context.fillRect(0, 0, sheet.width, sheet.height);
    context.imageSmoothingEnabled = false;
    const write = (text, x, y, font, colour, most = width) => {
      Object.assign(context, { font: `${font} system-ui, "DejaVu Sans", sans-serif`, fillStyle: colour });
      context.fillText(text, x, y, most);
    };
    write(words, GAP, 30, "600 18px", "#1c2430", sheet.width - 2 * GAP);
    pictures.forEach(({ title, result }, i) => {
      const x = GAP + (i % columns) * (width + GAP);
      const y = HEAD + Math.floor(i / columns) * (h * scale + FOOT + GAP);
      const image = new ImageData(w, h);
      result.pixels.forEach((value, at) => image.data.set([value, value, value, 255], 4 * at));
      small.getContext("2d").putImageData(image, 0, 0);
      context.drawImage(small, x, y, w * scale, h * scale);
      write(title, x, y + h * scale + 19, "600 13px", "#1c2430");
      const numbers =
        result.psnr === undefined
          ? []
          : [
              decibels(result.psnr),
              `SSIM ${fmt(result.ssim, 3)}`,
              ...(result.seconds === undefined ? [] : [seconds(result.seconds)]),
            ];
      write(numbers.join("   "), x, y + h * scale + 38, "13px", "#5b6675");
    });
    return sheet;
  }
}
