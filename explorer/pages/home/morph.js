// What Home opens with: from one face to another and back, by itself or under the hand.

import { context2d, el, loadImage } from "../../ui/canvas/paint.js";
import { button, press } from "../../ui/controls/buttons.js";
import { StripSlider } from "../../ui/latents/strip_slider.js";
import { getJSON } from "../../ui/transport/api.js";
import { still } from "./living.js";

/** @typedef {import("../../ui/types.js").Card} Card */

/**
 * Where the way lies, as it was made when the model was evaluated: its ends, and the sheet of its pictures.
 * @typedef {{a: number[], b: number[], kind: string, pictures: number, columns: number, seed: number}} Way
 */

const SHOWN = 11; // pictures on the strip
const ONE_WAY_MS = 5000;
const HOME = "";

/**
 * The morph of the model that Home opens with; null where there is none.
 * @param {Card[]} cards
 * @returns {Promise<Morph | null>}
 */
export async function findMorph(cards) {
  const card = cards.find(({ first }) => first.includes(HOME));
  if (!card) return null;
  const folder = `/previews/${encodeURIComponent(card.name)}`;
  try {
    const [way, image] = await Promise.all([getJSON(`${folder}/morph.json`), loadImage(`${folder}/morph.png`)]);
    return new Morph(card, way, image);
  } catch {
    return null; // made before there was such a picture
  }
}

class Morph {
  #frame = 0; // of the animation, while it plays

  /** In half turns: t = (1 - cos(pi * phase)) / 2. */
  #phase = 0;

  #play = button("Pause", "Go to and fro between the two faces, or stand still", () => {
    if (this.#frame) this.#stop();
    else this.#start();
  });

  /**
   * @param {Card} card
   * @param {Way} way
   * @param {HTMLImageElement} image  its pictures, in rows
   */
  constructor(card, way, image) {
    const [, h, w] = card.shape;
    this.card = card;
    this.way = way;
    this.image = image;
    this.big = el("canvas", {
      class: "gx-canvas face",
      width: w,
      height: h,
      role: "img",
      "aria-label": "A face on the way from one to another",
    });
    this.big.style.setProperty("--ratio", String(w / h));
    this.slider = new StripSlider(
      {
        low: 0,
        high: 1,
        middle: 0.5,
        count: SHOWN,
        digits: 3,
        step: 0.02,
        leap: 0.1,
        shape: card.shape,
        label: "Place between the two faces",
        describe: (t) => `${Math.round(t * 100)} % of the way`,
      },
      { input: (t) => this.#take(t), rest() {} },
    );
    this.root = this.#build();
    this.#paintStrip();
    this.#show(0);
    if (still.matches) this.#stop();
    else this.#start();
  }

  #build() {
    const { a, b, kind, seed } = this.way;
    const asked = new URLSearchParams({ model: this.card.name });
    const href = `/latents?${asked}&z=${a.join()}&a=${a.join()}&b=${b.join()}&kind=${kind}`;
    const rule = `The two are the first that the prior gives with seed ${seed}. Pictures between two of the strip are`;
    const sentence =
      "Two faces drawn from the prior of a variational autoencoder, and the arc between their latents: each picture " +
      "on the way is decoded from a point of it, and nobody drew any of them.";
    return el(
      "section",
      { class: "gx-panel morph" },
      this.big,
      el(
        "div",
        { class: "words" },
        el("h2", {}, "From one face to another"),
        el("p", {}, sentence),
        el("div", { title: `${rule} decoded, too; finer ones are blended.` }, this.slider.root),
        el("div", { class: "gx-row" }, this.#play, el("a", { class: "gx-btn", href }, "Walk this way on Latents")),
      ),
    );
  }

  /**
   * A picture of the sheet onto a canvas.
   * @param {CanvasRenderingContext2D} context
   * @param {number} number  of the picture
   * @param {number} [left]
   */
  #draw(context, number, left = 0) {
    const [, h, w] = this.card.shape;
    const { columns } = this.way;
    const column = number % columns;
    const row = Math.floor(number / columns);
    context.drawImage(this.image, column * w, row * h, w, h, left, 0, w, h);
  }

  #paintStrip() {
    const [, , w] = this.card.shape;
    const context = context2d(this.slider.canvas);
    for (let i = 0; i < SHOWN; i++) {
      this.#draw(context, Math.round((i / (SHOWN - 1)) * (this.way.pictures - 1)), i * w);
    }
  }

  /** @param {number} t  0 to 1 */
  #show(t) {
    const at = t * (this.way.pictures - 1);
    const before = Math.min(Math.floor(at), this.way.pictures - 2);
    const context = context2d(this.big);
    context.globalAlpha = 1;
    this.#draw(context, before);
    context.globalAlpha = at - before;
    this.#draw(context, before + 1);
    context.globalAlpha = 1;
    this.slider.show(Math.round(t * 1000) / 1000);
    this.slider.showCurrent(this.big);
  }

  /**
   * A hand has it: it stands where it was left.
   * @param {number} t
   */
  #take(t) {
    this.#stop();
    this.#phase = Math.acos(1 - 2 * t) / Math.PI;
    this.#show(t);
  }

  #start() {
    let last = performance.now();
    /** @param {number} now  ms */
    const walk = (now) => {
      this.#phase += Math.max(0, now - last) / ONE_WAY_MS;
      last = now;
      this.#show((1 - Math.cos(Math.PI * this.#phase)) / 2);
      this.#frame = requestAnimationFrame(walk);
    };
    this.#frame = requestAnimationFrame(walk);
    this.#play.textContent = "Pause";
    press(this.#play, true);
  }

  #stop() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#play.textContent = "Play";
    press(this.#play, false);
  }
}
