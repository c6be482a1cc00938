// film.json of a checkpoint, as `train/film.py` writes it, read into what can be drawn.

import { decodeBase64 } from "../../ui/canvas/paint.js";

/**
 * @typedef {object} StoredFrame
 * @property {number} step
 * @property {number} seconds
 * @property {number} validation  the loss on validation pictures
 * @property {number} reconstruction
 * @property {number[]} [kl]  nats by latent
 * @property {[number, number][]} range  ends of the plane, by latent
 * @property {string} plane  WebP in base64
 * @property {string} codes  int16 in base64: 0 and `code_steps` are the ends of the plane
 */

/**
 * @typedef {object} StoredFilm
 * @property {string} unit
 * @property {number[]} labels
 * @property {number} code_steps
 * @property {StoredFrame[]} frames
 * @property {{seed: number, steps: number, seconds: number}} [repeats]  of a run that was repeated for the film
 */

/**
 * One moment of a training.
 * @typedef {object} Snapshot
 * @property {number} step
 * @property {number} seconds
 * @property {number} validation
 * @property {number} reconstruction
 * @property {number[]} kl  nats by latent; empty where there is none
 * @property {[number, number][]} range  ends of the plane, by latent
 * @property {ImageBitmap} plane
 * @property {Float32Array} codes  x and y of each picture, 0 to 1 from one end of the plane to the other
 */

/**
 * @typedef {object} Film
 * @property {string} unit
 * @property {number[]} labels  classes of the pictures
 * @property {Snapshot[]} snapshots  in the order of their steps
 * @property {{seed: number, steps: number, seconds: number} | null} repeats
 */

/**
 * @param {StoredFilm} stored
 * @returns {Promise<Film>}
 * @throws {Error} where it is no film, or a plane is damaged
 */
export async function readFilm(stored) {
  const { unit, labels, code_steps: steps, frames, repeats = null } = stored;
  if (!Array.isArray(frames) || !frames.length || !Array.isArray(labels)) throw new Error("This film is damaged.");
  const snapshots = await Promise.all(
    frames.map(async ({ plane, codes, kl = [], ...numbers }) => {
      const whole = new Int16Array(decodeBase64(codes).buffer);
      return {
        ...numbers,
        kl,
        plane: await createImageBitmap(new Blob([decodeBase64(plane)], { type: "image/webp" })),
        codes: Float32Array.from(whole, (value) => value / steps),
      };
    }),
  );
  return { unit, labels, snapshots, repeats };
}
