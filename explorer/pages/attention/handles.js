// Handles over the picture, one a digit, and the knob that sizes the selected one. What they show is theirs, what is
// done with them is told.

import { el } from "../../ui/canvas/paint.js";
import { press } from "../../ui/controls/buttons.js";
import { clamp } from "./arrangement.js";
import { digitName } from "./names.js";
import { SIDE } from "./picture.js";

/** @typedef {import("./types.js").Box} Box */
/** @typedef {import("./types.js").Digit} Digit */

const LEAST = 6; // picture pixels a side of a handle, so that a small digit can be caught
const KNOB_EDGE = 2; // picture pixels that the knob keeps from the edge

/** @param {number} pixels  of the picture */
const percent = (pixels) => `${(pixels / SIDE) * 100}%`;

/** @param {number} pixels */
const beforeEdge = (pixels) => percent(clamp(pixels, [KNOB_EDGE, SIDE - KNOB_EDGE]));

/** @param {Digit} digit */
function describe(digit) {
  const place = `at ${Math.round(digit.x)}, ${Math.round(digit.y)}`;
  const keys = "Arrow keys move it, plus and minus size it, delete takes it away";
  return `${digitName(digit)}, ${place}, size ${digit.scale.toFixed(2)}. ${keys}`;
}

export class DigitHandles {
  /** @type {Map<number, HTMLButtonElement>} by the digits' ids */
  #handles = new Map();

  root = el("div", { class: "handles" });

  knob = el("i", { class: "knob gx-hidden", "aria-hidden": "true", title: "Drag to make it larger or smaller" });

  /**
   * @param {object} on
   * @param {(event: PointerEvent, id: number) => void} on.press  a pointer takes a digit
   * @param {(event: PointerEvent) => void} on.pressKnob
   * @param {(id: number) => void} on.focus
   * @param {(event: KeyboardEvent, id: number) => void} on.key
   * @param {(id: number) => void} on.doubleClick
   */
  constructor(on) {
    this.on = on;
    this.knob.addEventListener("pointerdown", (event) => on.pressKnob(event));
  }

  /**
   * Put every handle over its digit. Those that stay are not made anew: one of them may be held.
   * @param {Digit[]} digits  from below to the top
   * @param {number} selected  id of the one that has the knob
   * @param {(digit: Digit) => Box} boxOf
   */
  place(digits, selected, boxOf) {
    this.#removeOthers(new Set(digits.map(({ id }) => id)));
    digits.forEach((digit, above) => {
      const handle = this.#handleOf(digit.id);
      const chosen = digit.id === selected;
      const box = boxOf(digit);
      this.#putOver(handle, box);
      handle.style.zIndex = String(above + (chosen ? digits.length : 0));
      handle.setAttribute("aria-label", describe(digit));
      press(handle, chosen);
      if (chosen) this.#putKnob(box);
    });
  }

  /** @param {Set<number>} staying */
  #removeOthers(staying) {
    for (const [id, handle] of this.#handles) {
      if (staying.has(id)) continue;
      handle.remove();
      this.#handles.delete(id);
    }
  }

  /** @param {number} id */
  #handleOf(id) {
    const known = this.#handles.get(id);
    if (known) return known;
    const handle = el("button", {
      class: "handle",
      type: "button",
      "data-digit": String(id),
      onpointerdown: (event) => this.on.press(event, id),
      onfocus: () => this.on.focus(id),
      onkeydown: (event) => this.on.key(event, id),
      ondblclick: () => this.on.doubleClick(id),
    });
    this.#handles.set(id, handle);
    this.root.append(handle);
    return handle;
  }

  /**
   * @param {HTMLButtonElement} handle
   * @param {Box} box
   */
  #putOver({ style }, [left, top, right, bottom]) {
    const width = Math.max(LEAST, right - left);
    const height = Math.max(LEAST, bottom - top);
    style.left = percent((left + right - width) / 2);
    style.top = percent((top + bottom - height) / 2);
    style.width = percent(width);
    style.height = percent(height);
  }

  /**
   * At the lower right corner of the handle.
   * @param {Box} box
   */
  #putKnob([left, top, right, bottom]) {
    const width = Math.max(LEAST, right - left);
    const height = Math.max(LEAST, bottom - top);
    this.knob.style.left = beforeEdge((left + right + width) / 2);
    this.knob.style.top = beforeEdge((top + bottom + height) / 2);
  }

  /** @param {boolean} shown */
  showKnob(shown) {
    this.knob.classList.toggle("gx-hidden", !shown);
  }

  /**
   * Whether an event is for a digit's handle, and the keyboard is there, too.
   * @param {Event} event
   * @param {number} id
   */
  isUnder(event, id) {
    const handle = this.#handles.get(id);
    return handle !== undefined && event.target === handle && document.activeElement === handle;
  }

  /** @param {number} id */
  focus(id) {
    this.#handles.get(id)?.focus({ preventScroll: true });
  }

  /** @param {number} id */
  blur(id) {
    this.#handles.get(id)?.blur();
  }
}
