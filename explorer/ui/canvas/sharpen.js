// A canvas that follows the screen's own pixels and the theme's colours.

import { context2d } from "./paint.js";

/**
 * A canvas as wide as CSS makes it and `height` px tall, drawn at the screen's own resolution. What stood on it is
 * wiped.
 * @param {HTMLCanvasElement} canvas
 * @param {number} height  in CSS px
 * @returns {{context: CanvasRenderingContext2D, width: number}}  the context draws in CSS px; width in CSS px
 */
export function sharpen(canvas, height) {
  const width = canvas.clientWidth;
  const fine = 2 * Math.ceil(devicePixelRatio / 2);
  const context = context2d(canvas);
  if (canvas.width !== width * fine || canvas.height !== height * fine) {
    canvas.width = width * fine;
    canvas.height = height * fine;
  }
  context.setTransform(fine, 0, 0, fine, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width };
}

/** @typedef {{ink: string, muted: string, line: string, accent: string, warn: string, panel: string}} Inks */

/**
 * The theme's colours by name.
 * @param {Element} node  on the page
 * @returns {Inks}
 */
export function inks(node) {
  const styles = getComputedStyle(node);
  /** @param {string} name */
  const ink = (name) => styles.getPropertyValue(`--gx-${name}`).trim();
  return {
    ink: ink("ink"),
    muted: ink("muted"),
    line: ink("line"),
    accent: ink("accent"),
    warn: ink("warn"),
    panel: ink("panel"),
  };
}
