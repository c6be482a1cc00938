// Small pictures in a row, each a choice that a click takes; and what keeps all of them true, behind the hand's back.

import { el, paint, setSmooth } from "../../ui/canvas/paint.js";
import { press } from "../../ui/controls/buttons.js";
import { StripRenewer } from "../../ui/latents/strip_renewer.js";
import { endToEnd } from "./groups.js";

/** @typedef {import("../../ui/types.js").Shape} Shape */
/** @typedef {import("./state.js").HierarchyState} HierarchyState */
/** @typedef {import("./view.js").Choice} Choice */

const PICTURES = 8; // on most strips, by which their cost is reckoned

/**
 * What stands on a strip.
 * @typedef {object} StripContent
 * @property {string} label
 * @property {() => Choice[]} choices
 * @property {(choice: Choice, index: number) => void} pick
 * @property {(index: number) => string} words  what a picture is, and what a click on it does
 * @property {(index: number) => boolean} [chosen]  it is the one on the page
 * @property {(pictures: Uint8Array[]) => void} [painted]  the pictures are there
 */

export class Strip {
  /** @type {HTMLButtonElement[]} */
  #buttons = [];

  /** @type {HTMLCanvasElement[]} */
  #canvases = [];

  /** What the pictures that are shown, or asked for, are of. */
  key = "";

  /** Whether it can be seen. */
  inSight = false;

  /** @param {StripContent} content */
  constructor(content) {
    this.content = content;
    this.root = el("div", { class: "strip", role: "group", "aria-label": content.label });
  }

  /** As many places as there are choices, and what each is called. */
  #lay() {
    const { content } = this;
    const count = content.choices().length;
    if (count !== this.#buttons.length) {
      this.#canvases = Array.from({ length: count }, () => el("canvas", { class: "gx-canvas" }));
      this.#buttons = this.#canvases.map((canvas, i) =>
        el("button", { class: "gx-btn thumb", type: "button", onclick: () => this.#pick(i) }, canvas),
      );
      this.root.replaceChildren(...this.#buttons);
      this.root.style.setProperty("--count", String(Math.max(count, 1)));
      this.key = "";
    }
  }

  /** @param {number} index */
  #pick(index) {
    const choice = this.content.choices()[index];
    if (choice) this.content.pick(choice, index);
  }

  /** The names of its pictures, and which one is on the page. */
  mark() {
    this.#lay();
    const { words, chosen = () => false } = this.content;
    this.#buttons.forEach((node, i) => {
      const text = words(i);
      node.title = text;
      node.setAttribute("aria-label", text);
      press(node, chosen(i));
    });
  }

  /**
   * @param {Uint8Array<ArrayBuffer>} pixels  of its pictures, end to end
   * @param {Shape} shape
   * @param {boolean} smooth
   */
  paint(pixels, shape, smooth) {
    const size = shape[0] * shape[1] * shape[2];
    this.#canvases.forEach((canvas, i) => {
      paint(canvas, pixels, shape, i);
      setSmooth(canvas, smooth);
    });
    const pictures = this.#canvases.map((_, i) => pixels.subarray(i * size, (i + 1) * size));
    this.content.painted?.(pictures);
  }
}

export class Strips {
  /** @type {Set<Strip>} */
  #all = new Set();

  /** @type {StripRenewer<Strip>} */
  #renewer;

  #sight = new IntersectionObserver(
    (entries) => {
      for (const strip of this.#all) {
        const seen = entries.findLast(({ target }) => target === strip.root);
        if (seen) strip.inSight = seen.isIntersecting;
      }
      this.refresh();
    },
    { rootMargin: "120px" },
  );

  /**
   * @param {HierarchyState} state
   * @param {(z: Float32Array<ArrayBuffer>, callback: (pixels: Uint8Array<ArrayBuffer>) => void) => void} decode  with
   *   less haste than the hand's picture
   */
  constructor(state, decode) {
    this.state = state;
    this.#renewer = new StripRenewer(PICTURES, (strips, done) => this.#ask(strips, done, decode));
    addEventListener("beforeprint", () => {
      for (const strip of this.#all) strip.inSight = true;
      this.refresh();
    });
  }

  /**
   * @param {StripContent} content
   * @returns {Strip}
   */
  add(content) {
    const strip = new Strip(content);
    this.#all.add(strip);
    this.#sight.observe(strip.root);
    return strip;
  }

  /** @param {Iterable<Strip>} strips  that leave the page */
  remove(strips) {
    this.#renewer.drop(strips);
    for (const strip of strips) {
      this.#all.delete(strip);
      this.#sight.unobserve(strip.root);
    }
  }

  /** Another model, or other noise over its pictures: nothing that is shown is true. */
  forget() {
    this.#renewer.clear();
    for (const strip of this.#all) strip.key = "";
    this.refresh();
  }

  /** Something changed: what is in sight and no longer true is asked for. */
  refresh() {
    const stale = [...this.#all].filter((strip) => {
      if (!strip.inSight) return false;
      strip.mark();
      const key = this.#keyOf(strip);
      return key !== "" && key !== strip.key;
    });
    if (stale.length) this.#renewer.mark(stale);
  }

  /** @param {Strip} strip */
  #keyOf(strip) {
    const choices = strip.content.choices();
    if (!choices.length) return "";
    const given = choices.some(({ held }) => held.length) ? this.state.pictures : 0;
    return JSON.stringify([given, this.state.view.smooth, choices]);
  }

  /**
   * @param {Strip[]} strips
   * @param {() => boolean} done
   * @param {(z: Float32Array<ArrayBuffer>, callback: (pixels: Uint8Array<ArrayBuffer>) => void) => void} decode
   */
  #ask(strips, done, decode) {
    const { shape } = this.state.card;
    const size = shape[0] * shape[1] * shape[2];
    const counts = strips.map((strip) => strip.content.choices().length);
    const z = strips.flatMap((strip) => strip.content.choices().map((choice) => this.state.latents(choice)));
    for (const strip of strips) strip.key = this.#keyOf(strip);
    decode(endToEnd(z), (pixels) => {
      if (!done()) return;
      let at = 0;
      strips.forEach((strip, i) => {
        const end = at + counts[i] * size;
        if (strip.content.choices().length === counts[i])
          strip.paint(pixels.subarray(at, end), shape, Boolean(this.state.view.smooth));
        at = end;
      });
    });
  }
}
