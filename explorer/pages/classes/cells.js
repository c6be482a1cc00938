// Which latents and which label stand in which cell of the Classes page. Pure functions of views, cards and arrays.

import { oneHot, spellOut } from "../../ui/controls/class_chooser.js";
import { tidy } from "../../ui/latents/latent_space.js";

export const ROWS = 10,
  STYLES = 100; // as explorer/views/classes.py has them
export const MOST_COLUMNS = 20; // classes side by side; a model that knows more shows its first
export const BLEND = 11; // pictures from one end of a blend to the other

export const columns = (card) => Math.min(card.conditions, MOST_COLUMNS);

const add = (a, b) => a.map((value, i) => value + b[i]);

/** z of style `index`: the hand's own, a kept one, or the seed's. `drawn` holds STYLES of them, end to end. */
export function styleAt(view, drawn, index) {
  const d = drawn.length / STYLES;
  const kept = view.locked.indexOf(index);
  if (kept >= 0) return view.styles.slice(kept * d, (kept + 1) * d);
  if (index === 0 && view.z.length) return view.z;
  const z = Array.from(drawn.slice(index * d, (index + 1) * d));
  return view.shift.length ? add(z, view.shift) : z;
}

/** What a slider changes: the hand's own style, and, where all move together or all are of one class, the shift of the drawn ones. */
export function dragged(view, drawn, index, value) {
  const old = styleAt(view, drawn, 0).map(tidy);
  const z = old.with(index, tidy(value));
  if (!view.together && view.mode !== "one") return { z };
  const shift = view.shift.length ? view.shift : z.map(() => 0);
  return { z, shift: shift.with(index, tidy(shift[index] + z[index] - old[index])) };
}

/** A row's style kept as it is now, or let go again. */
export function toggled(view, drawn, row) {
  const rows = new Map(view.locked.map((kept) => [kept, styleAt(view, drawn, kept)]));
  if (!rows.delete(row)) rows.set(row, styleAt(view, drawn, row).map(tidy));
  const locked = [...rows.keys()].sort((a, b) => a - b);
  return { locked, styles: locked.flatMap((kept) => rows.get(kept)) };
}

/** The arc from a to b at t, lengths blended in a straight line (as explorer/latents.py); the line where there is no arc. */
export function slerp(a, b, t) {
  const size = (z) => Math.hypot(...z);
  const long = size(a);
  const wide = size(b);
  const line = () => a.map((value, i) => (1 - t) * value + t * b[i]);
  if (Math.min(long, wide) < 1e-6) return line();
  const cosine = a.reduce((sum, value, i) => sum + ((value / long) * b[i]) / wide, 0);
  const angle = Math.acos(Math.min(Math.max(cosine, -1), 1));
  const sine = Math.sin(angle);
  if (sine < 1e-6) return line();
  const from = Math.sin((1 - t) * angle) / sine / long;
  const to = Math.sin(t * angle) / sine / wide;
  const length = (1 - t) * long + t * wide;
  return a.map((value, i) => length * (from * value + to * b[i]));
}

/** Weights of a label on the way from class `one` to class `two`. */
export function between(count, one, two, share) {
  const weights = oneHot(count, -1);
  weights[one] += tidy(1 - share);
  weights[two] += tidy(share);
  return weights;
}

const percent = (share) => `${Math.round(share * 100)} %`;

/** All cells on the page, sheet by sheet: {z, weights, words, asked} each; `asked` is the class of a pure label. */
export function cellsOf(view, card, drawn) {
  const count = card.conditions;
  const wide = columns(card);
  const pure = Array.from({ length: count }, (_, k) => oneHot(count, k));
  const cell = (z, k, words) => ({ z, weights: pure[k], words: `${words}, class ${card.classes[k]}`, asked: k });
  const style = (index) => (index === 0 ? "your style" : `style ${index + 1}`);
  const rows = Array.from({ length: ROWS }, (_, index) => styleAt(view, drawn, index));
  const steps = Array.from({ length: BLEND }, (_, i) => i / (BLEND - 1));
  const along = (t) => `${percent(t)} of the way from ${style(view.a)} to ${style(view.b)}`;
  return {
    sheet:
      view.mode === "one"
        ? Array.from({ length: STYLES }, (_, index) =>
            cell(index < ROWS ? rows[index] : styleAt(view, drawn, index), view.cls, style(index)),
          )
        : rows.flatMap((z, index) => Array.from({ length: wide }, (_, k) => cell(z, k, style(index)))),
    styles: steps.map((t) => cell(slerp(rows[view.a], rows[view.b], t), view.cls, along(t))),
    across: Array.from({ length: wide }, (_, k) => cell(slerp(rows[view.a], rows[view.b], view.t), k, along(view.t))),
    labels: steps.map((share) => {
      const weights = between(count, view.one, view.two, share);
      return {
        z: rows[view.row],
        weights,
        words: `${style(view.row)}, label ${spellOut(weights, card.classes)}`,
        asked: weights.indexOf(1),
      };
    }),
  };
}

/** Cells as the decoder takes them: float32, z and then the weights of the classes, end to end. */
export function pack(cells) {
  const width = cells[0].z.length + cells[0].weights.length;
  const out = new Float32Array(cells.length * width);
  cells.forEach(({ z, weights }, i) => {
    out.set(z, i * width);
    out.set(weights, i * width + z.length);
  });
  return out;
}

/** The Latents page with this cell on its stage. */
export function latentsLink(model, { z, weights }) {
  return `/latents?model=${encodeURIComponent(model)}&z=${z.map(tidy).join()}&weights=${weights.join()}`;
}

/** A view's query string, as the server reads it. */
export function toQuery(view) {
  return new URLSearchParams(
    Object.entries(view)
      .filter(([, value]) => !Array.isArray(value) || value.length)
      .map(([name, value]) => [name, String(value)]),
  ).toString();
}
