// The functions whose expectation is differentiated, and their derivatives.

/**
 * @typedef {{value: (z: number) => number, slope: (z: number) => number, jumps: number[], words: string}} Integrand
 *   slope: the derivative where there is one; jumps: where the function is not continuous
 * @typedef {{f: string, theta: number, n: number, omega: number, coefficients: number[], baseline: number,
 *   seed: number}} GradientsView
 */

const PARABOLA = [0, 0, 1];

/** @param {number[]} coefficients  from z^0 on */
const polynomial = (coefficients) => (/** @type {number} */ z) => coefficients.reduceRight((sum, c) => sum * z + c, 0);

/** The functions by name, as buttons have them. */
export const NAMES = {
  square: "z²",
  sine: "sin ωz",
  step: "step",
  cubic: "z³",
  polynomial: "your polynomial",
};

/**
 * @param {Pick<GradientsView, "f" | "omega" | "coefficients">} view
 * @returns {Integrand}
 */
export function integrand({ f, omega, coefficients }) {
  switch (f) {
    case "sine":
      return {
        value: (z) => Math.sin(omega * z),
        slope: (z) => omega * Math.cos(omega * z),
        jumps: [],
        words: `sin ${omega} z`,
      };
    case "step":
      return { value: (z) => (z > 0 ? 1 : 0), slope: () => 0, jumps: [0], words: "1 where z > 0, else 0" };
    case "cubic":
      return { value: (z) => z ** 3, slope: (z) => 3 * z * z, jumps: [], words: "z³" };
    case "polynomial": {
      const own = coefficients.length ? coefficients : PARABOLA;
      const derived = own.slice(1).map((c, i) => (i + 1) * c);
      return { value: polynomial(own), slope: polynomial(derived), jumps: [], words: "your polynomial" };
    }
    default:
      return { value: (z) => z * z, slope: (z) => 2 * z, jumps: [], words: "z²" };
  }
}
