// Pictures that answer to the pointer, one a page: from files made at training time, and one small job for the restorer.

import { decodeBase64, el, loadImage, paint } from "../../ui/canvas/paint.js";
import { CompareSlider } from "../../ui/picture/compare_slider.js";
import { JobSocket } from "../../ui/transport/jobs.js";
import { paintingBox } from "./painting.js";

const STEPS = 13;
const GRID = 20;
const STYLES = 10;
const FRAME_MS = 110;
const EXAMPLE = [2, 1]; // column and row of a preview
const SCENES = [4, 2]; // columns and rows of a preview of attention
const DREAMS = [8, 4];
const ATLAS = 16; // columns and rows of a preview; codes in a row, where it shows these
const still = matchMedia("(prefers-reduced-motion: reduce)");

const door = (path, card, title, sentence, picture) =>
  el(
    "article",
    { class: "gx-panel door" },
    picture,
    el("h2", {}, el("a", { href: card ? `/${path}?${new URLSearchParams({ model: card.name })}` : `/${path}` }, title)),
    el("p", {}, sentence),
  );

const file = (card, name) => loadImage(`/previews/${encodeURIComponent(card.name)}/${name}`);

/** Latents: one picture that changes as the pointer runs along its strip; until then it walks by itself. */
export function stripCard(card) {
  const [, h, w] = card.shape;
  const order = (card.kl ?? card.range.map(() => 0))
    .map((kl, row) => [kl, row])
    .sort((a, b) => b[0] - a[0])
    .map(([, row]) => row);
  const rows = order.slice(0, 4);
  const big = el("canvas", {
    class: "gx-canvas big",
    role: "img",
    "aria-label": `A picture of ${card.title} that changes with one latent`,
  });
  const strips = el("canvas", {
    class: "gx-canvas strips",
    role: "img",
    "aria-label": "The pictures that four latents pass through",
  });
  const mark = el("div", { class: "mark" });
  const box = el("div", { class: "strip-box" }, strips, mark);
  Object.assign(big, { width: w, height: h });
  Object.assign(strips, { width: w * STEPS, height: h * rows.length });
  big.style.setProperty("--ratio", w / h);
  strips.style.setProperty("--ratio", (w * STEPS) / (h * rows.length));
  const living = el("div", { class: "living latents" }, big, box);
  file(card, "strips.png")
    .then((image) => {
      const place = (column, row) => {
        big.getContext("2d").drawImage(image, column * w, rows[row] * h, w, h, 0, 0, w, h);
        mark.style.cssText = `left: ${(column / STEPS) * 100}%; top: ${(row / rows.length) * 100}%; width: ${100 / STEPS}%; height: ${100 / rows.length}%`;
      };
      rows.forEach((row, i) =>
        strips.getContext("2d").drawImage(image, 0, row * h, w * STEPS, h, 0, i * h, w * STEPS, h),
      );
      place(STEPS >> 1, 0);
      let step = STEPS >> 1;
      let timer = 0;
      const walk = () => {
        step += 1;
        const round = 2 * (STEPS - 1);
        const at = step % round;
        place(at < STEPS ? at : round - at, Math.floor(step / round) % rows.length);
      };
      const start = () => {
        if (!still.matches) timer ||= setInterval(walk, FRAME_MS);
      };
      const stop = () => {
        clearInterval(timer);
        timer = 0;
      };
      box.addEventListener("pointermove", (event) => {
        stop();
        const area = box.getBoundingClientRect();
        const clamp = (value, count) => Math.min(count - 1, Math.max(0, Math.floor(value * count)));
        place(
          clamp((event.clientX - area.left) / area.width, STEPS),
          clamp((event.clientY - area.top) / area.height, rows.length),
        );
      });
      box.addEventListener("pointerleave", start);
      document.addEventListener("visibilitychange", () => (document.hidden ? stop() : start()));
      start();
    })
    .catch(() => living.classList.add("gx-hidden")); // a model without previews
  return door(
    "latents",
    card,
    "Latents",
    `Every slider lies on the pictures it passes through. Drag one, and a picture of ${card.title} follows the hand.`,
    living,
  );
}

/**
 * A sheet of pictures made at training time, with the cell under the pointer enlarged.
 * @param {(image: HTMLImageElement) => number[]} [cut]  columns and rows, where only the picture itself can tell
 */
function sheetBox(card, name, columns, rows, label, opening, cut = () => [columns, rows]) {
  const [, h, w] = card.shape;
  const sheet = el("canvas", { class: "gx-canvas sheet", role: "img", "aria-label": label });
  const lens = el("canvas", { class: "gx-canvas lens", "aria-hidden": "true" });
  const box = el("div", { class: "sheet-box" }, sheet, lens);
  box.style.setProperty("--ratio", (w * columns) / (h * rows));
  const living = el("div", { class: "living plane" }, box);
  file(card, name)
    .then((image) => {
      const [across, down] = cut(image);
      const wide = image.width / across;
      const tall = image.height / down;
      Object.assign(sheet, { width: image.width, height: image.height });
      Object.assign(lens, { width: wide, height: tall });
      box.style.setProperty("--ratio", image.width / image.height);
      lens.style.setProperty("--ratio", wide / tall);
      sheet.getContext("2d").drawImage(image, 0, 0);
      const place = (fx, fy) => {
        const cell = (value, count) => Math.min(count - 1, Math.max(0, Math.floor(value * count)));
        const column = cell(fx, across);
        const row = cell(fy, down);
        lens.getContext("2d").drawImage(image, column * wide, row * tall, wide, tall, 0, 0, wide, tall);
        lens.style.left = `${((column + 0.5) / across) * 100}%`;
        lens.style.top = `${((row + 0.5) / down) * 100}%`;
      };
      place(...opening);
      box.addEventListener("pointermove", (event) => {
        const area = box.getBoundingClientRect();
        place((event.clientX - area.left) / area.width, (event.clientY - area.top) / area.height);
      });
    })
    .catch(() => living.classList.add("gx-hidden"));
  return living;
}

/** Manifold: the plane's sheet. */
export function planeCard(card) {
  return door(
    "manifold",
    card,
    "Manifold",
    `Two latents make a plane. Move over that of ${card.title}, zoom into it, and see where every test picture lies.`,
    sheetBox(card, "plane.png", GRID, GRID, `The latent plane of ${card.title}`, [0.78, 0.78]),
  );
}

/** Pixels: a picture that is painted again and again. */
export function pixelsCard(card) {
  return door(
    "pixels",
    card,
    "Pixels",
    "Pixel after pixel, each drawn from what the model expects after all before it. Stop anywhere, ask any pixel, force another value.",
    paintingBox(card),
  );
}

/** Classes: rows of one style in every class. */
export function classesCard(card) {
  return door(
    "classes",
    card,
    "Classes",
    `One style in every class, one class in many styles. Draw a digit and see your handwriting in all of them.`,
    sheetBox(
      card,
      "sheet.png",
      card.conditions,
      STYLES,
      `Ten styles of ${card.title}, each in every class`,
      [0.35, 0.45],
    ),
  );
}

/** Restore: a picture of a model's own, noisy on one side of a divider and mended by the denoiser on the other. */
export function restoreCard(denoiser, painter) {
  const [, h, w] = painter.shape;
  const divider = new CompareSlider({ pixel() {} });
  divider.setRatio(w, h);
  divider.setNames("with noise", "mended");
  const living = el("div", { class: "living restore" }, divider.root);
  file(painter, "preview.png")
    .then((image) => {
      const canvas = el("canvas", { width: w, height: h });
      const context = canvas.getContext("2d");
      context.drawImage(image, EXAMPLE[0] * w, EXAMPLE[1] * h, w, h, 0, 0, w, h);
      const rgba = context.getImageData(0, 0, w, h).data;
      const pixels = Uint8Array.from({ length: w * h }, (_, i) => rgba[4 * i]);
      const show = { damaged: divider.left, result: divider.right };
      const restorer = new JobSocket("/api/restore", {
        status() {},
        event(message) {
          if (show[message.event]) paint(show[message.event], decodeBase64(message.pixels), painter.shape);
          if (["end", "error"].includes(message.event)) restorer.close();
        },
      });
      restorer.request({
        subject: painter.dataset,
        shape: painter.shape,
        pixels: btoa(String.fromCharCode(...pixels)),
        damage: { kind: "gaussian", strength: 0.6, seed: 1 },
        methods: [denoiser.name],
      });
      addEventListener("pagehide", () => restorer.close(), { once: true });
      divider.root.addEventListener("pointermove", (event) => {
        const area = divider.root.getBoundingClientRect();
        divider.move(((event.clientX - area.left) / area.width) * 100);
      });
    })
    .catch(() => living.classList.add("gx-hidden"));
  return door(
    "restore",
    null,
    "Restore",
    "Noise, holes, blur: damage a picture and see what each method makes of it, side by side, with its error in decibels.",
    living,
  );
}

/** Codes: pictures that a prior dreamt, or the codebook where there was none. */
export function codesCard(card) {
  const [, h, w] = card.shape;
  const [columns, rows] = DREAMS;
  const cells = card.grids.reduce((sum, [tall, wide]) => sum + tall * wide, 0);
  const dreamt = (image) => image.width === columns * w && image.height === rows * h;
  return door(
    "codes",
    card,
    "Codes",
    `${card.title}: each picture is ${cells} numbers from a book of ${card.code_count} codes. Repaint a few, and the picture follows the brush.`,
    sheetBox(card, "preview.png", columns, rows, `Pictures out of the codes of ${card.title}`, [0.3, 0.4], (image) =>
      dreamt(image) ? DREAMS : [ATLAS, Math.ceil(card.code_count / ATLAS)],
    ),
  );
}

/** Attention: scenes of coloured digits, and where the model looks when it is asked for one of them. */
export function attentionCard(card) {
  const sheet = sheetBox(
    card,
    "preview.png",
    ...SCENES,
    `Scenes of coloured digits and where ${card.title} looks`,
    [0.6, 0.7],
    () => SCENES,
  );
  sheet.classList.add("looks");
  return door(
    "attention",
    card,
    "Attention",
    "Which digit is the red one? Ask, and see where each model looks before it answers. Move a digit, and the masks follow.",
    sheet,
  );
}
