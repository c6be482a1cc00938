// The prior dreams: it draws the codes of a picture one by one, around those that are kept, and a player steps through them. Of two
// levels the coarse one is drawn first, and the prior of the fine one is told it.

import { el, fmt } from "../../ui/canvas/paint.js";
import { pack } from "../../ui/painting/canvas.js";
import { Record } from "../../ui/painting/record.js";
import { Player } from "../../ui/player/player.js";
import { JobSocket } from "../../ui/transport/jobs.js";

const RATE = 10;
const MANY = 100;
const QUICK = 60; // codes a second at first: one can watch them come, and more than MANY come quicker

export class Dream {
  /**
   * @param {object} on  base() -> the cells that stand there, kept() -> flags of those that stay, settings() -> {label, temperature, seed},
   *   show(cells, unknown) as it comes into focus (unknown: flags; what is unknown has its level's most used code), whole(cells) when
   *   all are there, error(message)
   */
  constructor(on) {
    Object.assign(this, { on, parts: [], about: "" });
    this.socket = new JobSocket("/api/paint", {
      event: (message, job) => this.receive(message, job),
      status: (text) => this.say(text),
    });
    this.player = new Player({
      total: () => this.total,
      available: () => this.arrived,
      show: (step) => this.show(step),
      label: "The dream",
      unit: "codes",
      rate: RATE,
      next: (step) => this.move(step, "next"),
      back: (step) => this.move(step, "back"),
      onplay: () => this.replay(),
      onstop: () => this.socket.stop(),
    });
    this.sum = el("p", { class: "gx-note gx-num", role: "status" });
    this.root = el("div", { class: "motion" }, this.player.root, this.sum);
  }

  /** @param {object} layout  @param {object[]} priors  a card for each level, null where there is none */
  open(layout, priors) {
    this.socket.abandon();
    Object.assign(this, { layout, about: "" });
    this.parts = layout.levels
      .map((level, i) => ({ level: i, prior: priors[i], ...level, record: null }))
      .filter(({ prior }) => prior);
    this.player.root.classList.toggle("gx-hidden", !this.parts.length);
    this.player.setRate(this.total > MANY ? QUICK : RATE);
    this.clear();
    // Loaded ahead, so that the first code comes at once.
    if (this.parts.length) this.socket.send({ prepare: this.parts[0].prior.name });
  }

  get total() {
    return this.parts.reduce((sum, { h, w }) => sum + h * w, 0);
  }
  get arrived() {
    let sum = 0;
    for (const { record } of this.parts) {
      sum += record?.count ?? 0;
      if (!record || record.count < record.total) break;
    }
    return sum;
  }

  get whole() {
    return this.parts.length > 0 && this.arrived === this.total;
  }
  get busy() {
    return this.socket.busy;
  }

  /** Everything that the drawing depends on, in words that can be compared. */
  signature() {
    const kept = this.on.kept();
    const cells = this.on.base();
    return JSON.stringify([this.on.settings(), [...kept].map((stays, index) => (stays ? cells[index] : -1))]);
  }

  /** Draw anew. `live`: a hand drags a control, and the newest is shown as it comes. */
  begin(live = false) {
    if (!this.parts.length) {
      this.on.error("There is no prior over these codes yet, so nothing can be drawn.");
      return;
    }
    Object.assign(this, {
      about: this.signature(),
      base: this.on.base().slice(),
      kept: this.on.kept().slice(),
      coming: [],
    });
    if (!live) for (const part of this.parts) part.record = null;
    this.request(0, live);
  }

  request(number, live) {
    const part = this.parts[number];
    const { start, end, prior } = part;
    const { label, temperature, seed } = this.on.settings();
    const canvas = Int16Array.from({ length: end - start }, (_, at) =>
      this.kept[start + at] ? this.base[start + at] : -1,
    );
    const told = part.level ? { given: pack(this.coarser(part.level - 1)) } : {};
    this.socket.request(
      {
        model: prior.name,
        n: 1,
        label: prior.conditions && label !== "" ? Math.min(Number(label), prior.conditions - 1) : null,
        temperature,
        seed,
        canvas: pack(canvas),
        way: "rows",
        ...told,
        context: { number, canvas },
      },
      live,
    );
  }

  /** The codes of a coarser level, drawn or as they stand, as a prior is told them. */
  coarser(level) {
    const { start, end } = this.layout.levels[level];
    const record = this.coming[this.parts.findIndex((part) => part.level === level)];
    return Int16Array.from({ length: end - start }, (_, at) => (record ? record.stands[at] : this.base[start + at]));
  }

  /** While a hand drags, the old dream stays until the new one is whole; else the codes are shown as they come. */
  receive(message, { context: { number, canvas }, live }) {
    const { parts, coming, player } = this;
    const part = parts[number];
    const { event } = message;
    if (event === "begin") {
      coming[number] = new Record({ shape: [1, part.h, part.w], levels: part.codes, n: 1, canvas });
      if (!live) part.record = coming[number];
    } else if (event === "row") {
      coming[number].add(message);
      if (!live) player.refresh();
    } else if (event === "end" && number + 1 < parts.length) this.request(number + 1, live);
    else {
      if (event === "error") this.on.error(message.message);
      if (event === "end" && live) {
        parts.forEach((one, i) => {
          one.record = coming[i];
        });
        player.refresh();
        player.wake(true);
      }
      player.end();
      this.tell();
    }
  }

  /** Play was pressed where nothing is left to play: the same dream again, or another one where something else is asked for. */
  replay() {
    if (!this.parts.length || (this.whole && this.about === this.signature())) return false;
    this.begin();
    return true;
  }

  /** Begin, and play from the first code on; where nothing is to move by itself, show the end. */
  run() {
    if (!this.parts.length) {
      this.begin();
      return;
    }
    this.begin();
    this.player.open();
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) this.player.go(-1);
    else this.player.play();
  }

  /** A control is dragged: the end of the newest dream. */
  follow() {
    this.begin(true);
    this.player.pause();
    this.player.go(-1);
  }

  stop() {
    this.player.stop();
  }

  /** The dream is over for the page: something else stands in the grid now. */
  release() {
    this.socket.abandon();
    for (const part of this.parts) part.record = null;
    this.clear();
  }

  /** Nothing is on its way: Play begins. */
  clear() {
    this.sum.textContent = this.parts.length
      ? "Play lets the prior draw a picture's codes, one after the other."
      : "There is no prior over these codes yet. One is trained with python -m train.";
    this.player.pause();
    this.player.open();
    this.player.end();
  }

  /** The part that a step lies in, and the steps before it. */
  partOf(step) {
    let before = 0;
    for (const part of this.parts) {
      if (step < before + part.h * part.w) return { part, before };
      before += part.h * part.w;
    }
    return { part: null, before };
  }

  /** The step after which one more drawn code is there ("next"), or one less ("back"). */
  move(step, way) {
    const { part, before } = this.partOf(way === "next" ? step : step - 1);
    const other = way === "next" ? step + 1 : step - 1;
    return part?.record ? before + part.record[way](step - before) : other;
  }

  show(step) {
    if (!this.arrived && !this.busy) return;
    const cells = this.base.slice();
    const unknown = new Uint8Array(cells.length);
    let before = 0;
    for (const { start, h, w, record, common } of this.parts) {
      for (let at = 0; at < h * w; at++) {
        const there = record ? record.isThere(Math.floor(at / w), at % w, step - before) : this.kept[start + at];
        if (there && record) cells[start + at] = record.stands[at];
        if (!there) {
          cells[start + at] = common;
          unknown[start + at] = 1;
        }
      }
      before += h * w;
    }
    this.on.show(cells, unknown);
    if (step === this.total) this.on.whole(cells);
    this.tell();
  }

  /** How likely what stands there is to the prior. */
  tell() {
    const { step } = this.player;
    let nats = 0;
    let drawn = 0;
    let before = 0;
    for (const { record } of this.parts) {
      for (let i = 0; record && i < Math.min(record.count, Math.max(0, step - before)); i++) {
        nats += record.sums.surprise[record.order[i]];
        drawn++;
      }
      before += record?.total ?? 0;
    }
    if (drawn)
      this.sum.textContent = `${drawn === this.total ? "All" : "The first"} ${drawn} codes: −ln p = ${fmt(nats, 1)} nats, ${fmt(nats / Math.LN2, 0)} bits.`;
  }

  say(text) {
    if (text === "offline" && this.busy)
      this.on.error("The explorer does not answer. What was drawn stays, and it is tried again.");
  }

  close() {
    this.socket.close();
  }
}
