// A pointer that draws on a pad: every place it passed through, joined by straight pieces.

/** @typedef {readonly [number, number]} Point  x and y, in pixels of the pad's picture */

/**
 * What can be drawn on.
 * @typedef {object} Drawable
 * @property {HTMLCanvasElement} canvas
 * @property {HTMLElement} cursor  of its keys; hidden while a pointer draws
 * @property {import("../types.js").Shape} shape  of its picture
 * @property {() => void} begin  a stroke is about to begin
 * @property {(from: Point, to: Point) => void} stroke  a straight piece
 * @property {(done: boolean) => void} changed  after every event that drew; done: the stroke is over
 */

/**
 * Where an event is on the pad's picture.
 * @param {Drawable} pad
 * @param {PointerEvent} event
 * @returns {Point}
 */
function pointOf(pad, event) {
  const [, h, w] = pad.shape;
  const area = pad.canvas.getBoundingClientRect();
  return [((event.clientX - area.left) / area.width) * w, ((event.clientY - area.top) / area.height) * h];
}

/**
 * The places that a pointer passed through since its last event, oldest first; the event's own is always the last one.
 * Browsers may give no list of them, and some (Firefox on Android) give an empty one.
 * @param {PointerEvent} event  a pointermove
 * @returns {PointerEvent[]}  at least one
 */
export function passedThrough(event) {
  const parts = event.getCoalescedEvents?.() ?? [];
  const last = parts.at(-1);
  const whole = last?.clientX === event.clientX && last.clientY === event.clientY;
  return whole ? parts : [...parts, event];
}

/**
 * One pointer at a time draws on a pad.
 * @param {Drawable} pad
 */
export function followStrokes(pad) {
  const { canvas } = pad;
  /** @type {number | null} */
  let pointer = null;
  /** @type {Point} */
  let last = [0, 0];
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button > 0 || pointer !== null) return;
    pointer = event.pointerId;
    canvas.setPointerCapture(pointer);
    pad.cursor.classList.add("gx-hidden");
    pad.begin();
    last = pointOf(pad, event);
    pad.stroke(last, last);
    pad.changed(false);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pointer) return;
    for (const part of passedThrough(event)) {
      const point = pointOf(pad, part);
      pad.stroke(last, point);
      last = point;
    }
    pad.changed(false);
  });
  /** @param {PointerEvent} event */
  const end = (event) => {
    if (event.pointerId !== pointer) return;
    pointer = null;
    pad.changed(true);
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  canvas.addEventListener("blur", () => pad.cursor.classList.add("gx-hidden"));
}
