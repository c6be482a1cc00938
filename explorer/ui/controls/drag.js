// How sliders of the explorer's own are moved: dragged sideways, or by keys.

const SLACK = 6; // px a finger may wander before a touch is a drag

/**
 * One pointer at a time drags something sideways. A finger that came down may want to scroll: it moves once it goes
 * sideways, or on leaving. The root has the class "dragging" meanwhile.
 * @param {HTMLElement} root
 * @param {object} on
 * @param {(event: PointerEvent) => void} on.move  to where the event is
 * @param {() => void} [on.rest]  the drag is over
 * @param {() => boolean} [on.locked]  it can't be moved, so it does not look as if
 */
export function followDrag(root, { move, rest = () => {}, locked = () => false }) {
  /** @type {number | null} */
  let pointer = null;
  /** @type {number | null} */
  let touchedAt = null;
  root.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || pointer !== null) return;
    pointer = event.pointerId;
    root.setPointerCapture(pointer);
    root.classList.toggle("dragging", !locked());
    touchedAt = event.pointerType === "touch" ? event.clientX : null;
    if (touchedAt === null) move(event);
  });
  root.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pointer) return;
    if (touchedAt !== null && Math.abs(event.clientX - touchedAt) < SLACK) return;
    touchedAt = null;
    move(event);
  });
  /** @param {PointerEvent} event */
  const end = (event) => {
    if (event.pointerId !== pointer) return;
    pointer = null;
    root.classList.remove("dragging");
    if (touchedAt !== null && event.type === "pointerup") move(event);
    rest();
  };
  root.addEventListener("pointerup", end);
  root.addEventListener("pointercancel", end);
}

/**
 * Where a key takes a slider: arrows by a step (with shift by a leap), the page keys by a leap, Home and End to the
 * ends, 0 to the middle.
 * @param {KeyboardEvent} event
 * @param {{value: number, step: number, leap: number, low: number, high: number, middle: number}} slider
 * @returns {number | null}  perhaps beyond an end; null where the key does nothing
 */
export function keyTarget(event, { value, step, leap, low, high, middle }) {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const by = event.shiftKey ? leap : step;
  switch (event.key) {
    case "ArrowRight":
    case "ArrowUp":
      return value + by;
    case "ArrowLeft":
    case "ArrowDown":
      return value - by;
    case "PageUp":
      return value + leap;
    case "PageDown":
      return value - leap;
    case "Home":
      return low;
    case "End":
      return high;
    case "0":
      return middle;
    default:
      return null;
  }
}
