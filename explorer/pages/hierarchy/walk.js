// A group that walks from draw to draw while the others are held: live, and as a film.

import { saveBlob } from "../../ui/canvas/paint.js";
import { nextSeed } from "../../ui/controls/seed.js";
import { tidy } from "../../ui/latents/latent_space.js";
import { messageOf, postForBlob, query } from "../../ui/transport/api.js";
import { latentsOf, redrawn, sizeOf, startsOf } from "./groups.js";

/** @typedef {import("./state.js").HierarchyState} HierarchyState */

const ARC_MS = 1400; // from one draw to the next
const STOPS = 3; // draws that a film goes through
const FRAMES = 12; // from one to the next
const GIF_MS = 80;
const GIF_SIDE = 256; // px that a film has at most, about

export class Walk {
  /** @type {number | null} the group that walks */
  level = null;

  #frame = 0;

  /**
   * @param {HierarchyState} state
   * @param {object} on
   * @param {() => void} on.step  the view has gone a step on
   * @param {() => void} on.rest  it stands
   * @param {(message: string) => void} on.error
   */
  constructor(state, on) {
    this.state = state;
    this.on = on;
  }

  /** @param {number} level  walks, or stands if it did */
  toggle(level) {
    if (this.level === level) {
      this.stop();
      return;
    }
    this.stop();
    const { view } = this.state;
    Object.assign(view, redrawn(this.state.groups, this.state.choice, level, view.seeds[level]), {
      turns: view.turns,
    });
    this.level = level;
    let last = performance.now();
    /** @param {number} now  ms */
    const step = (now) => {
      this.#go(level, Math.max(0, now - last) / ARC_MS);
      last = now;
      this.#frame = requestAnimationFrame(step);
    };
    this.#frame = requestAnimationFrame(step);
    this.on.step();
  }

  /**
   * @param {number} level
   * @param {number} by
   */
  #go(level, by) {
    const { view } = this.state;
    let turn = view.turns[level] + Math.min(by, 0.5);
    if (turn >= 1) {
      view.seeds = view.seeds.with(level, nextSeed(view.seeds[level]));
      turn -= 1;
    }
    view.turns = view.turns.with(level, tidy(turn));
    this.on.step();
  }

  /** Stand where it is; nothing happens where nothing walks. */
  stop() {
    if (this.level === null) return;
    cancelAnimationFrame(this.#frame);
    this.level = null;
    this.on.rest();
  }

  /** @param {number} level  of which a film is saved: through some draws and back to the first */
  async save(level) {
    const { card, view, groups } = this.state;
    const [, h, w] = card.shape;
    const scale = Math.max(1, Math.min(12, Math.floor(GIF_SIDE / Math.max(h, w))));
    const z = this.#film(level).map((frame) => Array.from(frame, tidy));
    const film = { z, draw: view.draw, ms: GIF_MS, scale };
    try {
      const name = `hierarchy-${card.name}-${groups[level][1]}x${groups[level][2]}.gif`;
      saveBlob(await postForBlob(query("/api/gif", { model: card.name }), film), name);
    } catch (error) {
      this.on.error(messageOf(error));
    }
  }

  /**
   * z of a film's frames.
   * @param {number} level
   */
  #film(level) {
    const { groups, choice, posterior, view } = this.state;
    const begin = startsOf(groups)[level];
    const end = begin + sizeOf(groups[level]);
    const draws = Array.from({ length: STOPS }, (_, i) =>
      latentsOf(groups, redrawn(groups, choice, level, view.seeds[level] + i), posterior?.mean ?? null),
    );
    return draws.flatMap((from, i) => {
      const to = draws[(i + 1) % STOPS];
      return Array.from({ length: FRAMES }, (_, step) => {
        const angle = ((step / FRAMES) * Math.PI) / 2;
        const frame = from.slice();
        for (let at = begin; at < end; at++) frame[at] = Math.cos(angle) * from[at] + Math.sin(angle) * to[at];
        return frame;
      });
    });
  }
}
