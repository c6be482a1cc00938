// Decoders and encoders in this browser. The server makes a model's graph, a worker runs it: a page that has one asks
// nobody while something is dragged.

import { placed } from "../place.js";

/** @typedef {import("../decoder.js").Numbers} Numbers */

/**
 * Of the worker: pictures, and of an encoder the posterior beside them, mean and then deviation.
 * @typedef {{pixels: Uint8Array<ArrayBuffer>, posterior?: Float32Array}} Answer
 */

/** @typedef {"decode" | "codes" | "encode"} Part */

/** @typedef {{done: (answer: Answer) => void, failed: (error: Error) => void}} Pending */

const PATIENCE_MS = 20_000; // for an answer of the worker, before it is taken for stuck

/** One worker a page: its thread, and what it was asked. */
class Thread {
  #worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  #asked = 0;

  /** @type {Map<number, Pending>} */
  #pending = new Map();

  constructor() {
    this.#worker.onmessage = ({ data }) => {
      if (data.processor) {
        tellProcessor(data.processor);
        return;
      }
      const pending = this.#pending.get(data.id);
      this.#pending.delete(data.id);
      if (data.error) pending?.failed(new Error(data.error));
      else pending?.done(data);
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#end(new Error(event.message || "the worker could not start"));
    };
  }

  /** @param {Error} error  nothing of what was asked will be answered */
  #end(error) {
    for (const pending of this.#pending.values()) pending.failed(error);
    this.#pending.clear();
  }

  /**
   * @param {object} message
   * @param {Transferable[]} [moved]
   * @returns {Promise<Answer>}
   */
  ask(message, moved = []) {
    const id = ++this.#asked;
    return new Promise((done, failed) => {
      const late = setTimeout(() => {
        this.#pending.delete(id);
        failed(new Error("the worker does not answer"));
      }, PATIENCE_MS);
      const then = (/** @type {() => void} */ what) => {
        clearTimeout(late);
        what();
      };
      this.#pending.set(id, {
        done: (answer) => then(() => done(answer)),
        failed: (error) => then(() => failed(error)),
      });
      this.#worker.postMessage({ id, ...message }, moved);
    });
  }
}

/**
 * Tell the page's heading what a model runs on from now on.
 * @param {"gpu" | "cpu"} processor
 */
function tellProcessor(processor) {
  document.dispatchEvent(new CustomEvent("gx-processor", { detail: { processor } }));
}

/** A model's part that this browser can run. */
export class LocalModel {
  /**
   * @param {Thread} thread
   * @param {number} model  its number there
   */
  constructor(thread, model) {
    this.thread = thread;
    this.model = model;
  }

  /**
   * Decode rows as the server's socket does; answers of one kind of urgency come in the order of the questions.
   * @param {Numbers} rows
   * @param {boolean} urgent  the hand waits for it: it goes before all that is not
   * @returns {Promise<Uint8Array<ArrayBuffer>>}  rejects where the worker fails
   */
  async decode(rows, urgent) {
    return (await this.thread.ask({ model: this.model, rows, urgent })).pixels;
  }

  /**
   * Encode a picture as the server's route does, and decode the posterior's mean.
   * @param {Uint8Array<ArrayBuffer>} pixels  (c, h, w)
   * @returns {Promise<{reconstruction: Uint8Array<ArrayBuffer>, mean: number[], std: number[]}>}  rejects where the
   *   worker fails
   */
  async encode(pixels) {
    const found = await this.thread.ask({ model: this.model, rows: pixels, urgent: true });
    const posterior = [...(found.posterior ?? [])];
    const latents = posterior.length / 2;
    return { reconstruction: found.pixels, mean: posterior.slice(0, latents), std: posterior.slice(latents) };
  }
}

/** @type {Thread | null} */
let thread = null;
let opened = 0;

/** @type {Map<string, Promise<LocalModel | null>>} */
const models = new Map();

/**
 * The part of a model for this browser, once the server has made it and the worker has compiled it; null where there
 * is none, for whatever reason: the server goes on then.
 * @param {string} model  name of a checkpoint
 * @param {Part} part
 * @returns {Promise<LocalModel | null>}
 */
export function localModel(model, part) {
  const key = `${part} ${model}`;
  const known = models.get(key) ?? open(model, part).catch(() => null);
  models.set(key, known);
  return known;
}

/**
 * @param {string} model
 * @param {Part} part
 */
async function open(model, part) {
  if (typeof Worker === "undefined" || typeof WebAssembly === "undefined") return null;
  const answer = await fetch(placed(`/api/browser-model?model=${encodeURIComponent(model)}&part=${part}`));
  if (!answer.ok || answer.headers.get("content-type")?.startsWith("application/json")) return null;
  const graph = await answer.arrayBuffer();
  thread ??= new Thread();
  const number = ++opened;
  await thread.ask({ model: number, graph }, [graph]);
  return new LocalModel(thread, number);
}
