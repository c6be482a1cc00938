// Codes as dots on a plane, in the colours of their classes.

import { CLASS_COLOURS } from "../../ui/canvas/paint.js";

export const UNKNOWN = 255; // the class of a picture whose class nobody has told
const GREY = "#c8c8c8";
const RADIUS = 4; // px on a plane of RADIUS_SIDE
const RADIUS_SIDE = 700;
const RIM = "rgb(0 0 0 / 70%)";

/** @param {number} label  of a class, or UNKNOWN */
export const colourOf = (label) => (label === UNKNOWN ? GREY : CLASS_COLOURS[label % CLASS_COLOURS.length]);

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} side  px of the plane
 * @param {ArrayLike<number>} places  x and y of each, from 0 to 1: left to right, and upwards
 * @param {number[]} labels
 */
export function drawDots(context, side, places, labels) {
  const unit = side / RADIUS_SIDE;
  context.lineWidth = 1.5 * unit;
  context.strokeStyle = RIM;
  for (let i = 0; 2 * i < places.length; i++) {
    context.beginPath();
    context.arc(places[2 * i] * side, (1 - places[2 * i + 1]) * side, RADIUS * unit, 0, 2 * Math.PI);
    context.fillStyle = colourOf(labels[i] ?? UNKNOWN);
    context.fill();
    context.stroke();
  }
}
