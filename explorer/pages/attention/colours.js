// The nine colours that a digit may have and a question may name.

/**
 * As in explorer/data/scenes/colours.py; a scene puts a little noise on them.
 * @type {[name: string, rgb: [red: number, green: number, blue: number]][]}
 */
export const COLOURS = [
  ["red", [245, 0, 40]],
  ["orange", [245, 150, 0]],
  ["yellow", [255, 250, 60]],
  ["green", [5, 125, 25]],
  ["cyan", [45, 225, 250]],
  ["blue", [50, 55, 255]],
  ["purple", [145, 35, 165]],
  ["pink", [255, 120, 190]],
  ["white", [255, 255, 255]],
];

/** @param {number} colour  its place among COLOURS */
export const colourName = (colour) => COLOURS[colour][0];

/** @param {number} colour */
export const colourStyle = (colour) => `rgb(${COLOURS[colour][1].join()})`;
