// Which known pixels, or codes, a hole can't look at, in the order in which they are drawn.

const placeOf = (order) => (i) => (order ? order[i] : i);

/** The known pixels that come after the first unknown one, where at least that one can't look at them: 1 there. `order`: when each pixel is drawn; row by row without it. */
export function unusable(hole, _shape, order = null) {
  const place = placeOf(order);
  const first = hole.reduce((least, out, i) => (out ? Math.min(least, place(i)) : least), Infinity);
  return Uint8Array.from(hole, (out, i) => Number(!out && place(i) > first));
}

/** The known pixels that come after the last unknown one, so that no pixel of the hole can look at them. */
export function beyond(hole, _shape, order = null) {
  const place = placeOf(order);
  const last = hole.reduce((most, out, i) => (out ? Math.max(most, place(i)) : most), -1);
  return Uint8Array.from(hole, (out, i) => Number(!out && last >= 0 && place(i) > last));
}
