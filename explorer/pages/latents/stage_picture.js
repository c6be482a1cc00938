// One large picture: of fixed size, crisp or smooth, with the value of the pixel under the pointer.

import { el, fmt, paint, setSmooth } from "../../ui/canvas/paint.js";

export class StagePicture {
  constructor() {
    this.title = el("figcaption", {});
    this.canvas = el("canvas", { class: "gx-canvas big", role: "img" });
    this.readout = el("p", { class: "gx-note gx-num readout" });
    this.root = el(
      "figure",
      { class: "stage-picture" },
      el("div", { class: "frame" }, this.canvas),
      this.title,
      this.readout,
    );
    this.canvas.addEventListener("pointermove", (event) => this.read(event));
    this.canvas.addEventListener("pointerleave", () => {
      this.over = null;
      this.readout.textContent = this.hint;
    });
    this.hint = "";
  }

  open(card) {
    this.shape = card.shape;
    const [, h, w] = card.shape;
    this.title.textContent = card.title;
    this.canvas.setAttribute("aria-label", `Picture decoded by ${card.title}`);
    // The old picture stays until the new one is there, unless it is of another size.
    if (this.canvas.width !== w || this.canvas.height !== h) Object.assign(this.canvas, { width: w, height: h });
    this.pixels = null;
    this.canvas.style.setProperty("--ratio", w / h);
    this.canvas.style.setProperty("--tall", Math.min(1, h / w));
  }

  paint(pixels) {
    this.pixels = pixels;
    paint(this.canvas, pixels, this.shape);
    if (this.over) this.write();
  }

  /** A picture from a file made at training time. */
  paintImage(image) {
    const [c, h, w] = this.shape;
    Object.assign(this.canvas, { width: w, height: h });
    const context = this.canvas.getContext("2d");
    context.drawImage(image, 0, 0, w, h);
    const rgba = context.getImageData(0, 0, w, h).data;
    this.pixels = Uint8Array.from({ length: c * h * w }, (_, i) => rgba[(i % (h * w)) * 4 + Math.floor(i / (h * w))]);
  }

  setSmooth(smooth) {
    setSmooth(this.canvas, smooth);
  }

  read(event) {
    const [, h, w] = this.shape;
    const area = this.canvas.getBoundingClientRect();
    const cell = (value, count) => Math.min(count - 1, Math.max(0, Math.floor(value * count)));
    this.over = [cell((event.clientX - area.left) / area.width, w), cell((event.clientY - area.top) / area.height, h)];
    this.write();
  }

  write() {
    if (!this.pixels) return;
    const [c, h, w] = this.shape;
    const [x, y] = this.over;
    const values = Array.from({ length: c }, (_, channel) => fmt(this.pixels[(channel * h + y) * w + x] / 255));
    this.readout.textContent = `row ${y + 1}, column ${x + 1}: ${values.join(" ")}`;
  }
}
