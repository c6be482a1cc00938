// A blend of two class vectors, h = (1 - t) one-hot(A) + t one-hot(B): the second class, and how much of it.

import { el, fmt } from "../../ui/canvas/paint.js";
import { range, select } from "../../ui/controls/fields.js";

/**
 * @import { PixelsView } from "./view.js"
 */

const HALF = 0.5;
const TITLE =
  "The class is a bias of every gate, V h, with h one-hot. That is linear, so a mixture of two h has a bias, too";

/**
 * The view with a blend of its class and one half the classes away, in equal parts.
 * @param {string} label  that is asked for now
 * @param {number} classes  how many there are
 * @returns {Pick<PixelsView, "label" | "other" | "mix">}
 */
export function beginBlend(label, classes) {
  const one = /^\d+$/.test(label) ? Number(label) : Math.min(3, classes - 1);
  const other = (one + Math.floor(classes / 2)) % classes;
  return { label: String(one), other: String(other), mix: HALF };
}

/** No blend. */
export const NO_BLEND = { other: "", mix: 0 };

/**
 * A label by class: the parts of both.
 * @param {Pick<PixelsView, "label" | "other" | "mix">} view
 * @param {number} classes
 */
export function weightsOf({ label, other, mix }, classes) {
  const weights = new Array(classes).fill(0);
  if (!/^\d+$/.test(label)) return [];
  weights[Number(label)] += other ? 1 - mix : 1;
  if (other) weights[Number(other)] += mix;
  return weights;
}

/** The fields of a blend, hidden where there is none. */
export class BlendFields {
  /**
   * @param {object} on
   * @param {(found: Partial<PixelsView>, live?: boolean) => void} on.change
   * @param {() => void} on.rest  a drag is over
   */
  constructor(on) {
    this.other = select("Blend with", "The second class", (other) => on.change({ other }));
    this.share = range({
      label: "Share of the second class",
      oninput: (mix) => on.change({ mix }, true),
      onchange: () => on.rest(),
    });
    this.told = el("span", { class: "gx-num" });
    const head = el("span", { class: "between" }, "Its share", this.told);
    this.root = el(
      "div",
      { class: "blend gx-hidden", title: TITLE },
      this.other.root,
      el("label", { class: "gx-field" }, head, this.share),
    );
  }

  /**
   * @param {Pick<PixelsView, "label" | "other" | "mix">} view
   * @param {string[]} names  of the classes
   */
  show({ label, other, mix }, names) {
    this.root.classList.toggle("gx-hidden", !other);
    if (!other) return;
    const { box } = this.other;
    if (box.options.length !== names.length) {
      box.replaceChildren(...names.map((name, index) => el("option", { value: String(index) }, name)));
    }
    box.value = other;
    this.share.value = String(mix);
    const [one, second] = [names[Number(label)], names[Number(other)]];
    this.told.textContent = `h = ${fmt(1 - mix, 2)} · ${one} + ${fmt(mix, 2)} · ${second}`;
  }
}
