// What digits and models are called in a sentence.

import { colourName } from "./colours.js";

/** @param {{colour: number, label: number}} digit */
export const digitName = ({ colour, label }) => `${colourName(colour)} ${label < 0 ? "drawing" : label}`;

/**
 * A model's short name, which its title ends with: in parentheses, or after a comma.
 * @param {{title: string}} card
 */
export function modelName({ title }) {
  const [, bracketed] = title.match(/\(([^()]+)\)$/) ?? [];
  return bracketed ?? title.split(", ").at(-1) ?? title;
}
