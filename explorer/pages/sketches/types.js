// What the Sketches page shows and is told. Types only.

/**
 * @typedef {object} SketchesView
 * @property {string} model
 * @property {string} label  a class, "" for none
 * @property {number} seed
 * @property {number} temperature
 * @property {number} n  endings, 1 or 9
 * @property {number} number  the ending that is on the paper
 * @property {string} drawn  what it begins with, see own.js
 * @property {number[]} z  that is held; empty: chance and the beginning choose it
 * @property {number} step  points that are there; -1: all
 * @property {number} expects  whether what comes next is shown while the pen stands
 * @property {string} first  two drawings that are kept, see own.js
 * @property {string} last
 * @property {number} between  whether the in-betweens of the two are shown
 */

/**
 * A point of a drawing, in units of the paper; a line leads to it from the point before, unless the pen was lifted
 * after that one.
 * @typedef {object} Point
 * @property {number} x  to the right
 * @property {number} y  downwards
 * @property {boolean} lifted  the pen is, after it
 * @property {boolean} model  drew it
 */

/**
 * What the page asks for.
 * @typedef {object} SketchJob
 * @property {"on" | "again" | "between"} way  endings of what is drawn, the drawing again from its z, or in-betweens
 * @property {string} model
 * @property {string} drawn
 * @property {string} [other]  the second drawing
 * @property {number | null} label
 * @property {number} n
 * @property {number} [number]
 * @property {number} seed
 * @property {number} temperature
 * @property {number[]} [z]  that is held; empty for none
 */

/**
 * What comes of it: "begin"; "known", what was expected of each point that was there, and after the last; "point", one
 * of each drawing; and a last "end", "stopped" or "error".
 * @typedef {object} SketchEvent
 * @property {string} event
 * @property {number | null} [id]
 * @property {string} [message]
 * @property {number} [n]  of "begin"
 * @property {number} [watched]  of "begin": the drawing whose expectations are told
 * @property {number} [components]  of the mixture
 * @property {number[]} [z]  of "known": under which the drawing that is watched is drawn
 * @property {[number, number, number][]} [points]  x, y and pen of each drawing
 * @property {[number, number][]} [surprise]  nats of step and pen, of each known point or of each drawing's
 * @property {string} [next]  what is expected next, in base64; see expectation.js
 * @property {boolean[]} [over]  whether each ended by itself
 */

export {};
