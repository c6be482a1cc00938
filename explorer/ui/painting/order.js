// Which known pixels, or codes, a hole can't look at, in the order in which they are drawn.

/**
 * When each pixel is drawn, by its place y * w + x; null: row by row.
 * @typedef {ArrayLike<number> | null} DrawingOrder
 */

/**
 * @param {DrawingOrder} order
 * @returns {(at: number) => number}
 */
const placeOf = (order) => (at) => (order ? order[at] : at);

/**
 * The known pixels that come after the first unknown one, where at least that one can't look at them: 1 there.
 * @param {Uint8Array} hole  1 where a pixel is unknown
 * @param {DrawingOrder} [order]
 */
export function unusable(hole, order = null) {
  const place = placeOf(order);
  const first = hole.reduce((least, out, at) => (out ? Math.min(least, place(at)) : least), Infinity);
  return Uint8Array.from(hole, (out, at) => Number(!out && place(at) > first));
}

/**
 * The known pixels that come after the last unknown one, so that no pixel of the hole can look at them: 1 there.
 * @param {Uint8Array} hole  1 where a pixel is unknown
 * @param {DrawingOrder} [order]
 */
export function beyond(hole, order = null) {
  const place = placeOf(order);
  const last = hole.reduce((most, out, at) => (out ? Math.max(most, place(at)) : most), -1);
  return Uint8Array.from(hole, (out, at) => Number(!out && last >= 0 && place(at) > last));
}
