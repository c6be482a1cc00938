// Samples of each model on the page, and the numbers that say what regularisation buys.

import { el, fmt, paint, setSmooth } from "../../ui/canvas/paint.js";
import { postJSON, query } from "../../ui/transport/api.js";
import { button } from "./controls.js";

const COUNT = 16;

// The rows of the table: a metric of metrics.json (or the start of its name, or the first there is of several), what it is called, its unit, what it means.
const ROWS = [
  [
    "gap_share_own|gap_share",
    "gaps",
    "%",
    "Draws from what each samples from (a VAE's prior, the normal fitted to an autoencoder's codes) farther than 0.25 deviations from every test code, where the decoder was hardly trained.",
  ],
  [
    "mse",
    "squared error",
    "per pixel",
    "Between a test picture and its reconstruction. Regularisation costs some of it.",
  ],
  [
    "neg_elbo",
    "−ELBO",
    "nats",
    "What a test picture costs: reconstruction plus KL, an upper bound on −log p(x). An autoencoder has none.",
  ],
  ["neg_iwae_", "−IWAE", "nats", "The importance-weighted bound on −log p(x), tighter than the ELBO."],
];
const SPREAD = [
  "spread",
  "spread",
  "",
  "Standard deviation of the test codes in z₁ and z₂. The KL holds it near the prior's 1; nothing holds an autoencoder's.",
];

/** A card's number for a row: {value, unit, title, samples}; undefined where it has none. */
function measured(card, [key, , unit]) {
  if (key === "spread") return card.spread && { value: card.spread.map((value) => fmt(value, 2)).join(" × "), unit };
  const names = Object.keys(card.metrics ?? {});
  const fits = (one, part) => one === part || (part.endsWith("_") && one.startsWith(part));
  const name = key
    .split("|")
    .map((part) => names.find((one) => fits(one, part)))
    .find(Boolean);
  const entry = card.metrics?.[name];
  if (!Number.isFinite(entry?.value)) return undefined;
  const value = unit === "%" ? fmt(100 * entry.value, 1) : fmt(entry.value, unit === "nats" ? 2 : 4);
  return {
    value,
    unit,
    title: [entry.unit, entry.data, entry.split].filter(Boolean).join("; "),
    samples: /_(\d+)$/.exec(name)?.[1],
  };
}

export class SamplesPanel {
  /** @param {object} on  pick(pane, z), keep(pane, z, pixels), error(message) */
  constructor(on) {
    this.on = on;
    this.seed = 0;
    this.rows = el("div", { class: "sample-rows" });
    this.table = el("div", { class: "measures" });
    this.said = el("span", { class: "gx-note gx-num", role: "status" }, "made when the model was trained");
    this.root = el(
      "section",
      { class: "gx-panel samples" },
      el(
        "div",
        { class: "between" },
        el("h3", {}, "What regularisation buys"),
        el(
          "div",
          { class: "gx-row" },
          this.said,
          button("Draw new samples", "Draw 16 samples of each model with the next seed", () => {
            this.seed += 1;
            this.draw();
          }),
        ),
      ),
      this.rows,
      this.table,
    );
  }

  /** Show these panes; samples are drawn at once where two models are compared. */
  show(panes, smooth) {
    this.panes = panes;
    this.smooth = smooth;
    this.parts = new Map();
    this.rows.replaceChildren(
      ...panes.map((pane) => {
        const draws = el("div", { class: "draws" });
        this.parts.set(pane, draws);
        return el("section", { class: "sampled" }, el("h4", {}, pane.card.title), draws);
      }),
    );
    this.measure();
    for (const pane of panes) this.preview(pane);
    if (panes.length > 1) this.draw();
  }

  /** Write the numbers, one row each with its meaning. */
  measure() {
    const cards = this.panes.map(({ card }) => card);
    const cell = (entry) =>
      el(
        "b",
        { class: "gx-num", title: entry?.title },
        entry?.value ?? "–",
        entry?.unit ? el("small", {}, ` ${entry.unit}`) : null,
      );
    const rows = [SPREAD, ...ROWS]
      .map((row) => [row, cards.map((card) => measured(card, row))])
      .filter(([, found]) => found.some(Boolean))
      .map(([[, name, , sentence], found]) => {
        const samples = found.find((one) => one?.samples)?.samples;
        return el(
          "div",
          { class: "measure" },
          el("div", {}, samples ? `${name}, k = ${samples}` : name),
          ...found.map(cell),
          el("span", {}, sentence),
        );
      });
    const head =
      cards.length > 1
        ? [el("div", { class: "measure head" }, el("div", {}), ...cards.map(({ title }) => el("div", {}, title)))]
        : [];
    this.table.replaceChildren(...head, ...rows);
    this.table.style.setProperty("--models", cards.length);
  }

  /** The samples in preview.png (rows of 8), until others are drawn. */
  preview(pane) {
    const { card } = pane;
    const [, h, w] = card.shape;
    const draws = this.parts.get(pane);
    const image = new Image();
    image.onload = () => {
      if (draws.childElementCount || image.naturalWidth !== 8 * w || image.naturalHeight < 2 * h) return;
      const cells = Array.from({ length: COUNT }, (_, i) => {
        const canvas = this.cell(card);
        canvas.getContext("2d").drawImage(image, (i % 8) * w, Math.floor(i / 8) * h, w, h, 0, 0, w, h);
        return canvas;
      });
      draws.replaceChildren(
        this.row(card, card.kl ? "z from its prior N(0, I)" : "z from a normal fitted to its codes", cells),
      );
    };
    image.src = `/previews/${encodeURIComponent(card.name)}/preview.png`;
  }

  cell(card, attributes = {}) {
    const [, h, w] = card.shape;
    const canvas = el("canvas", { class: "gx-canvas", ...attributes });
    Object.assign(canvas, { width: w, height: h });
    canvas.style.setProperty("--ratio", w / h);
    setSmooth(canvas, this.smooth);
    return canvas;
  }

  row(_card, text, cells) {
    const strip = el("div", { class: "strip" }, ...cells);
    return el("div", {}, el("p", { class: "gx-note" }, text), strip);
  }

  async draw() {
    const { panes, seed } = this;
    const prior = panes.find(({ card }) => card.kl && card.can.includes("sample"));
    const ask = (card) =>
      postJSON(query("/api/sample", { model: card.name }), { n: COUNT, temperature: 1, seed }).then(({ z }) => z);
    try {
      const normal = prior ? await ask(prior.card) : null;
      for (const pane of panes.filter(({ card }) => card.can.includes("sample"))) {
        const { card } = pane;
        const sets = card.kl
          ? [["z from its prior N(0, I)", normal]]
          : [["z from a normal fitted to its codes", await ask(card)]];
        if (!card.kl && normal) sets.unshift(["the same z from N(0, I), as if that were its prior", normal]);
        const z = sets.flatMap(([, drawn]) => drawn);
        pane.wake()?.request("samples", Float32Array.from(z.flat()), (pixels) => {
          if (this.panes === panes && this.seed === seed) this.fill(pane, sets, pixels);
        });
      }
      this.said.textContent = `seed ${seed}`;
    } catch (error) {
      this.on.error(error.message);
    }
  }

  fill(pane, sets, pixels) {
    const { card } = pane;
    const size = pixels.length / (sets.length * COUNT);
    this.parts.get(pane).replaceChildren(
      ...sets.map(([text, drawn], set) =>
        this.row(
          card,
          text,
          drawn.map((z, i) => {
            const where = z.map((value) => fmt(value, 2)).join(", ");
            const at = set * COUNT + i;
            const own = pixels.slice(at * size, (at + 1) * size);
            const canvas = this.cell(card, {
              tabindex: "0",
              role: "button",
              title: `z = (${where}). Click keeps it`,
              "aria-label": `Sample at z = (${where})`,
              onpointerenter: () => this.on.pick(pane, z),
              onfocus: () => this.on.pick(pane, z),
              onclick: () => this.on.keep(pane, z),
              onkeydown: (event) => {
                if (event.key === "Enter") this.on.keep(pane, z);
              },
            });
            paint(canvas, own, card.shape);
            return canvas;
          }),
        ),
      ),
    );
  }
}
