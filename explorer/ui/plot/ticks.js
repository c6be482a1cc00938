// Round numbers for an axis.

/**
 * Round numbers from `low` to `high`: steps of 1, 2 or 5 times a power of ten.
 * @param {number} low
 * @param {number} high  above `low`
 * @param {number} count  about as many
 * @returns {number[]}
 */
export function ticks(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/**
 * An axis' number for a person, with a true minus sign.
 * @param {number} value
 */
export const tickText = (value) => String(value).replace("-", "−");
