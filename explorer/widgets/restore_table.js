// What was measured of a patch prior and of its peers over the test photographs: the checkpoint's own numbers as a table.

import { el, fmt } from "./paint.js";
import { PSNR, seconds } from "./restore_card.js";

const START = "psnr_";
const NAMES = { noisy: "the noisy pictures", epll: "EPLL, mixture of Gaussians", epll_paper_weight: "EPLL, data weighted as in the paper", single_gaussian: "EPLL, one Gaussian", non_local_means: "non-local means", total_variation: "total variation", bm3d: "BM3D" };

/** Panels for the checkpoints that have such numbers; none for the others. */
export function restoreTable(cards) {
  return cards.filter((card) => card.usable && card.can.includes("patch_prior")).map(panel).filter(Boolean);
}

function panel(card) {
  const rows = Object.entries(card.metrics).filter(([name, entry]) => name.startsWith(START) && Number.isFinite(entry?.value)).map(([name, entry]) => ({ name: name.slice(START.length), entry }));
  if (!rows.length) return null;
  rows.sort((a, b) => b.entry.value - a.entry.value);
  const row = ({ name, entry }) => el("tr", {}, el("th", { scope: "row" }, NAMES[name] ?? name.replaceAll("_", " ")), el("td", {}, `${fmt(entry.value)} dB`), el("td", {}, Number.isFinite(entry.seconds) ? seconds(entry.seconds) : "–"));
  const { data } = rows[0].entry;
  return el("section", { class: "gx-panel measured" }, el("h3", {}, "Measured over photographs that it never saw"),
    el("table", { class: "both gx-num" }, el("tr", {}, el("td", {}), el("th", { scope: "col", title: PSNR }, "mean PSNR"), el("th", { scope: "col", title: "For one picture of 256 × 256" }, "time")), ...rows.map(row)),
    el("p", { class: "gx-note" }, `${card.title}: ${data}. Non-local means and total variation were tuned on other photographs. BM3D (Dabov et al. 2007) is here as a yardstick only: it stands in the table, not on the page.`));
}
