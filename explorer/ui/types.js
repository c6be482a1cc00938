// Shapes that several rooms share, as the server's routes give them. Types only: nothing of this file runs.

/**
 * Channels (1 or 3), height and width of a picture; its pixels are uint8, channel by channel.
 * @typedef {readonly [number, number, number]} Shape
 */

/**
 * A measured number of a checkpoint; some metrics have entries beyond these, which the page that shows them names.
 * @typedef {object} Metric
 * @property {number} value
 * @property {string} unit  in words
 * @property {string} data  what it was measured on
 * @property {string} split  of the data
 * @property {number[]} [seeds]  that it is of, where it is of few
 */

/**
 * A checkpoint without its weights, as `/api/models` lists it.
 * @typedef {object} Card
 * @property {string} name  of its folder, unique
 * @property {string} title
 * @property {string} about  a sentence or two
 * @property {string} dataset  "mnist", "fashion", ...; empty where it is unknown
 * @property {string[]} can  its capabilities: "decode", "encode", "autoregress", "quantize", ...
 * @property {Shape} shape  of its pictures; of a prior over codes, of its grid of codes
 * @property {number} latents  0 where it has none
 * @property {number} conditions  classes that a conditional model takes, else 0
 * @property {string[]} first  paths of the pages that open with it
 * @property {string} over  the checkpoint whose codes a prior paints; empty for a model of pixels
 * @property {[number, number][]} grids  of a model with codebooks: height and width of each level's codes
 * @property {number} code_count  codes in each codebook, 0 where there is none
 * @property {[number, number, number][]} groups  of latents: maps, height and width of each, the coarsest first
 * @property {number[] | null} group_kl  nats of each group, over the test set
 * @property {number | null} parameters  how many weights
 * @property {number | null} seconds  that its training took
 * @property {number | null} steps  of its training
 * @property {[number, number][]} range  of each latent's slider, lowest and highest
 * @property {number[] | null} kl  nats by latent
 * @property {number[] | null} spread  standard deviation by latent
 * @property {{[name: string]: Metric}} metrics
 * @property {boolean} own  it is the person's, from a folder given with --models
 * @property {boolean} usable
 * @property {string} reason  why it can't be used; empty when it can
 * @property {boolean} codes  the latents of its test set were kept
 * @property {boolean} likelihoods  those of its test set were kept
 * @property {string[]} classes  what the classes are called
 * @property {boolean} test  its test pictures are on this machine
 * @property {number} test_count  how many
 * @property {{[path: string]: {[field: string]: string}}} pages  those that take it, each with the query that opens it
 *   there
 */

/**
 * What `/api/view/PATH` makes of an address: the page's view, whose fields the page names itself, and what of the
 * address it could not follow, in sentences. With the values of its fields that a link leaves out.
 * @template V
 * @typedef {{view: V, notes: string[], defaults: {[field: string]: unknown}}} Opening
 */

/**
 * What a page can be asked to show: the fields of its link.
 * @typedef {{[field: string]: unknown}} View
 */

/**
 * How a connection stands, as the transport tells a page.
 * @typedef {"online" | "loading" | "ready" | "offline"} Status
 */

export {};
