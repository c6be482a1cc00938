// What the layers of a plane are drawn onto. Types only: nothing of this file runs.

/**
 * @typedef {object} Scene
 * @property {CanvasRenderingContext2D} context
 * @property {import("./view.js").PlaneView} view  the window
 * @property {number} width  of the canvas, in its own pixels
 * @property {number} height
 * @property {number} unit  its pixels to one of CSS
 */

export {};
