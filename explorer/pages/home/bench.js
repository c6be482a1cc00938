// The home page: the pages as living pictures, then every checkpoint with its numbers.

import { el, fmt } from "../../ui/canvas/paint.js";
import { getJSON } from "../../ui/transport/api.js";
import { attentionCard, classesCard, codesCard, pixelsCard, planeCard, restoreCard, stripCard } from "./living.js";

const PAGES = {
  latents: "Latents",
  manifold: "Manifold",
  classes: "Classes",
  restore: "Restore",
  pixels: "Pixels",
  codes: "Codes",
  attention: "Attention",
};

// The numbers that head a checkpoint's card, in this order, where it has them; of some the name goes on after the "_".
const HEADLINES = [
  ["neg_elbo", "−ELBO", "nats", 1],
  ["neg_iwae_", "−IWAE", "nats", 1],
  ["nll", "−log p", "nats", 1],
  ["mig", "MIG", "", 3],
  ["class_share", "share of the asked class", "", 3],
  ["accuracy", "accuracy", "", 4],
  ["correctness", "mask correctness", "", 3],
  ["psnr_0.5", "PSNR at noise 0.5", "dB", 1],
  ["psnr_epll", "PSNR at noise 25", "dB", 2],
  ["psnr", "PSNR of its codes", "dB", 2],
  ["perplexity", "perplexity", "codes", 1],
  ["mse", "squared error", "per pixel", 4],
];
const MOST_NUMBERS = 3;

export async function mount(root) {
  root.classList.add("gx-home");
  let cards;
  try {
    cards = await getJSON("/api/models");
  } catch (error) {
    root.replaceChildren(el("p", { class: "gx-error", role: "alert" }, error.message));
    return;
  }
  const usable = cards.filter((card) => card.usable);
  const broken = cards.filter((card) => !card.usable);
  if (!usable.length) {
    root.replaceChildren(empty(), ...unusable(broken));
    return;
  }
  const flat = best(
    usable.filter((card) => card.pages.manifold),
    "vae-mnist-2d",
  );
  const deep = best(
    usable.filter((card) => card.pages.latents),
    "vae-mnist-50d",
  );
  const byClass = best(
    usable.filter((card) => card.pages.classes),
    "cvae-mnist-16d",
  );
  const denoiser = usable.find((card) => card.can.includes("denoise") && card.dataset === deep?.dataset);
  const painter = best(
    usable.filter((card) => card.pages.pixels),
    "gated-pixelcnn-mnist",
  );
  const coder = best(
    usable.filter((card) => card.can.includes("quantize")),
    "vqvae-mnist",
  );
  const looking = usable.filter((card) => card.pages.attention);
  const looker = looking.find((card) => card.can.includes("attend_steps")) ?? looking[0];
  root.replaceChildren(
    el(
      "div",
      { class: "doors" },
      deep && stripCard(deep),
      flat && planeCard(flat),
      byClass && classesCard(byClass),
      painter && pixelsCard(painter),
      denoiser && restoreCard(denoiser, deep),
      coder && codesCard(coder),
      looker && attentionCard(looker),
    ),
    el("h2", {}, usable.length === 1 ? "One model to handle" : `${usable.length} models to handle`),
    el("div", { class: "models" }, ...usable.map(modelCard)),
    ...unusable(broken),
  );
}

const best = (cards, name) => cards.find((card) => card.name === name) ?? cards[0] ?? null;

/** Headline numbers: [label, value with unit, the metric in full]. */
function numbers(card) {
  const entries = Object.entries(card.metrics ?? {}).filter(([, entry]) => Number.isFinite(entry?.value));
  const found = [];
  for (const [start, short, unit, digits] of HEADLINES) {
    const hit = entries.find(([name]) => (start.endsWith("_") ? name.startsWith(start) : name === start));
    if (!hit) continue;
    const [name, { value, unit: words, data, split }] = hit;
    const samples = /_(\d+)$/.exec(name)?.[1];
    found.push([
      samples ? `${short} (k = ${samples})` : short,
      `${fmt(value, digits)} ${unit}`.trim(),
      [words, data, split].filter(Boolean).join("; "),
    ]);
  }
  return found.slice(0, MOST_NUMBERS);
}

function modelCard(card) {
  const drawn =
    card.can.includes("decode") ||
    card.can.includes("quantize") ||
    (card.can.includes("autoregress") && !card.over) ||
    card.can.includes("attend");
  const picture = el("img", {
    src: drawn ? `/previews/${encodeURIComponent(card.name)}/preview.png` : null,
    alt: card.can.includes("attend") ? `Where ${card.title} looks` : `Samples of ${card.title}`,
    loading: "lazy",
  });
  picture.addEventListener("error", () => picture.classList.add("gx-hidden")); // a model of one's own may have none
  const links = Object.entries(card.pages).map(([path, query]) =>
    el(
      "a",
      {
        class: "gx-btn",
        href: `/${path}?${new URLSearchParams(query)}`,
        title: `Open ${card.title} on the page ${PAGES[path] ?? path}`,
      },
      PAGES[path] ?? path,
    ),
  );
  const [c, h, w] = card.shape;
  const facts = [
    ...(card.latents ? [`${card.latents} latents`] : []),
    ...(card.conditions ? [`${card.conditions} classes`] : []),
    `${h} × ${w}${c === 3 ? " in colour" : ""}`,
  ];
  if (card.parameters) facts.push(`${(card.parameters / 1e6).toFixed(card.parameters < 1e6 ? 2 : 1)} M weights`);
  return el(
    "article",
    { class: "gx-panel model" },
    drawn ? el("div", { class: "picture" }, picture) : null,
    el("h3", {}, card.title),
    el("p", { class: "about" }, card.about),
    el("p", { class: "gx-note gx-num" }, facts.join(" · ")),
    el(
      "dl",
      {},
      ...numbers(card).flatMap(([name, value, where]) => [
        el("dt", { title: where }, name),
        el("dd", { class: "gx-num" }, value),
      ]),
    ),
    el("div", { class: "gx-row links" }, ...links),
  );
}

function unusable(broken) {
  if (!broken.length) return [];
  return [
    el("h2", {}, "Not usable"),
    el(
      "ul",
      { class: "gx-panel broken" },
      ...broken.map((card) => el("li", {}, el("b", {}, card.name), `: ${card.reason}.`)),
    ),
  ];
}

function empty() {
  return el(
    "section",
    { class: "gx-panel" },
    el("h2", {}, "There is no model yet"),
    el(
      "p",
      {},
      "Train one on this machine; the smallest takes a few minutes on one core. It appears here when you reload.",
    ),
    el(
      "pre",
      { class: "gx-code" },
      "python -m train                 # lists the recipes\npython -m train vae-mnist-2d    # trains one into trained/",
    ),
    el(
      "p",
      { class: "gx-note" },
      "Or start the app with a folder of checkpoints of your own: python app.py --models DIR",
    ),
  );
}
