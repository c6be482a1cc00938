// What a layer of a map is given to draw on.

/**
 * @typedef {object} Scene
 * @property {CanvasRenderingContext2D} context  draws in the canvas' own pixels
 * @property {import("./map_window.js").MapWindow} window
 * @property {number} side  of the square canvas, in its pixels
 * @property {number} unit  its pixels in one of CSS
 */

export {};
