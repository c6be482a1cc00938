// The samples that stand beside each other: the first, a second model's, and branches of either. They share a cursor,
// a heat map and a step.

import { el } from "../../ui/canvas/paint.js";
import { SampleView } from "./sample_view.js";

/**
 * @import { Cursor, Heat } from "./board.js"
 * @import { SampleListener } from "./sample_view.js"
 */

/**
 * Whom the row tells: what its samples tell, and what it makes of that.
 * @typedef {object} RowListener
 * @property {(cursor: Cursor) => void} look  another pixel is looked at
 * @property {SampleListener["force"]} force
 * @property {SampleListener["heat"]} heat
 * @property {SampleListener["field"]} field
 * @property {SampleListener["arrived"]} arrived
 * @property {SampleListener["ended"]} ended
 * @property {SampleListener["status"]} status
 * @property {SampleListener["error"]} error
 * @property {() => void} closeBeside  the second model's sample is to be taken off the page
 * @property {() => void} closed  a branch was taken off the page
 */

const MOST_BRANCHES = 3;

/** All samples of the page. `boards` and `inspectors` are the parts of `root` that they stand in. */
export class SampleRow {
  /** @type {SampleView | null} the second model's */
  beside = null;
  /** @type {SampleView[]} the newest last */
  branches = [];
  /** @type {Cursor | null} */
  cursor = null;
  /** @type {Heat} */
  #heat = "";
  #field = false;
  #step = 0;

  /** @param {RowListener} listener */
  constructor(listener) {
    this.listener = listener;
    this.main = this.#sample(null);
    this.boards = el("div", { class: "boards" });
    this.inspectors = el("div", { class: "inspectors" });
    this.root = el("div", { class: "easel" }, this.boards, this.inspectors);
    this.#arrange();
  }

  /** The samples that are drawn from the page's settings. */
  get models() {
    return this.beside ? [this.main, this.beside] : [this.main];
  }

  get all() {
    return [...this.models, ...this.branches];
  }

  /** True while any sample is being drawn. */
  get busy() {
    return this.all.some(({ busy }) => busy);
  }

  /** Steps that every sample at work has. */
  get available() {
    const busy = this.all.filter((sample) => sample.busy);
    return Math.min(this.main.arrived, ...busy.map(({ arrived }) => arrived));
  }

  /** @param {SampleListener["close"]} close */
  #sample(close) {
    const { listener } = this;
    return new SampleView({
      look: (cursor) => this.look(cursor),
      force: listener.force,
      heat: listener.heat,
      field: listener.field,
      arrived: listener.arrived,
      ended: listener.ended,
      status: listener.status,
      error: listener.error,
      close,
    });
  }

  /** @param {boolean} wanted  whether a second model's sample stands there */
  putBeside(wanted) {
    if (!wanted && this.beside) {
      this.beside.close();
      this.beside = null;
      this.#arrange();
    }
    if (wanted && !this.beside) {
      this.beside = this.#sample(() => this.listener.closeBeside());
      this.#arrange();
      this.#dress(this.beside);
    }
  }

  /**
   * A new branch, the last of the row; the oldest makes room where there are too many.
   * @param {string} title
   * @param {SampleView} origin  what it leaves
   */
  addBranch(title, origin) {
    if (this.branches.length === MOST_BRANCHES) this.#remove(this.branches[0]);
    const made = this.#sample((branch) => {
      this.#remove(branch);
      this.listener.closed();
    });
    made.setTitle(title);
    made.origin = origin;
    this.branches.push(made);
    this.#arrange();
    this.#dress(made);
    return made;
  }

  /** @param {SampleView} branch */
  #remove(branch) {
    branch.close();
    this.branches = this.branches.filter((one) => one !== branch);
    this.#arrange();
  }

  clearBranches() {
    for (const branch of [...this.branches]) this.#remove(branch);
  }

  /** Boards and inspectors in the order of the samples; what stands right is not moved. */
  #arrange() {
    const { all, root, boards, inspectors } = this;
    root.dataset.count = String(all.length);
    all.forEach((sample, i) => {
      place(boards, sample.root, i);
      place(inspectors, sample.inspector.root, i);
    });
  }

  /** @param {SampleView} sample */
  #dress(sample) {
    sample.setOverlays(this.#heat, this.#field);
    sample.look(this.cursor, this.#step);
  }

  /**
   * What is laid over all pictures.
   * @param {Heat} heat
   * @param {boolean} field
   */
  setOverlays(heat, field) {
    this.#heat = heat;
    this.#field = field;
    for (const sample of this.all) sample.setOverlays(heat, field);
  }

  /** @param {Cursor} cursor */
  look(cursor) {
    this.cursor = cursor;
    for (const sample of this.all) sample.look(cursor, this.#step);
    this.listener.look(cursor);
  }

  /** @param {number} step  of the player */
  show(step) {
    this.#step = step;
    for (const sample of this.all) sample.show(step);
  }

  /** End all drawing; what is there stays. */
  stop() {
    for (const sample of this.all) sample.stop();
  }

  /** The page is left. */
  leave() {
    for (const sample of this.all) sample.leave();
  }
}

/**
 * @param {HTMLElement} row
 * @param {HTMLElement} node
 * @param {number} index
 */
function place(row, node, index) {
  if (row.children[index] !== node) row.insertBefore(node, row.children[index] ?? null);
}
