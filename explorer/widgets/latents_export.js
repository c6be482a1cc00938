// What a person takes along: the link, the Python, the picture.

import { copyText, el, saveBlob } from "./paint.js";
import { postJSON } from "./api.js";

const SCALE = 8, GAP = 2;   // both in pixels of the model

export class LatentsExport {
  /** @param {object} on  view() -> the view, pictures() -> canvases, error(message) */
  constructor(on) {
    this.on = on;
    this.said = el("p", { class: "gx-note", role: "status" });
    this.code = el("code", {});
    const copy = el("button", { class: "gx-btn", type: "button", title: "Copy this Python", onclick: async () => { copy.textContent = await copyText(this.code.textContent) ? "Copied" : "Select it and copy"; } }, "Copy");
    this.copy = copy;
    this.fold = el("div", { class: "code gx-hidden" }, el("pre", { class: "gx-code", tabindex: "0", "aria-label": "Python that makes this picture" }, this.code), copy);
    this.codeButton = el("button", { class: "gx-btn", type: "button", title: "Show Python that makes the same picture", "aria-expanded": "false", onclick: () => this.toggleCode() }, "As code");
    this.root = el("section", { class: "gx-panel" }, el("h3", {}, "Take it with you"),
      el("div", { class: "gx-row" },
        el("button", { class: "gx-btn", type: "button", title: "Copy a link that restores this very view", onclick: () => this.copyLink() }, "Copy link"),
        this.codeButton,
        el("button", { class: "gx-btn", type: "button", title: `Save what is seen, ${SCALE} times enlarged`, onclick: () => this.savePNG() }, "Save PNG")),
      this.said, this.fold);
  }

  link() { return postJSON("/api/link/latents", this.on.view()); }

  async copyLink() {
    try {
      const { query } = await this.link(), url = `${location.origin}${location.pathname}?${query}`, theme = new URLSearchParams(location.search).get("__theme");
      history.replaceState(history.state, "", theme ? `${url}&__theme=${encodeURIComponent(theme)}` : url);
      this.said.textContent = await copyText(url) ? "Copied. The link restores this view." : url;
    } catch (error) { this.on.error(error.message); }
  }

  async toggleCode() {
    const show = this.fold.classList.contains("gx-hidden");
    if (show) {
      try { this.code.textContent = (await this.link()).code; } catch (error) { this.on.error(error.message); return; }
      this.copy.textContent = "Copy";
    }
    this.fold.classList.toggle("gx-hidden", !show);
    this.codeButton.setAttribute("aria-expanded", String(show));
  }

  /** The view changed: what was said of the old one no longer holds. */
  forget() {
    this.said.textContent = "";
    this.fold.classList.add("gx-hidden");
    this.codeButton.setAttribute("aria-expanded", "false");
  }

  savePNG() {
    const canvases = this.on.pictures(), sheet = el("canvas"), gap = canvases.length > 1 ? GAP * SCALE : 0;
    sheet.width = canvases.reduce((sum, { width }) => sum + width * SCALE + gap, -gap);
    sheet.height = Math.max(...canvases.map(({ height }) => height)) * SCALE;
    const context = sheet.getContext("2d");
    context.imageSmoothingEnabled = canvases[0].style.imageRendering === "auto";
    canvases.reduce((x, canvas) => {
      context.drawImage(canvas, x, 0, canvas.width * SCALE, canvas.height * SCALE);
      return x + canvas.width * SCALE + gap;
    }, 0);
    sheet.toBlob((blob) => saveBlob(blob, `latents-${this.on.view().model}.png`), "image/png");
  }
}
