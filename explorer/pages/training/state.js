// What the Training page's parts share: the view, the plan of a run, and the moments that were seen of it.

import { decodeBase64 } from "../../ui/canvas/paint.js";

/** @typedef {import("../../ui/types.js").Shape} Shape */

/**
 * The live run's part of the page's view, see view.py.
 * @typedef {object} LiveView
 * @property {string} data
 * @property {number} seed
 * @property {string} sees
 * @property {number} rate
 * @property {string} a  an objective: "ae", or "vae" and its beta
 * @property {string} b  the second network's, or nothing
 * @property {string} plan
 * @property {number} step
 * @property {number} every
 */

/** @typedef {LiveView & import("./parts_state.js").PartsState} TrainingView  the page's view */

/** @typedef {"sees" | "rate" | "a" | "b"} Setting  what may change while a run goes on */

/**
 * What the server tells before a run.
 * @typedef {object} Ready
 * @property {string} data
 * @property {string} asked  what was asked for, which may not be there
 * @property {string[]} names  of the sets of pictures that are there
 * @property {Shape} shape
 * @property {string[]} classes
 * @property {number} pictures  in the training set
 * @property {string} firsts  base64: the first `each` training pictures of every class
 * @property {number} each
 * @property {number[]} tests  classes of the test pictures
 * @property {number} tiles  of the plane, a side
 * @property {Frame} frame
 */

/**
 * One network in a frame, see live.plain.
 * @typedef {object} SeenNetwork
 * @property {string} plane
 * @property {number} reach
 * @property {string} codes
 * @property {string} ellipses
 * @property {string} pictures
 * @property {[number, number] | null} learnt
 * @property {(number | null)[]} tested
 */

/**
 * @typedef {object} Frame
 * @property {number} step
 * @property {number} [frame]
 * @property {string[]} [watched]
 * @property {string} [originals]
 * @property {number[]} [labels]
 * @property {SeenNetwork} a
 * @property {SeenNetwork} [b]
 */

/**
 * The pictures whose reconstructions and posteriors are shown.
 * @typedef {{names: string[], originals: Uint8Array<ArrayBuffer>, labels: number[]}} Watched
 */

/**
 * One network at a moment.
 * @typedef {object} Network
 * @property {Blob} plane  JPEG
 * @property {number} reach  of both axes, in z
 * @property {Float32Array} codes  x and y of each test picture, in z
 * @property {Float32Array} ellipses  two means and two deviations of each watched picture
 * @property {Uint8Array} pictures  reconstructions of the watched pictures
 * @property {[number, number] | null} learnt  reconstruction and KL in nats, over the steps before
 * @property {(number | null)[]} tested  reconstruction of each class's test pictures, nats
 */

/** @typedef {{step: number, watched: Watched, networks: {[name: string]: Network}}} Moment */

const FINE = 8192; // of which the codes' whole numbers are a share of the reach
const MOST_MOMENTS = 500;

/** @param {SeenNetwork} seen  @returns {Network} */
function network(seen) {
  const whole = new Int16Array(decodeBase64(seen.codes).buffer);
  return {
    plane: new Blob([decodeBase64(seen.plane)], { type: "image/jpeg" }),
    reach: seen.reach,
    codes: Float32Array.from(whole, (value) => (value / FINE) * seen.reach),
    ellipses: new Float32Array(decodeBase64(seen.ellipses).buffer),
    pictures: decodeBase64(seen.pictures),
    learnt: seen.learnt,
    tested: seen.tested,
  };
}

/** The moments of a run, in order; where they are many, every second of the older ones goes. */
export class Moments {
  /** @type {Moment[]} */
  all = [];

  /** @type {Watched} */
  #watched = { names: [], originals: new Uint8Array(0), labels: [] };

  clear() {
    this.all = [];
  }

  get last() {
    return this.all.at(-1) ?? null;
  }

  /** @param {Frame} frame  @returns {Moment} */
  add(frame) {
    if (frame.watched && frame.originals && frame.labels) {
      this.#watched = { names: frame.watched, originals: decodeBase64(frame.originals), labels: frame.labels };
    }
    /** @type {{[name: string]: Network}} */
    const networks = { a: network(frame.a) };
    if (frame.b) networks.b = network(frame.b);
    const moment = { step: frame.step, watched: this.#watched, networks };
    if (this.last?.step === frame.step) this.all.pop();
    this.all.push(moment);
    if (this.all.length > MOST_MOMENTS) this.all = this.all.filter((_, i, { length }) => i % 2 === 0 || i > length - 9);
    return moment;
  }
}

/** @typedef {{step: number, name: string, value: string}} Change */

/** @param {string} text  of a view  @returns {Change[]} */
export const readPlan = (text) =>
  text
    .split("_")
    .filter(Boolean)
    .map((part) => {
      const [step, name, ...value] = part.split(":");
      return { step: Number(step), name, value: value.join(":") };
    });

/** @param {Change[]} plan */
export const planText = (plan) => plan.map(({ step, name, value }) => `${step}:${name}:${value}`).join("_");

/**
 * A plan after a change by hand: what was planned for later gives way, and of two before the same step the last counts.
 * @param {Change[]} plan
 * @param {Change} change
 * @returns {Change[]}
 */
export function withChange(plan, change) {
  const before = plan.filter(({ step, name }) => step < change.step || (step === change.step && name !== change.name));
  return [...before, change];
}

/**
 * A setting's value at a step.
 * @param {TrainingView} view
 * @param {Setting} name
 * @param {number} step
 * @returns {string}
 */
export function valueAt(view, name, step) {
  const changes = readPlan(view.plan).filter((change) => change.name === name && change.step <= step);
  return changes.at(-1)?.value ?? String(view[name]);
}

/** @param {string} text  of an objective  @returns {{noise: boolean, beta: number}} */
export const readObjective = (text) =>
  text.startsWith("vae") ? { noise: true, beta: Number(text.slice(3)) } : { noise: false, beta: 1 };

/** @param {string} text  of an objective  @returns {string} */
export function objectiveWords(text) {
  const { noise, beta } = readObjective(text);
  if (!noise) return "Autoencoder: no noise, no price";
  return beta === 1 ? "VAE" : `beta-VAE, β = ${beta}`;
}

/**
 * What is seen, in words.
 * @param {string} sees
 * @param {string[]} classes
 */
export function seesWords(sees, classes) {
  if (sees === "all") return "all training pictures";
  const words = sees.split(".").map((part) => {
    const [label, number] = part.slice(1).split("-");
    const name = classes[Number(label)] ?? label;
    if (part[0] === "c") return `all of class ${name}`;
    return part[0] === "o"
      ? `own picture ${Number(label) + 1}`
      : `one ${name}${number ? ` (no. ${Number(number) + 1})` : ""}`;
  });
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words.at(-1)}` : words[0];
}

/**
 * A change of a plan in words.
 * @param {Change} change
 * @param {string[]} classes
 */
export function changeWords({ step, name, value }, classes) {
  if (name === "sees") return `from step ${step} it sees ${seesWords(value, classes)}`;
  if (name === "rate") return `from step ${step} the learning rate is ${value}`;
  return `from step ${step} the ${name === "b" ? "second network" : "network"} is: ${objectiveWords(value)}`;
}
