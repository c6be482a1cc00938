// The styles of the Classes page: those that a seed drew, the one under the hand, and those that are kept.

import { tidy } from "../../ui/latents/latent_space.js";
import { STYLES } from "./view.js";

/** @typedef {import("./view.js").ClassesView} ClassesView */

/**
 * z of a style: the hand's own, a kept one, or the seed's.
 * @param {ClassesView} view
 * @param {Float32Array} drawn  what the seed drew, STYLES of them end to end
 * @param {number} index
 * @returns {number[]}
 */
export function styleAt(view, drawn, index) {
  const d = drawn.length / STYLES;
  const kept = view.locked.indexOf(index);
  if (kept >= 0) return view.styles.slice(kept * d, (kept + 1) * d);
  if (index === 0 && view.z.length) return view.z;
  const z = Array.from(drawn.slice(index * d, (index + 1) * d));
  return view.shift.length ? z.map((value, i) => value + view.shift[i]) : z;
}

/**
 * What a slider changes: the hand's own style, and, where all move together or all are of one class, the shift of the
 * drawn ones.
 * @param {ClassesView} view
 * @param {Float32Array} drawn
 * @param {number} index  of the latent
 * @param {number} value
 * @returns {{z: number[], shift?: number[]}}  a part of the view
 */
export function moveLatent(view, drawn, index, value) {
  const before = styleAt(view, drawn, 0).map(tidy);
  const z = before.with(index, tidy(value));
  if (!view.together && view.mode !== "one") return { z };
  const shift = view.shift.length ? view.shift : z.map(() => 0);
  return { z, shift: shift.with(index, tidy(shift[index] + z[index] - before[index])) };
}

/**
 * A row's style kept as it is now, or let go again.
 * @param {ClassesView} view
 * @param {Float32Array} drawn
 * @param {number} row
 * @returns {{locked: number[], styles: number[]}}  a part of the view
 */
export function toggleKept(view, drawn, row) {
  const rows = new Map(view.locked.map((kept) => [kept, styleAt(view, drawn, kept)]));
  if (!rows.delete(row)) rows.set(row, styleAt(view, drawn, row).map(tidy));
  const kept = [...rows].sort(([a], [b]) => a - b);
  return { locked: kept.map(([index]) => index), styles: kept.flatMap(([, z]) => z) };
}

/**
 * The arc from a to b at t, lengths blended in a straight line (as explorer/latents/walks.py); the line where there is
 * no arc.
 * @param {number[]} a
 * @param {number[]} b
 * @param {number} t
 * @returns {number[]}
 */
export function slerp(a, b, t) {
  const sizeA = Math.hypot(...a);
  const sizeB = Math.hypot(...b);
  const line = () => a.map((value, i) => (1 - t) * value + t * b[i]);
  if (Math.min(sizeA, sizeB) < 1e-6) return line();
  const cosine = a.reduce((sum, value, i) => sum + ((value / sizeA) * b[i]) / sizeB, 0);
  const angle = Math.acos(Math.min(Math.max(cosine, -1), 1));
  const sine = Math.sin(angle);
  if (sine < 1e-6) return line();
  const ofA = Math.sin((1 - t) * angle) / sine / sizeA;
  const ofB = Math.sin(t * angle) / sine / sizeB;
  const length = (1 - t) * sizeA + t * sizeB;
  return a.map((value, i) => length * (ofA * value + ofB * b[i]));
}
