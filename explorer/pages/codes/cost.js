// What a picture costs in codes, counted three ways, against JPEG and PNG of the same picture.

import { el, fmt } from "../../ui/canvas/paint.js";
import { errorLine } from "../../ui/controls/error_line.js";
import { why } from "../../ui/lessons/why.js";
import { pack } from "../../ui/painting/canvas.js";
import { messageOf, postJSON, query } from "../../ui/transport/api.js";
import { Loss } from "./loss.js";
import { bitsText, jpegBits, jpegCurve, WAY_COLOURS, waysOf } from "./rate.js";
import { RateChart } from "./rate_chart.js";

/** @typedef {import("./book.js").Book} Book */
/** @typedef {import("./book.js").Pixels} Pixels */
/** @typedef {import("./layout.js").Cells} Cells */
/** @typedef {import("./rate.js").CostFound} CostFound */
/** @typedef {import("./rate.js").JpegPoint} JpegPoint */

/**
 * A row of the table, which is the chart's legend too.
 * @typedef {object} CostRow
 * @property {string} text  how the picture is written
 * @property {number | string} bits
 * @property {string} title  how they are counted
 * @property {string} colour  in the chart
 * @property {"line" | "dash"} [kind]  how it is drawn there; a dot where it is none of these
 */

const SETTLE_MS = 300;
const INK = "var(--gx-ink)";
const MUTED = "var(--gx-muted)";

export class Cost {
  #model = "";

  /** @type {Book | null} */
  #book = null;

  /** Of what is asked for: an answer to anything older is let go. */
  #turn = 0;

  #verdict = el("p", { class: "cost-verdict gx-num", role: "status" });

  #chart = new RateChart();

  #rows = el("tbody", {});

  #loss = new Loss();

  #error = errorLine();

  #table = el(
    "table",
    { class: "cost-table gx-num" },
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "written as"), el("th", { scope: "col" }, "bits"))),
    this.#rows,
  );

  root = el(
    "section",
    { class: "gx-panel codes-cost" },
    el("h3", {}, "What this picture costs", why("bits-three-ways")),
    this.#verdict,
    this.#chart.root,
    this.#table,
    this.#loss.root,
    this.#error,
  );

  /**
   * Another model.
   * @param {string} model  its name
   * @param {Book} book
   */
  open(model, book) {
    this.#model = model;
    this.#book = book;
    this.#turn++;
    this.#tell(null);
  }

  /** @param {string} words  why nothing is counted as yet */
  wait(words) {
    this.#turn++;
    if (this.#verdict.textContent === words) return;
    this.#tell(null);
    this.#verdict.textContent = words;
  }

  /**
   * Ask for what a picture costs, once its codes have come to rest.
   * @param {{pixels: Pixels | null, cells: Cells}} coding  pixels: null where the codes come from no picture
   */
  async show({ pixels, cells }) {
    const turn = ++this.#turn;
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    if (turn !== this.#turn) return;
    try {
      /** @type {CostFound} */
      const found = await postJSON(query("/api/codes/cost", { model: this.#model }), {
        pixels: pixels && pack(pixels.slice()),
        cells: [...cells],
      });
      if (turn === this.#turn) this.#tell(found);
    } catch (error) {
      if (turn === this.#turn) this.#tell(null, messageOf(error));
    }
  }

  /**
   * @param {CostFound | null} found
   * @param {string} [error]
   */
  #tell(found, error = "") {
    this.#error.textContent = error;
    this.#chart.root.classList.toggle("gx-hidden", !found?.jpeg.length);
    this.#table.classList.toggle("gx-hidden", !found);
    this.#verdict.textContent = "";
    this.#loss.show(found?.loss);
    if (!found || !this.#book) return;
    const [c, h, w] = this.#book.shape;
    const raw = 8 * c * h * w;
    const ways = waysOf(found);
    const least = Math.min(...ways.map((way) => way.bits));
    const curve = jpegCurve(found.jpeg);
    const { psnr, png } = found;
    const rows = this.#codeRows(found, this.#book);
    if (curve.length && psnr !== null) {
      rows.push(...jpegRows(curve, psnr));
      this.#verdict.textContent = verdict(curve, psnr, least);
      this.#chart.show({ ways, psnr, curve, png, raw });
    } else this.#verdict.textContent = "There is no picture to compare with, only its codes.";
    if (png) {
      rows.push({
        text: "PNG, exact",
        bits: png,
        title: "The whole file; every pixel comes back as it was",
        colour: MUTED,
        kind: "line",
      });
    }
    rows.push({ text: "its pixels, as they are", bits: raw, title: "8 bits a value", colour: MUTED, kind: "dash" });
    this.#rows.replaceChildren(...rows.map((row) => tableRow(row, row.bits === least)));
  }

  /**
   * The ways to write the codes.
   * @param {CostFound} found
   * @param {Book} book
   * @returns {CostRow[]}
   */
  #codeRows({ uniform, entropy, prior }, { levels }) {
    const cells = levels.reduce((sum, { grid: [h, w] }) => sum + h * w, 0);
    const each = Math.log2(levels[0].codes);
    /** @type {CostRow[]} */
    const rows = [
      {
        text: `${cells} codes, equally long`,
        bits: uniform,
        title: `${cells} cells of ${fmt(each, Number.isInteger(each) ? 0 : 2)} bits`,
        colour: WAY_COLOURS.uniform,
      },
    ];
    if (entropy !== null) {
      rows.push({
        text: "frequent codes shorter",
        bits: entropy,
        title: "Each code takes −log₂ of its share in the test set",
        colour: WAY_COLOURS.entropy,
      });
    }
    if (prior) {
      rows.push({
        text: "by the prior",
        bits: prior.bits,
        title: `−log₂ p of these codes by ${prior.name}: ${fmt(prior.bits * Math.LN2, 1)} nats`,
        colour: WAY_COLOURS.prior,
      });
    }
    return rows;
  }
}

/**
 * @param {CostRow} row
 * @param {boolean} least  nothing here is shorter
 */
function tableRow({ text, bits, title, colour, kind }, least) {
  return el(
    "tr",
    { title, class: kind ?? (least ? "strong" : null) },
    el("th", { scope: "row" }, el("i", { style: `--swatch: ${colour}` }), text),
    el("td", {}, typeof bits === "number" ? bitsText(bits) : bits),
  );
}

/**
 * JPEG that is as near to the picture as the codes are.
 * @param {JpegPoint[]} curve
 * @param {number} psnr  of what the codes decode to, in dB
 * @returns {CostRow[]}
 */
function jpegRows(curve, psnr) {
  const file = jpegBits(curve, psnr, "bits");
  /** @type {CostRow[]} */
  const rows = [
    {
      text: "JPEG as near",
      bits: jpegBits(curve, psnr, "bits_without_header") ?? outsideText(curve, psnr),
      title:
        "JPEG at the same PSNR, read off its curve; what stands before the picture in the file is not counted, " +
        "as the decoder is not",
      colour: INK,
      kind: "line",
    },
  ];
  if (file !== null) {
    rows.push({
      text: "JPEG as a file",
      bits: file,
      title: "The same with its header: sizes and tables",
      colour: INK,
      kind: "dash",
    });
  }
  return rows;
}

/**
 * The bits of JPEG where it is never as near, or never as far.
 * @param {JpegPoint[]} curve
 * @param {number} psnr
 */
function outsideText(curve, psnr) {
  return psnr < curve[0].psnr
    ? `≤ ${bitsText(curve[0].bits_without_header)}`
    : `> ${bitsText(curve[curve.length - 1].bits_without_header)}`;
}

/**
 * The codes against JPEG, in a sentence.
 * @param {JpegPoint[]} curve
 * @param {number} psnr  of what the codes decode to, in dB
 * @param {number} bits  of the shortest way to write them
 */
function verdict(curve, psnr, bits) {
  const jpeg = jpegBits(curve, psnr, "bits_without_header");
  const codes = `${fmt(psnr, 1)} dB for ${bitsText(bits)} bits`;
  if (jpeg !== null && jpeg > bits) return `${codes}; JPEG takes ${fmt(jpeg / bits, 1)} times as many to come as near.`;
  if (jpeg !== null) return `${codes}; JPEG comes as near with ${bitsText(jpeg)}.`;
  const [smallest] = curve;
  if (psnr < smallest.psnr) {
    const least = bitsText(smallest.bits_without_header);
    return `${codes}. JPEG at its smallest is nearer: ${fmt(smallest.psnr, 1)} dB for ${least} bits.`;
  }
  return `${codes}, nearer than JPEG comes at quality ${Math.max(...curve.map(({ quality }) => quality))}.`;
}
