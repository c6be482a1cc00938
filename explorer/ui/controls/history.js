// Undo and redo over plain states; two states are the same when their JSON is.

const MOST = 200;

export class History {
  constructor(state, onchange = () => {}) {
    this.onchange = onchange;
    this.past = [];
    this.future = [];
    this.now = JSON.stringify(state);
  }

  /** A finished step. Nothing happens when it changed nothing. */
  commit(state) {
    const text = JSON.stringify(state);
    if (text === this.now) return;
    this.past.push(this.now);
    if (this.past.length > MOST) this.past.shift();
    this.now = text;
    this.future = [];
    this.onchange();
  }

  /** The state before, or null where there is none. */
  undo() {
    return this.step(this.past, this.future);
  }
  redo() {
    return this.step(this.future, this.past);
  }

  step(from, to) {
    if (!from.length) return null;
    to.push(this.now);
    this.now = from.pop();
    this.onchange();
    return JSON.parse(this.now);
  }

  get canUndo() {
    return this.past.length > 0;
  }
  get canRedo() {
    return this.future.length > 0;
  }
}

/** Ctrl+Z, and Ctrl+Shift+Z or Ctrl+Y, wherever on the page nobody types and nothing has keys of its own for them; as long as `root` is on it. */
export function undoKeys(root, { undo, redo }) {
  addEventListener("keydown", (event) => {
    const { target } = event;
    const typing =
      /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && target.type !== "range" && target.type !== "checkbox";
    const key = event.key.toLowerCase();
    if (
      !(event.ctrlKey || event.metaKey) ||
      event.altKey ||
      event.defaultPrevented ||
      typing ||
      !root.isConnected ||
      (key !== "z" && key !== "y")
    )
      return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) redo();
    else undo();
  });
}
