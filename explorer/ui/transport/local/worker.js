// Runs decoders in a thread of their own, by onnxruntime's WebAssembly. What the hand waits for goes first: anything
// else is computed in pieces of a few milliseconds, and gives way between them.

import { env, InferenceSession, Tensor } from "../../vendor/onnxruntime/ort.wasm.min.mjs";

const PIECE_MS = 6;
const VERSION = "1.30.0"; // of the runtime: browsers keep its WebAssembly for a day, by this address
const VENDOR = new URL("../../vendor/onnxruntime/", import.meta.url);

env.wasm.wasmPaths = {
  mjs: new URL("ort-wasm-simd-threaded.mjs", VENDOR).href,
  wasm: new URL(`ort-wasm-simd-threaded.wasm?v=${VERSION}`, VENDOR).href,
};
env.wasm.numThreads = 1; // more want headers that Gradio's pages do not have
env.logLevel = "fatal"; // what fails is told to the page, and the server goes on

/**
 * A decoder, and how fast it is here.
 * @typedef {{session: InferenceSession, width: number, type: "float32" | "uint16" | "uint8", rowsPerMs: number}} Opened
 */

/**
 * Rows that are being decoded.
 * @typedef {object} Task
 * @property {number} id
 * @property {number} model
 * @property {Float32Array | Uint16Array | Uint8Array} rows
 * @property {boolean} urgent
 * @property {number} done  rows
 * @property {Uint8Array | null} pixels  as far as they are there
 * @property {Float32Array} [posterior]  of an encoder
 */

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
  const session = await InferenceSession.create(new Uint8Array(graph), { executionProviders: ["wasm"] });
  const [input] = session.inputMetadata;
  if (!input.isTensor) throw new Error("the graph takes no tensor");
  const type = input.type === "uint16" || input.type === "uint8" ? input.type : "float32";
  opened.set(model, { session, width: Number(input.shape[1]), type, rowsPerMs: 0.25 });
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
      finish(task, { error: String(error) });
    }
    await breath();
  }
  working = false;
}

/** @param {Task} task */
const widthOf = (task) => opened.get(task.model)?.width ?? 1;

/**
 * Decode some rows of a task; all of them where the hand waits.
 * @param {Task} task
 */
async function step(task) {
  const model = opened.get(task.model);
  if (!model) throw new Error("this model was not opened");
  const count = task.rows.length / model.width;
  const most = task.urgent ? count : Math.max(1, Math.round(PIECE_MS * model.rowsPerMs));
  const end = Math.min(count, task.done + most);
  const rows = task.rows.slice(task.done * model.width, end * model.width);
  const began = performance.now();
  const { pixels, posterior } = await model.session.run({
    rows: new Tensor(model.type, rows, [end - task.done, model.width]),
  });
  model.rowsPerMs = (end - task.done) / Math.max(0.1, performance.now() - began);
  const part = pixels.data;
  if (!(part instanceof Uint8Array)) throw new Error("the graph gives no bytes");
  const each = part.length / (end - task.done);
  task.pixels ??= new Uint8Array(each * count);
  task.pixels.set(part, each * task.done);
  if (posterior?.data instanceof Float32Array) task.posterior = posterior.data.slice(); // not all of the graph's memory
  task.done = end;
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
