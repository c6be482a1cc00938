// One digit cut out of the picture, so that it follows a hand at once: the picture with it minus the picture without it.

import { el } from "../../ui/canvas/paint.js";
import { SIDE } from "./cells.js";

const read = (canvas) => canvas.getContext("2d", { willReadFrequently: true }).getImageData(0, 0, SIDE, SIDE).data;
const far = (a, b, at) => Math.abs(a[at] - b[at]) + Math.abs(a[at + 1] - b[at + 1]) + Math.abs(a[at + 2] - b[at + 2]);

/**
 * A scene without one digit, and that digit alone: a canvas in its own colour whose alpha is its ink. Over black the two together are the
 * picture again, pixel by pixel; over a photograph it is so but for the edges.
 * @param {HTMLCanvasElement} picture  the scene  @param {HTMLCanvasElement} base  without the digit
 */
export function cutOut(picture, base) {
  const sprite = el("canvas", { width: SIDE, height: SIDE });
  const image = new ImageData(SIDE, SIDE);
  const whole = read(picture);
  const without = read(base);
  let most = 0;
  let full = 0;
  for (let at = 0; at < whole.length; at += 4) {
    const away = far(whole, without, at);
    if (away > most) {
      most = away;
      full = at;
    }
  }
  const colour = whole.slice(full, full + 3);
  for (let at = 0; most && at < whole.length; at += 4) {
    const reach =
      Math.abs(colour[0] - without[at]) + Math.abs(colour[1] - without[at + 1]) + Math.abs(colour[2] - without[at + 2]);
    image.data.set([...colour, Math.min(255, Math.round((255 * far(whole, without, at)) / Math.max(1, reach)))], at);
  }
  sprite.getContext("2d").putImageData(image, 0, 0);
  return sprite;
}

/** Where [left, top, right, bottom] of a digit is after it moved and grew. */
export function movedBox([left, top, right, bottom], from, to) {
  const grown = to.scale / from.scale;
  const x = (value) => (value - from.x) * grown + to.x;
  const y = (value) => (value - from.y) * grown + to.y;
  return [x(left), y(top), x(right), y(bottom)];
}

/** The digit that stood at `from`, drawn where `to` has it, in picture pixels. */
export function drawSprite(context, sprite, from, to) {
  const [left, top, right, bottom] = movedBox([0, 0, SIDE, SIDE], from, to);
  context.drawImage(sprite, left, top, right - left, bottom - top);
}
