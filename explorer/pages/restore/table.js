// What was measured over whole test sets: the checkpoints' own numbers as tables, beside those of one picture.

import { el, fmt } from "../../ui/canvas/paint.js";
import { PSNR, seconds } from "./card.js";

const START = "psnr_";
const RIVALS = "rivals_0.5";
const NAMES = {
  noisy: "the noisy pictures",
  epll: "EPLL, mixture of Gaussians",
  epll_paper_weight: "EPLL, data weighted as in the paper",
  single_gaussian: "EPLL, one Gaussian",
  non_local_means: "non-local means",
  total_variation: "total variation",
  bm3d: "BM3D",
};

/** Panels for the checkpoints of a subject that have such numbers; none for the others. */
export function restoreTable(cards, subject) {
  const usable = cards.filter((card) => card.usable);
  if (subject.shape)
    return usable
      .filter((card) => card.can.includes("denoise") && card.dataset === subject.name && card.metrics[RIVALS]?.methods)
      .map((card) => rivals(card, subject));
  return usable
    .filter((card) => card.can.includes("patch_prior"))
    .map(photographs)
    .filter(Boolean);
}

const decibels = (value) => el("td", {}, `${fmt(value)} dB`);
const title = (text) => el("th", { scope: "row" }, text);
const panel = (words, table, note) =>
  el(
    "section",
    { class: "gx-panel measured" },
    el("h3", {}, words),
    el("table", { class: "both gx-num" }, ...table),
    el("p", { class: "gx-note" }, note),
  );

/** A denoiser beside every other method on the same noisy pictures. */
function rivals(card, subject) {
  const { methods, own, pictures } = card.metrics[RIVALS];
  const known = new Map(subject.methods.map((method) => [method.name, method.title]));
  const rows = [[card.name, own], ...Object.entries(methods)]
    .filter(([, value]) => Number.isFinite(value))
    .sort((a, b) => b[1] - a[1]);
  return panel(
    "Measured over the test set",
    [
      el("tr", {}, el("td", {}), el("th", { scope: "col", title: PSNR }, "mean PSNR")),
      ...rows.map(([name, value]) => el("tr", {}, title(known.get(name) ?? name), decibels(value))),
    ],
    `The first ${pictures} test pictures with Gaussian noise of 0.5 of full white, the same noise for every method.`,
  );
}

/** A patch prior beside its peers on photographs that it was not fitted to. */
function photographs(card) {
  const rows = Object.entries(card.metrics)
    .filter(([name, entry]) => name.startsWith(START) && Number.isFinite(entry?.value))
    .map(([name, entry]) => ({ name: name.slice(START.length), entry }));
  if (!rows.length) return null;
  rows.sort((a, b) => b.entry.value - a.entry.value);
  return panel(
    "Measured over photographs that it never saw",
    [
      el(
        "tr",
        {},
        el("td", {}),
        el("th", { scope: "col", title: PSNR }, "mean PSNR"),
        el("th", { scope: "col", title: "For one picture of 256 × 256" }, "time"),
      ),
      ...rows.map(({ name, entry }) =>
        el(
          "tr",
          {},
          title(NAMES[name] ?? name.replaceAll("_", " ")),
          decibels(entry.value),
          el("td", {}, Number.isFinite(entry.seconds) ? seconds(entry.seconds) : "–"),
        ),
      ),
    ],
    `${card.title}: ${rows[0].entry.data}. Non-local means and total variation were tuned on other photographs. BM3D (Dabov et al. 2007) is here as a yardstick only: it stands in the table, not on the page.`,
  );
}
