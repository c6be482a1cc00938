// What the Hierarchy page shows, as plain data.

/** @typedef {import("../../ui/types.js").Card} Card */

/**
 * Maps, height and width of a group.
 * @typedef {readonly [number, number, number]} Group
 */

/**
 * What makes a picture. Lists have an entry a group, the coarsest first.
 * @typedef {object} Choice
 * @property {number[]} seeds
 * @property {number[]} temperatures
 * @property {number[]} turns  how far each is on the arc to the next seed's draw, 0 to 1
 * @property {number[]} held  groups that the given picture gives
 * @property {number[]} painted  place in z, what is added to it, and so on; places rise
 */

/** @typedef {"push" | "draw" | "back"} ToolName */

/**
 * The page's view, as explorer/pages/hierarchy/view.py has it.
 * @typedef {Choice & {
 *   model: string,
 *   locked: number[],
 *   index: number,
 *   level: number,
 *   plane: number,
 *   tool: ToolName,
 *   amount: number,
 *   a: number,
 *   b: number,
 *   mixed: number[],
 *   batch: number,
 *   warmed: number,
 *   smooth: number,
 *   draw: number,
 * }} HierarchyView  locked: groups not drawn anew with the others; index: of the test picture that is given, -1 for
 *   none; level: the group under the brush; plane: of its maps, -1 for all; amount: by which the brush pushes; a, b:
 *   first seeds of the draws that are mixed; mixed: groups that come from A; batch: first seed of the batch at every
 *   temperature; warmed: the group whose temperature differs there, -1 for all; draw: seed of the noise that pictures
 *   are drawn with, 0 for their means
 */

export const READY = [0.6, 0.95, 1]; // temperatures
export const PUSHED = 12; // how far a brush may move a latent; as explorer/pages/hierarchy/view.py has it

/**
 * A choice of the same seed for all groups.
 * @param {Pick<Card, "groups">} card
 * @param {number} seed
 * @param {number[]} temperatures
 * @returns {Choice}
 */
export const choiceOf = ({ groups }, seed, temperatures) => ({
  seeds: groups.map(() => seed),
  temperatures: [...temperatures],
  turns: groups.map(() => 0),
  held: [],
  painted: [],
});

/**
 * A view whose lists are full; in a link an empty one stands for what is there at first.
 * @param {HierarchyView} view
 * @param {Pick<Card, "groups">} card
 * @returns {HierarchyView}
 */
export const filled = (view, { groups }) => ({
  ...view,
  seeds: view.seeds.length ? view.seeds : groups.map(() => 0),
  temperatures: view.temperatures.length ? view.temperatures : groups.map(() => 1),
  turns: view.turns.length ? view.turns : groups.map(() => 0),
  mixed: view.mixed.length || groups.length < 2 ? view.mixed : [0],
});

/**
 * The view as a link has it: what stands as at first is left out.
 * @param {HierarchyView} view
 * @returns {HierarchyView}
 */
export const linked = (view) => ({
  ...view,
  seeds: view.seeds.some(Boolean) ? view.seeds : [],
  temperatures: view.temperatures.some((value) => value !== 1) ? view.temperatures : [],
  turns: view.turns.some(Boolean) ? view.turns : [],
  mixed: view.mixed.join() === "0" ? [] : view.mixed,
});

/**
 * A group in words: "4 × 4".
 * @param {Group} group
 */
export const sizeWords = ([, h, w]) => `${h} × ${w}`;

/**
 * How many maps, in words.
 * @param {Group} group
 */
export const mapWords = ([maps]) => (maps === 1 ? "1 map" : `${maps} maps`);
