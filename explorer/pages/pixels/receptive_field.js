// Receptive fields, asked for once and shared by all that show them.

import { decodeBase64 } from "../../ui/canvas/paint.js";
import { getJSON, query } from "../../ui/transport/api.js";

/** @type {Map<string, Promise<Float32Array>>} by model, row and column */
const fields = new Map();

/**
 * @param {string} model
 * @param {number} y
 * @param {number} x
 */
async function fetchField(model, y, x) {
  /** @type {{field: string}} */
  const { field } = await getJSON(query("/api/pixels/receptive", { model, y, x }));
  return new Float32Array(decodeBase64(field).buffer);
}

/**
 * How much the distribution of a pixel depends on each pixel, (h*w). What failed is asked for again the next time.
 * @param {string} model
 * @param {number} y
 * @param {number} x
 * @returns {Promise<Float32Array>}
 * @throws {Error} whose message may be shown
 */
export function receptiveField(model, y, x) {
  const key = `${model} ${y} ${x}`;
  const known = fields.get(key);
  if (known) return known;
  const field = fetchField(model, y, x);
  fields.set(key, field);
  field.catch(() => fields.delete(key));
  return field;
}
