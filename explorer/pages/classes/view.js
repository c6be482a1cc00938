// What the Classes page shows, as plain data.

/** @typedef {import("../../ui/types.js").Card} Card */

/**
 * The page's view, as explorer/pages/classes/view.py has it.
 * @typedef {object} ClassesView
 * @property {string} model
 * @property {"sheet" | "one"} mode  rows are styles and columns classes; or many styles of one class
 * @property {number} cls  the class of the one-class sheet and of the upper blend
 * @property {number[]} z  the style under the hand, the first of all; empty: the seed's
 * @property {number} seed
 * @property {number} temperature
 * @property {number[]} shift  added to every drawn style; empty: nothing
 * @property {number} together  1: a slider moves all styles that are not kept
 * @property {number[]} locked  rows whose style is kept, whatever the seed
 * @property {number[]} styles  of these rows, end to end
 * @property {number} a  the row that a blend of styles begins with
 * @property {number} b  and the one it ends with
 * @property {number} t  how far from one to the other
 * @property {number} one  the class that a blend of labels begins with
 * @property {number} two  and the one it ends with
 * @property {number} row  whose style the blend of labels has
 * @property {number} smooth  1: pixels are blended when enlarged
 * @property {number} draw  seed of the noise that pictures are drawn with; 0: their means
 */

/**
 * What of a view belongs to its model alone.
 * @typedef {Pick<ClassesView, "z" | "shift" | "locked" | "styles">} Styles
 */

export const ROWS = 10; // styles in the sheet; as explorer/pages/classes/view.py has it
export const STYLES = 100; // drawn from a seed; as there
export const MOST_COLUMNS = 20; // classes side by side; a model that knows more shows its first
export const BLEND = 11; // pictures from one end of a blend to the other

/**
 * How many classes stand side by side.
 * @param {Pick<Card, "conditions">} card
 */
export const columnCount = (card) => Math.min(card.conditions, MOST_COLUMNS);

/**
 * Nothing moved and nothing kept.
 * @returns {Styles}
 */
export const untouched = () => ({ z: [], shift: [], locked: [], styles: [] });

/**
 * Whether the view shows the very pictures of the sheet that was made at training time.
 * @param {ClassesView} view
 */
export const isAsTrained = ({ mode, seed, temperature, z, shift, locked, draw }) =>
  mode === "sheet" && seed === 0 && temperature === 1 && !draw && !z.length && !shift.length && !locked.length;
