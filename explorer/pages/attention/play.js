// How a mask comes about that is made value by value: both passes along the diagonals, step by step over the picture, and what they are joined to.

import { HEAT_GRADIENT } from "../../ui/canvas/heat_scale.js";
import { decodeBase64, el } from "../../ui/canvas/paint.js";
import { Player } from "../../ui/player/player.js";
import { postJSON } from "../../ui/transport/api.js";
import { CellMap, floats, paintCells, pictureOf } from "./cells.js";
import { topOf } from "./paint.js";

const SETTLE_MS = 250; // a digit that is being dragged asks nothing until it rests
const RATE = 10; // steps a second
const PASSES = [
  ["From top left", "↘"],
  ["From bottom right", "↖"],
];
const JOINED = 2; // the number of the map beside those of the passes
const CAN = "attend_steps";
const NONE =
  "None of the models here makes its masks step by step. Train one that does, then reload the page: python -m train attention-arnn";

export class Play {
  /** @param {object} on  pass(number) another pass is looked at, step(number) the player stands elsewhere, -1 at its end; either may be left out */
  constructor(on = {}) {
    Object.assign(this, {
      on,
      cards: [],
      card: null,
      state: null,
      found: null,
      key: "",
      stage: -1,
      passing: 0,
      wish: null,
      timer: 0,
      busy: false,
      wanted: null,
    });
    this.player = new Player({
      total: () => this.steps,
      available: () => this.steps,
      show: (step) => this.paint(step),
      label: "The mask's making",
      unit: "steps",
      rate: RATE,
    });
    this.build();
  }

  get steps() {
    return this.now?.steps ?? 0;
  }

  /** The stage that is shown, as the answer has it. */
  get now() {
    return this.found?.stages[this.stage] ?? null;
  }

  build() {
    this.title = el("h3", {});
    this.note = el("p", { class: "gx-note" });
    this.stages = el("div", { class: "segments", role: "group", "aria-label": "Stage whose mask is made" });
    this.maps = [...PASSES.map(([name]) => name), "Joined"].map(
      (name, which) => new CellMap({ name, point: (place) => this.point(which, place) }),
    );
    this.captions = this.maps.map(() => el("span", { class: "gx-num" }));
    const figures = this.maps.map((map, which) =>
      el(
        "figure",
        { "data-map": which < JOINED ? `pass-${which}` : "mask" },
        el(
          "figcaption",
          {},
          el("b", {}, which < JOINED ? `${PASSES[which][1]} ` : "", map.on.name),
          this.captions[which],
        ),
        map.canvas,
      ),
    );
    this.top = el("span", {});
    const legend = el(
      "div",
      { class: "cells-legend gx-num" },
      el("span", {}, "0"),
      el("i", { style: `background: ${HEAT_GRADIENT}` }),
      this.top,
      el("span", { class: "key" }, el("i", { class: "fresh" }), "given in this step"),
      el("span", { class: "key" }, el("i", { class: "waiting" }), "still to come"),
    );
    this.error = el("p", { class: "gx-error", role: "alert" });
    this.body = el(
      "div",
      { class: "play-body", inert: true },
      el("div", { class: "play-maps" }, ...figures),
      legend,
      this.player.root,
    );
    this.root = el(
      "section",
      { class: "gx-panel attention-play", "data-part": "play", "aria-label": "How the mask is made" },
      el("div", { class: "panel-head" }, this.title, this.stages),
      this.note,
      this.error,
      this.body,
    );
  }

  open(cards) {
    this.cards = cards.filter((card) => card.can.includes(CAN));
  }

  /** Where the player is to stand, and which pass was looked at; as a link has them. */
  restore({ pass = 0, step = -1 }) {
    this.passing = pass;
    this.wish = step;
  }

  /** @param {object} state  as the bench has it: scene, colour, model, reply, ... */
  show(state) {
    const { reply, scene, colour, model } = state;
    const card =
      this.cards.find(({ name }) => name === model) ??
      this.cards.find(({ name }) => reply?.models.some((one) => one.name === name)) ??
      this.cards[0] ??
      null;
    Object.assign(this, { state, card });
    this.title.textContent = card ? `How ${short(card)} makes its mask` : "How a mask is made";
    this.note.textContent = !card
      ? NONE
      : card.name === model || !model
        ? "Each value is given knowing those that its pass gave before, next to it. The passes do not wait for each other."
        : `${short(card)} is shown: the model that is inspected gives all values of a mask at once.`;
    this.body.classList.toggle("gx-hidden", !card);
    if (!card || !reply) return;
    const key = JSON.stringify([card.name, scene, colour]);
    if (key === this.found?.key) this.found.picture = pictureOf(reply);
    if (key === this.key) {
      this.wake();
      return;
    }
    this.key = key;
    clearTimeout(this.timer);
    this.timer = setTimeout(
      () => {
        this.wanted = { key, body: { scene, colour, model: card.name } };
        this.ask();
      },
      this.found ? SETTLE_MS : 0,
    );
  }

  /** One question is under way at a time, and only the newest waits. */
  async ask() {
    if (this.busy || !this.wanted) return;
    const { key, body } = this.wanted;
    this.wanted = null;
    this.busy = true;
    try {
      const answer = await postJSON("/api/attend/steps", body);
      if (key === this.key) this.take(answer, key, body.model);
    } catch (error) {
      if (key === this.key) {
        this.error.textContent = error.message;
        this.key = "";
      }
    }
    this.busy = false;
    this.ask();
  }

  take({ stages }, key, model) {
    const end = this.steps > 0 ? this.player.step >= this.steps && !this.player.playing : true;
    const step = this.wish ?? (end ? -1 : this.player.step);
    this.error.textContent = "";
    this.found = {
      key,
      model,
      picture: pictureOf(this.state.reply),
      stages: stages.map(({ passes, mask, ...size }) => ({
        ...size,
        mask: floats(mask),
        steps: Math.max(...passes.map(({ steps }) => steps)),
        passes: passes.map(({ values, order }) => ({
          values: floats(values),
          order: new Uint16Array(decodeBase64(order).buffer),
        })),
      })),
    };
    if (this.stage < 0 || this.stage >= stages.length) this.stage = 0;
    this.wish = null;
    this.body.inert = false; // before, there is nothing to be played
    this.writeStages();
    this.go(step);
    this.root.dispatchEvent(new CustomEvent("gx-painted", { detail: { model, stages: stages.length } }));
  }

  writeStages() {
    this.stages.replaceChildren(
      ...this.found.stages.map(({ h, w, steps }, stage) =>
        el(
          "button",
          {
            class: "gx-btn",
            type: "button",
            "data-stage": String(stage),
            "aria-pressed": String(stage === this.stage),
            title: `The mask of ${h} × ${w} values, in ${steps} steps`,
            onclick: () => this.setStage(stage),
          },
          `${h} × ${w}`,
        ),
      ),
    );
  }

  setStage(stage) {
    const end = this.player.step >= this.steps;
    this.stage = stage;
    this.writeStages();
    this.maps.forEach((map) => {
      map.at = null;
    });
    this.go(end ? -1 : Math.min(this.player.step, this.steps));
  }

  /** To a step without ending the playing. */
  go(step) {
    this.player.clock.go(step);
    this.wake();
  }

  wake() {
    if (this.found) this.player.wake(true);
  }

  /** What a map shows after `step` steps. */
  look(which, step, cursor = null) {
    const { passes, mask, h, w, cell } = this.now;
    const size = { picture: this.found.picture, h, w, cell, cursor };
    const done = step >= this.steps;
    if (which === JOINED) return { ...size, values: mask, top: topOf(mask), there: () => done };
    const { values, order } = passes[which];
    return { ...size, values, top: 1, there: (at) => order[at] < step, fresh: (at) => !done && order[at] === step - 1 };
  }

  paint(step) {
    if (!this.now) return;
    const { h, w, passes, mask } = this.now;
    const done = step >= this.steps;
    const sums = topOf(mask) < 1; // a softmax
    this.maps.forEach((map, which) => {
      map.canvas.parentElement.classList.toggle("gx-hidden", which !== JOINED && !passes[which]); // one pass is as good
      if (which !== JOINED && !passes[which]) return;
      map.show(this.look(which, step, this.cursor(which)));
      const count = which === JOINED ? 0 : passes[which].order.reduce((sum, at) => sum + (at < step), 0);
      this.captions[which].textContent =
        this.here(which, step) ||
        (which === JOINED
          ? done
            ? `largest ${Math.max(...mask).toFixed(2)}`
            : "after the last step"
          : `${count} of ${h * w}`);
      map.name(which === JOINED && !done ? "still to come" : `${h} × ${w} values, step ${step} of ${this.steps}`);
    });
    this.top.textContent = sums ? `1, joined ${topOf(mask).toFixed(2)}` : "1";
    if (step !== this.told) this.on.step?.(done ? -1 : step);
    this.told = step;
  }

  /** The cell that is pointed at, in the map where it is. */
  cursor(which) {
    const { at } = this.maps[which];
    return at && at.row < this.now.h && at.column < this.now.w && which === this.pointed ? at : null;
  }

  /** The number of the cell that is pointed at. */
  here(which, step) {
    const place = this.cursor(which);
    const { passes, mask, w } = this.now;
    if (!place) return "";
    const at = place.row * w + place.column;
    if (which === JOINED ? step < this.steps : passes[which].order[at] >= step) return "here: to come";
    return `here: ${(which === JOINED ? mask : passes[which].values)[at].toFixed(3)}`;
  }

  point(which, { row, column }) {
    this.pointed = which;
    if (which !== JOINED && which !== this.passing) {
      this.passing = which;
      this.on.pass?.(which);
    }
    this.wake();
    this.root.dispatchEvent(
      new CustomEvent("gx-cell", {
        bubbles: true,
        detail: { model: this.found.model, stage: this.stage, row, column, pass: this.passing },
      }),
    );
  }

  /** The whole making as canvases, one a step, each with all maps side by side; empty where there is nothing to show. */
  film() {
    if (!this.now) return [];
    const GAP = 12;
    const HEAD = 28;
    const SIDE = 200;
    const maps = this.maps.map(() => el("canvas"));
    const { h, w } = this.now;
    return Array.from({ length: this.steps + 1 }, (_, step) => {
      const sheet = el("canvas", { width: 3 * SIDE + 4 * GAP, height: SIDE + HEAD + GAP });
      const context = sheet.getContext("2d", { willReadFrequently: true });
      context.fillStyle = "#12161b";
      context.fillRect(0, 0, sheet.width, sheet.height);
      Object.assign(context, { fillStyle: "#e8ecf1", font: '13px system-ui, "DejaVu Sans", sans-serif' });
      maps.forEach((canvas, which) => {
        const x = GAP + which * (SIDE + GAP);
        const words = which < JOINED ? `${PASSES[which][1]} ${h} × ${w}, step ${step} of ${this.steps}` : "Joined";
        paintCells(canvas, this.look(which, step));
        context.drawImage(canvas, x, HEAD, SIDE, SIDE);
        context.fillText(words, x, HEAD - 9, SIDE);
      });
      return sheet;
    });
  }

  /** The page is left, or the player has to stand still for another reason. */
  pause() {
    this.player.pause();
  }
}

/** What a model is called in a sentence: the short name at the end of its title. */
export function short({ title }) {
  return title.match(/\(([^()]+)\)$/)?.[1] ?? (title.includes(", ") ? title.split(", ").at(-1) : title);
}
