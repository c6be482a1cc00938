// What the Pixels page shows, as its link says it. Types only.

/**
 * @import { Heat } from "./board.js"
 */

/**
 * @typedef {object} PixelsView
 * @property {string} model
 * @property {string} beside  a second model that draws from the same seed; "" for none
 * @property {string} label  a class, "each" for one after the other, "" for none
 * @property {string} other  a second class that the first is blended with; "" for none
 * @property {number} mix  the second's share of the blend
 * @property {number} n  pictures
 * @property {number} temperature
 * @property {number} seed
 * @property {number} step  pixels that are there; -1: all
 * @property {Heat} heat
 * @property {number} which  the picture that is looked at
 * @property {number[]} at  its pixel [y, x]; empty: none
 * @property {number} field  whether that pixel's receptive field is shown
 * @property {number[]} force  [y, x, level], where the branch leaves picture `which`; empty: no branch
 * @property {string} start  "test:17", the test picture that drawing begins from; in a link also one's own, see own.js;
 *   "" for an empty canvas
 * @property {string} hole  what is rubbed out of it, by name; in a link also a hole made by hand; "" for nothing
 * @property {"rows" | "passes"} way  from pixel to pixel, or all at once
 */

export {};
