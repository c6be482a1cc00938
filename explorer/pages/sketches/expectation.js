// What a model expects of the next point: a mixture of bivariate Gaussians over the step, and three states of the pen.

import { decodeBase64 } from "../../ui/canvas/paint.js";

const COLDEST = 1e-3; // temperature 0 is shown as a very low one

/**
 * A component's half axes at one deviation, from the pen.
 * @typedef {{weight: number, x: number, y: number, long: number, short: number, angle: number}} Ellipse
 */

/**
 * Expectations as the server sends them, float32 one after the other: m log-weights, m means (x, y), m deviations,
 * m correlations, three log-probabilities of the pen.
 * @param {string} text  base64
 * @param {number} m  components
 * @returns {Expectation[]}
 */
export function readExpectations(text, m) {
  const values = new Float32Array(decodeBase64(text).buffer);
  const width = 6 * m + 3;
  return Array.from(
    { length: values.length / width },
    (_, i) => new Expectation(values.subarray(i * width, (i + 1) * width), m),
  );
}

/** @param {ArrayLike<number>} logs */
function softmax(logs) {
  const top = Math.max(...Array.from(logs));
  const raised = Array.from(logs, (log) => Math.exp(log - top));
  const sum = raised.reduce((a, b) => a + b, 0);
  return raised.map((value) => value / sum);
}

export class Expectation {
  /**
   * @param {Float32Array} values  see readExpectations
   * @param {number} m
   * @param {number} [temperature]
   */
  constructor(values, m, temperature = 1) {
    this.values = values;
    this.m = m;
    const warmth = Math.max(temperature, COLDEST);
    const spread = Math.sqrt(warmth);
    this.weights = softmax(values.subarray(0, m).map((log) => log / warmth));
    this.mean = values.subarray(m, 3 * m);
    this.std = values.subarray(3 * m, 5 * m).map((std) => std * spread);
    this.correlation = values.subarray(5 * m, 6 * m);
    const end = Math.exp(values[6 * m + 2]);
    const drawn = softmax(values.subarray(6 * m, 6 * m + 2).map((log) => log / warmth));
    /** Probabilities that the pen is down, lifted after the point, or that the drawing is over. */
    this.pens = [...drawn.map((p) => (1 - end) * p), end];
  }

  /**
   * The same at a temperature: weights, and down against lifted, to the power 1 / t, variances times t; the end keeps
   * its chance. explorer/models/pen.py does the same.
   * @param {number} temperature
   */
  cooled(temperature) {
    return new Expectation(this.values, this.m, temperature);
  }

  /**
   * The density of a step, in 1 / square unit.
   * @param {number} dx
   * @param {number} dy
   */
  density(dx, dy) {
    let sum = 0;
    for (let i = 0; i < this.m; i++) {
      if (this.weights[i] < 1e-6) continue;
      const [sx, sy] = [this.std[2 * i], this.std[2 * i + 1]];
      const x = (dx - this.mean[2 * i]) / sx;
      const y = (dy - this.mean[2 * i + 1]) / sy;
      const r = this.correlation[i];
      const rest = 1 - r * r;
      const power = (x * x + y * y - 2 * r * x * y) / (2 * rest);
      sum += (this.weights[i] * Math.exp(-power)) / (2 * Math.PI * sx * sy * Math.sqrt(rest));
    }
    return sum;
  }

  /** @returns {Ellipse[]}  the heaviest first */
  ellipses() {
    const found = this.weights.map((weight, i) => {
      const [sx, sy] = [this.std[2 * i], this.std[2 * i + 1]];
      const both = this.correlation[i] * sx * sy;
      const middle = (sx * sx + sy * sy) / 2;
      const apart = Math.hypot((sx * sx - sy * sy) / 2, both);
      return {
        weight,
        x: this.mean[2 * i],
        y: this.mean[2 * i + 1],
        long: Math.sqrt(middle + apart),
        short: Math.sqrt(Math.max(0, middle - apart)),
        angle: Math.atan2(2 * both, sx * sx - sy * sy) / 2,
      };
    });
    return found.sort((a, b) => b.weight - a.weight);
  }
}
