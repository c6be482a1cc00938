// What the Pixels page shows, as its link says it. Types only.

/**
 * @import { Heat } from "./board.js"
 */

/**
 * @typedef {object} PixelsView
 * @property {string} model
 * @property {string} beside  a second model that draws from the same seed; "" for none
 * @property {string} label  a class, "each" for one after the other, "" for none
 * @property {number} n  pictures
 * @property {number} temperature
 * @property {number} seed
 * @property {number} step  pixels that are there; -1: all
 * @property {Heat} heat
 * @property {number} which  the picture that is looked at
 * @property {number[]} at  its pixel [y, x]; empty: none
 * @property {number} field  whether that pixel's receptive field is shown
 * @property {number[]} force  [y, x, level], where the branch leaves picture `which`; empty: no branch
 * @property {string} start  "test:17", the test picture that drawing begins from; "" for none that can be named
 * @property {string} hole  what is rubbed out of it; "" for nothing, or for a hole made by hand
 * @property {"rows" | "passes"} way  from pixel to pixel, or all at once
 */

export {};
