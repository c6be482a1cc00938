// Three squares side by side: the picture, the grid of its codes, and what the decoder makes of them. Pointing at any of them points at all.

import { el, fmt, paint } from "../../ui/canvas/paint.js";
import { CodeGrid } from "./grid.js";

const SEEN = [255, 157, 60]; // of what a cell sees, over the picture

/** Peak signal-to-noise ratio in dB of two pictures in greys 0..255; Infinity where they are the same. */
export function psnr(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return sum ? 10 * Math.log10((255 ** 2 * a.length) / sum) : Infinity;
}

export class Stage {
  /** @param {object} on  look(place) where a person points at, level(number), step(by) another test picture (0: any), and the grid's press, drag, release, cancel, spans */
  constructor(on) {
    Object.assign(this, { on, picture: null, decoded: null, level: 0 });
    this.grid = new CodeGrid(on);
    const square = (name, label) => {
      const canvas = el("canvas", { class: "gx-canvas square", role: "img", "aria-label": label });
      const ring = el("i", { class: "cell-mark gx-hidden", "aria-hidden": "true" });
      canvas.addEventListener("pointermove", (event) => this.point(canvas, event));
      canvas.addEventListener("pointerleave", () => {
        this.over = null;
        this.tell();
      });
      return { canvas, ring, title: el("h3", {}, name), note: el("p", { class: "gx-note gx-num readout" }) };
    };
    this.left = square("Picture", "The picture");
    this.right = square("Decoded", "What the decoder makes of the codes");
    const step = (text, by, title) =>
      el("button", { class: "gx-btn", type: "button", title, "aria-label": title, onclick: () => on.step(by) }, text);
    this.steps = el(
      "div",
      { class: "level-row", role: "group", "aria-label": "Another test picture" },
      step("‹", -1, "The test picture before"),
      step("›", 1, "The test picture after"),
      step("any", 0, "Any picture of the test set"),
    );
    this.right.note.title = "Peak signal-to-noise ratio of what is decoded to the picture: the higher, the nearer";
    this.veil = el("canvas", { class: "veil", "aria-hidden": "true" });
    this.codesTitle = el("h3", {}, "Codes");
    this.levels = el("div", { class: "level-row", role: "group", "aria-label": "Level of the codes" });
    this.codesNote = el("p", { class: "gx-note gx-num readout", role: "status" });
    const figure = (name, { title, canvas, ring, note }, veil = null, head = null) =>
      el(
        "figure",
        { class: `codes-square ${name}` },
        el("div", { class: "square-head" }, title, head),
        el("div", { class: "square-frame" }, canvas, veil, ring),
        note,
      );
    this.root = el(
      "div",
      { class: "codes-stage" },
      figure("picture", this.left, this.veil, this.steps),
      el(
        "figure",
        { class: "codes-square codes" },
        el("div", { class: "square-head" }, this.codesTitle, this.levels),
        this.grid.root,
        this.codesNote,
      ),
      figure("decoded", this.right),
    );
  }

  /** Another model. Pictures of another size than before give way to black. `test`: there are test pictures. */
  open(book, layout, level, test) {
    const [, h, w] = book.shape;
    this.steps.classList.toggle("gx-hidden", !test);
    Object.assign(this, { layout, shape: book.shape, decoded: null });
    this.root.style.setProperty("--ratio", w / h);
    for (const canvas of [this.left.canvas, this.right.canvas, this.veil])
      if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
    this.levels.replaceChildren(
      ...(layout.levels.length < 2
        ? []
        : layout.levels.map((one, i) =>
            el(
              "button",
              {
                class: "gx-btn",
                type: "button",
                title: `Show the ${i ? "finer" : "coarse"} codes`,
                onclick: () => this.on.level(i),
              },
              `${one.h} × ${one.w}`,
            ),
          )),
    );
    this.grid.open(book, layout, level);
    this.setLevel(level);
  }

  setLevel(level) {
    const { h, w } = this.layout.levels[level];
    this.level = level;
    this.grid.setLevel(level);
    this.codesTitle.textContent = this.layout.levels.length < 2 ? `${h} × ${w} codes` : "Codes";
    [...this.levels.children].forEach((button, i) => button.setAttribute("aria-pressed", String(i === level)));
    this.showSeen(null);
  }

  /** @param {Uint8Array} pixels  @param {string} title  what this picture is */
  showPicture(pixels, title) {
    this.picture = pixels;
    this.left.title.textContent = title;
    paint(this.left.canvas, pixels, this.shape);
    this.tell();
  }

  showDecoded(pixels) {
    this.decoded = pixels;
    paint(this.right.canvas, pixels, this.shape);
    this.tell();
  }

  /** Which pixels a cell's code depends on, float h*w, not negative; null for none. */
  showSeen(seen) {
    const [, h, w] = this.shape;
    const image = new ImageData(w, h);
    const most = seen ? Math.max(...seen) : 0;
    if (most > 0)
      seen.forEach((value, i) => image.data.set([...SEEN, Math.round(190 * (value / most) ** 0.75)], 4 * i));
    this.veil.getContext("2d").putImageData(image, 0, 0);
  }

  /** @param {object} place  the cell that is looked at  @param {string} words  of its code */
  showCursor(place, words) {
    const { h, w } = this.layout.levels[place.level];
    this.grid.setCursor(place);
    for (const { ring } of [this.left, this.right]) {
      ring.classList.remove("gx-hidden");
      Object.assign(ring.style, {
        left: `${(place.x / w) * 100}%`,
        top: `${(place.y / h) * 100}%`,
        width: `${100 / w}%`,
        height: `${100 / h}%`,
      });
    }
    this.say(words);
  }

  /** What stands in the cell that is looked at. */
  say(words) {
    this.codesNote.textContent = words;
  }

  point(canvas, event) {
    if (!this.picture || !this.decoded) return;
    const area = canvas.getBoundingClientRect();
    const [, h, w] = this.shape;
    const within = (value, size) => Math.min(size - 1, Math.max(0, Math.floor(value * size)));
    this.over = {
      row: within((event.clientY - area.top) / area.height, h),
      column: within((event.clientX - area.left) / area.width, w),
    };
    this.tell();
    this.on.look(this.layout.cellAt(this.level, this.over.row, this.over.column));
  }

  /** The numbers under the pictures: of the pixel that is pointed at, or of the whole. */
  tell() {
    const {
      picture,
      decoded,
      over,
      shape: [c, h, w],
    } = this;
    const value = (pixels) =>
      Array.from({ length: c }, (_, channel) => fmt(pixels[(channel * h + over.row) * w + over.column] / 255)).join(
        " ",
      );
    this.left.note.textContent = !picture
      ? ""
      : over
        ? `row ${over.row + 1}, column ${over.column + 1}: ${value(picture)}`
        : `${h} × ${w} pixels${c === 3 ? " in colour" : ""}`;
    const far = picture && decoded ? psnr(picture, decoded) : null;
    this.right.note.textContent =
      far === null
        ? ""
        : over
          ? `here ${value(decoded)}`
          : far === Infinity
            ? "the same as the picture"
            : `PSNR ${fmt(far, 1)} dB`;
  }
}
