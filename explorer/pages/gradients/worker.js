// Draws by the million beside the page: estimates come in as they are made, and a newer request ends an older one.

import { normals } from "../../ui/maths/random.js";
import { estimate } from "./arithmetic.js";
import { integrand } from "./functions.js";

/** @typedef {import("./functions.js").GradientsView} GradientsView */
/** @typedef {{id: number, view: GradientsView, repetitions: number}} Request */
/** @typedef {{id: number, score: Float64Array, path: Float64Array, done: boolean}} Estimates */

const TELL_MS = 80;

let newest = 0;

/** Let messages in. */
const breathe = () => new Promise((resolve) => setTimeout(resolve, 0));

/** @param {Request} request */
async function answer({ id, view, repetitions }) {
  const f = integrand(view);
  const normal = normals(view.seed);
  const score = new Float64Array(repetitions);
  const path = new Float64Array(repetitions);
  let told = performance.now();
  for (let i = 0; i < repetitions; i++) {
    const one = estimate(f, view.theta, view.n, view.baseline, normal);
    score[i] = one.score;
    path[i] = one.path;
    const last = i + 1 === repetitions;
    if (!last && performance.now() - told < TELL_MS) continue;
    postMessage({ id, score: score.slice(0, i + 1), path: path.slice(0, i + 1), done: last });
    told = performance.now();
    await breathe();
    if (id !== newest) return;
  }
}

addEventListener("message", ({ data }) => {
  newest = data.id;
  answer(data);
});
