// A model's codebook, as the server knows it.

import { decodeBase64 } from "../../ui/canvas/paint.js";
import { getJSON, query } from "../../ui/transport/api.js";

/** @typedef {import("../../ui/types.js").Shape} Shape */

/**
 * Pictures, uint8, channel by channel.
 * @typedef {Uint8Array<ArrayBuffer>} Pixels
 */

/** @typedef {"use" | "similarity" | "map"} Order  in which the codes are shown */

/**
 * The codebook of one level. What is counted over the test set is null where nobody counted.
 * @typedef {object} BookLevel
 * @property {[number, number]} grid  height and width of a picture's codes
 * @property {number} codes  vectors in the codebook
 * @property {number} size  numbers in each vector
 * @property {number} side  of a tile, in pixels
 * @property {Pixels} tiles  every code as the decoder shows it: (codes, c, side, side)
 * @property {boolean} averaged  a tile is what the decoder makes of the code where it is in the test set, on average
 * @property {number[] | null} usage  by code: cells of the test set that have it
 * @property {number | null} perplexity  of the usage
 * @property {number | null} used  share of the codes that occur, 0 to 1
 * @property {{use: number[], similarity: number[]} | null} order  the codes, the most used first, and neighbours side
 *   by side
 * @property {[number, number][] | null} map  by code: x and y in the plane of the two principal components, 0 to 1
 */

/**
 * @typedef {object} Book
 * @property {BookLevel[]} levels  the coarsest first
 * @property {Shape} shape  of a picture
 * @property {string[]} priors  names of the checkpoints that draw these codes
 */

/**
 * @param {string} model  name of a checkpoint
 * @returns {Promise<Book>}
 * @throws {Error} where the server refuses
 */
export async function loadBook(model) {
  /** @type {Omit<Book, "levels"> & {levels: (Omit<BookLevel, "tiles"> & {tiles: string})[]}} */
  const book = await getJSON(query("/api/codes/book", { model }));
  return { ...book, levels: book.levels.map((level) => ({ ...level, tiles: decodeBase64(level.tiles) })) };
}

/**
 * How many cells of the test set were counted, over all codes.
 * @param {number[]} usage
 */
export const totalUse = (usage) => usage.reduce((sum, count) => sum + count, 0);
