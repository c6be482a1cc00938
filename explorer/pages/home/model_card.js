// A checkpoint on Home: its picture, what it is, the numbers that head it, and the pages that take it.

import { el } from "../../ui/canvas/paint.js";
import { isGivenLabel, natsText } from "../../ui/metrics.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("../../ui/types.js").Metric} Metric */

/**
 * The numbers that head a card, in this order, where it has them: the metric's name, of some only its beginning, that
 * ends with "_"; what it is called here; the unit; the decimals.
 * @type {[name: string, called: string, unit: string, digits: number][]}
 */
const HEADLINES = [
  ["neg_elbo", "−ELBO", "nats", 1],
  ["bits_per_dim", "−ELBO", "bits per dimension", 2],
  ["neg_iwae_", "−IWAE", "nats", 1],
  ["nll", "−log p", "nats", 1],
  ["nll_no_class", "−log p, class not told", "nats", 1],
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
const IN_NATS = /^neg_(elbo|iwae_)$|^nll$/; // of a picture; each may be given its class

/** @typedef {{name: string, value: string, full: string}} Headline  value: with its unit; full: the metric in words */

/**
 * @param {Card} card
 * @returns {Headline[]}
 */
function headlines({ metrics }) {
  const measured = Object.entries(metrics ?? {}).filter(([, metric]) => Number.isFinite(metric?.value));
  /** @type {Headline[]} */
  const found = [];
  for (const [start, called, unit, digits] of HEADLINES) {
    const hit = measured.find(([name]) => (start.endsWith("_") ? name.startsWith(start) : name === start));
    if (!hit) continue;
    const [name, metric] = hit;
    const { value, unit: words, data, split } = metric;
    const samples = /_(\d+)$/.exec(name)?.[1];
    const told = isGivenLabel(metric) && IN_NATS.test(start) ? ", class told" : "";
    found.push({
      name: `${called}${samples ? ` (k = ${samples})` : ""}${told}`,
      value: `${natsText(value, digits)} ${unit}`.trim(),
      full: [words, data, split].filter(Boolean).join("; "),
    });
  }
  return found.slice(0, MOST_NUMBERS);
}

/** @param {number} count  of the weights */
const millions = (count) => `${(count / 1e6).toFixed(count < 1e6 ? 2 : 1)} M weights`;

/** @param {Card} card */
function facts({ latents, conditions, shape: [c, h, w], parameters }) {
  return [
    latents ? `${latents} latents` : "",
    conditions ? `${conditions} classes` : "",
    h ? `${h} × ${w}${c === 3 ? " in colour" : ""}` : "", // what draws with a pen has no pixels
    parameters ? millions(parameters) : "",
  ].filter(Boolean);
}

/**
 * Whether a picture is drawn of it when it is trained.
 * @param {Card} card
 */
const isDrawn = ({ can, over }) =>
  ["decode", "quantize", "attend", "sketch"].some((name) => can.includes(name)) ||
  (can.includes("autoregress") && !over);

/** @param {Card} card */
function preview({ name, title, can, pages }) {
  const picture = el("img", {
    src: `/previews/${encodeURIComponent(name)}/preview.png`,
    alt: can.includes("attend") ? `Where ${title} looks` : `Samples of ${title}`,
    loading: "lazy",
  });
  // A model of one's own may have none.
  picture.addEventListener("error", () => picture.classList.add("gx-hidden"));
  const [path] = Object.keys(pages);
  if (!path) return el("div", { class: "picture" }, picture);
  const opens = `Open ${title} on the page ${pageName(path)}`;
  const href = hrefOf(path, pages);
  return el("a", { class: "picture", href, title: opens, tabindex: "-1", "aria-hidden": "true" }, picture);
}

/**
 * A page's name, as its address has it.
 * @param {string} path
 */
const pageName = (path) => path.charAt(0).toUpperCase() + path.slice(1);

/**
 * @param {string} path  of a page that takes the model
 * @param {Card["pages"]} pages  of its card
 */
const hrefOf = (path, pages) => `/${path}?${new URLSearchParams(pages[path])}`;

/**
 * @param {Card} card
 * @param {string} path  of a page that takes it
 */
function pageLink({ title, pages }, path) {
  const name = pageName(path);
  return el("a", { class: "gx-btn", href: hrefOf(path, pages), title: `Open ${title} on the page ${name}` }, name);
}

/** @param {Card} card  of a model that can be used */
export function modelCard(card) {
  const numbers = headlines(card).flatMap(({ name, value, full }) => [
    el("dt", { title: full }, name),
    el("dd", { class: "gx-num" }, value),
  ]);
  const links = Object.keys(card.pages).map((path) => pageLink(card, path));
  return el(
    "article",
    { class: "gx-panel model" },
    isDrawn(card) ? preview(card) : null,
    el("h3", {}, card.title),
    el("p", { class: "about" }, card.about),
    el("p", { class: "gx-note gx-num" }, facts(card).join(" · ")),
    el("dl", { class: "numbers" }, ...numbers),
    el("div", { class: "gx-row links" }, ...links),
  );
}
