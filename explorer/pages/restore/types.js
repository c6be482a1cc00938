// Shapes that the parts of the Restore page share, most of them as its routes give them. Types only: nothing of this
// file runs.

/** @typedef {import("../../ui/types.js").Shape} Shape */

/**
 * The page's view, as explorer/pages/restore/view.py has it.
 * @typedef {object} RestoreView
 * @property {string} subject  whose pictures are restored
 * @property {string} picture  "test:17" or "photo:camera"; empty for an own one
 * @property {string} kind  of damage
 * @property {number | null} strength  null: the kind's own
 * @property {number} seed
 * @property {string[]} methods  that are on; empty: those that are on at first; ["none"]: none
 * @property {string} left  "clean", "damaged" or a method
 * @property {string} right  the same; empty: the best
 */

/**
 * One way of restoring.
 * @typedef {object} Method
 * @property {string} name  unique
 * @property {string} title
 * @property {string} about
 * @property {string[]} serves  kinds of damage that it is made for
 * @property {boolean} slow  it takes seconds on a large picture
 * @property {boolean} shown  it is on at first
 */

/**
 * A kind of damage and its strengths.
 * @typedef {object} DamageKind
 * @property {string} kind
 * @property {string} title
 * @property {string} about
 * @property {number} low  weakest
 * @property {number} high  strongest
 * @property {number} step
 * @property {number} default
 * @property {string} unit  of a strength, in words
 */

/**
 * A photograph to choose.
 * @typedef {{name: string, title: string, credit: string}} Example
 */

/**
 * A kind of pictures: what damages and what restores them.
 * @typedef {object} Subject
 * @property {string} name  a data set, or "photo"
 * @property {string} title
 * @property {Shape | null} shape  null for photographs, which have any
 * @property {DamageKind[]} damages
 * @property {Method[]} methods
 * @property {string | null} [model]  that brings pictures to their size, where there is one; not for photographs
 * @property {number} [test_count]  test pictures on this machine; not for photographs
 * @property {Example[]} [examples]  photographs
 */

/**
 * The damage that is done.
 * @typedef {{kind: string, strength: number, seed: number}} Damage
 */

/**
 * A picture: uint8 (c, h, w), grey or in colour; part: most of what stood out on the upload that it is of was left out.
 * @typedef {{pixels: Uint8Array<ArrayBuffer>, shape: Shape, part?: boolean}} Picture
 */

/**
 * A picture and its name in a link, empty for an own one.
 * @typedef {Picture & {name: string}} NamedPicture
 */

/**
 * What was found: the damaged picture, or a method's answer. Numbers are against the clean picture, which has none.
 * @typedef {object} Result
 * @property {Uint8Array<ArrayBuffer>} pixels
 * @property {number | null} [psnr]  in decibels; null where both are the same
 * @property {number | null} [ssim]
 * @property {number} [seconds]  computing time; the damage has none
 * @property {string} [note]
 * @property {Uint8Array} [lost]  of the damaged picture: 1 where a pixel is lost
 * @property {Uint8Array} [components]  of a mixture: that of the patch around each pixel, once it was asked for
 */

/** @typedef {"left" | "right"} Side  of the divider */

/**
 * A job as `/api/restore` wants it; pixels and mask are base64.
 * @typedef {object} RestoreJob
 * @property {string} subject
 * @property {Shape} shape
 * @property {string} pixels
 * @property {{kind: string, strength: number | null, seed: number, mask?: string}} damage
 * @property {string[]} methods
 */

/**
 * A picture in an event: base64 of uint8 (c, h, w), and its numbers.
 * @typedef {{pixels: string, psnr: number | null, ssim: number | null, note?: string, lost?: string}} Answered
 */

/**
 * What `/api/restore` sends of a job.
 * @typedef {{id?: number | null, message?: string} & (
 *   | ({event: "damaged"} & Answered)
 *   | {event: "progress", method: string, done: number, note?: string}
 *   | ({event: "result", method: string, seconds: number} & Answered)
 *   | {event: "failed", method: string, message: string}
 *   | {event: "error", message: string}
 *   | {event: "end"}
 *   | {event: "stopped"}
 * )} RestoreEvent
 */

export {};
