// The graphics processor, for graphs that take WebAssembly too long: the same graph by WebGPU, kept where it is
// quicker and makes the same pictures. Its build of onnxruntime waits for the processor by JavaScript Promise
// Integration, which not every browser with WebGPU has. A small decoder takes WebAssembly a millisecond or two, less
// than the way to the graphics processor and back, so nothing of this is fetched for it.

import { Session, setUp } from "./session.js";

/** @typedef {import("./session.js").Found} Found */
/** @typedef {import("./session.js").Rows} Rows */

const SHARE = 1; // of WebAssembly's time that the graphics processor may take at most
const SOFTWARE = false; // an adapter that is a program itself is no quicker
const ALIKE = 1; // of 255: two ways of rounding
const RUNS = 3; // timed, after one that builds the shaders

/** @typedef {{info: {isFallbackAdapter?: boolean}}} Adapter */

/** Whether this browser lets a graph run there. */
async function hasAdapter() {
  const { gpu } = /** @type {{gpu?: {requestAdapter: () => Promise<Adapter | null>}}} */ (navigator);
  if (!gpu || !("Suspending" in WebAssembly)) return false;
  const adapter = await gpu.requestAdapter();
  return adapter !== null && (SOFTWARE || !adapter.info.isFallbackAdapter);
}

/**
 * A graph on the graphics processor; null where there is none, or it is not quicker, or makes other pictures.
 * @param {ArrayBuffer} graph
 * @param {{rows: Rows, found: Found, ms: number}} measured  what WebAssembly made of some rows, and in which time
 * @returns {Promise<Session | null>}  rejects where it fails
 */
export async function quickerSession(graph, { rows, found, ms }) {
  if (!(await hasAdapter())) return null;
  const runtime = await import("../../vendor/onnxruntime/ort.jspi.min.mjs");
  setUp(runtime, "ort-wasm-simd-threaded.jspi");
  const session = await Session.open(runtime, graph, "webgpu");
  const times = [];
  for (let run = 0; run <= RUNS; run++) {
    const began = performance.now();
    const { pixels } = await session.run(rows.slice());
    times.push(performance.now() - began);
    if (!pixels.every((value, i) => Math.abs(value - found.pixels[i]) <= ALIKE)) return refused(session);
  }
  return Math.min(...times.slice(1)) < SHARE * ms ? session : refused(session);
}

/** @param {Session} session */
async function refused(session) {
  await session.release();
  return null;
}
