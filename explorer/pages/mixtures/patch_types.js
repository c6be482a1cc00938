// What the patch prior's routes give, and the sizes of pictures and patches.

/**
 * @typedef {object} PatchState
 * @property {string} model
 * @property {string} photo  the name of a ready photograph; an own one has none
 * @property {number} sigma  deviation of the noise, of 255
 * @property {number} blur  in pixels
 * @property {number} flat  1: every pixel is the mean
 * @property {number} row  of the patch's first pixel
 * @property {number} column
 * @property {number} component  that is shown large, by falling weight; -1: the one that the patch is likeliest of
 */

/**
 * What the prior makes of one patch; pictures are base64 of uint8.
 * @typedef {object} PatchTold
 * @property {string} photograph  the patch as it was
 * @property {string} noisy
 * @property {string} cleaned
 * @property {number} nats  ln p of the patch as it is
 * @property {number[]} responsibilities  of the components by falling weight
 * @property {number[]} centre  the filter's weights for the central pixel
 */

/**
 * @typedef {object} Answer
 * @property {number} epll  nats a patch
 * @property {number} step  between patches that were asked
 * @property {number} count  of them
 * @property {string} pixels
 * @property {PatchTold} patch
 */

/** @typedef {{clean: number, blurred: number, flat: number}} Marks  EPLL of what a photograph can become */
/** @typedef {{error?: string, marks?: Marks} & Partial<Answer>} Reply */

/**
 * The components by falling weight.
 * @typedef {object} Components
 * @property {number} size  of a patch's side
 * @property {number[]} weights
 * @property {number[]} deviations  of a pixel
 * @property {string} samples
 * @property {string} directions
 * @property {number[][]} shares  of the variance, of each direction
 * @property {{samples: number, directions: number}} counts  of each component
 */

/** @typedef {{name: string, title: string, credit: string}} Photograph */

/** The side of a photograph, in pixels. */
export const SIDE = 256;

/** The side of a patch. */
export const PATCH = 8;
