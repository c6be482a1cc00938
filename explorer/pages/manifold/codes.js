// The test set's codes: the posterior mean of every picture, with its class.

/**
 * @typedef {object} Codes
 * @property {number} n
 * @property {Float32Array} mean  n * 2
 * @property {Float32Array} std  n * 2
 * @property {Uint8Array} label  n
 */

const BYTES = 17; // of one code: two means and two deviations as float32, one label

/**
 * Split what `/api/latents` sends: all means, all deviations, all labels.
 * @param {ArrayBuffer} buffer
 * @returns {Codes}
 */
export function readCodes(buffer) {
  const n = Math.floor(buffer.byteLength / BYTES);
  return {
    n,
    mean: new Float32Array(buffer, 0, n * 2),
    std: new Float32Array(buffer, n * 8, n * 2),
    label: new Uint8Array(buffer, n * 16, n),
  };
}

/**
 * The test code nearest to z.
 * @param {Codes} codes
 * @param {number[]} z
 * @returns {{distance: number, label: number} | null}  null where there are no codes
 */
export function nearest(codes, [a, b]) {
  let best = Infinity;
  let index = -1;
  for (let i = 0; i < codes.n; i++) {
    const dx = codes.mean[2 * i] - a;
    const dy = codes.mean[2 * i + 1] - b;
    const far = dx * dx + dy * dy;
    if (far < best) {
      best = far;
      index = i;
    }
  }
  return index < 0 ? null : { distance: Math.sqrt(best), label: codes.label[index] };
}
