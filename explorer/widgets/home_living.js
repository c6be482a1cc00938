// Two pictures that answer to the pointer, from files made at training time: a traversal and a plane.

import { el, loadImage } from "./paint.js";

const STEPS = 13, GRID = 20, FRAME_MS = 110;
const still = matchMedia("(prefers-reduced-motion: reduce)");

const door = (path, card, title, sentence, picture) => el("article", { class: "gx-panel door" }, picture,
  el("h2", {}, el("a", { href: `/${path}?${new URLSearchParams({ model: card.name })}` }, title)), el("p", {}, sentence));

const file = (card, name) => loadImage(`/previews/${encodeURIComponent(card.name)}/${name}`);

/** Latents: one picture that changes as the pointer runs along its strip; until then it walks by itself. */
export function stripCard(card) {
  const [, h, w] = card.shape, order = (card.kl ?? card.range.map(() => 0)).map((kl, row) => [kl, row]).sort((a, b) => b[0] - a[0]).map(([, row]) => row);
  const rows = order.slice(0, 4);
  const big = el("canvas", { class: "gx-canvas big", role: "img", "aria-label": `A picture of ${card.title} that changes with one latent` });
  const strips = el("canvas", { class: "gx-canvas strips", role: "img", "aria-label": "The pictures that four latents pass through" });
  const mark = el("div", { class: "mark" }), box = el("div", { class: "strip-box" }, strips, mark);
  Object.assign(big, { width: w, height: h });
  Object.assign(strips, { width: w * STEPS, height: h * rows.length });
  big.style.setProperty("--ratio", w / h);
  strips.style.setProperty("--ratio", (w * STEPS) / (h * rows.length));
  const living = el("div", { class: "living latents" }, big, box);
  file(card, "strips.png").then((image) => {
    const place = (column, row) => {
      big.getContext("2d").drawImage(image, column * w, rows[row] * h, w, h, 0, 0, w, h);
      mark.style.cssText = `left: ${column / STEPS * 100}%; top: ${row / rows.length * 100}%; width: ${100 / STEPS}%; height: ${100 / rows.length}%`;
    };
    rows.forEach((row, i) => strips.getContext("2d").drawImage(image, 0, row * h, w * STEPS, h, 0, i * h, w * STEPS, h));
    place(STEPS >> 1, 0);
    let step = STEPS >> 1, timer = 0;
    const walk = () => {
      step += 1;
      const round = 2 * (STEPS - 1), at = step % round;
      place(at < STEPS ? at : round - at, Math.floor(step / round) % rows.length);
    };
    const start = () => { if (!still.matches) timer ||= setInterval(walk, FRAME_MS); };
    const stop = () => { clearInterval(timer); timer = 0; };
    box.addEventListener("pointermove", (event) => {
      stop();
      const area = box.getBoundingClientRect(), clamp = (value, count) => Math.min(count - 1, Math.max(0, Math.floor(value * count)));
      place(clamp((event.clientX - area.left) / area.width, STEPS), clamp((event.clientY - area.top) / area.height, rows.length));
    });
    box.addEventListener("pointerleave", start);
    document.addEventListener("visibilitychange", () => (document.hidden ? stop() : start()));
    start();
  }).catch(() => living.classList.add("gx-hidden"));   // a model without previews
  return door("latents", card, "Latents", `Every slider lies on the pictures it passes through. Drag one, and a picture of ${card.title} follows the hand.`, living);
}

/** Manifold: the plane's sheet, with the cell under the pointer enlarged. */
export function planeCard(card) {
  const [, h, w] = card.shape;
  const sheet = el("canvas", { class: "gx-canvas sheet", role: "img", "aria-label": `The latent plane of ${card.title}` });
  const lens = el("canvas", { class: "gx-canvas lens", "aria-hidden": "true" }), box = el("div", { class: "sheet-box" }, sheet, lens);
  Object.assign(sheet, { width: w * GRID, height: h * GRID });
  Object.assign(lens, { width: w, height: h });
  box.style.setProperty("--ratio", w / h);
  const living = el("div", { class: "living plane" }, box);
  file(card, "plane.png").then((image) => {
    sheet.getContext("2d").drawImage(image, 0, 0);
    const place = (fx, fy) => {
      const cell = (value) => Math.min(GRID - 1, Math.max(0, Math.floor(value * GRID))), column = cell(fx), row = cell(fy);
      lens.getContext("2d").drawImage(image, column * w, row * h, w, h, 0, 0, w, h);
      lens.style.left = `${(column + 0.5) / GRID * 100}%`;
      lens.style.top = `${(row + 0.5) / GRID * 100}%`;
    };
    place(0.78, 0.78);
    box.addEventListener("pointermove", (event) => {
      const area = box.getBoundingClientRect();
      place((event.clientX - area.left) / area.width, (event.clientY - area.top) / area.height);
    });
  }).catch(() => living.classList.add("gx-hidden"));
  return door("manifold", card, "Manifold", `Two latents make a plane. Move over that of ${card.title}, zoom into it, and see where every test picture lies.`, living);
}
