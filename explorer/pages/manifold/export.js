// What can be taken from the Manifold page: a link, Python, a picture.

import { copyText, el, saveBlob } from "../../ui/canvas/paint.js";
import { postJSON } from "../../ui/transport/api.js";
import { button } from "./controls.js";

const GAP = 24; // pixels between two planes in a saved picture

/** The planes as seen, side by side, as a PNG file. */
function savePlanes(panes) {
  const stills = panes.map((pane) => pane.still());
  const sheet = el("canvas");
  const context = sheet.getContext("2d");
  sheet.width = stills.reduce((sum, { width }) => sum + width, GAP * (stills.length - 1));
  sheet.height = Math.max(...stills.map(({ height }) => height));
  stills.reduce((x, still) => {
    context.drawImage(still, x, 0);
    return x + still.width + GAP;
  }, 0);
  sheet.toBlob((blob) => saveBlob(blob, `plane-${panes.map(({ card }) => card.name).join("-")}.png`), "image/png");
}

/** @param {{view: () => object, panes: () => object[], fail: (message: string) => void}} page */
export function exportPanel({ view, panes, fail }) {
  const code = el("pre", { class: "gx-code gx-hidden", tabindex: "0", "aria-label": "Python" });
  const said = el("p", { class: "gx-note", role: "status" });
  const ask = (use) => async () => {
    try {
      await use(await postJSON("/api/link/manifold", view()));
    } catch (error) {
      fail(error.message);
    }
  };
  const copy = ask(async ({ query }) => {
    const url = `${location.origin}${location.pathname}?${query}`;
    said.textContent = (await copyText(url)) ? "Copied. The link restores this view." : url;
  });
  const python = ask(async (answer) => {
    code.textContent = answer.code;
    code.classList.remove("gx-hidden");
    said.textContent = (await copyText(answer.code)) ? "Copied." : "";
  });
  return el(
    "section",
    { class: "gx-panel" },
    el("h3", {}, "Take it with you"),
    el(
      "div",
      { class: "gx-row" },
      button("Copy link", "Copy a link that restores this view", copy),
      button("As code", "Show Python that makes this grid and the picture under the cursor", python),
      button("Save PNG", "Save the plane as it is seen, with what is drawn on it", () => savePlanes(panes())),
    ),
    said,
    code,
  );
}
