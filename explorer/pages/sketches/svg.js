// Drawings as SVG text: the hand's lines and the model's in paths of their own colours, on no ground.

import { MARGIN, SHOWN, WIDTH } from "./draw.js";

/**
 * @import { Point } from "./types.js"
 */

const INKS = { hand: "#1c2430", model: "#0b6e75" }; // on white, as an SVG has no ground of its own
const STYLE = `fill="none" stroke-width="${WIDTH}" stroke-linecap="round" stroke-linejoin="round"`;

/** @param {Point[]} points */
function pathsOf(points) {
  /** @type {Point[][]} */
  const runs = [];
  points.forEach((point, i) => {
    const before = points[i - 1];
    const joined = before && !before.lifted;
    if (joined && before.model === point.model) runs.at(-1)?.push(point);
    else runs.push(joined ? [before, point] : [point]);
  });
  return runs.map((run) => {
    const [first, ...rest] = run.map(({ x, y }) => `${Number(x.toFixed(2))},${Number(y.toFixed(2))}`);
    const colour = run.at(-1)?.model ? INKS.model : INKS.hand;
    return `  <path stroke="${colour}" d="M${first}${rest.length ? ` L${rest.join(" ")}` : " Z"}"/>`;
  });
}

/**
 * Drawings beside each other, row by row.
 * @param {Point[][]} drawings
 * @param {number} [across]  in a row
 */
export function svgOf(drawings, across = drawings.length) {
  const down = Math.ceil(drawings.length / across);
  const papers = drawings.map((points, which) => {
    const [x, y] = [which % across, Math.floor(which / across)].map((place) => place * SHOWN);
    return [`<g transform="translate(${x} ${y})">`, ...pathsOf(points), "</g>"].join("\n");
  });
  const box = `${-MARGIN} ${-MARGIN} ${across * SHOWN} ${down * SHOWN}`;
  const text = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}">`,
    `<g ${STYLE}>`,
    ...papers,
    "</g>",
    "</svg>",
  ];
  return `${text.join("\n")}\n`;
}

/** @param {string} text */
export const svgBlob = (text) => new Blob([text], { type: "image/svg+xml" });
