// The distribution of one pixel on a canvas: bars over the levels, or a filled curve where there are too many for bars.

import { inks, sharpen } from "../../ui/canvas/sharpen.js";

/**
 * A distribution, and what of it is marked.
 * @typedef {object} ShownDistribution
 * @property {Float32Array} p  by level, at temperature 1
 * @property {number | null} drawn  the level that stands there
 * @property {number | null} chosen  the level that is to be forced
 * @property {number} temperature  of the draw
 * @property {string[] | null} names  of two levels; null for more, whose greys stand below the bars
 * @property {(level: number) => number} grey  of a level, 0 to 255
 */

/**
 * A distribution on its way to the canvas.
 * @typedef {object} Plot
 * @property {CanvasRenderingContext2D} context
 * @property {ShownDistribution} shown
 * @property {Float32Array | null} sharp  the distribution at the draw's temperature, where that is not 1
 * @property {{[name: string]: string}} colours  of the theme
 * @property {number} floor  px from above, where the bars stand
 * @property {number} gap  px between two bars
 * @property {number} wide  px of a bar with its gap
 * @property {(level: number) => number} left  px, of a bar
 * @property {(value: number) => number} tall  px, of a probability
 */

const HEIGHT = 176;
const TOP = 30;
const FLOOR = 24;
const SIDE = 1;
const MOST_BARS = 32;
const PAIR_GAP = 16;
const BAR_GAP = 2;
const CHOICE_RISE = 14; // px that the frame of a choice reaches above the tallest bar
const SWATCH = 12;
const FAINT = 0.38; // opacity of the levels that were not drawn

/**
 * A probability for a person.
 * @param {number} p
 */
export function percent(p) {
  if (p > 0 && p < 0.0001) return "< 0.01 %";
  const certain = p >= 0.9995 || p === 0;
  const digits = p >= 0.1 ? 1 : 2;
  return `${(100 * p).toFixed(certain ? 0 : digits)} %`;
}

/**
 * A distribution sharpened (or flattened) by a temperature; at 0 all of it lies on the likeliest level.
 * @param {Float32Array} p
 * @param {number} temperature
 */
function sharpened(p, temperature) {
  const most = p.reduce((a, b) => Math.max(a, b), 0);
  const raised = p.map((value) => (temperature > 0 ? (value / most) ** (1 / temperature) : Number(value === most)));
  const sum = raised.reduce((a, b) => a + b, 0);
  return raised.map((value) => value / sum);
}

/** Bars on a canvas as wide as CSS makes it. A click on a bar chooses its level. */
export class Bars {
  /** @type {ShownDistribution | null} */
  #shown = null;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {(level: number) => void} choose  a level was clicked
   */
  constructor(canvas, choose) {
    this.canvas = canvas;
    new ResizeObserver(() => this.show(this.#shown)).observe(canvas);
    canvas.addEventListener("click", (event) => {
      if (this.#shown) choose(this.#levelAt(event.clientX, this.#shown.p.length));
    });
  }

  /**
   * @param {number} clientX
   * @param {number} levels
   */
  #levelAt(clientX, levels) {
    const area = this.canvas.getBoundingClientRect();
    const share = (clientX - area.left - SIDE) / (area.width - 2 * SIDE);
    return Math.min(levels - 1, Math.max(0, Math.floor(share * levels)));
  }

  /** @param {ShownDistribution | null} shown */
  show(shown) {
    this.#shown = shown;
    const { context, width } = sharpen(this.canvas, HEIGHT);
    if (!shown || !width) return;
    const plot = planned(context, width, inks(this.canvas), shown);
    context.font = "13px system-ui, sans-serif";
    context.textAlign = "center";
    drawBars(plot);
    context.fillStyle = plot.colours.line;
    context.fillRect(0, plot.floor, width, 1);
    if (plot.sharp) drawOutline(plot, plot.sharp);
    if (shown.names) {
      drawNames(plot, shown.names);
    } else {
      drawChoice(plot);
      drawGreys(plot);
    }
  }
}

/**
 * Where everything goes.
 * @param {CanvasRenderingContext2D} context
 * @param {number} width  px
 * @param {{[name: string]: string}} colours
 * @param {ShownDistribution} shown
 * @returns {Plot}
 */
function planned(context, width, colours, shown) {
  const { p, temperature } = shown;
  const sharp = temperature === 1 ? null : sharpened(p, temperature);
  const pair = p.length === 2;
  const wide = (width - 2 * SIDE) / p.length;
  const floor = HEIGHT - FLOOR;
  const many = p.length > MOST_BARS;
  // Two bars stand on a scale from 0 to 1; where there are more, the tallest fills the height.
  const top = pair ? 1 : Math.max(...p, ...(sharp ?? []));
  return {
    context,
    shown,
    sharp,
    colours,
    floor,
    wide,
    gap: pair ? PAIR_GAP : many ? 0 : BAR_GAP,
    left: (level) => SIDE + level * wide,
    tall: (value) => (value / top) * (floor - TOP),
  };
}

/** @param {Plot} plot */
function drawBars({ context, shown, colours, floor, gap, wide, left, tall }) {
  const { p, drawn, names } = shown;
  context.fillStyle = colours.accent;
  p.forEach((value, level) => {
    const height = Math.max(gap ? 1 : 0, tall(value));
    context.globalAlpha = level === drawn ? 1 : FAINT;
    context.fillRect(left(level) + gap / 2, floor - height, wide - gap, height);
  });
  context.globalAlpha = 1;
  if (drawn === null || names) return;
  // What was drawn: a triangle over its bar.
  const at = left(drawn) + wide / 2;
  const tip = floor - tall(p[drawn]) - 3;
  context.fillStyle = colours.ink;
  context.beginPath();
  context.moveTo(at, tip);
  context.lineTo(at - 5, tip - 7);
  context.lineTo(at + 5, tip - 7);
  context.fill();
}

/**
 * The distribution at the temperature of the draw.
 * @param {Plot} plot
 * @param {Float32Array} sharp
 */
function drawOutline({ context, colours, floor, gap, wide, left, tall }, sharp) {
  context.strokeStyle = colours.ink;
  context.lineWidth = 1.25;
  context.setLineDash([4, 3]);
  context.beginPath();
  sharp.forEach((value, level) => {
    const from = left(level) + gap / 2;
    const to = left(level) + wide - gap / 2;
    const y = floor - tall(value);
    if (gap) {
      context.moveTo(from, floor);
      context.lineTo(from, y);
      context.lineTo(to, y);
      context.lineTo(to, floor);
    } else {
      context.lineTo(from, y);
      context.lineTo(to, y);
    }
  });
  context.stroke();
  context.setLineDash([]);
}

/**
 * The level that is to be forced.
 * @param {Plot} plot
 */
function drawChoice({ context, shown, colours, floor, gap, wide, left }) {
  const { chosen, drawn } = shown;
  if (chosen === null || chosen === drawn) return;
  const width = Math.max(3, wide - gap);
  const from = left(chosen) + (wide - width) / 2;
  const top = TOP - CHOICE_RISE;
  context.strokeStyle = colours.warn;
  context.fillStyle = colours.warn;
  context.lineWidth = 1.25;
  context.globalAlpha = 0.12;
  context.fillRect(from, top, width, floor - top);
  context.globalAlpha = 1;
  context.strokeRect(from, top, width, floor - top);
}

/**
 * Two levels by name, each with its grey below its bar and its probability above it.
 * @param {Plot} plot
 * @param {string[]} names
 */
function drawNames({ context, shown, sharp, colours, floor, wide, left, tall }, names) {
  const { p, grey } = shown;
  names.forEach((name, level) => {
    const middle = left(level) + wide / 2;
    const value = grey(level);
    const above = floor - tall(Math.max(p[level], (sharp ?? p)[level])) - 7;
    context.fillStyle = colours.ink;
    context.fillText(percent(p[level]), middle, above);
    context.fillText(name, middle + 9, HEIGHT - 6);
    context.fillStyle = `rgb(${value} ${value} ${value})`;
    context.strokeStyle = colours.muted;
    context.lineWidth = 1;
    const side = middle + 9 - context.measureText(name).width / 2 - 18;
    context.fillRect(side, HEIGHT - 17, SWATCH, SWATCH);
    context.strokeRect(side, HEIGHT - 17, SWATCH, SWATCH);
  });
}

/**
 * The greys that the bars stand for, under them.
 * @param {Plot} plot
 */
function drawGreys({ context, shown, colours, floor, wide, left }) {
  const { p, grey } = shown;
  p.forEach((_, level) => {
    const value = grey(level);
    context.fillStyle = `rgb(${value} ${value} ${value})`;
    context.fillRect(left(level), floor + 6, wide + 0.5, SWATCH);
  });
  context.strokeStyle = colours.muted;
  context.lineWidth = 1;
  context.strokeRect(left(0), floor + 6, left(p.length) - left(0), SWATCH);
}
