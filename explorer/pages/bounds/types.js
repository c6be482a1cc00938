// What a link to the page holds, see view.py.

/**
 * @typedef {object} BoundsView
 * @property {string} model
 * @property {string} curve
 * @property {string} form
 * @property {number[]} xs
 * @property {number[]} weights
 * @property {string} target
 * @property {string} direction
 * @property {number} p_mean
 * @property {number} p_std
 * @property {number} q_mean
 * @property {number} q_std
 * @property {number} n
 * @property {number} seed
 * @property {number} digits
 * @property {number} w
 * @property {number} b
 * @property {number} sigma
 * @property {number} x
 * @property {number} z_mean
 * @property {number} z_std
 * @property {number} way
 * @property {number} test
 * @property {number} draw
 * @property {number[]} pixels
 */

export {};
