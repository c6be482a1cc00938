// Draws that follow from a seed, for what is computed in the browser.

/**
 * Whole numbers by chance, uniform over 32 bits (the mixing of "mulberry32").
 * @param {number} seed
 * @returns {() => number}  uniform in (0, 1)
 */
export function uniforms(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
}

/**
 * Standard normal draws, two from each two uniform ones (Box and Muller 1958).
 * @param {number} seed
 * @returns {() => number}
 */
export function normals(seed) {
  const uniform = uniforms(seed);
  /** @type {number | null} */
  let kept = null;
  return () => {
    if (kept !== null) {
      const other = kept;
      kept = null;
      return other;
    }
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    const angle = 2 * Math.PI * uniform();
    kept = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
