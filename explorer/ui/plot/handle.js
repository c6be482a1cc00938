// What a hand moves on a plot: a dot, with a place for a finger around it.

import { el } from "../canvas/paint.js";

/**
 * @typedef {object} Grip
 * @property {string} label  what is moved, for who can't see it
 * @property {"x" | "y" | "xy"} along  the axes that it is moved along
 * @property {() => [number, number]} at  where it is, in the coordinates of the plot
 * @property {(x: number, y: number) => void} move  to there; held within the axes
 * @property {number} [step]  of an arrow key along x; a hundredth of the axis where nothing is said
 * @property {string} [colour]  a token
 * @property {() => string} [says]  the value in words; the coordinates where nothing is said
 * @property {() => number} [now]  the value, where it is not where the handle is
 * @property {() => boolean} [hidden]
 */

const LEAP = 10; // steps of an arrow key with shift

/** @type {{[key: string]: [number, number]}} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };

/** @param {number} value */
const number = (value) => Number(value.toFixed(2)).toString();

export class Handle {
  root = el("span", { class: "gx-grip", tabindex: "0", role: "slider" });

  /** @type {{x: number, y: number} | null} from the pointer to the handle, in px, while it is dragged */
  #held = null;

  /**
   * @param {import("./plot.js").Plot} plot
   * @param {Grip} grip
   */
  constructor(plot, grip) {
    this.plot = plot;
    this.grip = grip;
    this.root.setAttribute("aria-label", grip.label);
    this.root.addEventListener("pointerdown", (event) => this.#take(event));
    this.root.addEventListener("pointermove", (event) => this.#drag(event));
    for (const end of ["pointerup", "pointercancel"]) this.root.addEventListener(end, () => this.#letGo());
    this.root.addEventListener("keydown", (event) => this.#press(event));
  }

  /**
   * Its place and what it says follow what it moves.
   * @param {import("./pen.js").Pen} pen
   */
  follow(pen) {
    const { grip, plot, root } = this;
    const [x, y] = grip.at();
    root.classList.toggle("gx-hidden", grip.hidden?.() ?? false);
    root.style.transform = `translate(${pen.across(x)}px, ${pen.down(y)}px)`;
    const [value, [low, high]] = grip.along === "y" ? [y, plot.y] : [x, plot.x];
    root.setAttribute("aria-valuenow", number(grip.now?.() ?? value));
    root.setAttribute("aria-valuemin", number(low));
    root.setAttribute("aria-valuemax", number(high));
    const both = `${number(x)}, ${number(y)}`;
    root.setAttribute("aria-valuetext", grip.says?.() ?? (grip.along === "xy" ? both : number(value)));
    root.style.setProperty("--grip", `var(--gx-${grip.colour ?? "accent"})`);
  }

  /** @param {import("./pen.js").Pen} pen */
  draw(pen) {
    if (this.grip.hidden?.()) return;
    const [x, y] = this.grip.at();
    pen.dot(x, y, { radius: 8, colour: "panel" });
    pen.dot(x, y, { radius: 6.5, colour: this.grip.colour ?? "accent" });
  }

  /** @param {PointerEvent} event */
  #take(event) {
    if (event.button !== 0) return;
    event.preventDefault(); // no text is marked
    event.stopPropagation();
    this.root.focus({ preventScroll: true });
    this.root.setPointerCapture(event.pointerId);
    this.root.classList.add("dragging");
    const [x, y] = this.grip.at();
    const pen = this.plot.pen();
    this.#held = { x: pen.across(x) - event.clientX, y: pen.down(y) - event.clientY };
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    if (!this.#held) return;
    const [x, y] = this.plot.place(event.clientX + this.#held.x, event.clientY + this.#held.y);
    this.#move(x, y);
  }

  #letGo() {
    this.#held = null;
    this.root.classList.remove("dragging");
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const way = ARROWS[event.key];
    const end = { Home: 0, End: 1 }[event.key];
    if ((!way && end === undefined) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const { x: across, y: up } = this.plot;
    const [x, y] = this.grip.at();
    if (end !== undefined) {
      if (this.grip.along === "y") this.#move(x, up[end]);
      else this.#move(across[end], y);
      return;
    }
    const by = event.shiftKey ? LEAP : 1;
    const stepX = (this.grip.step ?? (across[1] - across[0]) / 100) * by;
    const stepY = ((up[1] - up[0]) / 100) * by;
    const [right, above] = way;
    if (this.grip.along === "x") this.#move(x + (right || above) * stepX, y);
    else if (this.grip.along === "y") this.#move(x, y + (above || right) * stepY);
    else this.#move(x + right * stepX, y + above * stepY);
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  #move(x, y) {
    const { x: across, y: up } = this.plot;
    const [oldX, oldY] = this.grip.at();
    const within = (/** @type {number} */ value, /** @type {[number, number]} */ [low, high]) =>
      Math.min(high, Math.max(low, value));
    this.grip.move(this.grip.along === "y" ? oldX : within(x, across), this.grip.along === "x" ? oldY : within(y, up));
  }
}
