// What a drawing is: chosen among ten digits, or known to nobody.

import { el } from "../../ui/canvas/paint.js";
import { select } from "../../ui/controls/fields.js";

/** The ten digits. */
export const LABELS = Array.from({ length: 10 }, (_, label) => label);

/**
 * The field, empty of a choice at -1.
 * @param {(label: number) => unknown} [onchange]
 * @param {string} [kind]  further CSS classes
 */
export function labelSelect(onchange = () => {}, kind = "") {
  const title = "What your drawing is. Without it no answer can be called right or wrong";
  const field = select("What it is", title, (value) => onchange(Number(value)), kind);
  field.box.append(
    el("option", { value: "-1" }, "nobody knows"),
    ...LABELS.map((label) => el("option", { value: String(label) }, String(label))),
  );
  return field;
}
