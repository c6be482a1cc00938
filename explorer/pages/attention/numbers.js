// What was measured over held-out scenes: every model, every measure, on black, among distractors and on photographs; and by the size of the digit.

import { el, fmt } from "../../ui/canvas/paint.js";
import { inks, sharpen } from "../../ui/canvas/sharpen.js";
import { LECTURE } from "./lecture.js";
import { short } from "./play.js";

const VARIANTS = {
  "": ["on black", "Digits on black"],
  distractor: ["distractors", "Parts of other digits lie between them, in any colour"],
  background: ["photographs", "Digits on photographs"],
};
const MEASURES = {
  accuracy: ["accuracy", "Share of the questions that are answered right"],
  correctness: [
    "correctness",
    "Mask correctness: the share of the whole mask's sum that lies on the asked digit's own pixels",
  ],
  contrast: ["contrast", "The mask's mean on the digit minus its mean elsewhere, the mask scaled to a maximum of 1"],
  iou: [
    "IoU",
    "Intersection over union of the digit's pixels and those where the mask has at least half of its maximum",
  ],
};
const LINES = ["#4f83ba", "#ee8866", "#3d9a50", "#c4508f", "#b8a530", "#5bb8d8", "#ee6677", "#8a8a8a"]; // as CLASS_COLOURS, seen on both themes
const HEIGHT = 132;
const LEFT = 30;
const RIGHT = 10;
const TOP = 10;
const FLOOR = 26;
const EMPTY =
  "None of the models here was measured yet. A checkpoint that is trained with python -m train has these numbers beside it.";

export class Numbers {
  constructor() {
    Object.assign(this, { cards: [], variant: "", model: "" });
    this.variants = Object.entries(VARIANTS).map(([key, [text, title]]) =>
      el(
        "button",
        {
          class: "gx-btn",
          type: "button",
          title,
          "data-variant": key || "plain",
          onclick: () => {
            this.variant = key;
            this.write();
          },
        },
        text,
      ),
    );
    this.table = el("table", { class: "gx-num" });
    this.note = el("p", { class: "gx-note" });
    this.charts = Object.entries(MEASURES).map(([key, [text, title]]) => {
      const canvas = el("canvas", { class: "by-scale", role: "img" });
      return {
        key,
        canvas,
        root: el("figure", { title }, el("figcaption", {}, key === "accuracy" ? `${text}, %` : text), canvas),
      };
    });
    this.sizes = el("div", { class: "numbers-charts" }, ...this.charts.map(({ root }) => root));
    this.scaleHead = el(
      "h4",
      { title: "At scale 1 a digit is as large as in MNIST, 28 × 28 pixels with its margin" },
      "By the digit’s scale",
    );
    this.legend = el("div", { class: "numbers-legend gx-note" });
    this.body = el(
      "div",
      { class: "numbers-body" },
      el(
        "div",
        { class: "table-box", tabindex: "0", role: "group", "aria-label": "Numbers over the test set" },
        this.table,
      ),
      this.note,
      this.scaleHead,
      this.sizes,
      this.legend,
    );
    this.root = el(
      "section",
      { class: "gx-panel attention-numbers", "data-part": "numbers" },
      el(
        "div",
        { class: "panel-head" },
        el("h3", {}, "Measured over held-out scenes"),
        el("div", { class: "segments", role: "group", "aria-label": "Kind of scene" }, ...this.variants),
      ),
      this.body,
    );
    new ResizeObserver(() => this.draw()).observe(this.sizes);
  }

  open(cards) {
    this.cards = cards.filter(({ metrics }) =>
      Object.keys(VARIANTS).some((variant) =>
        Object.keys(MEASURES).some((measure) => entry(metrics, measure, variant)),
      ),
    );
    this.write();
  }

  show({ model }) {
    if (model === this.model) return;
    this.model = model;
    this.table
      .querySelectorAll("tbody tr")
      .forEach((row) => row.classList.toggle("inspected", row.dataset.model === model));
  }

  write() {
    const { cards, variant } = this;
    const quoted = cards.some(({ name }) => LECTURE[name] !== undefined);
    const best = {};
    this.variants.forEach((button, i) =>
      button.setAttribute("aria-pressed", String(Object.keys(VARIANTS)[i] === variant)),
    );
    for (const part of [this.variants[0].parentElement, this.table.parentElement, this.sizes, this.scaleHead])
      part.classList.toggle("gx-hidden", !cards.length);
    for (const measure of Object.keys(MEASURES))
      best[measure] =
        cards.length > 1
          ? Math.max(...cards.map(({ metrics }) => entry(metrics, measure, variant)?.value ?? -Infinity))
          : NaN;
    const heads = Object.entries(MEASURES).flatMap(([key, [text, title]]) => [
      el("th", { scope: "col", title }, text),
      ...(quoted && key === "correctness"
        ? [
            el(
              "th",
              {
                scope: "col",
                class: "quoted",
                title: "Mask correctness as a lecture quotes it from Khandelwal and Sigal 2019",
              },
              "lecture",
            ),
          ]
        : []),
    ]);
    this.table.replaceChildren(
      el("thead", {}, el("tr", {}, el("td", {}), ...heads)),
      el("tbody", {}, ...cards.map((card, i) => this.row(card, i, best, quoted))),
    );
    this.note.textContent = cards.length ? this.words(quoted) : EMPTY;
    this.legend.replaceChildren(
      ...cards.map((card, i) =>
        el("span", {}, el("i", { style: `background: ${LINES[i % LINES.length]}` }), short(card)),
      ),
    );
    this.draw();
  }

  row(card, i, best, quoted) {
    const cells = Object.keys(MEASURES).flatMap((measure) => {
      const { value } = entry(card.metrics, measure, this.variant) ?? {};
      const text = measure === "accuracy" ? `${fmt(100 * value, 1)} %` : fmt(value, 3);
      const found = el(
        "td",
        {
          class: value !== undefined && value === best[measure] ? "best" : null,
          title: value === best[measure] ? "The best of these" : null,
        },
        value === undefined ? "–" : text,
      );
      return quoted && measure === "correctness"
        ? [found, el("td", { class: "quoted" }, fmt(LECTURE[card.name], 3))]
        : [found];
    });
    return el(
      "tr",
      { "data-model": card.name, class: card.name === this.model ? "inspected" : null },
      el(
        "th",
        { scope: "row", title: card.title },
        el("i", { style: `background: ${LINES[i % LINES.length]}` }),
        short(card),
      ),
      ...cells,
    );
  }

  words(quoted) {
    const counts = this.cards.map(({ metrics }) => entry(metrics, "accuracy", this.variant)?.questions).filter(Boolean);
    const most = Math.max(...counts);
    const asked = counts.length
      ? `Over ${most.toLocaleString("en")} questions about scenes of test digits, the same for every model. The best of each column stands out.`
      : "";
    return `${asked}${quoted ? " The lecture's column quotes Khandelwal and Sigal (2019), whose scenes, networks and masks are other ones: compare its order with ours, not its values." : ""}`;
  }

  draw() {
    if (!this.cards.length || !this.sizes.clientWidth) return;
    for (const { key, canvas, root } of this.charts) {
      const lines = this.cards
        .map((card, i) => ({ card, colour: LINES[i % LINES.length], found: entry(card.metrics, key, this.variant) }))
        .filter(({ found }) => found?.by_scale?.some(Number.isFinite));
      root.classList.toggle("gx-hidden", !lines.length);
      if (lines.length) chart(canvas, lines, key);
    }
  }
}

const entry = (metrics, measure, variant) => {
  const found = metrics?.[variant ? `${measure}_${variant}` : measure];
  return Number.isFinite(found?.value) ? found : null;
};

/** One measure against the digit's scale, a line a model. */
function chart(canvas, lines, key) {
  const { context, width } = sharpen(canvas, HEIGHT);
  const colours = inks(canvas);
  const { scales } = lines[0].found;
  const bins = scales.length - 1;
  const all = lines.flatMap(({ found }) => found.by_scale).filter(Number.isFinite);
  const high = Math.min(1, Math.ceil(10 * Math.max(...all)) / 10);
  const low = Math.min(Math.max(0, Math.floor(10 * Math.min(...all)) / 10), high - 0.1);
  const x = (bin) => LEFT + ((bin + 0.5) / bins) * (width - LEFT - RIGHT);
  const y = (value) => TOP + ((high - value) / (high - low)) * (HEIGHT - TOP - FLOOR);
  Object.assign(context, {
    font: "11px system-ui, sans-serif",
    textAlign: "right",
    textBaseline: "middle",
    lineWidth: 1,
  });
  for (const value of [low, (low + high) / 2, high]) {
    context.fillStyle = colours.line;
    context.fillRect(LEFT, Math.round(y(value)), width - LEFT - RIGHT, 1);
    context.fillStyle = colours.muted;
    context.fillText(key === "accuracy" ? `${Math.round(100 * value)}` : value.toFixed(2), LEFT - 5, y(value));
  }
  context.textAlign = "center";
  scales.forEach((scale, edge) => context.fillText(String(scale), x(edge - 0.5), HEIGHT - FLOOR / 2 + 2));
  lines.forEach(({ colour, found }) => {
    Object.assign(context, { strokeStyle: colour, fillStyle: colour, lineWidth: 2, lineJoin: "round" });
    context.beginPath();
    found.by_scale.forEach((value, bin) => {
      if (Number.isFinite(value)) context.lineTo(x(bin), y(value));
    });
    context.stroke();
    found.by_scale.forEach((value, bin) => {
      if (!Number.isFinite(value)) return;
      context.beginPath();
      context.arc(x(bin), y(value), 3, 0, 7);
      context.fill();
    });
  });
  canvas.setAttribute(
    "aria-label",
    `${MEASURES[key][0]} by the digit's scale, ${scales
      .slice(0, -1)
      .map((from, bin) => `${from} to ${scales[bin + 1]}`)
      .join(
        ", ",
      )}. ${lines.map(({ card, found }) => `${short(card)}: ${found.by_scale.map((value) => fmt(value, 2)).join(", ")}`).join("; ")}`,
  );
}
