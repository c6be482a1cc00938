// Runs decoders in a thread of their own, by onnxruntime's WebAssembly, or on the graphics processor where that is too
// slow. What the hand waits for goes first: anything else is computed in pieces of a few milliseconds, and gives way
// between them.

import * as runtime from "../../vendor/onnxruntime/ort.wasm.min.mjs";
import { quickerSession } from "./gpu.js";
import { Session, setUp } from "./session.js";

/** @typedef {import("./session.js").Found} Found */
/** @typedef {import("./session.js").Rows} Rows */

const PIECE_MS = 6;
const FRAME_MS = 1000 / 60; // a hand sees what takes longer
const OFTEN = 5; // times that it did, one after the other, before the graphics processor is tried

/**
 * A decoder, and how fast it is here.
 * @typedef {object} Opened
 * @property {Session} session
 * @property {Session | null} spare  by WebAssembly, of one that runs on the graphics processor
 * @property {ArrayBuffer | null} graph  as long as the graphics processor was not tried
 * @property {number} slow  times that a hand saw it, one after the other
 * @property {number} rowsPerMs
 */

/**
 * Rows that are being decoded.
 * @typedef {object} Task
 * @property {number} id
 * @property {number} model
 * @property {Rows} rows
 * @property {boolean} urgent
 * @property {number} done  rows
 * @property {Uint8Array | null} pixels  as far as they are there
 * @property {Float32Array} [posterior]  of an encoder
 */

setUp(runtime, "ort-wasm-simd-threaded");

/** @type {Map<number, Opened>} */
const opened = new Map();

/** @type {Task[]} */
const tasks = [];
let working = false;
const { port1, port2 } = new MessageChannel();

/** Let messages that came meanwhile be heard. */
const breath = () =>
  new Promise((resolve) => {
    port1.onmessage = resolve;
    port2.postMessage(0);
  });

/**
 * @param {number} model
 * @param {ArrayBuffer} graph
 */
async function open(model, graph) {
  const session = await Session.open(runtime, graph, "wasm");
  const kept = "gpu" in navigator ? graph : null;
  opened.set(model, { session, spare: null, graph: kept, slow: 0, rowsPerMs: 0.25 });
}

/** Until nothing is left to decode. */
async function work() {
  if (working) return;
  working = true;
  while (tasks.length) {
    const task = tasks.find(({ urgent }) => urgent) ?? tasks[0];
    try {
      await step(task);
      if (task.pixels && task.done * widthOf(task) >= task.rows.length)
        finish(task, { pixels: task.pixels, posterior: task.posterior });
    } catch (error) {
      if (!fellBack(task.model)) finish(task, { error: String(error) });
    }
    await breath();
  }
  working = false;
}

/** @param {Task} task */
const widthOf = (task) => opened.get(task.model)?.session.width ?? 1;

/**
 * Decode some rows of a task; all of them where the hand waits.
 * @param {Task} task
 */
async function step(task) {
  const model = opened.get(task.model);
  if (!model) throw new Error("this model was not opened");
  const { width } = model.session;
  const count = task.rows.length / width;
  const most = task.urgent ? count : Math.max(1, Math.round(PIECE_MS * model.rowsPerMs));
  const end = Math.min(count, task.done + most);
  const rows = task.rows.slice(task.done * width, end * width);
  const began = performance.now();
  const found = await model.session.run(rows);
  const ms = performance.now() - began;
  model.rowsPerMs = (end - task.done) / Math.max(0.1, ms);
  const each = found.pixels.length / (end - task.done);
  task.pixels ??= new Uint8Array(each * count);
  task.pixels.set(found.pixels, each * task.done);
  if (found.posterior) task.posterior = found.posterior;
  task.done = end;
  if (!task.urgent) return;
  model.slow = ms > FRAME_MS ? model.slow + 1 : 0;
  if (model.slow >= OFTEN && model.graph) hasten(task.model, model, { rows, found, ms });
}

/**
 * Try the graphics processor, once; meanwhile, and where it is no better, WebAssembly goes on.
 * @param {number} number
 * @param {Opened} model
 * @param {{rows: Rows, found: Found, ms: number}} measured
 */
async function hasten(number, model, measured) {
  const graph = /** @type {ArrayBuffer} */ (model.graph);
  model.graph = null;
  try {
    const found = await quickerSession(graph, { ...measured, found: { pixels: measured.found.pixels.slice() } });
    if (!found) return;
    model.spare = model.session;
    model.session = found;
    self.postMessage({ model: number, processor: "gpu" });
  } catch {
    // WebAssembly goes on, as in a browser without WebGPU
  }
}

/**
 * Whether a model that failed goes on by WebAssembly.
 * @param {number} number
 */
function fellBack(number) {
  const model = opened.get(number);
  if (!model?.spare) return false;
  model.session = model.spare;
  model.spare = null;
  self.postMessage({ model: number, processor: "cpu" });
  return true;
}

/**
 * @param {Task} task
 * @param {{pixels: Uint8Array, posterior?: Float32Array} | {error: string}} answer
 */
function finish(task, answer) {
  tasks.splice(tasks.indexOf(task), 1);
  const moved = "pixels" in answer ? [answer.pixels.buffer] : [];
  self.postMessage({ id: task.id, ...answer }, { transfer: moved });
}

self.onmessage = async ({ data }) => {
  if (!data.graph) {
    tasks.push({ ...data, done: 0, pixels: null });
    work();
    return;
  }
  try {
    await open(data.model, data.graph);
    self.postMessage({ id: data.id });
  } catch (error) {
    self.postMessage({ id: data.id, error: String(error) });
  }
};
