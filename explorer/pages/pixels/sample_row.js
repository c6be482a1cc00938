// The paintings that stand beside each other: the first, a second model's, and branches of either. They share a cursor, a heat map and a step.

import { el } from "../../ui/canvas/paint.js";
import { Painting } from "./painting.js";

const MOST_BRANCHES = 3;

export class Easel {
  /**
   * @param {object} on  look(cursor or null), force(painting, level), heat(kind), field(on), arrived(), ended(painting, message), shutBeside(),
   *   shut(branch), status(text), error(message)
   */
  constructor(on) {
    Object.assign(this, { on, beside: null, branches: [], cursor: null, heat: "", field: false, step: 0 });
    this.main = this.painting();
    this.boards = el("div", { class: "boards" });
    this.inspectors = el("div", { class: "inspectors" });
    this.root = el("div", { class: "easel" }, this.boards, this.inspectors);
    this.arrange();
  }

  get all() {
    return [this.main, ...(this.beside ? [this.beside] : []), ...this.branches];
  }

  /** Steps that every painting at work has. */
  get available() {
    return Math.min(this.main.arrived, ...this.all.filter(({ busy }) => busy).map(({ arrived }) => arrived));
  }

  painting(close) {
    const { on } = this;
    return new Painting({
      look: (which, y, x, pinned) => this.look({ which, y, x, pinned }),
      force: on.force,
      heat: on.heat,
      field: on.field,
      changed: on.arrived,
      ended: on.ended,
      status: on.status,
      error: on.error,
      close,
    });
  }

  /** The second model's painting, there or gone. */
  putBeside(wanted) {
    if (!wanted && this.beside) {
      this.beside.close();
      this.beside = null;
    }
    if (wanted && !this.beside) {
      this.beside = this.painting(() => this.on.shutBeside());
      this.arrange();
      this.dress(this.beside);
    }
    this.arrange();
  }

  /** A new branch, the last of the row; the oldest makes room where there are too many. */
  addBranch(title) {
    if (this.branches.length === MOST_BRANCHES) this.shut(this.branches[0]);
    const made = this.painting((branch) => {
      this.shut(branch);
      this.on.shut(branch);
    });
    made.setTitle(title);
    this.branches.push(made);
    this.arrange();
    this.dress(made);
    return made;
  }

  shut(branch) {
    branch.close();
    this.branches = this.branches.filter((one) => one !== branch);
    this.arrange();
  }

  clearBranches() {
    for (const branch of [...this.branches]) this.shut(branch);
  }

  arrange() {
    const { all, root, boards, inspectors } = this;
    root.dataset.count = String(all.length);
    all.forEach((painting, i) => {
      if (boards.children[i] !== painting.root) boards.insertBefore(painting.root, boards.children[i] ?? null);
      if (inspectors.children[i] !== painting.inspector.root)
        inspectors.insertBefore(painting.inspector.root, inspectors.children[i] ?? null);
    });
  }

  dress(painting) {
    painting.setChoices(this.heat, this.field);
    painting.look(this.cursor, this.step);
  }

  setChoices(heat, field) {
    Object.assign(this, { heat, field });
    for (const painting of this.all) painting.setChoices(heat, field);
  }

  look(cursor) {
    this.cursor = cursor;
    for (const painting of this.all) painting.look(cursor, this.step);
    this.on.look(cursor);
  }

  show(step) {
    this.step = step;
    for (const painting of this.all) painting.show(step);
  }

  stop() {
    for (const painting of this.all) painting.stop();
  }
  leave() {
    for (const painting of this.all) painting.socket.close();
  }
}
