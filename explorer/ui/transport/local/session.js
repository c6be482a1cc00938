// A graph that is open in one of the builds of onnxruntime: rows of numbers in, pictures out.

/**
 * @import { InferenceSession } from "../../vendor/onnxruntime/ort.wasm.min.mjs"
 */

/** @typedef {typeof import("../../vendor/onnxruntime/ort.wasm.min.mjs")} Runtime */
/** @typedef {Float32Array | Uint16Array | Uint8Array} Rows  count * width */

/**
 * Pictures, and of an encoder the posterior, mean and then deviation.
 * @typedef {{pixels: Uint8Array, posterior?: Float32Array}} Found
 */

const VERSION = "1.30.0"; // of the runtime: browsers keep its WebAssembly for a day, by this address
const FATAL = 4; // what fails is told to the page, and the server goes on
const VENDOR = new URL("../../vendor/onnxruntime/", import.meta.url);

/**
 * Tell a build where its WebAssembly lies.
 * @param {Runtime} runtime
 * @param {string} name  of its files
 */
export function setUp({ env }, name) {
  env.wasm.wasmPaths = {
    mjs: new URL(`${name}.mjs`, VENDOR).href,
    wasm: new URL(`${name}.wasm?v=${VERSION}`, VENDOR).href,
  };
  env.wasm.numThreads = 1; // more want headers that Gradio's pages do not have
  env.logLevel = "fatal";
}

export class Session {
  /** @type {"float32" | "uint16" | "uint8"} */
  #type;

  /**
   * @param {Runtime} runtime
   * @param {InferenceSession} session
   */
  constructor(runtime, session) {
    const [input] = session.inputMetadata;
    if (!input.isTensor) throw new Error("the graph takes no tensor");
    this.runtime = runtime;
    this.session = session;
    this.width = Number(input.shape[1]);
    this.#type = input.type === "uint16" || input.type === "uint8" ? input.type : "float32";
  }

  /**
   * @param {Runtime} runtime
   * @param {ArrayBuffer} graph
   * @param {"wasm" | "webgpu"} provider  what computes
   */
  static async open(runtime, graph, provider) {
    const options = { executionProviders: [provider], logSeverityLevel: FATAL };
    const session = await runtime.InferenceSession.create(new Uint8Array(graph), options);
    return new Session(runtime, session);
  }

  /**
   * @param {Rows} rows
   * @returns {Promise<Found>}
   */
  async run(rows) {
    const count = rows.length / this.width;
    const found = await this.session.run({ rows: new this.runtime.Tensor(this.#type, rows, [count, this.width]) });
    const pixels = found.pixels.data;
    if (!(pixels instanceof Uint8Array)) throw new Error("the graph gives no bytes");
    const posterior = found.posterior?.data;
    return posterior instanceof Float32Array ? { pixels, posterior: posterior.slice() } : { pixels }; // not all memory
  }

  release() {
    return this.session.release();
  }
}
