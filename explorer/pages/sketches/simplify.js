// A stroke of the hand as the few points that its course needs (Ramer 1972; Douglas and Peucker 1973), as the drawings
// that the models were trained on: explorer/data/strokes.py does the same.

/** @typedef {readonly [number, number]} Place */

const EPSILON = 4; // units of the paper: no line leaves the hand's points by more

/**
 * How far a point lies from the piece between two others.
 * @param {Place} point
 * @param {Place} start
 * @param {Place} end
 */
function distance([x, y], [x0, y0], [x1, y1]) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const share = ((x - x0) * dx + (y - y0) * dy) / Math.max(dx * dx + dy * dy, 1e-12);
  const along = Math.min(1, Math.max(0, share));
  return Math.hypot(x - x0 - along * dx, y - y0 - along * dy);
}

/**
 * @param {Place[]} places
 * @param {number} [epsilon]
 * @returns {Place[]}  the first and the last always among them
 */
export function simplify(places, epsilon = EPSILON) {
  const kept = new Set([0, places.length - 1]);
  const spans = [[0, places.length - 1]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [first, last] = span;
    let farthest = -1;
    let away = epsilon;
    for (let i = first + 1; i < last; i++) {
      const found = distance(places[i], places[first], places[last]);
      if (found > away) {
        farthest = i;
        away = found;
      }
    }
    if (farthest < 0) continue;
    kept.add(farthest);
    spans.push([first, farthest], [farthest, last]);
  }
  return places.filter((_, i) => kept.has(i));
}
