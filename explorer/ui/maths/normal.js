// The standard normal distribution function Phi, its inverse and its log density in two dimensions, in double
// precision.

const SQRT_2PI = 2.5066282746310002;
const LOG_2PI = 1.8378770664093453;

/**
 * The density of N(0, 1).
 * @param {number} x
 */
export const density = (x) => Math.exp((-x * x) / 2) / SQRT_2PI;

/**
 * A polynomial at x.
 * @param {number[]} coefficients  the highest power's first
 * @param {number} x
 */
const horner = (coefficients, x) => coefficients.reduce((sum, next) => sum * x + next, 0);

const PHI_TOP = [
  3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931,
  220.206867912376,
];
const PHI_BOTTOM = [
  8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831,
  793.826512519948, 440.413735824752,
];

/**
 * Phi(z): the mass of N(0, 1) below z (Hart et al. 1968, algorithm 5666, as given by West 2005).
 * @param {number} z
 */
export function phi(z) {
  const size = Math.abs(z);
  if (size > 37) return z > 0 ? 1 : 0;
  const bell = Math.exp((-size * size) / 2);
  const tail =
    size < 7.07106781186547
      ? (bell * horner(PHI_TOP, size)) / horner(PHI_BOTTOM, size)
      : bell / (size + 1 / (size + 2 / (size + 3 / (size + 4 / (size + 0.65))))) / SQRT_2PI;
  return z > 0 ? 1 - tail : tail;
}

const MIDDLE = [
  [
    2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457, 13731.693765509461125,
    1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
  ],
  [
    5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867, 5394.1960214247511077,
    687.1870074920579083, 42.313330701600911252, 1,
  ],
];
const SIDE = [
  [
    7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
    3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734,
  ],
  [
    1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
    0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1,
  ],
];
const FAR = [
  [
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
    0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772,
  ],
  [
    2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
    0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1,
  ],
];

/** Quantiles are kept this far from 0 and 1, as `explorer.latents.grid` does. */
const EDGE = 1e-6;

/**
 * The z below which a share u of N(0, 1) lies (Wichura 1988, AS 241).
 * @param {number} u  0 to 1
 */
export function inversePhi(u) {
  const inside = Math.min(Math.max(u, EDGE), 1 - EDGE);
  const centre = inside - 0.5;
  if (Math.abs(centre) <= 0.425) {
    const r = 0.180625 - centre * centre;
    return (centre * horner(MIDDLE[0], r)) / horner(MIDDLE[1], r);
  }
  const r = Math.sqrt(-Math.log(centre < 0 ? inside : 1 - inside));
  const size =
    r <= 5 ? horner(SIDE[0], r - 1.6) / horner(SIDE[1], r - 1.6) : horner(FAR[0], r - 5) / horner(FAR[1], r - 5);
  return centre < 0 ? -size : size;
}

/**
 * log N(z; 0, I) in two dimensions, in nats.
 * @param {number[]} z
 */
export const logDensity = ([a, b]) => -(a * a + b * b) / 2 - LOG_2PI;

/**
 * Radius of the circle that holds a share of N(0, I) in two dimensions.
 * @param {number} mass  the share, 0 to 1
 */
export const radius = (mass) => Math.sqrt(-2 * Math.log(1 - mass));
