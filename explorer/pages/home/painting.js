// The Pixels page's picture on Home: samples that were painted at training time, shown again pixel by pixel; under the pointer the hand paints.

import { el, loadImage } from "../../ui/canvas/paint.js";

const COLUMNS = 8;
const ROWS = 4; // of preview.png
const RATE = 260;
const REST_MS = 1400; // pixels a second; how long a finished picture stays
const UNKNOWN = ["#3b4654", "#343e4b"];
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** @returns {HTMLElement} a picture that is painted again and again; `card`: an autoregressive model with a preview */
export function paintingBox(card) {
  const [, h, w] = card.shape;
  const total = h * w;
  const canvas = el("canvas", {
    class: "gx-canvas sheet",
    width: w,
    height: h,
    role: "img",
    "aria-label": `A picture that ${card.title} paints pixel by pixel`,
  });
  const box = el("div", { class: "sheet-box" }, canvas);
  box.style.setProperty("--ratio", w / h);
  const living = el("div", { class: "living plane" }, box);
  const context = canvas.getContext("2d");
  loadImage(`/previews/${encodeURIComponent(card.name)}/preview.png`)
    .then((image) => {
      let number = 0;
      let began = performance.now();
      let hand = null;
      let frame = 0;
      let shown = -1;
      const show = (count) => {
        if (count === shown) return;
        shown = count;
        context.drawImage(image, (number % COLUMNS) * w, Math.floor(number / COLUMNS) * h, w, h, 0, 0, w, h);
        for (let at = count; at < total; at++) {
          context.fillStyle = UNKNOWN[((at % w) + Math.floor(at / w)) % 2];
          context.fillRect(at % w, Math.floor(at / w), 1, 1);
        }
      };
      const paint = (now) => {
        frame = 0;
        const count = hand ?? Math.floor(((now - began) / 1000) * RATE);
        if (hand === null && count > total + (REST_MS / 1000) * RATE) {
          number = (number + 1) % (COLUMNS * ROWS);
          began = now;
        }
        show(Math.min(Math.max(count, 0), total));
        wake();
      };
      const wake = () => {
        if (!document.hidden && canvas.isConnected && !(still.matches && hand === null))
          frame ||= requestAnimationFrame(paint);
      };
      box.addEventListener("pointermove", (event) => {
        const area = box.getBoundingClientRect();
        const cell = (value, count) => Math.min(count - 1, Math.max(0, Math.floor(value * count)));
        hand =
          cell((event.clientY - area.top) / area.height, h) * w + cell((event.clientX - area.left) / area.width, w) + 1;
        wake();
      });
      box.addEventListener("pointerleave", () => {
        began = performance.now() - ((hand ?? 0) / RATE) * 1000;
        hand = null;
        wake();
      });
      document.addEventListener("visibilitychange", wake);
      show(still.matches ? total : 0);
      wake();
    })
    .catch(() => living.classList.add("gx-hidden")); // a model without a preview
  return living;
}
