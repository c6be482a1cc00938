// What the parts below the live run share: their fields of the page's view, and what was kept of each checkpoint.

/**
 * The fields of parts.py; names of models are empty where the page chooses.
 * @typedef {object} PartsState
 * @property {string} shaken  models, commas between them
 * @property {number} shake  deviation of the noise, of the codes' own
 * @property {number} test  number of the test picture
 * @property {number} noise  seed
 * @property {string} film  model
 * @property {number} snapshot  -1: the last
 * @property {string} curves  models, commas between them
 * @property {string} measure
 * @property {string} against  "seconds" or "steps"
 */

/**
 * What `/api/training/records` tells of a checkpoint.
 * @typedef {{name: string, unit: string, points: number, film: boolean}} Kept
 */

export {};
