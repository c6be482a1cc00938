// Shapes that the parts of this page share, as its routes give and take them. Types only: nothing of this file runs.

/** @typedef {import("../../ui/types.js").Card} Card */

/** @typedef {"overlay" | "mask" | "contour" | "lit"} Look */

/**
 * What the page shows, as a link has it; flags are 0 or 1.
 * @typedef {object} AttentionView
 * @property {string} model  that is played and looked into
 * @property {number} seed  of a held-out scene
 * @property {string} digits  empty: the scene's own
 * @property {number} distractors
 * @property {string} background  "", "seed" or "photo:NAME"
 * @property {number} colour  that is asked for; -1: that of the scene's first digit
 * @property {Look} look
 * @property {number} opacity  of the overlay, 0 to 1
 * @property {number} stage  whose mask is shown; -1: the product of all
 * @property {number} outline  whether the asked digit's is drawn
 * @property {number} passing  the pass that is looked at
 * @property {number} step  how many steps are played; -1: all
 */

/**
 * A digit of a scene, as the server has it.
 * @typedef {object} PlacedDigit
 * @property {string} glyph  its shape: one of the data set's, or "own:" and a drawing's bits
 * @property {number} label  0 to 9, or -1 where nobody has said what it is
 * @property {number} colour  its place among COLOURS
 * @property {number} x  of its middle, in picture pixels
 * @property {number} y
 * @property {number} scale  1 is 28 pixels a side
 */

/**
 * A digit on the page, which stays the same one however it is changed.
 * @typedef {PlacedDigit & {id: number}} Digit
 */

/**
 * Left, top, right and bottom, in picture pixels.
 * @typedef {[left: number, top: number, right: number, bottom: number]} Box
 */

/**
 * A held-out scene, as `/api/scene` gives it.
 * @typedef {object} HeldOutScene
 * @property {number} seed
 * @property {PlacedDigit[]} digits
 * @property {string} source  of its digits: "test", or "dream" where a model drew them
 */

/**
 * A scene as the server reads it.
 * @typedef {object} SceneSpec
 * @property {number} seed
 * @property {PlacedDigit[]} digits
 * @property {boolean} distractors
 * @property {string} background
 * @property {string} [upload]  the uploaded background's pixels, in base64
 */

/**
 * A mask with the size of its cells, `cell` picture pixels a side; its values are float32 (h, w) in base64.
 * @typedef {{h: number, w: number, cell: number, mask: string}} SentStage
 */

/**
 * What a model answered; its measures are null where the asked digit is not there.
 * @typedef {object} ModelAnswer
 * @property {string} name
 * @property {undefined} [error]
 * @property {number[]} probs  of its classes
 * @property {number} answer  the likeliest class
 * @property {SentStage[]} stages
 * @property {number | null} correctness
 * @property {number | null} contrast
 * @property {number | null} overlap
 */

/** @typedef {{name: string, error: string, stages?: undefined, probs?: undefined, answer?: undefined}} ModelFailure */

/**
 * What is answered about a scene and a colour.
 * @typedef {object} Reply
 * @property {undefined} [error]
 * @property {string} picture  uint8 (100, 100, 3) in base64
 * @property {string | null} outline  of the asked digit: bool (100, 100) in packed bits, in base64
 * @property {[below: number, above: number][]} overlaps  which digits lie over which
 * @property {Box[]} boxes  of the digits
 * @property {number | null} truth  the asked digit's label, where it is known
 * @property {(ModelAnswer | ModelFailure)[]} models
 */

/** @typedef {{error: string}} Refusal */

/**
 * An answered question and how it is shown.
 * @typedef {object} Shown
 * @property {SceneSpec} scene
 * @property {number} colour  that was asked for
 * @property {Reply} reply
 * @property {string} model  the inspected one
 * @property {Look} look
 * @property {number} opacity
 * @property {number} stage  -1: the product of all
 * @property {Path2D | null} outline  of the asked digit, where it is to be drawn
 */

/**
 * A value of a mask.
 * @typedef {object} MaskValue
 * @property {string} model
 * @property {number} stage
 * @property {number} row
 * @property {number} column
 * @property {number} pass
 */

export {};
