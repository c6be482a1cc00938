// What a picture costs in codes, counted three ways, against JPEG and PNG of the same picture.

import { el, fmt } from "../../ui/canvas/paint.js";
import { inks, sharpen } from "../../ui/canvas/sharpen.js";
import { pack } from "../../ui/painting/canvas.js";
import { postJSON } from "../../ui/transport/api.js";

const SETTLE_MS = 300;
const HEIGHT = 196;
const LEFT = 40;
const RIGHT = 10;
const TOP = 10;
const FLOOR = 34;
const WAYS = { uniform: "#4477aa", entropy: "#ee8866", prior: "#228833" };
const TICKS = [20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000];
const bitsText = (bits) => Math.round(bits).toLocaleString("en");

export class Cost {
  constructor() {
    Object.assign(this, { turn: 0, found: null });
    this.verdict = el("p", { class: "cost-verdict gx-num", role: "status" });
    this.canvas = el("canvas", { class: "cost-chart", role: "img" });
    this.rows = el("tbody", {});
    this.error = el("p", { class: "gx-error", role: "alert" });
    this.table = el(
      "table",
      { class: "cost-table gx-num" },
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "written as"), el("th", { scope: "col" }, "bits"))),
      this.rows,
    );
    this.root = el(
      "section",
      { class: "gx-panel codes-cost" },
      el("h3", {}, "What this picture costs"),
      this.verdict,
      this.canvas,
      this.table,
      this.error,
    );
    new ResizeObserver(() => this.draw()).observe(this.canvas);
  }

  open(model, book) {
    Object.assign(this, { model, book });
    this.turn++;
    this.tell(null);
  }

  tell(found, error = "") {
    this.found = found;
    this.error.textContent = error;
    this.write();
  }

  /** @param {object} coding  pixels uint8 (c, h, w) or null where the codes come from no picture, cells */
  async show({ pixels, cells }) {
    const turn = ++this.turn;
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    if (turn !== this.turn) return;
    try {
      const found = await postJSON(`/api/codes/cost?${new URLSearchParams({ model: this.model })}`, {
        pixels: pixels && pack(pixels.slice()),
        cells: [...cells],
      });
      if (turn !== this.turn) return;
      this.tell(found);
    } catch (error) {
      if (turn === this.turn) this.tell(null, error.message);
    }
  }

  /** JPEG's curve: what is worse than something smaller is left out. */
  get curve() {
    const kept = [];
    for (const point of [...this.found.jpeg].sort((a, b) => a.bits_without_header - b.bits_without_header))
      if (!kept.length || point.psnr > kept.at(-1).psnr) kept.push(point);
    return kept;
  }

  /** The bits at which JPEG is as near to the picture, straight between its points; null outside of its curve. */
  jpegBits(name) {
    const {
      curve,
      found: { psnr },
    } = this;
    const after = curve.findIndex((point) => point.psnr >= psnr);
    if (after < 1) return null;
    const [low, high] = [curve[after - 1], curve[after]];
    const part = (psnr - low.psnr) / (high.psnr - low.psnr);
    return low[name] + part * (high[name] - low[name]);
  }

  /** The shortest that these codes can be written here. */
  get least() {
    return Math.min(...Object.values(this.ways));
  }
  get ways() {
    return Object.fromEntries(
      Object.keys(WAYS)
        .map((name) => [name, name === "prior" ? this.found.prior?.bits : this.found[name]])
        .filter(([, bits]) => bits),
    );
  }
  get raw() {
    return 8 * this.book.shape.reduce((a, b) => a * b);
  }

  write() {
    const { found, book } = this;
    this.canvas.classList.toggle("gx-hidden", !found?.jpeg.length);
    this.table.classList.toggle("gx-hidden", !found);
    if (!found) {
      this.verdict.textContent = "";
      return;
    }
    const cells = book.levels.reduce((sum, { grid: [h, w] }) => sum + h * w, 0);
    const each = Math.log2(book.levels[0].codes);
    const known = found.jpeg.length > 0 && found.psnr !== null;
    const row = (text, bits, title, colour, kind = bits === this.least ? "strong" : null) =>
      el(
        "tr",
        { title, class: kind },
        el("th", { scope: "row" }, el("i", { style: `--swatch: ${colour}` }), text),
        el("td", {}, typeof bits === "number" ? bitsText(bits) : bits),
      );
    const rows = [
      row(
        `${cells} codes, equally long`,
        found.uniform,
        `${cells} cells of ${fmt(each, Number.isInteger(each) ? 0 : 2)} bits`,
        WAYS.uniform,
      ),
    ];
    if (found.entropy !== null)
      rows.push(
        row(
          "frequent codes shorter",
          found.entropy,
          "Each code takes −log₂ of its share in the test set",
          WAYS.entropy,
        ),
      );
    if (found.prior)
      rows.push(
        row(
          "by the prior",
          found.prior.bits,
          `−log₂ p of these codes by ${found.prior.name}: ${fmt(found.prior.bits * Math.LN2, 1)} nats`,
          WAYS.prior,
        ),
      );
    if (known) {
      const bits = this.jpegBits("bits_without_header");
      const whole = this.jpegBits("bits");
      rows.push(
        row(
          "JPEG as near",
          bits ?? this.outside(),
          "JPEG at the same PSNR, read off its curve; what stands before the picture in the file is not counted, as the decoder is not",
          "var(--gx-ink)",
          "line",
        ),
      );
      if (whole !== null)
        rows.push(row("JPEG as a file", whole, "The same with its header: sizes and tables", "var(--gx-ink)", "dash"));
    }
    if (found.png)
      rows.push(
        row("PNG, exact", found.png, "The whole file; every pixel comes back as it was", "var(--gx-muted)", "line"),
      );
    rows.push(row("its pixels, as they are", this.raw, "8 bits a value", "var(--gx-muted)", "dash"));
    this.rows.replaceChildren(...rows);
    this.verdict.textContent = known ? this.sentence() : "There is no picture to compare with, only its codes.";
    this.draw();
  }

  outside() {
    const {
      curve,
      found: { psnr },
    } = this;
    return psnr < curve[0].psnr
      ? `≤ ${bitsText(curve[0].bits_without_header)}`
      : `> ${bitsText(curve.at(-1).bits_without_header)}`;
  }

  sentence() {
    const { found, curve } = this;
    const bits = this.least;
    const jpeg = this.jpegBits("bits_without_header");
    const at = `${fmt(found.psnr, 1)} dB for ${bitsText(bits)} bits`;
    if (jpeg !== null)
      return jpeg > bits
        ? `${at}; JPEG takes ${fmt(jpeg / bits, 1)} times as many to come as near.`
        : `${at}; JPEG comes as near with ${bitsText(jpeg)}.`;
    if (found.psnr < curve[0].psnr)
      return `${at}. JPEG at its smallest is nearer: ${fmt(curve[0].psnr, 1)} dB for ${bitsText(curve[0].bits_without_header)}.`;
    return `${at}, nearer than JPEG comes at quality ${Math.max(...found.jpeg.map(({ quality }) => quality))}.`;
  }

  draw() {
    const { canvas, found } = this;
    if (!found?.jpeg.length || found.psnr === null || !canvas.clientWidth) return;
    const { context, width } = sharpen(canvas, HEIGHT);
    const colours = inks(canvas);
    const { curve } = this;
    const floor = HEIGHT - FLOOR;
    const ways = Object.entries(this.ways).map(([name, way]) => ({ colour: WAYS[name], bits: way }));
    const bits = [
      ...ways.map((way) => way.bits),
      ...curve.flatMap((point) => [point.bits, point.bits_without_header]),
      found.png,
      this.raw,
    ].filter(Boolean);
    const levels = [found.psnr, ...curve.map(({ psnr }) => psnr)];
    const from = Math.log(Math.min(...bits) * 0.85);
    const to = Math.log(Math.max(...bits) * 1.1);
    const low = Math.floor(Math.min(...levels) / 5 - 0.2) * 5;
    const high = Math.ceil(Math.max(...levels) / 5) * 5;
    const x = (value) => LEFT + ((Math.log(value) - from) / (to - from)) * (width - LEFT - RIGHT);
    const y = (psnr) => floor - ((psnr - low) / (high - low)) * (floor - TOP);
    context.font = "11px system-ui, sans-serif";
    this.axes(context, { width, floor, low, high, x, y, colours, from, to });
    const path = (points, dash, colour) => {
      Object.assign(context, { strokeStyle: colour, lineWidth: 1.5 });
      context.setLineDash(dash);
      context.beginPath();
      points.forEach(([px, py], i) => context[i ? "lineTo" : "moveTo"](px, py));
      context.stroke();
      context.setLineDash([]);
    };
    path(
      curve.map((point) => [x(point.bits_without_header), y(point.psnr)]),
      [],
      colours.ink,
    );
    path(
      curve.map((point) => [x(point.bits), y(point.psnr)]),
      [3, 3],
      colours.ink,
    );
    if (found.png)
      path(
        [
          [x(found.png), TOP],
          [x(found.png), floor],
        ],
        [],
        colours.muted,
      );
    path(
      [
        [x(this.raw), TOP],
        [x(this.raw), floor],
      ],
      [3, 3],
      colours.muted,
    );
    for (const { colour, bits: at } of ways) {
      Object.assign(context, { fillStyle: colour, strokeStyle: colours.panel, lineWidth: 1.5 });
      context.beginPath();
      context.arc(x(at), y(found.psnr), 5.5, 0, 7);
      context.fill();
      context.stroke();
    }
    canvas.setAttribute(
      "aria-label",
      `PSNR over bits, on a logarithmic scale. These codes: ${fmt(found.psnr, 1)} dB at ${ways.map((way) => bitsText(way.bits)).join(", ")} bits. JPEG runs from ${fmt(curve[0].psnr, 1)} dB at ${bitsText(curve[0].bits_without_header)} bits to ${fmt(curve.at(-1).psnr, 1)} dB at ${bitsText(curve.at(-1).bits_without_header)}.`,
    );
  }

  axes(context, { width, floor, low, high, x, y, colours, from, to }) {
    context.fillStyle = colours.line;
    context.textBaseline = "middle";
    const step = high - low > 25 ? 10 : 5;
    for (let psnr = Math.ceil(low / step) * step, top = Math.floor(high / step) * step; psnr <= top; psnr += step) {
      context.fillStyle = colours.line;
      context.fillRect(LEFT, Math.round(y(psnr)), width - LEFT - RIGHT, 1);
      Object.assign(context, { fillStyle: colours.muted, textAlign: "right" });
      context.fillText(`${psnr}${psnr === top ? " dB" : ""}`, LEFT - 6, y(psnr));
    }
    context.textAlign = "center";
    let free = -Infinity;
    for (const tick of TICKS.filter((value) => Math.log(value) >= from && Math.log(value) <= to)) {
      const text = tick >= 1000 ? `${tick / 1000}k` : String(tick);
      const half = context.measureText(text).width / 2;
      if (x(tick) - half < free || x(tick) + half > width) continue;
      context.fillText(text, x(tick), floor + 11);
      free = x(tick) + half + 8;
    }
    context.fillText("bits", (LEFT + width - RIGHT) / 2, HEIGHT - 6);
  }
}
