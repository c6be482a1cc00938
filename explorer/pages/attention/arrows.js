// Arrow keys as directions.

/** @type {{[key: string]: [right: number, down: number] | undefined}} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * Where an arrow key points: [right, down]; null for every other key, and for those that are held with Ctrl, Alt or
 * Meta.
 * @param {KeyboardEvent} event
 */
export function arrowOf(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  return ARROWS[event.key] ?? null;
}
