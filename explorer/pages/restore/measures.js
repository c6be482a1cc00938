// What is measured of a restored picture, and how it is written.

import { fmt } from "../../ui/canvas/paint.js";

/** What PSNR is, in words. */
export const PSNR =
  "Peak signal-to-noise ratio: 10 log10(1 / mean squared error) on the scale 0 to 1, in decibels. " +
  "Higher is closer to the clean picture; 3 dB halve the squared error.";

/** What SSIM is, in words. */
export const SSIM =
  "Structural similarity: compares means, contrasts and patterns in small windows. " +
  "1 for the same picture, near 0 for unlike ones.";

const MOST_DECIBELS = 99; // what is above is the same picture to the eye
const LEAST_SECONDS = 0.0995; // what is below is written in milliseconds

/** @param {number} value */
export function seconds(value) {
  if (value < LEAST_SECONDS) return `${Math.max(1, Math.round(value * 1000))} ms`;
  return `${fmt(value, value < 9.95 ? 2 : 0)} s`;
}

/** @param {number | null | undefined} value  null: of the same picture */
export const decibels = (value) =>
  value === null || value === undefined || value > MOST_DECIBELS ? "∞ dB" : `${fmt(value)} dB`;
