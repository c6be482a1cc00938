// z of what is drawn, latent by latent: sliders from the most to the least informative, over the drawings they lead to.

import { onceInSight } from "../../ui/canvas/in_sight.js";
import { el } from "../../ui/canvas/paint.js";
import { button, press, toggleButton } from "../../ui/controls/buttons.js";
import { collapsed, order, same } from "../../ui/latents/latent_space.js";
import { MoreSliders } from "../../ui/latents/more_sliders.js";
import { why } from "../../ui/lessons/why.js";
import { messageOf, postJSON } from "../../ui/transport/api.js";
import { read } from "./own.js";
import { paintSmall, STRIP, smallCanvas, ZRow } from "./z_row.js";

/**
 * @import { Card } from "../../ui/types.js"
 * @import { Point, SketchJob } from "./types.js"
 */

/**
 * Whom the sliders tell, and what they ask.
 * @typedef {object} ZCalls
 * @property {(z: number[], live: boolean) => void} change  z is to be held; empty: chance is to choose it
 * @property {() => void} rest  a drag is over
 * @property {(z: number[]) => void} anew  a drawing of this z from an empty paper
 * @property {() => string} drawn  what stands on the paper, as text
 * @property {() => Omit<SketchJob, "way" | "n">} job  whose drawings the strips are
 * @property {(message: string) => void} error
 */

const AT_FIRST = 5; // sliders, and as many more at a press
const MOST = 8; // sliders whose drawings are asked for at once
const REST_MS = 200; // after the last change, before the strips follow
const NEAR = 200; // px below the window
const BY_CHANCE = "Chance drew this z from the prior. Drag a slider to hold it.";
const BY_BEGINNING = "Chance chose this z: of 32 draws one that explains the beginning. Drag a slider to hold it.";
const BY_HAND = "z is held: whatever is drawn is drawn under it.";
const SORTED = "Sorted by how much each latent tells of a drawing.";

export class ZBank {
  /** @type {Card | null} */
  #card = null;

  /** @type {ZRow[]} */
  #rows = [];

  /** @type {number[]} latents in their order */
  #live = [];

  /** @type {number[]} */
  #z = [];

  #seen = false; // it has been in sight
  #timer = 0;
  #flying = false;
  #moved = -1; // the latent under the hand, whose own strip stays true; -1: none

  /** What the strips that stand there are of, by latent. */
  #painted = new Map();

  #picture = smallCanvas();
  #list = el("div", { class: "latents-list" });
  #note = el("p", { class: "gx-note" });
  #more = new MoreSliders(AT_FIRST, () => this.#showMore());
  #free = toggleButton("By chance", "Let chance and the beginning choose z", () => this.on.change([], false));

  /** @param {ZCalls} on */
  constructor(on) {
    this.on = on;
    this.reads = button(
      "z of the drawing",
      "Read the drawing on the paper into z, hold it, and draw it anew from an empty paper; this can be undone",
      () => this.#read(),
    );
    this.root = el(
      "section",
      { class: "gx-panel z-bank" },
      el("h3", {}, "z, latent by latent", why("reconstruction-and-z")),
      el(
        "div",
        { class: "gx-row" },
        this.#free,
        this.reads,
        button("z = 0", "Hold the middle of the prior", () =>
          this.on.change(
            this.#z.map(() => 0),
            false,
          ),
        ),
      ),
      this.#note,
      this.#list,
      this.#more.root,
    );
    onceInSight(this.root, NEAR, () => {
      this.#seen = true;
      this.#renew();
    });
  }

  /** @param {Card} card */
  open(card) {
    this.root.classList.toggle("gx-hidden", !card.latents);
    this.reads.classList.toggle("gx-hidden", !card.can.includes("read_sketch"));
    if (card === this.#card) return;
    this.#card = card;
    this.#z = [];
    this.#painted.clear();
    this.#live = order(card).filter((index) => !collapsed(card, index));
    this.#rows = [];
    this.#list.replaceChildren();
    this.#showMore();
  }

  #showMore() {
    const card = this.#card;
    if (!card) return;
    const added = this.#live.slice(this.#rows.length, this.#rows.length + AT_FIRST).map((index) => {
      const row = new ZRow(card, index, {
        input: (value) => this.#turn(index, value),
        rest: () => this.#rest(),
      });
      row.show(this.#z[index] ?? 0);
      row.slider.showCurrent(this.#picture);
      return row;
    });
    this.#rows.push(...added);
    this.#list.append(...added.map(({ root }) => root));
    this.#more.show(this.#live.length - this.#rows.length);
    this.#renew();
  }

  /**
   * @param {number[]} z  empty where none is known
   * @param {boolean} held  by a person, not by chance
   */
  show(z, held) {
    press(this.#free, !held);
    const whence = this.on.job().drawn ? BY_BEGINNING : BY_CHANCE;
    this.#note.textContent = `${held ? BY_HAND : whence}${this.#card?.kl ? ` ${SORTED}` : ""}`;
    if (z.length && !same(z, this.#z)) {
      this.#z = [...z];
      for (const row of this.#rows) if (row.index !== this.#moved) row.show(z[row.index]);
    }
    this.#renew();
  }

  /** @param {Point[]} points  all of what is on the paper, for the frames on the sliders */
  showDrawing(points) {
    paintSmall(this.#picture, points);
    for (const row of this.#rows) row.slider.showCurrent(this.#picture);
  }

  /**
   * @param {number} index
   * @param {number} value
   */
  #turn(index, value) {
    if (!this.#z.length) return;
    this.#moved = index;
    this.#z = this.#z.map((old, i) => (i === index ? value : old));
    this.on.change(this.#z, true);
  }

  #rest() {
    if (this.#moved < 0) return;
    this.#moved = -1;
    this.on.rest();
    this.#renew();
  }

  async #read() {
    const drawn = this.on.drawn();
    if (!drawn) {
      this.on.error("There is nothing on the paper yet: draw something first.");
      return;
    }
    try {
      const { model, label } = this.on.job();
      const { z } = await postJSON("/api/sketches/z", { model, label, drawn });
      if (this.#card?.name === model) this.on.anew(z);
    } catch (error) {
      this.on.error(messageOf(error));
    }
  }

  // The strips.

  /** The strips follow, once nothing has changed for a moment and they can be seen. */
  #renew() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), REST_MS);
  }

  /** @param {ZRow} row  what its strip depends on: all but its own value */
  #keyOf({ index }) {
    return JSON.stringify([this.on.job(), this.#z.map((value, i) => (i === index ? 0 : value))]);
  }

  async #ask() {
    if (!this.#seen || this.#flying || this.#moved >= 0 || !this.#z.length || !this.root.isConnected) return;
    const stale = this.#rows.filter((row) => this.#painted.get(row.index) !== this.#keyOf(row)).slice(0, MOST);
    if (!stale.length) return;
    const keys = stale.map((row) => this.#keyOf(row));
    const job = this.on.job();
    this.#flying = true;
    try {
      const content = { ...job, z: this.#z, latents: stale.map(({ index }) => index) };
      const { drawings } = await postJSON("/api/sketches/strips", content);
      if (this.#card?.name === job.model) this.#paint(stale, keys, drawings, read(job.drawn));
      this.#renew();
    } catch (error) {
      if (this.#card?.name === job.model) this.on.error(messageOf(error));
    }
    this.#flying = false;
  }

  /**
   * @param {ZRow[]} rows
   * @param {string[]} keys  of what the drawings are, by row
   * @param {[number, number, number][][]} drawings  what follows the beginning: x, y and whether the pen is lifted
   * @param {Point[]} beginning
   */
  #paint(rows, keys, drawings, beginning) {
    rows.forEach((row, i) => {
      const those = drawings.slice(i * STRIP, (i + 1) * STRIP);
      row.paint(
        those.map((points) => [...beginning, ...points.map(([x, y, pen]) => ({ x, y, lifted: pen > 0, model: true }))]),
      );
      this.#painted.set(row.index, keys[i]);
    });
  }
}
