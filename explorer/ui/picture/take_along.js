// What a person takes along: the link, the Python, the picture.

import { copyText, el, saveBlob } from "../canvas/paint.js";
import { postJSON } from "../transport/api.js";

/** Canvases side by side, enlarged crisply (or smoothly, as they are shown) by a whole factor. */
export function sideBySide(canvases, scale, gap) {
  const sheet = el("canvas");
  const context = sheet.getContext("2d");
  sheet.width = canvases.reduce((sum, { width }) => sum + (width + gap) * scale, -gap * scale);
  sheet.height = Math.max(...canvases.map(({ height }) => height)) * scale;
  context.imageSmoothingEnabled = canvases[0].style.imageRendering === "auto";
  canvases.reduce((x, canvas) => {
    context.drawImage(canvas, x, 0, canvas.width * scale, canvas.height * scale);
    return x + (canvas.width + gap) * scale;
  }, 0);
  return sheet;
}

/** A view's query into the address bar, where the theme that the page was opened with stays. The link without the theme is returned. */
export function putInAddress(query) {
  const url = `${location.origin}${location.pathname}?${query}`;
  const theme = new URLSearchParams(location.search).get("__theme");
  history.replaceState(history.state, "", theme ? `${url}&__theme=${encodeURIComponent(theme)}` : url);
  return url;
}

export class TakeAlong {
  /**
   * @param {object} on  page (its name in links), view() -> the view, picture() -> a canvas as it is to be saved, file() -> its name,
   *   saves (what the button says when pointed at), error(message)
   */
  constructor(on) {
    this.on = on;
    this.said = el("p", { class: "gx-note", role: "status" });
    this.code = el("code", {});
    const copy = el(
      "button",
      {
        class: "gx-btn",
        type: "button",
        title: "Copy this Python",
        onclick: async () => {
          copy.textContent = (await copyText(this.code.textContent)) ? "Copied" : "Select it and copy";
        },
      },
      "Copy",
    );
    this.copy = copy;
    this.fold = el(
      "div",
      { class: "code gx-hidden" },
      el("pre", { class: "gx-code", tabindex: "0", "aria-label": "Python that makes this picture" }, this.code),
      copy,
    );
    this.codeButton = el(
      "button",
      {
        class: "gx-btn",
        type: "button",
        title: "Show Python that makes the same picture",
        "aria-expanded": "false",
        onclick: () => this.toggleCode(),
      },
      "As code",
    );
    this.root = el(
      "section",
      { class: "gx-panel" },
      el("h3", {}, "Take it with you"),
      el(
        "div",
        { class: "gx-row" },
        el(
          "button",
          {
            class: "gx-btn",
            type: "button",
            title: "Copy a link that restores this very view",
            onclick: () => this.copyLink(),
          },
          "Copy link",
        ),
        this.codeButton,
        el(
          "button",
          {
            class: "gx-btn",
            type: "button",
            title: on.saves,
            onclick: () => on.picture().toBlob((blob) => saveBlob(blob, `${on.file()}.png`), "image/png"),
          },
          "Save PNG",
        ),
      ),
      this.said,
      this.fold,
    );
  }

  link() {
    return postJSON(`/api/link/${this.on.page}`, this.on.view());
  }

  async copyLink() {
    try {
      const url = putInAddress((await this.link()).query);
      this.said.textContent = (await copyText(url)) ? "Copied. The link restores this view." : url;
    } catch (error) {
      this.on.error(error.message);
    }
  }

  async toggleCode() {
    const show = this.fold.classList.contains("gx-hidden");
    if (show) {
      try {
        this.code.textContent = (await this.link()).code;
      } catch (error) {
        this.on.error(error.message);
        return;
      }
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
}
