// The picture that a model opens with: its seed and class were chosen when it was evaluated.

/**
 * @import { Card, Metric } from "../../ui/types.js"
 * @import { PixelsView } from "./view.js"
 */

/**
 * @param {Card} card
 * @returns {Pick<PixelsView, "seed" | "label"> | null}  null where none was chosen
 */
function chosen({ metrics }) {
  const found = /** @type {(Metric & {label?: number}) | undefined} */ (metrics.first_seed);
  return found ? { seed: found.value, label: found.label === undefined ? "" : String(found.label) } : null;
}

/**
 * What another model opens with, where the view still shows the picture that the model before it opened with.
 * @param {PixelsView} view
 * @param {Card} before
 * @param {Card} card
 * @returns {Partial<PixelsView>}
 */
export function openingOf(view, before, card) {
  const old = chosen(before);
  const untouched = old !== null && old.seed === view.seed && old.label === view.label && !view.other;
  return (untouched && chosen(card)) || {};
}
