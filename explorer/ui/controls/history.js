// Undo and redo over plain states, their buttons and keys; two states are the same when their JSON is.

import { button } from "./buttons.js";

const MOST = 200;

/**
 * @template S  a state: plain data, that JSON can hold
 */
export class History {
  /** @type {string[]} */
  #past = [];

  /** @type {string[]} */
  #future = [];

  /** @type {string} */
  #now;

  /**
   * @param {S} state
   * @param {() => void} [onchange]  what can be undone or redone has changed
   */
  constructor(state, onchange = () => {}) {
    this.onchange = onchange;
    this.#now = JSON.stringify(state);
  }

  /**
   * A finished step. Nothing happens when it changed nothing.
   * @param {S} state
   */
  commit(state) {
    const text = JSON.stringify(state);
    if (text === this.#now) return;
    this.#past.push(this.#now);
    if (this.#past.length > MOST) this.#past.shift();
    this.#now = text;
    this.#future = [];
    this.onchange();
  }

  /**
   * The state before, or null where there is none.
   * @returns {S | null}
   */
  undo() {
    return this.#step(this.#past, this.#future);
  }

  /**
   * The state that was undone last, or null.
   * @returns {S | null}
   */
  redo() {
    return this.#step(this.#future, this.#past);
  }

  /**
   * @param {string[]} from
   * @param {string[]} to
   * @returns {S | null}
   */
  #step(from, to) {
    const next = from.pop();
    if (next === undefined) return null;
    to.push(this.#now);
    this.#now = next;
    this.onchange();
    return JSON.parse(next);
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }
}

/** The two buttons; they are pressable where there is a step to go. */
export class UndoButtons {
  /**
   * @param {string} title  of Undo
   * @param {{undo: () => void, redo: () => void}} on
   */
  constructor(title, on) {
    this.undo = button("Undo", title, () => on.undo());
    this.redo = button("Redo", "Forward again (Ctrl+Shift+Z)", () => on.redo());
    this.buttons = [this.undo, this.redo];
  }

  /** @param {{canUndo: boolean, canRedo: boolean}} history */
  show({ canUndo, canRedo }) {
    this.undo.disabled = !canUndo;
    this.redo.disabled = !canRedo;
  }
}

/** @param {EventTarget | null} target */
function isTypedIn(target) {
  if (target instanceof HTMLInputElement) return target.type !== "range" && target.type !== "checkbox";
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/**
 * Ctrl+Z, and Ctrl+Shift+Z or Ctrl+Y, wherever on the page nobody types and nothing has keys of its own for them; as
 * long as `root` is on it.
 * @param {HTMLElement} root
 * @param {object} on
 * @param {() => void} on.undo
 * @param {() => void} on.redo
 */
export function undoKeys(root, { undo, redo }) {
  addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented) return;
    if (isTypedIn(event.target) || !root.isConnected) return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) redo();
    else undo();
  });
}
