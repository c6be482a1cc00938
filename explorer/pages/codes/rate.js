// What a picture costs in bits, and how near JPEG comes for as many. Pure functions.

/**
 * JPEG at one quality.
 * @typedef {object} JpegPoint
 * @property {number} quality
 * @property {number} bits  of the whole file
 * @property {number} bits_without_header
 * @property {number} psnr  in dB
 */

/**
 * What the server says of a picture's codes.
 * @typedef {object} CostFound
 * @property {number} uniform  bits, where all codes are equally long
 * @property {number | null} entropy  bits, where frequent codes are shorter; null where nobody counted
 * @property {{name: string, bits: number} | null} prior  bits by the priors; null where a level has none
 * @property {JpegPoint[]} jpeg  none where the codes come from no picture
 * @property {number | null} png  bits of the whole file
 * @property {number | null} psnr  of what is decoded, in dB
 * @property {LossTerms | null} loss  null where the codes come from no picture
 */

/**
 * The terms of a VQ-VAE's loss, of one picture and the codes that stand for it.
 * @typedef {object} LossTerms
 * @property {number} reconstruction  half the squared error, over all pixels
 * @property {number} distance  squared, from what the encoder finds to the codes, over all cells
 * @property {number | null} beta  weight of the commitment; null where the model does not say
 */

/** @typedef {"uniform" | "entropy" | "prior"} WayName */

/**
 * A way to write the codes.
 * @typedef {{name: WayName, colour: string, bits: number}} Way
 */

/** @type {{[name in WayName]: string}} */
export const WAY_COLOURS = { uniform: "#4477aa", entropy: "#ee8866", prior: "#228833" };

/** @param {number} bits */
export const bitsText = (bits) => Math.round(bits).toLocaleString("en");

/**
 * The ways in which these codes can be written here.
 * @param {CostFound} found
 * @returns {Way[]}
 */
export function waysOf({ uniform, entropy, prior }) {
  const bits = { uniform, entropy, prior: prior?.bits ?? null };
  const names = /** @type {WayName[]} */ (Object.keys(WAY_COLOURS));
  return names.flatMap((name) => {
    const value = bits[name];
    return value ? [{ name, colour: WAY_COLOURS[name], bits: value }] : [];
  });
}

/**
 * JPEG's curve, the smallest first: what is worse than something smaller is left out.
 * @param {JpegPoint[]} points
 */
export function jpegCurve(points) {
  /** @type {JpegPoint[]} */
  const kept = [];
  for (const point of [...points].sort((a, b) => a.bits_without_header - b.bits_without_header))
    if (!kept.length || point.psnr > kept[kept.length - 1].psnr) kept.push(point);
  return kept;
}

/**
 * The bits at which JPEG is as near to the picture, straight between the points of its curve.
 * @param {JpegPoint[]} curve
 * @param {number} psnr  in dB
 * @param {"bits" | "bits_without_header"} name
 * @returns {number | null}  null where it lies outside of the curve
 */
export function jpegBits(curve, psnr, name) {
  const after = curve.findIndex((point) => point.psnr >= psnr);
  if (after < 1) return null;
  const low = curve[after - 1];
  const high = curve[after];
  const part = (psnr - low.psnr) / (high.psnr - low.psnr);
  return low[name] + part * (high[name] - low[name]);
}
